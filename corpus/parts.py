"""What the screen and the net are fitted on, read from its files, and a digest of all that the weights depend on."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
RISK = HERE.parent / "flows" / "risk"
LANGUAGES = ("en", "fi")
SITUATIONS, HARD = (
    tuple(HERE / "risk" / f"{part}.{language}.tsv" for language in LANGUAGES) for part in ("fit", "hard")
)
PLAIN, COMMON = (HERE / "risk" / f"{part}.tsv" for part in ("plain", "common"))
HEARD = {language: HERE / "talk" / f"heard.{language}.tsv" for language in LANGUAGES}
TALK = tuple(HERE / "talk" / f"hard.{language}.txt" for language in LANGUAGES)
FLOWS = RISK.parent
CODE = (
    *(HERE / name for name in ("fit.py", "net.py", "parts.py", "vectors.py")),
    *(RISK / name for name in ("features.py", "rules.py", "rules.toml")),
    *(FLOWS / name for name in ("net.py", "listening/heard.py")),
)
NOT_FITTED = ("calm", "asked")
"""Labels of plain wordings that only the tests hold the screen to."""
CUE_OF = {
    **dict.fromkeys(("wish", "passive", "burden", "again", "slang", "voices"), "wish"),
    **dict.fromkeys(("plan", "means", "attempt", "goodbye", "hint"), "ready"),
    **{each: each for each in ("self_harm", "danger", "others")},
}


@dataclass(frozen=True)
class Text:
    """One text: `part` is "situation", "hard", "plain", "common", "talk" or "hard talk"; `named` is "none", "care" or a
    cue.
    """

    text: str
    part: str
    named: str
    pair: int
    """Texts of one number stay together whenever texts are divided."""


def texts() -> list[Text]:
    """All of the fit part, in the order of its files."""
    found: list[Text] = []
    pair = 0
    for part, named, text, begins in _lines():
        pair += begins
        found.append(Text(text, part, named, pair))
    return found


def _lines() -> Iterator[tuple[str, str, str, bool]]:
    """(part, class, text, whether a new pair begins with it)"""
    for part, paths in (("situation", SITUATIONS), ("hard", HARD)):
        for label, kind, text in (row for path in paths for row in rows(path)):
            yield part, CUE_OF[kind] if label == "crisis" else label, text, label != "none"
    for part, path in (("plain", PLAIN), ("common", COMMON)):
        for label, kind, text in rows(path):
            if label not in NOT_FITTED:
                yield part, CUE_OF.get(kind, label), text, True
    for path in HEARD.values():
        for *_, text in rows(path):
            yield "talk", "none", text, True
    for text in (line for path in TALK for line in path.read_text(encoding="utf-8").splitlines()):
        yield "hard talk", "none", text, True


@dataclass(frozen=True)
class Labelled:
    """A turn: as what it is heard (one kind or two, the first before the other), and which of its so many sentences
    carry it: from the first to the last, both counted from 1; 0 for none.
    """

    language: str
    text: str
    heard: tuple[str, ...]
    first: int
    last: int
    sentences: int


def labelled() -> Iterator[Labelled]:
    for language, path in HEARD.items():
        for kinds, carries, text in rows(path):
            span, _, sentences = carries.partition("/")
            first, _, last = span.partition("-")
            yield Labelled(language, text, tuple(kinds.split(",")), int(first), int(last or first), int(sentences))


def rows(path: Path) -> Iterator[tuple[str, str, str]]:
    """The three fields of each line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        label, kind, text = line.split("\t")
        yield label, kind, text


def made_from() -> str:
    """So that a test sees when the weights are stale."""
    paths = (*SITUATIONS, *HARD, PLAIN, COMMON, *HEARD.values(), *TALK, *CODE)
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()
