"""The gate: what is never said back to a client, whatever they wrote and whoever put it into words."""

import re
from collections.abc import Iterable, Sequence

_PERSONAL = re.compile(
    r"@|https?:|www\.|\w\.(?:com|net|org|fi|io|eu|me|info|co)\b|[^\W\d][.!?]\w|\d[\d\s()./-]{3,}\d|\d{4,}|[<>{}\[\]\\|`*_#=~^]"
)
_YEAR = re.compile(
    r"\b(?:in|since|from|until|till|by|about|around|summer of|class of|back in|year|vuonna|vuodesta|vuoteen|vuoden|syksyllä|keväällä|kesällä|talvella) (?:19|20)\d\d\b(?![-./]?\d)",
    re.IGNORECASE,
)
"""A year, which is no number of anybody's."""

_ADDRESS = re.compile(
    r"@|://|www\.|\w\.(?:com|net|org|fi|io|eu|me|info|co|uk|us|se|ee|de|app|dev|gov|edu)\b|\w\.\w+/|\w\.\w+\.\w",
    re.IGNORECASE,
)
_BARE_TOPIC_WORDS = frozenset(
    [
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
    ]
)
_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])[”\")]*\s+")
_ADVICE = re.compile(
    r"\byou (?:should|must|ought to|need to|had better|could try|might want to)\b(?!.*\?)|\b(?:try to|try \w+ing|why don't you|have you tried|have you considered"
    r"|i (?:suggest|recommend|advise)|my advice|make sure you|it (?:would|might) (?:be good|help) (?:to|if you)|remember to|consider \w+ing|don't worry|at least you)\b"
    r"|\b(?:sinun |sun )?(?:kannattaisi|kannattaa|pitäisi sinun|suosittelen|ehdotan|älä huoli)",
    re.IGNORECASE,
)
_ORDERS = re.compile(r"^\W*(?:(?:ja|mutta|mut|niin|siis|eli) )?(?:muista|kokeile|yritä)\b", re.IGNORECASE)
"""Finnish that is advice where a sentence begins with it, and a denial elsewhere: "et edes muista"."""

_FELT = re.compile(
    r"\b(?:feel|feels|says that|whether|wondering|asking yourself|on your mind|part of you|as though|as if|know|knew|wish|think|thinks|thought|reckons|told you|tells you|says|said)\b",
    re.IGNORECASE,
)
_DIAGNOSIS = re.compile(
    r"\b(?:depress\w*|bipolar|adhd|autis\w*|ptsd|ocd|schizo\w*|disorder\w*|narciss\w*|trauma\w*|diagnos\w*|burnout|anxiety disorder|borderline|psychosis"
    r"|masennu\w*|masentunu\w*|skitso\w*|persoonallisuushäiriö\w*|traumatiso\w*|diagnoo\w*|kaksisuuntai\w*)\b",
    re.IGNORECASE,
)
LONGEST_REPLY = 400


def is_personal(text: str) -> bool:
    """Whether it holds an address, a page, a handle or long digits, or marks that are no prose."""
    return bool(_PERSONAL.search(_YEAR.sub("", text)))


def without_addresses(text: str) -> str:
    """The text with each address or page laid to a bare "@", so that no cut through it leaves a piece to echo."""
    return re.sub(r"\S+", lambda word: _masked(word[0]) if _ADDRESS.search(word[0]) else word[0], text)


def _masked(word: str) -> str:
    return "@" + word[len(word.rstrip(".,;:!?")) :]


def may_echo(words: str, off_limits: Iterable[str]) -> bool:
    """Whether these words of a client's may be said back, for all but risk: nothing personal, nothing off limits."""
    return words.isprintable() and not (is_personal(words) or touches(off_limits, words))


def advises(text: str) -> bool:
    """Whether a sentence of ours tells the client what to do. What they demand of themselves is not ours."""
    said = sentences_of(text)
    return any((_ADVICE.search(each) or _ORDERS.match(each)) and not _FELT.search(each) for each in said)


def diagnoses(text: str) -> bool:
    return bool(_DIAGNOSIS.search(text))


def questions_in(text: str) -> int:
    return len(re.findall(r"\?+", text))


def says_again(text: str, lately: Sequence[str]) -> bool:
    """Whether a sentence of it was said lately."""
    said = {sentence.casefold() for each in lately for sentence in sentences_of(each)}
    return any(sentence.casefold() in said for sentence in sentences_of(text))


def sentences_of(text: str) -> list[str]:
    return [stripped for each in _SENTENCE_ENDS.split(text) if (stripped := each.strip())]


def touches(topics: Iterable[str], text: str) -> bool:
    """Whether a word of the text begins like a word of a topic: "äiti" touches "äidin". Broad on purpose."""
    if not (topics := tuple(topics)):
        return False
    words = [_stem_form(word) for word in words_of(text)]
    return any(word.startswith(stem) for topic in topics for stem in _stems(topic) for word in words)


def _stems(topic: str) -> Iterable[str]:
    words = [word for word in words_of(topic) if word not in _BARE_TOPIC_WORDS] or words_of(topic)
    return [word[: max(3, len(word) - 2)] for word in map(_stem_form, words)]


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _stem_form(word: str) -> str:
    """Finnish consonants that change with the ending are laid equal: äiti, äidin; pappa, papan."""
    return re.sub(r"(.)\1", r"\1", word.replace("d", "t").replace("v", "p").replace("b", "p"))
