"""English clauses: which parts of a message can be given back, and how they sound said to the client."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flows.listening.clauses import (
    AFTER_BUT,
    CONCEDED,
    EDGES,
    LEANING,
    MOST_CUT,
    TOGETHER,
    TURN,
    Clause,
    Reader,
    closed,
    lateness,
    together,
)
from flows.listening.kinds import Kinds
from flows.listening.marks import SPEECH, Marks, either, words_of
from flows.listening.persons import asks, question_said, turned
from flows.listening.shapes import PRONOUN, Shapes
from flows.listening.theirs import Theirs

MOST_WORDS = 24
"""Words of a clause that is given back: a longer one is no mirror but a recital."""

FULLER = 0.5
"""What it gains for each neighbour that is said with it: half of what was said is easily the wrong half."""

NOT_ALL = 1.0
"""What a part of a short sentence loses: it is easily said whole."""

MANY = 4
"""Sentences of a message beyond which a bare fact among them is passed over: the cost of a long one stays small."""

SHORT = 22
"""Words of a sentence up to which it is short."""

SHORTEST_SENTENCE = 6
"""Characters before a comma that may be a sentence; fewer are a time or a place."""

LONGEST_TOGETHER = 110
"""Characters of two sentences that are given back together."""

LONGEST_PAIR = 150
"""The same where they are turned round, which is heard more easily."""

FEW_ABOUT_NOBODY = 10
"""Words of a sentence that is said with a turned one as it stands, for it speaks of neither side of the talk."""

PAIRED = ("plain", "felt", "lack", "hard", "want", "effort", "plan", "idea")
"""Kinds of clauses that may be turned round two together."""

_DENIED = re.compile(
    r"(?:no,? )?(?:it's|it is|i'm|i am|i was|that's|they're|he's|she's)? ?not\b(?! (?:sure|much|a lot|bad|yet|today|really))|(?:no,? )?i (?:wouldn't|didn't|don't) (?:say|said|mean)\b",
    re.IGNORECASE,
)
_I = re.compile(r"\b(?:i|i'm|i've|me|my)\b", re.IGNORECASE)
_PIECES = re.compile(r"[.,;:]+\s+|\s+(?:and|but|because|that)\s+", re.IGNORECASE)
_IN_THE_TALK = re.compile(
    r"\b(?:i|i'\w+|me|my|mine|myself|we|we'\w+|us|our|ours|you|you'\w+|your|yours|u|ur)\b", re.IGNORECASE
)
_SPEAKS_TO_ONE = re.compile(r"(?:you|u|stop|don't|tell|ask|let|give|please)\b", re.IGNORECASE)
_NONE_OF_IT = re.compile(r"n't\b|\b(?:not|no|never|nobody|without|less|stop|stopped|if|said|told)\b", re.IGNORECASE)

WEIGHTY = 2.5
"""What weighs more is better turned round alone than quoted with its neighbour."""

SHORT_ADDRESS = 8
"""Words of a line that speaks to the bot, which is none of the client's own."""

QUOTED = 0.5
"""What it loses if it can only be quoted: turned round it is heard more easily."""

LONGEST_QUOTED = 22
"""Words of a sentence that is quoted."""

MOST_COMMAS = 2
"""Commas of a clause that is turned: with more it is a list or an aside, and quoted."""

AT_THE_END = 0.4
"""What it gains where its sentence ends."""

CUT_SHORT = 1.0
"""What it loses if it was cut off where it went on: half of what was said is easily the wrong half."""

LONGEST_ENDING = 40
"""Characters at the end among which an ending is looked for."""

