"""Wording: every text a person meets, in each language, checked when it is loaded.

A flow's words stand beside it in NAME.toml: a table a step, and in it `ask` (the question), `again` (the
question in other words), `why` (the answer to "why this question?") and `choices`; other keys are what moves
say. Each text has its languages under one another. Files are read by the composition root; this is given dicts.
"""

import re
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flows.grammar import Flow

LANGUAGES = ("en", "fi")

_ENDED_TWICE = re.compile(r"([^\W\d][.!?…]”)\.")
"""A client's own sentence at the end of one of ours: its own mark is enough."""


class FlowError(ValueError):
    """A mistake in a flow or its words. Says where and how to mend it."""


class Wording:
    """`tables` are the parsed files by name: a flow's name, or a shared one such as "turn"."""

    def __init__(self, tables: Mapping[str, Mapping[str, Any]]) -> None:
        self._texts = {
            (name, path): text for name, table in tables.items() for path, text in texts_of(table, f"{name}.toml: ")
        }
        for (name, path), text in self._texts.items():
            check_languages(f"{name}.toml: {path}", text)

    def text(
        self, table: str, path: str, language: str, given: Mapping[str, object] | None = None, /, **values: object
    ) -> str:
        """The text at a path such as "score.ask", filled with the values, or with those of a mapping.

        Raises FlowError where there is no such text or a value is missing.
        """
        text = self._texts.get((table, path))
        if text is None:
            raise FlowError(f"{table}.toml: no text {path}; add it in {' and '.join(LANGUAGES)}")
        try:
            return _ENDED_TWICE.sub(r"\1", text[language].format_map(values if given is None else given))
        except KeyError as missing:
            raise FlowError(f"{table}.toml: {path} needs a value for {missing}") from None

    def has(self, table: str, path: str) -> bool:
        return (table, path) in self._texts

    def labels(self, table: str, step: str, keys: tuple[str, ...], language: str) -> dict[str, str]:
        """The label of each button; a number is its own label. More ways to say it follow after "|"."""
        return {key: self._label(table, step, key, language) for key in keys}

    def _label(self, table: str, step: str, key: str, language: str) -> str:
        for where, path in ((table, f"{step}.choices.{key}"), ("turn", f"choices.{key}")):
            if self.has(where, path):
                return self.text(where, path, language)
        if key.isdigit():
            return key
        raise FlowError(f"{table}.toml: step {step} has no label for its button {key!r}; add {step}.choices.{key}")

    def check(self, flow: "Flow") -> None:
        """Raises FlowError unless each step of the flow can ask, ask again, say why and label its buttons."""
        for step in flow.steps.values():
            parts = ("ask", "again", "why") if step.hears else () if step.opens else ("ask",)
            for part in parts:
                self._need(step.words or flow.name, f"{step.name}.{part}")
            for language in LANGUAGES:
                self.labels(step.words or flow.name, step.name, tuple(step.offers), language)
            for move in step.moves:
                if isinstance(move.says, str):
                    self._need(step.words or flow.name, f"{step.name}.{move.says}")

    def _need(self, table: str, path: str) -> None:
        if not self.has(table, path):
            raise FlowError(f"{table}.toml: no text {path}; add it in {' and '.join(LANGUAGES)}")

    def __iter__(self) -> Iterator[tuple[str, str, Mapping[str, str]]]:
        return ((name, path, text) for (name, path), text in self._texts.items())


def texts_of(table: Mapping[str, Any], where: str, path: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    """Each text of a parsed file by its path. Raises FlowError, `where` first, for what is neither text nor table."""
    for key, value in table.items():
        here = f"{path}.{key}" if path else key
        if not isinstance(value, Mapping):
            raise FlowError(f"{where}{here} is {value!r}; give a text for each of {', '.join(LANGUAGES)}")
        if any(isinstance(inner, str) for inner in value.values()):
            yield here, value
        else:
            yield from texts_of(value, where, here)


def check_languages(where: str, text: Mapping[str, str]) -> None:
    """Raises FlowError, `where` first, unless there is a text for each language, and none but these."""
    for language in LANGUAGES:
        if not (isinstance(said := text.get(language), str) and said.strip()):
            raise FlowError(f"{where} has no text in {language!r}; add it")
    if extra := set(text) - set(LANGUAGES):
        raise FlowError(f"{where} has {sorted(extra)[0]!r}, which is no language here; use {', '.join(LANGUAGES)}")
    # A language may leave a name out where it would have to be inflected, but names nothing of its own.
    if unknown := placeholders(text["fi"]) - placeholders(text["en"]):
        raise FlowError(f"{where}: {sorted(unknown)[0]!r} is filled in Finnish but not in English")


def placeholders(text: str) -> set[str]:
    """The names in braces. Raises ValueError where a brace is left open, or is followed by more than a name."""
    found: set[str] = set()
    for _, name, form, conversion in Formatter().parse(text):
        if name is not None:
            if form or conversion or not name.isidentifier():
                raise ValueError(f"{{{name}}} is no plain name")
            found.add(name)
    return found
