"""Each fault, as the error it becomes in python-telegram-bot, and whether the message was delivered."""

from datetime import timedelta

import pytest
from conftest import TOKEN
from telegram.error import Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from simulator import Control, Fault, Person
from simulator.faults import UPDATE, Faults


@pytest.mark.parametrize(
    ("fault", "error", "delivered"),
    [
        (Fault.TOO_MANY, RetryAfter, False),
        (Fault.SERVER_ERROR, NetworkError, False),
        (Fault.HANG, TimedOut, False),
        (Fault.HANG_AFTER, TimedOut, True),
        (Fault.CUT_BEFORE, NetworkError, False),
        (Fault.CUT_AFTER, NetworkError, True),
        (Fault.BROKEN, TelegramError, True),
        (Fault.BLOCKED, Forbidden, False),
    ],
)
async def test_a_fault_strikes_the_next_call_and_no_other(bot, started, simulator, fault, error, delivered):
    simulator.faults.next("sendMessage", fault)
    with pytest.raises(error) as raised:
        await bot.send_message(started.id, "struck")
    if fault is not Fault.HANG and fault is not Fault.HANG_AFTER:
        assert not isinstance(raised.value, TimedOut)
    await bot.send_message(started.id, "spared")
    said = [each.text for each in await started.messages() if each.from_bot]
    assert said == (["struck", "spared"] if delivered else ["spared"])
    outcomes = [each.outcome for each in simulator.requests if each.method == "sendMessage"]
    assert outcomes == [fault, "ok"]
    assert [each.fault for each in simulator.faults.struck] == [fault]


async def test_a_fault_keeps_to_its_chat_and_its_turn(bot, started, simulator, url):
    async with Person(url, token=TOKEN, first_name="Juho") as juho:
        await juho.say("/start")
        simulator.faults.next("sendMessage", Fault.TOO_MANY, times=2, chat_id=juho.id, skip=1, retry_after=7)
        await bot.send_message(started.id, "another chat")
        await bot.send_message(juho.id, "skipped")
        for _ in range(2):
            with pytest.raises(RetryAfter) as raised:
                await bot.send_message(juho.id, "struck")
            assert raised.value.retry_after in (7, timedelta(seconds=7))
        await bot.send_message(juho.id, "spared")


async def test_a_poll_can_be_struck_too_and_loses_nothing(bot, started, simulator):
    simulator.faults.next("getUpdates", Fault.CUT_AFTER)
    with pytest.raises(NetworkError):
        await bot.get_updates()
    assert [each.message.text for each in await bot.get_updates()] == ["/start"]


async def test_chance_is_repeated_by_its_seed(bot, started, simulator, url):
    control = Control(url)

    async def outcomes():
        await control.random_faults({Fault.SERVER_ERROR: 0.3, Fault.TOO_MANY: 0.2}, seed=7, methods=["sendMessage"])
        made = []
        for _ in range(30):
            try:
                await bot.send_message(started.id, "x")
                made.append("ok")
            except TelegramError as error:
                made.append(type(error).__name__)
        return made

    first = await outcomes()
    assert await outcomes() == first
    assert set(first) == {"ok", "NetworkError", "RetryAfter"}
    await control.clear_faults()
    await bot.send_message(started.id, "spared")
    assert len(await control.struck()) == 2 * sum(each != "ok" for each in first)
    await control.close()


def test_rates_are_kept_on_the_whole():
    faults = Faults()
    faults.random({Fault.HANG: 0.1, Fault.DUPLICATE: 0.5}, seed=3)
    calls = [faults.strike("sendMessage", 1) for _ in range(5000)]
    updates = [faults.strike(UPDATE, 1) for _ in range(5000)]
    assert {each.fault for each in calls if each} == {Fault.HANG}
    assert 400 < sum(map(bool, calls)) < 600
    assert {each.fault for each in updates if each} == {Fault.DUPLICATE}
    assert 2300 < sum(map(bool, updates)) < 2700


@pytest.mark.parametrize("rates", [{Fault.HANG: -0.1}, {Fault.HANG: 0.6, Fault.BROKEN: 0.6}])
def test_impossible_rates_are_refused(rates):
    with pytest.raises(ValueError, match="rates are shares"):
        Faults().random(rates, seed=1)


def test_a_duplicate_is_of_updates_alone():
    with pytest.raises(ValueError, match="update"):
        Faults().next("sendMessage", Fault.DUPLICATE)


async def test_requests_are_listed_as_they_came(bot, started, url):
    await bot.send_message(started.id, "hello", protect_content=True)
    async with Control(url) as control:
        [made] = await control.requests("sendMessage")
    assert made["parameters"] == {"chat_id": str(started.id), "text": "hello", "protect_content": "true"}
    assert (made["outcome"], made["bot_id"]) == ("ok", 123456)
