"""What a person sees of a chat, and waiting for the bot to say something there."""

from typing import TYPE_CHECKING

from simulator.world import Bot, Chat, Json, Message

if TYPE_CHECKING:
    from simulator.simulation import Simulator

LONGEST_S = 55.0


def shown(bot: Bot, message: Message) -> Json:
    """A message as a person sees it. Of a deleted one the words stay, for tests to look at."""
    content = message.content
    body: Json = {
        "id": message.id,
        "from_bot": message.from_bot,
        "sender": (message.sender or {}).get("first_name", message.chat.title),
        "kind": message.kind,
        "text": message.text,
        "entities": content.get("entities", content.get("caption_entities", [])),
        "buttons": (message.markup or {}).get("inline_keyboard", []),
        "date": message.date.isoformat(),
        "edited": message.edited is not None,
        "deleted": message.deleted,
        "protected": message.protected,
        "silent": message.silent,
        "reply_to": message.reply_to.id if message.reply_to else None,
        "album": content.get("media_group_id"),
        "file": _file(bot, message),
        "sent_at": message.sent_at,
        "changed_at": message.changed_at,
    }
    if message.kind != "text":
        made = content[message.kind]
        body["details"] = made[-1] if isinstance(made, list) else made
    return body


def _file(bot: Bot, message: Message) -> Json | None:
    made = message.content.get(message.kind)
    made = made[-1] if isinstance(made, list) else made
    stored = bot.files.by_id(made["file_id"]) if isinstance(made, dict) and "file_id" in made else None
    if stored is None:
        return None
    upload = stored.upload
    path = f"/file/bot{bot.token}/{stored.path}"
    return {"name": upload.name, "mime": upload.mime, "size": len(upload.data), "path": path}


def view(simulator: "Simulator", bot: Bot, chat: Chat, after: int = 0) -> Json:
    """What is new or changed since `after`; everything, if that is 0 or lies ahead (a restart)."""
    after = after if after <= bot.now else 0
    return {
        "now": bot.now,
        "messages": [shown(bot, each) for each in chat.messages.values() if each.changed_at > after],
        "answers": [
            {"id": each.id, "text": each.text, "alert": each.alert, "url": each.url}
            for each in chat.answers
            if each.at > after
        ],
        "action": chat.action if chat.action_until > simulator.timer() else "",
        "keyboard": chat.keyboard,
        "blocked": chat.blocked,
        "started": chat.started,
        "left": chat.left,
        "waiting": bot.updates.waiting_for(chat.id),
    }


async def changed(simulator: "Simulator", bot: Bot, chat: Chat, after: int, action: str, until: float) -> Json:
    """What is new since `after`, at once if anything is, or else at the next change or the time `until`."""
    while chat.changed_at <= after <= bot.now and (left := until - simulator.timer()) > 0 and not simulator.closing:
        if action and chat.action_until <= simulator.timer():
            break
        # What the bot is doing ends by itself, and rings no bell.
        await chat.bell.wait(min(left, 0.5) if action else left)
    return view(simulator, bot, chat, after)


def _new(chat: Chat, after: int) -> list[Message]:
    return [each for each in chat.messages.values() if each.from_bot and each.sent_at > after]


def _told(bot: Bot, messages: list[Message]) -> Json:
    return {"now": bot.now, "messages": [shown(bot, each) for each in messages]}


async def waited(
    simulator: "Simulator",
    bot: Bot,
    chat: Chat,
    after: int,
    count: int,
    timeout: float,  # noqa: ASYNC109
) -> Json:
    """The bot's messages since `after`, as soon as there are `count`, or those there when time is up."""
    until = simulator.timer() + min(timeout, LONGEST_S)
    while len(_new(chat, after)) < count and (left := until - simulator.timer()) > 0 and not simulator.closing:
        await chat.bell.wait(left)
    return _told(bot, _new(chat, after))


async def settled(
    simulator: "Simulator",
    bot: Bot,
    chat: Chat,
    after: int,
    quiet: float,
    timeout: float,  # noqa: ASYNC109
) -> Json:
    """The bot's messages since `after`, once it took all this chat's updates, spoke and fell quiet."""
    until = simulator.timer() + min(timeout, LONGEST_S)
    while (left := until - simulator.timer()) > 0 and not simulator.closing:
        since = simulator.timer() - chat.bot_acted
        if _new(chat, after) and since >= quiet and not bot.updates.waiting_for(chat.id):
            break
        await chat.bell.wait(min(left, quiet - since if since < quiet else quiet))
    return _told(bot, _new(chat, after))
