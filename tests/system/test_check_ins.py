"""Check-ins: when promised and at no other time; every promise ends; the one nudge of an onboarding gone quiet."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from simulator.faults import Fault
from storage import promises
from storage.tables import Occurrence, Promise, Talk
from tests.system.host import MARIA, MONDAY_NOON
from tests.system.test_kills import act

SCORE = "from 1 (heavy) to 5 (good)?"
LATE = "that was on me, not on you"


@pytest.fixture
def maria(host):
    """Check-ins daily at 09:00 in Helsinki (07:00 UTC), quiet from 21 to 8; now it is Monday noon there."""
    host.add_client(host.add_coach(), "Maria", MARIA, check_in="daily 09:00")
    return host.person("Maria", MARIA)


def to(host, day: int, hour: int, minute: int = 0) -> None:
    """Jump to a UTC time of November 2026."""
    host.clock.jump(datetime(2026, 11, day, hour, minute, tzinfo=UTC) - host.clock.now())


async def sweep(host, app) -> None:
    await app.sweep.run()
    await host.idle()


def outcomes(host, kind: str = "check_in") -> list[str | None]:
    with host.look() as session:
        found = promises.list_for(session, 1)
        return [each.outcome for each in found if each.kind == kind and each.outcome != "withdrawn"]


def asked(host) -> list[str]:
    return [text for text in host.chat_texts(MARIA) if SCORE in text]


async def test_it_comes_when_promised_and_not_before(host, maria):
    async with host.running() as app:
        to(host, 24, 6, 59)
        await sweep(host, app)
        assert asked(host) == []
        to(host, 24, 7, 0)
        await sweep(host, app)
        await sweep(host, app)
    assert len(asked(host)) == 1
    assert LATE not in asked(host)[0]
    assert outcomes(host) == ["kept", None]
    [line] = host.transcript(1)
    assert line.delivery == "sent"


async def test_the_heartbeat_itself_sends_it(host, maria):
    host.config_file.write_text(host.config_file.read_text().replace("sweep_every_s = 3600", "sweep_every_s = 0.1"))
    to(host, 24, 7, 0)
    async with host.running():
        [message] = await maria.wait(timeout=5)
    assert SCORE in message.text


async def test_one_never_answered_is_closed_by_the_next(host, maria):
    async with host.running() as app:
        for day in (24, 25, 26):
            to(host, day, 7, 1)
            await sweep(host, app)
        await act(maria, "[4]")
        await host.idle()
    assert len(asked(host)) == 3
    assert [each.state for each in host.rows(Talk)] == ["unanswered", "unanswered", "open"]
    assert outcomes(host) == ["kept", "kept", "kept", None]
    assert "put what we had open aside" not in "".join(host.chat_texts(MARIA))


async def test_a_button_of_an_earlier_check_in_changes_nothing(host, maria):
    async with host.running() as app:
        to(host, 24, 7, 1)
        await sweep(host, app)
        [first] = [each for each in await maria.messages() if each.buttons]
        to(host, 25, 7, 1)
        await sweep(host, app)
        await maria.tap("2", message_id=first.id)
        [answer] = await maria.wait()
    assert "earlier question" in answer.text
    assert SCORE in answer.text


async def test_nobody_is_interrupted_in_the_middle_of_a_talk(host, maria):
    async with host.running() as app:
        to(host, 24, 6, 50)
        await act(maria, "/reflect")
        await host.idle()
        to(host, 24, 7, 1)
        await sweep(host, app)
        assert asked(host) == []
        assert [each.state for each in host.rows(Occurrence)] == ["waiting"]
        to(host, 24, 7, 25)
        await sweep(host, app)
    assert len(asked(host)) == 1
    assert LATE not in asked(host)[0]
    assert outcomes(host) == ["kept", None]


async def test_a_late_one_says_so_and_why_and_offers_to_do_it_now_or_leave_it(host, maria):
    async with host.running():
        to(host, 24, 6, 0)
    to(host, 24, 9, 10)
    async with host.running() as app:
        await sweep(host, app)
        [text] = host.chat_texts(MARIA)
        assert text.startswith("I said I would write today at 9:00, and I'm 2 hours late. I had been switched off.")
        assert "that was on me, not on you" in text
        assert outcomes(host) == ["late", None]
        await act(maria, "[Do it now]")
        await host.idle()
        assert len(asked(host)) == 1
        await act(maria, "/promises")
        await host.idle()
    page = host.chat_texts(MARIA)[-1]
    assert "late; it came today at 11:10; I had been switched off; I told you so today at 11:10" in page


async def test_a_late_one_may_be_left(host, maria):
    async with host.running() as app:
        to(host, 24, 9, 0)
        await sweep(host, app)
        await act(maria, "leave it")
        await host.idle()
    assert asked(host) == []
    assert "Then we leave it." in host.chat_texts(MARIA)[-1]
    assert [each.state for each in host.rows(Talk)] == ["done"]


async def test_after_a_long_downtime_one_word_of_apology_and_no_burst(host, maria):
    async with host.running() as app:
        await sweep(host, app)
        to(host, 29, 18, 0)
        await sweep(host, app)
        await sweep(host, app)
        [text] = host.chat_texts(MARIA)
        assert text.startswith(
            "I left 6 messages unwritten that I had promised: the first one was for Tuesday 24 November at 9:00"
        )
        assert "the last one is 11 hours late" in text
        assert "I was running but couldn't do my work." in text
        assert "Telegram keeps messages for me for a day only" in text
        assert SCORE not in text
        assert outcomes(host) == ["missed"] * 5 + ["late", None]
        assert all(each.owned_at for each in host.rows(Promise) if each.outcome in ("missed", "late"))


async def test_what_is_still_in_its_window_goes_out_and_owns_what_was_missed_before(host, maria):
    async with host.running() as app:
        await sweep(host, app)
        to(host, 26, 7, 5)
        await sweep(host, app)
    [text] = host.chat_texts(MARIA)
    assert text.startswith("I left 2 messages unwritten")
    assert SCORE in text
    assert outcomes(host) == ["missed", "missed", "kept", None]


async def test_a_long_outage_is_named_to_those_who_missed_no_check_in_by_it(host):
    host.add_client(host.add_coach(), "Maria", MARIA, check_in="weekly sun 09:00")
    host.person("Maria", MARIA)
    async with host.running() as app:
        await sweep(host, app)
        to(host, 26, 12, 0)
        await sweep(host, app)
        to(host, 26, 12, 1)
        await sweep(host, app)
    [text] = host.chat_texts(MARIA)
    assert text.startswith("I was away from Monday 23 November at 12:00 until today at 14:00.")
    assert "may not have reached me" in text


async def test_a_send_that_was_held_up_on_the_way_is_owned_when_it_goes_out(host, maria):
    async with host.running() as app:
        host.simulator.faults.next("sendMessage", Fault.SERVER_ERROR, chat_id=MARIA)
        to(host, 24, 7, 0)
        await app.sweep.run()
        await host.until(lambda: len(host.simulator.faults.struck) == 1)
        host.clock.jump(timedelta(hours=1))
        await host.until(lambda: len(asked(host)) == 1)
        await host.idle()
    [text] = asked(host)
    assert text.startswith("This was meant for you today at 9:00.")
    assert outcomes(host) == ["late", None]
    [late] = [each for each in host.rows(Promise) if each.outcome == "late"]
    assert (late.detail, late.owned_at is not None) == ("telegram", True)


async def test_check_ins_that_cannot_be_sent_for_days_do_not_pile_up(host, maria):
    async with host.running() as app:
        host.simulator.faults.next("sendMessage", Fault.SERVER_ERROR, times=1000, chat_id=MARIA)
        for day in (24, 25, 26):
            struck = len(host.simulator.faults.struck)
            for minute in (1, 3, 5):  # one that is on its way at the very moment is waited for
                to(host, day, 7, minute)
                await app.sweep.run()
                await asyncio.sleep(0.2)
            await host.until(lambda struck=struck: len(host.simulator.faults.struck) > struck)
        host.simulator.faults.clear()
        for minute in (1, 3):
            to(host, 27, 7, minute)
            await sweep(host, app)
    [text] = host.chat_texts(MARIA)
    assert text.startswith("I left 3 messages unwritten")
    assert "I couldn't reach Telegram." in text
    assert SCORE in text
    assert outcomes(host) == ["missed", "missed", "missed", "kept", None]


async def test_a_check_in_in_time_does_not_come_on_the_heels_of_a_word_about_an_outage(host):
    host.add_client(host.add_coach(), "Maria", MARIA, check_in="weekly thu 09:00")
    async with host.running() as app:
        await sweep(host, app)
        to(host, 26, 6, 59)
        await sweep(host, app)
        [away] = host.chat_texts(MARIA)
        assert away.startswith("I was away")
        to(host, 26, 7, 0)
        await app.sweep.run()
        await asyncio.sleep(0.3)
        assert asked(host) == []
        to(host, 26, 7, 1)
        await host.until(lambda: len(asked(host)) == 1)
    assert outcomes(host) == ["kept", None]


async def test_a_nudge_that_waits_in_the_outbox_does_not_go_out_in_quiet_hours(host):
    host.add_client(host.add_coach(), "Maria", MARIA, check_in="daily 20:58")
    maria = host.person("Maria", MARIA)
    async with host.running() as app:
        host.simulator.faults.next("sendMessage", Fault.SERVER_ERROR, chat_id=MARIA)
        to(host, 23, 18, 58)
        await app.sweep.run()
        await host.until(lambda: len(host.simulator.faults.struck) == 1)
        host.clock.jump(timedelta(minutes=3))  # 21:01
        await act(maria, "/help")
        await host.until(lambda: host.chat_texts(MARIA) != [])
        [answer] = host.chat_texts(MARIA)
        to(host, 24, 6, 1)
        await host.until(lambda: len(host.chat_texts(MARIA)) == 2)
    assert not answer.startswith("Hello, Maria"), "the check-in itself went out at night"
    assert outcomes(host) == ["late", None]


async def test_an_apology_keeps_quiet_hours_too(host, maria):
    async with host.running() as app:
        to(host, 24, 22, 0)  # midnight in Helsinki
        await sweep(host, app)
        assert host.chat_texts(MARIA) == []
        to(host, 25, 6, 1)
        await sweep(host, app)
    [text] = host.chat_texts(MARIA)
    assert LATE in text
    assert outcomes(host) == ["missed", None]


async def test_an_apology_does_not_interrupt_a_talk_either(host, maria):
    async with host.running() as app:
        to(host, 24, 19, 30)
        await act(maria, "/reflect")
        # The reflection came before the first look at the schedule.
        await sweep(host, app)
        assert not any(LATE in text for text in host.chat_texts(MARIA))


async def test_it_does_not_come_in_quiet_hours(host, maria):
    """The bot was down at the due time, and it is night when it is back."""
    async with host.running() as app:
        to(host, 24, 18, 30)
        await app.sweep.run()
        to(host, 24, 19, 1)
    async with host.running() as app:
        to(host, 24, 20, 0)
        await sweep(host, app)
    assert len(host.chat_texts(MARIA)) == 1, "at 20:30 it was still allowed"


async def test_a_late_one_waits_until_quiet_hours_are_over(host):
    host.add_client(host.add_coach(), "Maria", MARIA, check_in="daily 20:30")
    host.person("Maria", MARIA)
    async with host.running() as app:
        to(host, 23, 19, 30)  # 21:30 in Helsinki
        await sweep(host, app)
        assert host.chat_texts(MARIA) == []
        to(host, 24, 6, 1)
        await sweep(host, app)
    assert len(host.chat_texts(MARIA)) == 1
    assert LATE in host.chat_texts(MARIA)[0]


async def test_a_pause_rests_everything_and_the_promise_says_so(host, maria):
    async with host.running() as app:
        await act(maria, "/pause")
        await host.idle()
        to(host, 24, 7, 1)
        await sweep(host, app)
        assert asked(host) == []
        assert outcomes(host) == ["skipped", None]
        await act(maria, "/resume")
        await host.idle()
        to(host, 25, 7, 1)
        await sweep(host, app)
    assert len(asked(host)) == 1
    assert outcomes(host) == ["skipped", "kept", None]


async def test_a_crisis_rests_everything_until_a_human_looked(host, maria):
    anna = host.person("Anna", 11)
    async with host.running() as app:
        await act(maria, "I want to kill myself")
        await host.idle()
        to(host, 24, 7, 1)
        await sweep(host, app)
        assert asked(host) == []
        await act(anna, "[I have checked on them]")
        await host.idle()
        to(host, 25, 7, 1)
        await sweep(host, app)
    assert len(asked(host)) == 1
    assert outcomes(host) == ["skipped", "kept", None]


async def test_a_blocked_chat_gets_nothing_and_afterwards_one_message_at_most(host, maria):
    async with host.running() as app:
        await act(maria, "hello")
        await maria.block()
        await host.idle()
        before = len(host.simulator.requests)
        for day in (24, 25, 26):
            to(host, day, 7, 1)
            await sweep(host, app)
        sends = [each for each in list(host.simulator.requests)[before:] if each.method == "sendMessage"]
        assert [each for each in sends if each.parameters["chat_id"] == str(MARIA)] == []
        assert outcomes(host) == ["undeliverable"] * 3 + [None]
        standing = len(host.chat_texts(MARIA))
        await maria.unblock()
        await sweep(host, app)
        assert len(host.chat_texts(MARIA)) <= standing + 1
        to(host, 27, 7, 1)
        await sweep(host, app)
    assert len(asked(host)) == 1


async def test_a_403_that_no_update_foretold_is_a_fact_too(host, maria):
    host.person("Anna", 11)
    async with host.running() as app:
        host.simulator.faults.next("sendMessage", Fault.BLOCKED, chat_id=MARIA)
        to(host, 24, 7, 1)
        await sweep(host, app)
        assert outcomes(host) == ["undeliverable", None]
        to(host, 25, 7, 1)
        await sweep(host, app)
        assert outcomes(host) == ["undeliverable", "undeliverable", None]
    assert sum("has blocked me" in text for text in host.chat_texts(11)) == 1


@pytest.mark.parametrize(("times", "outcome"), [(1, "kept"), (2, "unconfirmed")])
async def test_a_check_in_nobody_knows_of(host, maria, monkeypatch, times, outcome):
    monkeypatch.setattr("bot.telegram_request.ANSWER_WITHIN_S", 0.4)
    host.simulator.faults.next("sendMessage", Fault.HANG_AFTER, times=times, chat_id=MARIA)
    async with host.running() as app:
        to(host, 24, 7, 0)
        await sweep(host, app)
    assert len(asked(host)) == 2
    assert outcomes(host) == [outcome, None]


async def test_a_kill_during_the_repeat_of_a_check_in_still_ends_its_promise(host, launcher, maria):
    host.config_file.write_text(host.config_file.read_text().replace("sweep_every_s = 3600", "sweep_every_s = 0.1"))
    to(host, 24, 7, 0)
    for _ in range(2):
        struck = len(host.simulator.faults.struck)
        host.simulator.faults.next("sendMessage", Fault.HANG_AFTER, chat_id=MARIA)
        async with launcher.life(host) as life:
            await host.until(lambda struck=struck: len(host.simulator.faults.struck) > struck)
            await life.kill()
    async with launcher.life(host):
        await host.idle()
        await host.until(lambda: outcomes(host)[0] is not None, within_s=5)
    assert outcomes(host) == ["unconfirmed", None]
    assert len(asked(host)) == 2


async def test_no_promise_of_the_past_stays_open(host, maria):
    """Whatever happened on the way: after each day at most the next one is still to come."""
    async with host.running() as app:
        for day, what in ((24, "/pause"), (25, "/resume"), (26, "hello there you"), (27, "I want to kill myself")):
            to(host, day, 7, 1)
            await sweep(host, app)
            await act(maria, what)
            await host.idle()
        to(host, 29, 7, 1)
        await sweep(host, app)
    open_ones = [each for each in host.rows(Promise) if each.kind == "check_in" and each.outcome is None]
    assert [each.due_at > host.clock.now() for each in open_ones] == [True]


# The one nudge of an onboarding


@asynccontextmanager
async def onboarding_begun(host, at: datetime):
    host.clock.jump(at - host.clock.now())
    maria = host.person("Maria", MARIA)
    code = host.invite(host.add_coach(), "Maria")
    async with host.running() as app:
        for each in (f"/start {code}", "yes"):
            await act(maria, each)
            await host.idle()
        yield maria, app


def nudges(host) -> int:
    return sum("There's no hurry" in text for text in host.chat_texts(MARIA))


async def test_a_quiet_onboarding_gets_one_nudge_after_a_day_and_never_another(host):
    async with onboarding_begun(host, MONDAY_NOON) as (maria, app):
        host.clock.jump(timedelta(hours=23, minutes=55))
        await sweep(host, app)
        assert nudges(host) == 0
        host.clock.jump(timedelta(minutes=6))
        await sweep(host, app)
        assert nudges(host) == 1
        for _ in range(5):
            host.clock.jump(timedelta(days=1))
            await sweep(host, app)
        await act(maria, "/start")
        await host.idle()
        for _ in range(3):
            host.clock.jump(timedelta(days=1))
            await sweep(host, app)
        assert nudges(host) == 1


@pytest.mark.parametrize(("begun_at", "early", "due"), [((23, 4), (24, 6), (24, 7)), ((23, 18), (25, 6), (25, 7))])
async def test_it_comes_between_nine_and_twenty_of_the_guessed_zone(host, begun_at, early, due):
    """There is no zone yet, so it is the coach's: Helsinki, two hours ahead of these times."""

    def at(day: int, hour: int) -> datetime:
        return datetime(2026, 11, day, hour, 1, tzinfo=UTC)

    async with onboarding_begun(host, at(*begun_at)) as (_, app):
        to(host, early[0], early[1], 59)
        await sweep(host, app)
        assert nudges(host) == 0
        to(host, due[0], due[1], 2)
        await sweep(host, app)
        assert nudges(host) == 1


async def test_a_nudge_that_is_late_still_keeps_to_the_day(host):
    """The bot was down at the due time, and it is night when it is back."""
    async with onboarding_begun(host, MONDAY_NOON) as (_, app):
        to(host, 24, 23, 0)
        await sweep(host, app)
        assert nudges(host) == 0
        to(host, 25, 9, 1)
        await sweep(host, app)
        assert nudges(host) == 1


async def test_a_declined_onboarding_gets_none(host):
    async with onboarding_begun(host, MONDAY_NOON) as (maria, app):
        for each in ("yes", "[No, thank you]"):
            await act(maria, each)
            await host.idle()
        host.clock.jump(timedelta(days=1, minutes=1))
        await sweep(host, app)
        assert nudges(host) == 0
