"""Pulse: four numbers of the client's own, a picture of them, nothing of it for the coach without a yes, and a repair
where one sinks.
"""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from bot.chart import draw
from flows.values import Chart
from simulator.faults import Fault
from storage import schedules
from storage.tables import Fact, Outbox, Talk
from tests.system.host import ANNA, TOKEN
from tests.system.test_aftercare import said
from tests.system.test_check_ins import MARIA, outcomes, sweep
from tests.system.test_kills import act

FIRST = "Four short statements"
BEHIND = "What is behind that?"
NOT_SHARED, NOT_AGAIN = "[No, they're mine]", "[No, don't]"


@pytest.fixture
def maria(host):
    """No check-ins; now it is Monday noon in Helsinki."""
    host.add_client(host.add_coach(telegram_id=ANNA), "Maria", MARIA, check_in="")
    return host.person("Maria", MARIA)


def pictures(host) -> list[Image.Image]:
    messages = host.simulator.bot(TOKEN).chats[MARIA].messages.values()
    sent = [each.content["photo"][0]["file_id"] for each in messages if each.kind == "photo"]
    stored = [host.simulator.bot(TOKEN).files.by_id(file_id) for file_id in sent]
    return [Image.open(BytesIO(each.upload.data)) for each in stored]


def on(month: int, day: int, year: int = 2026) -> datetime:
    """18:01 in Helsinki on a winter's day."""
    return datetime(year, month, day, 16, 1, tzinfo=UTC)


async def go(host, app, moment: datetime) -> None:
    """To this moment, looking at the schedule every so often: the bot was not away."""
    while host.clock.now() < moment:
        host.clock.jump(min(timedelta(hours=12), moment - host.clock.now()))
        await app.sweep.run()
    await host.idle()


@pytest.fixture
def drawn(monkeypatch) -> list[Chart]:
    """The charts that were drawn, as they were drawn."""
    charts: list[Chart] = []
    monkeypatch.setattr("bot.delivery.draw", lambda chart: charts.append(chart) or draw(chart))
    return charts


async def rate(host, maria, *numbers: int, then=(NOT_SHARED, NOT_AGAIN)) -> str:
    return await said(host, maria, "/pulse", *(f"[{each}]" if each else "/skip" for each in numbers), *then)


async def test_the_picture_comes_with_the_numbers_in_words_and_the_question_under_it(host, maria):
    async with host.running():
        await rate(host, maria, 5, 4, 0, 5, then=())
        [message] = [each for each in await maria.messages() if each.kind == "photo"]
    assert "• I can speak openly: 4\n• I am heard: no answer\n" in message.text
    assert message.text.endswith("Shall I share today's numbers with Anna?")
    assert message.labels == ["Yes, share them", "No, they're mine"]
    [picture] = pictures(host)
    assert picture.format == "PNG"
    assert picture.width == 1080
    assert min(picture.convert("RGB").getpixel((3, 3))) > 240


async def test_a_picture_not_known_to_have_arrived_is_sent_once_more_with_a_note(host, maria, monkeypatch):
    monkeypatch.setattr("bot.telegram_request.ANSWER_WITHIN_S", 0.3)
    host.simulator.faults.next("sendPhoto", Fault.HANG_AFTER, chat_id=MARIA)
    async with host.running():
        await rate(host, maria, 5, 4, 4, 5, then=())
        one, again = [each for each in await maria.messages() if each.kind == "photo"]
    assert again.text == f"I'm not sure this reached you, so here it is again:\n\n{one.text}"
    assert len(pictures(host)) == 2


async def test_no_number_lies_open_in_the_database_nor_any_picture(host, maria):
    async with host.running():
        await rate(host, maria, 5, 4, 4, 5, then=())
    raw = b"".join(path.read_bytes() for path in host.folder.iterdir() if "sqlite" in path.name)
    assert b"PNG" not in raw
    assert b"speak openly" not in raw
    assert all(each.payload is None for each in host.rows(Outbox) if each.state == "sent")


async def test_without_her_yes_the_coach_sees_no_number(host, maria):
    anna = host.person("Anna", ANNA)
    async with host.running():
        await rate(host, maria, 5, 4, 4, 5)
        await act(anna, "/transcript Maria")
        await host.idle()
        await act(anna, "[All as one document]")
        await host.idle()
        [document] = [each for each in await anna.messages() if each.document]
        everything = "".join(host.chat_texts(ANNA)) + (await anna.read(document)).decode()
    assert "speak openly" not in everything
    assert "share today's numbers" not in everything
    assert "[4]" not in everything
    assert "not shared)" in everything


async def test_with_her_yes_the_coach_sees_today_s_numbers_and_no_earlier_ones(host, maria):
    async with host.running():
        await rate(host, maria, 3, 3, 3, 3)
        await said(host, maria, "/cancel")
        await rate(host, maria, 5, 4, 0, 5, then=("[Yes, share them]", NOT_AGAIN))
    [told] = [text for text in host.chat_texts(ANNA) if "trust pulse" in text]
    assert told.endswith(
        "• Promises are kept: 5\n• I can speak openly: 4\n• I am heard: no answer\n• My boundaries are kept: 5"
    )
    assert "last time" not in told