_SENTENCES = re.compile(
    r"(?<=[.!?…])(?!(?<=\d\.)\s+[a-z])(?<!\bMr\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSt\.)(?<!\bMrs\.)[\"')]*\s+|(?<=[a-z][.!?])(?=[A-Z])|[\n\r]+|\s*\.{2,}\s*|;\s+|\s+[-–—]+\s+|\s+(?=wait,? (?:no|it|its|it's|that)\b)|(?<=[a-z])\s*\((?=\w)|\)\s+"
)
_SUBJECT = rf"(?={PRONOUN}(?![\w'])(?! \w+ing\b))"
_JOINTS = re.compile(
    rf"\s*[,:]\s+(?:(?:and|but|so|or|yet)\s+)?(?:then\s+|now\s+|also\s+|yet\s+|still\s+)?{_SUBJECT}|\s*,?\s+but\s+"
    rf"|\s*,\s+(?:and|so)\s+|\s+(?:and|so|yet)\s+(?:then\s+|now\s+|yet\s+)?{_SUBJECT}",
    re.IGNORECASE,
)
_BUT = re.compile(r",?\s+but\s+(?!also\b)", re.IGNORECASE)
_ASKS_WITHIN = re.compile(r"[,:] (?=(?:why|how|what|when|should|am|is|can|do|will)\b)")
_CARRIED_ON = re.compile(r"(?:and|then|or)\b", re.IGNORECASE)  # whoever did it may stand in the sentence before
_OPEN_CONDITION = re.compile(r"\b(?:if|unless|whether)\b[^,]*$", re.IGNORECASE)
_NEVER_SAID = re.compile(
    r"(?:[A-Z]\w+(?:ed|ing|ly)|Not|Just|Good|Nice|Great|Same|More|Like|Let|Please|Tell|Help|Give|Guess|Imagine|Listen|Look|Ask|Thanks?|Sorry|Maybe|Also|Yes|No|Well|Then|What|Who|Why|How)\b"
)
_TURNS = re.compile(
    r"(?:but|honestly|actually|really|truth is|the truth|the thing is|what gets me|the worst|the problem|it was worse|i was just|i just|only)\b",
    re.IGNORECASE,
)
_BUT_BEGINS = re.compile(r"(?:but|honestly|it was worse)\b", re.IGNORECASE)
_OTHERS_DID = re.compile(r"(?:he|she|they|it|everyone|nobody|(?:my|our|the|a|an|his|her) \w+)\b", re.IGNORECASE)
_YOU_KNOW_IT = re.compile(r"you know (?:this|that|it|him|her|them|me|what|how|who|when|all)\b", re.IGNORECASE)
_BECAUSE_OF = re.compile(r"because of\b", re.IGNORECASE)
_BEGINS_WITH_SOMEBODY = re.compile(rf"(?:i|we)\b|{_OTHERS_DID.pattern}", re.IGNORECASE)
_NOW_AND_THEN = re.compile(r"\b(?:was|were|had|did|didn't|used to|before|now|then|\w{3,}ed)\b", re.IGNORECASE)
_PROSE = re.compile(r"[\w',\-% £$€:]+")
_QUOTED_PROSE = re.compile(r"(?:[\w',\-–% £$€:()!‘’/&]|(?<=\d)\.(?=\d))+")
_EMBEDDED_QUESTION = re.compile(
    r"\b(?:said|says|asked|asks|goes|was like|thought|told \w+|and) (?:do|does|did|are|is|am|can|could|will|would|shall|should|what|why|how|where|who|when) (?:i|we|you)\b"
    r"|, (?:okay|kind of|sort of|hi|please|right)(?:,|$)|\bone of \w+ \w+ (?:he|she)\b|^\w+ \w+, has\b",
    re.IGNORECASE,
)
_SPLICE = re.compile(
    r",\s+(?!i (?:think|guess|suppose|reckon)$)(?:now |then |yesterday |today )?(?:i|he|she|it|they|we|you|that|there|this|nobody|everyone|my \w+)(?:'\w+)?\s",
    re.IGNORECASE,
)
_HANGS = re.compile(
    r"(?:if|when|whenever|because|after|since|while|although|though|once|before|until|unless|every|even|as|the more|by the time)\b",
    re.IGNORECASE,
)
_WANTS_TO_DO = re.compile(r"i \w+ to do", re.IGNORECASE)
_GOES_ON = re.compile(r"[,. ]*(?:and|so|but|then) |[,.]+ ?")
_SLASH = re.compile(r"(?<!\d)/|/(?!\d)")
_INSTEAD = re.compile(
    r"(?:so |and |but |no,? |oh )?(?:it's|it is|it was|it feels|i'm|i am|i was|i've|i just|i feel|i'd say|just|more|rather|only|maybe|perhaps|kind of|sort of|closer|a bit|what|that's|because"
    r"|tired|sad|angry|annoyed|jealous|hurt|lonely|scared|proud|relieved|embarrassed|ashamed|bored|empty|flat|numb|worn|fed up)\b(?! not\b)",
    re.IGNORECASE,
)
CUT_OFF = re.compile(
    r"(?<!nodded)(?<!spoken)(?<!talked)(?<!spoke)(?<!used)(?<!listened)(?<!written)(?<!want)(?<!wanted)(?<!going)(?<!meant)(?<!supposed)(?<!able)(?<!have) (?:and|or|but|so|the|an?|because|my|your|i'm|i|very|to|if|when|than|as|its|their|our)$",
    re.IGNORECASE,
)
_BELONGS = re.compile(r"(?:it|that|more|just|like|the|what|i) ?", re.IGNORECASE)
_BEGINS_ASKING = re.compile(
    r"(?:is|are|was|do|does|did|can|could|will|would|should|shall|have|has) (?:i|you|u|he|she|it|we|they|that|this|there)\b",
    re.IGNORECASE,
)
_FEW_QUOTED = re.compile(r'\s*"([^"]*)"\s*')


