"""Versions of an agreement: followed by another, never changed."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from storage import agreements
from tests.storage.conftest import NOW, Pair


@pytest.mark.parametrize("change", ["version = 7", "proposed_by = 'coach'", "engagement_id = engagement_id"])
def test_the_database_itself_refuses_to_change_a_version(session: Session, pair: Pair, change: str) -> None:
    agreements.add(session, pair.engagement, {"silence": "nudge"}, "client", NOW)
    with pytest.raises(DatabaseError, match="never changed"), session.begin_nested():
        session.execute(text(f"UPDATE agreements SET {change}"))
    [kept] = agreements.history(session, pair.engagement.id)
    assert (kept.version, kept.proposed_by) == (1, "client")
