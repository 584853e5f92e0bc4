"""Amounts: a number on a scale, an age, a span of time.

An ear takes a number only where it is the one thing said: "about 4" is 4, but "3-4", "under 4", "almost 4",
"not 4" and "3.5" are asked again.
"""

import re
from dataclasses import dataclass

from flows.ears.calendar_words import CALENDAR
from flows.ears.hearing import Hearing, Json, both, plain, visible, words_of
from flows.ears.lexicon import Lexicon
from flows.ears.numbers import NUMBERS

_SCALE = {
    "en": Lexicon(
        "en",
        """
_  a|an|about|around|approx|approximately|roughly|maybe|perhaps|probably|definitely|clearly|surely|say|i'd say
_  i would say|i'd give it|i would give it|i give it|i am a|feeling|i'd go for|i'll give it|i give|i'll say
_  i'll go with|i go with|let's say|lets say
_  i think|i guess|i suppose|today|this week|this time|now|right now|it was|it's|its|it is|is|was
_  it|my week was|the week was|my week|just|only|still|well|hmm|um|oh|ish|points|point|stars|please|score
_  number
_  like|like a|more like|more like a|so|ok|okay|thanks|overall|i'm at|i'm a|i am at|i feel like|feeling like
_  going with
_  i'd go with|somewhere around|something like|give or take|i'd call it|call it|scale|on the scale|at|would be
/  out of|of
PRAISED  a solid|a good|a strong|a weak|a big|a clear
""",
    ),
    "fi": Lexicon(
        "fi",
        """
_  noin|suunnilleen|ehkä|varmaan|varmaankin|kai|sanoisin|sanon|sanotaan|annan|antaisin|joku|jotain|vaikka
_  tänään|nyt|tällä viikolla|tällä kertaa|viikko oli|se oli|se on|on|oli|olisi|ois|oisko|olisiko|no|noh|hmm
_  ihan
_  annan sille|antaisin sille|juuri ja juuri|just ja just|hyvä|vahva|heikko|pistettä|piste|tähteä|numero
_  luokkaa|verran|paikkeilla|tienoilla|maissa|kiitos|mun|minun
_  viikkoni oli|viikko|vain|vaan|sellainen|semmoinen|sellanen|semmonen|joo|siinä|jossain|selkeä|selvä
_  kuitenkin
_  luulisin|luulen|mielestäni|taitaa olla|taisi olla|oisko se|arvosana|asteikolla|oon|olen|menisin|mennään
/  kautta
""",
    ),
}
_AGE = {
    "en": Lexicon(
        "en",
        """
_  i'm|im|i am|my age is|age|aged|i just turned|just turned|i turned|turned|now|currently|it's|this year|today
_  years|year|years old|year old|yrs|yo|y o|old|years of age|a|thanks|well|of|hi|hello|about to say|already
""",
    ),
    "fi": Lexicon(
        "fi",
        """
_  olen|oon|mä oon|minä olen|mä olen|ikäni on|ikä|mun ikä on|ikää on|nyt|jo|täytin|täytin juuri|täytin just
_  just
_  juuri|vuotta|vuotias|vuotiaana|vuotta vanha|v|vuotta täynnä|täyttänyt|olen täyttänyt|kiitos|moi|tänä vuonna
""",
    ),
}
_NEW_CLAUSE = re.compile(
    r",(?!\d)|[;!?\n(]|\.(?!\d)|\s[-–—]+\s|\s(?=because\b|since\b|but\b|cause\b|koska\b|kun\b|mutta\b|sillä\b)",
    re.IGNORECASE,
)
_LONGEST_TEXT = 4096
_HOURS = {"H": 1, "HH": 1, "D": 24, "W": 7 * 24, "M": 30 * 24, "Y": 365 * 24}
_LONGEST_HOURS = 100 * _HOURS["Y"]


