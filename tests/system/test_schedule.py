"""The client's schedule over real HTTP: changed, proposed, moved to another zone, asked about, and kept quiet."""

from datetime import UTC, datetime, timedelta

import pytest

from flows.agreement import Agreement
from storage import agreements, promises, schedules
from storage.tables import Engagement, Occurrence, Proposal, Schedule
from tests.system.host import ANNA
from tests.system.test_check_ins import MARIA, SCORE, asked, outcomes, sweep, to
from tests.system.test_kills import act


async def say(host, person, *texts: str) -> None:
    """Say these, one after another, each after the answer to the one before."""
    for text in texts:
        await act(person, text)
        await host.idle()


def said(host) -> str:
    return host.chat_texts(MARIA)[-1]


def next_due(host, kind: str = "check_in") -> datetime | None:
    with host.look() as session:
        found = schedules.get(session, 1, kind)
        return found.next_due_at if found else None


def agreed(host) -> list[tuple[int, str, Agreement]]:
    """Each version: its number, who proposed it, what it says."""
    with host.look() as session:
        engagement = session.get_one(Engagement, 1)
        return [
            (each.version, each.proposed_by, Agreement.from_json(agreements.clauses(session, engagement, each)))
            for each in agreements.history(session, 1)
        ]


def promised(host, kind: str = "check_in") -> list[tuple[datetime, str | None]]:
    with host.look() as session:
        return [(each.due_at, each.outcome) for each in promises.list_for(session, 1) if each.kind == kind]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


async def test_a_schedule_said_in_one_line_is_saved_after_a_yes(host, maria):
    async with host.running():
        await say(host, maria, "/schedule weekdays at half past nine")
        assert "• tomorrow around 9:30" in said(host)
        assert next_due(host) == at(30, 7)
        await say(host, maria, "yes")
    assert next_due(host) == at(24, 7, 30)
    assert promised(host) == [(at(24, 7, 30), None), (at(30, 7), "withdrawn")]
    assert [(number, by, each.check_in) for number, by, each in agreed(host)] == [
        (1, "coach", "weekly mon 09:00"),
        (2, "client", "weekly mon,tue,wed,thu,fri 09:30"),
    ]
    assert "changed this in your agreement: check-ins, now weekdays at 9:30" in host.chat_texts(ANNA)[-1]


async def test_a_new_time_on_a_day_that_had_its_check_in_starts_the_next_day(host, maria):
    async with host.running() as app:
        await say(host, maria, "/schedule daily 12:30", "yes")
        to(host, 23, 10, 31)
        await sweep(host, app)
        await say(host, maria, "/schedule daily 18:00")
        assert "• tomorrow around 18:00" in said(host)
        await say(host, maria, "yes")
        to(host, 23, 16, 1)
        await sweep(host, app)
    assert len(asked(host)) == 1
    assert next_due(host) == at(24, 16)


async def test_check_ins_that_were_stopped_come_no_more(host, maria):
    async with host.running() as app:
        await say(host, maria, "/schedule", "[No check-ins]", "[Yes, stop]")
        to(host, 30, 7, 1)
        await sweep(host, app)
        assert asked(host) == []
        assert promised(host) == [(at(30, 7), "withdrawn")]
        await say(host, maria, "/schedule daily 09:00", "yes")
    assert next_due(host) == datetime(2026, 12, 1, 7, tzinfo=UTC)


async def test_days_off_have_no_check_in_and_are_in_the_agreement(host, maria):
    async with host.running() as app:
        await say(host, maria, "/schedule daily 09:00", "yes", "/schedule", "[Days off]", "[Weekends]")
        await say(host, maria, "/agreement")
        assert "from 21:00 to 8:00, and weekends all day" in said(host)
        for day in (27, 28, 29, 30):
            to(host, day, 7, 1)
            await sweep(host, app)
    with host.look() as session:
        found = session.query(Occurrence).join(Schedule, Schedule.id == Occurrence.schedule_id)
        days = [each.local_date.day for each in found.where(Schedule.kind == "check_in").order_by(Occurrence.due_at)]
    assert days == [24, 25, 26, 27, 30]


async def test_another_zone_moves_the_next_time_and_never_gives_two_on_one_day(host, maria):
    async with host.running() as app:
        await say(host, maria, "/schedule daily 12:30", "yes")
        to(host, 23, 10, 30)
        await sweep(host, app)
        await say(host, maria, "/schedule", "[Time zone]", "[New York]", "[Yes, change it]")
        # 12:30 of the same Monday is still to come in New York, and that day had its check-in.
        assert "From now on I go by New York time. Your next check-in: tomorrow around 12:30." in said(host)
        to(host, 23, 17, 31)
        await sweep(host, app)
        assert len(asked(host)) == 1
        to(host, 24, 17, 31)
        await sweep(host, app)
    assert len(asked(host)) == 2
    with host.look() as session:
        days = [each.local_date.day for each in session.query(Occurrence).order_by(Occurrence.due_at)]
    assert days == [23, 24]


