"""No update is confirmed before it was worked off; nothing that Telegram or an update does stops the loop."""

import asyncio
import json

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.door import ALLOWED_UPDATES, chat_of
from bot.patience import A_MINUTE_S, Backoff, OnceAMinute, TokenRefused
from bot.polling import poll
from simulator import Control, Fault, Person, Simulator, serve
from tests.bot_edges.conftest import TOKEN, Run


@pytest.fixture
async def maria(sim):
    async with Person(sim.url, token=TOKEN) as maria:
        yield maria


@pytest.fixture
async def tomas(sim):
    async with Person(sim.url, token=TOKEN, first_name="Tomas") as tomas:
        yield tomas


def waiting(sim) -> int:
    return len(sim.bots[TOKEN].updates)


async def test_an_update_is_taken_and_then_confirmed(sim, run, maria):
    await maria.say("hello")
    async with run.polling():
        await run.desk.until(lambda: run.desk.texts() == ["hello"])
        await run.desk.until(lambda: waiting(sim) == 0)
    assert run.health.problems == {}


async def test_nothing_is_confirmed_while_it_is_in_work(sim, run, maria):
    run.desk.slow_s = 0.4
    await maria.say("hello")
    async with run.polling():
        await run.desk.until(lambda: run.desk.at_work == 1)
        assert waiting(sim) == 1
        assert run.desk.texts() == []
        await run.desk.until(lambda: waiting(sim) == 0)
        assert run.desk.texts() == ["hello"]


async def test_chats_are_taken_side_by_side_and_each_in_order(run, maria, tomas):
    run.desk.slow_s = 0.02
    for number in range(10):
        await maria.say(f"maria {number}")
        await tomas.say(f"tomas {number}")
    async with run.polling():
        await run.desk.until(lambda: len(run.desk.taken) == 20)
    for name in ("maria", "tomas"):
        mine = [text for text in run.desk.texts() if text.startswith(name)]
        assert mine == [f"{name} {number}" for number in range(10)]
    assert run.desk.most_at_work == 2


async def test_a_slow_one_holds_up_its_own_chat_and_no_other_and_nothing_is_confirmed_past_it(sim, run, maria, tomas):
    run.desk.slow = {"slow": asyncio.Event()}
    await maria.say("slow")
    await maria.say("behind it")
    async with run.polling():
        await run.desk.until(lambda: run.desk.at_work == 1)
        for number in range(3):
            await tomas.say(f"tomas {number}")
            await run.desk.until(lambda number=number: f"tomas {number}" in run.desk.texts())
        assert run.desk.texts() == ["tomas 0", "tomas 1", "tomas 2"]
        assert waiting(sim) == 5, "confirmed is only what lies before the slow one"
        run.desk.slow["slow"].set()
        await run.desk.until(lambda: waiting(sim) == 0)
    assert run.desk.texts()[3:] == ["slow", "behind it"]
    assert len(run.desk.taken) == 5, "what was fetched again in between was not taken again"


async def test_a_failure_while_another_chat_is_slow_is_tried_again_when_that_one_is_through(
    sim, run, maria, tomas, quick
):
    run.desk.slow = {"slow": asyncio.Event()}
    await maria.say("slow")
    async with run.polling():
        await run.desk.until(lambda: run.desk.at_work == 1)
        run.desk.failures = 1
        await tomas.say("first")
        await tomas.say("second")
        await run.desk.until(lambda: run.desk.failures == 0)
        assert run.desk.texts() == []
        run.desk.slow["slow"].set()
        await run.desk.until(lambda: waiting(sim) == 0)
    assert [text for text in run.desk.texts() if text != "slow"] == ["first", "second"]


async def test_a_stop_while_one_is_slow_finishes_it_and_confirms_it(sim, run, maria):
    run.desk.slow = {"slow": asyncio.Event()}
    await maria.say("slow")
    async with run.polling() as running:
        await run.desk.until(lambda: run.desk.at_work == 1)
        await asyncio.sleep(0.4)
        run.stop.set()
        await asyncio.sleep(0.1)
        assert not running.done()
        run.desk.slow["slow"].set()
        await asyncio.wait_for(running, 10)
    assert (run.desk.texts(), waiting(sim)) == (["slow"], 0)


