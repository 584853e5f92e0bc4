"""Erasure: afterwards no table holds anything of the engagement, and no backup opens."""

from pathlib import Path

import pytest
from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from storage import (
    engagements,
    erasure,
    handovers,
    invitations,
    lines,
    notes,
    occurrences,
    off_records,
    outbox,
    people,
    promises,
    proposals,
    reads,
    schedules,
    sittings,
    turns,
    updates,
)
from storage.columns import Base
from storage.database import Database
from storage.tables import Chat, Client, DataKey, Engagement, Line
from storage.vault import SealBroken, Vault
from tests.storage.conftest import HOST_KEY, NOW, Pair, make_pair
from tests.storage.test_vault import SAID, say_it_everywhere

NOBODYS = ("tombstones", "beats", "outages")
TELEGRAM_ID = 5_123_456_789


def live_through_everything(session: Session, pair: Pair) -> None:
    """A row in every table that an engagement reaches."""
    number = pair.engagement.id
    say_it_everywhere(session, pair, SAID)
    promise = promises.make(session, number, "bot", "check_in", NOW, NOW)
    schedule = schedules.put(session, number, "check_in", NOW, zone="Europe/Helsinki", slot="09:00", next_due_at=NOW)
    assert occurrences.claim(session, schedule, NOW.date(), NOW, NOW, promise_id=promise.id) is not None
    proposals.make(session, pair.engagement, "check_in", SAID, "coach", NOW)
    schedules.add_once(session, pair.engagement, "follow_up", {"event": SAID}, NOW, NOW)
    page = outbox.Request(pair.coach_chat.id, pair.engagement, "sendMessage", {"text": SAID})
    outbox.put(session, page, NOW)
    handovers.ask(session, pair.engagement, pair.coach, NOW)
    noted = lines.add(session, pair.engagement, lines.NewLine("client", SAID, NOW))
    assert notes.add(session, pair.engagement, noted, SAID, NOW) is not None
    off_records.begin(session, pair.engagement, NOW, NOW)
    reads.log(session, number, "coach", "telegram", NOW, lines=1)
    assert sittings.open_app(session, pair.coach_chat.telegram_id, "proof", NOW) is not None
    updates.set_aside(session, 3, "message", "KeyError", NOW, raw=SAID, chat_id=pair.chat.id)


def counts(session: Session) -> dict[str, int]:
    tables = [table for table in Base.metadata.sorted_tables if isinstance(table, Table)]
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_everything_goes_but_the_number_and_what_is_the_coachs(session: Session, pair: Pair) -> None:
    live_through_everything(session, pair)
    assert all(count > 0 for name, count in counts(session).items() if name not in NOBODYS)
    erased = erasure.erase(session, pair.engagement.id, NOW)
    assert erased == erasure.Erased(1, 100, "fi", chat_gone=True)
    left = {name: count for name, count in counts(session).items() if count}
    assert left == {
        "chats": 1,  # the coach's
        "coaches": 1,
        "data_keys": 1,  # the coach's
        "invitations": 1,  # the coach's
        "sign_ins": 1,  # the coach's
        "sittings": 1,  # the coach's
        "talks": 1,  # the coach's
        "set_aside": 1,  # of a chat nobody knew
        "seen_updates": 3,  # numbers alone
        "tombstones": 1,
    }
    assert erasure.tombstones(session) == {1: NOW}


def test_an_engagement_not_known_is_not_erased(session: Session, pair: Pair) -> None:
    assert erasure.erase(session, 404, NOW) is None
    assert erasure.tombstones(session) == {}
    assert engagements.get(session, pair.engagement.id) is pair.engagement


def test_erasing_twice_is_erasing_once(session: Session, pair: Pair) -> None:
    number = pair.engagement.id
    assert erasure.erase(session, number, NOW) is not None
    assert erasure.erase(session, number, NOW) is None
    erasure.bury(session, number, NOW)
    assert erasure.tombstones(session) == {number: NOW}


