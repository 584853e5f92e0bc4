"""The vault: only the host's key opens what was said, and only where it was put."""

import itertools
import os
import re
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from flows.values import Talk as TalkValue
from storage import (
    agreements,
    coaches,
    commitments,
    engagements,
    erasure,
    facts,
    lines,
    outbox,
    talks,
    updates,
)
from storage.database import Database
from storage.tables import Coach, DataKey, Engagement, Line
from storage.vault import KeyFileError, SealBroken, Vault, create_key_file, load_key_file
from tests.storage.conftest import HOST_KEY, NOW, Pair, make_pair

SAID = "my brother does not know that I cry in the boat shed"


def test_a_new_key_file_is_its_owners_alone_and_gives_its_key_back(tmp_path: Path) -> None:
    path = tmp_path / "host.key"
    before = os.umask(0)
    try:
        create_key_file(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(load_key_file(path)) == 32
    assert load_key_file(path) == load_key_file(path)


def test_two_key_files_differ(tmp_path: Path) -> None:
    for name in ("one", "two"):
        create_key_file(tmp_path / name)
    assert load_key_file(tmp_path / "one") != load_key_file(tmp_path / "two")


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "host.key"
    create_key_file(path)
    before = path.read_bytes()
    with pytest.raises(KeyFileError, match="already"):
        create_key_file(path)
    assert path.read_bytes() == before


def test_a_key_file_in_no_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="mend the folder"):
        create_key_file(tmp_path / "nowhere" / "host.key")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601])
def test_a_key_file_that_others_may_open_is_refused_with_the_cure(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "host.key"
    create_key_file(path)
    path.chmod(mode)
    with pytest.raises(KeyFileError, match=re.escape(f"chmod 600 {path}")):
        load_key_file(path)


@pytest.mark.parametrize("content", [b"", b"abc", b"00" * 31, b"00" * 33, b"zz" * 32, bytes(32), b"\xff" * 64])
def test_a_key_file_with_something_else_in_it_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "host.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeyFileError, match="64 hexadecimal digits"):
        load_key_file(path)


def test_a_missing_key_file_or_a_folder_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="luottamus init"):
        load_key_file(tmp_path / "none.key")
    with pytest.raises(KeyFileError, match="cannot be read"):
        load_key_file(tmp_path)


def test_a_host_key_of_a_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(b"short")


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(st.characters(exclude_categories=())), row=st.integers(1, 2**63 - 1))
def test_whatever_is_sealed_opens_as_it_was(session: Session, pair: Pair, words: str, row: int) -> None:
    vault: Vault = session.info["vault"]
    for key_id in (pair.engagement.key_id, None):
        sealed = vault.seal(session, key_id, "lines", row, "text", words)
        assert vault.open(session, key_id, "lines", row, "text", sealed) == words


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=JSON)
def test_whatever_json_is_sealed_opens_as_it_was(session: Session, pair: Pair, value: object) -> None:
    vault: Vault = session.info["vault"]
    sealed = vault.seal_value(session, pair.engagement.key_id, "facts", 1, "value", value)
    assert vault.open_value(session, pair.engagement.key_id, "facts", 1, "value", sealed) == value


def test_the_same_words_never_look_the_same(session: Session, pair: Pair) -> None:
    vault: Vault = session.info["vault"]
    seals = {vault.seal(session, pair.engagement.key_id, "lines", 1, "text", SAID) for _ in range(100)}
    assert len(seals) == 100


def test_words_do_not_open_anywhere_but_in_their_place(session: Session, pair: Pair) -> None:
    vault: Vault = session.info["vault"]
    other = make_pair(session, telegram=101, label="Eino")
    keys = (pair.engagement.key_id, other.engagement.key_id, pair.coach.key_id, None)
    places = list(itertools.product(keys, ("lines", "facts"), (1, 2), ("text", "value")))
    here = (pair.engagement.key_id, "lines", 1, "text")
    sealed = vault.seal(session, *here, SAID)
    assert vault.open(session, *here, sealed) == SAID
    for place in places:
        if place != here:
            with pytest.raises(SealBroken) as caught:
                vault.open(session, *place, sealed)
            assert SAID not in str(caught.value)
    assert len(places) == 32