async def test_a_batch_that_failed_is_fetched_again_and_behind_a_failure_nothing_overtakes(
    sim, run, maria, tomas, quick
):
    run.desk.failures = 1
    for number in range(3):
        await maria.say(f"{number}")
    await tomas.say("tomas")
    async with run.polling():
        await run.desk.until(lambda: waiting(sim) == 0)
    # Maria's first failed, so her later ones waited; Tomas' was taken at once, and then once more.
    assert [text for text in run.desk.texts() if text != "tomas"] == ["0", "1", "2"]
    assert run.desk.texts().count("tomas") == 2
    assert run.health.problems == {}


async def test_while_the_database_is_away_health_says_so_and_nothing_is_confirmed(sim, run, maria, quick):
    run.desk.failures = 1000
    await maria.say("hello")
    with structlog.testing.capture_logs() as logs:
        async with run.polling():
            await run.desk.until(lambda: run.desk.failures < 990)
            assert "ConnectionError" in run.health.problems["turns"]
            assert waiting(sim) == 1
            run.desk.failures = 0
            await run.desk.until(lambda: waiting(sim) == 0)
            assert run.health.problems == {}
    assert len([line for line in logs if "fetched again" in line["event"]]) == 1, "once a minute"


async def test_an_update_that_no_library_can_parse_stops_nobody(sim, run, maria):
    control = Control(sim.url)
    await control.raw(TOKEN, {"message": {"chat": "no object", "date": "never"}})
    await control.raw(TOKEN, {"message": ["a list"]})
    await maria.say("hello")
    async with run.polling():
        await run.desk.until(lambda: run.desk.texts() == ["hello"])
        await run.desk.until(lambda: waiting(sim) == 0)
    assert len(run.desk.taken) == 3
    await control.close()


async def test_only_what_we_use_is_asked_for(sim, run, maria):
    async with run.polling():
        await maria.say("hello")
        await run.desk.until(lambda: run.desk.taken)
    asked = next(each.parameters for each in sim.requests if each.method == "getUpdates")
    assert json.loads(asked["allowed_updates"]) == list(ALLOWED_UPDATES)
    assert "poll_answer" not in ALLOWED_UPDATES


async def test_a_stop_finishes_the_batch_in_work_and_confirms_it(sim, run, maria, tomas):
    run.desk.slow_s = 0.3
    await maria.say("hello")
    async with run.polling() as running:
        await run.desk.until(lambda: run.desk.at_work == 1)
        run.stop.set()
        await tomas.say("after the stop")
        await asyncio.wait_for(running, 10)
    assert run.desk.texts() == ["hello"]
    assert waiting(sim) == 1, "what came after the stop waits at Telegram for the next start"
    last = [each.parameters for each in sim.requests if each.method == "getUpdates"][-1]
    assert (last["timeout"], last["limit"]) == ("0", "1")


async def test_a_stop_cuts_a_long_poll_short(run):
    async with run.polling() as running:
        await asyncio.sleep(0.2)
        run.stop.set()
        await asyncio.wait_for(running, 3)


async def test_updates_numbered_lower_after_an_idle_week_are_heard(sim, run, maria):
    await maria.say("before")
    async with run.polling(timeout_s=1):
        # Two polls later the week has begun: an offset still sent would hide what is numbered below it.
        await run.desk.until(lambda: [each.method for each in sim.requests].count("getUpdates") >= 3)
        assert waiting(sim) == 0
        async with Control(sim.url) as control:
            await control.restart_update_ids(TOKEN, sim.bots[TOKEN].updates.next_id - 3)
        await maria.say("after")
        await run.desk.until(lambda: run.desk.texts() == ["before", "after"])
        await run.desk.until(lambda: waiting(sim) == 0)


async def test_an_answer_that_was_lost_on_its_way_loses_no_update(sim, run, maria, quick):
    sim.faults.next("getUpdates", Fault.CUT_AFTER, times=2)
    sim.faults.next("getUpdates", Fault.BROKEN)
    sim.faults.next("getUpdates", Fault.SERVER_ERROR, times=2)
    sim.faults.next("getUpdates", Fault.TOO_MANY)
    for number in range(5):
        await maria.say(str(number))
    async with run.polling():
        await run.desk.until(lambda: len(run.desk.taken) >= 5 and waiting(sim) == 0)
    assert run.desk.texts() == ["0", "1", "2", "3", "4"]


async def test_a_forgotten_webhook_is_taken_away(sim, run, maria, quick):
    await run.bot.set_webhook("http://127.0.0.1:1/nowhere")
    await maria.say("hello")
    async with run.polling():
        await run.desk.until(lambda: run.desk.texts() == ["hello"])
    assert sim.bots[TOKEN].webhook is None


