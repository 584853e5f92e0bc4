"""Sending, editing, deleting and files, by a real python-telegram-bot over HTTP."""

from datetime import timedelta

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    MenuButtonCommands,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from simulator import Button, Person, samples

YES_NO = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("Yes", callback_data="yes"),
            InlineKeyboardButton("Site", url="https://example.org/"),
        ]
    ]
)


async def test_a_bot_learns_who_it_is(bot, simulator):
    simulator.bot(bot.token, username="listening_bot", first_name="Listening")
    me = await bot.get_me()
    assert (me.id, me.username, me.first_name, me.is_bot) == (123456, "listening_bot", "Listening", True)


async def test_a_text_with_buttons_arrives_as_it_was_sent(bot: Bot, started: Person, clock):
    sent = await bot.send_message(started.id, "Hei *Maria*", reply_markup=YES_NO, protect_content=True)
    [seen] = await started.wait()
    assert seen.text == sent.text == "Hei *Maria*"
    assert seen.buttons == [[Button("Yes", data="yes"), Button("Site", url="https://example.org/")]]
    assert seen.date == sent.date == clock.now
    assert seen.protected
    assert sent.has_protected_content
    assert sent.reply_markup == YES_NO
    assert not seen.silent


async def test_silence_and_the_message_replied_to_are_kept(bot, started):
    [first] = [each.id for each in await started.messages()]
    sent = await bot.send_message(
        started.id, "back to you", disable_notification=True, reply_parameters=ReplyParameters(first)
    )
    [seen] = await started.wait()
    assert (seen.silent, seen.reply_to) == (True, first)
    assert sent.reply_to_message.message_id == first


@pytest.mark.parametrize(
    ("text", "mode", "bare", "entities"),
    [
        ("<b>bold</b> &lt;3", ParseMode.HTML, "bold <3", [("bold", 0, 4)]),
        ("🙂 <i>x</i>", ParseMode.HTML, "🙂 x", [("italic", 3, 1)]),
        ('<a href="https://example.org">here</a>', ParseMode.HTML, "here", [("text_link", 0, 4)]),
        (r"*bold* \_as is\_", ParseMode.MARKDOWN_V2, "bold _as is_", [("bold", 0, 4)]),
        ("_a *b*_", ParseMode.MARKDOWN_V2, "a b", [("italic", 0, 3), ("bold", 2, 1)]),
        (r"[here](https://example.org/\))", ParseMode.MARKDOWN_V2, "here", [("text_link", 0, 4)]),
        ("`a_b`", ParseMode.MARKDOWN_V2, "a_b", [("code", 0, 3)]),
        ("*b* 1.5", ParseMode.MARKDOWN, "b 1.5", [("bold", 0, 1)]),
        ("  trimmed \n", None, "trimmed", []),
        (
            "see /help or t.me/x?start=1.",
            None,
            "see /help or t.me/x?start=1.",
            [("bot_command", 4, 5), ("url", 13, 14)],
        ),
        ("mail a@example.org", None, "mail a@example.org", [("email", 5, 13)]),
        ("and/or 1/2", None, "and/or 1/2", []),
    ],
)
async def test_formatting_becomes_entities(bot, started, text, mode, bare, entities):
    sent = await bot.send_message(started.id, text, parse_mode=mode)
    assert sent.text == bare
    assert [(each.type, each.offset, each.length) for each in sent.entities] == entities


async def test_an_edit_changes_text_and_buttons(bot, started):
    sent = await bot.send_message(started.id, "one", reply_markup=YES_NO)
    edited = await bot.edit_message_text("two", started.id, sent.message_id)
    assert edited.edit_date is not None
    seen = (await started.messages())[-1]
    assert (seen.text, seen.buttons, seen.edited) == ("two", [], True)


async def test_an_edit_of_buttons_alone_leaves_no_mark(bot, started):
    sent = await bot.send_message(started.id, "one", reply_markup=YES_NO)
    await bot.edit_message_reply_markup(started.id, sent.message_id)
    seen = (await started.messages())[-1]
    assert (seen.buttons, seen.edited) == ([], False)


async def test_a_caption_can_be_edited(bot, started):
    sent = await bot.send_photo(started.id, samples.picture(), caption="one")
    edited = await bot.edit_message_caption(started.id, sent.message_id, caption="two")
    assert edited.caption == "two"


