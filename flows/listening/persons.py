"""Turning the person round in English: "I'm tired of my job" -> "you're tired of your job".

*We* becomes *you* (the client and whoever is with them), *you* in "I wanted to tell you" becomes *me*; where a
"you" could be anybody, or a verb would no longer agree, the clause is not turned.
"""

import re
from collections.abc import Sequence

from flows.listening.marks import SPEECH

_TURNED = {
    "i": "you", "i'm": "you're", "i've": "you've", "i'd": "you'd", "i'll": "you'll", "i'd've": "you'd have",
    "me": "you", "my": "your", "mine": "yours", "myself": "yourself",
    "we": "you", "we're": "you're", "we've": "you've", "we'd": "you'd", "we'll": "you'll",
    "us": "you", "our": "your", "ours": "yours", "ourselves": "yourselves",
}  # fmt: skip
_AGREEING = {"am": "are", "was": "were", "wasn't": "weren't"}
_SUBJECTS = frozenset(("i", "he", "she", "it", "they", "we", "that", "this", "who", "which", "everyone", "everybody",
    "nobody", "someone", "there", "what", "everything", "nothing", "something"))  # fmt: skip
_BETWEEN = frozenset(
    [
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
        "actually",
        "honestly",
        "both",
        "all",
        "definitely",
        "probably",
        "suddenly",
        "finally",
        "somehow",
        "kind",
        "sort",
        "of",
    ]
)
_JOINS = frozenset(("and", "but", "or", "then"))
_ADDRESSED = re.compile(r"\b(tell|told|telling|ask|asked|asking) you\b")
_TOLD_ME = re.compile(r"\b(?:tell|told|telling|ask|asked|asking) me\b", re.IGNORECASE)
_HELPS = "am|are|is|was|were|do|does|did|can|can't|could|couldn't|will|won't|would|should|shouldn't|have|has|had|don't|doesn't|didn't|isn't|aren't|wasn't"
_INVERTED = re.compile(
    rf"(?i)(?P<wh>why|how|what|when|where|who|which \w+|how (?:much|many|long|far|often|\w+))?\s*\b(?P<help>{_HELPS}) "
    r"(?P<who>i|he|she|they|it|we|this|that|(?:my|our|his|her|the) \w+)\b(?P<rest>.*)"
)
_ASKS = re.compile(rf"(?:why|how|what|when|where|who) (?:{_HELPS}) (?:i|we|he|she|they|it)\b", re.IGNORECASE)
_MA = re.compile(
    r"\bma (?=(?:whole|first|last|own|wee|auld|old|new|best|heid|head|hand|back|mum|da|dad|sister|brother|wife|man|wean|son|daughter|job|work|life|boss|house|flat|phone|car|mind)s?\b)",
    re.IGNORECASE,
)
"""Scots for "my"."""

_AT_ONESELF = re.compile(
    r"(^i(?:'m| am| was|'ve been)? (?!.*\b(?:he|she|they|it|who|his|her|their|them|people|everyone|my)\b)[\w' ]+ (?:at|with|of)) me$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*")
_FIRST_PERSON = re.compile(r"\b(?:i|i'\w+|me|my|mine|myself|we|we'\w+|us|our|ours|ourselves)\b", re.IGNORECASE)
_BROKEN = re.compile(
    r"\bam\b|\byou(?:rself)? (?:is|was|has|does|doesn't|isn't|hasn't|wasn't|am)\b"
    r"|\b(?:you|your|the) (?:you|your)\b|\byour (?:the|a|an)\b"
)


def in_first_person(text: str) -> bool:
    """Whether it speaks of its writer: what no echo may do."""
    return bool(_FIRST_PERSON.search(text))


def echoes_first_person(said: str) -> bool:
    """Whether a turned clause still speaks of its writer; the bot itself may be told things ("you wanted to tell me")."""
    return in_first_person(_TOLD_ME.sub("", said))


def turned(clause: str) -> str | None:
    """The clause said to the one who wrote it, in lower case but for names; None if it cannot be turned safely."""
    clause = _MA.sub("my ", clause)
    if re.search(r"\b(?:you(?=r|'|\b)|ye\b)", clause.lower()):
        clause = _ADDRESSED.sub(r"\1 @me", clause)
        if re.search(r"\b(?:you|your|yours|yourself|you're|you've|you'd|you'll|ye)\b", clause, re.IGNORECASE):
            return None
    clause = _AT_ONESELF.sub(r"\1 myself", clause)
    words = list(_WORD.finditer(clause))
    lowered = [word[0].lower() for word in words]
    said, end = "", 0
    for at, word in enumerate(words):
        said += clause[end : word.start()] + _turn(lowered, at, clause, word)
        end = word.end()
    said = re.sub(r"\b(tells?|told|shows?|showed|reminds?|reminded) you you\b", r"\1 you that you", said + clause[end:])
    said = re.sub(r"\byou you\b", "you, you", said)
    said = said.replace("@me", "me")
    return None if _BROKEN.search(said) or echoes_first_person(said) else said


def _turn(words: Sequence[str], at: int, clause: str, word: re.Match[str]) -> str:
    spoken = words[at]
    if clause[word.start() - 1 : word.start()] == "@":
        return word[0]
    if spoken in _TURNED:
        return _TURNED[spoken]
    if spoken in _AGREEING and _is_mine(words, at):
        return _AGREEING[spoken]
    return word[0]


def _is_mine(words: Sequence[str], at: int) -> bool:
    """Whether the verb's subject is "I": just before it, just after it, or carried over an "and"."""
    before = at - 1
    while before >= 0 and words[before] in _BETWEEN:
        before -= 1
    if before >= 0 and words[before] in _JOINS:
        while before >= 0 and words[before] not in _SUBJECTS and not words[before].startswith("i'"):
            before -= 1
        return before >= 0 and (words[before] == "i" or words[before].startswith("i'"))
    return (before >= 0 and words[before] == "i") or words[at + 1 : at + 2] == ["i"]


def asks(sentence: str) -> bool:
    """Whether it is a question of the client's to themselves, with or without its mark; what somebody else asked is none."""
    return "?" in SPEECH.sub('""', sentence) or bool(_ASKS.match(sentence))


def question_said(question: str) -> str | None:
    """A question asked of oneself, as it follows "you're asking yourself": "why can't I sleep" -> "why you can't
    sleep", "should I go or stay" -> "whether you should go or stay". None if it is of another shape.
    """
    asked = _INVERTED.fullmatch(question.strip(" ?.!,"))
    if asked is None:
        return None
    wh, rest = (asked["wh"] or "whether").lower(), asked["rest"]
    help_, who = asked["help"].lower(), asked["who"].lower()
    rest = re.sub(rf" or {help_} {who} ", " or ", rest, flags=re.IGNORECASE)
    if help_ in ("do", "does", "did") and wh == "how" and who in ("i", "we"):
        return turned(f"how to{rest}")
    if help_ in ("do", "does") and who in ("i", "we", "they"):
        return turned(f"{wh} {who}{rest}")
    if help_ in ("do", "does", "did"):
        return None
    return turned(f"{wh} {who} {help_}{rest}")
