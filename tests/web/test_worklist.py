"""The work list: who needs the coach first, and what each client's row says."""

import re
from datetime import timedelta

import pytest

from storage import worklist
from storage.tables import Engagement
from tests.system.host import ANNA
from tests.web.conftest import BENGT, signed_in
from tests.web.world import fill, say


@pytest.fixture
def world(host):
    return fill(host)


@pytest.fixture
async def running(host, world):
    async with host.running() as app:
        yield app


def standings(host, coach: int) -> dict[str, worklist.Standing]:
    with host.look() as session:
        return {each.label: each for each in worklist.of(session, coach, host.clock.now())}


def names(page: str) -> list[str]:
    return re.findall(r"<bdi>([^<]+)</bdi>", page)


async def test_concerns_and_answers_come_first(host, running):
    async with signed_in(host) as anna:
        page = await anna.page("/")
    assert names(page) == ["Sofia", "Maria", "Ida Nyström-Lehtinen", "Leo", "Oskar"]
    for said in ("Please check on them", "Your answer was due today at 10:00", "Has blocked the bot", "on a pause"):
        assert said in page


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("?sort=name", "Ida Nyström-Lehtinen"),
        ("?sort=unread", "Maria"),
        ("?sort=heard", "Maria"),
        ("?sort=next", "Maria"),
        ("?show=former", "Eeva"),
        ("?show=needs", "Sofia"),
        ("?show=nobody&sort=nothing", "Sofia"),
        ("?sort=%00&show=%ff", "Sofia"),
    ],
)
async def test_it_is_sorted_and_filtered_by_its_address(host, running, asked, first):
    async with signed_in(host) as anna:
        assert names(await anna.page(f"/{asked}"))[0] == first


async def test_reading_leaves_nothing_unread(host, running, world):
    assert standings(host, world.coach)["Maria"].unread == 19
    async with signed_in(host) as anna:
        await anna.page(f"/clients/{world.maria}/transcript")
    assert standings(host, world.coach)["Maria"].unread == 0
    with host.database.begin() as session:
        say(session, session.get_one(Engagement, world.maria), "client", "One thing more.", host.clock.now())
    assert standings(host, world.coach)["Maria"].unread == 1


async def test_reading_in_telegram_counts_too(host, running, world):
    anna = host.person("Anna", ANNA)
    await anna.say("/transcript Sofia")
    await host.idle()
    assert standings(host, world.coach)["Sofia"].unread == 0


def test_what_the_coach_may_not_read_is_not_unread(host, world):
    number = host.add_client(world.coach, "Nea", 41, readers="times")
    with host.database.begin() as session:
        say(session, session.get_one(Engagement, number), "client", "Mine.", host.clock.now())
    assert standings(host, world.coach)["Nea"].unread == 0


def test_a_concern_shows_only_where_the_agreement_lets_the_coach_be_told(host, world):
    number = host.add_client(world.coach, "Nea", 41, worry="nothing")
    with host.database.begin() as session:
        session.get_one(Engagement, number).concern = "crisis"
    assert not standings(host, world.coach)["Nea"].concern
    assert standings(host, world.coach)["Sofia"].concern


def test_an_answer_is_at_risk_when_a_quarter_of_its_time_is_left(host, world):
    sofia = standings(host, world.coach)["Sofia"]
    assert sofia.answer_by is not None
    assert sofia.runs_out_at == sofia.answer_by - timedelta(hours=12)


async def test_another_coach_sees_nobody(host, running, world):
    host.add_coach("Bengt", BENGT)
    async with signed_in(host, BENGT) as bengt:
        page = await bengt.page("/")
    assert "No clients yet" in page
    assert not names(page)


def test_it_is_read_in_the_same_number_of_statements_however_many_clients_there_are(host, world):
    from sqlalchemy import event

    counted: list[str] = []
    with host.look() as session:
        event.listen(session.get_bind(), "before_cursor_execute", lambda *given: counted.append(given[2]))
        worklist.of(session, world.coach, host.clock.now())
        few = len(counted)
    for each in range(10):
        host.add_client(world.coach, f"Client {each}", 100 + each)
    counted.clear()
    with host.look() as session:
        assert len(worklist.of(session, world.coach, host.clock.now())) == 16
    assert len(counted) == few <= 7
