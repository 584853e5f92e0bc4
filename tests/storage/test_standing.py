"""Where things stand: what the operator's counts and the page before a session are read from, on both databases."""

from datetime import timedelta

from sqlalchemy.orm import Session

from flows.agreement import Agreement
from flows.values import Talk
from storage import agreements, beats, coaches, handovers, lines, outbox, promises, reads, talks, worklist
from storage.lines import NewLine
from storage.outbox import Request
from tests.storage.conftest import NOW, Pair

HOUR = timedelta(hours=1)


def test_open_promises_are_counted_by_whose_they_are_and_how_they_stand(session: Session, pair: Pair) -> None:
    number = pair.engagement.id
    promises.make(session, number, "bot", "check_in", NOW - HOUR, NOW - 2 * HOUR, window_s=900)
    promises.make(session, number, "bot", "check_in", NOW - HOUR, NOW - 2 * HOUR, window_s=7200)
    promises.make(session, number, "coach", promises.REPLY, NOW - HOUR, NOW - 49 * HOUR)
    promises.make(session, number, "coach", promises.REPLY, NOW + HOUR, NOW - 47 * HOUR)
    promises.make(session, number, "coach", promises.REPLY, NOW + 40 * HOUR, NOW - 8 * HOUR)
    ended = promises.make(session, number, "bot", "check_in", NOW - HOUR, NOW - 2 * HOUR)
    promises.end(session, ended.id, "missed", NOW)
    assert promises.standing(session, NOW) == promises.OpenNow(1, 1, 1)


def test_what_may_go_out_and_waits_is_known_by_its_moment(session: Session, pair: Pair) -> None:
    assert outbox.due_since(session, NOW) is None
    for at in (NOW + HOUR, NOW - HOUR, NOW - 2 * HOUR):
        outbox.put(session, Request(pair.chat.id, None, "sendMessage", {}, not_before=at), NOW - 3 * HOUR)
    assert outbox.due_since(session, NOW) == NOW - 2 * HOUR


def test_the_last_look_is_known(session: Session) -> None:
    assert beats.last(session) is None
    beats.keep_up(session, NOW)
    last = beats.last(session)
    assert last is not None
    assert (last.at, last.stopped) == (NOW, False)


def test_talks_are_counted_where_they_were_left(session: Session, pair: Pair) -> None:
    for state in ("unanswered", "unanswered", "done", "resting"):
        row = talks.start(session, pair.engagement, Talk("reflection", "share"), NOW)
        talks.end(session, row, state, NOW)  # type: ignore[arg-type]
    talks.start(session, pair.engagement, Talk("check_in", "score"), NOW)
    assert talks.waiting(session) == [("open", 1), ("resting", 1)]
    assert sorted(talks.left_at(session, [pair.engagement.id])) == [
        ("check_in", "score", "open", 1),
        ("reflection", "share", "resting", 1),
        ("reflection", "share", "unanswered", 2),
    ]
    assert talks.left_at(session, []) == []
    assert talks.left_at(session, [pair.engagement.id + 1]) == []


def test_one_client_stands_as_in_the_list_of_all(session: Session, pair: Pair) -> None:
    assert worklist.readable(session, pair.coach.id) == []
    agreements.add(session, pair.engagement, Agreement().to_json(), "client", NOW)
    lines.add(session, pair.engagement, NewLine("client", "hello", NOW))
    promises.make(session, pair.engagement.id, "coach", promises.REPLY, NOW + HOUR, NOW)
    assert worklist.of(session, pair.coach.id, NOW) == [worklist.of_one(session, pair.engagement, NOW)]
    assert worklist.of_one(session, pair.engagement, NOW).unread == 1
    assert worklist.readable(session, pair.coach.id) == [pair.engagement.id]


def test_what_a_former_coach_read_is_unread_to_the_one_who_goes_on(session: Session, pair: Pair) -> None:
    engagement, new = pair.engagement, coaches.add(session, "Bertta", NOW)
    agreements.add(session, engagement, Agreement().to_json(), "client", NOW)
    lines.add(session, engagement, NewLine("client", "hello", NOW))
    reads.by_coach(session, engagement.id, lines.transcript(session, engagement), "telegram", NOW)
    assert worklist.of_one(session, engagement, NOW).unread == 0
    handovers.end(session, handovers.ask(session, engagement, new, NOW), "agreed", NOW + HOUR, "all")
    assert worklist.of_one(session, engagement, NOW).unread == 1
    reads.by_coach(session, engagement.id, lines.transcript(session, engagement), "telegram", NOW + HOUR)
    assert worklist.of_one(session, engagement, NOW).unread == 0


def test_quotes_are_one_reading_in_a_visit_and_leave_the_transcript_unread(session: Session, pair: Pair) -> None:
    number = pair.engagement.id
    lines.add(session, pair.engagement, NewLine("client", "one", NOW))
    lines.add(session, pair.engagement, NewLine("client", "two", NOW + HOUR))
    said = lines.transcript(session, pair.engagement)
    for at in (NOW + HOUR, NOW + HOUR, NOW + 2 * HOUR):
        reads.of_quotes(session, number, said[:1], said[1:], at, sitting_id=7)
    found = reads.list_for(session, number)
    assert [(each.lines, each.last_line_id, each.last_line_at) for each in found] == [(2, None, NOW + HOUR)] * 2
    assert reads.coach_read_up_to(session, number, but_in=7) is None
    assert reads.coach_read_up_to(session, number, but_in=8) == NOW + HOUR
