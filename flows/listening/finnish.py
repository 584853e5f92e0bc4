"""Finnish: the clauses of a client's words, which are quoted, and a feeling they named, which is named by its noun.

Finnish bends every word to its place, so nothing is put into a frame of ours; only whole sentences are turned round to
the client, where every word of them is known (wholly.py).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from flows.listening.clauses import (
    AFTER_BUT,
    CONCEDED,
    EDGES,
    LEANING,
    TOGETHER,
    TURN,
    Clause,
    Reader,
    closed,
    lateness,
    together,
    weight_of,
)
from flows.listening.marks import either

LONGEST_QUOTE = 120
"""Characters of a quotation: a longer one is read out, not mirrored."""

LONGEST_TOGETHER = 110
"""Characters of two sentences that are quoted together."""

NOT_ALL = 0.8
"""What a part of a sentence loses that is easily quoted whole."""

PLANNED = 0.8
"""What a clause gains that says what its writer means to do, or could."""

EASY_QUOTE = 100
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
_INNER = re.compile(r'"([^"]*)"')
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
    r"|(?:^|\bja |\bsit |[,.] )(?!\w+t[oö]n\b|niin|kuin|kun|sen|hän|aivan|ihan|noin|näin|vain|kovin|ennen|sitten|toisen|yhden|eilen|huomen|tämän|minkä)\w{2,}[aeiouyäö]n\b",
    re.IGNORECASE,
)
# What comes over the writer without being done by anybody: "harmittaa", "oli pelottavaa".
_COMES_OVER = re.compile(r"\b\w+(?:ttaa|ttää|tti|ttais\w*|ttanut|ttäny\w*|ttavaa?|ttävää?)\b", re.IGNORECASE)
_REPORTS = re.compile(r"\b(?:kysy|kysyi|sano|sanoi|sanoo|sanovat|sanoivat|kertoi|luulee|käski)\b", re.IGNORECASE)
_OF_ONESELF = re.compile(
    r"\b(?:olen|oon|olin|en|mä|mää|mie|minä|mokasin|mokaan|pilaan|pilasin|epäonnistuin|itte\w*|itse\w*)\b|\b(?:mun|minun|oma) vika\b",
    re.IGNORECASE,
)
_I_LACK = re.compile(r"\b(?:en|enkä|emmä|emmie|emmää|enhän)\b", re.IGNORECASE)
_TOLD = re.compile(r"\b(?:san\w+|kysy\w*|et|että|vastas\w*|viestitt\w*|luk[ie]\w*)\b", re.IGNORECASE)
_BEGINS_TELLING = re.compile(
    r"(?:\w+(?:tko|tkö|tsä)|kerro|sano|arvaa|tiiätkö|tiedätkö|tiätkö|huomasit\w*|huomaat\w*|kato)\b", re.IGNORECASE
)
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
    r"(?:no |ei,? )*(?:en (?:mä |mää |minä )?(?:(?:ole|oo)(?! (?:\w+ )?\w+(?:nut|nyt|nu|ny)\b)|tarkoit\w+|säikäht\w+|suuttun\w+|sitä \w+|pelkää)|ei (?:se|ne|kai)|emmä)\b",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"(?:enemmän|ennemmin|pikemmin\w*|lähinnä|vaan|mä|mää|mie|minä|oon|olen|se|tai|pelkään|huolissaan|ehkä|sitä|niiku|niinku|aamulla|välillä|joskus|paitsi)\b",
    re.IGNORECASE,
)
_THEN_AND_NOW = re.compile(
    r"\b(?:oli|olin|ennen|joskus|jossain vaiheessa|silloin|sillon|nyt|\w+nut|\w+nyt|\w+tiin)\b|\w{3,}in\b",
    re.IGNORECASE,
)
_WISHED = re.compile(
    r"\b(?:haluan|haluaisin|haluisin|toivon|toivoisin|tahdon)\b|\bolisin (?:halun\w*|toivon\w*)|\bet(?:tä)? (?:se|hän|ne|joku)\b",
    re.IGNORECASE,
)
_I_CANNOT = re.compile(
    r"\b(?:en|enkä|emmä|emmie|emmää|enhän|etten)(?: (?:mä|mää|mie|minä|enää|oikein|oo|ole|edes|ees|vieläkään|nyt|vaan|vain)){0,3}"
    r" (?:jaksa\w*|pysty\w*|osaa(?! sanoa)|osannu\w*|uskalla\w*|kestä\w*|kehtaa|kehdannu\w*|pääse|päässy\w*|ehdi|ehtiny\w*|nuku|saa unta|saanu\w* unta)\b",
    re.IGNORECASE,
)
_IDEA = re.compile(
    r"(?:(?:no|niin|mut|tai|ehkä|kai|mä|mää|mie|minä|nyt|silti) )*(?:voisin|voisimme|voitais|vois|voin(?: kai| vaik| vaikka)? \w+[aä]\b|taidan|saattaisin|(?:mä |mää |mie |minä )?ajattelin (?:kysyä|soittaa|käydä|mennä|pyytää))\b"
    r"|jos (?:mä|mää|mie|minä) (?:vaan |vuan |vain )?(?:sen |sitä )?(?:\w+ )?\w+sin\b(?!.*(?:,|\bnii?n?\b))|ehkä (?:mä|mää|mie|minä) (?!oon|olen|pelkään|luulen|en)\w+n\b",
    re.IGNORECASE,
)
_HABIT = re.compile(
    r"\b(?:aina|joka|yleensä|usein|enää|ja sit|muistan|välillä|sanon että|kysyn vielä|ennenkin|tänne|tähän|tätä|en|jälkeen)\b",
    re.IGNORECASE,
)
_QUOTED_WORDS = re.compile(r"\b(?:mä|minä|mää|mie|se|hän|ne) et\b", re.IGNORECASE)
_QUESTION = re.compile(
    r"(?:miksi|miks|miten|kuinka|milloin|millo[in]+|mitä|mikä|kuka|missä|onko|oonko|olenko|voinko|pitäisikö|pitäiskö|pitääkö|osaanko|jaksanko|riitänkö|uskallanko|saanko|teenkö|teinkö|kannattaako)\b",
    re.IGNORECASE,
)
_TELLS_A_QUESTION = re.compile(
    r"(?:\w+,? ){0,4}(?:laito\w*|laitto|kirjoit\w*|kirjot\w*|kysy\w*|sano\w*|vastas\w*|huus\w*|viestin|oli vaan|aattelin|ajattelin|mietin|mietti)(?: \w+){0,3} (?:et|että) [^?]+\?$",
    re.IGNORECASE,
)
"""A question that was put to somebody else: "laitoin sille viestin et saunaan torstaina?"."""

_ASKS_ONESELF = re.compile(r"(?:miksi|miks|miten|kuinka|mitä|missä|milloin)\b.*\b(?:mä|mää|mie|minä)\b", re.IGNORECASE)
_SECOND_PERSON = re.compile(
    r"\b(?:sä|sinä|sinu\w*|sun|sul|sut|sull\w*|sulta|sua|susta|suhun|oletko|oletteko|ootko|ootsä|ooksä|ymmärrätkö|tiedätkö|toivottakaa|voitko|voitsä|teidän|te|älä|älkää)\b",
    re.IGNORECASE,
)
_NO_EFFORT = re.compile(
    r"\b(?:en|ei|enkä|eikä|emmä|jos|mutta|riita|huusin|itkin|olisi|ois|olis|\w+isin|pitäisi|pitäis)\b", re.IGNORECASE
)


class Finnish(Reader):
    """Built from the parsed `lexicon.toml`."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data, "fi", _SENTENCES, _JOINTS, _NEVER)
        acts = either(data["finnish"]["acts"])
        self._plan = re.compile(
            rf"(?!.*\b(?:kysyn|sanon) va(?:an|in)\b)(?:(?:{either(data['finnish']['leads'])}),? )*(?:(?:{acts})\b|(?:aion|päätin|lupaan)\b)",
            re.IGNORECASE,
        )

    def clauses(self, sentences: list[str]) -> list[Clause]:
        """What can be quoted, that of most weight first, of equal ones the later; `it` is the quotation."""
        found: list[Clause] = []
        before: Clause | None = None
        for place, sentence in enumerate(sentences):
            late = lateness(place, len(sentences)) + TURN * bool(place and _TURNS.match(sentence))
            late -= AFTER_BUT * bool(place + 1 < len(sentences) and _DENIED_IDEA.match(sentence))
            late -= CONCEDED * any(_BUT_BEGINS.match(after) for after in sentences[place + 1 : place + 2])
            parts = [replace(each, weight=each.weight + late) for each in self._once(self._said, sentence)]
            whole = parts[0] if parts and parts[0].is_whole else None
            found += parts
            if whole and before and (both := together(before, written(sentence), LONGEST_TOGETHER)):
                weight = self._weight(both) + late + TOGETHER
                of = f"{sentences[place - 1]} {sentence}"
                found.append(Clause(both, both, self._kind_together(before, both, whole.kind), weight, of=of))
            before = whole
        return sorted(found, key=lambda clause: -clause.weight)

    def _kind_together(self, one: Clause, both: str, kind: str) -> str:
        """What two sentences are together: of an idea denied and what stands in its place, the difference is heard."""
        if _DENIED_IDEA.match(one.it) and _INSTEAD.match(both[len(one.it) :].lstrip(". ")):
            return "distinct"
        planned = next((each for each in (one.kind, kind) if each in ("plan", "idea")), "")
        if planned:
            return planned
        joined = self._kind(both, False)
        return "plain" if joined in ("", "duty") else joined  # what one ought to is one sentence's alone

    def _said(self, sentence: str) -> Iterator[Clause]:
        """The sentence and its parts, as far as they can be quoted."""
        for part, is_whole, more in self._parts(sentence):
            kind = self._kind(part, "?" in sentence or (is_whole and bool(_ASKS_ONESELF.match(part))))
            if kind and self._sayable(part, is_whole):
                weight = self._weight(part) + more + 1.0 * bool(is_whole and _LED_BY.match(part))
                weight -= LEANING * self.leans(part) * (0.5 if is_whole else 1)
                yield Clause(part, part, kind, weight, is_whole and bool(_MINE.search(part)), is_whole, sentence)

    def two_sided(self, sentences: list[str]) -> Iterator[tuple[Clause, Clause]]:
        for sentence in sentences:
            sides = [self.bare(side) for side in _BUT.split(sentence)]
            if len(sides) != 2 or "?" in sentence or not all(self._sayable(side, True) for side in sides):
                continue
            weights = [self._weight(side) for side in sides]
            if self._is_torn(sides) and min(weights) > 1 and len(sides[0] + sides[1]) <= LONGEST_QUOTE + 30:
                yield (
                    Clause(sides[0], sides[0], "plain", weights[0], of=sentence),
                    Clause(sides[1], sides[1], "plain", weights[1], of=sentence),
                )

    def _is_torn(self, sides: list[str]) -> bool:
        """Whether both sides are the writer's own and of the present, and a wish or a duty stands against something."""
        own = all(_MINE.search(side) and not _THEN_AND_NOW.search(side) for side in sides)
        drawn = any(_I_WANT.search(side) or _I_SHOULD.search(side) for side in sides)
        return own and drawn and any(self.carried(side) & {"feeling", "difficulty"} for side in sides)

    def feeling(self, quotation: str) -> str:
        """The feeling that the quotation itself names, as a noun in the partitive; "" if none, or if it is denied or another's."""
        if _DENIES.search(f"{quotation} ") or not (_MINE.search(quotation) or _COMES_OVER.search(quotation)):
            return ""
        return "" if _WISHED.search(quotation) else self.named(quotation)

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
        whole = written(closed(whole, sentence))
        if len(whole) <= LONGEST_QUOTE:
            yield whole, True, 0.0
        short = len(whole) <= EASY_QUOTE
        for start, end, _ in self._spans(whole):
            part = self.bare(whole[start:end])
            if part and part != whole and len(part) <= LONGEST_QUOTE:
                yield part, False, self._place(whole, start, end) - NOT_ALL * short

    def _sayable(self, part: str, is_whole: bool) -> bool:
        words = part.split()
        if (
            not words
            or (len(words) < 2 and not self.feels(part))
            or not part[0].isalnum()
            or "@" in part
            or '"' in part
            or part.count("(") != part.count(")")
        ):
            return False
        if len(words) < 5 and _QUOTED_WORDS.search(part):
            return False
        spoken_to = _SECOND_PERSON.search(part)
        if _BEGINS_TELLING.match(part) or (spoken_to and not _TOLD.search(part[: spoken_to.start()])):
            return False
        if self._diagnosis.within(part) or not re.fullmatch(r"[\w',\-–%: €.()!’]+", part):
            return False
        return (
            not _LED_BY.match(part)
            if not is_whole
            else not re.match(r"(?:et|jo(?:ka|lla|ta|ssa|sta|lle|tka|n|iden))\b", part, re.IGNORECASE)
        )

    def _kind(self, part: str, asked: bool) -> str:
        if asked:
            return "asking" if _QUESTION.match(part) else ""
        if _QUESTION.match(part):
            return ""  # a piece of a question, or one without its mark
        carried = self.carried(part)
        if "harsh" in carried and self._is_of_oneself(part):
            return "harsh"
        own_duty = _I_SHOULD.search(part) and _MINE.search(part) and not _REPORTS.search(part)
        if own_duty and not _DENIES.match(part):
            return "duty"
        if "effort" in carried and _MINE.search(part) and not _NO_EFFORT.search(part):
            return "effort"
        if planned := self._planned(part):
            return planned
        if self.feeling(part):
            return "felt"
        wants = _I_WANT.search(part) and not (_DENIES.match(part) or _REPORTS.search(part))
        if wants:
            return "want"
        if _I_CANNOT.search(part):
            return "hard"
        if _DENIED_IDEA.match(part):
            return "denied"
        return "lack" if _I_LACK.search(part) and carried & {"feeling", "difficulty"} else "plain"

    def _is_of_oneself(self, part: str) -> bool:
        """Whether the hard word in it is the writer's of themselves."""
        pieces = re.split(r"[,.] |\b(?:että|et)\b", part)
        hard = (piece for piece in pieces if "harsh" in self.carried(piece))
        return any(_OF_ONESELF.search(piece) and not _DENIES.search(piece) for piece in hard)

    def asks(self, sentence: str) -> bool:
        """Whether it is a question, with or without its mark; what somebody else asked is none."""
        asked = "?" in _INNER.sub('""', sentence) and not _TELLS_A_QUESTION.match(sentence)
        return asked or bool(_QUESTION.match(self.bare(sentence)))

    def is_unturned(self, whole: str) -> bool:
        """Whether it is left to be quoted: a command, a diagnosis, a hard word of oneself."""
        if _BEGINS_TELLING.match(whole) or self._diagnosis.within(whole):
            return True
        return "harsh" in self.carried(whole)

    def is_habit(self, said: str) -> bool:
        """Whether it tells what its writer does at all times, or asks something once more, and plans nothing."""
        return bool(_HABIT.search(said))

    def plans(self, sentence: str) -> bool:
        """Whether it says what its writer means to do, or could."""
        return bool(self._planned(self.bare(sentence)))

    def _planned(self, part: str) -> str:
        """ "plan", "idea" (a way the client sees, no more) or ""."""
        if _IDEA.match(part):
            return "idea"
        return "plan" if self._plan.match(part) and not _HABIT.search(part) else ""

    def _weight(self, part: str) -> float:
        words = len(part.split())
        weight = weight_of(self.carried(part)) + 1.0 * bool(_MINE.search(part))
        weight += 0.6 if 3 <= words <= 20 else 0 if self.feels(part) else -0.8
        weight += PLANNED * bool(self._planned(part))
        weight -= max(0, len(part) - EASY_QUOTE) / 60
        return weight - 1.5 * bool(_LED_BY.match(part))


def written(said: str) -> str:
    """With quotation marks that fit within others."""
    return _INNER.sub(lambda inner: f"’{inner[1].rstrip('?.')}’", said).strip(EDGES.replace('"', "").replace(")", ""))
