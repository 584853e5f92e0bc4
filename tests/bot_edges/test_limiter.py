"""Replies overtake nudges, Telegram's limits are kept to the letter, and nothing is lost or left behind."""

import asyncio
import heapq
import random
from itertools import count, pairwise

import pytest
from telegram.error import BadRequest, RetryAfter

from bot.limiter import Lane, TwoLaneLimiter


class Time:
    """A monotonic clock that stands still until the test moves it; sleepers wake in order."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.sleeps = 0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = count()

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        assert seconds > 0, "a sleep of nothing is a busy loop"
        self.sleeps += 1
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._numbers), woken))
        await woken

    async def settle(self) -> None:
        for _ in range(12):
            await asyncio.sleep(0)

    async def run(self, seconds: float) -> None:
        end = self.now + seconds
        await self.settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            at, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                self.now = max(self.now, at)
                woken.set_result(None)
                await self.settle()
        self.now = end


class Telegram:
    """What arrived when; refuses as told."""

    def __init__(self, time: Time, takes: float = 0.0) -> None:
        self.time, self.takes = time, takes
        self.arrived: list[tuple[float, str, str]] = []
        self.refusals: list[BaseException] = []

    async def post(self, endpoint: str, data: dict[str, str]) -> bool:
        if self.refusals:
            raise self.refusals.pop(0)
        self.arrived.append((self.time.now, data["chat_id"], data["text"]))
        if self.takes:
            await self.time.sleep(self.takes)
        return True

    def times(self) -> list[float]:
        return [at for at, _, _ in self.arrived]

    def texts(self) -> list[str]:
        return [text for _, _, text in self.arrived]


class Bench:
    def __init__(self, limit: int = 30, takes: float = 0.0) -> None:
        self.time = Time()
        self.telegram = Telegram(self.time, takes)
        self.refused = 0
        self.limiter = TwoLaneLimiter(limit, clock=self.time.clock, sleep=self.time.sleep)

    def send(self, chat: object, text: str = "", lane: Lane | None = Lane.REPLY, endpoint: str = "sendMessage"):
        data = {"chat_id": chat, "text": text}
        return asyncio.create_task(
            self.limiter.process_request(self.telegram.post, (endpoint, data), {}, endpoint, data, lane)
        )

    def left_over(self) -> tuple[int, ...]:
        inside = self.limiter
        return len(inside._chats), *map(len, inside._ready), len(inside._resting), len(inside._places)


@pytest.fixture
async def bench():
    bench = Bench()
    yield bench
    await bench.limiter.shutdown()


def most_in_a_second(times: list[float]) -> int:
    return max(sum(start <= at < start + 1 for at in times) for start in times)


async def test_two_thousand_nudges_keep_the_limit_at_nearly_full_speed(bench):
    sends = [bench.send(chat, lane=Lane.NUDGE) for chat in range(2000)]
    await bench.time.run(2000 / 29)
    assert all(send.done() for send in sends)
    assert most_in_a_second(bench.telegram.times()) <= 30
    seconds = bench.telegram.times()[-1] - bench.telegram.times()[0]
    assert 2000 / seconds >= 29.5
    assert bench.telegram.arrived[0][0] == 1000.0, "the first goes at once"


async def test_nudges_go_at_an_even_pace_not_in_bursts(bench):
    for chat in range(200):
        bench.send(chat, lane=Lane.NUDGE)
    await bench.time.run(8)
    gaps = [later - earlier for earlier, later in pairwise(bench.telegram.times())]
    assert min(gaps) >= 1 / 31


async def test_a_reply_behind_two_thousand_nudges_waits_less_than_a_tenth_of_a_second(bench):
    for chat in range(2000):
        bench.send(chat, lane=Lane.NUDGE)
    worst = 0.0
    for number in range(40):
        await bench.time.run(0.9 + number / 1000)
        came = bench.time.now
        bench.send(f"reply {number}")
        await bench.time.run(0.1)
        arrived = [at for at, chat, _ in bench.telegram.arrived if chat == f"reply {number}"]
        assert arrived, "not within a tenth of a second"
        worst = max(worst, arrived[0] - came)
    assert worst < 0.1
    assert most_in_a_second(bench.telegram.times()) <= 30


async def test_replies_alone_go_at_once_as_long_as_the_second_has_room(bench):
    for chat in range(31):
        bench.send(chat)
    await bench.time.settle()
    assert len(bench.telegram.arrived) == 30
    await bench.time.run(1.0)
    assert len(bench.telegram.arrived) == 31
    assert most_in_a_second(bench.telegram.times()) <= 30


async def test_a_second_is_counted_from_the_answer_so_jitter_cannot_squeeze_it():
    bench = Bench(takes=0.4)
    for chat in range(60):
        bench.send(chat)
    await bench.time.run(1.39)
    assert len(bench.telegram.arrived) == 30
    await bench.time.run(0.02)
    assert len(bench.telegram.arrived) == 60
    await bench.time.run(2)
    await bench.limiter.shutdown()


async def test_sends_that_hang_do_not_silence_everybody():
    bench = Bench(limit=3, takes=20.0)
    for chat in range(4):
        bench.send(chat)
    await bench.time.run(1.9)
    assert len(bench.telegram.arrived) == 3
    await bench.time.run(0.2)
    assert len(bench.telegram.arrived) == 4
    await bench.time.run(25)
    await bench.limiter.shutdown()


async def test_a_chat_hears_one_message_a_second_in_order(bench):
    for number in range(4):
        bench.send("maria", str(number))
    await bench.time.run(5)
    assert bench.telegram.texts() == ["0", "1", "2", "3"]
    assert [round(at - 1000, 3) for at in bench.telegram.times()] == [0, 1, 2, 3]


async def test_a_chat_that_must_wait_holds_up_nobody_else(bench):
    for number in range(3):
        bench.send("maria", f"nudge {number}", Lane.NUDGE)
    bench.send("tomas", "reply")
    await bench.time.settle()
    assert bench.telegram.texts() == ["nudge 0", "reply"]


async def test_a_reply_may_overtake_a_nudge_of_its_own_chat(bench):
    for number in range(2):
        bench.send("maria", f"nudge {number}", Lane.NUDGE)
    bench.send("maria", "reply")
    await bench.time.run(4)
    assert bench.telegram.texts() == ["nudge 0", "reply", "nudge 1"]


async def test_a_429_rests_the_whole_sender_as_long_as_telegram_asked(bench):
    bench.telegram.refusals = [RetryAfter(7)]
    first, other = bench.send("maria", "first"), bench.send("tomas", "other", Lane.NUDGE)
    after = bench.send("maria", "after")
    await bench.time.run(6.9)
    # The nudge was already handed its place when the refusal came back, or waited with the rest.
    assert all(at == 1000.0 for at in bench.telegram.times())
    assert not first.done()
    await bench.time.run(3)
    assert await first
    assert await other
    assert await after
    texts = bench.telegram.texts()
    assert texts.index("first") < texts.index("after"), "the refused one keeps its place in its chat"
    assert dict(zip(texts, bench.telegram.times(), strict=True))["first"] == 1007.0


async def test_nothing_at_all_is_sent_while_the_sender_rests(bench):
    bench.telegram.refusals = [RetryAfter(5)]
    bench.send("maria")
    await bench.time.settle()
    for chat in range(50):
        bench.send(chat, lane=Lane(chat % 2))
    await bench.time.run(4.99)
    assert bench.telegram.arrived == []
    await bench.time.run(5)
    assert len(bench.telegram.arrived) == 51
    assert most_in_a_second(bench.telegram.times()) <= 30


async def test_a_message_is_retried_a_bounded_number_of_times(bench):
    bench.telegram.refusals = [RetryAfter(2) for _ in range(10)]
    send = bench.send("maria")
    await bench.time.run(30)
    with pytest.raises(RetryAfter):
        await send
    assert len(bench.telegram.refusals) == 6


async def test_a_long_rest_is_given_back_at_once_and_still_kept(bench):
    bench.telegram.refusals = [RetryAfter(300)]
    with pytest.raises(RetryAfter):
        await bench.send("maria")
    bench.send("tomas", "later")
    await bench.time.run(299)
    assert bench.telegram.arrived == []
    await bench.time.run(2)
    assert bench.telegram.texts() == ["later"]


async def test_another_error_rises_and_frees_its_chat(bench):
    bench.telegram.refusals = [BadRequest("no")]
    first, second = bench.send("maria", "first"), bench.send("maria", "second")
    await bench.time.run(1.1)
    with pytest.raises(BadRequest):
        await first
    assert await second


@pytest.mark.parametrize("endpoint", ["getUpdates", "answerCallbackQuery", "sendChatAction", "editMessageText"])
async def test_what_sends_no_message_passes_freely(bench, endpoint):
    sends = [bench.send("maria", endpoint=endpoint) for _ in range(100)]
    await bench.time.settle()
    assert all(send.done() for send in sends)


async def test_a_429_on_a_free_call_rests_the_sender_too(bench):
    bench.telegram.refusals = [RetryAfter(3)]
    with pytest.raises(RetryAfter):
        await bench.send("maria", endpoint="answerCallbackQuery")
    bench.send("maria", "text")
    await bench.time.run(2.9)
    assert bench.telegram.arrived == []
    await bench.time.run(0.2)
    assert bench.telegram.texts() == ["text"]


async def test_zero_means_no_limit_but_a_429_is_still_obeyed():
    bench = Bench(limit=0)
    sends = [bench.send("maria", str(number)) for number in range(100)]
    for _ in range(50):
        await bench.time.settle()
    assert all(send.done() for send in sends)
    assert bench.telegram.texts() == [str(number) for number in range(100)]
    bench.telegram.refusals = [RetryAfter(4)]
    late = bench.send("maria", "late")
    await bench.time.run(3.9)
    assert not late.done()
    await bench.time.run(0.2)
    assert await late
    await bench.limiter.shutdown()


async def test_giving_up_a_waiting_message_lets_the_next_one_go_and_leaks_nothing(bench):
    sends = [bench.send("maria", str(number)) for number in range(4)]
    await bench.time.settle()
    sends[1].cancel()
    sends[2].cancel()
    await bench.time.run(1.1)
    assert bench.telegram.texts() == ["0", "3"]
    await bench.time.run(3)
    assert bench.left_over() == (0, 0, 0, 0, 0)


async def test_giving_up_a_message_whose_turn_just_came_leaks_nothing(bench, monkeypatch):
    """Cancelled after its place was given and before it could use it."""
    bench.send("maria", "first")
    never = bench.send("maria", "never")
    await bench.time.settle()
    hand_out = bench.limiter._hand_out

    def then_give_up() -> None:
        hand_out()
        if bench.time.now >= 1001:
            never.cancel()

    monkeypatch.setattr(bench.limiter, "_hand_out", then_give_up)
    await bench.time.run(4)
    assert bench.telegram.texts() == ["first"]
    assert bench.left_over() == (0, 0, 0, 0, 0)


async def test_giving_up_a_message_in_the_very_moment_its_turn_comes_harms_nobody(bench):
    """Cancelled, and not yet out of its line, when the places are handed out."""
    bench.send("maria", "first")
    never, last = bench.send("maria", "never"), bench.send("maria", "last")
    await bench.time.settle()
    bench.time.now += 1
    never.cancel()
    bench.limiter._hand_out()
    await bench.time.run(3)
    assert await last
    assert bench.telegram.texts() == ["first", "last"]
    assert bench.left_over() == (0, 0, 0, 0, 0)


async def test_a_crowd_that_gives_up_leaves_nothing_behind(bench):
    sends = [bench.send(chat % 700, lane=Lane(chat % 2)) for chat in range(2000)]
    await bench.time.run(3)
    for send in sends:
        send.cancel()
    await bench.time.run(5)
    assert bench.left_over() == (0, 0, 0, 0, 0)


async def test_shutdown_lets_go_of_those_who_wait(bench):
    sends = [bench.send("maria") for _ in range(3)]
    await bench.time.settle()
    await bench.limiter.shutdown()
    assert [send.cancelled() for send in await asyncio.gather(*map(_ended, sends))] == [False, True, True]


async def _ended(send):
    await asyncio.wait([send])
    return send


async def test_an_idle_limiter_does_not_wake(bench):
    await bench.send("maria")
    await bench.time.run(2)
    sleeps = bench.time.sleeps
    await bench.time.run(3600)
    assert bench.time.sleeps == sleeps


@pytest.mark.parametrize("seed", range(12))
async def test_any_mix_of_traffic_keeps_every_rule(seed):
    """Random chats, lanes, delays, refusals, cancellations: limits and order hold, and nobody starves."""
    chance = random.Random(seed)
    bench = Bench(limit=chance.choice([3, 10, 30]), takes=chance.choice([0.0, 0.01, 0.3]))
    sends, given_up = {}, set()
    for number in range(400):
        lane = chance.choice(list(Lane))
        chat = f"{chance.randrange(60)}"
        sends[f"{lane.name} {number}"] = bench.send(chat, f"{lane.name} {number}", lane)
        if chance.random() < 0.02 and not bench.telegram.refusals:
            bench.telegram.refusals.append(RetryAfter(chance.randrange(1, 4)))
            bench.refused += 1
        if chance.random() < 0.05:
            text = chance.choice(list(sends))
            sends[text].cancel()
            given_up.add(text)
        if chance.random() < 0.3:
            await bench.time.run(chance.random() / 4)
    await bench.time.run(400)
    assert all(send.done() for send in sends.values())
    times = bench.telegram.times()
    assert most_in_a_second(times) <= bench.limiter._limit
    for chat in {chat for _, chat, _ in bench.telegram.arrived}:
        mine = [(at, text) for at, to, text in bench.telegram.arrived if to == chat]
        assert all(later - earlier >= 1 - 1e-9 for (earlier, _), (later, _) in pairwise(mine))
        for lane in Lane:
            numbers = [int(text.split()[1]) for _, text in mine if text.startswith(lane.name)]
            assert numbers == sorted(numbers)
    # Who met a refusal at every try was handed back; everybody else arrived.
    handed_back = {text for text, send in sends.items() if not send.cancelled() and send.exception()}
    assert len(handed_back) <= bench.refused // 4
    assert set(sends) - set(bench.telegram.texts()) <= given_up | handed_back
    assert bench.left_over() == (0, 0, 0, 0, 0)
    await bench.limiter.shutdown()


async def test_in_real_time_forty_nudges_and_a_reply_keep_the_limit():
    times: list[float] = []
    limiter, loop = TwoLaneLimiter(30), asyncio.get_running_loop()

    async def post(chat: str) -> bool:
        times.append(loop.time())
        return True

    def send(chat: str, lane: Lane):
        return limiter.process_request(post, (chat,), {}, "sendMessage", {"chat_id": chat}, lane)

    nudges = [asyncio.create_task(send(str(chat), Lane.NUDGE)) for chat in range(40)]
    await asyncio.sleep(1.2)
    began = loop.time()
    await send("reply", Lane.REPLY)
    assert loop.time() - began < 0.3
    await asyncio.gather(*nudges)
    assert most_in_a_second(times) <= 30
    await limiter.shutdown()