async def test_quiet_hours_move_with_the_client(host, maria):
    async with host.running() as app:
        await say(host, maria, "/schedule daily 20:00", "yes", "/schedule", "[Time zone]", "[New York]", "yes")
        to(host, 24, 1, 0)  # 20:00 in New York, 03:00 in Helsinki
        await sweep(host, app)
    assert len(asked(host)) == 1


async def test_newer_tables_of_the_zones_move_the_next_time_and_the_client_is_told(host, maria):
    """The tables of before had the clocks an hour ahead: what they gave for nine shows eight now."""
    with host.database.begin() as session:
        old = schedules.get(session, 1, "check_in")
        old.next_due_at = at(30, 6)
        [promise] = promises.open_for(session, 1)
        promise.due_at = at(30, 6)
    async with host.running() as app:
        await sweep(host, app)
        assert said(host).endswith("Your next check-in: Monday 30 November around 9:00.")
        assert "The rules for the clocks have changed where you live (Helsinki)" in said(host)
    assert next_due(host) == at(30, 7)
    assert promised(host) == [(at(30, 6), "withdrawn"), (at(30, 7), None)]
    told = len(host.chat_texts(MARIA))
    async with host.running() as app:
        await sweep(host, app)
    assert len(host.chat_texts(MARIA)) == told


async def test_newer_tables_are_told_of_outside_quiet_hours(host, maria):
    with host.database.begin() as session:
        schedules.get(session, 1, "check_in").next_due_at = at(30, 6)
    to(host, 23, 20)
    async with host.running() as app:
        await sweep(host, app)
        assert host.chat_texts(MARIA) == []
        to(host, 24, 6, 1)
        await sweep(host, app)
    assert "The rules for the clocks have changed" in said(host)


async def test_a_crowd_of_one_moment_is_written_to_one_after_another(host, monkeypatch):
    monkeypatch.setattr("bot.crowds.A_SECOND", 1 / 32)
    coach, clients = host.add_coach(), range(100, 103)
    for number in clients:
        host.add_client(coach, f"Client {number}", number, check_in="daily 09:00")
    counted = []
    async with host.running() as app:
        for second in (0, 32, 64):
            to(host, 24, 7)
            host.clock.jump(timedelta(seconds=second + 2))
            await sweep(host, app)
            counted.append(sum(bool(host.chat_texts(number)) for number in clients))
    assert counted == [1, 2, 3]


# Proposals


async def test_a_proposal_binds_after_the_clients_yes(host, maria, anna):
    async with host.running() as app:
        await say(host, anna, "/propose Maria Tuesdays and Fridays at 18")
        assert "Until they say yes, all stays as agreed." in host.chat_texts(ANNA)[-1]
        await sweep(host, app)
        assert "• now: Mondays at 9:00\n• proposed: Tuesdays and Fridays at 18:00" in said(host)
        assert next_due(host) == at(30, 7)
        await say(host, maria, "[Yes, it suits me]")
    assert next_due(host) == at(24, 16)
    assert [(by, each.check_in) for _, by, each in agreed(host)][-1] == ("coach", "weekly tue,fri 18:00")
    assert "said yes to what you proposed" in host.chat_texts(ANNA)[-1]
    assert [each.state for each in host.rows(Proposal)] == ["accepted"]


async def test_a_proposal_that_was_declined_changes_nothing(host, maria, anna):
    async with host.running() as app:
        await say(host, anna, "/propose Maria daily 10:00")
        await sweep(host, app)
        await say(host, maria, "[No, leave it]")
        await sweep(host, app)
    assert next_due(host) == at(30, 7)
    assert len(agreed(host)) == 1
    assert "would rather leave this as it was" in host.chat_texts(ANNA)[-1]


async def test_a_proposal_waits_for_quiet_hours_a_talk_and_a_pause(host, maria, anna):
    async with host.running() as app:
        await say(host, maria, "/reflect")
        await say(host, anna, "/propose Maria daily 10:00")
        await sweep(host, app)
        assert "proposes" not in said(host)
        await say(host, maria, "/cancel", "/pause")
        to(host, 23, 12)
        await sweep(host, app)
        assert "proposes" not in said(host)
        await say(host, maria, "/resume")
        to(host, 23, 20)  # 22:00 in Helsinki
        await sweep(host, app)
        assert "proposes" not in said(host)
        to(host, 24, 6, 1)
        await sweep(host, app)
    assert "Anna proposes a change" in said(host)


