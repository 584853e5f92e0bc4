"""People at their telephones, and a hand on the simulator: clients of the control API.

Tests and the demo use them. They work over HTTP alone, in the simulator's own process or from another.
"""

import base64
import itertools
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

import httpx

from simulator.faults import Fault

SLACK_S = 10.0
"""How much longer than a wait the HTTP request may take."""

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Loopback is plain HTTP; loading the usual certificates would take 50 ms a person."""

_ids = itertools.count(7_000_001)


class ActError(AssertionError):
    """Something Telegram's own app would not let a person do, such as tapping a button that is not there."""


@dataclass(frozen=True)
class Button:
    """An inline button: it sends `data` back or opens `url`."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Document:
    """A file in a message; `Person.read` gives its bytes."""

    name: str
    mime: str
    size: int
    path: str


@dataclass(frozen=True)
class Answer:
    """What the bot answered to a tap: a passing note, or with `alert` a box to be closed. Often empty."""

    id: str
    text: str
    alert: bool
    url: str | None


@dataclass(frozen=True)
class Received:
    """A message as the person sees it. Of a deleted one the text is kept here, so that a test can look."""

    id: int
    from_bot: bool
    kind: str
    text: str
    date: datetime
    buttons: list[list[Button]] = field(default_factory=list)
    entities: list[dict[str, Any]] = field(default_factory=list)
    document: Document | None = None
    details: dict[str, Any] | None = None
    edited: bool = False
    deleted: bool = False
    protected: bool = False
    silent: bool = False
    reply_to: int | None = None
    album: str | None = None

    @property
    def labels(self) -> list[str]:
        """The texts of its buttons, row by row."""
        return [button.text for row in self.buttons for button in row]


def _received(body: dict[str, Any]) -> Received:
    names = ("id", "from_bot", "kind", "text", "entities", "edited", "deleted", "protected", "silent")
    return Received(
        **{name: body[name] for name in (*names, "reply_to", "album")},
        date=datetime.fromisoformat(body["date"]),
        buttons=[[Button(b["text"], b.get("callback_data"), b.get("url")) for b in row] for row in body["buttons"]],
        document=Document(**body["file"]) if body["file"] else None,
        details=body.get("details"),
    )


def _file(name: str, mime: str, data: bytes) -> dict[str, str]:
    return {"name": name, "mime": mime, "data": base64.b64encode(data).decode()}


class _Client:
    """One HTTP connection to the control API."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._http = httpx.AsyncClient(base_url=base_url, timeout=SLACK_S, trust_env=False, verify=NO_TLS)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def _get(self, path: str, **query: Any) -> Any:
        return _body(await self._http.get(f"/simulator{path}", params=query))

    async def _post(self, path: str, body: Mapping[str, Any], timeout: float = 0.0) -> Any:  # noqa: ASYNC109
        return _body(await self._http.post(f"/simulator{path}", json=dict(body), timeout=timeout + SLACK_S))


def _body(answer: httpx.Response) -> Any:
    body = answer.json()
    if answer.is_success:
        return body
    raise ActError(body.get("error") or body.get("description"))


