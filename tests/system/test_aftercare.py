"""After words of danger: help first, everything rests but one question the next day, and who may close the concern."""

from datetime import UTC, datetime, timedelta

import pytest

from storage import promises
from storage.tables import Engagement, Fact, Talk
from tests.system.host import ANNA
from tests.system.test_check_ins import MARIA, SCORE, act, outcomes, sweep, to

ONCE = "I said that I'd ask. How is it today?"
PLAINLY = "Are you having thoughts of ending your life?"
WISH = "I want to kill myself"
HINT = "some days I don't see the point of being here"


@pytest.fixture
def maria(host):
    """Check-ins daily at 09:00 in Helsinki (07:00 UTC), quiet from 21 to 8; now it is Monday noon there."""
    host.add_client(host.add_coach(telegram_id=ANNA), "Maria", MARIA, check_in="daily 09:00")
    return host.person("Maria", MARIA)


def concern(host) -> str:
    with host.look() as session:
        return session.get_one(Engagement, 1).concern


def asked_once(host) -> int:
    return sum(ONCE in text for text in host.chat_texts(MARIA))


async def said(host, person, *texts: str) -> str:
    for text in texts:
        await act(person, text)
        await host.idle()
    return host.chat_texts(MARIA)[-1]


async def test_check_ins_rest_and_one_question_comes_the_next_day(host, maria):
    async with host.running() as app:
        told = await said(host, maria, WISH)
        assert "I'll ask once how you are, tomorrow" in told
        for day in (24, 25, 26):
            for hour in (7, 12):
                to(host, day, hour)
                await sweep(host, app)
    assert asked_once(host) == 1
    assert not any(SCORE in text for text in host.chat_texts(MARIA))
    assert outcomes(host, "aftercare") == ["kept"]
    assert concern(host) == "crisis"


async def test_her_own_yes_a_day_later_starts_check_ins_again(host, maria):
    async with host.running() as app:
        await said(host, maria, WISH)
        to(host, 24, 8)
        await sweep(host, app)
        told = await said(host, maria, "[Calmer]", "[Yes, go on]")
        assert "Your next check-in" in told
        assert concern(host) == "none"
        to(host, 25, 7)
        await sweep(host, app)
    assert any(SCORE in text for text in host.chat_texts(MARIA))


async def test_still_hard_brings_help_again_and_another_question_the_day_after(host, maria):
    async with host.running() as app:
        await said(host, maria, WISH)
        to(host, 24, 8)
        await sweep(host, app)
        assert "A person can do what I can't" in await said(host, maria, "[Still hard]")
        to(host, 25, 8)
        await sweep(host, app)
    assert asked_once(host) == 2
    assert concern(host) == "crisis"


async def test_a_denial_does_not_close_it(host, maria):
    async with host.running():
        await said(host, maria, WISH, "I was only joking, forget it")
    assert concern(host) == "crisis"


async def test_it_comes_too_when_the_coach_has_looked_meanwhile(host, maria):
    anna = host.person("Anna", ANNA)
    async with host.running() as app:
        await said(host, maria, WISH)
        await act(anna, "[I have checked on them]")
        await host.idle()
        assert concern(host) == "none"
        to(host, 24, 8)
        await sweep(host, app)
    assert asked_once(host) == 1


async def test_a_pause_rests_from_it_too(host, maria):
    async with host.running() as app:
        await said(host, maria, WISH, "/pause")
        to(host, 24, 8)
        await sweep(host, app)
    assert asked_once(host) == 0
    assert outcomes(host, "aftercare") == ["skipped"]


async def test_the_direct_question_stops_the_talk_and_a_no_goes_on_with_it(host, maria):
    async with host.running():
        told = await said(host, maria, "/checkin", "2", HINT)
        assert PLAINLY in told
        told = await said(host, maria, "[No]")
    assert told.startswith("Thank you for telling me.")
    assert PLAINLY not in told
    assert concern(host) == "none"
    heavy = [each for each in host.transcript(1) if each.text == HINT]
    assert [each.author for each in heavy] == ["client"]


async def test_a_question_that_is_passed_over_goes_on_with_the_talk_too(host, maria):
    async with host.running():
        told = await said(host, maria, "/checkin", "2", HINT, "/skip")
        assert told.startswith("Thank you. Should you ever want a person to talk to")
        [open_one] = [each for each in host.rows(Talk) if each.state == "open"]
        assert open_one.flow == "check_in"
    assert [each for each in host.rows(Fact) if each.kind == "risk_denied"] == []


async def test_after_a_clear_no_the_same_cue_is_not_asked_about_for_a_week(host, maria):
    async with host.running():
        await said(host, maria, "/checkin", "2", HINT, "[No]", "/cancel")
        assert PLAINLY not in await said(host, maria, "/checkin", "2", HINT, "/cancel")
        host.clock.jump(timedelta(days=8))
        assert PLAINLY in await said(host, maria, "/checkin", "2", HINT)


async def test_a_yes_brings_help_and_the_coach(host, maria):
    async with host.running():
        told = await said(host, maria, HINT, "[Yes]")
    assert "Please reach a person now" in told
    assert concern(host) == "crisis"
    assert any("Please check on Maria" in text for text in host.chat_texts(ANNA))


async def test_what_was_denied_is_kept_sealed(host, maria):
    async with host.running():
        await said(host, maria, HINT, "[No]")
    [fact] = [each for each in host.rows(Fact) if each.kind == "risk_denied"]
    assert b"wish" not in fact.value


async def test_new_words_of_danger_move_the_question_on(host, maria):
    async with host.running():
        await said(host, maria, WISH)
        host.clock.jump(datetime(2026, 11, 23, 14, tzinfo=UTC) - host.clock.now())
        await said(host, maria, WISH)
    with host.look() as session:
        found = [each for each in promises.list_for(session, 1) if each.kind == "aftercare"]
    assert [each.outcome for each in found] == ["withdrawn", None]
