"""What the simulator refuses, as Telegram's JSON has it."""

import json
from datetime import timedelta

import httpx
import pytest
from conftest import TOKEN, bot_at
from telegram.error import BadRequest, Forbidden, InvalidToken

from simulator import Person, Simulator, samples, schema, serve
from simulator.strict import SCHEMA

MARIA = "MARIA"
"""Stands for her chat id in the tables."""


def keyboard(**button):
    return json.dumps({"inline_keyboard": [[button]]})


async def asked(url, method, given, **more):
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(f"{url}/bot{TOKEN}/{method}", data=given, **more)


def text(**more):
    return {"chat_id": MARIA, "text": "hello", **more}


@pytest.mark.parametrize(
    ("method", "given", "code", "description"),
    [
        ("sendMessage", text(text=""), 400, "message text is empty"),
        ("sendMessage", text(text=" \n "), 400, "message text is empty"),
        ("sendMessage", text(text="<b></b>", parse_mode="HTML"), 400, "message text is empty"),
        ("sendMessage", text(text="x" * 4096), 200, ""),
        ("sendMessage", text(text="x" * 4097), 400, "message is too long"),
        ("sendMessage", text(text="<b>" + "🙂" * 4096 + "</b>", parse_mode="HTML"), 200, ""),
        ("sendMessage", {"text": "hello"}, 400, "chat_id is empty"),
        ("sendMessage", text(chat_id="999"), 400, "chat not found"),
        ("sendMessage", text(chat_id="@nobody_here"), 400, "chat not found"),
        ("sendMessage", text(txet="x"), 400, 'unknown parameter "txet"'),
        ("sendMessage", text(disable_notification="maybe"), 400, "can't parse disable_notification"),
        ("sendMessage", text(message_thread_id="one"), 400, "can't parse message_thread_id"),
        ("sendMessage", text(reply_markup="{"), 400, "can't parse reply_markup JSON object"),
        ("sendMessage", text(reply_markup='{"inline_keyboard": 5}'), 400, "can't parse reply_markup"),
        ("sendMessage", text(reply_markup=keyboard(callback_data="x")), 400, 'Can\'t find field "text"'),
        ("sendMessage", text(reply_markup=keyboard(text="a", data="x")), 400, 'unknown field "data"'),
        ("sendMessage", text(reply_markup=keyboard(text="a")), 400, "Text buttons are unallowed"),
        ("sendMessage", text(reply_markup=keyboard(text=" ", callback_data="x")), 400, "non-empty"),
        ("sendMessage", text(reply_markup=keyboard(text="a", callback_data="ä" * 32)), 200, ""),
        (
            "sendMessage",
            text(reply_markup=keyboard(text="a", callback_data="ä" * 32 + "x")),
            400,
            "BUTTON_DATA_INVALID",
        ),
        ("sendMessage", text(reply_markup=keyboard(text="a", callback_data="")), 400, "BUTTON_DATA_INVALID"),
        ("sendMessage", text(reply_markup=keyboard(text="a", url="example.org")), 400, "Wrong HTTP URL"),
        ("sendMessage", text(parse_mode="BBCode"), 400, "unsupported parse_mode"),
        (
            "sendMessage",
            text(text="<b>x", parse_mode="HTML"),
            400,
            "can't parse entities: Can't find end tag",
        ),
        (
            "sendMessage",
            text(text="1 < 2", parse_mode="HTML"),
            400,
            "can't parse entities: Unsupported start tag",
        ),
        (
            "sendMessage",
            text(text="<b>x</i>", parse_mode="HTML"),
            400,
            "can't parse entities: Unmatched end tag",
        ),
        (
            "sendMessage",
            text(text="x</b>", parse_mode="HTML"),
            400,
            "can't parse entities: Unexpected end tag",
        ),
        ("sendMessage", text(text="<h1>x</h1>", parse_mode="HTML"), 400, "can't parse entities: Unsupported"),
        ("sendMessage", text(text="1.5", parse_mode="MarkdownV2"), 400, "Character '.' is reserved"),
        (
            "sendMessage",
            text(text="*x", parse_mode="MarkdownV2"),
            400,
            "Can't find end of the entity starting at",
        ),
        ("sendMessage", text(text="ä *x", parse_mode="Markdown"), 400, "starting at byte offset 3"),
        ("sendMessage", text(reply_parameters='{"message_id": 77}'), 400, "message to be replied not found"),
        ("editMessageText", text(message_id=77), 400, "message to edit not found"),
        ("editMessageText", text(message_id=1), 400, "message can't be edited"),
        ("editMessageText", text(), 400, "message identifier is not specified"),
        ("deleteMessage", {"chat_id": MARIA, "message_id": 77}, 400, "message to delete not found"),
        ("deleteMessage", {"chat_id": MARIA}, 400, "message identifier is not specified"),
        (
            "answerCallbackQuery",
            {"callback_query_id": "5"},
            400,
            "query is too old and response timeout expired",
        ),
        ("sendChatAction", {"chat_id": MARIA, "action": "yawning"}, 400, "wrong parameter action"),
        ("sendDocument", {"chat_id": MARIA}, 400, "there is no document in the request"),
        ("sendDocument", {"chat_id": MARIA, "document": "nothing"}, 400, "wrong file identifier"),
        ("getFile", {"file_id": "nothing"}, 400, "invalid file_id"),
        (
            "setMyCommands",
            {"commands": '[{"command": "Help", "description": "x"}]'},
            400,
            "BOT_COMMAND_INVALID",
        ),
        ("setMyCommands", {"commands": '[{"command": "help"}]'}, 400, 'Can\'t find field "description"'),
        ("setWebhook", {"url": "http://example.org/"}, 400, "An HTTPS URL must be provided"),
        ("setWebhook", {"url": "https://example.org/", "secret_token": "a b"}, 400, "unallowed characters"),
        ("flyAway", {}, 404, "method not found"),
        ("sendDice", {"chat_id": MARIA}, 501, "the simulator does not serve sendDice"),
        ("SENDMESSAGE", text(), 200, ""),
    ],
)
async def test_a_request_is_read_strictly(url, started, method, given, code, description):
    answer = await asked(url, method, {name: str(started.id) if v == MARIA else v for name, v in given.items()})
    assert answer.status_code == code, answer.text
    body = answer.json()
    assert body["ok"] is (code == 200)
    if code != 200:
        assert set(body) == {"ok", "error_code", "description"}
        assert body["error_code"] == code
        assert description in body["description"]