async def test_a_second_poller_is_named_once_a_minute_and_in_health(sim, run, maria, quick):
    other = Run(sim.url)
    with structlog.testing.capture_logs() as logs:
        async with run.polling(), other.polling():
            await run.desk.until(lambda: run.health.problems or other.health.problems)
            problems = {**run.health.problems, **other.health.problems}
            assert "another program polls with the same bot token" in problems["telegram"]
            await asyncio.sleep(0.5)
    said = [line for line in logs if "another program polls" in line["event"]]
    assert 1 <= len(said) <= 2, "each of the two loops at most once"


async def test_a_refused_token_ends_the_run_with_the_cure():
    async with serve(Simulator(tokens=["1:somebody-elses-token-of-25-chars"])) as url:
        run = Run(url)
        with pytest.raises(TokenRefused, match=r"telegram\.token.*@BotFather") as refused:
            await poll(run.bot, run.desk.take, stop=run.stop, health=run.health)
        assert TOKEN not in str(refused.value)
        assert refused.value.__cause__ is None
        await run.bot.shutdown()


async def test_a_token_refused_later_ends_the_run_too(sim, run, maria):
    """Revoked while the bot runs, when the library already counts itself as started."""
    await run.bot.initialize()
    async with run.polling(timeout_s=1) as running:
        await maria.say("hello")
        await run.desk.until(lambda: run.desk.taken)
        sim.tokens = frozenset()
        with pytest.raises(TokenRefused):
            await asyncio.wait_for(running, 8)


async def test_an_unreachable_telegram_is_waited_for(quick, unused_tcp_port):
    run = Run(f"http://127.0.0.1:{unused_tcp_port}")
    with structlog.testing.capture_logs() as logs:
        async with run.polling():
            await run.desk.until(lambda: run.health.problems)
            assert run.health.problems["telegram"].startswith("Telegram cannot be reached: NetworkError")
            await asyncio.sleep(0.5)
            async with (
                serve(Simulator(), port=unused_tcp_port) as url,
                Person(url, token=TOKEN) as maria,
            ):
                await maria.say("there you are")
                await run.desk.until(lambda: run.desk.texts() == ["there you are"])
                assert run.health.problems == {}
    assert len([line for line in logs if "cannot be reached" in line["event"]]) == 1
    assert TOKEN not in str(logs)


async def test_each_wait_is_longer_than_the_last_up_to_half_a_minute(monkeypatch):
    waits: list[float] = []

    async def passes(waiting, seconds):
        waiting.close()
        waits.append(seconds)
        raise TimeoutError

    monkeypatch.setattr("bot.patience.asyncio.wait_for", passes)
    backoff = Backoff(asyncio.Event())
    for _ in range(7):
        await backoff.wait()
    backoff.reset()
    await backoff.wait(at_least_s=12)
    assert waits == [1, 2, 4, 8, 16, 30, 30, 12]


def test_a_complaint_is_said_at_once_and_then_once_a_minute():
    now = [0.0]
    complaints = OnceAMinute(lambda: now[0])
    assert complaints.may_say("reach")
    assert not complaints.may_say("reach")
    assert complaints.may_say("conflict")
    now[0] = A_MINUTE_S
    assert complaints.may_say("reach")


PERSON, CHAT = {"id": 5, "is_bot": False}, {"id": 5, "type": "private"}


@pytest.mark.parametrize(
    ("raw", "chat"),
    [
        ({"update_id": 1, "message": {"chat": CHAT}}, 5),
        ({"update_id": 1, "edited_message": {"chat": CHAT}}, 5),
        ({"update_id": 1, "my_chat_member": {"chat": {"id": -10}, "from": PERSON}}, -10),
        ({"update_id": 1, "channel_post": {"chat": {"id": -100}}}, -100),
        ({"update_id": 1, "callback_query": {"from": PERSON, "message": {"chat": {"id": 6}}}}, 6),
        ({"update_id": 1, "callback_query": {"from": PERSON, "inline_message_id": "x"}}, 5),
        ({"update_id": 1, "message": {"chat": "5"}}, None),
        ({"update_id": 1, "message": {"chat": {"id": "5"}}}, None),
        ({"update_id": 1, "something_new": {"chat": CHAT}}, None),
        ({"update_id": 1}, None),
        (None, None),
    ],
)
def test_the_chat_of_an_update(raw, chat):
    assert chat_of(raw) == chat


KEYS = st.sampled_from([*ALLOWED_UPDATES, "chat", "from", "message", "id", "update_id"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_the_chat_of_anything_at_all_is_a_number_or_none(raw):
    assert chat_of(raw) is None or isinstance(chat_of(raw), int)