class English(Reader):
    """Built from the parsed `lexicon.toml`."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data, "en", _SENTENCES, _JOINTS, rf"(?:{PRONOUN}|not)(?![\w'])")
        self.shapes = Shapes(data["english"])
        self.kinds = Kinds(data, self.shapes)
        self.theirs = Theirs(data["theirs"])
        self._unturned = Marks(data["never"]["unturned"]["en"])
        endings = data["endings"]
        self._endings = re.compile(
            r"(?<!\bsay)(?<!\bsaid)(?<!\bsays)(?<!\bsaying)(?<!\bwhat)(?<!\bhow)"
            rf"(?:[\s,.:!…–—-]+(?:{either(endings['en'])})|[,.:!…–—-]\s*(?:{either(endings['after_comma']['en'])}))[\s.!…]*$",
            re.IGNORECASE,
        )

    def _bare(self, part: str) -> tuple[str]:
        if SPEECH.fullmatch(said := part.strip(EDGES.replace('"', ""))):
            return (said,)  # all of it is somebody else's
        (part,) = super()._bare(part)
        if part.count('"') % 2:
            return (part,)  # it ends in what somebody said
        for _ in range(MOST_CUT):
            ending = self._endings.search(part, max(0, len(part) - LONGEST_ENDING))
            if ending is None or not (rest := part[: ending.start()].strip(EDGES)):
                break
            part = rest
        return (part,)

    def _opening(self, part: str) -> re.Match[str] | None:
        """ "so tired" is no "so, ...", "because of the rain" no "because ..."."""
        is_none = self.shapes.dropped_i_am.match(part) or _BECAUSE_OF.match(part) or _YOU_KNOW_IT.match(part)
        return None if is_none else super()._opening(part)

    def clauses(self, sentences: list[str], as_said: bool = False, apart: bool = False) -> list[Clause]:
        """The clauses that can be said back, those of most weight first, of equal ones the later; `as_said`: only
        quoted, for the writer's English is their own; `apart`: short sentences in their parts too.
        """
        found: list[Clause] = []
        before: Clause | None = None
        side_before: Clause | None = None
        said_before = 0.0
        for place, sentence in enumerate(sentences):
            if len(sentences) > MANY and not ("?" in sentence or self.carried(sentence)):
                before = side_before = None
                continue
            late = lateness(place, len(sentences)) + TURN * bool(place and _TURNS.match(sentence.lstrip(EDGES)))
            late -= CONCEDED * any(_BUT_BEGINS.match(after) for after in sentences[place + 1 : place + 2])
            asked = self.asks(sentence)
            quoted = None if asked else next(iter(self._once(self._quoted, sentence)), None)
            if asked:
                said = list(self._asked(sentence))
            else:
                free = '"' not in sentence and not _tells_of_others(sentences[:place])
                said = [] if as_said else list(self._once(self._turned, sentence, free, apart))
                said = _or_quoted(said, quoted)
            said = [replace(each, weight=each.weight + late) for each in said]
            both = self._together(before, quoted, sentence, late, said_before)
            side = None if as_said or asked else self._side(said, quoted)
            pair = _paired(side_before, side, both)
            found += [*said, *(each for each in (pair or both,) if each)]
            side_before = side
            before = quoted if quoted and quoted.is_whole else None
            said_before = quoted.weight + late if quoted else 0
        return sorted(found, key=lambda clause: -clause.weight)

    def _together(
        self, before: Clause | None, quoted: Clause | None, sentence: str, late: float, said_before: float
    ) -> Clause | None:
        """Two short sentences that follow one another, quoted as one."""
        if before is None or quoted is None or not quoted.is_whole:
            return None
        both = together(before, written(sentence), LONGEST_TOGETHER)
        if not both:
            return None
        weight = max(self.kinds.weight_said(both, self.carried(both)) + late, quoted.weight + late, said_before)
        kind = "distinct_quoted" if _contrast(before.it, sentence) else "quoted"
        return Clause(both, both, kind, weight + TOGETHER - QUOTED * (weight > WEIGHTY))

    def _side(self, said: list[Clause], quoted: Clause | None) -> Clause | None:
        """The sentence as one of two that are said together: turned round, or short and about nobody in the talk."""
        if said and said[0].is_whole and not said[0].is_quoted:
            return said[0] if said[0].kind in PAIRED else None
        if quoted is None or not quoted.is_whole or len(quoted.said.split()) > FEW_ABOUT_NOBODY:
            return None
        told = _IN_THE_TALK.search(quoted.said) or not _PROSE.fullmatch(quoted.it)
        if told or self.shapes.lost_its_subject(quoted.said) or "harsh" in self.carried(quoted.said):
            return None
        kind = "plain" if self.shapes.with_subject(quoted.said, False) else "piece"
        return replace(quoted, it=self.shapes.uncapitalised(quoted.it), kind=kind)

    def _turned(self, sentence: str, free: bool, apart: bool) -> Iterator[Clause]:
        """Its clauses turned round; `free`: its first may have lost its "I". Of a short sentence that can be turned as
        a whole, the parts are not looked at.
        """
        whole = self.bare(_unquoted(sentence))
        lost_subject = free and not _CARRIED_ON.match(sentence)
        but = _BUT.search(whole)
        short = len(whole.split()) <= SHORT
        if short and but is None and not apart and (clause := self._clause(whole, lost_subject)):
            yield replace(clause, weight=clause.weight + AT_THE_END, is_own=self.shapes.is_mine(whole), is_whole=True)
            return
        for start, end, joints in self._parts(whole):
            is_whole = start == 0 and end == len(whole)
            if short and but is None and is_whole and not apart:
                continue
            part = self.bare(whole[start:end])
            more = FULLER * joints + AT_THE_END * (end == len(whole)) - NOT_ALL * (short and but is None)
            more += 0 if but is None else AFTER_BUT if start >= but.end() else -CONCEDED
            if len(part.split()) > MOST_WORDS:
                part, more, is_whole = self.bare(_shortened(part)), more - CUT_SHORT, False
                if joints:
                    continue
            if not is_whole and not apart and short and not self.carried(part):
                continue  # a bare fact is no part of a short sentence to be said alone
            if part and (clause := self._clause(part, start == 0 and lost_subject)):
                own = is_whole and self.shapes.is_mine(part)
                yield replace(clause, weight=clause.weight + more, is_own=own)

    def _quoted(self, sentence: str) -> Iterator[Clause]:
        """The whole sentence as it was said; of a long one its last clause."""
        whole, more = self._as_said(sentence), 0.0
        whole = closed(whole, sentence)
        if len(whole.split()) > LONGEST_QUOTED:
            joints = [each.end() for each in self._joints.finditer(whole)]
            end = next((at for at in joints if 4 <= len(whole[at:].split()) <= LONGEST_QUOTED), None)
            whole, more = (self._as_said(whole[end:]), -0.3) if end else ("", 0.0)
        if _SPEAKS_TO_ONE.match(whole) and len(whole.split()) <= SHORT_ADDRESS:
            return
        if len(whole.split()) < 2 or _BEGINS_ASKING.match(whole) or CUT_OFF.search(whole):
            return
        said = written(whole)
        if not _QUOTED_PROSE.fullmatch(said) or said.count("(") != said.count(")") or self._diagnosis.within(said):
            return
        carried = self.carried(whole)
        weight = self.kinds.weight_said(whole, carried) - 0.5 * LEANING * self.leans(whole) - QUOTED + more
        yield Clause(whole, written(said), "quoted", weight, is_whole=not more)

    def kind_quoted(self, said: str) -> str:
        """What a quotation is, where that is plain of the whole: so that its frame belongs to it."""
        full = [self.shapes.with_subject(each, True) or each for each in self.sentences(said)]
        kinds = [self.kinds.kind(each, self.carried(each)) for each in full]
        kind = next((each for each in kinds if each in ("plan", "idea")), kinds[-1])
        if kind in ("felt", "plain"):
            return "felt_quoted" if self.feeling(said) else "quoted"
        return f"{kind}_quoted" if kind in ("plan", "idea", "hard", "want") else "quoted"

    def asks(self, sentence: str) -> bool:
        """Whether it is a question, with or without its mark; what somebody else asked is none."""
        return asks(self.bare(sentence))

    def plans(self, sentence: str) -> bool:
        """Whether it says what its writer means to do, or could."""
        said = self.bare(sentence)
        return bool(self.kinds.planned(self.shapes.with_subject(said, True) or said))

    def feeling(self, quotation: str) -> str:
        """The feeling of its writer's that the quotation names, by its noun; "" if none, or if it may be denied."""
        if _NONE_OF_IT.search(quotation):
            return ""
        return self.named(". ".join(part for part in _PIECES.split(quotation) if _I.search(part)))

    def _as_said(self, sentence: str) -> str:
        """Bare, but with an opening that belongs to what follows: "it's just the waiting"."""
        opening = self._opening(sentence.strip(EDGES))
        return sentence.strip(EDGES) if opening and _BELONGS.match(opening[0]) else self.bare(sentence)

    def two_sided(self, sentences: list[str]) -> Iterator[tuple[Clause, Clause]]:
        """Sentences whose two sides, a "but" between them, both stand alone and both pull."""
        for sentence in sentences:
            sides = _BUT.split(sentence)
            if len(sides) != 2 or self.asks(sentence):
                continue
            one, other = self._clause(self.bare(sides[0])), self._clause(self.bare(sides[1]), False)
            if one and other and self._is_torn(one, other) and _pull_apart(one, other):
                yield one, other

    def _is_torn(self, one: Clause, other: Clause) -> bool:
        """Whether both sides are the client's own and of the present, and a wish or a duty stands against something."""
        mine = all(self.shapes.is_mine(each.said) and not _NOW_AND_THEN.search(each.said) for each in (one, other))
        kinds = {one.kind, other.kind}
        drawn = self.carried(one.said) | self.carried(other.said)
        return (
            mine
            and "effort" not in kinds
            and bool(drawn & {"want", "duty"})
            and bool(drawn & {"feeling", "difficulty"})
        )

    def _parts(self, whole: str) -> Iterator[tuple[int, int, int]]:
        """The spans of its clauses, and neighbours among them together, that may be taken apart."""
        ended = 0
        for start, end, joints in self._spans(whole):
            if start and _OPEN_CONDITION.search(whole[:start]) and whole[ended:start].strip()[:1] != ",":
                continue  # it hangs on an "if" that came before
            ended = end if not joints else ended
            if not (joints and _BUT.search(whole[start:end])):  # two sides are for `two_sided`
                yield start, end, joints

    def _asked(self, sentence: str) -> Iterator[Clause]:
        """A question the client asks themselves."""
        asked = self.bare(_ASKS_WITHIN.split(self.bare(sentence.rstrip("?! ")))[-1])
        if "you" in asked.lower().split() or len(asked.split()) > 16:
            return
        if (it := question_said(asked)) and self._sayable(asked, it):
            yield Clause(asked, it, "asking", 3.0)

    def _clause(self, said: str, begins: bool = True) -> Clause | None:
        full = self.shapes.with_subject(said, begins)
        if full is None or not self.shapes.stands_alone(full):
            return None
        if (
            full.count(",") > MOST_COMMAS
            or ":" in full
            or _spliced(full)
            or _WANTS_TO_DO.fullmatch(full)
            or _EMBEDDED_QUESTION.search(full)
            or self.theirs.runs_on(full)
        ):
            return None
        it = turned(self.shapes.uncapitalised(full))
        if it is None or not self._sayable(full, it):
            return None
        carried = self.carried(full)
        kind = "bare" if it[0].isupper() else self.kinds.kind(full, carried)
        return Clause(said, it, kind, self.kinds.weight(full, said, carried) - LEANING * self.leans(full))

    def is_unturned(self, said: str) -> bool:
        """Whether it holds what is never said to the client as a sentence of ours."""
        return self._unturned.within(said) or self._diagnosis.within(said) or "@" in said or bool(_SLASH.search(said))

    def _sayable(self, full: str, it: str) -> bool:
        if self.is_unturned(full):
            return False
        if _NEVER_SAID.match(it) or not _PROSE.fullmatch(it):
            return False
        return len(it) <= 180 and not re.search(r"\b(\w+) \1\b", it.replace("had had", "had"))