def test_every_changed_byte_and_every_cut_is_noticed(session: Session, pair: Pair) -> None:
    vault: Vault = session.info["vault"]
    here = (pair.engagement.key_id, "lines", 1, "text")
    sealed = vault.seal(session, *here, SAID)
    changed = [sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :] for at in range(len(sealed))]
    for wrong in [*changed, *(sealed[:at] for at in range(len(sealed))), sealed + b"\0"]:
        with pytest.raises(SealBroken) as caught:
            vault.open(session, *here, wrong)
        assert SAID not in str(caught.value)


def test_lines_swapped_in_the_database_do_not_open(session: Session, pair: Pair) -> None:
    one, two = lines.add_all(session, pair.engagement, [lines.NewLine("client", word, NOW) for word in ("yes", "no")])
    seals = {row.id: row.text for row in session.scalars(select(Line))}
    session.execute(update(Line).where(Line.id == one).values(text=seals[two]))
    session.expire_all()
    with pytest.raises(SealBroken):
        lines.transcript(session, pair.engagement)


def test_another_host_key_opens_nothing_and_is_found_out_at_the_start(database: Database, url: str) -> None:
    with database.begin() as session:
        pair = make_pair(session)
        lines.add(session, pair.engagement, lines.NewLine("client", SAID, NOW))
        number = pair.engagement.id
        database.vault.check(session)
    stranger = Database(url, Vault(bytes(32)))
    with stranger.read() as session:
        with pytest.raises(SealBroken, match="wrong host key"):
            stranger.vault.check(session)
        engagement = session.get_one(Engagement, number)
        with pytest.raises(SealBroken):
            lines.transcript(session, engagement)
    stranger.close()


def test_a_wrapped_key_put_under_another_owner_does_not_open(session: Session, pair: Pair) -> None:
    other = make_pair(session, telegram=101, label="Eino")
    sealed = lines.add(session, pair.engagement, lines.NewLine("client", SAID, NOW))
    wrapped = session.get_one(DataKey, pair.engagement.key_id).wrapped
    session.execute(update(DataKey).where(DataKey.id == other.engagement.key_id).values(wrapped=wrapped))
    session.expire_all()
    fresh = Vault(HOST_KEY)
    with pytest.raises(SealBroken):
        fresh.seal(session, other.engagement.key_id, "lines", sealed, "text", "x")


def test_a_destroyed_key_opens_nothing_more(session: Session, pair: Pair) -> None:
    vault: Vault = session.info["vault"]
    key_id = vault.new_key(session, "coach")
    sealed = vault.seal(session, key_id, "coaches", 1, "label", SAID)
    vault.destroy(session, key_id)
    with pytest.raises(SealBroken, match="gone"):
        vault.open(session, key_id, "coaches", 1, "label", sealed)


def test_a_key_destroyed_elsewhere_is_pruned_from_the_cache(session: Session, pair: Pair) -> None:
    here, elsewhere = Vault(HOST_KEY), Vault(HOST_KEY)
    key_id = here.new_key(session, "coach")
    sealed = here.seal(session, key_id, "coaches", 1, "label", SAID)
    here.seal(session, pair.engagement.key_id, "lines", 1, "text", SAID)
    elsewhere.destroy(session, key_id)
    session.expire_all()
    assert here.prune(session) == 1
    with pytest.raises(SealBroken, match="gone"):
        here.open(session, key_id, "coaches", 1, "label", sealed)
    assert here.prune(session) == 0


def test_the_cache_stays_within_its_bound_and_forgets_the_least_used(session: Session) -> None:
    vault = Vault(HOST_KEY, cached=10)
    keys = [vault.new_key(session, "engagement") for _ in range(30)]
    seals = {each: vault.seal(session, each, "lines", 1, "text", str(each)) for each in keys}
    assert len(vault._ciphers) == 10
    assert all(vault.open(session, each, "lines", 1, "text", seals[each]) == str(each) for each in keys)
    assert list(vault._ciphers) == keys[-10:]


