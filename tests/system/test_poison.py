"""A poison update: tried a bounded number of times, set aside, visible, told of; its chat and the others go on."""

import pytest

from bot.app import load_wording
from simulator import Control
from storage.tables import SeenUpdate
from tests.system.host import TOKEN

MARIA, PEKKA = 12, 13
TOLD = load_wording().text("desk", "set_aside", "en")


@pytest.fixture
def maria(host):
    host.add_client(host.add_coach(), "Maria", MARIA, listening=True)
    return host.person("Maria", MARIA)


@pytest.fixture
def pekka(host, maria):
    host.add_client(1, "Pekka", PEKKA, listening=True)
    return host.person("Pekka", PEKKA)


def message_from(telegram_id: int, **given) -> dict:
    person = {"id": telegram_id, "is_bot": False, "first_name": "Maria"}
    chat = {"id": telegram_id, "type": "private", "first_name": "Maria"}
    return {"message": {"message_id": 900_001, "date": 1_790_000_000, "chat": chat, "from": person, **given}}


GARBAGE = {
    "no date": {"message": {"message_id": 1, "chat": {"id": MARIA, "type": "private"}, "text": "hi"}},
    "a text that is a list": message_from(MARIA, text=["hi"]),
    "entities that are none": message_from(MARIA, text="hi", entities=[{"type": 3}]),
    "a date of next millennia": message_from(MARIA, text="hi", date=10**18),
    "a message that is a number": {"message": 7},
    "a chat that is a number": {"message": {"message_id": 1, "date": 1, "chat": 7}},
    "an id that no column holds": message_from(2**70, text="hi"),
    "a message id that no column holds": message_from(MARIA, text="hi", message_id=2**70),
    "a callback of nobody": {"callback_query": {"id": "1"}},
    "deep nesting": {"message": {"reply_to_message": {"reply_to_message": {"text": 1}}}},
    "null": {"message": None},
}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE.keys())
async def test_garbage_from_telegram_stops_nobody(host, maria, pekka, garbage):
    async with Control(host.url) as control, host.running():
        await maria.say("before the garbage")
        await control.raw(TOKEN, garbage, chat_id=MARIA)
        await maria.say("after the garbage")
        await pekka.say("meanwhile elsewhere")
        await host.idle()
    heard = [text for author, text in host.said(1) if author == "client"]
    assert [text for text in heard if text != "hi"] == ["before the garbage", "after the garbage"]
    assert ("client", "meanwhile elsewhere") in host.said(2)
    assert max(each.tries for each in host.rows(SeenUpdate)) <= 4
    assert all(each.done for each in host.rows(SeenUpdate))


async def test_an_update_that_fails_is_tried_three_times_set_aside_and_told_of(host, launcher, maria, pekka):
    async with launcher.life(host, raises_at="the poisoned words"):
        await maria.say("before")
        await maria.say("the poisoned words of mine")
        await maria.say("after")
        await pekka.say("elsewhere")
        await host.idle()
    [aside] = host.set_aside()
    assert aside.kind == "message"
    assert aside.kept
    assert [author for author, _ in host.said(1)] == ["client", "template", "template", "client", "template"]
    assert TOLD in host.said(1)[2][1]
    texts = host.chat_texts(MARIA)
    assert [TOLD in text for text in texts] == [False, True, False]
    assert ("client", "elsewhere") in host.said(2)
    assert b"poisoned words" not in (host.folder / "errors.log").read_bytes()


async def test_a_coach_whose_message_is_set_aside_is_told_too(host, launcher, maria):
    anna = host.person("Anna", 11)
    async with launcher.life(host, raises_at="poisoned"):
        await anna.say("/reply Maria poisoned words")
        await anna.say("/clients")
        await host.idle()
    assert [TOLD in text for text in host.chat_texts(11)] == [True, False]
    [aside] = host.set_aside()
    # A coach's words in it belong to no client: nothing would erase them.
    assert not aside.kept


async def test_before_consent_nothing_of_a_poison_update_is_kept(host, launcher):
    code, eve = host.invite(host.add_coach(), "Eve"), host.person("Eve", 14)
    async with launcher.life(host, raises_at="poisoned"):
        await eve.say(f"/start {code}")
        await eve.say("poisoned words before consent")
        await host.idle()
    [aside] = host.set_aside()
    assert not aside.kept
    assert "poisoned words" not in host.all_words()
    assert TOLD in host.chat_texts(14)[-1]


async def test_an_update_that_kills_the_process_is_set_aside_and_takes_no_other_with_it(host, launcher, maria, pekka):
    """All of one batch: whoever stands beside the killer is not counted as one."""
    others = [host.person(f"client {id}", id) for id in range(201, 221)]
    for each in others:
        host.add_client(1, each.first_name, each.id, listening=True)
    for count in range(3):
        await pekka.say(f"pekka's thought number {count}")
        await maria.say(("before", "the killing words", "after")[count])
        for each in others:
            await each.say(f"thought number {count}")
    deaths = 0
    while deaths < 10:
        async with launcher.life(host, dies_of="the killing words") as life:
            await host.until(lambda life=life: life.exit_code is not None or host.is_idle(), every_s=0.05)
            if life.exit_code is None:
                break
            assert life.exit_code == -9
            deaths += 1
    assert 1 <= deaths <= 4
    [aside] = host.set_aside()
    assert aside.kept
    assert [text for author, text in host.said(1) if author == "client"] == ["before", "after"]
    assert sum(TOLD in text for text in host.chat_texts(MARIA)) == 1
    for number in range(2, 3 + len(others)):
        assert [author for author, _ in host.said(number)] == ["client", "template"] * 3
