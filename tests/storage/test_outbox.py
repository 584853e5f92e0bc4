"""The outbox: in order within a chat, replies first, nothing twice, and every outcome on record."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage import lines, outbox, people, promises
from storage.database import Database
from storage.outbox import NUDGE, REPLY, Delivery, Request
from storage.tables import Chat, Outbox
from storage.vault import Vault
from tests.storage.conftest import NOW, Pair, make_pair

LATER = NOW + timedelta(seconds=30)


def chat(session: Session, telegram_id: int) -> Chat:
    return people.get_or_make_chat(session, telegram_id, "en", NOW)


def put(session: Session, to: Chat, words: str, lane: int = REPLY, **more: Any) -> int:
    return outbox.put(session, Request(to.id, None, "sendMessage", {"text": words}, lane, **more), NOW)


def claimed(session: Session, limit: int = 10, busy: tuple[int, ...] = ()) -> list[str]:
    return [each.payload["text"] for each in outbox.claim(session, NOW, limit, busy)]


def line_to_send(session: Session, pair: Pair, parts: int = 1) -> tuple[int, list[int]]:
    line_id = lines.add(session, pair.engagement, lines.NewLine("template", "Hello", NOW, delivery="pending"))
    requests = [
        Request(pair.chat.id, pair.engagement, "sendMessage", {"text": str(part)}, line_id=line_id)
        for part in range(parts)
    ]
    return line_id, outbox.put_all(session, requests, NOW)


def delivery_of(session: Session, pair: Pair) -> tuple[str | None, int | None]:
    view = lines.transcript(session, pair.engagement)[-1]
    return view.delivery, view.message_id


def test_a_delivery_says_all_that_sending_needs(session: Session, pair: Pair) -> None:
    promise = promises.make(session, pair.engagement.id, "bot", "check_in", NOW, NOW)
    payload = {"text": "Hei! *_[<", "reply_markup": {"inline_keyboard": [[{"text": "1", "callback_data": "1"}]]}}
    row_id = outbox.put(
        session,
        Request(pair.chat.id, pair.engagement, "sendMessage", payload, NUDGE, promise_id=promise.id, resend=False),
        NOW,
    )
    assert outbox.claim(session, NOW, 1) == [
        Delivery(
            row_id, pair.chat.id, 100, pair.engagement.id, None, None, promise.id, None, NUDGE, "sendMessage",
            payload, 0, False, NOW, False,
        )
    ]  # fmt: skip


def test_rows_open_with_the_key_of_whoever_owns_their_words(session: Session, pair: Pair) -> None:
    """A transcript page goes to the coach's chat, and is the engagement's own."""
    for to, owner in ((pair.coach_chat, pair.engagement), (pair.chat, pair.coach), (chat(session, 7), None)):
        outbox.put(session, Request(to.id, owner, "sendMessage", {"text": "words"}), NOW)
    found = {each.telegram_id: (each.engagement_id, each.coach_id) for each in outbox.claim(session, NOW, 10)}
    assert found == {900: (pair.engagement.id, None), 100: (None, pair.coach.id), 7: (None, None)}


def test_a_chat_gets_its_messages_one_at_a_time_and_in_order(session: Session) -> None:
    to = chat(session, 7)
    rows = outbox.put_all(
        session, [Request(to.id, None, "sendMessage", {"text": str(number)}) for number in range(3)], NOW
    )
    for number, row_id in enumerate(rows):
        assert claimed(session) == [str(number)]
        assert claimed(session) == []
        assert outbox.waiting_for(session, to.id) == 3 - number
        assert outbox.sent(session, row_id, number, NOW)
    assert claimed(session) == []
    assert outbox.waiting_for(session, to.id) == 0


def test_replies_go_before_nudges_and_the_older_first(session: Session) -> None:
    for telegram_id, words, lane in ((1, "a", NUDGE), (2, "b", REPLY), (3, "c", NUDGE), (4, "d", REPLY)):
        put(session, chat(session, telegram_id), words, lane)
    assert claimed(session, 3) == ["b", "d", "a"]
    assert claimed(session, 3) == ["c"]


def test_busy_and_blocked_chats_are_passed_over(session: Session) -> None:
    one, two, three = (chat(session, telegram_id) for telegram_id in (1, 2, 3))
    for to, words in ((one, "a"), (two, "b"), (three, "c")):
        put(session, to, words)
    people.mark_blocked(session, two.id, NOW)
    assert claimed(session, busy=(one.id,)) == ["c"]
    people.mark_unblocked(session, two.id)
    assert claimed(session) == ["a", "b"]


def test_what_is_put_in_for_later_holds_nobody_up_and_goes_in_its_place_when_its_time_comes(
    session: Session,
) -> None:
    to = chat(session, 7)
    put(session, to, "later", not_before=LATER)
    put(session, to, "after it")
    again = put(session, to, "after that")
    assert claimed(session) == ["after it"]
    assert outbox.claim(session, LATER, 10) == []
    session.execute(update(Outbox).where(Outbox.state == "sending").values(state="sent"))
    assert [each.payload["text"] for each in outbox.claim(session, LATER, 10)] == ["later"]
    assert outbox.claim(session, LATER, 10) == []
    assert outbox.waiting_for(session, to.id) == 2
    assert not outbox.sent(session, again, 1, NOW)


def test_what_surely_did_not_arrive_is_tried_again_and_keeps_its_place(session: Session) -> None:
    to = chat(session, 7)
    row_id = put(session, to, "first")
    put(session, to, "second")
    assert claimed(session) == ["first"]
    assert outbox.retry_later(session, row_id, LATER, "RetryAfter")
    assert claimed(session) == []
    again = outbox.claim(session, LATER, 10)
    assert [(each.payload["text"], each.attempts) for each in again] == [("first", 1)]


def test_an_outcome_is_recorded_once_and_only_for_what_is_being_sent(session: Session) -> None:
    row_id = put(session, chat(session, 7), "words")
    outcomes: tuple[Callable[[], bool], ...] = (
        lambda: outbox.sent(session, row_id, 1, NOW),
        lambda: outbox.failed(session, row_id, "BadRequest", NOW),
        lambda: outbox.unknown(session, row_id, "TimedOut", NOW),
        lambda: outbox.retry_later(session, row_id, NOW, "NetworkError"),
    )
    assert [outcome() for outcome in outcomes] == [False] * 4
    assert claimed(session) == ["words"]
    assert outcomes[0]()
    assert [outcome() for outcome in outcomes] == [False] * 4


@pytest.mark.parametrize("outcome", ["sent", "failed", "dropped"])
def test_what_was_to_be_said_is_not_kept_once_it_is_over(session: Session, outcome: str) -> None:
    to = chat(session, 7)
    row_id = put(session, to, "words")
    if outcome == "dropped":
        outbox.drop_for_chat(session, to.id, NOW)
    else:
        claimed(session)
    if outcome == "sent":
        outbox.sent(session, row_id, 1, NOW)
    if outcome == "failed":
        outbox.failed(session, row_id, "BadRequest", NOW)
    session.expire_all()
    row = session.scalars(select(Outbox)).one()
    assert (row.state, row.payload, row.ended_at) == (outcome, None, NOW)


def test_a_line_is_sent_once_every_part_of_it_is(session: Session, pair: Pair) -> None:
    _, parts = line_to_send(session, pair, 3)
    seen = []
    for message_id, row_id in enumerate(parts, start=11):
        outbox.claim(session, NOW, 1)
        outbox.sent(session, row_id, message_id, NOW)
        seen.append(delivery_of(session, pair))
    assert seen == [("pending", 11), ("pending", 12), ("sent", 13)]


@pytest.mark.parametrize("outcome", ["failed", "unknown"])
def test_a_part_that_did_not_surely_arrive_decides_for_its_line(session: Session, pair: Pair, outcome: str) -> None:
    _, (first, second) = line_to_send(session, pair, 2)
    outbox.claim(session, NOW, 1)
    {"failed": outbox.failed, "unknown": outbox.unknown}[outcome](session, first, "TimedOut", NOW)
    outbox.claim(session, NOW, 1)
    outbox.sent(session, second, 12, NOW)
    assert delivery_of(session, pair) == (outcome, 12)


def test_what_is_unknown_is_resent_once_and_in_other_words(session: Session, pair: Pair) -> None:
    line_id, (row_id,) = line_to_send(session, pair)
    outbox.claim(session, NOW, 1)
    assert outbox.resend(session, row_id, {"text": "again"}, NOW) is None
    assert outbox.unknown(session, row_id, "TimedOut", NOW)
    again = outbox.resend(session, row_id, {"text": "perhaps again: 0"}, LATER)
    assert again is not None
    assert outbox.resend(session, row_id, {"text": "and again"}, LATER) is None
    assert not outbox.claim(session, LATER, 10), "a repeat waits, so as not to end in the same outage"
    (delivery,) = outbox.claim(session, LATER + outbox.REPEAT_AFTER, 10)
    assert (delivery.id, delivery.payload, delivery.line_id) == (again, {"text": "perhaps again: 0"}, line_id)
    assert not delivery.resend
    assert delivery_of(session, pair) == ("unknown", None)
    outbox.sent(session, again, 14, LATER)
    assert delivery_of(session, pair) == ("sent", 14)


def test_a_resend_that_is_unknown_too_is_left_at_that(session: Session, pair: Pair) -> None:
    _, (row_id,) = line_to_send(session, pair)
    outbox.claim(session, NOW, 1)
    outbox.unknown(session, row_id, "TimedOut", NOW)
    again = outbox.resend(session, row_id, {"text": "again"}, NOW)
    assert again is not None
    outbox.claim(session, NOW + outbox.REPEAT_AFTER, 1)
    assert outbox.unknown(session, again, "TimedOut", NOW)
    assert outbox.resend(session, again, {"text": "and again"}, NOW) is None
    session.expire_all()
    assert [row.payload for row in session.scalars(select(Outbox))] == [None, None]
    assert outbox.waiting(session).unknown == 2


def test_after_a_restart_what_was_being_sent_is_unknown(database: Database) -> None:
    with database.begin() as session:
        pair = make_pair(session)
        _, (first, _) = line_to_send(session, pair, 2)
        put(session, chat(session, 7), "not to be repeated", resend=False)
        put(session, chat(session, 8), "not begun", not_before=LATER)
    with database.begin() as session:
        assert len(outbox.claim(session, NOW, 10)) == 2
    with database.begin() as session:
        assert outbox.recover(session, LATER, NOW - timedelta(seconds=1)) == []
        recovered = outbox.recover(session, LATER, LATER)
        assert [(each.id, each.payload, each.telegram_id) for each in recovered if each.resend] == [
            (first, {"text": "0"}, 100)
        ]
        assert len(recovered) == 2
        assert outbox.recover(session, LATER, LATER) == []
        waiting = outbox.waiting(session)
        assert (waiting.pending, waiting.sending, waiting.unknown) == (2, 0, 2)
        assert delivery_of(session, pair) == ("unknown", None)
        assert outbox.resend(session, first, {"text": "again"}, LATER) is not None


def test_a_chat_that_blocked_the_bot_loses_what_waits_and_its_promises_are_told(session: Session, pair: Pair) -> None:
    promise = promises.make(session, pair.engagement.id, "bot", "check_in", NOW, NOW)
    _, (being_sent,) = line_to_send(session, pair)
    outbox.claim(session, NOW, 1)
    line_to_send(session, pair)
    put(session, pair.chat, "nudge", NUDGE, promise_id=promise.id)
    put(session, pair.coach_chat, "to somebody else")
    assert outbox.drop_for_chat(session, pair.chat.id, NOW) == [promise.id]
    assert [line.delivery for line in lines.transcript(session, pair.engagement)] == ["pending", "blocked"]
    assert outbox.failed(session, being_sent, "Forbidden", NOW)
    assert claimed(session) == ["to somebody else"]


def test_what_waits_is_counted(session: Session) -> None:
    empty = outbox.waiting(session)
    assert empty == outbox.Waiting(0, 0, 0, 0, None)
    rows = [put(session, chat(session, telegram_id), "x") for telegram_id in range(4)]
    outbox.claim(session, NOW, 3)
    outbox.failed(session, rows[0], "BadRequest", NOW)
    outbox.unknown(session, rows[1], "TimedOut", NOW)
    assert outbox.waiting(session) == outbox.Waiting(1, 1, 1, 1, NOW)


def test_old_rows_are_forgotten_and_what_became_of_them_stays_with_the_line(session: Session, pair: Pair) -> None:
    _, (row_id,) = line_to_send(session, pair)
    outbox.claim(session, NOW, 1)
    outbox.unknown(session, row_id, "TimedOut", NOW)
    again = outbox.resend(session, row_id, {"text": "again"}, LATER)
    put(session, pair.coach_chat, "waits")
    assert outbox.forget_old(session, LATER) == 1
    session.expire_all()
    rows = session.scalars(select(Outbox).order_by(Outbox.id)).all()
    assert [(row.id == again, row.resent_of) for row in rows] == [(True, None), (False, None)]
    assert delivery_of(session, pair) == ("unknown", None)


def test_nothing_said_puts_nothing_in_line(session: Session) -> None:
    assert outbox.put_all(session, [], NOW) == []


def test_two_senders_on_postgresql_share_what_waits_and_double_nothing(postgres_url: str, vault: Vault) -> None:
    database = Database(postgres_url, vault)
    with database.begin() as session:
        for telegram_id in range(20):
            for part in range(2):
                put(session, chat(session, telegram_id), f"{telegram_id}.{part}")
    with database.begin() as one, database.begin() as two:
        first, second = claimed(one, 12), claimed(two, 12)
    assert (len(first), len(second)) == (12, 8)
    assert sorted(first + second) == sorted(f"{telegram_id}.0" for telegram_id in range(20))
    database.close()


def test_many_senders_send_everything_once_and_each_chat_in_order(database: Database) -> None:
    chats, each_gets = 10, 8
    with database.begin() as session:
        for part in range(each_gets):
            for telegram_id in range(chats):
                put(session, chat(session, telegram_id), str(part))

    def send() -> list[tuple[int, int, str]]:
        done = []
        while True:
            with database.begin() as session:
                batch = outbox.claim(session, NOW, 4)
                left = outbox.waiting(session).pending
            for delivery in batch:
                with database.begin() as session:
                    assert outbox.sent(session, delivery.id, 1, NOW)
                done.append((delivery.id, delivery.telegram_id, delivery.payload["text"]))
            if not batch and not left:
                return done

    with ThreadPoolExecutor(3) as threads:
        done = [row for senders in [threads.submit(send) for _ in range(3)] for row in senders.result()]
    assert len(done) == len({row_id for row_id, _, _ in done}) == chats * each_gets
    for telegram_id in range(chats):
        parts = [words for row_id, to, words in sorted(done) if to == telegram_id]
        assert parts == [str(part) for part in range(each_gets)]


def test_a_nudge_that_a_reply_waits_behind_goes_as_a_reply(session: Session, pair: Pair) -> None:
    nudge = outbox.Request(pair.chat.id, pair.engagement, "sendMessage", {"text": "check-in"}, lane=outbox.NUDGE)
    outbox.put(session, nudge, NOW)
    assert not outbox.claim(session, NOW, 10, lane=outbox.REPLY)
    reply = outbox.Request(pair.chat.id, pair.engagement, "sendMessage", {"text": "help"})
    outbox.put(session, reply, NOW)
    (first,) = outbox.claim(session, NOW, 10, lane=outbox.REPLY)
    assert (first.payload, first.lane) == ({"text": "check-in"}, outbox.REPLY)
