"""What the simulator knows: people, bots, their chats, and every message in them."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulator.files import Files
from simulator.limits import Limits
from simulator.updates import Updates

Json = dict[str, Any]


class Bell:
    """Wakes whoever waits for something to change."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        """Whether it rang within that time. A ring before the call is not heard."""
        # Not wait_for: in Python 3.11 it can swallow a cancellation that comes with the ring.
        try:
            async with asyncio.timeout(seconds):
                return await self._event.wait()
        except TimeoutError:
            return False


@dataclass
class Account:
    """A person's Telegram account."""

    id: int
    first_name: str
    language_code: str = "en"
    last_name: str | None = None
    username: str | None = None

    def as_user(self) -> Json:
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.last_name:
            user["last_name"] = self.last_name
        if self.username:
            user["username"] = self.username
        return {**user, "language_code": self.language_code}


@dataclass
class Message:
    """One message. `content` holds what makes it a text, a photo and so on, as Telegram's JSON has it."""

    id: int
    chat: "Chat"
    sender: Json | None
    date: datetime
    kind: str
    content: Json
    from_bot: bool = False
    markup: Json | None = None
    reply_to: "Message | None" = None
    protected: bool = False
    silent: bool = False
    edited: datetime | None = None
    deleted: bool = False
    sent_at: int = 0
    changed_at: int = 0

    @property
    def text(self) -> str:
        text: str = self.content.get("text") or self.content.get("caption") or ""
        return text

    def as_json(self, *, with_reply: bool = True) -> Json:
        """The Bot API's Message."""
        body: Json = {"message_id": self.id, "date": int(self.date.timestamp()), "chat": self.chat.as_json()}
        if self.chat.kind == "channel":
            body["sender_chat"] = self.chat.as_json()
        elif self.sender:
            body["from"] = self.sender
        if self.edited:
            body["edit_date"] = int(self.edited.timestamp())
        if self.protected:
            body["has_protected_content"] = True
        if self.reply_to and with_reply:
            body["reply_to_message"] = self.reply_to.as_json(with_reply=False)
        body.update(self.content)
        if self.markup and "inline_keyboard" in self.markup:
            body["reply_markup"] = self.markup
        return body


@dataclass
class Answer:
    """What a bot answered to a tapped button."""

    id: str
    text: str
    alert: bool
    url: str | None
    at: int


@dataclass
class Tap:
    """A callback query."""

    id: str
    chat: "Chat"
    message_id: int
    data: str
    since: datetime


@dataclass
class Chat:
    """One bot's chat: private with a person, a group, or a channel."""

    id: int
    kind: str
    title: str = ""
    account: Account | None = None
    username: str | None = None
    members: dict[int, Account] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    blocked: bool = False
    left: bool = False
    started: bool = False
    keyboard: Json | None = None
    """The reply keyboard shown instead of letters."""
    action: str = ""
    """What the bot is doing just now, such as typing, until `action_until` of a steady clock."""
    action_until: float = 0.0
    changed_at: int = 0
    bot_acted: float = 0.0
    """When the bot last did something here, by a steady clock."""
    bell: Bell = field(default_factory=Bell)

    def as_json(self) -> Json:
        """The Bot API's Chat."""
        if self.account:
            person = self.account.as_user()
            return {
                "id": self.id,
                **{name: person[name] for name in ("first_name", "last_name", "username") if name in person},
                "type": "private",
            }
        chat: Json = {"id": self.id, "title": self.title, "type": self.kind}
        return {**chat, "username": self.username} if self.username else chat


@dataclass
class Webhook:
    """Where a bot wants its updates posted."""

    url: str
    secret: str | None = None
    most: int = 40
    error_at: datetime | None = None
    error: str = ""


@dataclass
class Bot:
    """A bot account and all that is its own. Bots are told apart by token."""

    token: str
    username: str
    first_name: str
    updates: Updates
    chats: dict[int, Chat] = field(default_factory=dict)
    taps: dict[str, Tap] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[int | None, Json] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    files: Files = field(default_factory=Files)
    webhook: Webhook | None = None
    bell: Bell = field(default_factory=Bell)
    """Rings when an update is queued, a webhook set, or another poller comes."""
    poll: int = 0
    """The number of the newest getUpdates: an older one that still waits is terminated."""
    last_message_id: int = 0
    now: int = 0
    """Counts everything that happens in the bot's chats; a moment by which to ask for what is newer."""

    @property
    def id(self) -> int:
        return int(self.token.split(":")[0])

    def as_user(self) -> Json:
        return {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}

    def touch(self, chat: Chat) -> int:
        """Note that something changed in a chat and wake who watches it; the moment it has in the count."""
        self.now += 1
        chat.changed_at = self.now
        chat.bell.ring()
        return self.now

    def put(self, message: Message) -> Message:
        """Write a new message into its chat."""
        self.last_message_id += 1
        message.id = self.last_message_id
        message.chat.messages[message.id] = message
        message.sent_at = message.changed_at = self.touch(message.chat)
        return message

    def change(self, message: Message) -> None:
        """Note that a message was edited or deleted."""
        message.changed_at = self.touch(message.chat)
