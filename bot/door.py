"""The Telegram door: one raw update becomes one Incoming, or is told apart as nothing of ours.

Read from the JSON itself: the few fields that matter are looked at one by one, so an update of a kind or a shape
that no library knows yet is still somebody's message. (Parsing all of it into objects took a tenth of a turn.)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "channel_post")
MEDIA = {
    "photo": "photo",
    "video": "video",
    "animation": "video",
    "video_note": "video",
    "voice": "voice",
    "audio": "voice",
    "sticker": "sticker",
    "location": "location",
    "venue": "location",
    "poll": "poll",
    "document": "document",
    "contact": "contact",
}
SILENT = (
    "new_chat_members",
    "left_chat_member",
    "pinned_message",
    "group_chat_created",
    "message_auto_delete_timer_changed",
)
"""Service messages that Telegram writes itself: nobody said anything."""


@dataclass(frozen=True)
class Incoming:
    """One update in the words of the dialogues.

    `kind` is "text", "caption", "tap", "edit", a kind of media, "blocked", "unblocked", "elsewhere" (a group or
    a channel) or "nothing" (there is nobody to answer). `label` is a tapped button's text, `data` what it carries.
    """

    update_id: int
    kind: str
    chat_id: int = 0
    message_id: int | None = None
    text: str = ""
    data: str = ""
    tap_id: str = ""
    language: str = "en"
    album: str = ""
    replied_to: int | None = None
    """The message that this one answers."""
    sent_at: datetime | None = None
    """When the message was first sent, in whole seconds as Telegram has it; None for a tap."""
    edited_at: datetime | None = None

    @property
    def said_at(self) -> datetime | None:
        """When these words were said."""
        return self.edited_at or self.sent_at


def number_of(raw: object) -> int | None:
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return number if isinstance(number, int) else None


def chat_of(raw: object) -> int | None:
    """The chat that an update belongs to, whatever its shape; None where it names none."""
    for kind in ALLOWED_UPDATES:
        body = raw.get(kind) if isinstance(raw, dict) else None
        if not isinstance(body, dict):
            continue
        inside = body.get("message") if kind == "callback_query" else body
        # A tap on a message too old to be quoted still says who tapped: a private chat has its person's id.
        for holder, key in ((inside, "chat"), (body, "from")):
            chat = holder.get(key) if isinstance(holder, dict) else None
            if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                return int(chat["id"])
    return None


def read(raw: Mapping[str, Any]) -> Incoming:
    """Read one raw update. Raises KeyError or TypeError for one that is no update of the Bot API."""
    update_id: int = raw["update_id"]
    if query := raw.get("callback_query"):
        return _tap(update_id, query)
    if changed := raw.get("my_chat_member"):
        return _member(update_id, changed)
    edited = raw.get("edited_message")
    message = raw.get("message") or edited or raw.get("channel_post")
    if message is None:
        return Incoming(update_id, "nothing")
    if message["chat"]["type"] != "private":
        kind = "nothing" if "left_chat_member" in message else "elsewhere"
        return Incoming(update_id, kind, chat_id=message["chat"]["id"], language=_language(message))
    return _message(update_id, message, edited=edited is not None)


def _language(said: Mapping[str, Any]) -> str:
    code = (said.get("from") or {}).get("language_code") or ""
    return "fi" if code.startswith("fi") else "en"


def _tap(update_id: int, query: Mapping[str, Any]) -> Incoming:
    message = query.get("message")
    if message is None or message["chat"]["type"] != "private":
        return Incoming(update_id, "nothing", tap_id=query["id"])
    return Incoming(
        update_id,
        "tap",
        chat_id=message["chat"]["id"],
        message_id=message["message_id"],
        text=_label(message, query.get("data")),
        data=query.get("data") or "",
        tap_id=query["id"],
        language=_language(query),
    )


def _label(message: Mapping[str, Any], data: str | None) -> str:
    """What stands on the button that was tapped; "" for a message too old to be quoted."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
    return next((button["text"] for row in rows for button in row if button.get("callback_data") == data), "")


def _member(update_id: int, changed: Mapping[str, Any]) -> Incoming:
    status, chat = changed["new_chat_member"]["status"], changed["chat"]
    if chat["type"] != "private":
        joined = status in ("member", "administrator")
        return Incoming(update_id, "elsewhere" if joined else "nothing", chat_id=chat["id"])
    return Incoming(update_id, "blocked" if status == "kicked" else "unblocked", chat_id=chat["id"])


def _message(update_id: int, message: Mapping[str, Any], *, edited: bool) -> Incoming:
    """An edit without words is Telegram's own, such as each movement of a live location: nobody said anything."""
    words = message.get("text") or message.get("caption") or ""
    return Incoming(
        update_id,
        ("edit" if words else "nothing") if edited else _kind(message),
        chat_id=message["chat"]["id"],
        message_id=message["message_id"],
        text=words,
        language=_language(message),
        album=message.get("media_group_id") or "",
        replied_to=(message.get("reply_to_message") or {}).get("message_id"),
        sent_at=moment_of(message.get("date")),
        edited_at=moment_of(message.get("edit_date")),
    )


def moment_of(seconds: object) -> datetime | None:
    """A moment of the Bot API's; None for what is none."""
    try:
        return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) else None
    except (OverflowError, OSError, ValueError):
        return None


def _kind(message: Mapping[str, Any]) -> str:
    if message.get("text"):
        return "text"
    if message.get("caption"):
        return "caption"
    for name, kind in MEDIA.items():
        if name in message:
            return kind
    return "nothing" if any(name in message for name in SILENT) else "other"
