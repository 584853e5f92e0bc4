"""Kill -9: nothing asked twice beyond a marked repeat, nothing lost, the transcript whole and in order."""

import random
from collections import Counter

import pytest

from bot.app import load_wording
from simulator import Person, acts
from simulator.faults import Fault
from simulator.world import Account
from tests.system.host import TOKEN, Host, Launcher

BERTA, MARIA = 12, 13
ONBOARDING = (
    "[Let's begin]", "yes", "[Yes, you may]", "Maria", "Helsinki", "yes", "fine", "[Fine]", "fine",
    "[Fine]", "my father", "[Fine]", "[Yes, you may]", "nobody", "fine", "[Fine]", "[I agree]", "my children",
    "to sleep well", "peace at home", "[Yes]",
)  # fmt: skip
NOTE = load_wording().text("desk", "repeat", "en") + "\n\n"


async def act(person: Person, what: str) -> None:
    await (person.tap(what[1:-1]) if what.startswith("[") else person.say(what))


def without_repeats(texts: list[str]) -> list[str]:
    """A chat as it was meant: each marked repeat stands for the message before it, or for one that is missing."""
    meant: list[str] = []
    for text in texts:
        plain = text.removeprefix(NOTE)
        if text == plain or plain not in meant[-1:]:
            meant.append(plain)
    return meant


@pytest.fixture
async def undisturbed(host: Host, launcher: Launcher) -> tuple[list[tuple[str, str]], list[str]]:
    """An onboarding without a kill: its transcript, and what stands in the chat."""
    berta = host.person("Berta", BERTA)
    told = [f"/start {host.invite(host.add_coach(telegram_id=None), 'Berta')}", *ONBOARDING]
    async with launcher.life(host):
        for each in told:
            await act(berta, each)
            await host.idle()
    return host.said(1), host.chat_texts(BERTA)


async def begin(host: Host) -> tuple[Person, list[str]]:
    return host.person("Maria", MARIA), [f"/start {host.invite(1, 'Maria')}", *ONBOARDING]


@pytest.mark.parametrize(
    ("place", "done_again"), [("before commit", 1), ("after commit", 0), ("after send", 1)], ids=lambda each: str(each)
)
async def test_an_onboarding_survives_a_kill_at_every_turn(host, launcher, undisturbed, place, done_again):
    """Each run first does again what the one before it died over, and then dies over the next turn."""
    transcript, chat = undisturbed
    maria, told = await begin(host)
    for count, each in enumerate(told):
        async with launcher.life(host, die=place, nth=1 + (done_again if count else 0)) as life:
            await host.idle()
            await act(maria, each)
            assert await life.ended() == -9
    async with launcher.life(host):
        await host.idle()
    texts = host.chat_texts(MARIA)
    assert host.said(2) == transcript
    assert without_repeats(texts) == chat
    noted = [text for text in texts if text.startswith(NOTE)]
    assert len(noted) == (len(chat) if place == "after send" else 0)
    assert len(texts) == len(chat) + len(noted)
    assert host.set_aside() == []


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.HANG_AFTER])
async def test_an_onboarding_survives_a_kill_during_every_send(host, launcher, undisturbed, fault):
    transcript, chat = undisturbed
    maria, told = await begin(host)
    for count, each in enumerate(told, 1):
        async with launcher.life(host) as life:
            await host.idle()
            host.simulator.faults.next("sendMessage", fault, chat_id=MARIA)
            await act(maria, each)
            await host.until(lambda count=count: len(host.simulator.faults.struck) == count)
            await life.kill()
    async with launcher.life(host):
        await host.idle()
    texts = host.chat_texts(MARIA)
    assert host.said(2) == transcript
    assert without_repeats(texts) == chat
    assert len(texts) == len(chat) * (2 if fault is Fault.HANG_AFTER else 1)
    assert sum(text.startswith(NOTE) for text in texts) == len(chat)


CLIENTS, EACH_SAYS = 25, 40
FIRST_KILLS, KILLS = 5, 10


def queue_up(host: Host, persons: list[int], each_says: int = EACH_SAYS) -> dict[int, list[str]]:
    """Messages that came while the bot is down, the clients' in between one another; what each client says."""
    bot = host.simulator.bot(TOKEN)
    accounts = {each: Account(each, f"client {each}") for each in persons}
    order = [each for each in persons for _ in range(each_says)]
    random.Random(4).shuffle(order)
    said: dict[int, list[str]] = {each: [] for each in persons}
    for each in order:
        text = f"client {each} goes on with thought number {len(said[each])}"
        said[each].append(text)
        acts.say(host.simulator, bot, accounts[each], acts.chat_with(bot, accounts[each]), text)
    return said


def messages(host: Host) -> int:
    """How many messages there are in all chats; while people are silent, they become more by the bot's alone."""
    return host.simulator.bot(TOKEN).last_message_id


async def test_a_thousand_updates_survive_ten_kills(host, launcher):
    coach = host.add_coach(telegram_id=None)
    numbers = {id: host.add_client(coach, f"client {id}", id, listening=True) for id in range(101, 101 + CLIENTS)}
    said = queue_up(host, list(numbers))
    made = iter(range(KILLS))
    for kill in made:
        # The first ones come within the first batch, again and again; the others spread over the rest.
        further = 3 if kill < FIRST_KILLS else 150
        before = messages(host)
        async with launcher.life(host) as life:
            await host.until(lambda before=before, further=further: messages(host) >= before + further, every_s=0.002)
            await life.kill()
    async with launcher.life(host):
        await host.idle()
    assert host.set_aside() == []
    for id, number in numbers.items():
        transcript = host.said(number)
        assert [text for author, text in transcript if author == "client"] == said[id]
        assert [author for author, _ in transcript] == ["client", "template"] * EACH_SAYS
        texts = host.chat_texts(id)
        replies = [text for author, text in transcript if author == "template"]
        told = without_repeats(texts)
        # One that was cut off twice may be missing, and the transcript says so.
        unsure = {each.text for each in host.transcript(number) if each.delivery == "unknown"}
        assert told == [reply for reply in replies if reply in told or reply not in unsure]
        assert all(seen <= 2 for seen in Counter(text.removeprefix(NOTE) for text in texts).values())
