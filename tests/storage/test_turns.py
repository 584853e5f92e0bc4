"""What a turn starts from, in which order turns of a chat come, and which updates are known."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from flows.values import Talk as TalkValue
from storage import agreements, coaches, invitations, lines, people, talks, turns, updates
from storage.database import Database
from tests.storage.conftest import NOW, Pair, cut_off, make_pair

VALUE = TalkValue("check_in", "score")


def test_a_chat_not_known_has_no_rows(session: Session) -> None:
    assert turns.load(session, 404) is None
    assert turns.load_engagement(session, 404) is None


def test_a_strangers_turn_has_the_chat_alone(session: Session, pair: Pair) -> None:
    chat = people.get_or_make_chat(session, 7, "en", NOW)
    assert turns.load(session, 7) == turns.TurnRows(chat, None, None, None, None, None)


def test_a_clients_turn_has_all_that_it_depends_on(session: Session, pair: Pair) -> None:
    make_pair(session, telegram=101, label="Eino")
    agreements.add(session, pair.engagement, {}, "client", NOW)
    latest = agreements.add(session, pair.engagement, {}, "client", NOW)
    ended = talks.start(session, pair.engagement, VALUE, NOW)
    talks.end(session, ended, "done", NOW)
    talks.start(session, pair.coach, VALUE, NOW)
    talk = talks.start(session, pair.engagement, VALUE, NOW)
    session.expunge_all()
    rows = turns.load(session, 100)
    assert rows is not None
    assert rows.coach is not None
    assert rows.client is not None
    assert rows.engagement is not None
    assert rows.talk is not None
    assert rows.agreement is not None
    found = (rows.chat.id, rows.coach.id, rows.client.id, rows.engagement.id, rows.talk.id, rows.agreement.id)
    assert found == (pair.chat.id, pair.coach.id, pair.client.id, pair.engagement.id, talk.id, latest.id)
    assert rows.agreement.version == 2


def test_a_client_without_talk_and_agreement_has_none(session: Session, pair: Pair) -> None:
    rows = turns.load(session, 100)
    assert rows == turns.TurnRows(pair.chat, pair.coach, pair.client, pair.engagement, None, None, pair.coach_chat)


def test_a_coachs_turn_has_the_coachs_own_talk(session: Session, pair: Pair) -> None:
    talks.start(session, pair.engagement, VALUE, NOW)
    assert turns.load(session, 900) == turns.TurnRows(pair.coach_chat, pair.coach, None, None, None, None)
    talk = talks.start(session, pair.coach, VALUE, NOW)
    assert turns.load(session, 900) == turns.TurnRows(pair.coach_chat, pair.coach, None, None, talk, None)


def test_a_nudges_turn_is_about_its_engagement_even_if_another_is_current(session: Session, pair: Pair) -> None:
    talk = talks.start(session, pair.engagement, VALUE, NOW)
    second = make_pair(session, coach_telegram=901)
    rows = turns.load_engagement(session, pair.engagement.id)
    assert rows == turns.TurnRows(pair.chat, pair.coach, pair.client, pair.engagement, talk, None, pair.coach_chat)
    current = turns.load(session, 100)
    assert current is not None
    assert (current.engagement, current.coach) == (second.engagement, second.coach)


def test_an_engagement_nobody_came_into_has_no_turn(session: Session, pair: Pair) -> None:
    _, waiting = invitations.make_for_client(session, pair.coach, "Eino", NOW)
    assert turns.load_engagement(session, waiting.id) is None


def test_turns_of_one_chat_come_one_after_another_and_see_what_the_last_one_left(database: Database) -> None:
    """Each turn adds one to what it finds; turns that overlapped would lose some."""
    with database.begin() as session:
        pair = make_pair(session)
        talks.start(session, pair.engagement, VALUE, NOW)

    def turn(number: int) -> None:
        with database.begin() as session:
            rows = turns.load(session, 100) if number % 2 else turns.load_engagement(session, pair.engagement.id)
            assert rows is not None
            assert rows.talk is not None
            assert rows.engagement is not None
            value = talks.value(session, rows.engagement, rows.talk)
            talks.save(session, rows.engagement, rows.talk, value.keeping(turns=value.notes.get("turns", 0) + 1), NOW)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(turn, range(120)))
    with database.begin() as session:
        rows = turns.load(session, 100)
        assert rows is not None
        assert rows.talk is not None
        assert talks.value(session, pair.engagement, rows.talk).notes == {"turns": 120}


def test_a_clients_turn_is_loaded_by_one_statement_on_sqlite_and_two_on_postgresql(database: Database) -> None:
    with database.begin() as session:
        make_pair(session)
    heard: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        heard.append(statement)

    event.listen(database._engine, "before_cursor_execute", listen)
    with database.begin() as session:
        turns.load(session, 100)
    assert len(heard) == (1 if database.is_sqlite else 2)


def test_tries_are_counted_until_an_update_is_done(session: Session) -> None:
    assert updates.note_tries(session, [5, 3, 4], NOW) == {5: 1, 3: 1, 4: 1}
    assert updates.finish(session, 4, NOW)
    assert updates.note_tries(session, [3, 4, 6], NOW) == {3: 2, 4: 0, 6: 1}
    assert updates.note_tries(session, [], NOW) == {}
    assert updates.note_tries(session, [7, 7], NOW) == {7: 1}


def test_a_batch_of_any_size_is_counted(session: Session) -> None:
    ids = list(range(1000))
    assert updates.note_tries(session, ids, NOW) == dict.fromkeys(ids, 1)


def test_tries_are_counted_though_processing_fails(database: Database) -> None:
    for expected in (1, 2, 3):
        with database.begin() as session:
            assert updates.note_tries(session, [5], NOW) == {5: expected}
        with cut_off(database) as session:
            updates.finish(session, 5, NOW)


def test_an_update_is_finished_once(session: Session) -> None:
    assert [updates.finish(session, 5, NOW) for _ in range(3)] == [True, False, False]


def test_of_many_who_finish_one_update_at_once_one_does(database: Database) -> None:
    def finish(_: int) -> bool:
        with database.begin() as session:
            return updates.finish(session, 5, NOW)

    with ThreadPoolExecutor(6) as threads:
        assert list(threads.map(finish, range(6))).count(True) == 1


def test_old_ids_are_forgotten_and_may_come_again(session: Session) -> None:
    updates.finish(session, 5, NOW - timedelta(days=8))
    updates.finish(session, 6, NOW)
    assert updates.forget_old(session, NOW - timedelta(days=7)) == 1
    assert [updates.finish(session, each, NOW) for each in (5, 6)] == [True, False]


def test_an_update_set_aside_is_done_listed_and_may_be_taken_back(session: Session, pair: Pair) -> None:
    raw = '{"update_id": 5, "message": {"text": "private"}}'
    row_id = updates.set_aside(session, 5, "message", "KeyError", NOW, raw=raw, chat_id=pair.chat.id)
    assert updates.note_tries(session, [5], NOW) == {5: 0}
    assert updates.list_set_aside(session) == [
        updates.SetAsideView(row_id, 5, pair.chat.id, "message", "KeyError", NOW, kept=True)
    ]
    assert updates.take_back(session, row_id) == raw
    assert updates.list_set_aside(session) == []
    assert updates.note_tries(session, [5], NOW) == {5: 1}
    assert updates.take_back(session, row_id) is None


def test_an_update_set_aside_by_an_engagement_opens_with_its_key(session: Session, pair: Pair) -> None:
    row_id = updates.set_aside(session, 5, "message", "KeyError", NOW, raw="{}", engagement=pair.engagement)
    assert updates.take_back(session, row_id) == "{}"


def test_of_an_update_off_the_record_only_the_fact_is_kept(session: Session) -> None:
    row_id = updates.set_aside(session, 5, "message", "KeyError", NOW, raw=None)
    assert [view.kept for view in updates.list_set_aside(session)] == [False]
    assert updates.take_back(session, row_id) is None
    assert [updates.drop_set_aside(session, row_id) for _ in range(2)] == [True, False]


def test_a_whole_turn_is_written_or_nothing_of_it(database: Database) -> None:
    with database.begin() as session:
        pair = make_pair(session)
        talks.start(session, pair.engagement, VALUE, NOW)
    with cut_off(database) as session:
        rows = turns.load(session, 100)
        assert rows is not None
        assert rows.talk is not None
        updates.finish(session, 5, NOW)
        lines.add(session, pair.engagement, lines.NewLine("client", "2", NOW))
        talks.save(session, pair.engagement, rows.talk, VALUE.keeping(score=2), NOW)
    with database.begin() as session:
        rows = turns.load(session, 100)
        assert rows is not None
        assert rows.talk is not None
        assert talks.value(session, pair.engagement, rows.talk) == VALUE
        assert lines.transcript(session, pair.engagement) == []
        assert updates.finish(session, 5, NOW)
        assert coaches.label(session, pair.coach) == "Aino"


def test_a_batch_counts_only_what_it_has_never_seen(session: Session) -> None:
    assert updates.note_first(session, [5, 3, 4, 4], NOW) == {5: 0, 3: 0, 4: 0}
    assert updates.finish(session, 4, NOW)
    assert updates.note_tries(session, [5], NOW) == {5: 2}
    assert updates.note_first(session, [3, 4, 5, 6], NOW) == {3: 1, 4: None, 5: 2, 6: 0}
    assert updates.note_first(session, [3, 4, 5, 6], NOW) == {3: 1, 4: None, 5: 2, 6: 1}
    assert updates.note_first(session, [], NOW) == {}


def test_a_batch_of_any_size_is_noted(session: Session) -> None:
    assert updates.note_first(session, range(1, 1001), NOW) == dict.fromkeys(range(1, 1001), 0)
    assert updates.note_first(session, range(1, 1001), NOW) == dict.fromkeys(range(1, 1001), 1)
