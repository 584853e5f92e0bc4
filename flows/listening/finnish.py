"""Finnish: the client's words are quoted, never turned round, and a feeling they named is named by its noun.

Finnish bends every word to its place, so a program that turned "mun" into "sun" would soon say what no Finn would.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flows.listening.clauses import LEANING, Clause, Reader, weight_of
from flows.listening.marks import Marks, words_of

LONGEST_QUOTE = 130
"""Characters of a quotation: a longer one is read out, not mirrored."""

_SENTENCES = re.compile(
    r"(?<=[.!?…])(?!(?<=\d\.)\s+[a-zäö])[\"')]*\s+|(?<=[a-zäö][.!?])(?=[A-ZÄÖ])|[\n\r]+|\s*\.{2,}\s*|;\s+|\s+[-–—]+\s+"
)
_JOINTS = re.compile(
    r"\s*[,:]\s+(?=(?:ja|mutta|mut|enkä|eikä|niin|koska|siksi|sitten|nyt|se|en|mä|minä|oon|olen|kun|ku)\b)"
    r"|\s+ja\s+(?=(?:mä|mää|minä|mie|sit|sitten|silti)\b)|(?<!\bja)\s+(?:mutta|mut)\s+|\s+(?=(?:enkä|eikä)\s)|\s*,\s+",
    re.IGNORECASE,
)
_NEVER = "(?!)"  # "en mä halua" begins with its own denial
_BUT = re.compile(r",?(?<!\bja)\s+(?:mutta|mut|vaikka toisaalta)\s+", re.IGNORECASE)
_LED_BY = re.compile(
    r"(?:ja|mutta|mut|että|et|koska|kun|ku|jos|vaikka|joka|jotka|jota|jossa|siis|eli|sitten|sit|niin|ettei|enkä|eikä|vai|tai|kuin)\b",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:en|ei|enkä|eikä|emmä|emmie|emmää|enhän|älä|älkää|ei mua|ei minua)(?: \w+){0,2} ", re.IGNORECASE
)
_MINE = re.compile(
    r"\b(?:minä|mä|mää|mie|minu\w*|mun|mul|mulla|mulle|multa|mua|musta|muhun|miul\w*|miun|olen|oon|olin|en|enkä|emmä|emmie|emmää|enhän|itse\w*)\b"
    # A verb that begins its clause and ends in -n: "kysyin", "lähden".
    r"|(?:^|\bja |\bsit |, )(?!niin|kuin|kun|sen|hän|aivan|ihan|noin|näin|vain|kovin|ennen|sitten|toisen|yhden|eilen|huomen|tämän|minkä)\w{2,}[aeiouyäö]n\b",
    re.IGNORECASE,
)
# What comes over the writer without being done by anybody: "harmittaa", "oli pelottavaa".
_COMES_OVER = re.compile(r"\b\w+(?:ttaa|ttää|tti|ttais\w*|ttanut|ttäny\w*|ttavaa?|ttävää?)\b", re.IGNORECASE)
_REPORTS = re.compile(r"\b(?:kysy|kysyi|sano|sanoi|sanoo|kertoi|luulee)\b", re.IGNORECASE)
_QUESTION = re.compile(
    r"(?:miksi|miks|miten|kuinka|milloin|millo[in]+|mitä|mikä|kuka|missä|onko|oonko|olenko|voinko|pitäisikö|pitäiskö|pitääkö|osaanko|jaksanko|riitänkö|uskallanko|saanko|teenkö|teinkö|kannattaako)\b",
    re.IGNORECASE,
)
_SECOND_PERSON = re.compile(
    r"\b(?:sä|sinä|sinu\w*|sun|sul|sut|sulla|sulle|sulta|sua|susta|suhun|oletko|oletteko|ootko|ootsä|ooksä|ymmärrätkö|tiedätkö|toivottakaa|voitko|voitsä|kerro|sano|teidän|te|älä|älkää)\b",
    re.IGNORECASE,
)
_NO_EFFORT = re.compile(
    r"\b(?:en|ei|enkä|eikä|emmä|jos|mutta|riita|huusin|itkin|olisi|ois|olis|\w+isin|pitäisi|pitäis)\b", re.IGNORECASE
)


class Finnish(Reader):
    """Built from the parsed `lexicon.toml`."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data, "fi", _SENTENCES, _JOINTS, _NEVER)
        self._feelings = [(noun, Marks(stems)) for noun, stems in data["feelings"].items()]

    def clauses(self, sentences: list[str]) -> list[Clause]:
        """What can be quoted, that of most weight first, of equal ones the later; `it` is the quotation."""
        found = []
        for place, sentence in enumerate(sentences):
            late = 0.8 * (place + 1) / len(sentences)
            for part, is_whole in self._parts(sentence):
                kind = self._kind(part, "?" in sentence)
                if kind and self._sayable(part, is_whole):
                    found.append(Clause(part, part, kind, self._weight(part) + late + 0.3 * is_whole))
        return sorted(found, key=lambda clause: -clause.weight)

    def two_sided(self, sentences: list[str]) -> Iterator[tuple[Clause, Clause]]:
        for sentence in sentences:
            sides = [self.bare(side) for side in _BUT.split(sentence)]
            if len(sides) != 2 or "?" in sentence or not all(self._sayable(side, True) for side in sides):
                continue
            weights = [self._weight(side) for side in sides]
            if min(weights) > 1 and len(sides[0] + sides[1]) <= LONGEST_QUOTE + 30:
                yield Clause(sides[0], sides[0], "plain", weights[0]), Clause(sides[1], sides[1], "plain", weights[1])

    def feeling(self, quotation: str) -> str:
        """The feeling that the quotation itself names, as a noun in the partitive; "" if none, or if it is denied or another's."""
        if _DENIES.search(f"{quotation} ") or not (_MINE.search(quotation) or _COMES_OVER.search(quotation)):
            return ""
        words = words_of(quotation)
        named = [noun for noun, stems in self._feelings if stems.among(words)]
        return named[0] if len(named) == 1 else ""

    def is_light(self, part: str) -> bool:
        """Whether it tells a fact that is not of the writer."""
        return not (self.carried(part) or _MINE.search(part))

    def _parts(self, sentence: str) -> Iterator[tuple[str, bool]]:
        whole = self.bare(sentence.rstrip("?! "))
        if len(whole) <= LONGEST_QUOTE:
            yield whole, True
        for start, end, _ in self._spans(whole):
            part = self.bare(whole[start:end])
            if part and part != whole and len(part) <= LONGEST_QUOTE:
                yield part, False

    def _sayable(self, part: str, is_whole: bool) -> bool:
        words = part.split()
        if (
            not words
            or (len(words) < 2 and not self.feels(part))
            or not part[0].isalpha()
            or "@" in part
            or '"' in part
            or part.count("(") != part.count(")")
        ):
            return False
        if self._diagnosis.within(part) or _SECOND_PERSON.search(part) or not re.fullmatch(r"[\w',\-–%: €.()!]+", part):
            return False
        return not _LED_BY.match(part) if not is_whole else not re.match(r"et\b", part, re.IGNORECASE)

    def _kind(self, part: str, asked: bool) -> str:
        if asked:
            return "asking" if _QUESTION.match(part) else ""
        if _QUESTION.match(part):
            return ""  # a piece of a question, or one without its mark
        carried = self.carried(part)
        if "harsh" in carried and not _DENIES.search(part):
            return "harsh"
        if "duty" in carried and _MINE.search(part) and not _DENIES.match(part):
            return "duty"
        if "effort" in carried and not _NO_EFFORT.search(part):
            return "effort"
        if self.feeling(part):
            return "felt"
        wants = "want" in carried and not (_DENIES.match(part) or _REPORTS.search(part))
        return "want" if wants else "plain"

    def _weight(self, part: str) -> float:
        words = len(part.split())
        weight = weight_of(self.carried(part)) + 1.0 * bool(_MINE.search(part))
        weight += 0.6 if 3 <= words <= 14 else -0.6 if words < 2 else 0
        return weight - 1.5 * bool(_LED_BY.match(part)) - LEANING * self.leans(part)
