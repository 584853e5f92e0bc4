"""Lines, facts, commitments, agreements, talks and the read log."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from flows.values import Talk as TalkValue
from storage import agreements, commitments, facts, lines, reads, talks
from storage.lines import NewLine, Revision
from storage.tables import Line
from tests.storage.conftest import NOW, Pair, make_pair


def said(session: Session, pair: Pair) -> list[str]:
    return [f"{line.author}: {line.text}" for line in lines.transcript(session, pair.engagement)]


def test_a_transcript_is_both_sides_in_order(session: Session, pair: Pair) -> None:
    lines.add_all(
        session,
        pair.engagement,
        [NewLine("client", "bad", NOW, message_id=5), NewLine("template", "Which number?", NOW, delivery="pending")],
    )
    lines.add(session, pair.engagement, NewLine("client", "2", NOW - timedelta(hours=1)))
    assert said(session, pair) == ["client: bad", "template: Which number?", "client: 2"]
    assert lines.count(session, pair.engagement.id) == 3


def test_a_line_is_read_with_everything_about_it(session: Session, pair: Pair) -> None:
    talk = talks.start(session, pair.engagement, TalkValue("check_in", "score"), NOW)
    line_id = lines.add(
        session,
        pair.engagement,
        NewLine("client", "🌧 \0 2", NOW, "tap", talk.id, "check_in", "score", message_id=2**40),
    )
    assert lines.transcript(session, pair.engagement) == [
        lines.LineView(line_id, NOW, "client", "tap", "🌧 \0 2", "check_in", "score", talk.id, 2**40, None)
    ]


def test_nothing_said_writes_nothing(session: Session, pair: Pair) -> None:
    assert lines.add_all(session, pair.engagement, []) == []
    assert lines.transcript(session, pair.engagement) == []


def test_nothing_crosses_from_one_engagement_to_another(session: Session, pair: Pair) -> None:
    other = make_pair(session, telegram=101, label="Eino")
    lines.add(session, pair.engagement, NewLine("client", "mine", NOW))
    lines.add(session, other.engagement, NewLine("client", "theirs", NOW))
    facts.add(session, other.engagement, "score", 3, NOW)
    commitments.make(session, other.engagement, "theirs", NOW)
    assert said(session, pair) == ["client: mine"]
    assert said(session, other) == ["client: theirs"]
    assert facts.list_for(session, pair.engagement) == []
    assert commitments.open_one(session, pair.engagement.id) is None


def test_a_transcript_is_paged_and_its_end_is_read(session: Session, pair: Pair) -> None:
    ids = lines.add_all(session, pair.engagement, [NewLine("client", str(n), NOW) for n in range(10)])
    lines.revise(session, pair.engagement, session.get_one(Line, ids[5]), "five", NOW)
    pages, after = [], None
    while page := lines.transcript(session, pair.engagement, after=after, limit=4):
        pages.append([line.text for line in page])
        after = page[-1].id
    assert pages == [["0", "1", "2", "3"], ["4", "five", "6", "7"], ["8", "9"]]
    assert [line.text for line in lines.last(session, pair.engagement, 5)] == ["five", "6", "7", "8", "9"]


def test_a_revised_line_shows_its_latest_wording_and_keeps_the_earlier_ones(session: Session, pair: Pair) -> None:
    first, later = lines.add_all(
        session, pair.engagement, [NewLine("client", "I hate it", NOW, message_id=5), NewLine("client", "so", NOW)]
    )
    once, twice = NOW + timedelta(minutes=1), NOW + timedelta(minutes=2)
    revision = lines.revise(session, pair.engagement, session.get_one(Line, first), "I mind it", once)
    lines.revise(session, pair.engagement, session.get_one(Line, revision), "It is hard", twice)
    view, other = lines.transcript(session, pair.engagement)
    assert (view.text, view.revisions) == (
        "It is hard",
        (Revision("I hate it", NOW), Revision("I mind it", once)),
    )
    assert (other.id, other.text, other.revisions) == (later, "so", ())
    assert lines.count(session, pair.engagement.id) == 2


def test_a_message_is_found_in_whichever_engagement_of_the_client(session: Session, pair: Pair) -> None:
    second = make_pair(session, coach_telegram=901)
    stranger = make_pair(session, coach_telegram=902, telegram=102)
    ids = [
        lines.add(session, each.engagement, NewLine("client", "x", NOW, message_id=message_id))
        for each, message_id in ((pair, 5), (second, 6), (stranger, 5))
    ]
    for message_id, engagement, line_id in ((5, pair.engagement, ids[0]), (6, second.engagement, ids[1])):
        found = lines.by_message_id(session, pair.client.id, message_id)
        assert found is not None
        assert (found[0], found[1].id) == (engagement, line_id)
    assert lines.by_message_id(session, pair.client.id, 7) is None


def test_delivery_and_message_id_are_attached(session: Session, pair: Pair) -> None:
    line_id = lines.add(session, pair.engagement, NewLine("coach", "Thinking of you", NOW, delivery="pending"))
    lines.set_delivery(session, line_id, "sent", message_id=12)
    lines.set_delivery(session, line_id, "unknown")
    view = lines.transcript(session, pair.engagement)[0]
    assert (view.delivery, view.message_id) == ("unknown", 12)


def test_facts_are_kept_as_values_by_kind(session: Session, pair: Pair) -> None:
    for score in (2, 4):
        facts.add(session, pair.engagement, "score", {"score": score}, NOW)
    facts.add(session, pair.engagement, "remembered", ["kids", None], NOW)
    assert [fact.value for fact in facts.list_for(session, pair.engagement, "score")] == [
        {"score": 2},
        {"score": 4},
    ]
    assert [fact.kind for fact in facts.list_for(session, pair.engagement)] == ["score", "score", "remembered"]
    latest = facts.latest(session, pair.engagement, "score")
    assert latest is not None
    assert (latest.value, latest.at) == ({"score": 4}, NOW)
    assert facts.latest(session, pair.engagement, "none") is None


def test_the_open_commitment_is_the_latest_that_is_not_closed(session: Session, pair: Pair) -> None:
    first = commitments.make(session, pair.engagement, "call Eino", NOW, due_on=date(2026, 3, 9))
    second = commitments.make(session, pair.engagement, "walk", NOW)
    number = pair.engagement.id
    assert commitments.open_one(session, number) is second
    commitments.close(session, second, "let_go", NOW)
    assert commitments.open_one(session, number) is first
    commitments.close(session, first, "done", NOW)
    session.expire_all()
    assert commitments.open_one(session, number) is None
    assert commitments.list_for(session, number) == [first, second]
    assert [commitments.text(session, pair.engagement, each) for each in (first, second)] == ["call Eino", "walk"]
    assert (first.due_on, first.outcome, first.closed_at) == (date(2026, 3, 9), "done", NOW)


def test_agreements_are_versions_one_after_another(session: Session, pair: Pair) -> None:
    engagement = pair.engagement
    assert agreements.latest(session, engagement.id) is None
    first = agreements.add(session, engagement, {"contact": "Liisa", "version": 9}, "coach", NOW)
    second = agreements.add(session, engagement, {"contact": "", "quiet_hours": ("22:00", "07:00")}, "client", NOW)
    assert agreements.latest(session, engagement.id) is second
    assert agreements.history(session, engagement.id) == [first, second]
    assert agreements.clauses(session, engagement, first) == {"contact": "Liisa", "version": 1}
    assert agreements.clauses(session, engagement, second) == {
        "contact": "",
        "quiet_hours": ["22:00", "07:00"],
        "version": 2,
    }


VALUE = TalkValue("check_in", "score", version=2, notes={"why": "a hard week"}, trail=("hello",), question=3, misses=1)


def test_a_talk_comes_back_as_it_was_saved(session: Session, pair: Pair) -> None:
    for owner in (pair.engagement, pair.coach):
        talk = talks.start(session, owner, TalkValue("check_in", "hello"), NOW)
        later = NOW + timedelta(minutes=1)
        talks.save(session, owner, talk, VALUE, later)
        assert talks.value(session, owner, talk) == VALUE
        session.expire_all()
        assert talks.value(session, owner, talk) == VALUE
        assert (talk.started_at, talk.touched_at, talk.state) == (NOW, later, "open")
        assert talks.open_talk(session, owner) is talk


def test_one_talk_is_open_at_a_time(session: Session, pair: Pair) -> None:
    talks.start(session, pair.engagement, VALUE, NOW)
    talks.start(session, pair.coach, VALUE, NOW)
    with pytest.raises(IntegrityError), session.begin_nested():
        talks.start(session, pair.engagement, VALUE, NOW)
    with pytest.raises(IntegrityError), session.begin_nested():
        talks.start(session, pair.coach, VALUE, NOW)


def test_a_talk_that_ended_makes_room_for_the_next(session: Session, pair: Pair) -> None:
    first = talks.start(session, pair.engagement, VALUE, NOW)
    talks.end(session, first, "replaced", NOW)
    second = talks.start(session, pair.engagement, VALUE, NOW)
    assert talks.open_talk(session, pair.engagement) is second
    assert talks.list_for(session, pair.engagement) == [first, second]
    talks.end(session, second, "done", NOW)
    session.expire_all()
    assert talks.open_talk(session, pair.engagement) is None
    assert (first.state, first.ended_at, second.state) == ("replaced", NOW, "done")


def test_talks_in_which_nothing_happens_are_found(session: Session, pair: Pair) -> None:
    other = make_pair(session, telegram=101, label="Eino")
    silent = talks.start(session, pair.engagement, VALUE, NOW - timedelta(days=2))
    talks.start(session, other.engagement, VALUE, NOW)
    ended = talks.start(session, pair.coach, VALUE, NOW - timedelta(days=3))
    talks.end(session, ended, "done", NOW - timedelta(days=3))
    assert talks.untouched_since(session, NOW - timedelta(days=1), 10) == [silent]


def test_every_reading_is_listed_for_the_client(session: Session, pair: Pair) -> None:
    number = pair.engagement.id
    reads.log(session, number, "coach", "telegram", NOW, lines=12, first_line_at=NOW, last_line_at=NOW)
    reads.log(session, number, "operator", "command line", NOW, lines=0)
    other = make_pair(session, telegram=101, label="Eino")
    found = reads.list_for(session, number)
    assert [(each.reader, each.via, each.lines, each.first_line_at) for each in found] == [
        ("coach", "telegram", 12, NOW),
        ("operator", "command line", 0, None),
    ]
    assert reads.list_for(session, other.engagement.id) == []
