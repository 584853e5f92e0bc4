"""Suspects: one at a time, the least tried first."""

import asyncio

import pytest

from bot.suspects import Suspects


async def test_the_least_tried_goes_first_and_alone():
    suspects, done, at_once = Suspects(), [], 0

    async def work(tried: int) -> None:
        nonlocal at_once
        async with suspects.in_turn(tried):
            at_once += 1
            assert at_once == 1
            await asyncio.sleep(0)
            at_once -= 1
            done.append(tried)

    await asyncio.gather(*map(work, (3, 1, 2, 1)))
    assert done == [1, 1, 2, 3]


async def test_one_that_fails_or_is_cancelled_holds_up_nobody():
    suspects = Suspects()

    async def fail() -> None:
        async with suspects.in_turn(1):
            raise ValueError

    async def hang() -> None:
        async with suspects.in_turn(1):
            await asyncio.sleep(60)

    with pytest.raises(ValueError):  # noqa: PT011
        await fail()
    hanging, waiting = asyncio.create_task(hang()), asyncio.create_task(hang())
    await asyncio.sleep(0.01)
    waiting.cancel()
    hanging.cancel()
    await asyncio.gather(hanging, waiting, return_exceptions=True)
    async with asyncio.timeout(1), suspects.in_turn(5):
        pass
