"""Each way a send fails: no message lost, a repeat only where nobody knows, inside its note, and the coach sees it."""

import asyncio
from datetime import timedelta

import pytest

import bot.delivery
import bot.telegram_request
from bot.app import load_wording
from simulator.faults import Fault
from storage import engagements, outbox, promises
from storage.tables import Coach, Engagement, Outbox
from tests.system.host import MARIA

REPEAT = {language: load_wording().text("desk", "repeat", language) for language in ("en", "fi")}
NOTE = REPEAT["en"] + "\n\n"


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    """A send is given half a second, and one that surely failed is tried again at once."""
    monkeypatch.setattr(bot.telegram_request, "ANSWER_WITHIN_S", 0.4)
    monkeypatch.setattr(bot.delivery, "LOOK_EVERY_S", 0.05)


@pytest.fixture
def maria(host):
    host.add_client(host.add_coach(), "Maria", MARIA, listening=True)
    return host.person("Maria", MARIA)


def deliveries(host) -> list[str | None]:
    return [each.delivery for each in host.transcript(1) if each.author != "client"]


async def settle(host) -> None:
    """A send that surely failed waits two seconds of the bot's clock; here they pass at once."""
    async with asyncio.timeout(15):
        while not host.is_idle():
            if host.waiting():
                host.clock.jump(timedelta(seconds=3))
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("fault", "plain", "noted"),
    [
        (Fault.TOO_MANY, 1, 0),
        (Fault.SERVER_ERROR, 1, 0),
        (Fault.HANG, 0, 1),
        (Fault.HANG_AFTER, 1, 1),
        (Fault.CUT_BEFORE, 0, 1),
        (Fault.CUT_AFTER, 1, 1),
        (Fault.BROKEN, 1, 1),
    ],
)
async def test_a_send_that_fails_once_is_not_lost(host, maria, fault, plain, noted):
    host.simulator.faults.next("sendMessage", fault, chat_id=MARIA)
    async with host.running():
        for text in ("the first thing I want to say", "the second thing I want to say"):
            await maria.say(text)
        await settle(host)
    transcript = host.said(1)
    first, second = (text for author, text in transcript if author == "template")
    texts = host.chat_texts(MARIA)
    assert texts.count(first) == plain
    assert texts.count(NOTE + first) == noted
    assert texts.count(second) == 1
    assert len(texts) == plain + noted + 1
    assert texts[-1] == second, "what is said again comes before what was said later"
    assert deliveries(host) == ["sent", "sent"]


async def test_a_send_nobody_knows_of_twice_is_repeated_once_and_the_transcript_tells_it(host, maria):
    host.simulator.faults.next("sendMessage", Fault.HANG_AFTER, times=2, chat_id=MARIA)
    async with host.running():
        await maria.say("a thing I want to say")
        await host.idle()
        await maria.say("another thing I want to say")
        await settle(host)
    first, second = (text for author, text in host.said(1) if author == "template")
    assert host.chat_texts(MARIA) == [first, NOTE + first, second]
    assert deliveries(host) == ["unknown", "sent"]
    anna = host.person("Anna", 11)
    async with host.running():
        await anna.say("/transcript Maria")
        [page] = await anna.wait()
    assert page.text.count("(not known to have arrived)") == 1


async def test_a_server_that_is_down_for_long_costs_no_message(host, maria):
    host.simulator.faults.next("sendMessage", Fault.SERVER_ERROR, times=8, chat_id=MARIA)
    async with host.running():
        await maria.say("a thing I want to say")
        for count in range(1, 9):
            waits = ("pending", count)
            await host.until(lambda waits=waits: [(row.state, row.attempts) for row in host.rows(Outbox)] == [waits])
            host.clock.jump(timedelta(seconds=301))
        await settle(host)
    [reply] = (text for author, text in host.said(1) if author == "template")
    assert host.chat_texts(MARIA) == [reply]


async def test_while_telegram_cannot_be_reached_one_request_asks_for_all_of_them(host, maria):
    coach = 1
    for number in range(20, 25):
        host.add_client(coach, f"Client {number}", number, listening=True)
    people = [maria, *(host.person(f"Client {number}", number) for number in range(20, 25))]
    host.simulator.faults.next("sendMessage", Fault.SERVER_ERROR, times=1000)
    async with host.running() as app:
        for each in people:
            await each.say("a thing I want to say")
        await host.until(lambda: len(host.rows(Outbox)) == len(people) and not app.deliveries._under_way)
        for _ in range(4):
            tried = len(host.simulator.faults.struck)
            host.clock.jump(timedelta(seconds=61))
            await host.until(lambda tried=tried: len(host.simulator.faults.struck) > tried)
            await asyncio.sleep(0.3)
            assert len(host.simulator.faults.struck) == tried + 1
        host.simulator.faults.clear()
        host.clock.jump(timedelta(seconds=61))
        await settle(host)
    assert all(len(host.chat_texts(each.id)) == 1 for each in people)