def _tells_of_others(before: Sequence[str]) -> bool:
    """Whether who was last spoken of is somebody else: they may be the subject of what has lost its own."""
    return next(
        (bool(_OTHERS_DID.match(each)) for each in reversed(before) if _BEGINS_WITH_SOMEBODY.match(each)), False
    )


def _pull_apart(one: Clause, other: Clause) -> bool:
    """Whether two sides both weigh, are short enough to be said in one breath, and neither is a harsh word."""
    return (
        len(words_of(f"{one.it} {other.it}")) <= MOST_WORDS + 6
        and "harsh" not in (one.kind, other.kind)
        and min(one.weight, other.weight) > 1
        and other.it.split()[0] not in ("it", "that", "it's", "that's")
    )


def _paired(one: Clause | None, other: Clause | None, quoted: Clause | None) -> Clause | None:
    """Two short sentences that follow one another, turned round: half of what was said is easily the wrong half."""
    if one is None or other is None or one.kind == "piece" or (one.it == one.said and other.it == other.said):
        return None
    it = together(one, other.it, LONGEST_PAIR)
    heavier = max((each for each in (one, other) if each.kind != "piece"), key=lambda each: each.weight)
    kind = next((each.kind for each in (one, other) if each.kind in ("plan", "idea")), heavier.kind)
    weight = max(one.weight + TOGETHER, other.weight + TOGETHER, quoted.weight + QUOTED if quoted else 0)
    return Clause(f"{one.said}. {other.said}", it, _contrast(one.said, other.said) or kind, weight) if it else None