@dataclass(frozen=True)
class Scale:
    """A whole number from `low` to `high`.

    "4/5" counts only out of the scale's own top. A story may follow the number ("3, I slept badly") if it
    starts a new clause and holds no other number.
    """

    low: int
    high: int

    def hear(self, text: str, hearing: Hearing) -> Json | None:
        answer, *story = _NEW_CLAUSE.split(visible(text[:_LONGEST_TEXT]).strip(), maxsplit=1)
        for language in both(hearing.language):
            number = self._number(_SCALE[language].read(text))
            if number is None and not (story and _counts(story[0])):
                number = self._number(_SCALE[language].read(answer))
            if number is not None:
                return None if number == 1 and _praises_one(text) else number
        return None

    def _number(self, symbols: str) -> int | None:
        found = re.fullmatch(r"(?:, )*(?:PRAISED )?(\d{1,4})(?: (?:/|FROM) (\d{1,4}))?(?: [.,])*", symbols)
        if not found or found[2] not in (None, str(self.high)):
            return None
        number = int(found[1])
        return number if self.low <= number <= self.high else None


def _counts(story: str) -> bool:
    """Whether the story holds a number of its own; "one" alone is rarely a count."""
    words = words_of(story.casefold())
    return any(
        word[0].isdecimal() or any(table.get(word, "").isdecimal() for table in NUMBERS.values())
        for word in words
        if word not in ("one", "oh")
    )


def _praises_one(answer: str) -> bool:
    """ "It was a good one" is no grade."""
    return bool(re.search(r"\b(?:solid|good|strong|weak|big|clear|like a) one\b", plain(answer)))


@dataclass(frozen=True)
class Age:
    """An age in whole years, 5 to 120. "Almost 18" is not 18, and is asked again."""

    def hear(self, text: str, hearing: Hearing) -> Json | None:
        for language in both(hearing.language):
            symbols = _AGE[language].read(text.replace("/", "")).strip(" .,")
            if re.fullmatch(r"\d{1,3}", symbols) and 5 <= int(symbols) <= 120:
                return int(symbols)
        return None


@dataclass(frozen=True)
class Span:
    """A length of time in whole hours: a month is 30 days, a year 365. "A few" and "2-3 days" are none."""

    def hear(self, text: str, hearing: Hearing) -> Json | None:
        for language in both(hearing.language):
            hours = _hours(CALENDAR[language].read(text))
            if hours and hours == int(hours) <= _LONGEST_HOURS:
                return int(hours)
        return None


_UNIT = re.compile(
    r"(?:(?P<number>\d{1,5}(?: \. \d)?)(?P<half_more> AND HALF)? "
    r"|(?P<half>HALF|HALFTO) |(?P<onehalf>ONEHALF) )?"
    r"(?P<unit>HH|[HDWMY]) ?(?P<more>AND HALF(?:TO)?(?! [HDWMY]) ?)?(?:AND |, )?"
)


def _hours(symbols: str) -> float | None:
    """The sum of the spans these symbols say, or None if they say anything else."""
    rest = " ".join(word for word in symbols.split() if word not in ("WITHIN", "IN"))
    rest = rest.removeprefix("TO ").removesuffix(" .")
    hours = 0.0
    while rest:
        found = _UNIT.match(rest)
        if not found:
            return None
        hours += _in_hours(_count(found), found["unit"])
        rest = rest[found.end() :]
    return hours


def _count(found: re.Match[str]) -> float:
    half = 0.5 if found["more"] or found["half_more"] else 0.0
    if found["half"] or found["onehalf"]:
        return half + (0.5 if found["half"] else 1.5)
    return half + float((found["number"] or "1").replace(" ", ""))


def _in_hours(count: float, unit: str) -> float:
    """Half a year is six months, and twelve months are a year: what people mean, though the days differ."""
    if unit not in ("M", "Y"):
        return count * _HOURS[unit]
    years, months = divmod(count * (12 if unit == "Y" else 1), 12)
    return years * _HOURS["Y"] + months * _HOURS["M"]
