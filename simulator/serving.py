"""Serving the simulator on loopback, in the running event loop."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from simulator.simulation import Simulator

ENDS_WITHIN_S = 1.0


def _protocol(simulator: Simulator) -> type[H11Protocol]:
    class Protocol(H11Protocol):
        """Keeps the open connections within reach of a fault that cuts them."""

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            simulator.connections[self.client] = transport

        def connection_lost(self, exc: Exception | None) -> None:
            simulator.connections.pop(self.client, None)
            super().connection_lost(exc)

    return Protocol


@asynccontextmanager
async def serve(simulator: Simulator, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve until the block ends; yields the base address, `http://127.0.0.1:8081`. Port 0: any free one."""
    # The protocol is named because asyncio turns delayed sending off (40 ms an answer) only where it is.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    config = uvicorn.Config(
        simulator.app,
        http=_protocol(simulator),
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    # Not server.serve(): that takes the program's signals and a quarter of a second to stop.
    await server.startup(sockets=[listener])
    try:
        shown = f"[{host}]" if ":" in host else host
        yield f"http://{shown}:{listener.getsockname()[1]}"
    finally:
        simulator.close()
        await simulator.webhooks.stop()
        await _stop(server, simulator)


async def _stop(server: uvicorn.Server, simulator: Simulator) -> None:
    """Take no more requests, let those under way end within a second, close the connections."""
    for each in server.servers:
        each.close()
    under_way = server.server_state.tasks
    if under_way:
        _, late = await asyncio.wait(under_way, timeout=ENDS_WITHIN_S)
        for task in late:
            task.cancel()
    for connection in list(simulator.connections.values()):
        connection.close()
    await asyncio.sleep(0)
