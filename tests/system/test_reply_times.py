"""Answers that a coach owes: the coach is reminded, the client told honestly, and both see it in the ledger."""

from datetime import timedelta

import pytest

from simulator.faults import Fault
from storage.tables import Fact, Promise
from tests.system.host import ANNA
from tests.system.test_check_ins import MARIA, act, outcomes, sweep, to


@pytest.fixture
def maria(host):
    host.add_client(host.add_coach(), "Maria", MARIA, check_in="weekly sun 09:00", reply_hours=24)
    return host.person("Maria", MARIA)


async def look(host, app) -> None:
    await app.reply_times.review()
    await sweep(host, app)


def last(host, chat: int) -> str:
    return host.chat_texts(chat)[-1]


async def ask(host, maria) -> None:
    await act(maria, "/coach Could we move Thursday?")
    await host.idle()


async def page(host, person, chat: int) -> str:
    await act(person, "/promises")
    await host.idle()
    return last(host, chat)


async def test_the_coach_is_reminded_when_a_quarter_of_the_time_is_left_and_once(host, maria):
    async with host.running() as app:
        await ask(host, maria)
        to(host, 24, 3, 59)
        await look(host, app)
        before = len(host.chat_texts(ANNA))
        to(host, 24, 7, 0)  # by day: at four in the morning nobody is reminded
        await look(host, app)
        await look(host, app)
    assert len(host.chat_texts(ANNA)) == before + 1
    assert last(host, ANNA).startswith("Maria (#1) is waiting for an answer. You promised one by today at 12:00")


async def test_at_the_deadline_the_client_is_told_honestly_that_it_is_not_even_read(host, maria):
    anna = host.person("Anna", ANNA)
    async with host.running() as app:
        await ask(host, maria)
        assert "an answer from Anna by tomorrow at 12:00: still to come; not read yet" in await page(host, maria, MARIA)
        to(host, 24, 10, 31)
        for _ in range(3):
            await look(host, app)
        told = [text for text in host.chat_texts(MARIA) if "promised to answer you by" in text]
        assert len(told) == 1
        assert told[0].startswith("Anna promised to answer you by today at 12:00, and the answer hasn't come.")
        assert "As far as I can see, Anna has not read it yet." in told[0]
        assert "is overdue. I tell them so" in last(host, ANNA)
        assert [each.kind for each in host.rows(Fact) if each.kind == "repair"] == ["repair"]
        assert "overdue; not read yet, as far as I can see; I told you so today at 12:31" in await page(
            host, maria, MARIA
        )
        assert "your answer is overdue since today at 12:00" in await page(host, anna, ANNA)
        await act(anna, "/reply Maria Of course, Friday it is.")
        await host.idle()
        assert outcomes(host, "reply") == ["late"]
        assert "late; it came today at 12:31" in await page(host, maria, MARIA)


async def test_read_is_said_as_plainly_as_not_read(host, maria):
    anna = host.person("Anna", ANNA)
    async with host.running() as app:
        await ask(host, maria)
        await act(anna, "[I've read this]")
        await host.idle()
        assert "read today at 12:00" in await page(host, maria, MARIA)
        to(host, 24, 10, 31)
        await look(host, app)
    assert any("Anna has read your message yesterday at 12:00." in text for text in host.chat_texts(MARIA))


async def test_a_transcript_that_shows_the_words_is_a_reading_too(host, maria):
    anna = host.person("Anna", ANNA)
    async with host.running():
        await ask(host, maria)
        await act(anna, "/transcript Maria")
        await host.idle()
        assert "read today at 12:00" in await page(host, maria, MARIA)


async def test_one_answer_answers_all_that_was_asked_before_it(host, maria):
    anna = host.person("Anna", ANNA)
    async with host.running() as app:
        await ask(host, maria)
        await ask(host, maria)
        await act(anna, "/reply Maria Yes to both.")
        await host.idle()
        assert outcomes(host, "reply") == ["kept", "kept"]
        to(host, 25, 10, 31)
        await look(host, app)
    assert not any("hasn't come" in text for text in host.chat_texts(MARIA))


async def test_an_answer_that_nobody_knows_to_have_arrived_is_unconfirmed(host, maria, monkeypatch):
    monkeypatch.setattr("bot.telegram_request.ANSWER_WITHIN_S", 0.3)
    anna = host.person("Anna", ANNA)
    async with host.running():
        await ask(host, maria)
        host.simulator.faults.next("sendMessage", Fault.HANG_AFTER, times=2, chat_id=MARIA)
        await act(anna, "/reply Maria Yes.")
        await host.idle()
        assert outcomes(host, "reply") == ["unconfirmed"]
        assert "not known to have arrived 1" in await page(host, anna, ANNA)


async def test_the_client_is_not_told_at_night_nor_during_a_pause(host):
    host.add_client(host.add_coach(), "Maria", MARIA, check_in="weekly sun 09:00", reply_hours=10)
    maria = host.person("Maria", MARIA)
    async with host.running() as app:
        await ask(host, maria)
        to(host, 23, 20, 30)  # 22:30 in Helsinki
        await look(host, app)
        assert not any("hasn't come" in text for text in host.chat_texts(MARIA))
        await act(maria, "/pause")
        await host.idle()
        to(host, 24, 8, 0)
        await look(host, app)
        assert not any("hasn't come" in text for text in host.chat_texts(MARIA))
        await act(maria, "/resume")
        await host.idle()
        host.clock.jump(timedelta(minutes=31))
        await look(host, app)
    assert sum("hasn't come" in text for text in host.chat_texts(MARIA)) == 1


async def test_an_answer_that_never_comes_is_missed_in_the_end(host, maria):
    async with host.running() as app:
        await ask(host, maria)
        to(host, 24, 10, 31)
        await look(host, app)
        host.clock.jump(timedelta(days=14))
        await look(host, app)
    assert outcomes(host, "reply") == ["missed"]
    assert all(each.owned_at for each in host.rows(Promise) if each.kind == "reply")


async def test_the_coach_sees_the_kept_share_of_all_clients(host, maria):
    anna = host.person("Anna", ANNA)
    async with host.running() as app:
        await ask(host, maria)
        await act(anna, "/reply Maria Yes.")
        await host.idle()
        to(host, 29, 9, 0)
        await sweep(host, app)
        text = await page(host, anna, ANNA)
    assert text.startswith("Promises to your clients (kept in all: 50 %):")
    assert "• Maria (#1): kept 1 of 2; late 1" in text