class Person(_Client):
    """Somebody with Telegram who writes to one bot.

    `say`, `tap` and the others return once the simulator has queued the update. `wait` and `settled` return
    what the bot sent since the person's last act or last wait.
    """

    def __init__(
        self,
        base_url: str,
        *,
        token: str,
        user_id: int | None = None,
        first_name: str = "Maria",
        language_code: str = "en",
        last_name: str | None = None,
        username: str | None = None,
    ) -> None:
        super().__init__(base_url)
        self.id = user_id if user_id is not None else next(_ids)
        self.first_name = first_name
        self._bot = f"/bots/{token}"
        self._person = {
            "id": self.id,
            "first_name": first_name,
            "language_code": language_code,
            "last_name": last_name,
            "username": username,
        }
        self._since = 0

    async def say(self, text: str, *, chat_id: int | None = None, reply_to: int | None = None) -> int:
        """Send a text; the new message's id. A text over 4,096 characters goes out as several messages."""
        return int(await self._act("say", text=text, chat_id=chat_id, reply_to=reply_to))

    async def tap(self, label_or_data: str, message_id: int | None = None, *, stale: bool = False) -> str:
        """Tap the button with that label or that callback data; the id of the callback query.

        It is looked for in the newest message that has it, or in the one named. `stale` sends the data
        whether or not the message still has the button, as a tap does that crosses an edit.
        """
        if stale:
            if message_id is None:
                raise ValueError("a stale tap needs the id of the message that had the button")
            return str(await self._act("tap", message_id=message_id, data=label_or_data, stale=True))
        message, button = self._find(await self.messages(), label_or_data, message_id)
        if button.data is None:
            raise ActError(f"the button {button.text!r} opens {button.url}; a tap on it sends the bot nothing")
        return str(await self._act("tap", message_id=message.id, data=button.data))

    @staticmethod
    def _find(messages: list[Received], wanted: str, message_id: int | None) -> tuple[Received, Button]:
        there = [each for each in reversed(messages) if message_id in (None, each.id) and not each.deleted]
        for message in there:
            for button in (button for row in message.buttons for button in row):
                if wanted in (button.text, button.data):
                    return message, button
        known = "; ".join(f"message {each.id}: {', '.join(each.labels)}" for each in there if each.buttons)
        raise ActError(f"no button {wanted!r}; there are: {known or 'none at all'}")

    async def send_voice(self, seconds: int = 3, *, caption: str | None = None) -> int:
        return await self._send("voice", duration=seconds, caption=caption)

    async def send_photo(self, caption: str | None = None, *, data: bytes | None = None) -> int:
        """A small picture of the simulator's own, or a PNG given."""
        file = _file("photo.png", "image/png", data) if data else None
        return await self._send("photo", file, caption=caption)

    async def send_album(self, captions: Sequence[str | None]) -> list[int]:
        """As many photos as captions, sent together. A caption may be None."""
        ids: list[int] = await self._act("album", captions=list(captions))
        return ids

    async def send_document(
        self,
        name: str = "notes.txt",
        data: bytes = b"notes\n",
        *,
        mime: str = "text/plain",
        caption: str | None = None,
    ) -> int:
        return await self._send("document", _file(name, mime, data), caption=caption)

    async def send_sticker(self, emoji: str = "🙂") -> int:
        looks: dict[str, Any] = {
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
        }
        return await self._send("sticker", **looks, emoji=emoji)

    async def send_video_note(self, seconds: int = 3) -> int:
        return await self._send("video_note", length=240, duration=seconds)

    async def send_location(self, latitude: float = 60.17, longitude: float = 24.94) -> int:
        return await self._send("location", latitude=latitude, longitude=longitude)

    async def send_contact(self, phone_number: str = "+358401234567", first_name: str = "Aino") -> int:
        return await self._send("contact", phone_number=phone_number, first_name=first_name)

    async def send_poll(self, question: str = "Which day?", options: Sequence[str] = ("Monday", "Tuesday")) -> int:
        return await self._send("poll", question=question, options=list(options))

    async def edit(self, message_id: int, text: str) -> None:
        """Change the text or caption of one's own message."""
        await self._act("edit", message_id=message_id, text=text)

    async def delete(self, message_id: int) -> None:
        """Delete a message. Telegram tells a bot nothing of it."""
        await self._act("delete", message_id=message_id)

    async def block(self) -> None:
        await self._act("block")

    async def unblock(self) -> None:
        await self._act("unblock")

    async def found_group(self, title: str) -> int:
        """Make a group with the bot in it; its chat id."""
        return int(await self._act("found", kind="group", title=title))

    async def found_channel(self, title: str, username: str | None = None) -> int:
        """Make a channel with the bot as an administrator; its chat id."""
        return int(await self._act("found", kind="channel", title=title, username=username))

    async def messages(self, chat_id: int | None = None) -> list[Received]:
        """The whole chat, both sides, oldest first."""
        return [_received(each) for each in (await self._chat(chat_id))["messages"]]

    async def wait(
        self,
        count: int = 1,
        timeout: float = 10,  # noqa: ASYNC109
        *,
        chat_id: int | None = None,
    ) -> list[Received]:
        """The bot's new messages, at least `count`. Fails with the chat's end if they do not come in time."""
        body = {**self._me(chat_id), "after": self._since, "count": count, "timeout": timeout}
        new = self._seen(await self._post(f"{self._bot}/wait", body, timeout))
        if len(new) < count:
            last = [
                f"{'bot' if each.from_bot else self.first_name}: {each.text}" for each in await self.messages(chat_id)
            ]
            ending = "\n  ".join(last[-4:])
            raise TimeoutError(
                f"waited {timeout} s for {count} messages from the bot, {len(new)} came; the chat ends:\n  {ending}"
            )
        return new

    async def settled(self, quiet: float = 0.3, timeout: float = 10) -> list[Received]:  # noqa: ASYNC109
        """The bot's new messages, once it has been quiet so long; none, if nothing came in time."""
        body = {**self._me(None), "after": self._since, "quiet": quiet, "timeout": timeout}
        return self._seen(await self._post(f"{self._bot}/settle", body, timeout))

    async def taps_answered(self) -> list[Answer]:
        """The bot's answers to taps, oldest first."""
        return [Answer(**each) for each in (await self._chat(None))["answers"]]

    async def read(self, message: Received) -> bytes:
        """The bytes of the file in a message."""
        if message.document is None:
            raise ActError(f"message {message.id} holds no file")
        return (await self._http.get(message.document.path)).content

    def _me(self, chat_id: int | None) -> dict[str, Any]:
        return {"person": self._person, "chat_id": chat_id}

    def _seen(self, body: dict[str, Any]) -> list[Received]:
        self._since = body["now"]
        return [_received(each) for each in body["messages"]]

    async def _chat(self, chat_id: int | None) -> dict[str, Any]:
        chat: dict[str, Any] = await self._post(f"{self._bot}/chat", self._me(chat_id))
        return chat

    async def _act(self, name: str, **given: Any) -> Any:
        body = {**self._me(given.pop("chat_id", None)), **given}
        done = await self._post(f"{self._bot}/act/{name}", body)
        self._since = done["now"]
        return done["id"]

    async def _send(self, kind: str, file: dict[str, str] | None = None, **details: Any) -> int:
        return int(await self._act("send", kind=kind, file=file, details=details))


