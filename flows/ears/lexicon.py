"""From people's words to symbols: each language is a table of phrases, and the grammars read symbols alone.

"half past nine" and "puoli kymmenen" become "HALF PAST 9" and "HALFTO 10". A word that no table knows makes
the whole text unreadable: an ear would rather ask again than guess from half of what was said.
"""

import re
from types import MappingProxyType

from rapidfuzz import process
from rapidfuzz.distance import OSA

from flows.ears.hearing import plain
from flows.ears.numbers import NUMBERS

WEEK = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
PARTS = ("AM", "PM", "MORNING", "FORENOON", "DAYTIME", "AFTERNOON", "EVENING", "NIGHT", "SMALLHOURS")

_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[-/:.,&+%$€£°⁄=]")
_EMOTICON = re.compile(r"(?<!\S)<3(?!\S)|[:;=]-?[()]+")
_MEND = (
    (re.compile(r"\b([ap])\. ?m\b\.?"), r"\1m "),
    (re.compile(r"([^\W\d_])\."), r"\1 "),  # an abbreviation's full stop says nothing; one after a digit does
    (re.compile(r"(?<=\d),(?=\d\d?(?!\d))"), "."),  # 21,30 is a clock, 1,5 one and a half
    (re.compile(r":(?:sta|stä)\b"), " "),  # Finnish case endings on figures: 22:sta 7:ään
    (re.compile(r"(\d[\d.:]*):(?:h|s|t|k)?[aeiouäöy]+n\b"), r"- \1 "),
    (re.compile(r":(?:lta|ltä|lla|llä|lle|ksi|n)\b"), " "),
    (re.compile(r"(?<=\d)-(?=[^\W\d_])"), " "),
)
_HYPHENED = re.compile(r"([^\W\d_]+)-(?=([^\W\d_]+))")
_LONGEST_PHRASE = 5


class Lexicon:
    """The phrases of one language for one kind of answer.

    `table` has a line for each symbol: the symbol (or "_" for words that say nothing), two spaces, and its
    phrases with "|" between them. `compounds` are the heads of words written together (aamu + kahdeksalta).
    """

    def __init__(self, language: str, table: str, compounds: str = "") -> None:
        self.phrases = MappingProxyType(NUMBERS[language] | _phrases(table))
        self.near = tuple(word for word in _phrases(table) if len(word) > 5 and " " not in word)
        self.heads = MappingProxyType(_phrases(compounds))

    def read(self, text: str) -> str:
        """The symbols of a text, a space between each; "" where a word is unknown or nothing is said."""
        found: list[tuple[str, bool]] = []
        tokens = _TOKEN.findall(self._mended(text))
        while tokens:
            length, symbol = self._longest(tokens)
            if symbol is None:
                return ""
            found.append((symbol, tokens[0].isalpha()))
            tokens = tokens[length:]
        return " ".join(_composed([(symbol, spoken) for symbol, spoken in found if symbol]))

    def _mended(self, text: str) -> str:
        text = _EMOTICON.sub(" ", plain(text))
        for pattern, replacement in _MEND:
            text = pattern.sub(replacement, text)
        return _HYPHENED.sub(self._hyphen, text)

    def _hyphen(self, found: re.Match[str]) -> str:
        """A hyphen between two weekdays means from one to the other; elsewhere it only joins."""
        days = all(self.phrases.get(word) in WEEK for word in found.groups())
        return f"{found[1]} - " if days else f"{found[1]} "

    def _longest(self, tokens: list[str]) -> tuple[int, str | None]:
        if not tokens[0][0].isalpha():
            return 1, {"&": "AND", "+": "AND"}.get(tokens[0], tokens[0])
        for length in range(min(_LONGEST_PHRASE, len(tokens)), 0, -1):
            symbol = self.phrases.get(" ".join(tokens[:length]))
            if symbol is not None:
                return length, symbol
        return 1, self._compound(tokens[0]) or self._misspelt(tokens[0])

    def _compound(self, word: str) -> str | None:
        for head, symbol in self.heads.items():
            tail = self.phrases.get(word.removeprefix(head)) if word.startswith(head) else None
            if tail:
                way, _, rest = tail.rpartition(" ")
                return f"{way} {symbol} {rest}".strip()
        return None

    def _misspelt(self, word: str) -> str | None:
        """The symbol of a long word one slip away, if all such words mean the same."""
        if len(word) < 6:
            return None
        near = process.extract(word, self.near, scorer=OSA.distance, score_cutoff=1, limit=4)
        symbols = {self.phrases[match] for match, *_ in near}
        return symbols.pop() if len(symbols) == 1 else None


def _phrases(table: str) -> dict[str, str]:
    lines = (line.strip().partition("  ") for line in table.splitlines() if line.strip())
    return {phrase.strip(): "" if symbol == "_" else symbol for symbol, _, row in lines for phrase in row.split("|")}


def _composed(found: list[tuple[str, bool]]) -> list[str]:
    """Joins a spoken ten and its unit: "twenty one" is 21, "twenty first" the 21st; "20 1" is not."""
    symbols: list[str] = []
    ten = 0
    for symbol, spoken in found:
        figure = symbol.split()[0]
        if ten and spoken and figure.isdecimal() and 1 <= int(figure) <= 9:
            symbols[-1] = symbol.replace(figure, str(ten + int(figure)), 1)
            ten = 0
            continue
        symbols.append(symbol)
        ten = int(symbol) if spoken and symbol.isdecimal() and int(symbol) in range(20, 100, 10) else 0
    return symbols
