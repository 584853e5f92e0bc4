"""What people do in a chat: each act writes what they see and queues the update a bot would get."""

import itertools
from typing import TYPE_CHECKING, Any

from simulator import formatting, sending
from simulator.strict import Upload
from simulator.world import Account, Bot, Chat, Json, Message, Tap

if TYPE_CHECKING:
    from simulator.simulation import Simulator

_numbers = itertools.count(1)


class ActError(Exception):
    """What Telegram's own app would not let a person do."""


def chat_with(bot: Bot, account: Account, chat_id: int | None = None) -> Chat:
    """The person's private chat with the bot, made when first asked for; or a group they are in."""
    if chat_id is None or chat_id == account.id:
        return bot.chats.setdefault(account.id, Chat(account.id, "private", account=account))
    chat = bot.chats.get(chat_id)
    if chat is None or (account.id not in chat.members and chat.account is not account):
        raise ActError(f"{account.first_name} is in no chat {chat_id}")
    return chat


def say(
    simulator: "Simulator", bot: Bot, account: Account, chat: Chat, text: str, reply_to: int | None = None
) -> Message:
    """A text. One over 4,096 characters goes out as several, as Telegram's apps send it."""
    text = text.strip()
    if not text:
        raise ActError("an empty message cannot be sent")
    pieces = [text[at : at + sending.MOST_TEXT] for at in range(0, len(text), sending.MOST_TEXT)]
    for piece in pieces:
        message = _said(simulator, bot, account, chat, "text", _text(piece), reply_to)
    return message


def send(
    simulator: "Simulator",
    bot: Bot,
    account: Account,
    chat: Chat,
    kind: str,
    upload: Upload | None,
    details: Json,
) -> Message:
    """A voice note, photo, document, sticker, video note, location, contact or poll."""
    caption = details.pop("caption", None)
    content: Json = {kind: _made(bot, kind, upload, details)}
    if caption:
        content["caption"] = caption
        if entities := formatting.found_in(caption):
            content["caption_entities"] = entities
    return _said(simulator, bot, account, chat, kind, content)


def send_album(
    simulator: "Simulator", bot: Bot, account: Account, chat: Chat, photos: list[tuple[Upload, str | None]]
) -> list[Message]:
    """Several photos sent together: a message and an update each, with one `media_group_id`."""
    album = {"media_group_id": str(10_000_000 + next(_numbers))}
    sent = []
    for upload, caption in photos:
        content: Json = {"photo": _made(bot, "photo", upload, {}), **album}
        if caption:
            content["caption"] = caption
        sent.append(_said(simulator, bot, account, chat, "photo", content))
    return sent


def edit(simulator: "Simulator", bot: Bot, account: Account, message: Message, text: str) -> None:
    """Change one's own text or caption."""
    if message.sender is None or message.sender["id"] != account.id or message.deleted:
        raise ActError(f"message {message.id} is not {account.first_name}'s to edit")
    if message.kind == "text":
        message.content = _text(text.strip())
    else:
        message.content = {**message.content, "caption": text.strip()}
    message.edited = simulator.clock()
    bot.change(message)
    simulator.happened(bot, {"edited_message": message.as_json()}, message.chat)


def delete(bot: Bot, message: Message) -> None:
    """Remove a message from the chat. Telegram tells a bot nothing of it."""
    message.deleted = True
    bot.change(message)


def tap(
    simulator: "Simulator",
    bot: Bot,
    account: Account,
    chat: Chat,
    message_id: int,
    data: str,
    *,
    stale: bool = False,
) -> Tap:
    """Tap a button with callback data. `stale` taps one that an edit just took away, as a slow phone does."""
    message = chat.messages.get(message_id)
    if message is None or message.deleted:
        raise ActError(f"there is no message {message_id} to tap on")
    there = [button for row in (message.markup or {}).get("inline_keyboard", ()) for button in row]
    if not stale and not any(button.get("callback_data") == data for button in there):
        labels = ", ".join(repr(button["text"]) for button in there) or "none"
        raise ActError(f"message {message_id} has no button with the data {data!r}; its buttons: {labels}")
    made = Tap(str(4_000_000_000_000 + next(_numbers)), chat, message_id, data, simulator.clock())
    bot.taps[made.id] = made
    query = {
        "id": made.id,
        "from": account.as_user(),
        "message": message.as_json(),
        "chat_instance": str(chat.id * 7919),
        "data": data,
    }
    simulator.happened(bot, {"callback_query": query}, chat)
    return made


