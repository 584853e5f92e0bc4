"""The simulator's second client: a real aiogram bot with its dispatcher.

aiogram takes seconds to load, so only who runs these tests loads it, and not each process that collects them.
"""

import asyncio

import pytest
from conftest import TOKEN

from simulator import Fault


@pytest.fixture
async def aiogram_bot(url):
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    yield bot
    await bot.session.close()


def dispatcher():
    from aiogram import Dispatcher, F
    from aiogram.filters import CommandStart
    from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup

    talk = Dispatcher()
    yes = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Yes", callback_data="yes")]])

    @talk.message(CommandStart(deep_link=True))
    async def welcome(message, command):
        await message.answer(f"code {command.args}", reply_markup=yes)

    @talk.message(F.document)
    async def fetch(message, bot):
        data = await bot.download(message.document)
        await message.answer_document(BufferedInputFile(data.read()[::-1], "back.txt"), caption="turned round")

    @talk.message()
    async def echo(message):
        await message.reply(f"you sent {message.content_type.value}: {message.text}")

    @talk.edited_message()
    async def edited(message):
        await message.answer(f"now {message.text}")

    @talk.callback_query()
    async def tapped(query):
        await query.message.edit_text("tapped", reply_markup=None)
        await query.answer("thank you", show_alert=True)

    return talk


async def test_an_aiogram_bot_talks_through_the_same_simulator(aiogram_bot, maria):
    talk = dispatcher()
    polling = asyncio.create_task(talk.start_polling(aiogram_bot, handle_signals=False))
    try:
        said = await maria.say("/start abc")
        [welcome] = await maria.wait()
        assert welcome.text == "code abc"
        await maria.tap("Yes")
        async with asyncio.timeout(15):
            while not (answers := await maria.taps_answered()):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert (answers[0].text, answers[0].alert) == ("thank you", True)
        assert (await maria.messages())[-1].text == "tapped"
        await maria.edit(said, "other words")
        assert [each.text for each in await maria.settled(quiet=0.1)] == ["now other words"]
        for send, kind in (
            (maria.send_voice, "voice"),
            (maria.send_photo, "photo"),
            (maria.send_sticker, "sticker"),
            (maria.send_location, "location"),
            (maria.send_poll, "poll"),
            (maria.send_contact, "contact"),
            (maria.send_video_note, "video_note"),
        ):
            sent = await send()
            [reply] = await maria.wait()
            assert (reply.text, reply.reply_to) == (f"you sent {kind}: None", sent)
        await maria.send_document("a.txt", b"abc")
        [back] = await maria.wait()
        assert (back.text, back.document.name, await maria.read(back)) == ("turned round", "back.txt", b"cba")
    finally:
        await talk.stop_polling()
        await polling


async def test_errors_are_what_aiogram_makes_of_them(aiogram_bot, maria, simulator):
    from aiogram.exceptions import TelegramBadRequest, TelegramRetryAfter

    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await aiogram_bot.send_message(1, "x")
    await maria.say("/start")
    simulator.faults.next("sendMessage", Fault.TOO_MANY, retry_after=3)
    with pytest.raises(TelegramRetryAfter) as raised:
        await aiogram_bot.send_message(maria.id, "x")
    assert raised.value.retry_after == 3
    info = await aiogram_bot.get_chat(maria.id)
    assert info.first_name == "Maria"
    assert (await aiogram_bot.get_webhook_info()).pending_update_count == 1
