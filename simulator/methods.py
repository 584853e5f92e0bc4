"""The Bot API's methods by name, apart from those that send (sending.py) and fetch updates (fetching.py)."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from simulator import sending
from simulator.refusals import bad_request
from simulator.world import Answer, Bot, Json

if TYPE_CHECKING:
    from simulator.simulation import Simulator

Method = Callable[["Simulator", Bot, Json], Any]

TAP_LIVES = timedelta(minutes=15)
"""How long a callback query may be answered. Telegram does not say; it is of this order."""
MOST_ANSWER = 200
MOST_COMMANDS = 100


def get_me(_simulator: "Simulator", bot: Bot, _p: Json) -> Json:
    return {
        **bot.as_user(),
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_chat(simulator: "Simulator", bot: Bot, p: Json) -> Json:
    chat = sending.chat_for(simulator, bot, p["chat_id"])
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return {
        **chat.as_json(),
        "accent_color_id": chat.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


def leave_chat(simulator: "Simulator", bot: Bot, p: Json) -> bool:
    chat = sending.chat_for(simulator, bot, p["chat_id"])
    if chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    chat.left = True
    bot.touch(chat)
    return True


def get_file(_simulator: "Simulator", bot: Bot, p: Json) -> Json:
    stored = bot.files.by_id(p["file_id"])
    if stored is None:
        raise bad_request("invalid file_id")
    return {**stored.as_json(), "file_path": stored.path}


def answer_callback_query(simulator: "Simulator", bot: Bot, p: Json) -> bool:
    tap = bot.taps.get(p["callback_query_id"])
    if tap is None or simulator.clock() - tap.since > TAP_LIVES:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = p.get("text", "")
    if len(text) > MOST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    at = bot.touch(tap.chat)
    tap.chat.answers.append(Answer(tap.id, text, p.get("show_alert", False), p.get("url"), at))
    tap.chat.bot_acted = simulator.timer()
    return True


def _scope(p: Json) -> tuple[str, str]:
    scope = p.get("scope", {"type": "default"})
    ids = [str(scope[name]) for name in ("chat_id", "user_id") if name in scope]
    return ":".join([scope["type"], *ids]), p.get("language_code", "")


def set_my_commands(_simulator: "Simulator", bot: Bot, p: Json) -> bool:
    if len(p["commands"]) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for each in p["commands"]:
        name = each["command"].removeprefix("/")
        if not (1 <= len(name) <= 32 and name.isascii() and name.replace("_", "a").isalnum() and name == name.lower()):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(each["description"]) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    bot.commands[_scope(p)] = p["commands"]
    return True


def get_my_commands(_simulator: "Simulator", bot: Bot, p: Json) -> list[Json]:
    return bot.commands.get(_scope(p), [])


def delete_my_commands(_simulator: "Simulator", bot: Bot, p: Json) -> bool:
    bot.commands.pop(_scope(p), None)
    return True


def set_my_name(_simulator: "Simulator", bot: Bot, p: Json) -> bool:
    _set_text(bot.names, p, "name", most=64)
    return True


def set_my_description(_simulator: "Simulator", bot: Bot, p: Json) -> bool:
    _set_text(bot.descriptions, p, "description", most=512)
    return True


def set_my_short_description(_simulator: "Simulator", bot: Bot, p: Json) -> bool:
    _set_text(bot.short_descriptions, p, "short_description", most=120)
    return True


def get_my_name(_simulator: "Simulator", bot: Bot, p: Json) -> Json:
    return {"name": _get_text(bot.names, p) or bot.first_name}


def get_my_description(_simulator: "Simulator", bot: Bot, p: Json) -> Json:
    return {"description": _get_text(bot.descriptions, p)}


def get_my_short_description(_simulator: "Simulator", bot: Bot, p: Json) -> Json:
    return {"short_description": _get_text(bot.short_descriptions, p)}


def _set_text(texts: dict[str, str], p: Json, name: str, most: int) -> None:
    text = p.get(name, "")
    if len(text) > most:
        raise bad_request(f"bot {name.replace('_', ' ')} is too long")
    texts[p.get("language_code", "")] = text


def _get_text(texts: dict[str, str], p: Json) -> str:
    return texts.get(p.get("language_code", "")) or texts.get("", "")


def set_chat_menu_button(simulator: "Simulator", bot: Bot, p: Json) -> bool:
    if "chat_id" in p:
        sending.chat_for(simulator, bot, p["chat_id"])
    bot.menu_buttons[p.get("chat_id")] = p.get("menu_button", {"type": "default"})
    return True


def get_chat_menu_button(_simulator: "Simulator", bot: Bot, p: Json) -> Json:
    return bot.menu_buttons.get(p.get("chat_id")) or bot.menu_buttons.get(None) or {"type": "default"}


def log_out(_simulator: "Simulator", _bot: Bot, _p: Json) -> bool:
    return True


def close(_simulator: "Simulator", _bot: Bot, _p: Json) -> bool:
    return True


def delete_webhook(simulator: "Simulator", bot: Bot, p: Json) -> bool:
    if p.get("drop_pending_updates"):
        bot.updates.clear()
    bot.webhook = None
    simulator.webhooks.follow(bot)
    return True


def get_webhook_info(_simulator: "Simulator", bot: Bot, _p: Json) -> Json:
    hook = bot.webhook
    info: Json = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(bot.updates),
    }
    if hook and hook.error_at:
        info.update(last_error_date=int(hook.error_at.timestamp()), last_error_message=hook.error)
    if hook:
        info["max_connections"] = hook.most
    if bot.updates.allowed is not None:
        info["allowed_updates"] = bot.updates.allowed
    return info


def set_webhook(simulator: "Simulator", bot: Bot, p: Json) -> bool:
    if "allowed_updates" in p:
        bot.updates.allow(p["allowed_updates"])
    if p.get("drop_pending_updates"):
        bot.updates.clear()
    bot.webhook = simulator.webhooks.checked(p)
    bot.poll += 1
    bot.bell.ring()
    simulator.webhooks.follow(bot)
    return True


METHODS: dict[str, Method] = {
    "answerCallbackQuery": answer_callback_query,
    "close": close,
    "deleteMessage": sending.delete_message,
    "deleteMessages": sending.delete_messages,
    "deleteMyCommands": delete_my_commands,
    "deleteWebhook": delete_webhook,
    "editMessageCaption": sending.edit_message_caption,
    "editMessageReplyMarkup": sending.edit_message_reply_markup,
    "editMessageText": sending.edit_message_text,
    "getChat": get_chat,
    "getChatMenuButton": get_chat_menu_button,
    "getFile": get_file,
    "getMe": get_me,
    "getMyCommands": get_my_commands,
    "getMyDescription": get_my_description,
    "getMyName": get_my_name,
    "getMyShortDescription": get_my_short_description,
    "getWebhookInfo": get_webhook_info,
    "leaveChat": leave_chat,
    "logOut": log_out,
    "sendChatAction": sending.send_chat_action,
    "sendDocument": sending.send_document,
    "sendMediaGroup": sending.send_media_group,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendVoice": sending.send_voice,
    "setChatMenuButton": set_chat_menu_button,
    "setMyCommands": set_my_commands,
    "setMyDescription": set_my_description,
    "setMyName": set_my_name,
    "setMyShortDescription": set_my_short_description,
    "setWebhook": set_webhook,
}
