"""As what a message is heard, and which of its sentences carry it: by a net fitted on turns that were labelled for it.

It proposes and decides nothing: the engine takes from it only what is likely enough, and the gate has the last word.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flows.net import LEARNT_FROM, Net

_MARKS = (
    (
        "<laugh>",
        re.compile(r"[😂🤣😅😆😄😁🤭😜😹]|\b(?:lo+l|(?:ha|he){2,}h?|lma+o|heh|xd)\b|[:;]-?[D)]+", re.IGNORECASE),
    ),
    ("<sad>", re.compile(r"[😭😢😞😔😩🥺💔😣😓😫☹🙁]|:'?-?\(")),
    ("<joy>", re.compile(r"[🎉🥳❤💕😍🥰💪🙌✨🎊]|<3")),
    ("?", re.compile(r"\?")),
    ("!", re.compile(r"!")),
)
"""What is lost when a message is parted into sentences, said once at its end."""

_WORD = re.compile(r"[^\W_]+|…")
_DIGITS = re.compile(r"\d+")
_TRAILS_OFF = re.compile(r"\.{2,}")


@dataclass(frozen=True)
class Heard:
    """`kinds`: how likely each is, together 1. `carries`: for each sentence, how likely it carries the message; 0 for
    those at the beginning of a long message, which the net does not read.
    """

    kinds: dict[str, float]
    carries: tuple[float, ...]


NOTHING_HEARD = Heard({}, ())


def words_heard(sentences: Sequence[str], raw: str) -> tuple[list[str], int]:
    """The words that the net reads, "|" between sentences, and how many sentences before them it does not: its last ones,
    as far as they are no more than it learnt from. Its marks come last, as a sentence of their own.
    """
    parts = [[mark for mark, pattern in _MARKS if pattern.search(raw)]]
    for sentence in reversed(sentences):
        words = _WORD.findall(_DIGITS.sub("0", _TRAILS_OFF.sub("…", sentence.casefold().replace("'", ""))))
        if len(parts) > 1 and sum(map(len, parts)) + len(parts) + len(words) > LEARNT_FROM:
            break
        parts.insert(0, words)
    return [word for part in parts for word in ("|", *part)][1:], len(sentences) - (len(parts) - 1)


def heard_of(net: Net, sentences: Sequence[str], raw: str) -> Heard:
    """Raises nothing: of a message without words nothing is heard."""
    words, before = words_heard(sentences, raw)
    if not words:
        return NOTHING_HEARD
    kinds, likely = net.heard(words)
    shares: list[list[float]] = [[]]
    for word, share in zip(words, likely, strict=False):
        if word == "|":
            shares.append([])
        else:
            shares[-1].append(share)
    read = [sum(each) / len(each) if each else 0.0 for each in shares]
    return Heard(kinds, tuple(([0.0] * before + read)[: len(sentences)]))
