"""What the risk screen is fitted on, read from its files, and a digest of all that the weights depend on."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
RISK = HERE.parent / "flows" / "risk"
LANGUAGES = ("en", "fi")
SITUATIONS = tuple(HERE / "risk" / f"fit.{language}.tsv" for language in LANGUAGES)
PLAIN = HERE / "risk" / "plain.tsv"
TALK = tuple(HERE / "talk" / f"{part}.{language}.txt" for part in ("tune", "fit") for language in LANGUAGES)
CODE = (HERE / "fit.py", HERE / "parts.py", *(RISK / name for name in ("features.py", "rules.py", "rules.toml")))
CUE_OF = {
    **dict.fromkeys(("wish", "passive", "burden", "again", "slang", "voices"), "wish"),
    **dict.fromkeys(("plan", "means", "attempt", "goodbye", "hint"), "ready"),
    **{each: each for each in ("self_harm", "danger", "others")},
}


@dataclass(frozen=True)
class Text:
    """One text: `part` is "situation", "plain" or "talk", `named` its class ("none", "care" or a cue)."""

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
    for path in SITUATIONS:
        for label, kind, text in rows(path):
            yield "situation", CUE_OF[kind] if label == "crisis" else label, text, label != "none"
    for label, kind, text in rows(PLAIN):
        if label != "calm":
            yield "plain", CUE_OF.get(kind, label), text, True
    for path in TALK:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                yield "talk", "none", line, True


def rows(path: Path) -> Iterator[tuple[str, str, str]]:
    """(label, kind, text) of each line of a file of situations."""
    for line in path.read_text(encoding="utf-8").splitlines():
        label, kind, text = line.split("\t")
        yield label, kind, text


def made_from() -> str:
    """So that a test sees when the weights are stale."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in (*SITUATIONS, PLAIN, *TALK, *CODE))).hexdigest()