async def test_a_deleted_message_is_gone(bot, started):
    sent = await bot.send_message(started.id, "for your eyes")
    assert await bot.delete_message(started.id, sent.message_id)
    assert (await started.messages())[-1].deleted
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(started.id, sent.message_id)


async def test_a_message_older_than_two_days_cannot_be_deleted(bot, started, clock):
    sent = await bot.send_message(started.id, "old")
    clock.forward(timedelta(hours=48, seconds=1))
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(started.id, sent.message_id)


async def test_a_document_comes_through_whole(bot, started):
    data = b"\r\n--bytes\r\n\x00\xff of any kind\r\n"
    sent = await bot.send_document(started.id, data, filename="Räpylä.txt", caption="yours", protect_content=True)
    [seen] = await started.wait()
    assert (seen.document.name, seen.text, seen.protected) == ("Räpylä.txt", "yours", True)
    assert await started.read(seen) == data
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == data
    again = await bot.send_document(started.id, sent.document.file_id)
    assert again.document.file_id == sent.document.file_id


async def test_a_photo_and_a_voice_note_come_through(bot, started):
    photo = await bot.send_photo(started.id, samples.picture(width=40, height=30), caption="x")
    assert (photo.photo[-1].width, photo.photo[-1].height) == (40, 30)
    voice = await bot.send_voice(started.id, samples.silence(2), duration=2)
    assert voice.voice.duration in (2, timedelta(seconds=2))
    assert [each.kind for each in await started.wait(2)] == ["photo", "voice"]


async def test_an_album_is_one_group(bot, started):
    sent = await bot.send_media_group(
        started.id,
        [InputMediaPhoto(samples.picture(1), caption="first"), InputMediaPhoto(samples.picture(2))],
    )
    assert sent[0].caption == "first"
    assert sent[0].media_group_id == sent[1].media_group_id
    seen = await started.wait(2)
    assert len({each.album for each in seen}) == 1
    assert await started.read(seen[1]) == samples.picture(2)


async def test_an_album_of_documents_too(bot, started):
    media = [InputMediaDocument(b"a", filename="a.txt"), InputMediaDocument(b"b", filename="b.txt")]
    sent = await bot.send_media_group(started.id, media)
    assert [each.document.file_name for each in sent] == ["a.txt", "b.txt"]


async def test_a_file_that_a_person_sent_can_be_fetched(bot, started):
    await started.send_document("letter.txt", b"dear coach", caption="read this")
    update = (await bot.get_updates())[-1]
    file = await update.message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"dear coach"
    assert update.message.caption == "read this"


async def test_typing_shows_and_ends_with_the_message(bot, started, simulator):
    chat = simulator.bots[bot.token].chats[started.id]
    await bot.send_chat_action(started.id, "typing")
    assert chat.action == "typing"
    await bot.send_message(started.id, "here it is")
    assert chat.action == ""


async def test_menus_and_descriptions_are_kept_by_scope_and_language(bot, started):
    await bot.set_my_commands([BotCommand("help", "What I can do")])
    await bot.set_my_commands([BotCommand("help", "Apua")], language_code="fi")
    mine = BotCommandScopeChat(started.id)
    await bot.set_my_commands([BotCommand("clients", "Your clients")], scope=mine)
    assert [each.description for each in await bot.get_my_commands(language_code="fi")] == ["Apua"]
    assert [each.command for each in await bot.get_my_commands(scope=mine)] == ["clients"]
    await bot.delete_my_commands(scope=mine)
    assert await bot.get_my_commands(scope=mine) == ()
    await bot.set_my_name("Luottamus")
    await bot.set_my_description("A bot of your coach")
    await bot.set_my_short_description("A bot")
    assert await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert (await bot.get_chat_menu_button(started.id)).type == "commands"
    assert (await bot.get_my_name()).name == "Luottamus"
    assert (await bot.get_my_description()).description == "A bot of your coach"
    assert (await bot.get_my_short_description()).short_description == "A bot"


async def test_a_chat_is_described(bot, started):
    chat = await bot.get_chat(started.id)
    assert (chat.first_name, chat.type) == ("Maria", "private")


async def test_a_bot_can_leave_a_group_but_not_a_person(bot, started):
    group = await started.found_group("Friends")
    assert await bot.leave_chat(group)
    with pytest.raises(BadRequest):
        await bot.leave_chat(started.id)