def block(simulator: "Simulator", bot: Bot, account: Account, chat: Chat, *, blocked: bool) -> None:
    """Block the bot, or let it write again."""
    if chat.kind != "private":
        raise ActError("only in a private chat can a bot be blocked")
    if chat.blocked == blocked:
        raise ActError(f"the bot is {'already' if blocked else 'not'} blocked by {account.first_name}")
    chat.blocked = blocked
    bot.touch(chat)
    member, kicked = _membership(bot, "member"), _membership(bot, "kicked")
    _membership_changed(simulator, bot, account, chat, *((member, kicked) if blocked else (kicked, member)))


def found_chat(simulator: "Simulator", bot: Bot, account: Account, kind: str, title: str, username: str | None) -> Chat:
    """Make a group or channel with the bot in it."""
    chat = Chat(-(1_000_000_000_000 + next(_numbers)), kind, title, username=username, started=True)
    chat.members[account.id] = account
    bot.chats[chat.id] = chat
    role = "administrator" if kind == "channel" else "member"
    _membership_changed(simulator, bot, account, chat, _membership(bot, "left"), _membership(bot, role))
    return chat


def _said(
    simulator: "Simulator",
    bot: Bot,
    account: Account,
    chat: Chat,
    kind: str,
    content: Json,
    reply_to: int | None = None,
) -> Message:
    if chat.blocked:
        raise ActError(f"{account.first_name} blocked the bot; unblock it to write")
    chat.started = True
    replied = chat.messages.get(reply_to) if reply_to else None
    sender = None if chat.kind == "channel" else account.as_user()
    message = Message(0, chat, sender, simulator.clock(), kind, content, reply_to=replied)
    bot.put(message)
    update = "channel_post" if chat.kind == "channel" else "message"
    if not chat.left:
        simulator.happened(bot, {update: message.as_json()}, chat)
    return message


def _text(text: str) -> Json:
    entities = formatting.found_in(text)
    return {"text": text, "entities": entities} if entities else {"text": text}


def _made(bot: Bot, kind: str, upload: Upload | None, details: Json) -> Any:
    """The Bot API's object of that kind."""
    if upload is None:
        return _poll(details) if kind == "poll" else details
    stored = bot.files.keep(kind, upload)
    if kind == "photo":
        return sending.photo_sizes(stored)
    if kind == "document":
        return sending.document(stored)
    if kind == "voice":
        return sending.voice(stored, details.get("duration", 1))
    return {**stored.as_json(), **details}


def _poll(details: Json) -> Json:
    options = [{"persistent_id": str(n), "text": text, "voter_count": 0} for n, text in enumerate(details["options"])]
    return {
        "id": str(6_000_000_000 + next(_numbers)),
        "question": details["question"],
        "options": options,
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    }


RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


def _membership(bot: Bot, status: str) -> Json:
    member: Json = {"user": bot.as_user(), "status": status}
    if status == "kicked":
        member["until_date"] = 0
    if status == "administrator":
        member |= dict.fromkeys(RIGHTS, False) | {"can_post_messages": True}
    return member


def _membership_changed(simulator: "Simulator", bot: Bot, account: Account, chat: Chat, old: Json, new: Json) -> None:
    body = {
        "chat": chat.as_json(),
        "from": account.as_user(),
        "date": int(simulator.clock().timestamp()),
        "old_chat_member": old,
        "new_chat_member": new,
    }
    simulator.happened(bot, {"my_chat_member": body}, chat)
