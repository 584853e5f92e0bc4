"""What a bot sends, edits and deletes."""

import itertools
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from simulator import formatting, pictures
from simulator.files import Stored
from simulator.refusals import RefusalError, bad_request, blocked, forbidden
from simulator.strict import Upload
from simulator.world import Bot, Chat, Json, Message

if TYPE_CHECKING:
    from simulator.simulation import Simulator

MOST_TEXT = 4096
MOST_CAPTION = 1024
MOST_CALLBACK_DATA = 64
"""Bytes."""
DELETABLE = timedelta(hours=48)
PHOTO_MOST_BYTES = 10 * 1024 * 1024
FILE_MOST_BYTES = 50 * 1024 * 1024

ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
ACTION_LASTS_S = 5.0
DOES = {"text", "style", "icon_custom_emoji_id"}
"""Fields of a button that are its looks; exactly one other field says what it does."""

_albums = itertools.count(1)


def chat_for(simulator: "Simulator", bot: Bot, chat_id: int | str) -> Chat:
    """The chat a bot may write to. Refuses an unknown, blocked or left one as Telegram does."""
    if isinstance(chat_id, str):
        name = chat_id.removeprefix("@").lower()
        found = next((chat for chat in bot.chats.values() if (chat.username or "").lower() == name), None)
    else:
        found = bot.chats.get(chat_id)
    if found is None or not found.started:
        if chat_id in simulator.accounts:
            raise forbidden("bot can't initiate conversation with a user")
        raise bad_request("chat not found")
    if found.blocked:
        raise blocked()
    if found.left:
        raise forbidden(f"bot is not a member of the {found.kind} chat")
    return found


def send_message(simulator: "Simulator", bot: Bot, p: Json) -> Json:
    text, entities = formatting.parse(p["text"], p.get("parse_mode"), p.get("entities"))
    check_text(text)
    return _sent(simulator, bot, p, "text", _with_entities({"text": text}, "entities", entities)).as_json()


def send_photo(simulator: "Simulator", bot: Bot, p: Json) -> Json:
    stored = stored_file(bot, "photo", p["photo"])
    return _sent(simulator, bot, p, "photo", {"photo": photo_sizes(stored), **_caption(p)}).as_json()


def send_document(simulator: "Simulator", bot: Bot, p: Json) -> Json:
    stored = stored_file(bot, "document", p["document"])
    return _sent(simulator, bot, p, "document", {"document": document(stored), **_caption(p)}).as_json()


def send_voice(simulator: "Simulator", bot: Bot, p: Json) -> Json:
    stored = stored_file(bot, "voice", p["voice"])
    return _sent(simulator, bot, p, "voice", {"voice": voice(stored, p.get("duration", 0)), **_caption(p)}).as_json()


def send_media_group(simulator: "Simulator", bot: Bot, p: Json) -> list[Json]:
    if not 2 <= len(p["media"]) <= 10:
        raise bad_request("media group must include 2-10 items")
    shape = {"photo": photo_sizes, "document": document}
    for item in p["media"]:
        if item["type"] not in shape:
            raise RefusalError(501, f"Not Implemented: the simulator's albums hold no {item['type']}")
    contents = [
        (
            each["type"],
            {
                each["type"]: shape[each["type"]](stored_file(bot, each["type"], each["media"])),
                **_caption(each),
            },
        )
        for each in p["media"]
    ]
    album = str(next(_albums))
    sent = [_sent(simulator, bot, p, kind, {**content, "media_group_id": album}) for kind, content in contents]
    return [each.as_json() for each in sent]


def send_chat_action(simulator: "Simulator", bot: Bot, p: Json) -> bool:
    chat = chat_for(simulator, bot, p["chat_id"])
    if p["action"] not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.action, chat.action_until = p["action"], simulator.timer() + ACTION_LASTS_S
    _acted(simulator, chat)
    bot.touch(chat)
    return True


def edit_message_text(simulator: "Simulator", bot: Bot, p: Json) -> Json:
    message = _editable(simulator, bot, p)
    if "text" not in p:
        raise bad_request("message text is empty")
    if message.kind != "text":
        raise bad_request("there is no text in the message to edit")
    text, entities = formatting.parse(p["text"], p.get("parse_mode"), p.get("entities"))
    check_text(text)
    return _edit(simulator, bot, message, _with_entities({"text": text}, "entities", entities), p)


def edit_message_caption(simulator: "Simulator", bot: Bot, p: Json) -> Json:
    message = _editable(simulator, bot, p)
    if message.kind == "text":
        raise bad_request("there is no caption in the message to edit")
    rest = {name: each for name, each in message.content.items() if name not in ("caption", "caption_entities")}
    return _edit(simulator, bot, message, {**rest, **_caption(p)}, p)


def edit_message_reply_markup(simulator: "Simulator", bot: Bot, p: Json) -> Json:
    message = _editable(simulator, bot, p)
    return _edit(simulator, bot, message, message.content, p)


def delete_message(simulator: "Simulator", bot: Bot, p: Json) -> bool:
    chat = chat_for(simulator, bot, p["chat_id"])
    message = chat.messages.get(p["message_id"])
    if message is None or message.deleted:
        raise bad_request("message to delete not found")
    if simulator.clock() - message.date > DELETABLE:
        raise bad_request("message can't be deleted for everyone")
    _delete(simulator, bot, message)
    return True


