"""Turning the person round in English: "I'm tired of my job" -> "you're tired of your job"."""

import re
from collections.abc import Iterator

_APOSTROPHE_LOST = {
    "im": "i'm", "ive": "i've", "dont": "don't", "cant": "can't", "didnt": "didn't", "wasnt": "wasn't",
    "isnt": "isn't", "wont": "won't", "couldnt": "couldn't", "wouldnt": "wouldn't", "shouldnt": "shouldn't",
    "havent": "haven't", "hasnt": "hasn't", "doesnt": "doesn't", "arent": "aren't", "thats": "that's",
}  # fmt: skip
_TURNED = {
    "i": "you", "i'm": "you're", "i've": "you've", "i'd": "you'd", "i'll": "you'll",
    "me": "you", "my": "your", "mine": "yours", "myself": "yourself",
}  # fmt: skip
_AGREEING = {"am": "are", "was": "were", "wasn't": "weren't"}
_BETWEEN = frozenset(
    (
        "just",
        "really",
        "also",
        "still",
        "only",
        "so",
        "too",
        "always",
        "never",
        "often",
        "now",
        "not",
        "already",
        "even",
    )
)
_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*")


def with_apostrophes(text: str) -> str:
    """ "dont" -> "don't", as the client would have written with time."""
    return _WORD.sub(lambda word: _APOSTROPHE_LOST.get(word[0].lower(), word[0]), text)


def turned(clause: str) -> str | None:
    """The clause said to the one who wrote it, or None if it cannot be turned safely.

    A verb agrees only beside its "I"; an "am" or a joined "was" left over makes the whole clause unsafe.
    """
    words = list(_WORD.finditer(clause))
    new = list(_turned_words([word[0].lower() for word in words], [word[0] for word in words]))
    lowered = [word.lower() for word in new]
    if not new or "am" in lowered or re.search(r"\b(?:and|but|or) (?:was|wasn't)\b", " ".join(lowered)):
        return None
    said, end = "", 0
    for word, instead in zip(words, new, strict=True):
        said += clause[end : word.start()] + instead
        end = word.end()
    return said + clause[end:]


def _turned_words(words: list[str], written: list[str]) -> Iterator[str]:
    for at, word in enumerate(words):
        if word in _TURNED:
            yield _TURNED[word]
        elif word in _AGREEING and _beside_i(words, at):
            yield _AGREEING[word]
        else:
            yield written[at]


def _beside_i(words: list[str], at: int) -> bool:
    before = at - 1
    while before >= 0 and words[before] in _BETWEEN:
        before -= 1
    return (before >= 0 and words[before] == "i") or words[at + 1 : at + 2] == ["i"]
