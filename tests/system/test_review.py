"""Review: a week in her own words with the lines they come from, both sides' promises, gaps as gaps; what the coach
sees of it is hers to say.
"""

from datetime import UTC, datetime, timedelta

import pytest

from storage import facts, lines
from storage.tables import Engagement, Fact, Talk
from tests.system.host import ANNA
from tests.system.test_aftercare import said
from tests.system.test_check_ins import MARIA, outcomes, sweep, to
from tests.system.test_kills import act

HEAD = "Your week,"
PROUD, ANGRY = "I'm so proud that I finally rang them.", "I was angry with my sister all evening."
KEEP, SHARE, CHANGE = "[Keep it to myself]", "[Share it with my coach]", "[Change or leave out something]"
ONLY_ASKED = "[No, only when I ask]"


def add_maria(host, **clauses):
    clauses = {"check_in": "daily 09:00", **clauses}
    host.add_client(host.add_coach(telegram_id=ANNA), "Maria", MARIA, **clauses)
    return host.person("Maria", MARIA)


@pytest.fixture
def maria(host):
    """Check-ins daily at 09:00 in Helsinki (07:00 UTC); now it is Monday noon there."""
    return add_maria(host)


async def a_week(host, app, maria) -> None:
    """An answered check-in with a step, one that is not answered, and a message that the coach answers."""
    to(host, 24, 7, 1)
    await sweep(host, app)
    await said(host, maria, "[4]", PROUD, "yes", "call the bank", "/coach Could we move Thursday?")
    to(host, 25, 7, 1)
    await sweep(host, app)
    to(host, 25, 12)


async def seen_by_coach(host, anna) -> str:
    await act(anna, "/transcript Maria")
    await host.idle()
    return host.chat_texts(ANNA)[-1]


async def test_it_shows_her_words_her_step_the_gap_and_the_promises_of_both_sides(host, maria):
    anna = host.person("Anna", ANNA)
    async with host.running() as app:
        await a_week(host, app, maria)
        await act(anna, "/reply Maria Of course, Friday it is.")
        await host.idle()
        told = await said(host, maria, "/review")
    assert told.startswith("The question that was open can wait")
    assert f"1 · “{PROUD}” (24 Nov 9:01)" in told
    assert "2 · “call the bank” – open" in told
    assert "Check-ins: 24 Nov: 4 · 25 Nov: no answer" in told
    assert "My promises to you: kept 2 of 2\nAnna's answers to you: in time 1 of 1" in told


async def test_what_is_shared_names_the_lines_it_came_from(host, maria):
    async with host.running() as app:
        await a_week(host, app, maria)
        await said(host, maria, "/review", SHARE)
    with host.look() as session:
        engagement = session.get_one(Engagement, 1)
        [fact] = facts.list_for(session, engagement, "review_shared")
        [line] = [each for each in lines.transcript(session, engagement) if each.text == PROUD]
    assert fact.value["review"]["items"][0]["line"] == line.id


async def test_the_coach_sees_nothing_of_it_before_she_shares_it_nor_what_she_left_out(host, maria):
    anna = host.person("Anna", ANNA)
    async with host.running() as app:
        await a_week(host, app, maria)
        await said(host, maria, "/cancel", "/reflect", ANGRY, "yes", "/cancel", "/review")
        assert HEAD not in await seen_by_coach(host, anna)
        await said(host, maria, CHANGE, "1", CHANGE, "1 I was upset one evening")
        assert "upset one evening" not in await seen_by_coach(host, anna)
        await said(host, maria, SHARE, ONLY_ASKED)
        assert host.chat_texts(ANNA)[-1].startswith("Maria (#1) shares a review of their week with you")
        shown = await seen_by_coach(host, anna)
    [review] = [line for line in shown.splitlines() if "(review)" in line]
    assert "“I was upset one evening” (25 Nov 14:00)" in review
    assert "proud" not in review
    assert "sister" not in review
    assert "What shall I do with it?" not in shown


