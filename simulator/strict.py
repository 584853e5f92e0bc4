"""A request's parameters, read against the Bot API's schema: unknown names, wrong types, gaps are refused.

The real Bot API quietly ignores a parameter it does not know. Here it is refused, so that a misspelt one is
found before a person finds it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator import schema
from simulator.refusals import RefusalError, bad_request

SCHEMA = schema.load()
SPELLED = {name.lower(): name for name in (*SCHEMA["methods"], *SCHEMA["known"])}

MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "document": "there is no document in the request",
    "photo": "there is no photo in the request",
    "voice": "there is no voice in the request",
    "media": "there are no media in the request",
    "action": "wrong parameter action in request",
    "url": "url is not specified",
}
JSON_TYPES = {"int": "Number", "float": "Number", "str": "String", "bool": "Boolean", "file": "File"}


@dataclass(frozen=True)
class Upload:
    """A file that came with a request."""

    name: str
    data: bytes
    mime: str


class MisfitError(Exception):
    """A value that is not of the type asked for."""


def method_named(name: str) -> str:
    """The method's own spelling: the Bot API takes any case. Refuses one unknown or not served here."""
    spelled = SPELLED.get(name.lower())
    if spelled is None:
        raise RefusalError(404, "Not Found: method not found")
    if spelled not in SCHEMA["methods"]:
        raise RefusalError(501, f"Not Implemented: the simulator does not serve {spelled}")
    return spelled


def read(method: str, given: Mapping[str, Any], uploads: Mapping[str, Upload]) -> dict[str, Any]:
    """The parameters as the method's schema has them: numbers as numbers, JSON read, files in place."""
    fields = SCHEMA["methods"][method]
    present = {name: value for name, value in given.items() if value is not None and value != ""}
    present.update({name: upload for name, upload in uploads.items() if name in fields})
    attached = {name: upload for name, upload in uploads.items() if name not in fields}
    for name in present:
        if name not in fields:
            raise bad_request(f'unknown parameter "{name}" of {method}')
    for name, field in fields.items():
        if field.get("must") and name not in present:
            raise bad_request(MISSING.get(name, f'parameter "{name}" is required'))
    reader = _Reader(attached)
    values = {name: reader.parameter(name, value, fields[name]["is"]) for name, value in present.items()}
    if unused := set(attached) - reader.taken:
        raise bad_request(f'unknown file "{min(unused)}" in the request of {method}')
    return values


class _Reader:
    """Fits values to types; remembers which attached files were asked for."""

    def __init__(self, attached: Mapping[str, Upload]) -> None:
        self.attached = attached
        self.taken: set[str] = set()

    def parameter(self, name: str, value: Any, words: list[str]) -> Any:
        if isinstance(value, str) and not {"str", "file"} & set(words):
            value = _scalar(value, words) if set(words) <= {"int", "float", "bool"} else _parsed(name, value)
        if name == "chat_id" and isinstance(value, str) and re.fullmatch(r"-?\d+", value):
            value = int(value)
        try:
            return self.fit(value, words)
        except MisfitError as misfit:
            raise bad_request(f"can't parse {name}: {misfit}") from None

    def fit(self, value: Any, words: list[str]) -> Any:
        """The value as the first of these types that it fits; the first type's complaint if it fits none."""
        complaint: MisfitError | None = None
        for word in words:
            try:
                return self.fit_one(value, word)
            except MisfitError as misfit:
                complaint = complaint or misfit
        raise complaint or MisfitError("no type fits")

    def fit_one(self, value: Any, word: str) -> Any:
        if word.startswith("="):
            return _exactly(value, word[1:])
        if word.startswith("["):
            if not isinstance(value, list):
                raise MisfitError("expected an Array")
            return [self.fit(each, word[1:-1].split("|")) for each in value]
        if word == "file" or (word == "str" and isinstance(value, str) and value.startswith("attach://")):
            return self.file(value)
        if word in JSON_TYPES:
            return _plain(value, word)
        return self.built(value, word)

    def file(self, value: Any) -> Upload:
        if isinstance(value, Upload):
            return value
        name = value.removeprefix("attach://") if isinstance(value, str) else ""
        if name not in self.attached:
            raise MisfitError("expected an uploaded File")
        self.taken.add(name)
        return self.attached[name]

    def built(self, value: Any, word: str) -> dict[str, Any]:
        """An object of one of the Bot API's own types."""
        fields = SCHEMA["types"][word]
        if not isinstance(value, dict):
            raise MisfitError(f"expected an Object ({word})")
        given = {name: each for name, each in value.items() if each is not None}
        for name, field in fields.items():
            if field.get("must") and name not in given:
                raise MisfitError(f'Can\'t find field "{name}"')
        for name in given:
            if name not in fields:
                raise MisfitError(f'unknown field "{name}" of {word}')
        return {name: self._field(name, each, fields[name]["is"]) for name, each in given.items()}

    def _field(self, name: str, value: Any, words: list[str]) -> Any:
        try:
            return self.fit(value, words)
        except MisfitError as misfit:
            raise MisfitError(f'Field "{name}": {misfit}') from None


def _parsed(name: str, value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        raise bad_request(f"can't parse {name} JSON object") from None


def _scalar(value: str, words: list[str]) -> Any:
    """A number or truth value as a form or query writes it."""
    if "bool" in words and value.lower() in ("true", "false", "1", "0", "yes", "no"):
        return value.lower() in ("true", "1", "yes")
    for kind, make in (("int", int), ("float", float)):
        if kind in words:
            try:
                return make(value)
            except ValueError:
                continue
    return value


def _exactly(value: Any, word: str) -> Any:
    if str(value) != word:
        raise MisfitError(f"expected {word}")
    return value


def _plain(value: Any, word: str) -> Any:
    fits = {
        "int": isinstance(value, int) and not isinstance(value, bool),
        "float": isinstance(value, int | float) and not isinstance(value, bool),
        "str": isinstance(value, str),
        "bool": isinstance(value, bool),
    }[word]
    if not fits:
        raise MisfitError(f"must be of type {JSON_TYPES[word]}")
    return value
