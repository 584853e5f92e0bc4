"""A host's own words: NAME.toml files in a folder, each text in place of the shipped one of the same key.

What a text may be filled with, and what it promises a client, stays as it is: each is looked at when it is loaded.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from bot.config import merged
from flows.grammar import Flow
from flows.house_rules import broken
from flows.wording import LANGUAGES, FlowError, check_languages, placeholders, texts_of

Tables = dict[str, dict[str, Any]]
Text = Mapping[str, str]

LINES = 3
LONGEST_COMMAND = 256
"""Characters that Telegram takes for a command's line in the menu."""


def with_own_words(shipped: Tables, folder: Path, flows: Mapping[str, Flow]) -> Tables:
    """The shipped tables with the folder's texts in them. Raises FlowError: at most three lines that name file, key
    and cure.
    """
    if not folder.is_dir():
        raise FlowError(f"words.folder: {folder} is no folder; make it, or leave the key out")
    tables, faults, last = dict(shipped), [], _last_words(flows)
    for path in sorted(folder.rglob("*.toml")):
        name = path.relative_to(folder).with_suffix("").as_posix()
        try:
            own = _read(path, name, shipped)
            known = dict(texts_of(shipped[name], ""))
            found = dict(texts_of(own, f"{path}: "))
        except FlowError as fault:
            faults.append(str(fault))
            continue
        for key, text in found.items():
            faults += [f"{path}: {key}{fault}" for fault in _faults(name, key, text, known, last)]
        tables[name] = merged(shipped[name], own)
    if len(faults) > LINES:
        faults[LINES - 1 :] = [f"{folder}: and {len(faults) - LINES + 1} more like these"]
    if faults:
        raise FlowError("\n".join(faults))
    return tables


def _read(path: Path, name: str, shipped: Tables) -> dict[str, Any]:
    if name not in shipped:
        raise FlowError(f"{path}: no words are called {name!r}; did you mean {_nearest(name, shipped)}.toml?")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise FlowError(f"{path}: is not UTF-8 text; save it as UTF-8") from None
    except OSError as fault:
        raise FlowError(f"{path}: cannot be read ({fault.strerror}); give the bot's account access") from None
    except tomllib.TOMLDecodeError as fault:
        raise FlowError(f'{path}: is not TOML ({fault}); a text stands in quotes, as in ask.en = "text"') from None


def _faults(name: str, key: str, text: Text, known: Mapping[str, Text], last: set[tuple[str, str]]) -> Iterator[str]:
    """What is wrong with one text, each with its cure, to stand behind file and key."""
    if key not in known:
        yield f" is no key there; did you mean {_nearest(key, known)}?"
        return
    for language, own in text.items():
        try:
            used = placeholders(str(own))
        except ValueError as fault:
            yield f".{language} has a brace that opens no name ({fault}); write {{{{ and }}}} for braces of your own"
            return
        if language in LANGUAGES:
            yield from (f".{language} {fault}" for fault in _unfilled(used, known[key], language))
    try:
        check_languages("", text)
    except FlowError as fault:
        yield str(fault)
        return
    may_ask = (name, key) not in last and (key.endswith((".ask", ".again")) or "?" in "".join(known[key].values()))
    for language in LANGUAGES:
        yield from (f".{language} {fault}" for fault in broken(text[language], may_ask=may_ask))
        if not text[language].split("|")[0].strip():
            yield f".{language} has nothing before its first |, where a button's label stands; write it there"
        if name == "commands" and len(text[language]) > LONGEST_COMMAND:
            yield f".{language} is longer than {LONGEST_COMMAND} characters, which is what a menu takes; shorten it"


def _unfilled(used: set[str], shipped: Text, language: str) -> Iterator[str]:
    """Names that nothing would fill, and those that the client would miss."""
    fills, needed = placeholders(shipped["en"]), placeholders(shipped[language])
    for each in sorted(used - fills):
        names = f"use {' or '.join(f'{{{name}}}' for name in sorted(fills))}" if fills else "no name is filled in here"
        yield f"has {{{each}}}, which nothing fills; {names}"
    for each in sorted(needed - used):
        yield f"leaves out {{{each}}}, which the client would miss; put it in"


def _last_words(flows: Mapping[str, Flow]) -> set[tuple[str, str]]:
    """(table, key) of what a dialogue says last."""
    steps = [(flow, step) for flow in flows.values() for step in flow.steps.values() if step.hears is None]
    return {(step.words or flow.name, f"{step.name}.ask") for flow, step in steps}


def _nearest(name: str, known: Mapping[str, object]) -> str:
    return str(process.extractOne(name, list(known), scorer=fuzz.WRatio)[0])
