"""The dialogues on the console: drawn, counted where a coach may know it, and their words in both languages."""

import re
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from bot.app import FLOWS, load_wording
from flows.values import Talk
from storage import talks
from storage.tables import Engagement, TalkState
from tests.web.conftest import BENGT, signed_in
from tests.web.world import fill
from web import drawing


@pytest.fixture
def world(host):
    return fill(host)


@pytest.fixture
async def running(host, world):
    async with host.running() as app:
        yield app


def leave(host, number: int, flow: str, step: str, state: TalkState = "unanswered") -> None:
    with host.database.begin() as session:
        at = host.clock.now() - timedelta(days=1)
        talk = talks.start(session, session.get_one(Engagement, number), Talk(flow, step), at)
        if state != "open":
            talks.end(session, talk, state, at)


def figures(page: str, name: str) -> list[str]:
    """What stands in the row of this name in a table."""
    row = next(each for each in re.findall(r"<tr>.*?</tr>", page, re.S) if name in each)
    return re.findall(r"<td>(\d+)</td>", row)


async def test_it_counts_who_stopped_where_and_who_waits(host, running, world):
    leave(host, world.maria, "reflection", "share")
    leave(host, world.sofia, "reflection", "share", "cancelled")
    leave(host, world.sofia, "reflection", "share", "done")
    leave(host, world.maria, "reflection", "share", "open")
    async with signed_in(host) as anna:
        assert figures(await anna.page("/flows"), "/flows/reflection") == ["11", "2", "1"]
        page = await anna.page("/flows/reflection")
    assert "Stopped on the way: 2. Waiting now: 1." in page
    assert figures(page, "#step-share") == ["2", "1"]
    assert 'class="count-left">2</text>' in page


async def test_who_shares_times_only_is_not_counted_nor_what_is_a_client_s_own(host, running, world):
    number = host.add_client(world.coach, "Nea", 41, readers="times")
    leave(host, number, "reflection", "share")
    for flow, step in (("repair", "impact"), ("pulse", "safe"), ("safety", "ask")):
        leave(host, world.maria, flow, step)
    async with signed_in(host) as anna:
        assert "Stopped on the way: 0." in await anna.page("/flows/reflection")
        for flow in ("repair", "pulse", "safety"):
            page = await anna.page(f"/flows/{flow}")
            assert "is your clients&#39; own" in page
            assert "count-left" not in page


async def test_another_coach_s_clients_are_not_counted(host, running, world):
    host.add_coach("Bengt", BENGT)
    leave(host, world.maria, "reflection", "share")
    async with signed_in(host, BENGT) as bengt:
        assert "Stopped on the way: 0." in await bengt.page("/flows/reflection")


@pytest.mark.parametrize("name", ["nothing", "x" * 300, "%00", "desk"])
async def test_a_dialogue_that_is_none_is_not_there(host, running, world, name):
    async with signed_in(host) as anna:
        assert (await anna.get(f"/flows/{name}")).status_code == 404


async def test_every_dialogue_has_its_page_with_all_its_words(host, running, world):
    wording = load_wording()
    async with signed_in(host) as anna:
        for name in FLOWS:
            page = await anna.page(f"/flows/{name}")
            shown = sum(page.count(f'<p class="words" lang="{each}">') for each in ("en", "fi"))
            own = sum(1 for table, _, _ in wording if table == name)
            assert shown >= 2 * own > 0, name


async def test_a_host_s_own_words_stand_there(host, world):
    folder = host.folder / "words"
    folder.mkdir()
    (folder / "check_in.toml").write_text('[thanks]\nask.en = "See you. {next}"\nask.fi = "Nähdään. {next}"\n')
    host.configure(more='[words]\nfolder = "words"\n')
    async with host.running(), signed_in(host) as anna:
        page = await anna.page("/flows/check_in")
    assert "See you. {next}" in page
    assert "Nähdään. {next}" in page


@pytest.mark.parametrize("name", FLOWS)
def test_every_step_and_every_move_is_drawn(name):
    flow = FLOWS[name]
    picture = ET.fromstring(drawing.steps(flow, {flow.first.name: 3}, "<Steps>"))
    assert len(picture.findall(".//rect")) == len(flow.steps)
    places = {step: place for place, step in enumerate(flow.steps)}
    moves = {(places[step.name], places[move.to]) for step, move in flow.moves()}
    drawn = [d for each in picture.findall(".//g[@class='way']/path[@fill]") for d in each.get("d").split("M")[1:]]
    assert len(drawn) == len({(start, to) for start, to in moves if start != to})
    assert "".join(picture.itertext()).count("↻") == len([start for start, to in moves if start == to])
    assert "3" in "".join(picture.itertext())


def test_lines_in_one_lane_do_not_meet():
    found = drawing.ways({(0, 4), (1, 4), (2, 6), (5, 8), (0, 2)})
    assert {(way.to, way.sources) for way in found} == {(2, (0,)), (4, (0, 1)), (6, (2,)), (8, (5,))}
    for one in found:
        for other in found:
            if one is not other and one.lane == other.lane:
                assert one.rows[1] < other.rows[0] or other.rows[1] < one.rows[0]
