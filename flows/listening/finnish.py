"""Finnish: the client's words are quoted, never turned round, and a feeling they named is named by its noun.

Finnish bends every word to its place, so a program that turned "mun" into "sun" would soon say what no Finn would.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flows.listening.clauses import AFTER_BUT, CONCEDED, LEANING, TURN, Clause, Reader, lateness, weight_of
from flows.listening.marks import Marks, words_of

LONGEST_QUOTE = 120
"""Characters of a quotation: a longer one is read out, not mirrored."""

EASY_QUOTE = 60
"""Characters up to which a quotation is light to hear; beyond them it loses a little by each."""

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
    r"|(?:^|\bja |\bsit |, )(?!\w+t[oö]n\b|niin|kuin|kun|sen|hän|aivan|ihan|noin|näin|vain|kovin|ennen|sitten|toisen|yhden|eilen|huomen|tämän|minkä)\w{2,}[aeiouyäö]n\b",
    re.IGNORECASE,
)
# What comes over the writer without being done by anybody: "harmittaa", "oli pelottavaa".
_COMES_OVER = re.compile(r"\b\w+(?:ttaa|ttää|tti|ttais\w*|ttanut|ttäny\w*|ttavaa?|ttävää?)\b", re.IGNORECASE)
_REPORTS = re.compile(r"\b(?:kysy|kysyi|sano|sanoi|sanoo|kertoi|luulee)\b", re.IGNORECASE)
_I_WANT = re.compile(
    r"\b(?:haluan|haluaisin|haluun|haluisin|tahdon|tahtoisin|toivon|toivoisin|kaipaan|kaipaisin|tekisi mieli|tekis mieli|haaveilen|tarvitsen|tarvitsisin|tarviin)\b",
    re.IGNORECASE,
)
_I_SHOULD = re.compile(r"\b(?:pitäisi|pitäis|pitäs|kuuluisi|kuuluis|täytyisi|täytyis)\b", re.IGNORECASE)
_TURNS = re.compile(
    r"(?:mutta|mut|mutku|vaan|oikeasti|oikeesti|rehellisesti|jos oekein rehellinen|pahinta|pahempi|silti|nyt|ja silti|ja nyt)\b",
    re.IGNORECASE,
)
_BUT_BEGINS = re.compile(r"(?:mutta|mut|mutku|ja nyt|silti|nyt)\b", re.IGNORECASE)
_DENIED_IDEA = re.compile(
    r"(?:no |ei,? )*(?:en (?:mä |mää |minä )?(?:ole|oo|tarkoit\w+|säikäht\w+|suuttun\w+)|ei (?:se|ne|kai)|emmä)\b",
    re.IGNORECASE,
)
_THEN_AND_NOW = re.compile(
    r"\b(?:oli|olin|ennen|joskus|jossain vaiheessa|silloin|sillon|nyt|\w+nut|\w+nyt|\w+tiin)\b|\w{3,}in\b",
    re.IGNORECASE,
)
_QUOTED_WORDS = re.compile(r"\b(?:mä|minä|mää|mie|se|hän|ne) et\b", re.IGNORECASE)
_QUESTION = re.compile(
    r"(?:miksi|miks|miten|kuinka|milloin|millo[in]+|mitä|mikä|kuka|missä|onko|oonko|olenko|voinko|pitäisikö|pitäiskö|pitääkö|osaanko|jaksanko|riitänkö|uskallanko|saanko|teenkö|teinkö|kannattaako)\b",
    re.IGNORECASE,
)
_SECOND_PERSON = re.compile(
    r"\b(?:sä|sinä|sinu\w*|sun|sul|sut|sull\w*|sulta|sua|susta|suhun|oletko|oletteko|ootko|ootsä|ooksä|ymmärrätkö|tiedätkö|toivottakaa|voitko|voitsä|kerro|sano|teidän|te|älä|älkää)\b",
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
            late = lateness(place, len(sentences)) + TURN * bool(place and _TURNS.match(sentence))
            late -= AFTER_BUT * bool(place + 1 < len(sentences) and _DENIED_IDEA.match(sentence))
            late -= CONCEDED * any(_BUT_BEGINS.match(after) for after in sentences[place + 1 : place + 2])
            for part, is_whole, more in self._parts(sentence):
                kind = self._kind(part, "?" in sentence)
                if kind and self._sayable(part, is_whole):
                    weight = (
                        self._weight(part) + late + more + 0.3 * is_whole + 1.0 * bool(is_whole and _LED_BY.match(part))
                    )
                    found.append(Clause(part, part, kind, weight, is_whole and bool(_MINE.search(part))))
        return sorted(found, key=lambda clause: -clause.weight)

    def two_sided(self, sentences: list[str]) -> Iterator[tuple[Clause, Clause]]:
        for sentence in sentences:
            sides = [self.bare(side) for side in _BUT.split(sentence)]
            if len(sides) != 2 or "?" in sentence or not all(self._sayable(side, True) for side in sides):
                continue
            weights = [self._weight(side) for side in sides]
            if self._is_torn(sides) and min(weights) > 1 and len(sides[0] + sides[1]) <= LONGEST_QUOTE + 30:
                yield Clause(sides[0], sides[0], "plain", weights[0]), Clause(sides[1], sides[1], "plain", weights[1])

    def _is_torn(self, sides: list[str]) -> bool:
        """Whether both sides are the writer's own and of the present, and a wish or a duty stands against something."""
        own = all(_MINE.search(side) and not _THEN_AND_NOW.search(side) for side in sides)
        drawn = any(_I_WANT.search(side) or _I_SHOULD.search(side) for side in sides)
        return own and drawn and any(self.carried(side) & {"feeling", "difficulty"} for side in sides)

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

    def _place(self, whole: str, start: int, end: int) -> float:
        """What a part gains or loses by standing after or before a "but", and at the end."""
        but = _BUT.search(whole)
        more = 0.3 * (end == len(whole))
        if but is None or (start == 0 and end == len(whole)):
            return more
        return more + (AFTER_BUT if start >= but.start() else -CONCEDED)

    def _parts(self, sentence: str) -> Iterator[tuple[str, bool, float]]:
        """The whole sentence, its clauses and neighbours among them; for each, what it gains by its place."""
        whole = self.bare(sentence.rstrip("?! "))
        if len(whole) <= LONGEST_QUOTE:
            yield whole, True, 0.0
        for start, end, _ in self._spans(whole):
            part = self.bare(whole[start:end])
            if part and part != whole and len(part) <= LONGEST_QUOTE:
                yield part, False, self._place(whole, start, end)

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
        if len(words) < 5 and _QUOTED_WORDS.search(part):
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
        if _I_SHOULD.search(part) and _MINE.search(part) and not _DENIES.match(part):
            return "duty"
        if "effort" in carried and _MINE.search(part) and not _NO_EFFORT.search(part):
            return "effort"
        if self.feeling(part):
            return "felt"
        wants = _I_WANT.search(part) and not (_DENIES.match(part) or _REPORTS.search(part))
        return "want" if wants else "plain"

    def _weight(self, part: str) -> float:
        words = len(part.split())
        weight = weight_of(self.carried(part)) + 1.0 * bool(_MINE.search(part))
        weight += 0.6 if 3 <= words <= 14 else -0.8 if not self.feels(part) else 0
        weight -= max(0, len(part) - EASY_QUOTE) / 60
        return weight - 1.5 * bool(_LED_BY.match(part)) - LEANING * self.leans(part)
