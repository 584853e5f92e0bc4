"""The command menus that Telegram shows beside the keyboard, by role and language."""

from typing import Any

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    MenuButtonWebApp,
    WebAppInfo,
)
from telegram.ext import ExtBot

from flows.wording import LANGUAGES, Wording

CLIENT = ("checkin", "reflect", "commitments", "agreement", "schedule", "settings", "promises", "readers", "share",
          "coach", "coaches", "done", "offrecord", "review", "pulse", "repair", "pause", "resume", "farewell",
          "privacy", "sos", "export", "delete", "help")  # fmt: skip
COACH = ("console", "invite", "clients", "transcript", "reply", "talk", "done", "agreement", "propose", "promises",
         "profile", "handover", "farewell", "help")  # fmt: skip


async def set_client_menu(bot: ExtBot[Any], wording: Wording, *, model: bool) -> None:
    """The menu of every private chat: most people are clients. `model`: whether a host has set one up."""
    await _set(bot, wording, (*CLIENT, "model") if model else CLIENT, BotCommandScopeAllPrivateChats())


async def set_coach_menu(bot: ExtBot[Any], wording: Wording, chat_id: int, opens: str, label: str) -> None:
    """A coach's own chat has the coach's commands, and a button that opens the console, where Telegram can."""
    await _set(bot, wording, COACH, BotCommandScopeChat(chat_id))
    if opens:
        await bot.set_chat_menu_button(chat_id, MenuButtonWebApp(label, WebAppInfo(opens)))


async def _set(bot: ExtBot[Any], wording: Wording, names: tuple[str, ...], scope: BotCommandScope) -> None:
    for language in LANGUAGES:
        menu = [BotCommand(name, wording.text("commands", name, language)) for name in names]
        # English is what everyone without a menu of their own language sees.
        await bot.set_my_commands(menu, scope=scope, language_code=None if language == "en" else language)
