"""The silence contract: what silence means was agreed on, and is kept; once for each silence."""

import pytest

from tests.system.host import ANNA
from tests.system.test_check_ins import MARIA, act, sweep, to

GENTLE = "It's been quiet, and that is all right."


@pytest.fixture
def maria(host, request):
    host.add_client(host.add_coach(telegram_id=ANNA), "Maria", MARIA, check_in="daily 09:00", silence=request.param)
    return host.person("Maria", MARIA)


def gentle(host) -> int:
    return sum(GENTLE in text for text in host.chat_texts(MARIA))


def told(host) -> int:
    return sum("It has been quiet with Maria" in text for text in host.chat_texts(ANNA))


@pytest.mark.parametrize(
    ("maria", "messages", "notices"), [("nothing", 0, 0), ("nudge", 1, 0), ("tell", 1, 1)], indirect=["maria"]
)
async def test_days_of_silence_get_what_was_agreed_and_no_more(host, maria, messages, notices):
    async with host.running() as app:
        for day in range(24, 30):
            for hour in (7, 12):
                to(host, day, hour)
                await sweep(host, app)
    assert (gentle(host), told(host)) == (messages, notices)


@pytest.mark.parametrize("maria", ["nudge"], indirect=True)
async def test_a_word_ends_a_silence_and_a_later_one_is_a_new_one(host, maria):
    async with host.running() as app:
        for day in (24, 25, 26):
            to(host, day, 7)
            await sweep(host, app)
        to(host, 26, 8)
        await sweep(host, app)
        assert gentle(host) == 1
        await act(maria, "4")
        await host.idle()
        for day in (27, 28, 29, 30):
            to(host, day, 7)
            await sweep(host, app)
            to(host, day, 8)
            await sweep(host, app)
    assert gentle(host) == 2
