"""Copies: they open with the keys beside them, never what was erased since, and a restored one keeps its word."""

import os
from datetime import timedelta

import pytest
from sqlalchemy import select

from storage import backups, engagements, erasure, lines, outbox, rotation, updates
from storage.database import Database, DatabaseError, hold
from storage.tables import Engagement, Outbox, Tombstone
from storage.vault import SealBroken, Vault
from tests.storage.conftest import HOST_KEY, NOW, make_pair
from tests.storage.test_erasure import live_through_everything
from tests.storage.test_vault import SAID

OTHER_KEY = bytes(range(1, 33))


class Place:
    """A database with two engagements, and a folder for copies."""

    def __init__(self, url, folder):
        self.url, self.copies = url, folder / "copies"
        self.vault = Vault(HOST_KEY)
        self.database = Database(url, self.vault)
        with self.database.begin() as session:
            live_through_everything(session, make_pair(session))
            other = make_pair(session, telegram=200)
            lines.add(session, other.engagement, lines.NewLine("client", SAID, NOW))

    def copy(self, at=NOW):
        return backups.make(self.url, self.copies, 7, at)

    def erase(self, number, at=NOW + timedelta(hours=1)):
        with self.database.begin() as session:
            erasure.erase(session, number, at)
        backups.renew_keys(self.url, self.copies, at)

    def restore(self, copy, key=HOST_KEY):
        self.database.close()
        return backups.restore(self.url, copy, Vault(key))

    def words(self, session, number):
        return [each.text for each in lines.transcript(session, session.get_one(Engagement, number))]

    def numbers(self):
        with self.database.read() as session:
            return list(session.scalars(select(Engagement.id).order_by(Engagement.id)))


@pytest.fixture
def place(sqlite_url, tmp_path):
    place = Place(sqlite_url, tmp_path)
    yield place
    place.database.close()


def test_a_copy_holds_no_key_and_opens_with_the_file_beside_it(place):
    copy = place.copy()
    bare = Database(f"sqlite:///{copy}", Vault(HOST_KEY))
    with bare.read() as session, pytest.raises(SealBroken):
        engagements.label(session, session.get_one(Engagement, 1))
    bare.close()
    assert all(each.stat().st_mode & 0o077 == 0 for each in place.copies.iterdir())
    assert place.restore(copy).erased == 0
    with place.database.read() as session:
        assert SAID in place.words(session, 1)


def test_what_was_erased_opens_in_no_copy_made_before_and_stays_erased_in_a_restored_one(place):
    copy = place.copy()
    place.erase(1)
    assert place.restore(copy).erased == 1
    assert place.numbers() == [2]
    with place.database.read() as session:
        assert SAID in place.words(session, 2)
        assert session.get_one(Tombstone, 1).at == NOW + timedelta(hours=1)


def test_the_keys_that_were_destroyed_are_in_no_file_even_where_the_database_is_lost(place):
    copy = place.copy()
    with place.database.read() as session:
        key_id = session.get_one(Engagement, 1).key_id
    place.erase(1)
    place.database.close()
    os.unlink(place.url.removeprefix("sqlite:///"))
    assert str(key_id) not in (place.copies / backups.KEYS).read_text()
    assert place.restore(copy) == backups.Restored(erased=1, kept=None)
    assert place.numbers() == [2]


def test_the_database_of_before_is_kept_aside_whole(place):
    copy = place.copy()
    with place.database.begin() as session:
        make_pair(session, telegram=300)
    kept = place.restore(copy).kept
    assert place.numbers() == [1, 2]
    before = Database(f"sqlite:///{kept}", Vault(HOST_KEY))
    with before.read() as session:
        assert session.get(Engagement, 3) is not None
    before.close()


def test_an_earlier_restore_s_database_of_before_is_never_lost(place):
    copy = place.copy()
    with place.database.begin() as session:
        make_pair(session, telegram=300)
    place.restore(copy)
    with pytest.raises(backups.RestoreError, match="still there"):
        place.restore(copy)
    assert place.numbers() == [1, 2]


def test_what_waited_to_be_sent_counts_as_perhaps_sent(place):
    with place.database.read() as session:
        waiting = outbox.waiting(session).pending
    assert waiting > 0
    place.restore(place.copy())
    with place.database.begin() as session:
        assert outbox.waiting(session).pending == 0
        assert len(outbox.recover(session, NOW + timedelta(days=9999), NOW + timedelta(days=9999))) == waiting


@pytest.mark.parametrize(
    ("spoil", "fault", "said"),
    [
        (lambda place, copy: (place.copies / backups.KEYS).unlink(), backups.RestoreError, "missing"),
        (lambda place, copy: (place.copies / backups.KEYS).write_text("{}"), backups.RestoreError, "no file of data"),
        (
            lambda place, copy: backups.renew_keys(place.url, place.copies, NOW - timedelta(days=1)),
            backups.RestoreError,
            "older than the copy",
        ),
        (lambda place, copy: copy.write_bytes(b"no database"), Exception, "not a database"),
    ],
)
def test_a_copy_that_cannot_be_restored_leaves_the_database_as_it_was(place, spoil, fault, said):
    copy = place.copy()
    spoil(place, copy)
    with pytest.raises(fault, match=said):
        place.restore(copy)
    assert place.numbers() == [1, 2]
    assert not list(place.copies.parent.glob("*.restoring*"))


def test_a_copy_of_another_host_and_one_under_a_running_bot_are_refused(place):
    copy = place.copy()
    with pytest.raises(SealBroken):
        place.restore(copy, OTHER_KEY)
    with hold(place.url), pytest.raises(DatabaseError, match="another luottamus is running"):
        place.restore(copy)
    with pytest.raises(backups.RestoreError, match="name of a copy"):
        place.restore(copy.rename(place.copies / "mine.sqlite"))
    assert place.numbers() == [1, 2]


def test_after_a_rotation_the_new_key_opens_everything_and_the_old_one_nothing(place):
    with place.database.begin() as session:
        chat_id = session.scalars(select(Outbox.chat_id)).first()
        outbox.put(session, outbox.Request(chat_id, None, "sendMessage", {"text": SAID}), NOW)
        updates.set_aside(session, 9, "message", "KeyError", NOW, raw=SAID)
    with place.database.begin() as session:
        rotation.rotate(session, Vault(HOST_KEY), Vault(OTHER_KEY))
    place.database.close()
    turned = Database(place.url, Vault(OTHER_KEY))
    with turned.begin() as session:
        assert SAID in place.words(session, 1)
        texts = [each.payload.get("text") for each in outbox.claim(session, NOW + timedelta(days=1), 99)]
        assert SAID in texts
        aside = updates.list_set_aside(session)
        assert all(SAID in updates.take_back(session, each.id) for each in aside)
    turned.close()
    old = Database(place.url, Vault(HOST_KEY))
    with old.read() as session, pytest.raises(SealBroken):
        old.vault.check(session)
    old.close()


def test_a_copy_from_before_a_rotation_opens_with_the_new_key(place):
    copy = place.copy()
    with place.database.begin() as session:
        rotation.rotate(session, Vault(HOST_KEY), Vault(OTHER_KEY))
    backups.renew_keys(place.url, place.copies, NOW)
    place.restore(copy, OTHER_KEY)
    turned = Database(place.url, Vault(OTHER_KEY))
    with turned.read() as session:
        assert SAID in place.words(session, 1)
    turned.close()
