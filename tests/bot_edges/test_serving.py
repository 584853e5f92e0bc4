"""Health, metrics and the server that shows them; a taken port is said before anything starts."""

import asyncio
import logging
import signal
import socket

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.config_faults import ConfigError
from bot.health import Health, Metrics, health_routes
from bot.serving import PortTaken, listen_on, serve_http

KEYS = ("console.host", "console.port")


@pytest.fixture
def health():
    return Health()


@pytest.fixture
def metrics():
    return Metrics()


@pytest.fixture
async def client(health, metrics):
    app = Starlette(routes=health_routes(health, metrics))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
        yield client


async def test_healthz_says_ok_or_what_is_wrong(client, health):
    assert (await client.get("/healthz")).text == "ok\n"
    health.set("telegram", "Telegram cannot be reached")
    health.set("turns", "the database is away")
    answer = await client.get("/healthz")
    assert answer.status_code == 503
    assert answer.text == "telegram: Telegram cannot be reached\nturns: the database is away\n"
    health.clear("telegram")
    health.clear("turns")
    health.clear("never set")
    assert (await client.get("/healthz")).status_code == 200


async def test_metrics_are_prometheus_text(client, metrics):
    async def clients() -> int:
        return 12

    def broken() -> int:
        raise ConnectionError("the database is away")

    metrics.updates_handled, metrics.turns, metrics.set_aside = 7, 5, 1
    metrics.sends["sent"] += 4
    metrics.sends["unknown"] += 1
    metrics.model.update(asked=2, late=2)
    metrics.gauges.update(outbox_waiting=lambda: 3, clients=clients, coaches=broken)
    answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert answer.text.splitlines() == [
        "# TYPE luottamus_updates_handled_total counter",
        "luottamus_updates_handled_total 7",
        "# TYPE luottamus_turns_total counter",
        "luottamus_turns_total 5",
        "# TYPE luottamus_updates_set_aside_total counter",
        "luottamus_updates_set_aside_total 1",
        "# TYPE luottamus_sends_total counter",
        'luottamus_sends_total{outcome="sent"} 4',
        'luottamus_sends_total{outcome="unknown"} 1',
        "# TYPE luottamus_model_total counter",
        'luottamus_model_total{outcome="asked"} 2',
        'luottamus_model_total{outcome="late"} 2',
        "# TYPE luottamus_outbox_waiting gauge",
        "luottamus_outbox_waiting 3",
        "# TYPE luottamus_clients gauge",
        "luottamus_clients 12",
    ]


def test_a_taken_port_names_key_and_cure():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"console\.port is {port}.*free port"):
            listen_on("127.0.0.1", port, KEYS)


@pytest.mark.parametrize("host", ["203.0.113.7", "no-such-host.invalid"])
def test_an_address_that_is_not_ours_names_key_and_cure(host):
    with pytest.raises(ConfigError, match=rf"console\.host.*{host}.*127\.0\.0\.1"):
        listen_on(host, 0, KEYS)


def test_the_port_is_ours_from_the_start_and_free_after_the_end():
    listening = listen_on("127.0.0.1", 0, KEYS)
    port = listening.getsockname()[1]
    with pytest.raises(PortTaken):
        listen_on("127.0.0.1", port, KEYS)
    listening.close()
    listen_on("127.0.0.1", port, KEYS).close()


async def test_a_stop_finishes_the_request_in_work_logs_no_request_and_leaves_signals_alone(caplog):
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def slow(_request):
        begun.set()
        await may_end.wait()
        return PlainTextResponse("done")

    caplog.set_level(logging.DEBUG)
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    listening = listen_on("127.0.0.1", 0, KEYS)
    port, stop = listening.getsockname()[1], asyncio.Event()
    serving = asyncio.create_task(serve_http(Starlette(routes=[Route("/slow", slow)]), listening, stop))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        asking = asyncio.create_task(client.get("/slow?secret=words"))
        await asyncio.wait_for(begun.wait(), 5)
        assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before
        stop.set()
        await asyncio.sleep(0.2)
        assert not serving.done()
        may_end.set()
        assert (await asking).text == "done"
    await asyncio.wait_for(serving, 5)
    assert not [record for record in caplog.records if record.name == "uvicorn.access"]
    listen_on("127.0.0.1", port, KEYS).close()


async def test_a_request_that_never_ends_holds_up_a_stop_for_seconds_only(monkeypatch):
    monkeypatch.setattr("bot.serving.GRACE_S", 1)
    begun = asyncio.Event()

    async def endless(_request):
        begun.set()
        await asyncio.Event().wait()

    listening, stop = listen_on("127.0.0.1", 0, KEYS), asyncio.Event()
    port = listening.getsockname()[1]
    serving = asyncio.create_task(serve_http(Starlette(routes=[Route("/", endless)]), listening, stop))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        asking = asyncio.create_task(client.get("/"))
        await asyncio.wait_for(begun.wait(), 5)
        stop.set()
        await asyncio.wait_for(serving, 4)
        await asyncio.wait([asking])
        assert asking.exception() or asking.result().status_code == 500
