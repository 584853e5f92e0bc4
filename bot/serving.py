"""Serving HTTP inside the bot's own event loop, and refusing plainly where the port is taken."""

import asyncio
import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from bot.config_faults import ConfigError

GRACE_S = 5


class PortTaken(ConfigError):  # noqa: N818
    """Somebody else listens there: another run of this bot, or another program."""


class QuietServer(uvicorn.Server):
    """A uvicorn that leaves signals to the bot: only the bot knows what must be finished first."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen_on(host: str, port: int, keys: tuple[str, str]) -> socket.socket:
    """A socket that listens at once, so that a taken port stops the start before anything else has begun.

    `keys` name host and port in the configuration, for the error. Raises PortTaken, or ConfigError for an
    address that is not this machine's.
    """
    host_key, port_key = keys
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        return socket.create_server((host, port), family=family, backlog=256)
    except socket.gaierror:
        raise ConfigError(f"{host_key}: no machine is called {host!r}; give one like 127.0.0.1") from None
    except OSError as exc:
        if exc.errno == errno.EADDRINUSE:
            raise PortTaken(
                f"{port_key} is {port}, and another program (or run of this bot) listens there on {host}; "
                f"stop it or set {port_key} to a free port"
            ) from None
        if exc.errno == errno.EACCES:
            raise ConfigError(f"{port_key} is {port}, which needs an administrator; give one over 1023") from None
        raise ConfigError(
            f"{host_key} is {host!r}, and this machine cannot listen there ({exc.strerror}); "
            f"give one of its own addresses, such as 127.0.0.1"
        ) from None


async def serve_http(app: ASGIApp, listening: socket.socket, stop: asyncio.Event) -> None:
    """Serve until `stop`, then finish the requests in work within a few seconds and close the socket."""
    server = QuietServer(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=GRACE_S,
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({serving, stopped}, return_when=asyncio.FIRST_COMPLETED)
        server.should_exit = True
        await serving
    finally:
        stopped.cancel()
        serving.cancel()
        listening.close()
