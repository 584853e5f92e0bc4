"""The Bot API's schema as data: each method's parameters and the types they are made of.

`bot_api.json` beside this module is drawn from aiogram's method models by `python -m simulator.schema`, and a
test holds the two together. The simulator reads the file and not the models: importing aiogram takes six
seconds, the file six milliseconds.

A type is one word: `int`, `float`, `str`, `bool`, `file`; `=word` for that very word; `[X]` for a list of X;
any other word is an entry of `types`. A parameter is `{"is": [word, ...]}`, one of which has to fit, with
`"must": true` if it may not be left out.
"""

import json
import types
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, TypedDict, Union, get_args, get_origin

FILE = Path(__file__).with_name("bot_api.json")

SERVED = (
    "answerCallbackQuery",
    "close",
    "deleteMessage",
    "deleteMessages",
    "deleteMyCommands",
    "deleteWebhook",
    "editMessageCaption",
    "editMessageReplyMarkup",
    "editMessageText",
    "getChat",
    "getChatMenuButton",
    "getFile",
    "getMe",
    "getMyCommands",
    "getMyDescription",
    "getMyName",
    "getMyShortDescription",
    "getUpdates",
    "getWebhookInfo",
    "leaveChat",
    "logOut",
    "sendChatAction",
    "sendDocument",
    "sendMediaGroup",
    "sendMessage",
    "sendPhoto",
    "sendVoice",
    "setChatMenuButton",
    "setMyCommands",
    "setMyDescription",
    "setMyName",
    "setMyShortDescription",
    "setWebhook",
)

# Messages made of blocks instead of text, which the chat page cannot show.
LEFT_OUT = {"rich_message"}

Fields = dict[str, dict[str, Any]]


class Schema(TypedDict):
    """The whole file: the methods served, the types they use, and the other methods by name alone."""

    methods: dict[str, Fields]
    types: dict[str, Fields]
    known: list[str]


def load() -> Schema:
    """The schema from the file beside this module."""
    schema: Schema = json.loads(FILE.read_text(encoding="utf-8"))
    return schema


def draw() -> Schema:
    """The schema as aiogram's models have it today. Needs aiogram; slow."""
    from aiogram import methods

    models = {
        model.__api_method__: model
        for name in methods.__all__
        if hasattr(model := getattr(methods, name), "__api_method__") and name != "TelegramMethod"
    }
    seen: dict[str, Fields] = {}
    return Schema(
        methods={name: _fields(models[name], seen) for name in SERVED},
        types=dict(sorted(seen.items())),
        known=sorted(set(models) - set(SERVED)),
    )


def _fields(model: Any, seen: dict[str, Fields]) -> Fields:
    fields: Fields = {}
    for name, field in model.model_fields.items():
        if name in LEFT_OUT or (field.json_schema_extra or {}).get("deprecated"):
            continue
        words = _words(field.annotation, seen)
        # aiogram fills a type's own tag ("type": "photo") by itself; on the wire it has to be there.
        must = field.is_required() or (len(words) == 1 and words[0].startswith("="))
        fields[field.alias or name] = {"is": words, "must": True} if must else {"is": words}
    return fields


def _words(annotation: Any, seen: dict[str, Fields]) -> list[str]:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _words(inner[0], seen)
    if origin in (Union, types.UnionType):
        return list(dict.fromkeys(word for each in inner for word in _words(each, seen)))
    if origin is Literal:
        return [f"={each.value if isinstance(each, Enum) else each}" for each in inner]
    if origin is list:
        return [f"[{'|'.join(_words(inner[0], seen))}]"]
    return _word(annotation, seen)


def _word(annotation: Any, seen: dict[str, Fields]) -> list[str]:
    name: str = annotation.__name__
    if name in ("NoneType", "Default"):
        return []
    if name in ("int", "float", "str", "bool"):
        return [name]
    if name in ("datetime", "timedelta"):
        return ["int"]
    if name == "InputFile":
        return ["file"]
    if not hasattr(annotation, "model_fields"):
        raise TypeError(f"{annotation!r} has no word in the schema; teach simulator/schema.py one")
    if name not in seen:
        seen[name] = {}
        seen[name] = _fields(annotation, seen)
    return [name]


if __name__ == "__main__":
    FILE.write_text(json.dumps(draw(), indent=1) + "\n", encoding="utf-8")
    print(f"wrote {FILE.name}: {len(SERVED)} methods")
