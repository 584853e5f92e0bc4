"""The gate: what is never said back to a client, whatever they wrote."""

import re
from collections.abc import Iterable

_PERSONAL = re.compile(
    r"@|https?:|www\.|\w\.(?:com|net|org|fi|io|eu|me|info|co)\b|[^\W\d][.!?]\w|\d[\d\s()./-]{3,}\d|\d{4,}|[<>{}\[\]\\|`*_#=~^]"
)
_ADDRESS = re.compile(
    r"@|://|www\.|\w\.(?:com|net|org|fi|io|eu|me|info|co|uk|us|se|ee|de|app|dev|gov|edu)\b|\w\.\w+/|\w\.\w+\.\w",
    re.IGNORECASE,
)
_BARE_TOPIC_WORDS = frozenset(
    (
        "my",
        "the",
        "an",
        "and",
        "or",
        "of",
        "about",
        "with",
        "to",
        "for",
        "in",
        "minun",
        "mun",
        "ja",
        "sekä",
        "oma",
        "omat",
    )
)
LONGEST_ECHO = 160


def is_personal(text: str) -> bool:
    """Whether it holds an address, a page, a handle or long digits, or marks that are no prose."""
    return bool(_PERSONAL.search(text))


def without_addresses(text: str) -> str:
    """The text with each address or page laid to a bare "@", so that no cut through it leaves a piece to echo."""
    return re.sub(r"\S+", lambda word: _masked(word[0]) if _ADDRESS.search(word[0]) else word[0], text)


def _masked(word: str) -> str:
    return "@" + word[len(word.rstrip(".,;:!?")) :]


def touches(topics: Iterable[str], text: str) -> bool:
    """Whether a word of the text begins like a word of a topic: "äiti" touches "äidin". Broad on purpose."""
    words = [_stem_form(word) for word in _words(text)]
    return any(word.startswith(stem) for topic in topics for stem in _stems(topic) for word in words)


def _stems(topic: str) -> Iterable[str]:
    words = [word for word in _words(topic) if word not in _BARE_TOPIC_WORDS] or _words(topic)
    return [word[: max(3, len(word) - 2)] for word in map(_stem_form, words)]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _stem_form(word: str) -> str:
    """Finnish consonants that change with the ending are laid equal: äiti, äidin; pappa, papan."""
    return re.sub(r"(.)\1", r"\1", word.replace("d", "t").replace("v", "p").replace("b", "p"))