async def test_a_low_answer_opens_a_repair_and_a_high_one_does_not(host, maria):
    async with host.running():
        assert BEHIND not in await rate(host, maria, 5, 4, 4, 5)
        assert "You gave a 2 to “I can say things here as they are.”" in await rate(host, maria, 5, 2, 4, 5)
    assert [each.flow for each in host.rows(Talk)] == ["pulse", "pulse", "repair"]


async def test_a_fall_opens_a_repair_and_a_gap_is_no_fall(host, maria):
    async with host.running():
        await rate(host, maria, 5, 5, 5, 5)
        assert BEHIND not in await rate(host, maria, 5, 0, 5, 5)
        assert "You gave a 4 to “I can say things here as they are.”" in await rate(host, maria, 5, 4, 5, 5)
        asked = [each.text for each in await maria.messages() if each.kind == "photo"][-1]
    assert "• I can speak openly: 4 (last time 5)" in asked


async def test_it_is_asked_again_only_if_she_agreed_and_then_every_four_weeks(host, maria):
    async with host.running() as app:
        await rate(host, maria, 5, 5, 5, 5, then=(NOT_SHARED, "[Yes, ask me]"))
        assert "the four numbers on trust, Monday 21 December at 18:00: still to come" in await said(
            host, maria, "/promises"
        )
        await go(host, app, on(12, 21))
        assert FIRST in host.chat_texts(MARIA)[-1]
        assert outcomes(host, "pulse") == ["kept", None]
        told = await said(host, maria, "[5]", "[5]", "[5]", "[5]", NOT_SHARED)
        assert "Shall I go on asking these every four weeks, the next time Monday 18 January" in told
        await said(host, maria, NOT_AGAIN)
    assert outcomes(host, "pulse") == ["kept"]
    with host.look() as session:
        assert "pulse" not in [each.kind for each in schedules.list_for(session, 1)]


async def test_it_is_not_asked_by_itself_if_she_did_not_agree(host, maria):
    async with host.running() as app:
        await rate(host, maria, 5, 5, 5, 5)
        await go(host, app, on(12, 21))
    assert sum(FIRST in text for text in host.chat_texts(MARIA)) == 1


async def test_one_that_was_not_answered_is_a_gap_in_the_picture(host, maria, drawn):
    async with host.running() as app:
        await rate(host, maria, 5, 5, 5, 5, then=(NOT_SHARED, "[Yes, ask me]"))
        for asked in (on(12, 21), on(1, 18, 2027)):
            await go(host, app, asked)
        await said(host, maria, "[4]", "/skip", "[5]", "[5]")
    assert drawn[-1].days == ("23 Nov", "21 Dec", "18 Jan")
    assert drawn[-1].scores[:2] == ((5, None, 4), (5, None, None))
    talks = [each for each in host.rows(Talk) if each.flow == "pulse"]
    assert [each.state for each in talks] == ["done", "unanswered", "open"]


async def test_one_put_aside_and_begun_again_on_the_same_day_is_no_gap(host, maria, drawn):
    async with host.running():
        await said(host, maria, "/pulse", "/cancel", "/pulse", "/cancel")
        await rate(host, maria, 5, 5, 5, 5, then=())
    assert drawn[-1].days == ("23 Nov",)


async def test_after_a_long_downtime_one_message_speaks_for_all_that_were_missed(host, maria):
    async with host.running():
        await rate(host, maria, 5, 5, 5, 5, then=(NOT_SHARED, "[Yes, ask me]"))
    host.clock.jump(on(1, 25, 2027) - host.clock.now())
    async with host.running() as app:
        for _ in range(3):
            await sweep(host, app)
    came = [text for text in host.chat_texts(MARIA) if FIRST in text]
    assert len(came) == 2, "the one she began, and one for all that were missed"
    assert "messages unwritten that I had promised" in came[-1]
    assert outcomes(host, "pulse")[:1] == ["missed"]
    assert None in outcomes(host, "pulse")


async def test_a_pause_rests_from_it(host, maria):
    async with host.running() as app:
        await rate(host, maria, 5, 5, 5, 5, then=(NOT_SHARED, "[Yes, ask me]"))
        await said(host, maria, "/pause")
        await go(host, app, on(12, 21))
    assert sum(FIRST in text for text in host.chat_texts(MARIA)) == 1
    assert outcomes(host, "pulse") == ["skipped", None]


async def test_those_that_passed_in_a_pause_over_a_downtime_are_skipped_and_not_owned(host, maria):
    async with host.running():
        await rate(host, maria, 5, 5, 5, 5, then=(NOT_SHARED, "[Yes, ask me]"))
        await said(host, maria, "/pause")
    host.clock.jump(on(1, 25, 2027) - host.clock.now())
    async with host.running() as app:
        for _ in range(3):
            await sweep(host, app)
    assert outcomes(host, "pulse")[:2] == ["skipped", "skipped"]


async def test_the_open_question_rests_meanwhile(host, maria):
    async with host.running():
        await said(host, maria, "/checkin", "4")
        told = await said(host, maria, "/pulse")
        assert told.startswith("The question that was open can wait")
        await said(host, maria, "[5]", "[5]", "[5]", "[5]", NOT_SHARED, NOT_AGAIN)
        assert "What has it been like?" in await said(host, maria, "/resume")


async def test_an_erasure_takes_the_numbers_along(host, maria):
    async with host.running():
        await rate(host, maria, 5, 2, 4, 5, then=(NOT_SHARED,))
        await said(host, maria, "/delete", "[Yes, delete everything]")
    assert host.rows(Fact) == []