def _contrast(one: str, other: str) -> str:
    """ "distinct" where one thing is denied and another stands in its place; "" for no contrast."""
    instead = _INSTEAD.match(other.strip(EDGES)) and not _DENIED.match(other)
    return "distinct" if _DENIED.match(one) and instead else ""


def _or_quoted(said: list[Clause], quoted: Clause | None) -> list[Clause]:
    """What is turned round, and the quotation; where the whole sentence is turned, that weighs no less and is enough."""
    if quoted is None:
        return said
    if said and said[0].is_whole:
        return [replace(said[0], weight=max(said[0].weight, quoted.weight + QUOTED))]
    return [*said, quoted]


def written(said: str) -> str:
    """With "I" as it is written, and quotation marks that fit within others."""
    within = _FEW_QUOTED.sub(lambda inner: f" ‘{inner[1].rstrip('?.')}’ ", said)
    return re.sub(r"\bi\b", "I", within.strip(EDGES)).replace("’ ,", "’,")


def _spliced(full: str) -> bool:
    """Whether a comma alone stands between two sentences."""
    splice = _SPLICE.search(full)
    return splice is not None and splice.start() > SHORTEST_SENTENCE and not _HANGS.match(full)


def _unquoted(sentence: str) -> str:
    """What stands after a quotation, if that is something; what other people said stays theirs, or is quoted whole."""
    if '"' not in sentence:
        return sentence
    after = sentence.rpartition('"')[2]
    goes_on = _GOES_ON.match(after)
    if goes_on is None:
        return ""
    after = after[goes_on.end() :]
    return after if sentence.count('"') == 2 and len(after.split()) > 2 else ""


def _shortened(part: str) -> str:
    """A clause that is too long, up to an "and" or a comma at which it may end."""
    for cut in reversed(list(re.finditer(r",? and |, | because ", part))):
        if 4 <= len(part[: cut.start()].split()) <= MOST_WORDS - 4:
            return part[: cut.start()]
    return ""