def say_it_everywhere(session: Session, pair: Pair, words: str) -> None:
    """`words` in every column that may hold a person's words."""
    engagement, coach = pair.engagement, pair.coach
    coaches.set_profile(session, coach, {"approach": words})
    engagements.set_name(session, engagement, words)
    agreements.add(session, engagement, {"contact": words}, "client", NOW)
    talk = talks.start(session, engagement, TalkValue("check_in", "listen", notes={"listen": words}), NOW)
    talks.save(session, engagement, talk, TalkValue("check_in", "listen", notes={"again": words}), NOW)
    talks.start(session, coach, TalkValue("profile", "name", notes={"name": words}), NOW)
    line_id = lines.add(session, engagement, lines.NewLine("client", words, NOW, message_id=5))
    lines.revise(session, engagement, session.get_one(Line, line_id), words, NOW)
    facts.add(session, engagement, "remembered", {"words": words}, NOW)
    commitments.make(session, engagement, words, NOW)
    for owner in (engagement, coach, None):
        outbox.put(session, outbox.Request(pair.chat.id, owner, "sendMessage", {"text": words}), NOW)
    updates.set_aside(session, 1, "message", "KeyError", NOW, raw=f'{{"text": "{words}"}}')
    updates.set_aside(session, 2, "message", "KeyError", NOW, raw=words, engagement=engagement)


def columns_with_sealed_words(session: Session) -> set[str]:
    return {
        f"{table.name}.{column.name}"
        for table in Coach.metadata.sorted_tables
        for column in table.columns
        if column.type.__class__.__name__ == "LargeBinary" and any(session.execute(select(column)).scalars())
    }


def test_no_word_is_found_in_the_database_its_log_or_an_error(sqlite_url: str, tmp_path: Path) -> None:
    """The sentence is looked for as text, as UTF-16, and in JSON's escapes."""
    database = Database(sqlite_url, Vault(HOST_KEY))
    with database.begin() as session:
        pair = make_pair(session, label=SAID)
        say_it_everywhere(session, pair, SAID)
        assert columns_with_sealed_words(session) == {
            "data_keys.wrapped", "coaches.label", "coaches.profile", "engagements.label", "engagements.name",
            "invitations.hash", "agreements.clauses", "talks.notes", "lines.text", "facts.value",
            "commitments.text", "outbox.payload", "set_aside.raw",
        }  # fmt: skip
        assert [each.text for each in lines.transcript(session, pair.engagement)] == [SAID]
    files = sorted(tmp_path.glob("luottamus.db*"))
    assert [path.name for path in files] == ["luottamus.db", "luottamus.db-shm", "luottamus.db-wal"]
    for path in files:
        assert_unspoken(path.read_bytes())
    database.fold()
    database.close()
    assert_unspoken((tmp_path / "luottamus.db").read_bytes())


def assert_unspoken(found: bytes) -> None:
    for part in (SAID, SAID[:20], SAID[-20:]):
        assert part.encode() not in found
        assert part.encode("utf-16-le") not in found


def test_no_word_is_found_in_a_postgresql_dump(postgres_url: str) -> None:
    database = Database(postgres_url, Vault(HOST_KEY))
    with database.begin() as session:
        say_it_everywhere(session, make_pair(session, label=SAID), SAID)
    with database.read() as session:
        for table in Coach.metadata.sorted_tables:
            for row in session.execute(text(f"SELECT t::text FROM {table.name} t")).scalars():
                assert_unspoken(row.encode())
                assert SAID.encode().hex() not in row
    database.close()


def test_an_error_of_the_database_holds_no_word(database: Database, url: str) -> None:
    """A process that had the key in its cache while another one erased the engagement."""
    elsewhere = Database(url, Vault(HOST_KEY))
    with database.begin() as session:
        pair = make_pair(session)
    with elsewhere.begin() as session:
        lines.add(session, pair.engagement, lines.NewLine("client", SAID, NOW))
    with database.begin() as session:
        erasure.erase(session, pair.engagement.id, NOW)
    with pytest.raises(DBAPIError) as caught, elsewhere.begin() as session:
        lines.add(session, pair.engagement, lines.NewLine("client", SAID, NOW))
    for error in (caught.value, caught.value.__cause__, caught.value.__context__):
        assert_unspoken(repr(error).encode() + str(error).encode())
    elsewhere.close()


def test_rows_show_nothing_of_what_they_hold(session: Session, pair: Pair) -> None:
    assert "100" not in repr(pair.chat)
    assert "label" not in repr(pair.engagement)
