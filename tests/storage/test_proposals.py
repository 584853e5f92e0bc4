"""Proposals: one open for a clause, answered once, by whom it was put to."""

from sqlalchemy.orm import Session

from storage import proposals
from tests.storage.conftest import NOW, Pair, make_pair


def test_a_later_proposal_takes_the_place_of_the_earlier(session: Session, pair: Pair) -> None:
    first = proposals.make(session, pair.engagement, "check_in", "daily 09:00", "coach", NOW)
    second = proposals.make(session, pair.engagement, "check_in", "daily 10:00", "coach", NOW)
    assert [each.state for each in proposals.list_for(session, pair.engagement.id)] == ["replaced", "open"]
    standing = proposals.open_one(session, pair.engagement.id, "coach")
    assert standing is not None
    assert standing.id == second.id
    assert proposals.value(session, pair.engagement, standing) == "daily 10:00"
    assert not proposals.end(session, pair.engagement, first.id, "accepted", NOW)


def test_another_clause_is_another_proposal(session: Session, pair: Pair) -> None:
    proposals.make(session, pair.engagement, "check_in", "daily 09:00", "coach", NOW)
    proposals.make(session, pair.engagement, "quiet_hours", ["22:00", "07:00"], "coach", NOW)
    assert [each.state for each in proposals.list_for(session, pair.engagement.id)] == ["open", "open"]


def test_what_the_client_proposes_is_not_put_to_the_client(session: Session, pair: Pair) -> None:
    proposals.make(session, pair.engagement, "reply_hours", 24, "client", NOW)
    assert proposals.open_one(session, pair.engagement.id, "coach") is None


def test_an_answer_stands_and_another_engagement_cannot_give_it(session: Session, pair: Pair) -> None:
    other = make_pair(session, telegram=200, label="Liisa")
    made = proposals.make(session, pair.engagement, "check_in", "daily 09:00", "coach", NOW)
    assert not proposals.end(session, other.engagement, made.id, "accepted", NOW)
    assert proposals.end(session, pair.engagement, made.id, "declined", NOW)
    assert not proposals.end(session, pair.engagement, made.id, "accepted", NOW)
    assert [each.state for each in proposals.list_for(session, pair.engagement.id)] == ["declined"]
    assert proposals.open_one(session, pair.engagement.id, "coach") is None