def test_an_invitation_nobody_opened_can_be_erased(session: Session, pair: Pair) -> None:
    code, waiting = invitations.make_for_client(session, pair.coach, "Eino", NOW)
    assert erasure.erase(session, waiting.id, NOW) == erasure.Erased(2, None, "en", chat_gone=False)
    assert invitations.peek(session, code, None, NOW) is None
    assert turns.load(session, 100) is not None


def test_a_client_of_two_coaches_keeps_the_other_engagement(session: Session, pair: Pair) -> None:
    second = make_pair(session, coach_telegram=901)
    for each, words in ((pair, "first"), (second, "second")):
        lines.add(session, each.engagement, lines.NewLine("client", words, NOW))
    erased = erasure.erase(session, second.engagement.id, NOW)
    assert erased is not None
    assert not erased.chat_gone
    rows = turns.load(session, 100)
    assert rows is not None
    assert rows.engagement is not None
    assert rows.engagement.id == pair.engagement.id
    assert [line.text for line in lines.transcript(session, rows.engagement)] == ["first"]


def test_erasing_the_engagement_that_is_not_current_leaves_the_current_one(session: Session, pair: Pair) -> None:
    second = make_pair(session, coach_telegram=901)
    erasure.erase(session, pair.engagement.id, NOW)
    rows = turns.load(session, 100)
    assert rows is not None
    assert rows.engagement is not None
    assert rows.engagement.id == second.engagement.id


def test_a_late_line_or_message_is_refused(database: Database) -> None:
    with database.begin() as session:
        pair = make_pair(session)
        session.expunge(pair.engagement)
    with database.begin() as session:
        erasure.erase(session, pair.engagement.id, NOW)
    with pytest.raises(Exception, match=r"FOREIGN KEY|gone|violates"), database.begin() as session:
        lines.add(session, pair.engagement, lines.NewLine("client", "late", NOW))
    with database.read() as session:
        assert counts(session)["lines"] == 0


def test_the_client_may_come_back_as_a_new_one(session: Session, pair: Pair) -> None:
    erasure.erase(session, pair.engagement.id, NOW)
    again = make_pair(session)
    assert again.engagement.id == 2
    assert lines.transcript(session, again.engagement) == []


def test_a_telegram_id_is_in_no_page_of_the_file_and_a_backup_does_not_open(sqlite_url: str, tmp_path: Path) -> None:
    """The backup has the wrapped key; the live database, which would have to unwrap it for nobody, has not."""
    database = Database(sqlite_url, Vault(HOST_KEY))
    with database.begin() as session:
        pair = make_pair(session, telegram=TELEGRAM_ID)
        live_through_everything(session, pair)
        wrapped = session.get_one(DataKey, pair.engagement.key_id).wrapped
    database.fold()
    file = tmp_path / "luottamus.db"
    needle = TELEGRAM_ID.to_bytes(6, "big")
    assert needle in file.read_bytes()
    assert wrapped in file.read_bytes()
    with database.begin() as session:
        erasure.erase(session, pair.engagement.id, NOW)
    database.fold()
    for path in tmp_path.glob("luottamus.db*"):
        assert needle not in path.read_bytes(), path
        assert wrapped not in path.read_bytes(), path
    with database.read() as session:
        assert session.scalars(select(Chat.telegram_id)).all() == [900]
        assert session.scalars(select(Client)).all() == []
        assert session.scalars(select(Engagement)).all() == []
        with pytest.raises(SealBroken, match="gone"):
            lines.text(session, pair.engagement, Line(engagement_id=1, id=1, author="client", text=b"", at=NOW))
    database.close()


def test_a_chat_with_a_coach_behind_it_is_not_forgotten(session: Session, pair: Pair) -> None:
    erasure.erase(session, pair.engagement.id, NOW)
    assert people.chat_by_telegram_id(session, 900) is pair.coach_chat
    assert people.chat_by_telegram_id(session, 100) is None
