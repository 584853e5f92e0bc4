"""Schedules, occurrences and promises: everything due is claimed once, and every promise ends once."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import occurrences, promises, schedules
from storage.database import Database
from storage.tables import Occurrence, Schedule
from storage.vault import Vault
from tests.storage.conftest import NOW, Pair, cut_off, make_pair

TODAY = date(2026, 3, 2)


def put(
    session: Session, pair: Pair, due_at: datetime | None = NOW, kind: str = "check_in", slot: str = "09:30"
) -> Schedule:
    return schedules.put(
        session,
        pair.engagement.id,
        kind,
        NOW,
        zone="Europe/Helsinki",
        slot=slot,
        next_due_at=due_at,
        recurrence=f"daily {slot}",
    )


def test_a_schedule_changed_stays_the_same_schedule(session: Session, pair: Pair) -> None:
    first = put(session, pair)
    changed = schedules.put(
        session, pair.engagement.id, "check_in", NOW, zone="Asia/Kathmandu", slot="18:00", next_due_at=None
    )
    assert changed is first
    session.expire_all()
    assert (first.zone, first.slot, first.recurrence, first.next_due_at) == (
        "Asia/Kathmandu",
        "18:00",
        None,
        None,
    )
    assert schedules.get(session, pair.engagement.id, "check_in") is first
    assert schedules.get(session, pair.engagement.id, "pulse") is None


def test_active_schedules_are_listed_soonest_first(session: Session, pair: Pair) -> None:
    later = put(session, pair, NOW + timedelta(days=2), "review")
    never = put(session, pair, None, "pulse")
    soon = put(session, pair, NOW, "check_in")
    assert schedules.list_for(session, pair.engagement.id) == [soon, later, never]
    schedules.drop(session, pair.engagement.id, "review")
    assert schedules.list_for(session, pair.engagement.id) == [soon, never]
    schedules.drop(session, pair.engagement.id)
    assert schedules.list_for(session, pair.engagement.id) == []
    assert schedules.due(session, NOW + timedelta(days=9), 10) == []
    assert put(session, pair, NOW, "review") is later
    assert schedules.due(session, NOW, 10) == [later]


def test_what_is_due_comes_longest_due_first_and_no_more_than_asked_for(session: Session) -> None:
    moments = (0, -60, 1, -3600)
    made = [
        put(session, make_pair(session, telegram=number), NOW + timedelta(seconds=seconds))
        for number, seconds in enumerate(moments)
    ]
    assert schedules.due(session, NOW, 10) == [made[3], made[1], made[0]]
    assert schedules.due(session, NOW, 2) == [made[3], made[1]]


def test_a_due_time_is_claimed_once(session: Session, pair: Pair) -> None:
    schedule = put(session, pair)
    other = put(session, make_pair(session, telegram=101, label="Eino"))
    late = NOW + timedelta(minutes=1)
    claimed = occurrences.claim(session, schedule, TODAY, NOW, late)
    assert claimed is not None
    assert (claimed.state, claimed.slot, claimed.due_at, claimed.claimed_at) == ("claimed", "09:30", NOW, late)
    assert occurrences.claim(session, schedule, TODAY, NOW, late) is None
    assert occurrences.claim(session, schedule, TODAY + timedelta(days=1), NOW, late) is not None
    assert occurrences.claim(session, other, TODAY, NOW, late) is not None


def test_a_schedule_moves_on_or_waits_and_one_that_is_due_once_ends(session: Session, pair: Pair) -> None:
    daily = put(session, pair)
    once = schedules.add_once(session, pair.engagement, "commitment", {}, NOW, NOW)
    for each in (daily, once):
        schedules.advance(session, each, NOW + timedelta(days=1))
    assert schedules.due(session, NOW, 10) == []
    assert {each.id for each in schedules.due(session, NOW + timedelta(days=1), 10)} == {daily.id, once.id}
    for each in (daily, once):
        schedules.advance(session, each, None)
    assert schedules.due(session, NOW + timedelta(days=9), 10) == []
    assert schedules.list_for(session, pair.engagement.id) == [daily], "other days off may give it a time again"


def test_an_occurrence_stays_open_until_it_is_done(session: Session, pair: Pair) -> None:
    schedule, number = put(session, pair), pair.engagement.id
    late = occurrences.claim(session, schedule, TODAY, NOW, NOW)
    early = occurrences.claim(session, schedule, TODAY - timedelta(days=1), NOW - timedelta(days=1), NOW)
    assert late is not None
    assert early is not None
    assert occurrences.take(session, number) == [(early, schedule), (late, schedule)]
    occurrences.settle(session, [early], "done")
    assert occurrences.take(session, number) == [(late, schedule)]
    assert occurrences.take(session, 404) == []


def test_what_waits_is_looked_at_again_when_its_time_has_come(session: Session, pair: Pair) -> None:
    schedule, number = put(session, pair), pair.engagement.id
    occurrence = occurrences.claim(session, schedule, TODAY, NOW, NOW)
    assert occurrence is not None
    assert occurrences.to_look_at(session, NOW, 10) == [number]
    occurrences.wait(session, [occurrence], NOW + timedelta(hours=1))
    assert occurrences.to_look_at(session, NOW + timedelta(minutes=59), 10) == []
    assert occurrences.to_look_at(session, NOW + timedelta(minutes=60), 10) == [number]


def test_what_has_waited_longest_is_looked_at_first_however_often_it_waited(session: Session) -> None:
    """Two coachings of one client must not speak at once: the one that had to wait has its turn before the other."""
    patient, quick = make_pair(session, telegram=1), make_pair(session, telegram=2)
    waited = occurrences.claim(session, put(session, patient), TODAY, NOW - timedelta(days=7), NOW)
    assert waited is not None
    occurrences.wait(session, [waited], NOW + timedelta(hours=2))
    occurrences.claim(session, put(session, quick), TODAY, NOW, NOW)
    both = [patient.engagement.id, quick.engagement.id]
    assert occurrences.to_look_at(session, NOW + timedelta(hours=3), 10) == both


def sweep(session: Session, limit: int) -> list[int]:
    """The engagements whose check-in this sweep claimed."""
    claimed = []
    for schedule in schedules.due(session, NOW, limit):
        if occurrences.claim(session, schedule, TODAY, NOW, NOW):
            claimed.append(schedule.engagement_id)
        schedules.advance(session, schedule, NOW + timedelta(days=1))
    return claimed


def test_two_sweeps_on_postgresql_share_what_is_due_and_double_nothing(postgres_url: str, vault: Vault) -> None:
    database = Database(postgres_url, vault)
    with database.begin() as session:
        numbers = [make_pair(session, telegram=number) for number in range(20)]
        for pair in numbers:
            put(session, pair)
    with database.begin() as one, database.begin() as two:
        first = sweep(one, 12)
        second = sweep(two, 12)
    assert (len(first), len(second)) == (12, 8)
    assert sorted(first + second) == [pair.engagement.id for pair in numbers]
    with database.begin() as one, database.begin() as two:
        taken = [occurrences.take(one, each) for each in occurrences.to_look_at(one, NOW, 12)]
        also = [occurrences.take(two, each) for each in occurrences.to_look_at(two, NOW, 20)]
        assert sum(map(len, taken)) == 12
        assert sum(map(len, also)) == 8
    database.close()


def test_a_sweep_that_was_cut_off_claims_again_what_it_had_not_committed(database: Database) -> None:
    with database.begin() as session:
        pair = make_pair(session)
        put(session, pair)
    with cut_off(database) as session:
        assert sweep(session, 10) == [pair.engagement.id]
    for expected in ([pair.engagement.id], []):
        with database.begin() as session:
            assert sweep(session, 10) == expected
    with database.read() as session:
        assert len(session.scalars(select(Occurrence)).all()) == 1


def test_a_promise_ends_once(session: Session, pair: Pair) -> None:
    promise = promises.make(session, pair.engagement.id, "bot", "check_in", NOW, NOW, window_s=900)
    assert promises.end(session, promise.id, "late", NOW, detail="the bot was down for 20 minutes")
    assert not promises.end(session, promise.id, "kept", NOW)
    session.expire_all()
    assert (promise.outcome, promise.ended_at, promise.detail) == (
        "late",
        NOW,
        "the bot was down for 20 minutes",
    )
    assert not promises.end(session, 404, "kept", NOW)


def test_the_ledger_is_kept_for_each_engagement(session: Session, pair: Pair) -> None:
    other = make_pair(session, telegram=101, label="Eino")
    number = pair.engagement.id
    later = promises.make(session, number, "coach", "reply", NOW + timedelta(hours=2), NOW)
    sooner = promises.make(session, number, "bot", "check_in", NOW + timedelta(hours=1), NOW)
    theirs = promises.make(session, other.engagement.id, "bot", "check_in", NOW + timedelta(minutes=30), NOW)
    assert promises.list_for(session, number) == [sooner, later]
    promises.end(session, sooner.id, "kept", NOW)
    assert promises.open_for(session, number) == [later]
    assert promises.open_for(session, other.engagement.id) == [theirs]
    assert promises.list_for(session, number) == [sooner, later]


def test_the_answers_that_coaches_owe_are_listed_in_pages(session: Session, pair: Pair) -> None:
    number, soon = pair.engagement.id, NOW + timedelta(hours=1)
    promises.make(session, number, "bot", "check_in", NOW, NOW)
    owed = [promises.make(session, number, "coach", "reply", soon, NOW) for _ in range(3)]
    far = promises.make(session, number, "coach", "reply", NOW + timedelta(days=9), NOW)
    before = NOW + timedelta(days=1)
    first = promises.coachs_open(session, before, None, 2)
    assert first == owed[:2]
    assert promises.coachs_open(session, before, (first[-1].due_at, first[-1].id), 2) == owed[2:]
    assert promises.replies_open(session, number) == [*owed, far]