async def test_what_was_held_up_keeps_the_quiet_hours_of_where_the_client_is_now(host):
    number = host.add_client(host.add_coach(), "Maria", MARIA, check_in="daily 14:30")
    host.simulator.faults.next("sendMessage", Fault.SERVER_ERROR, times=1000)
    async with host.running() as app:
        host.clock.jump(timedelta(hours=2, minutes=31))
        await app.sweep.run()
        await host.until(lambda: bool(host.rows(Outbox)))
        with host.database.begin() as session:  # seven hours ahead of Helsinki
            engagements.set_zone(session, session.get_one(Engagement, number), "Asia/Tokyo", "JP")
        host.clock.jump(timedelta(hours=5))
        host.simulator.faults.clear()
        await host.until(lambda: host.rows(Outbox)[0].not_before > host.clock.now() + timedelta(hours=2))
        assert host.chat_texts(MARIA) == []
        host.clock.jump(timedelta(hours=6))
        await host.until(lambda: bool(host.chat_texts(MARIA)))


async def test_a_promised_nudge_goes_before_one_that_was_held_up_and_promised_nothing(host, maria):
    now = host.clock.now()
    with host.database.begin() as session:
        engagement = session.get_one(Engagement, 1)
        chat = engagements.chat_of(session, engagement)
        promise = promises.make(session, 1, "bot", "check_in", now, now, window_s=60)
        for text, made_at, promise_id in (("it was quiet", now - timedelta(hours=3), None), ("hello", now, promise.id)):
            payload = {"params": {"text": text}, "nudge": True}
            request = outbox.Request(
                chat.id, engagement, "sendMessage", payload, lane=outbox.NUDGE, promise_id=promise_id
            )
            outbox.put(session, request, made_at)
    async with host.running():
        await host.until(lambda: [each.state for each in host.rows(Outbox)] == ["pending", "sent"])
        assert host.chat_texts(MARIA) == ["hello"]
        host.clock.jump(timedelta(minutes=11))
        await host.until(lambda: host.chat_texts(MARIA) == ["hello", "it was quiet"])


async def test_what_was_held_up_together_and_is_still_in_time_comes_ten_minutes_apart(host, maria):
    now = host.clock.now()
    with host.database.begin() as session:
        engagement = session.get_one(Engagement, 1)
        chat = engagements.chat_of(session, engagement)
        for text in ("one", "two", "three"):
            promise = promises.make(session, 1, "bot", "follow_up", now, now, window_s=3 * 3600)
            request = outbox.Request(
                chat.id,
                engagement,
                "sendMessage",
                {"params": {"text": text}, "nudge": True},
                lane=outbox.NUDGE,
                promise_id=promise.id,
            )
            outbox.put(session, request, now)

    def waits_long() -> bool:
        rows = [each for each in host.rows(Outbox) if each.state != "sent"]
        return all(each.not_before > host.clock.now() + timedelta(minutes=9) for each in rows)

    async with host.running():
        for so_far in (["one"], ["one", "two"], ["one", "two", "three"]):
            await host.until(lambda so_far=so_far: host.chat_texts(MARIA) == so_far and waits_long())
            host.clock.jump(timedelta(minutes=11))


async def test_a_document_that_may_have_arrived_is_repeated_with_the_note(host, maria):
    anna = host.person("Anna", 11)
    async with host.running():
        await maria.say("a thing I want to say")
        await host.idle()
        await anna.say("/transcript Maria")
        await anna.wait()
        host.simulator.faults.next("sendDocument", Fault.HANG_AFTER, chat_id=11)
        await anna.tap("All as one document")
        await settle(host)
    documents = [each for each in await anna.messages() if each.document]
    assert len(documents) == 2
    assert documents[1].text == NOTE + documents[0].text


async def test_a_text_too_long_for_the_note_has_it_in_front(host, maria):
    anna = host.person("Anna", 11)
    async with host.running():
        await maria.say("a thing I want to say")
        await host.idle()
        host.simulator.faults.next("sendMessage", Fault.HANG_AFTER, chat_id=MARIA)
        # With the note in it, the coach's message would be longer than Telegram takes.
        await anna.say(f"/reply Maria {'w' * 4050}")
        await settle(host)
    texts = host.chat_texts(MARIA)[1:]
    assert len(texts) == 3
    assert texts[0] == texts[2]
    assert texts[1] == REPEAT["en"]


async def test_a_repeat_is_said_in_the_language_of_its_chat(host):
    host.add_client(host.add_coach(), "Maria", MARIA)
    maria, anna = host.person("Maria", MARIA), host.person("Anna", 11)
    async with host.running():
        await anna.say("suomeksi")
        await host.idle()
        host.simulator.faults.next("sendMessage", Fault.HANG_AFTER, chat_id=11)
        await maria.say("/coach please call me")
        await settle(host)
    assert host.chat_texts(11)[-1].startswith(REPEAT["fi"])


