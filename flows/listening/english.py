"""English clauses: which parts of a message can be given back, and how they sound said to the client."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from flows.listening.clauses import AFTER_BUT, CONCEDED, EDGES, LEANING, MOST_CUT, TURN, Clause, Reader, lateness
from flows.listening.kinds import Kinds
from flows.listening.marks import Marks, either, words_of
from flows.listening.persons import asks, question_said, turned
from flows.listening.shapes import PRONOUN, Shapes

MOST_WORDS = 24
"""Words of a clause that is given back: a longer one is no mirror but a recital."""

FULLER = 0.3
"""What it gains for each neighbour that is said with it: half of what was said is easily the wrong half."""

AT_THE_END = 0.4
"""What it gains where its sentence ends."""

CUT_SHORT = 1.0
"""What it loses if it was cut off where it went on: half of what was said is easily the wrong half."""

LONGEST_ENDING = 40
"""Characters at the end among which an ending is looked for."""

_SENTENCES = re.compile(
    r"(?<=[.!?…])(?!(?<=\d\.)\s+[a-z])[\"')]*\s+|(?<=[a-z][.!?])(?=[A-Z])|[\n\r]+|\s*\.{2,}\s*|;\s+|\s+[-–—]+\s+|(?<=[a-z])\s*\((?=\w)|\)\s+"
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
    r"(?:[A-Z]\w+(?:ed|ing|ly)|Not|Just|Good|Nice|Great|Same|More|Like|Let|Please|Tell|Help|Give|Thanks?|Sorry|Maybe|Also|Yes|No|Well|Then|What|Who|Why|How)\b"
)
_TURNS = re.compile(
    r"(?:but|honestly|actually|really|truth is|the truth|the thing is|what gets me|the worst|the problem|it was worse|i was just|i just|only)\b",
    re.IGNORECASE,
)
_BUT_BEGINS = re.compile(r"(?:but|honestly|it was worse)\b", re.IGNORECASE)
_OTHERS_DID = re.compile(r"(?:he|she|they|it|everyone|nobody|(?:my|our|the|a|an|his|her) \w+)\b", re.IGNORECASE)
_NOW_AND_THEN = re.compile(r"\b(?:was|were|had|did|didn't|used to|before|now|then|\w{3,}ed)\b", re.IGNORECASE)
# A learner's or a dialect's grammar: quoted, for said as ours it would be mockery or a slip.
_THEIR_GRAMMAR = re.compile(
    r"\b(?:it's|it is) day \d+ that\b|\b(?:to|before|after|at) the (?:work|bed|home)\b|\b(?:him|her|them) (?:support|go|want|say|be)\b"
    r"|^(?:the|my|our|this|that|\w+) \w+ (?:finish|say|make|come|go|want|need|have|look|tell|ask) (?:in|to|that|me|at|on|the|a)\b|\bcan to\b"
    r"|\b(?:invite|call|explain|tell) (?:me|to me) at\b|\bi (?:am|'m) (?:agree|born|go)\b|\bsince \w+ (?:years|months|weeks)\b|\bthe most of\b"
    r"|\b(?:don't|didn't|can't|won't|never) \w+ (?:it |them |him |her )?no$|\bwill (?:go )?see the \w+ by inside\b|\bi (?:is|has|does|goes|were)\b|\bthe time come\b|\bbe vex\b"
    r"|\b(?:a|an|the|one) \w+ (?:that|who) (?:win|come|go|make|say|finish|want|need|look|have)\b",
    re.IGNORECASE,
)
_PROSE = re.compile(r"[\w',\-% £$€:]+")
_SPOKE = re.compile(
    r"[,: ]*\b(?:(?:and|so|but|then) )?(?:\w+ )?(?:said|says|saying|goes|was like|is like|like|told me|asked|asks|wrote|writes|texted|replied|called it|call it|called me|calls me|call me|shouted|yelled|whispered|answered|put|reads?|is saying|keeps saying|kept saying|with)[,: ]*$"
)


class English(Reader):
    """Built from the parsed `lexicon.toml`."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data, "en", _SENTENCES, _JOINTS, rf"(?:{PRONOUN}|not)(?![\w'])")
        self._shapes = Shapes(data["english"])
        self._kinds = Kinds(data, self._shapes)
        self._unturned = Marks(data["never"]["unturned"]["en"])
        endings = data["endings"]
        self._endings = re.compile(
            r"(?<!\bsay)(?<!\bsaid)(?<!\bsays)(?<!\bsaying)(?<!\bwhat)(?<!\bhow)"
            rf"(?:[\s,.:!…–—-]+(?:{either(endings['en'])})|[,.:!…–—-]\s*(?:{either(endings['after_comma']['en'])}))[\s.!…]*$",
            re.IGNORECASE,
        )
        self._near = re.compile(rf"\b(?:my|our) (?:{either(data['english']['near'])})\b", re.IGNORECASE)

    def bare(self, part: str) -> str:
        """Without the openings and endings that carry nothing."""
        part = super().bare(part)
        for _ in range(MOST_CUT):
            ending = self._endings.search(part, max(0, len(part) - LONGEST_ENDING))
            if ending is None or not (rest := part[: ending.start()].strip(EDGES)):
                break
            part = rest
        return part

    def _opening(self, part: str) -> re.Match[str] | None:
        """ "so tired" is no "so, ..."."""
        return None if self._shapes.dropped_i_am.match(part) else super()._opening(part)

    def clauses(self, sentences: list[str]) -> list[Clause]:
        """The clauses that can be said back, those of most weight first, of equal ones the later."""
        found: list[Clause] = []
        for place, sentence in enumerate(sentences):
            late = lateness(place, len(sentences)) + TURN * bool(place and _TURNS.match(sentence.lstrip(EDGES)))
            late -= CONCEDED * any(_BUT_BEGINS.match(after) for after in sentences[place + 1 : place + 2])
            if asks(self.bare(sentence)):
                found += [replace(each, weight=each.weight + late) for each in self._asked(sentence)]
                continue
            free = '"' not in sentence and not (place and _OTHERS_DID.match(sentences[place - 1]))
            for part, begins, more, is_whole in self._parts(sentence):
                if clause := self._clause(part, begins and free):
                    found.append(
                        replace(
                            clause, weight=clause.weight + late + more, is_own=is_whole and self._shapes.is_mine(part)
                        )
                    )
        return sorted(found, key=lambda clause: -clause.weight)

    def two_sided(self, sentences: list[str]) -> Iterator[tuple[Clause, Clause]]:
        """Sentences whose two sides, a "but" between them, both stand alone and both pull."""
        for sentence in sentences:
            sides = _BUT.split(sentence)
            if len(sides) != 2 or asks(self.bare(sentence)):
                continue
            one, other = self._clause(self.bare(sides[0])), self._clause(self.bare(sides[1]), False)
            if one and other and self._is_torn(one, other) and _pull_apart(one, other):
                yield one, other

    def _is_torn(self, one: Clause, other: Clause) -> bool:
        """Whether both sides are the client's own and of the present, and a wish or a duty stands against something."""
        mine = all(self._shapes.is_mine(each.said) and not _NOW_AND_THEN.search(each.said) for each in (one, other))
        kinds = {one.kind, other.kind}
        drawn = self.carried(one.said) | self.carried(other.said)
        return (
            mine
            and "effort" not in kinds
            and bool(drawn & {"want", "duty"})
            and bool(drawn & {"feeling", "difficulty"})
        )

    def named(self, sentences: list[str]) -> list[str]:
        """Things of the client's that are named, turned round: "your mother"."""
        named = (each[0].lower() for sentence in sentences for each in self._near.finditer(sentence))
        return [it for each in named if (it := turned(each))]

    def fragment(self, sentences: list[str]) -> str:
        """An answer that is no sentence, turned round: "an hour with them, and a calmer you"; "" if it is none."""
        bare = self.bare(sentences[0]) if len(sentences) == 1 and '"' not in sentences[0] else ""
        if (
            not 2 <= len(bare.split()) <= 14
            or _THEIR_GRAMMAR.search(bare)
            or re.match(r"(?:is|are|was|am|has)\b", bare, re.I)
            or asks(bare)
            or self._shapes.hangs(bare)
        ):
            return ""
        it = turned(self._shapes.uncapitalised(bare))
        return it if it and self._sayable(bare, it) else ""

    def weighs(self, text: str) -> bool:
        """Whether a piece that cannot be turned round carries something all the same."""
        return not self.carried(text).isdisjoint(("feeling", "want", "difficulty"))

    def _parts(self, sentence: str) -> Iterator[tuple[str, bool, float, bool]]:
        """The whole sentence, its clauses, and neighbours among them together, as far as they are short enough; for
        each, whether it may have lost its "I", what it gains by its place, and whether it is the whole.
        """
        whole = self.bare(_unquoted(sentence))
        lost_subject = not _CARRIED_ON.match(sentence)
        ended = 0
        but = _BUT.search(whole)
        for start, end, joints in self._spans(whole):
            if start and _OPEN_CONDITION.search(whole[:start]) and whole[ended:start].strip()[:1] != ",":
                continue  # it hangs on an "if" that came before
            ended = end if not joints else ended
            if joints and _BUT.search(whole[start:end]):
                continue  # two sides are for `two_sided`
            part = self.bare(whole[start:end])
            more = FULLER * joints + AT_THE_END * (end == len(whole))
            more += 0 if but is None else AFTER_BUT if start >= but.end() else -CONCEDED
            if 0 < len(part.split()) <= MOST_WORDS:
                yield part, start == 0 and lost_subject, more, start == 0 and end == len(whole)
            elif not joints:
                yield self.bare(_shortened(part)), start == 0 and lost_subject, more - CUT_SHORT, False

    def _asked(self, sentence: str) -> Iterator[Clause]:
        """A question the client asks themselves."""
        asked = self.bare(_ASKS_WITHIN.split(self.bare(sentence.rstrip("?! ")))[-1])
        if "you" in asked.lower().split() or len(asked.split()) > 16:
            return
        if (it := question_said(asked)) and self._sayable(asked, it):
            yield Clause(asked, it, "asking", 3.0)

    def _clause(self, said: str, begins: bool = True) -> Clause | None:
        full = self._shapes.with_subject(said, begins)
        if full is None or not self._shapes.stands_alone(full):
            return None
        it = turned(self._shapes.uncapitalised(full))
        if it is None or not self._sayable(full, it):
            return None
        carried = self.carried(full)
        if _THEIR_GRAMMAR.search(full):
            return Clause(
                said,
                re.sub(r"\bi\b", "I", said),
                "quoted",
                self._kinds.weight(full, said, carried) - LEANING * self.leans(full),
            )
        kind = "bare" if it[0].isupper() else self._kinds.kind(full, carried)
        return Clause(said, it, kind, self._kinds.weight(full, said, carried) - LEANING * self.leans(full))

    def _sayable(self, full: str, it: str) -> bool:
        if self._unturned.within(full) or self._diagnosis.within(full) or "@" in full or "/" in full:
            return False
        if _NEVER_SAID.match(it) or not _PROSE.fullmatch(it):
            return False
        return len(it) <= 180 and not re.search(r"\b(\w+) \1\b", it.replace("had had", "had"))


def _pull_apart(one: Clause, other: Clause) -> bool:
    """Whether two sides both weigh, are short enough to be said in one breath, and neither is a harsh word."""
    return (
        len(words_of(f"{one.it} {other.it}")) <= MOST_WORDS + 6
        and "harsh" not in (one.kind, other.kind)
        and min(one.weight, other.weight) > 1
        and other.it.split()[0] not in ("it", "that", "it's", "that's")
    )


def _unquoted(sentence: str) -> str:
    """What stands before a quotation, if that is something; what other people said stays theirs."""
    before, mark, rest = sentence.partition('"')
    if not mark:
        return sentence
    after = re.sub(r"^[,. ]*(?:and|so|but|then) ", "", rest.partition('"')[2])
    before = re.sub(r",? (?:and|so|but|then) \w+$", "", _SPOKE.sub("", before))
    return before if len(before.split()) > 2 else "" if '"' in after else after


def _shortened(part: str) -> str:
    """A clause that is too long, up to an "and" or a comma at which it may end."""
    for cut in reversed(list(re.finditer(r",? and |, | because ", part))):
        if 4 <= len(part[: cut.start()].split()) <= MOST_WORDS - 4:
            return part[: cut.start()]
    return ""
