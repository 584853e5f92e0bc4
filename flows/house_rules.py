"""House rules that can be read off a text: for the shipped words, and for those that a host writes instead."""

import re
from collections.abc import Iterator

_ADVICE = re.compile(r"\b(you should|you ought|you must|why don't you|sinun pitäisi|sinun täytyy|kannattaisi)\b", re.I)
_MARKUP = ("**", "<b>")
LONGEST = 2_000
"""Characters of one text: with what it is filled with and said beside, it fits into a Telegram message (4,096)."""


def broken(text: str, *, may_ask: bool = True) -> Iterator[str]:
    """What a text does that none may, each in a few words with its cure.

    `may_ask` is False for a dialogue's last words, and for what is said beside a question.
    """
    if not may_ask and "?" in text:
        yield "asks something where nothing is asked; say it without a question mark"
    elif text.count("?") > 1:
        yield "asks more than one question; ask one"
    if found := _ADVICE.search(text):
        yield f"gives advice ({found[0]!r}); say it without"
    if any(each in text for each in _MARKUP):
        yield "has markup, which would be shown as it stands; leave it out"
    if len(text) > LONGEST:
        yield f"is longer than {LONGEST} characters; shorten it"