class Control(_Client):
    """A hand on the simulator from any process: faults, waiting updates, requests made, stop."""

    async def bot(self, token: str, *, username: str | None = None, first_name: str | None = None) -> dict[str, Any]:
        """Name the bot of this token, making it if need be; what the simulator knows of it."""
        await self._post("/bots", {"token": token, "username": username, "first_name": first_name})
        known: dict[str, Any] = await self._get(f"/bots/{token}")
        return known

    async def waiting(self, token: str) -> int:
        """How many updates the bot has not confirmed yet."""
        return int((await self._get(f"/bots/{token}"))["waiting"])

    async def requests(self, method: str | None = None) -> list[dict[str, Any]]:
        """The calls bots made: `method`, `parameters`, `at`, `monotonic`, `bot_id`, `outcome`."""
        made: list[dict[str, Any]] = await self._get("/requests", **({"method": method} if method else {}))
        return made

    async def fault(
        self, method: str, fault: Fault, times: int = 1, chat_id: int | None = None, *, skip: int = 0
    ) -> None:
        """As `Faults.next`."""
        laid = {"method": method, "fault": fault, "times": times, "chat_id": chat_id, "skip": skip}
        await self._post("/faults", laid)

    async def random_faults(
        self, rates: Mapping[Fault, float], seed: int, methods: Sequence[str] | None = None
    ) -> None:
        """As `Faults.random`."""
        await self._post("/faults", {"rates": dict(rates), "seed": seed, "methods": methods})

    async def clear_faults(self) -> None:
        await self._post("/faults", {"clear": True})

    async def struck(self) -> list[dict[str, Any]]:
        """The faults that happened: `method`, `fault`, `chat_id`."""
        happened: list[dict[str, Any]] = await self._get("/faults")
        return happened

    async def raw(self, token: str, update: Mapping[str, Any], chat_id: int | None = None) -> int | None:
        """Queue any update; its id. `chat_id` says whose chat's order it keeps."""
        body = {"update": dict(update), "chat_id": chat_id}
        queued: int | None = (await self._post(f"/bots/{token}/raw", body))["id"]
        return queued

    async def restart_update_ids(self, token: str, next_id: int) -> None:
        await self._post(f"/bots/{token}/update_ids", {"next": next_id})

    async def stop(self) -> None:
        """End a simulator that runs as a program."""
        await self._post("/stop", {})
