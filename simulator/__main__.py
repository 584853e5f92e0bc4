"""`python -m simulator`: a Bot API server and a chat page, until it is interrupted."""

import argparse
import asyncio
import contextlib
import signal
import sys

from simulator.serving import serve
from simulator.simulation import Simulator


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081, help="0 takes any free port (default: 8081)")
    parser.add_argument("--token", action="append", help="take this bot token and no other; may be repeated")
    parser.add_argument("--no-limits", action="store_true", help="let a bot send faster than Telegram would")
    parser.add_argument("--seed", type=int, default=0, help="for faults by chance (default: 0)")
    return parser.parse_args()


async def run(host: str, port: int, *, tokens: list[str] | None = None, limits: bool = True, seed: int = 0) -> None:
    """Serve until interrupted, terminated or asked to stop over the control API."""
    simulator = Simulator(limits=limits, tokens=tokens, seed=seed)
    for token in tokens or ():
        simulator.bot(token)
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(each, simulator.stop_asked.set)
    async with serve(simulator, host, port) as url:
        print(f"simulator: chat page and Bot API on {url}/ (base_url of a bot: {url})", flush=True)
        await simulator.stop_asked.wait()


def main() -> int:
    arguments = _arguments()
    try:
        asyncio.run(
            run(
                arguments.host,
                arguments.port,
                tokens=arguments.token,
                limits=not arguments.no_limits,
                seed=arguments.seed,
            )
        )
    except OSError as problem:
        print(
            f"simulator: cannot listen on {arguments.host}:{arguments.port}: {problem.strerror}",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
