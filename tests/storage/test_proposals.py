"""Proposals: one open for a clause, answered once, by whom it was put to."""

from sqlalchemy.orm import Session

from storage import proposals
from tests.storage.conftest import NOW, Pair, make_pair


def test_a_later_proposal_takes_the_place_of_the_earlier(session: Session, pair: Pair) -> None:
    first = proposals.make(session, pair.engagement, "check_in", "daily 09:00", "coach", NOW)
    second = proposals.make(session, pair.engagement, "check_in", "daily 10:00", "coach", NOW)
    assert [each.state for each in proposals.list_for(session, pair.engagement.id)] == ["replaced", "open"]
    [standing] = proposals.list_open(session, pair.engagement.id)
    assert standing.id == second.id
    assert proposals.value(session, pair.engagement, standing) == "daily 10:00"
    assert not proposals.end(session, pair.engagement, first.id, "accepted", NOW)


def test_another_clause_is_another_proposal(session: Session, pair: Pair) -> None:
    proposals.make(session, pair.engagement, "check_in", "daily 09:00", "coach", NOW)
    proposals.make(session, pair.engagement, "quiet_hours", ["22:00", "07:00"], "coach", NOW)
    assert [each.state for each in proposals.list_for(session, pair.engagement.id)] == ["open", "open"]


def test_the_other_side_takes_the_place_of_what_was_proposed_as_well(session: Session, pair: Pair) -> None:
    first = proposals.make(session, pair.engagement, "reply_hours", 72, "coach", NOW)
    second = proposals.make(session, pair.engagement, "reply_hours", 24, "client", NOW)
    assert [each.id for each in proposals.list_open(session, pair.engagement.id)] == [second.id]
    assert proposals.get(session, pair.engagement.id, first.id) is first
    assert proposals.get(session, pair.engagement.id + 1, first.id) is None


def test_an_answer_stands_and_another_engagement_cannot_give_it(session: Session, pair: Pair) -> None:
    other = make_pair(session, telegram=200, label="Liisa")
    made = proposals.make(session, pair.engagement, "check_in", "daily 09:00", "coach", NOW)
    assert not proposals.end(session, other.engagement, made.id, "accepted", NOW)
    assert proposals.end(session, pair.engagement, made.id, "declined", NOW)
    assert not proposals.end(session, pair.engagement, made.id, "accepted", NOW)
    assert [each.state for each in proposals.list_for(session, pair.engagement.id)] == ["declined"]
    assert proposals.list_open(session, pair.engagement.id) == []