async def test_a_newer_proposal_takes_the_place_of_the_one_being_asked(host, maria, anna):
    async with host.running() as app:
        await say(host, anna, "/propose Maria daily 10:00")
        await sweep(host, app)
        old = (await maria.messages())[-1]
        await say(host, anna, "/propose Maria daily 11:00")
        await maria.tap("Yes, it suits me", message_id=old.id)
        await host.idle()
        assert len(agreed(host)) == 1
        host.clock.jump(timedelta(minutes=15))  # no nudge comes on the heels of another
        await sweep(host, app)
        assert "proposed: every day at 11:00" in said(host)
        await say(host, maria, "yes")
    assert agreed(host)[-1][2].check_in == "daily 11:00"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("/propose", "/propose Maria weekdays at 9"),
        ("/propose Maria whenever", "/propose Maria weekdays at 9"),
        ("/propose Nobody daily 10:00", "I found no client of yours"),
        ("/propose Maria daily 23:00", "in their quiet hours"),
    ],
)
async def test_a_proposal_that_cannot_be_says_how_to_mend_it(host, maria, anna, text, answer):
    async with host.running():
        await say(host, anna, text)
    assert answer in host.chat_texts(ANNA)[-1]
    assert host.rows(Proposal) == []


# What is asked once


async def test_an_event_is_asked_about_only_after_a_yes(host, maria):
    async with host.running() as app:
        for answer in ("[No, don't]", "[Yes, ask me]"):
            await say(host, maria, "/checkin", "3", "I have a job interview on Thursday", "yes", "/skip")
            assert "Shall I ask you on Thursday evening" in said(host)
            await say(host, maria, answer)
        assert [each.kind for each in host.rows(Schedule) if each.kind == "follow_up"] == ["follow_up"]
        to(host, 26, 15, 59)
        await sweep(host, app)
        assert "How did it go?" not in said(host)
        to(host, 26, 16, 1)
        await sweep(host, app)
        assert "You told me about an interview (today)" in said(host)
        await say(host, maria, "/skip", "/promises")
        assert "• asking how it went, today at 18:00: kept" in said(host)
        to(host, 27, 16, 1)
        await sweep(host, app)
    assert promised(host, "follow_up") == [(at(26, 16), "kept")]


async def test_a_commitment_with_a_day_is_asked_about_on_it_once(host, maria):
    async with host.running() as app:
        await say(host, maria, "/reflect", "I never call my sister", "yes", "/skip", "/skip", "call her", "Wednesday")
        to(host, 25, 16, 1)
        await sweep(host, app)
        assert said(host).startswith("You wanted to try: “call her”.")
        await say(host, maria, "[Done]", "It was easy")
        to(host, 26, 16, 1)
        await sweep(host, app)
    assert said(host).startswith("So this helped: “It was easy”. I've noted it, and I won't ask about this step again.")
    assert promised(host, "commitment") == [(at(25, 16), "kept")]


async def test_a_commitment_closed_before_its_day_is_not_asked_about(host, maria):
    async with host.running() as app:
        await say(host, maria, "/reflect", "I never call my sister", "yes", "/skip", "/skip", "call her", "Wednesday")
        await say(host, maria, "/commitments 1", "[Done]", "It was easy")
        before = len(host.chat_texts(MARIA))
        to(host, 25, 16, 1)
        await sweep(host, app)
    assert len(host.chat_texts(MARIA)) == before
    assert promised(host, "commitment") == [(at(25, 16), "withdrawn")]


async def test_two_nudges_of_one_moment_do_not_trample_each_other(host, maria):
    async with host.running() as app:
        await say(host, maria, "/schedule tuesdays at 18", "yes")
        await say(host, maria, "/checkin", "3", "I have an exam tomorrow", "yes", "/skip", "yes")
        to(host, 24, 16, 1)
        await sweep(host, app)
        texts = host.chat_texts(MARIA)
        assert sum("How did it go?" in text or SCORE in text for text in texts[-2:]) == 1
        to(host, 24, 16, 40)
        await sweep(host, app)
    assert "How did it go?" in "".join(host.chat_texts(MARIA)[-2:])
    assert SCORE in "".join(host.chat_texts(MARIA)[-2:])


async def test_a_pause_drops_what_was_to_be_asked_and_nothing_piles_up(host, maria):
    async with host.running() as app:
        await say(host, maria, "/checkin", "3", "I have an exam tomorrow", "yes", "/skip", "yes", "/pause")
        to(host, 24, 16, 1)
        await sweep(host, app)
        await say(host, maria, "/resume")
        to(host, 25, 16, 1)
        await sweep(host, app)
    assert "How did it go?" not in "".join(host.chat_texts(MARIA)[-3:])
    assert promised(host, "follow_up") == [(at(24, 16), "skipped")]


# Quiet hours of a human's words


@pytest.mark.parametrize(("hour", "silent"), [(12, False), (20, True)])
async def test_a_coachs_own_reply_arrives_silently_in_quiet_hours(host, maria, anna, hour, silent):
    async with host.running():
        to(host, 23, hour)
        await say(host, anna, "/reply Maria I read it. Well done.")
    sent = [each for each in host.simulator.requests if each.method == "sendMessage"]
    [reply] = [each for each in sent if "I read it. Well done." in str(each.parameters.get("text"))]
    assert (str(reply.parameters.get("disable_notification", "")).lower() == "true") is silent


async def test_outcomes_of_check_ins_stay_as_they_were(host, maria):
    async with host.running() as app:
        to(host, 30, 7, 0)
        await sweep(host, app)
    assert outcomes(host) == ["kept", None]