async def test_what_she_keeps_goes_nowhere(host, maria):
    anna = host.person("Anna", ANNA)
    async with host.running() as app:
        await a_week(host, app, maria)
        before = len(host.chat_texts(ANNA))
        await said(host, maria, "/review", KEEP, ONLY_ASKED)
        assert len(host.chat_texts(ANNA)) == before
        assert "(review)" not in await seen_by_coach(host, anna)
    assert not [each for each in host.rows(Fact) if each.kind == "review_shared"]


async def test_a_coach_who_reads_no_words_reads_what_was_shared_and_nothing_else(host):
    maria, anna = add_maria(host, readers="times"), host.person("Anna", ANNA)
    async with host.running() as app:
        await a_week(host, app, maria)
        await said(host, maria, "/review", SHARE, ONLY_ASKED)
        shown = await seen_by_coach(host, anna)
        readers = await said(host, maria, "/readers")
    assert shown.count("proud") == 1
    assert "Anna: today at 14:00" in readers


async def test_words_of_danger_and_topics_that_are_off_limits_are_not_shown_back(host):
    maria = add_maria(host, check_in="", off_limits=["sister"])
    async with host.running():
        await said(
            host, maria, "/reflect", ANGRY, "/cancel", "/reflect", "I was so afraid that I wanted to die.", "/resume"
        )
        host.clock.jump(timedelta(hours=21))
        told = await said(host, maria, "/resume", "/cancel", "/review")
    assert HEAD in told
    assert "sister" not in told
    assert "die" not in told


async def test_what_is_older_than_a_week_is_no_part_of_it(host):
    maria = add_maria(host, check_in="")
    async with host.running():
        await said(host, maria, "/reflect", ANGRY, "/cancel")
        host.clock.jump(timedelta(days=8))
        told = await said(host, maria, "/review")
    assert "There are no words of yours to show from this week" in told


async def test_it_comes_every_week_only_if_she_agreed(host):
    maria = add_maria(host, check_in="")
    async with host.running() as app:
        told = await said(host, maria, "/review", KEEP, "[Yes, every week]")
        assert "Then the next one comes Monday 30 November." in told
        assert "a review of your week, Monday 30 November at 18:00: still to come" in await said(
            host, maria, "/promises"
        )
        to(host, 30, 16, 1)
        await sweep(host, app)
        assert HEAD in host.chat_texts(MARIA)[-1]
        assert outcomes(host, "review") == ["kept", None]
        await said(host, maria, KEEP, ONLY_ASKED)
        host.clock.jump(datetime(2026, 12, 7, 16, 1, tzinfo=UTC) - host.clock.now())
        await sweep(host, app)
    assert sum(HEAD in text for text in host.chat_texts(MARIA)) == 2
    assert outcomes(host, "review") == ["kept"]


async def test_one_not_answered_gives_way_to_the_next_and_nothing_of_it_was_shared(host):
    maria, anna = add_maria(host, check_in=""), host.person("Anna", ANNA)
    async with host.running() as app:
        await said(host, maria, "/review", KEEP, "[Yes, every week]")
        for day in (datetime(2026, 11, 30, 16, 1, tzinfo=UTC), datetime(2026, 12, 7, 16, 1, tzinfo=UTC)):
            host.clock.jump(day - host.clock.now())
            await sweep(host, app)
            host.clock.jump(timedelta(minutes=40))
            await sweep(host, app)
        assert HEAD not in await seen_by_coach(host, anna)
    assert [each.state for each in host.rows(Talk) if each.flow == "review"][:2] == ["done", "unanswered"]


async def test_it_rests_while_its_day_is_a_day_off(host):
    maria = add_maria(host, check_in="")
    async with host.running() as app:
        await said(host, maria, "/review", KEEP, "[Yes, every week]")
        await said(host, maria, "/schedule", "[Days off]", "Mondays")
        to(host, 30, 16, 1)
        await sweep(host, app)
    assert sum(HEAD in text for text in host.chat_texts(MARIA)) == 1
    assert outcomes(host, "review") == []