async def test_a_repeat_says_so_first_and_then_why_it_is_late(host):
    host.add_client(host.add_coach(), "Maria", MARIA, check_in="daily 14:30")
    host.simulator.faults.next("sendMessage", Fault.SERVER_ERROR, times=1000)
    async with host.running() as app:
        host.clock.jump(timedelta(hours=2, minutes=31))
        await app.sweep.run()
        await host.until(lambda: bool(host.rows(Outbox)))
    host.simulator.faults.clear()
    host.clock.jump(timedelta(hours=1))
    with host.database.begin() as session:  # and then the process is gone
        assert len(outbox.claim(session, host.clock.now(), 1, lane=outbox.NUDGE)) == 1
    async with host.running():
        await host.until(lambda: len(host.rows(Outbox)) == 2)
        host.clock.jump(timedelta(minutes=2))
        await host.until(lambda: bool(host.chat_texts(MARIA)))
    [said] = host.chat_texts(MARIA)
    assert said.startswith(f"{NOTE}This was meant for you today at 14:30.")


async def test_a_row_that_cannot_be_sent_at_all_holds_up_nobody(host, maria):
    """A request that the library itself refuses to make is a failure of that row, not of the sender."""
    with host.database.begin() as session:
        coach = session.get(Coach, 1)
        payload = {"params": {"text": "hello", "no_such_parameter": 1}}
        outbox.put(session, outbox.Request(coach.chat_id, coach, "sendMessage", payload), host.clock.now())
        good = {"params": {"text": "this one is well"}}
        outbox.put(session, outbox.Request(coach.chat_id, coach, "sendMessage", good), host.clock.now())
    anna = host.person("Anna", 11)
    await anna.say("/help")
    async with host.running():
        await maria.say("a thing I want to say")
        await host.idle()
    assert len(host.chat_texts(MARIA)) == 1
    assert host.chat_texts(11)[0] == "this one is well"
    assert [each.state for each in host.rows(Outbox) if each.coach_id] == ["failed", "sent", "sent"]


async def test_a_row_that_nobody_can_open_holds_up_nobody(host, maria):
    with host.database.begin() as session:
        coach = session.get(Coach, 1)
        payload = {"params": {"text": "hello"}}
        broken = outbox.put(session, outbox.Request(coach.chat_id, coach, "sendMessage", payload), host.clock.now())
        session.flush()
        session.get(Outbox, broken).payload = b"\x01noise"
    async with host.running():
        await maria.say("a thing I want to say")
        await host.until(lambda: len(host.chat_texts(MARIA)) == 1)


async def test_a_transcript_in_the_coach_s_chat_goes_after_a_day_whatever_happens_on_the_way(host, maria):
    anna = host.person("Anna", 11)
    async with host.running():
        await maria.say("a thing I want to say")
        await host.idle()
        await anna.say("/transcript Maria")
        [page] = await anna.wait()
        await host.idle()
        host.simulator.faults.next("deleteMessage", Fault.HANG)
        host.simulator.faults.next("deleteMessage", Fault.SERVER_ERROR)
        host.clock.jump(timedelta(hours=23))
        await asyncio.sleep(0.2)
        assert not (await anna.messages())[-1].deleted
        host.clock.jump(timedelta(hours=2))
        await settle(host)
        [now] = [each for each in await anna.messages() if each.id == page.id]
    assert now.deleted
    assert now.protected


async def test_a_stranger_is_answered_though_telegram_stumbles(host):
    stranger = host.person("Eve", 99)
    host.simulator.faults.next("sendMessage", Fault.SERVER_ERROR, chat_id=99)
    async with host.running():
        await stranger.say("/start")
        [answer] = await stranger.wait()
    assert "link from their coach" in answer.text


async def test_what_chance_strikes_is_never_lost_and_repeated_once_at_most(host, maria):
    rates = {Fault.TOO_MANY: 0.05, Fault.SERVER_ERROR: 0.1, Fault.CUT_BEFORE: 0.05, Fault.CUT_AFTER: 0.1}
    host.simulator.faults.random(rates, seed=11, methods=["sendMessage"])
    async with host.running():
        for count in range(40):
            await maria.say(f"thought number {count} of mine")
        await host.until(lambda: len(host.said(1)) == 80)
        await settle(host)
    replies = [text for author, text in host.said(1) if author == "template"]
    texts = host.chat_texts(MARIA)
    unsure = {each.text for each in host.transcript(1) if each.delivery == "unknown"}
    for reply in replies:
        assert texts.count(reply) <= 1
        assert texts.count(NOTE + reply) <= 1
        assert texts.count(reply) + texts.count(NOTE + reply) >= (0 if reply in unsure else 1)
