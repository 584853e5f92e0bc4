"""Forgetting: one thing is erased, the rest and everybody else's stay."""

from datetime import timedelta

from sqlalchemy.orm import Session

from flows.values import Talk
from storage import commitments, facts, occurrences, schedules, talks
from tests.storage.conftest import NOW, Pair, make_pair

WORDS = 'my "three" goats\nand äiti'


def test_a_fact_is_forgotten_and_no_other_engagements(session: Session, pair: Pair) -> None:
    other = make_pair(session, coach_telegram=901).engagement
    kept = facts.add(session, pair.engagement, "remembered", {"words": "peace"}, NOW)
    gone = facts.add(session, pair.engagement, "remembered", {"words": WORDS}, NOW)
    facts.forget(session, other, kept)
    facts.forget(session, pair.engagement, gone)
    assert [each.id for each in facts.list_for(session, pair.engagement)] == [kept]


def test_talks_that_are_over_keep_nothing_of_forgotten_words(session: Session, pair: Pair) -> None:
    notes = {"matters": WORDS, "mirrors": [[WORDS, "So.", "reflection"]], "goal": "peace", "proposal": {"version": 1}}
    over = talks.start(session, pair.engagement, Talk("onboarding", "done", notes=notes), NOW)
    talks.end(session, over, "done", NOW)
    resting = talks.start(session, pair.engagement, Talk("reflection", "share", notes={"share": WORDS}), NOW)
    talks.end(session, resting, "resting", NOW)
    talks.forget(session, pair.engagement, WORDS)
    session.expire_all()
    assert talks.value(session, pair.engagement, over).notes == {"goal": "peace", "proposal": {"version": 1}}
    assert talks.value(session, pair.engagement, resting).notes == {"share": WORDS}


def test_a_schedule_is_erased_with_its_occurrences_and_no_other_engagements(session: Session, pair: Pair) -> None:
    other = make_pair(session, coach_telegram=901).engagement
    event = schedules.add_once(session, pair.engagement, "follow_up", {"event": "exam"}, NOW, NOW)
    assert occurrences.claim(session, event, NOW.date(), NOW, NOW, promise_id=None) is not None
    schedules.erase(session, other, event.id)
    assert [each.id for each in schedules.list_for(session, pair.engagement.id)] == [event.id]
    schedules.erase(session, pair.engagement, event.id)
    session.expire_all()
    assert schedules.list_for(session, pair.engagement.id) == []


def test_what_may_be_asked_about_is_open_unasked_and_waits_for_no_day(session: Session, pair: Pair) -> None:
    today = NOW.date()
    made = {
        name: commitments.make(session, pair.engagement, name, NOW, due_on=day)
        for name, day in (
            ("closed", None), ("asked", None), ("today", today), ("yesterday", today - timedelta(1)), ("no day", None),
        )
    }  # fmt: skip
    commitments.close(session, made["closed"], "done", NOW)
    commitments.mark_asked(session, made["asked"], NOW)
    found = commitments.to_ask(session, pair.engagement.id, today)
    assert [commitments.text(session, pair.engagement, each) for each in found] == ["no day", "yesterday"]