async def test_a_caption_has_1024_characters_and_no_more(bot, started):
    await bot.send_photo(started.id, samples.picture(), caption="x" * 1024)
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(started.id, samples.picture(), caption="x" * 1025)


async def test_what_is_no_picture_is_refused(bot, started):
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await bot.send_photo(started.id, b"not a picture at all")


async def test_a_file_that_nobody_asked_for_is_refused(url, started):
    answer = await asked(url, "sendMessage", {"chat_id": started.id, "text": "x"}, files={"extra": ("a.txt", b"a")})
    assert answer.json()["description"] == 'Bad Request: unknown file "extra" in the request of sendMessage'


@pytest.mark.parametrize("way", ["query", "form", "json", "multipart"])
async def test_parameters_are_taken_every_way_the_bot_api_takes_them(url, started, way):
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    plain = {"chat_id": str(started.id), "text": "hello ä", "reply_markup": json.dumps(markup)}
    at = f"{url}/bot{TOKEN}/sendMessage"
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await {
            "query": lambda: client.get(at, params=plain),
            "form": lambda: client.post(at, data=plain),
            "json": lambda: client.post(at, json={"chat_id": started.id, "text": "hello ä", "reply_markup": markup}),
            "multipart": lambda: client.post(at, files={name: (None, value) for name, value in plain.items()}),
        }[way]()
    result = answer.json()["result"]
    assert (result["text"], result["reply_markup"]) == ("hello ä", markup)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"content-type": "application/json"}, b"{"),
        ({"content-type": "application/json"}, b"[]"),
        ({"content-type": "multipart/form-data"}, b"--x"),
        ({"content-type": "multipart/form-data; boundary=x"}, b"--x\r\nunfinished"),
    ],
)
async def test_a_body_that_cannot_be_read_is_a_bad_request(url, headers, body):
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"{url}/bot{TOKEN}/sendMessage", content=body, headers=headers)
    assert (answer.status_code, answer.json()["error_code"]) == (400, 400)


async def test_an_edit_that_changes_nothing_is_refused(bot, started):
    sent = await bot.send_message(started.id, "same")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("same", started.id, sent.message_id)


async def test_a_tap_can_be_answered_for_a_while_only(bot, started, url, clock):
    from telegram import InlineKeyboardButton, InlineKeyboardMarkup

    await bot.send_message(
        started.id, "?", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
    )
    await started.tap("Yes")
    query = (await bot.get_updates())[-1].callback_query
    clock.forward(timedelta(minutes=16))
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
        await query.answer("late")
    assert await started.taps_answered() == []


async def test_who_never_started_or_blocked_the_bot_is_not_written_to(bot, url, maria):
    await maria.messages()
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(maria.id, "hello?")
    await maria.say("/start")
    await maria.block()
    for attempt in (bot.send_message(maria.id, "hello?"), bot.send_chat_action(maria.id, "typing")):
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await attempt
    await maria.unblock()
    await bot.send_message(maria.id, "welcome back")


@pytest.mark.parametrize(
    ("token", "error"), [("123:short", "Not Found"), ("999:another-token-of-good-shape", "Unauthorized")]
)
async def test_a_token_that_is_not_among_those_given_is_refused(token, error):
    async with serve(Simulator(tokens=[TOKEN])) as url:
        await bot_at(url).get_me()
        with pytest.raises(InvalidToken, match=error):
            await bot_at(url, token).get_me()


async def test_bots_are_told_apart_by_token(url, started):
    other = bot_at(url, "654321:the-token-of-quite-another-bot")
    assert (await other.get_me()).id == 654321
    with pytest.raises(Forbidden):
        await other.send_message(started.id, "we never met")


async def test_every_method_served_has_a_schema_and_the_schema_is_aiograms():
    drawn = schema.draw()
    assert drawn == SCHEMA, "run `python -m simulator.schema` and read the difference"


async def test_a_person_cannot_do_what_telegram_would_not_let_them(bot, started: Person, url):
    await bot.send_message(started.id, "no buttons here")
    for attempt in (
        started.tap("Yes"),
        started.say("   "),
        started.edit((await started.messages())[-1].id, "not mine"),
        started.unblock(),
        started.say("hello", chat_id=-5),
    ):
        with pytest.raises(AssertionError):
            await attempt
