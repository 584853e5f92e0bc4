"""The transcript as a coach reads it: a page at a time, nothing that is not theirs, and each reading in the log."""

from datetime import timedelta

import pytest
from markupsafe import escape

from storage import lines, off_records, promises, reads
from storage.lines import NewLine
from storage.tables import Engagement, Read
from tests.system.host import MARIA
from tests.web.conftest import BENGT, signed_in
from tests.web.world import fill, say
from web.transcript import PAGE

PATHS = ["transcript", "transcript?line=1", "transcript?on=2026-11-01", "nothing"]


@pytest.fixture
def world(host):
    return fill(host)


@pytest.fixture
async def running(host, world):
    async with host.running() as app:
        yield app


def write(host, number: int, count: int) -> list[int]:
    """So many lines of the client's, a minute apart, the last one now."""
    with host.database.begin() as session:
        engagement, now = session.get_one(Engagement, number), host.clock.now()
        return [
            say(session, engagement, "client", f"line number {each}.", now - timedelta(minutes=count - each))
            for each in range(count)
        ]


def readings(host, number: int) -> list[Read]:
    with host.look() as session:
        return reads.list_for(session, number)


async def test_a_page_shows_days_talks_authors_deliveries_and_earlier_wordings(host, running, world):
    async with signed_in(host) as anna:
        page = await anna.page(f"/clients/{world.maria}/transcript")
    for said in (
        "Monday 12 October",
        ">Check-in</h3>",
        "Bot, worded by a language model",
        "not known to have arrived",
        "How was your week, from 1 (hard) to 5 (good)?",
        "edited; earlier wordings",
        "Your client sees that you read this",
    ):
        assert said in page


async def test_the_words_of_a_pulse_do_not_show(host, running, world):
    async with signed_in(host) as anna:
        page = await anna.page(f"/clients/{world.maria}/transcript")
    assert "More than in May" not in page
    assert "How far do you trust me" not in page
    assert page.count("2 messages not shown") == 1


async def test_where_the_agreement_shows_times_only_no_word_shows(host, running, world):
    number = host.add_client(world.coach, "Nea", 41, readers="times")
    write(host, number, 3)
    async with signed_in(host) as anna:
        page = await anna.page(f"/clients/{number}/transcript")
        assert "line number" not in page
        assert "3 messages not shown" in page
    [read] = readings(host, number)
    assert (read.lines, read.last_line_id is None) == (0, False)


async def test_what_was_off_the_record_is_a_mark_without_words(host, running, world):
    with host.database.begin() as session:
        engagement = session.get_one(Engagement, world.maria)
        off_records.begin(session, engagement, host.clock.now(), host.clock.now())
    async with signed_in(host) as anna:
        assert "Off the record from here" in await anna.page(f"/clients/{world.maria}/transcript")


@pytest.mark.parametrize("path", PATHS)
async def test_another_coach_s_client_answers_like_one_that_does_not_exist(host, running, world, path):
    host.add_coach("Bengt", BENGT)
    async with signed_in(host, BENGT) as bengt:
        answers = [await bengt.get(f"/clients/{each}/{path}") for each in (world.maria, 999, "9" * 30, "x", "1%00")]
    assert {each.status_code for each in answers} == {404}
    assert len({each.text for each in answers}) == 1
    assert not readings(host, world.maria)


async def test_a_visit_is_one_reading_however_often_its_pages_are_opened(host, running, world):
    ids = write(host, world.sofia, 3 * PAGE)
    path = f"/clients/{world.sofia}/transcript"
    async with signed_in(host) as anna:
        await anna.page(path)
        await anna.page(path)
        [read] = readings(host, world.sofia)
        assert (read.via, read.lines, read.last_line_id) == ("console", PAGE, ids[-1])
        await anna.page(f"{path}?before={ids[2 * PAGE]}")
        [read] = readings(host, world.sofia)
        assert (read.lines, read.first_line_id) == (2 * PAGE, ids[PAGE])
        await anna.page(f"{path}?line={ids[PAGE + 3]}")
        assert [each.lines for each in readings(host, world.sofia)] == [2 * PAGE + 17]
        host.clock.jump(timedelta(minutes=29))
        await anna.page("/")
        host.clock.jump(timedelta(minutes=2))
        await anna.page(path)
        assert [each.lines for each in readings(host, world.sofia)] == [2 * PAGE + 17, PAGE]


async def test_pages_far_apart_are_readings_of_their_own(host, running, world):
    ids = write(host, world.sofia, 4 * PAGE)
    async with signed_in(host) as anna:
        await anna.page(f"/clients/{world.sofia}/transcript")
        await anna.page(f"/clients/{world.sofia}/transcript?before={ids[PAGE]}")
    assert [each.lines for each in readings(host, world.sofia)] == [PAGE, PAGE]


async def test_the_client_sees_the_reading(host, running, world):
    async with signed_in(host) as anna:
        await anna.page(f"/clients/{world.maria}/transcript")
    maria = host.person("Maria", MARIA)
    await maria.say("/readers")
    await host.idle()
    assert "Anna: today at 12:00, in the console" in host.chat_texts(MARIA)[-1]


async def test_a_message_that_waits_is_seen_by_reading_it(host, running, world):
    async with signed_in(host) as anna:
        await anna.page(f"/clients/{world.sofia}/transcript")
    with host.look() as session:
        [promise] = promises.replies_open(session, world.sofia)
    assert promise.seen_at is not None


async def test_older_newer_days_and_links_lead_through_the_whole(host, running, world):
    ids = write(host, world.maria, 2 * PAGE)
    path = f"/clients/{world.maria}/transcript"
    async with signed_in(host) as anna:
        latest = await anna.page(path)
        assert f"line number {2 * PAGE - 1}." in latest
        assert f"?before={ids[PAGE]}" in latest
        assert "?after=" not in latest
        older = await anna.page(f"{path}?before={ids[PAGE]}")
        assert f"line number {PAGE - 1}." in older
        assert f"line number {PAGE}." not in older
        assert f"line number {PAGE}." in await anna.page(f"{path}?after={ids[PAGE - 1]}")
        linked = await anna.page(f"{path}?line={ids[50]}")
        assert "line number 30." in linked
        assert "line number 50." in linked
        on_the_day = await anna.page(f"{path}?on=2026-10-19")
        assert "I asked for a day once" in on_the_day
        assert "The reorganisation" not in on_the_day
        for odd in ("?on=2026-13-45", "?line=-1", "?before=x", "?after=99999999999999999999", "?line=%00", "?on="):
            assert f"line number {2 * PAGE - 1}." in await anna.page(path + odd)
        assert "There are no messages yet" in await anna.page(f"{path}?after={ids[-1]}")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "\u202egnitirw\u202c \u2066x",
        "a" * 4096,
        "👩‍👩‍👧‍👦 🫶🏽",
        "before\x00after",
        "{{ 7 * 7 }} {% raw %}",
        "\ud83d alone",
    ],
)
async def test_whatever_was_written_stays_text(host, running, world, text):
    number = host.add_client(world.coach, text[:60], 51)
    with host.database.begin() as session:
        lines.add(session, session.get_one(Engagement, number), NewLine("client", text, host.clock.now()))
    async with signed_in(host) as anna:
        page, clients = await anna.page(f"/clients/{number}/transcript"), await anna.page("/")
    assert "<script>alert" not in page + clients
    assert str(escape(text)).replace("\ud83d", "?") in page
