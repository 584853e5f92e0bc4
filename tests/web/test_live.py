"""An open transcript follows the conversation, and ends with the sitting."""

import asyncio
from datetime import timedelta

import pytest

from storage import coaches
from storage.tables import Coach
from tests.system.host import MARIA
from tests.web.conftest import BENGT, link_for, signed_in
from tests.web.test_transcript import readings
from tests.web.world import fill
from web import live


@pytest.fixture(autouse=True)
def often(monkeypatch):
    monkeypatch.setattr(live, "LOOKS_EVERY_S", 0.05)


@pytest.fixture
def world(host):
    return fill(host)


@pytest.fixture
async def running(host, world):
    async with host.running() as app:
        yield app


async def next_event(lines) -> str:
    async for line in lines:
        if line.startswith("event: "):
            return line.removeprefix("event: ")
    return "closed"


async def test_more_is_told_without_a_word_of_it(host, running, world):
    maria = host.person("Maria", MARIA)
    async with signed_in(host) as anna, anna.stream("GET", f"/clients/{world.maria}/live") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.aiter_lines()
        assert await anext(lines) == "retry: 5000"
        await maria.say("velvet zeppelin")
        assert await asyncio.wait_for(next_event(lines), 10) == "more"
        await host.idle()
        assert not readings(host, world.maria), "it was told that there is more, and nobody has read it"


@pytest.mark.parametrize("how", ["signed out", "removed", "idle"])
async def test_it_ends_with_the_sitting(host, running, world, how):
    async with signed_in(host) as anna:
        async with anna.stream("GET", f"/clients/{world.maria}/live") as answer:
            lines = answer.aiter_lines()
            await anext(lines)
            if how == "signed out":
                await anna.act("/sign-out")
            elif how == "removed":
                with host.database.begin() as session:
                    coaches.revoke(session, session.get_one(Coach, world.coach), host.clock.now())
            else:
                host.clock.jump(timedelta(minutes=31))
            assert await asyncio.wait_for(next_event(lines), 10) == "over"
        assert (await anna.get(f"/clients/{world.maria}/live")).headers["location"] == "/sign-in"


async def test_what_the_page_asks_for_by_itself_keeps_no_sitting(host, running, world):
    async with signed_in(host) as anna:
        for _ in range(4):
            host.clock.jump(timedelta(minutes=9))
            answer = await anna.get(f"/clients/{world.maria}/live/page")
        assert answer.status_code == 303


async def test_another_coach_s_client_has_no_stream(host, running, world):
    host.add_coach("Bengt", BENGT)
    async with signed_in(host, BENGT) as bengt:
        answers = [
            await bengt.get(f"/clients/{each}/{path}") for each in (world.maria, 999) for path in ("live", "live/page")
        ]
    assert {(each.status_code, each.text) for each in answers} == {(404, answers[0].text)}


async def test_the_bot_stops_while_a_transcript_is_open(host, world):
    async with host.running():
        anna = signed_in(host)
        visitor = await anna.__aenter__()
        stream = visitor.stream("GET", f"/clients/{world.maria}/live")
        answer = await stream.__aenter__()
        await anext(answer.aiter_lines())
        began = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - began < 4, "the time that open connections get"
    await stream.__aexit__(None, None, None)
    await visitor.aclose()


async def test_in_a_browser_a_new_message_comes_by_itself_and_is_read_only_while_somebody_looks(
    host, running, world, browser
):
    faults: list[str] = []
    page = await browser.new_page()
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    await page.goto(await link_for(host))
    await page.get_by_role("button", name="Open the console").click()
    await page.wait_for_url("**/")
    await page.goto(f"{host.config.console.address}/clients/{world.maria}/transcript")
    maria = host.person("Maria", MARIA)
    await maria.say("Something new at the end")
    await page.get_by_text("Something new at the end").first.wait_for()
    [read] = readings(host, world.maria)
    assert read.last_line_id >= next(
        each.id for each in host.transcript(world.maria) if each.text == "Something new at the end"
    )
    # Once the answer stands there as sent nothing more is fetched, which could meet the coach's removal half way.
    await page.locator(".line.template").last.get_by_text("sent", exact=True).wait_for()
    with host.database.begin() as session:
        coaches.revoke(session, session.get_one(Coach, world.coach), host.clock.now())
    await page.wait_for_url("**/sign-in")
    assert not faults
