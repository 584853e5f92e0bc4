"""Whether the bot is well, and what it has done: `/healthz` for a watchdog, `/metrics` for Prometheus.

Figures only: no name, no id, no words.
"""

import inspect
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.logs import safe_error

log = structlog.get_logger()

Gauge = Callable[[], int | float | Awaitable[int | float]]


class Health:
    """What is wrong now, by the name of the part that is not well."""

    def __init__(self) -> None:
        self.problems: dict[str, str] = {}

    def set(self, name: str, reason: str) -> None:
        self.problems[name] = reason

    def clear(self, name: str) -> None:
        self.problems.pop(name, None)


@dataclass
class Metrics:
    """Counts since the start, and figures asked for at the moment of asking.

    `sends` counts by outcome (sent, unknown, blocked, failed ...), `model` how often a language model was asked and
    what came of it (asked, answered, late, refused, failed, busy). A gauge is a callable by its metric's name
    without the `luottamus_` in front; it may be asynchronous.
    """

    updates_handled: int = 0
    turns: int = 0
    set_aside: int = 0
    sends: Counter[str] = field(default_factory=Counter)
    model: Counter[str] = field(default_factory=Counter)
    gauges: dict[str, Gauge] = field(default_factory=dict)

    async def text(self) -> str:
        """All of it in Prometheus' text format."""
        lines = [*self._counts()]
        for name, ask in self.gauges.items():
            try:
                answer = ask()
                value = await answer if inspect.isawaitable(answer) else answer
            except Exception as exc:
                # The others still tell something, and the database's own absence shows in /healthz.
                log.warning("a metric could not be read", metric=name, why=safe_error(exc))
                continue
            lines += [f"# TYPE luottamus_{name} gauge", f"luottamus_{name} {value}"]
        return "\n".join(lines) + "\n"

    def _counts(self) -> Iterator[str]:
        for name, value in (
            ("updates_handled", self.updates_handled),
            ("turns", self.turns),
            ("updates_set_aside", self.set_aside),
        ):
            yield f"# TYPE luottamus_{name}_total counter"
            yield f"luottamus_{name}_total {value}"
        for name, counts in (("sends", self.sends), ("model", self.model)):
            yield f"# TYPE luottamus_{name}_total counter"
            for outcome, value in sorted(counts.items()):
                yield f'luottamus_{name}_total{{outcome="{outcome}"}} {value}'


def health_routes(health: Health, metrics: Metrics) -> list[Route]:
    async def healthz(_request: Request) -> PlainTextResponse:
        if not health.problems:
            return PlainTextResponse("ok\n")
        reasons = "".join(f"{name}: {reason}\n" for name, reason in health.problems.items())
        return PlainTextResponse(reasons, status_code=503)

    async def prometheus(_request: Request) -> PlainTextResponse:
        return PlainTextResponse(await metrics.text(), media_type="text/plain; version=0.0.4")

    return [Route("/healthz", healthz), Route("/metrics", prometheus)]