def delete_messages(simulator: "Simulator", bot: Bot, p: Json) -> bool:
    """Those that cannot be found or are too old are passed over, as Telegram does."""
    chat = chat_for(simulator, bot, p["chat_id"])
    if not 1 <= len(p["message_ids"]) <= 100:
        raise bad_request("message identifiers must be 1 to 100")
    for each in p["message_ids"]:
        message = chat.messages.get(each)
        if message and not message.deleted and simulator.clock() - message.date <= DELETABLE:
            _delete(simulator, bot, message)
    return True


def check_text(text: str) -> None:
    if not text:
        raise bad_request("message text is empty")
    if len(text) > MOST_TEXT:
        raise bad_request("message is too long")


def check_markup(markup: Json | None) -> None:
    """Refuse an inline keyboard that Telegram would refuse."""
    for row in (markup or {}).get("inline_keyboard", ()):
        for button in row:
            does = set(button) - DOES
            if not button["text"].strip():
                raise bad_request("can't parse inline keyboard button: button text must be non-empty")
            if len(does) != 1:
                raise bad_request(
                    "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
                )
            if "callback_data" in does and not 1 <= len(button["callback_data"].encode()) <= MOST_CALLBACK_DATA:
                raise bad_request("BUTTON_DATA_INVALID")
            if "url" in does and not re.match(r"(?:https?|tg)://\S+$", button["url"]):
                raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def stored_file(bot: Bot, kind: str, given: str | Upload) -> Stored:
    """The file of an upload or of a `file_id`. An address on the web is not fetched here."""
    if isinstance(given, Upload):
        if not given.data:
            raise bad_request("file must be non-empty")
        if len(given.data) > (PHOTO_MOST_BYTES if kind == "photo" else FILE_MOST_BYTES):
            raise RefusalError(413, "Request Entity Too Large")
        if kind == "photo" and pictures.size_of(given.data) is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        return bot.files.keep(kind, given)
    if given.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    stored = bot.files.by_id(given)
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return stored


def photo_sizes(stored: Stored) -> list[Json]:
    width, height = pictures.size_of(stored.upload.data) or (1, 1)
    return [{**stored.as_json(), "width": width, "height": height}]


def document(stored: Stored) -> Json:
    return {**stored.as_json(), "file_name": stored.upload.name, "mime_type": stored.upload.mime}


def voice(stored: Stored, seconds: int) -> Json:
    return {**stored.as_json(), "duration": seconds, "mime_type": stored.upload.mime}


def _caption(p: Json) -> Json:
    if "caption" not in p:
        return {}
    text, entities = formatting.parse(p["caption"], p.get("parse_mode"), p.get("caption_entities"))
    if len(text) > MOST_CAPTION:
        raise bad_request("message caption is too long")
    return _with_entities({"caption": text}, "caption_entities", entities) if text else {}


def _with_entities(content: Json, name: str, entities: list[Json]) -> Json:
    return {**content, name: entities} if entities else content


def _sent(simulator: "Simulator", bot: Bot, p: Json, kind: str, content: Json) -> Message:
    chat = chat_for(simulator, bot, p["chat_id"])
    markup = p.get("reply_markup")
    check_markup(markup)
    _keyboard(chat, markup)
    chat.action = ""
    message = Message(
        0,
        chat,
        bot.as_user(),
        simulator.clock(),
        kind,
        content,
        from_bot=True,
        markup=_inline(markup),
        reply_to=_replied_to(chat, p.get("reply_parameters")),
        protected=p.get("protect_content", False),
        silent=p.get("disable_notification", False),
    )
    _acted(simulator, chat)
    return bot.put(message)


def _inline(markup: Json | None) -> Json | None:
    """The inline keyboard without empty rows; None for any other markup."""
    rows = [row for row in (markup or {}).get("inline_keyboard", ()) if row]
    return {"inline_keyboard": rows} if rows else None


def _keyboard(chat: Chat, markup: Json | None) -> None:
    if markup and "keyboard" in markup:
        chat.keyboard = markup
    elif markup and markup.get("remove_keyboard"):
        chat.keyboard = None


def _replied_to(chat: Chat, reply: Json | None) -> Message | None:
    if not reply:
        return None
    message = chat.messages.get(reply["message_id"])
    if message and not message.deleted:
        return message
    if reply.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _editable(simulator: "Simulator", bot: Bot, p: Json) -> Message:
    for name, reason in (
        ("chat_id", "chat_id is empty"),
        ("message_id", "message identifier is not specified"),
    ):
        if name not in p:
            raise bad_request(reason)
    message = chat_for(simulator, bot, p["chat_id"]).messages.get(p["message_id"])
    if message is None or message.deleted:
        raise bad_request("message to edit not found")
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return message


def _edit(simulator: "Simulator", bot: Bot, message: Message, content: Json, p: Json) -> Json:
    check_markup(p.get("reply_markup"))
    markup = _inline(p.get("reply_markup"))
    if content == message.content and markup == message.markup:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    # A change of buttons alone leaves no "edited" mark on a message.
    if content != message.content:
        message.edited = simulator.clock()
    message.content, message.markup = content, markup
    _acted(simulator, message.chat)
    bot.change(message)
    return message.as_json()


def _delete(simulator: "Simulator", bot: Bot, message: Message) -> None:
    message.deleted = True
    _acted(simulator, message.chat)
    bot.change(message)


def _acted(simulator: "Simulator", chat: Chat) -> None:
    chat.bot_acted = simulator.timer()


def messages_in(method: str, p: dict[str, Any]) -> int:
    """How many messages a call would put into a chat, as the limits count them."""
    if method == "sendMediaGroup":
        return len(p["media"])
    return 1 if method.startswith("send") and method != "sendChatAction" else 0
