"""The page before a session: what needs the coach, what was said, how it goes; nothing that is the client's to keep."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from flows.values import Talk
from storage import commitments, engagements, facts, handovers, lines, promises, reads, sharing, talks
from storage.lines import NewLine
from storage.tables import Coach, Engagement, Read
from tests.system.host import MARIA
from tests.web.conftest import BENGT, signed_in
from tests.web.world import check_in, fill, say
from web import drawing
from web.before import LONGEST, QUOTES, gather, shortened


@pytest.fixture
def world(host):
    return fill(host)


@pytest.fixture
async def running(host, world):
    async with host.running() as app:
        yield app


def readings(host, number: int) -> list[Read]:
    with host.look() as session:
        return reads.list_for(session, number)


def said(host, number: int, text: str, minutes: int = 0, **more) -> int:
    with host.database.begin() as session:
        at = host.clock.now() - timedelta(minutes=minutes)
        return say(session, session.get_one(Engagement, number), "client", text, at, **more)


async def test_the_work_list_leads_to_it_and_it_to_the_transcript(host, running, world):
    async with signed_in(host) as anna:
        assert f'href="/clients/{world.maria}"' in await anna.page("/")
        page = await anna.page(f"/clients/{world.maria}")
        assert f'href="/clients/{world.maria}/transcript"' in page
        assert f'href="/clients/{world.maria}"' in await anna.page(f"/clients/{world.maria}/transcript")


async def test_one_screen_says_where_a_client_stands(host, running, world):
    async with signed_in(host) as anna:
        page = await anna.page(f"/clients/{world.maria}")
    for words in (
        "Is it all right to write about my mother here?",
        "Walk on Wednesday evening with nobody",
        "Messages not known to have arrived: 1",
        "6 of 7",
        "late 1",
        "2 of 2",
        "Version 1, agreed today",
        "Your client proposes",
        "within 2 days",
        "within 1 day",
        "I can speak openly",
    ):
        assert words in page


async def test_a_concern_and_what_waits_come_first(host, running, world):
    async with signed_in(host) as anna:
        page = await anna.page(f"/clients/{world.sofia}")
    first, waits, lately = (page.index(each) for each in ('id="look"', 'id="waits"', 'id="lately"'))
    assert first < waits < lately
    assert "The bot has been worried since Saturday 21 November at 10:00." in page
    assert "was due today at 10:00" in page
    assert page.count("Could we move Thursday?") == 1


async def test_a_quote_leads_to_its_line(host, running, world):
    number = said(host, world.sofia, "The train was fine.")
    async with signed_in(host) as anna:
        page = await anna.page(f"/clients/{world.sofia}")
        link = f"/clients/{world.sofia}/transcript?line={number}#line-{number}"
        assert f'href="{link}"' in page
        assert f'<li id="line-{number}"' in await anna.page(link.split("#")[0])


async def test_quotes_begin_after_what_was_read_in_an_earlier_visit(host, running, world):
    said(host, world.sofia, "Before the reading.", minutes=5)
    async with signed_in(host) as anna:
        await anna.page(f"/clients/{world.sofia}/transcript")
    host.clock.jump(timedelta(hours=1))
    said(host, world.sofia, "After the reading.")
    async with signed_in(host) as anna:
        for _ in range(2):
            page = await anna.page(f"/clients/{world.sofia}")
            assert "After the reading." in page
            assert "Before the reading." not in page
        assert "Before the reading." in await anna.page(f"/clients/{world.sofia}?since=2026-11-23")
        assert "Before the reading." not in await anna.page(f"/clients/{world.sofia}?since=2026-11-24")
        for odd in ("?since=", "?since=2026-13-45", "?since=%00"):
            assert "After the reading." in await anna.page(f"/clients/{world.sofia}{odd}")


async def test_what_is_quoted_is_a_reading_once_a_visit_and_the_transcript_stays_unread(host, running, world):
    async with signed_in(host) as anna:
        for _ in range(2):
            await anna.page(f"/clients/{world.sofia}")
        [read] = readings(host, world.sofia)
        assert (read.via, read.lines, read.last_line_id) == ("console", 1, None)
        assert "1 unread" in await anna.page(f"/clients/{world.sofia}")
        said(host, world.sofia, "One thing more.")
        await anna.page(f"/clients/{world.sofia}")
        assert [each.lines for each in readings(host, world.sofia)] == [1, 2]
        await anna.page(f"/clients/{world.sofia}/transcript")
        assert [each.lines for each in readings(host, world.sofia)] == [1, 2, 2]
        assert "unread" not in await anna.page(f"/clients/{world.sofia}")
    with host.look() as session:
        [promise] = promises.replies_open(session, world.sofia)
    assert promise.seen_at is not None, "its words were shown in whole"


async def test_the_client_sees_it(host, running, world):
    async with signed_in(host) as anna:
        await anna.page(f"/clients/{world.maria}")
    maria = host.person("Maria", MARIA)
    await maria.say("/readers")
    await host.idle()
    assert "Anna: today at 12:00, in the console" in host.chat_texts(MARIA)[-1]


async def test_a_page_that_quotes_nothing_is_no_reading(host, running, world):
    number = host.add_client(world.coach, "Nea", 41)
    async with signed_in(host) as anna:
        page = await anna.page(f"/clients/{number}")
    assert "Nothing that you may read" in page
    assert "Your client sees that you read" not in page
    assert not readings(host, number)


async def test_where_only_times_are_shared_no_word_and_no_number_shows(host, running, world):
    number = host.add_client(
        world.coach, "Nea", 41, readers="times", contact="My sister Liisa", off_limits=("the divorce",)
    )
    with host.database.begin() as session:
        engagement, at = session.get_one(Engagement, number), host.clock.now() - timedelta(days=1)
        week = {"score": "2", "said": "It was heavy.", "mirror": "Heavy.", "plan": "Call Pekka"}
        check_in(session, engagement, at, week)
    async with signed_in(host) as anna:
        page = await anna.page(f"/clients/{number}")
        for kept in ("It was heavy", "Call Pekka", "Liisa", "divorce", "<circle", "<td>2</td>"):
            assert kept not in page
        assert "not shared" in page
        assert "One more is not shown" in page
        with host.database.begin() as session:
            [talk] = talks.of_flow(session, session.get_one(Engagement, number), "check_in")
            sharing.set_talk(session, session.get_one(Engagement, number), talk.id, shared=True)
        page = await anna.page(f"/clients/{number}")
        for shared in ("It was heavy", "Call Pekka", "<circle", "<td>2</td>"):
            assert shared in page


async def test_what_was_done_shows_only_with_the_talk_that_told_of_it(host, running, world):
    with host.database.begin() as session:
        engagement, now = session.get_one(Engagement, world.maria), host.clock.now()
        told = talks.start(session, engagement, Talk("commitment", "how_it_went"), now)
        say(session, engagement, "client", "It went badly.", now, talk_id=told.id, flow="commitment")
        [plan] = [each for each in commitments.list_for(session, world.maria) if each.outcome is None]
        commitments.close(session, plan, "not", now)
        facts.add(session, engagement, "commitment_closed", {"outcome": "not"}, now, talk_id=told.id)
        number = told.id
    async with signed_in(host) as anna:
        assert "not this time, today" in await anna.page(f"/clients/{world.maria}")
        with host.database.begin() as session:
            sharing.set_talk(session, session.get_one(Engagement, world.maria), number, shared=False)
        page = await anna.page(f"/clients/{world.maria}")
    assert "not this time" not in page
    assert "It went badly" not in page
    assert "One more is not shown" in page


async def test_a_pulse_shows_only_what_was_shared_of_it(host, running, world):
    with host.database.begin() as session:
        engagement = session.get_one(Engagement, world.sofia)
        facts.add(session, engagement, "pulse_rated", {"statement": "safe", "score": 1}, host.clock.now())
    async with signed_in(host) as anna:
        assert 'id="pulse"' not in await anna.page(f"/clients/{world.sofia}")
        assert 'id="pulse"' in await anna.page(f"/clients/{world.maria}")


async def test_a_pulse_s_and_a_repair_s_words_are_never_quoted(host, running, world):
    for flow in ("pulse", "repair", "review", "farewell"):
        said(host, world.maria, f"Said in a {flow}.", flow=flow)
    async with signed_in(host) as anna:
        page = await anna.page(f"/clients/{world.maria}?since=2026-10-01")
    assert "Said in a" not in page
    assert "More than in May" not in page


@pytest.mark.parametrize("number", ["maria", "999", "9" * 30, "x", "1%00"])
async def test_another_coach_s_client_answers_like_one_that_does_not_exist(host, running, world, number):
    host.add_coach("Bengt", BENGT)
    async with signed_in(host, BENGT) as bengt:
        answer = await bengt.get(f"/clients/{world.maria if number == 'maria' else number}")
        unknown = await bengt.get("/clients/998")
    assert (answer.status_code, answer.text) == (404, unknown.text)
    assert not readings(host, world.maria)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\u202egnitirw x", "a" * 4096, "before\x00after"])
async def test_whatever_was_written_stays_text(host, running, world, text):
    number = host.add_client(world.coach, text[:60], 51)
    with host.database.begin() as session:
        engagement, now = session.get_one(Engagement, number), host.clock.now()
        check_in(session, engagement, now, {"score": "3", "said": text, "mirror": text, "plan": text})
        lines.add(session, engagement, NewLine("client", text, now))
    async with signed_in(host) as anna:
        page = await anna.page(f"/clients/{number}")
    assert "<script" not in page
    assert "<svg" in page


async def test_there_are_so_many_quotes_and_a_way_to_the_rest(host, running, world):
    for each in range(QUOTES + 3):
        said(host, world.sofia, f"Number {each}.", minutes=30 - each)
    said(host, world.sofia, "/checkin")
    said(host, world.sofia, "4")
    async with signed_in(host) as anna:
        page = await anna.page(f"/clients/{world.sofia}")
    assert "Number 2." not in page
    assert "Number 3." in page
    assert "/checkin" not in page
    assert "There is more in the transcript" in page


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("two  words\nhere", "two words here"),
        ("word " * 60, "word " * 39 + "word …"),
        ("a" * 300, "a" * LONGEST + " …"),
    ],
)
def test_a_quote_is_short_and_cut_between_words(text, quoted):
    assert shortened(text) == quoted


def test_a_check_in_without_an_answer_is_a_gap():
    days = [date(2026, 10, 5) + timedelta(weeks=week) for week in range(4)]
    drawn = drawing.scores(list(zip(days, (2, 3, None, 4), strict=True)), "<Scores>", str)
    assert drawn.count("<circle") == 3
    assert drawn.count("<path") == 2, "one line for each run of answers"
    assert 'aria-label="&lt;Scores&gt;"' in drawn
    assert "style=" not in drawn


def test_one_check_in_is_a_dot():
    assert drawing.scores([(date(2026, 10, 5), 4)], "Score", str).count("<circle") == 1


def test_it_is_read_in_the_same_number_of_statements_however_much_there_is(host, world):
    def statements() -> int:
        counted: list[str] = []
        with host.database.begin() as session:
            engine = session.get_bind()

            def count(*given) -> None:
                counted.append(given[2])

            event.listen(engine, "before_cursor_execute", count)
            told = gather(session, world.coach, world.maria, date(2026, 1, 1), 1, host.clock.now())
            event.remove(engine, "before_cursor_execute", count)
        assert told is not None
        return len(counted)

    statements()
    few = statements()
    with host.database.begin() as session:
        engagement = session.get_one(Engagement, world.maria)
        for week in range(30):
            at = host.clock.now() - timedelta(weeks=40 - week)
            check_in(session, engagement, at, {"score": "3", "said": "More.", "mirror": "More.", "plan": "Walk"})
            promises.make(session, world.maria, "bot", "check_in", at, at)
    statements()
    assert statements() == few <= 32


@pytest.mark.parametrize(("may_read", "shows"), [("all", True), ("later", False)])
async def test_a_new_coach_sees_of_before_what_the_client_lets_them(host, running, world, may_read, shows):
    new = host.add_coach("Bengt", BENGT)
    async with signed_in(host) as anna:
        await anna.page(f"/clients/{world.maria}/transcript")
    with host.database.begin() as session:
        engagement, now = session.get_one(Engagement, world.maria), host.clock.now()
        to = session.get_one(Coach, new)
        handovers.end(session, handovers.ask(session, engagement, to, now), "agreed", now, may_read)
        if not shows:
            sharing.keep_back_all(session, engagement)
        engagements.hand_over(session, engagement, to)
    async with signed_in(host, BENGT) as bengt:
        page = await bengt.page(f"/clients/{world.maria}")
        stopped = await bengt.page("/flows/check_in")
    for words in ("She&#39;s all right", "Walk on Wednesday", "<circle", 'id="pulse"', "You have read nothing"):
        assert (words in page) is (shows or words.startswith("You")), words
    assert "2 of 2" not in page, "what the coach before kept is not this one's"
    assert "6 of 7" in page
    assert f"Stopped on the way: {1 if shows else 0}." in stopped
