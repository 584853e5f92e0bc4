"""Faults on request: the ways a call to Telegram goes wrong, on the next calls or by a seeded chance."""

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

UPDATE = "update"


class Fault(StrEnum):
    """What goes wrong. Those that say "after" let the call have its effect first."""

    TOO_MANY = "too_many"
    """429 with `retry_after`."""
    SERVER_ERROR = "server_error"
    """500, or 502 and 504 in turn, with Telegram's JSON."""
    HANG = "hang"
    """No effect, and no answer until the caller gives up."""
    HANG_AFTER = "hang_after"
    """The effect, and no answer until the caller gives up."""
    CUT_BEFORE = "cut_before"
    """The connection is cut; nothing was done."""
    CUT_AFTER = "cut_after"
    """The connection is cut; the call had its effect."""
    BROKEN = "broken"
    """The effect, and an answer that is no JSON."""
    BLOCKED = "blocked"
    """403: blocked by the user, for this call alone."""
    DUPLICATE = "duplicate"
    """An update is delivered once more after it was confirmed. Its method is "update"."""


BEFORE = {Fault.TOO_MANY, Fault.SERVER_ERROR, Fault.HANG, Fault.CUT_BEFORE, Fault.BLOCKED}


@dataclass
class Planned:
    """A fault laid for the next calls of a method, to a chat or to any."""

    method: str
    fault: Fault
    times: int
    chat_id: int | None
    skip: int
    retry_after: int

    def meets(self, method: str, chat_id: int | None) -> bool:
        return self.method.lower() == method.lower() and self.chat_id in (None, chat_id)


@dataclass(frozen=True)
class Struck:
    """A fault that happened."""

    method: str
    fault: Fault
    chat_id: int | None
    retry_after: int = 1


class Faults:
    """What is laid, what chance may strike, and what struck."""

    def __init__(self, seed: int = 0) -> None:
        self.planned: list[Planned] = []
        self.struck: list[Struck] = []
        self._chance = random.Random(seed)  # noqa: S311 - a repeatable chance is the point
        self._rates: dict[Fault, float] = {}
        self._methods: set[str] | None = None

    def next(
        self,
        method: str,
        fault: Fault,
        times: int = 1,
        chat_id: int | None = None,
        *,
        skip: int = 0,
        retry_after: int = 1,
    ) -> None:
        """Strike the next `times` calls of `method` (after `skip` that go well), to `chat_id` or any chat."""
        if (fault is Fault.DUPLICATE) != (method == UPDATE):
            raise ValueError(f'{fault} goes with the method "{UPDATE}" and nothing else does; got "{method}"')
        self.planned.append(Planned(method, fault, times, chat_id, skip, retry_after))

    def random(self, rates: Mapping[Fault, float], seed: int, methods: Collection[str] | None = None) -> None:
        """Strike calls of `methods` (None: of all) by chance: `rates` are shares, in all at most 1."""
        if any(rate < 0 for rate in rates.values()) or sum(rates.values()) > 1:
            raise ValueError(f"rates are shares of calls between 0 and 1, together at most 1; got {dict(rates)}")
        self._rates = {Fault(fault): rate for fault, rate in rates.items()}
        self._methods = None if methods is None else {each.lower() for each in methods}
        self._chance = random.Random(seed)  # noqa: S311

    def clear(self) -> None:
        """Lay nothing and strike nothing from here on; what struck stays listed."""
        self.planned.clear()
        self._rates.clear()

    def strike(self, method: str, chat_id: int | None) -> Struck | None:
        """What strikes this call, or None. Asked once for each call."""
        found = self._laid(method, chat_id) or self._chanced(method, chat_id)
        if found:
            self.struck.append(found)
        return found

    def _laid(self, method: str, chat_id: int | None) -> Struck | None:
        for planned in self.planned:
            if not planned.meets(method, chat_id):
                continue
            if planned.skip > 0:
                planned.skip -= 1
                return None
            planned.times -= 1
            if planned.times <= 0:
                self.planned.remove(planned)
            return Struck(method, planned.fault, chat_id, planned.retry_after)
        return None

    def _chanced(self, method: str, chat_id: int | None) -> Struck | None:
        rates = {fault: rate for fault, rate in self._rates.items() if (fault is Fault.DUPLICATE) == (method == UPDATE)}
        if not rates or (method != UPDATE and self._methods is not None and method.lower() not in self._methods):
            return None
        drawn = self._chance.random()
        for fault, rate in rates.items():
            drawn -= rate
            if drawn < 0:
                return Struck(method, fault, chat_id)
        return None
