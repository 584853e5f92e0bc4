"""The agreement as it lives: changed by either side, never behind the other's back, and kept clause by clause."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from flows.agreement import CLIENTS_OWN, Agreement
from flows.proposing import ASKED
from storage import engagements, promises
from storage.tables import Engagement, Line, Proposal
from tests.system.test_check_ins import MARIA, SCORE, sweep, to
from tests.system.test_schedule import ANNA, agreed, at, next_due, said, say

ASKED_EXAM = "How did it go?"
OTHER = {
    "readers": "times",
    "reply_hours": 24,
    "quiet_hours": ["22:00", "07:00"],
    "off_days": ["sun"],
    "check_in": "daily 10:00",
    "off_limits": ["my father"],
    "silence": "tell",
    "worry": "nothing",
    "contact": "Jo next door",
    "retention_hours": 720,
    "ending": "once",
}
"""Each clause otherwise than it is proposed."""

WORDS = {
    "readers": "times", "reply_hours": "1 day", "quiet_hours": "22-7", "off_days": "Sundays", "check_in": "daily 10:00",
    "off_limits": "my father", "silence": "tell the coach", "worry": "only help", "contact": "Jo next door",
    "retention_hours": "1 month", "ending": "at once",
}  # fmt: skip
NAMED = {
    "readers": "who reads", "reply_hours": "answers", "quiet_hours": "quiet hours", "off_days": "days off",
    "check_in": "check-ins", "off_limits": "off limits", "silence": "silence", "worry": "if i'm worried",
    "contact": "someone close", "retention_hours": "keeping", "ending": "how it ends",
}  # fmt: skip


def binding(host) -> Agreement:
    return agreed(host)[-1][2]


def states(host) -> list[tuple[str, str, str]]:
    """Each proposal: by whom, of what, and how it stands."""
    with host.look() as session:
        found = session.query(Proposal).order_by(Proposal.id)
        return [(each.proposed_by, each.clause, each.state) for each in found]


def told(host) -> str:
    return host.chat_texts(ANNA)[-1]


# Showing it


async def test_the_agreement_is_shown_with_its_version_and_date_and_offers_to_change_it(host, maria):
    async with host.running():
        await say(host, maria, "/agreement")
        assert said(host).startswith("Agreement between you and Anna · version 1, agreed today\n1 · Who reads:")
        assert (await maria.messages())[-1].labels == ["Change something", "How it has changed"]
        host.clock.jump(timedelta(days=7))
        await say(host, maria, "[Change something]", "quiet hours", "22-7", "yes", "/agreement")
    assert said(host).startswith("Agreement between you and Anna · version 2, agreed today\n")


async def test_the_history_is_read_by_both_sides_and_names_who_proposed_what(host, maria, anna):
    async with host.running() as app:
        await say(host, maria, "/agreement change", "quiet hours", "22-7", "yes")
        host.clock.jump(timedelta(days=1))
        await say(host, anna, "/propose Maria silence", "tell the coach", "yes")
        await sweep(host, app)
        await say(host, maria, "[Yes, it suits me]", "/agreement", "[How it has changed]")
        own = said(host)
        await say(host, anna, "/agreement Maria")
    assert own.splitlines()[1:] == [
        "1 · yesterday: the first agreement",
        "2 · yesterday, proposed by you: quiet hours: from 21:00 to 8:00 → from 22:00 to 7:00",
        "3 · today, proposed by Anna: silence: I write one gentle message, and then wait → I write one gentle message, "
        "and then let the coach know that it's been quiet",
    ]
    assert "2 · yesterday, proposed by Maria: quiet hours" in told(host)
    assert "3 · today, proposed by you: silence" in told(host)
    assert "version 3, agreed today" in told(host)


async def test_no_version_is_ever_rewritten(host, maria):
    async with host.running():
        await say(host, maria, "/agreement change", "quiet hours", "22-7", "yes")
    before = agreed(host)
    for change in ("clauses = x'00'", "agreed_at = 0", "version = 7", "proposed_by = 'coach'"):
        with pytest.raises(DatabaseError, match="never changed"), host.database.begin() as session:
            session.execute(text(f"UPDATE agreements SET {change} WHERE version = 2"))
    assert agreed(host) == before


async def test_another_coach_sees_no_agreement_of_a_client_who_is_not_theirs(host, maria, anna):
    host.add_coach("Bea", 21)
    bea = host.person("Bea", 21)
    async with host.running():
        await say(host, bea, "/agreement #1", "/agreement #99", "/propose #1 daily 10:00")
    foreign, unknown, proposed = host.chat_texts(21)[-3:]
    assert foreign == unknown == proposed.replace("/propose", "/agreement")
    assert states(host) == []


# Changing it


@pytest.mark.parametrize("clause", [each for each in CLIENTS_OWN if each not in ("check_in", "off_days")])
async def test_what_is_the_clients_alone_holds_at_once_and_the_coach_hears_of_it(host, maria, clause):
    async with host.running():
        await say(host, maria, "/agreement change", NAMED[clause], WORDS[clause])
        assert "yours alone" in said(host)
        assert len(agreed(host)) == 1
        await say(host, maria, "[Yes, do]")
    assert agreed(host)[-1][1:] == (
        "client",
        Agreement(version=2, zone="Europe/Helsinki").with_clauses({clause: OTHER[clause]}),
    )
    assert ("changed who reads" if clause == "readers" else "changed this in your agreement") in told(host)


@pytest.mark.parametrize("clause", [each for each in ASKED if each not in CLIENTS_OWN])
@pytest.mark.parametrize("answer", ["Accept", "Leave as it is"])
async def test_the_rest_binds_only_after_the_coachs_yes(host, maria, anna, clause, answer):
    async with host.running() as app:
        await say(host, maria, "/agreement change", NAMED[clause], WORDS[clause], "yes")
        assert len(agreed(host)) == 1
        assert "• now: " in told(host)
        assert "• proposed: " in told(host)
        assert "hasn't answered yet, so the old one holds" in await shown(host, maria)
        await say(host, anna, f"[{answer}]")
        await sweep(host, app)
    accepted = answer == "Accept"
    assert getattr(binding(host), clause) == (OTHER[clause] if accepted else getattr(Agreement(), clause))
    assert [by for _, by, _ in agreed(host)] == (["coach", "client"] if accepted else ["coach"])
    assert ("Anna said yes to what you proposed" if accepted else "Anna would rather leave this as it is") in said(host)
    assert states(host) == [("client", clause, "accepted" if accepted else "declined")]


async def shown(host, person) -> str:
    await say(host, person, "/agreement")
    return said(host)


@pytest.mark.parametrize("clause", ASKED)
async def test_a_coach_may_propose_any_clause_and_the_old_one_holds_until_the_clients_yes(host, maria, anna, clause):
    async with host.running() as app:
        await say(host, anna, f"/propose Maria {NAMED[clause]}", WORDS[clause], "yes")
        await sweep(host, app)
        assert "Anna proposes a change in our agreement" in said(host)
        assert len(agreed(host)) == 1
        await say(host, maria, "yes")
    after = Agreement(version=2, zone="Europe/Helsinki").with_clauses({clause: OTHER[clause]})
    assert agreed(host)[-1][1:] == ("coach", after)
    assert "said yes to what you proposed" in told(host)


async def test_a_proposal_is_answered_with_another_until_both_agree(host, maria, anna):
    async with host.running() as app:
        await say(host, anna, "/propose Maria answers", "1 week", "yes")
        await sweep(host, app)
        await say(host, maria, "[Something else]", "1 day", "yes")
        assert "proposes a change in your agreement: answers.\n• now: within 2 days\n• proposed: within 1 day" in told(
            host
        )
        await say(host, anna, "[Something else]", "3 days", "yes")
        host.clock.jump(timedelta(minutes=31))
        await sweep(host, app)
        assert "• now: within 2 days\n• proposed: within 3 days" in said(host)
        assert binding(host).reply_hours == 48
        await say(host, maria, "yes")
    assert binding(host).reply_hours == 72
    assert states(host) == [
        ("coach", "reply_hours", "replaced"),
        ("client", "reply_hours", "replaced"),
        ("coach", "reply_hours", "accepted"),
    ]


async def test_a_proposal_that_was_replaced_or_taken_back_binds_nobody(host, maria, anna):
    async with host.running():
        await say(host, maria, "/agreement change", "answers", "1 day", "yes")
        old = (await anna.messages())[-1]
        await say(host, maria, "/agreement change", "answers", "3 days", "yes")
        await anna.tap("Accept", message_id=old.id)
        await host.idle()
        assert len(agreed(host)) == 1
        new = (await anna.messages())[-1]
        await say(host, maria, "/agreement change", "answers", "2 days")
        assert "It is so already" in said(host)
        await anna.tap("Accept", message_id=new.id)
        await host.idle()
    assert len(agreed(host)) == 1
    assert {state for _, _, state in states(host)} == {"replaced"}


async def test_one_answer_counts_however_often_it_is_tapped(host, maria, anna):
    async with host.running() as app:
        await say(host, maria, "/agreement change", "answers", "1 day", "yes")
        asked = (await anna.messages())[-1]
        for label in ("Accept", "Accept", "Leave as it is"):
            await anna.tap(label, message_id=asked.id)
            await host.idle()
        await sweep(host, app)
        await sweep(host, app)
    assert [each.reply_hours for _, _, each in agreed(host)] == [48, 24]
    assert sum("said yes to what you proposed" in each for each in host.chat_texts(MARIA)) == 1


async def test_what_the_client_decides_meanwhile_ends_what_the_coach_proposed_of_it(host, maria, anna):
    async with host.running() as app:
        await say(host, anna, "/propose Maria quiet hours", "20-8", "yes")
        await say(host, maria, "/agreement change", "quiet hours", "22-7", "yes", "/agreement")
        assert "proposes" not in said(host)
        host.clock.jump(timedelta(minutes=31))
        await sweep(host, app)
    assert "proposes a change" not in said(host)
    assert states(host) == [("coach", "quiet_hours", "replaced")]


async def test_of_several_proposals_each_is_asked_about_and_answered_for_itself(host, maria, anna):
    async with host.running() as app:
        await say(
            host, anna, "/propose Maria silence", "tell the coach", "yes", "/propose Maria answers", "1 week", "yes"
        )
        await sweep(host, app)
        assert "our agreement: silence." in said(host)
        await say(host, maria, "yes")
        host.clock.jump(timedelta(minutes=31))
        await sweep(host, app)
        assert "our agreement: answers." in said(host)
        await say(host, maria, "no")
    assert states(host) == [("coach", "silence", "accepted"), ("coach", "reply_hours", "declined")]
    assert (binding(host).silence, binding(host).reply_hours) == ("tell", 48)


async def test_a_proposal_of_another_clause_leaves_the_question_that_is_open(host, maria, anna):
    async with host.running() as app:
        await say(host, anna, "/propose Maria silence", "tell the coach", "yes")
        await sweep(host, app)
        await say(host, anna, "/propose Maria answers", "1 week", "yes")
        await say(host, maria, "yes")
    assert states(host)[0] == ("coach", "silence", "accepted")


async def test_a_question_set_aside_is_not_taken_up_once_something_else_was_proposed(host, maria, anna):
    async with host.running() as app:
        await say(host, anna, "/propose Maria answers", "1 week", "yes")
        await sweep(host, app)
        await say(host, maria, "/agreement change answers", "1 day", "yes", "/resume", "yes")
    assert not any("Then that's agreed" in each for each in host.chat_texts(MARIA))
    assert states(host) == [("coach", "reply_hours", "replaced"), ("client", "reply_hours", "open")]
    assert len(agreed(host)) == 1


async def test_a_coach_who_does_not_read_words_reads_none_in_the_agreement_either(host, maria, anna):
    async with host.running():
        await say(host, maria, "/agreement change", "someone close", "Jo next door", "yes")
        assert "Jo next door" in told(host)
        await say(host, maria, "/agreement change", "who reads", "times", "yes")
        before = len(host.chat_texts(ANNA))
        await say(host, maria, "/agreement change", "off limits", "my father", "yes")
        await say(host, maria, "/agreement change", "someone close", "Pat upstairs", "yes")
        await say(
            host, anna, "/agreement Maria", "/propose Maria someone close", "/cancel", "/propose Maria off limits"
        )
        seen = host.chat_texts(ANNA)[before:]
        await say(host, maria, "/agreement", "[How it has changed]")
    assert not [each for each in seen if "Jo" in each or "Pat" in each or "father" in each]
    assert any("someone close, now named, in your client's own words" in each for each in seen)
    assert "someone close: Jo next door → Pat upstairs" in said(host)


async def test_the_coachs_answer_waits_for_quiet_hours_a_talk_and_a_pause(host, maria, anna):
    async with host.running() as app:
        await say(host, maria, "/agreement change", "answers", "1 day", "yes", "/reflect")
        await say(host, anna, "[Accept]")
        await sweep(host, app)
        assert "said yes" not in said(host)
        await say(host, maria, "/cancel", "/pause")
        to(host, 23, 12)
        await sweep(host, app)
        assert "said yes" not in said(host)
        await say(host, maria, "/resume")
        to(host, 23, 20)  # 22:00 in Helsinki
        await sweep(host, app)
        assert "said yes" not in said(host)
        to(host, 24, 6, 1)
        await sweep(host, app)
    assert "said yes" in said(host)


async def test_a_wish_said_in_onboarding_is_a_proposal_that_the_coach_can_accept(host, anna):
    coach = host.add_coach()
    lena = host.person("Lena", 13)
    told_by = (
        "[Let's begin]", "yes", "[Yes, you may]", "Lena", "Helsinki", "yes", "fine", "1 day", "fine", "[Fine]",
        "nothing", "[Fine]", "[Yes, you may]", "nobody", "fine", "[Fine]", "[I agree]", "/skip", "/skip",
    )  # fmt: skip
    async with host.running():
        await say(host, lena, f"/start {host.invite(coach, 'Lena')}", *told_by)
        await say(host, anna, "[Accept]")
    assert [each.reply_hours for _, _, each in agreed(host)] == [48, 24]


# The code keeps it, clause by clause: each test tries to break what was just agreed


async def change(host, maria, clause: str) -> None:
    await say(host, maria, "/agreement change", NAMED[clause], WORDS[clause], "yes")


async def propose(host, app, anna, maria, clause: str) -> None:
    await say(host, anna, f"/propose Maria {NAMED[clause]}", WORDS[clause], "yes")
    await sweep(host, app)
    await say(host, maria, "yes")


async def test_who_reads_decides_what_the_coach_sees_from_the_next_reading_on(host, maria, anna):
    async with host.running():
        await say(host, maria, "/reflect", "the lake was cold", "/cancel")
        await say(host, anna, "/transcript Maria")
        assert "the lake was cold" in told(host)
        await change(host, maria, "readers")
        before = len(host.chat_texts(ANNA))
        await say(host, anna, "/transcript Maria", "[All as one document]")
        documents = [each for each in host.simulator.requests if each.method == "sendDocument"]
    assert not any("the lake was cold" in each for each in host.chat_texts(ANNA)[before:])
    assert documents
    assert not any("the lake was cold" in str(each.parameters) for each in documents)


async def test_the_reply_time_is_the_promise_of_the_next_message(host, maria, anna):
    async with host.running() as app:
        await propose(host, app, anna, maria, "reply_hours")
        now = host.clock.now()
        await say(host, maria, "/coach Could we talk?")
        assert "They promise an answer by tomorrow at" in said(host)
    with host.look() as session:
        [promise] = promises.replies_open(session, 1)
    assert timedelta() <= promise.due_at - now - timedelta(hours=24) < timedelta(minutes=1)


async def test_quiet_hours_hold_back_what_was_planned_for_them(host, maria):
    async with host.running() as app:
        await say(host, maria, "/schedule daily 20:30", "yes", "/agreement change", "quiet hours", "20-8")
        assert "would fall in the quiet hours and never come" in said(host)
        await say(host, maria, "/cancel", "/checkin", "3", "I have an exam tomorrow", "yes", "/skip", "yes")
        await say(host, maria, "/schedule daily 09:30", "yes", "/agreement change", "quiet hours", "17-8", "yes")
        to(host, 24, 7, 31)
        await sweep(host, app)
        await say(host, maria, "4", "/skip", "/skip")
        to(host, 24, 16, 1)  # 18:01 in Helsinki, when the exam was to be asked about
        await sweep(host, app)
        assert not any(ASKED_EXAM in each for each in host.chat_texts(MARIA))


async def test_without_such_quiet_hours_it_is_asked(host, maria):
    async with host.running() as app:
        await say(host, maria, "/checkin", "3", "I have an exam tomorrow", "yes", "/skip", "yes")
        to(host, 24, 16, 1)
        await sweep(host, app)
        assert ASKED_EXAM in said(host)


async def test_days_off_of_the_coachs_proposal_have_no_check_in(host, maria, anna):
    async with host.running() as app:
        await say(host, maria, "/schedule daily 09:00", "yes")
        await propose(host, app, anna, maria, "off_days")
        for day in (24, 25, 26, 27, 28, 29):
            to(host, day, 7, 1)
            await sweep(host, app)
    assert next_due(host) == at(30, 7)
    assert sum(SCORE in each for each in host.chat_texts(MARIA)) == 5


async def test_check_ins_come_by_the_new_time_and_no_longer_by_the_old(host, maria, anna):
    async with host.running() as app:
        await propose(host, app, anna, maria, "check_in")
        to(host, 30, 7, 1)
        await sweep(host, app)
        asked = [each for each in host.chat_texts(MARIA) if SCORE in each]
        assert asked == []
        to(host, 30, 8, 1)
        await sweep(host, app)
    assert SCORE in said(host)


async def test_a_topic_off_limits_is_neither_mirrored_nor_asked_about_any_more(host, maria):
    async with host.running() as app:
        await say(
            host, maria, "/reflect", "I never call anyone", "yes", "/skip", "/skip", "call my father", "Wednesday"
        )
        await change(host, maria, "off_limits")
        before = len(host.chat_texts(MARIA))
        to(host, 25, 16, 1)
        await sweep(host, app)
        assert len(host.chat_texts(MARIA)) == before
        await say(host, maria, "/reflect", "my father is ill and I worry about him", "/cancel")
        await say(host, maria, "/checkin", "3", "my father was here again", "/cancel", "/commitments")
        heard = host.chat_texts(MARIA)[before:]
    assert not any("my father" in each.casefold() for each in heard)
    assert "1 · “…”" in heard[-1]
    with host.look() as session:
        assert [each.outcome for each in promises.list_for(session, 1) if each.kind == "commitment"] == ["withdrawn"]


@pytest.mark.parametrize(("clause", "gentle", "coach"), [("nothing", 0, 0), ("tell", 1, 1)])
async def test_silence_means_what_was_agreed_last(host, maria, anna, clause, gentle, coach):
    async with host.running() as app:
        await say(host, anna, "/propose Maria silence", {"nothing": "[Nothing]"}.get(clause, WORDS["silence"]), "yes")
        await sweep(host, app)
        await say(host, maria, "yes")
        to(host, 30, 7, 1)
        await sweep(host, app)
        for hours in (52, 1, 1):
            host.clock.jump(timedelta(hours=hours))
            await sweep(host, app)
    assert sum("It's been quiet, and that is all right" in each for each in host.chat_texts(MARIA)) == gentle
    assert sum("It has been quiet with Maria" in each for each in host.chat_texts(ANNA)) == coach


async def test_a_worry_is_told_to_nobody_once_the_client_said_so(host, maria):
    async with host.running():
        await change(host, maria, "worry")
        before = len(host.chat_texts(ANNA))
        await say(host, maria, "I want to kill myself")
    assert len(host.chat_texts(ANNA)) == before


async def test_someone_close_is_shown_in_sos_and_no_longer_once_nobody_is_named(host, maria):
    async with host.running():
        await change(host, maria, "contact")
        await say(host, maria, "/sos")
        assert "Jo next door" in said(host)
        await say(host, maria, "/agreement change", "someone close", "[Nobody]", "yes", "/sos")
    assert "Jo next door" not in said(host)


async def test_words_are_deleted_by_the_time_agreed_last_and_not_by_an_earlier_one(host, maria, anna):
    async with host.running() as app:
        await propose(host, app, anna, maria, "retention_hours")
        await say(host, maria, "/reflect", "the lake was cold", "/cancel")
        with host.database.begin() as session:
            engagements.set_state(session, session.get_one(Engagement, 1), "ended", host.clock.now())
        host.clock.jump(timedelta(days=29))
        await app.upkeep.keep_no_longer()
        assert host.rows(Line) != []
        host.clock.jump(timedelta(days=2))
        await app.upkeep.keep_no_longer()
    assert host.rows(Line) == []
    assert host.rows(Proposal) == []
    assert "the lake was cold" not in host.all_words()


async def test_words_in_a_value_are_heard_for_danger_first(host, maria, anna):
    async with host.running():
        await say(host, maria, "/agreement change", "someone close", "nobody, I want to kill myself")
    assert len(agreed(host)) == 1
    assert "09 2525 0111" in said(host) or "112" in said(host)


def test_every_clause_is_either_the_clients_or_both_sides() -> None:
    assert set(CLIENTS_OWN) <= set(ASKED)
    assert set(OTHER) == set(ASKED) == set(WORDS)
