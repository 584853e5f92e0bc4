"""What goes out over the wire: a message of the dialogues as requests of the Bot API, plain text throughout.

Plain text needs no escaping, so a client's own characters can never break a message.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flows.values import Button, Chart, Message

TEXT_LIMIT = 4096
"""Characters a message may have (Bot API, sendMessage), counted in UTF-16 units to be on the safe side."""

CAPTION_LIMIT = 1024
"""The same for what stands under a document or a picture (Bot API, sendDocument, sendPhoto)."""

FORGET_AFTER_S = 24 * 3600
"""A transcript sent to a coach is deleted from the chat after a day (Telegram allows it within 48 hours)."""


def requests(message: Message, talk_id: int | None, question: int) -> list[dict[str, Any]]:
    """The parameters of each sendMessage: a long text in several parts, the buttons under the last."""
    parts: list[dict[str, Any]] = [{"text": part} for part in split(message.text)]
    for each in parts if message.silent else ():
        each["disable_notification"] = True
    if message.buttons:
        parts[-1]["reply_markup"] = {
            "inline_keyboard": [[_button(each, talk_id, question) for each in row] for row in message.buttons]
        }
    return parts


def _button(button: Button, talk_id: int | None, question: int) -> dict[str, Any]:
    if button.opens:
        return {"text": button.label, "web_app": {"url": button.opens}}
    return {"text": button.label, "callback_data": data_of(talk_id, question, button.choice)}


def parcels(message: Message, talk_id: int | None, question: int) -> list[tuple[str, dict[str, Any]]]:
    """The requests that a message becomes, each a method of the Bot API and its payload.

    A chart goes with its text under it, or before a text that is too long for that. It is drawn by whoever sends it.
    """
    params = requests(message, talk_id, question)
    if message.chart is None:
        return [("sendMessage", {"params": each}) for each in params]
    chart = asdict(message.chart)
    if length(message.text) > CAPTION_LIMIT:
        return [("sendPhoto", {"params": {}, "chart": chart}), *(("sendMessage", {"params": each}) for each in params)]
    [whole] = params
    captioned = {"caption" if name == "text" else name: value for name, value in whole.items()}
    return [("sendPhoto", {"params": captioned, "chart": chart})]


def chart_of(payload: Mapping[str, Any]) -> Chart:
    given = payload["chart"]
    return Chart(given["title"], tuple(given["rows"]), tuple(given["days"]), tuple(map(tuple, given["scores"])))


def data_of(talk_id: int | None, question: int, choice: str) -> str:
    """What a button carries back, 64 bytes at most: the talk, the question's number and the choice."""
    return f"{talk_id or 0}.{question}.{choice}"


def parse_data(data: str) -> tuple[int, int, str]:
    """The talk, the question's number and the choice of a tapped button; zeros if it is none of ours."""
    talk, _, rest = data.partition(".")
    question, _, choice = rest.partition(".")
    if not (talk.isdecimal() and question.isdecimal()):
        return 0, 0, ""
    return int(talk), int(question), choice


def split(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """The text in parts that Telegram takes, broken at a paragraph, else a line, else a space, else anywhere."""
    parts = []
    rest = text.strip() or "…"
    while length(rest) > limit:
        cut = _prefix(rest, limit)
        at = max(cut.rfind("\n\n"), 0) or max(cut.rfind("\n"), 0) or max(cut.rfind(" "), 0) or len(cut)
        parts.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [part for part in (*parts, rest) if part]


def length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _prefix(text: str, limit: int) -> str:
    """As many whole characters as fit into the limit."""
    units = 0
    for at, character in enumerate(text):
        units += 2 if ord(character) > 0xFFFF else 1
        if units > limit:
            return text[:at]
    return text
