"""English clauses: which parts of a message stand alone, what each carries, and how it sounds said to the client.

A shallow look, no grammar: a clause is taken only when it begins like one that stands alone (a subject and what may
be its verb, or a fragment whose subject is plainly the writer). When in doubt it is left out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flows.listening.marks import Marks
from flows.listening.persons import asks, question_said, turned

MOST_WORDS = 24
"""Words of a clause that is given back: a longer one is no mirror but a recital."""

BEST_WORDS = range(4, 17)
MOST_SENTENCES = 24

_SENTENCES = re.compile(
    r"(?<=[.!?…])[\"')]*\s+|(?<=[a-z][.!?])(?=[A-Z])|[\n\r]+|\s*\.{2,}\s*|;\s+|\s+[-–—]+\s+|(?<=[a-z])\s*\((?=\w)|\)\s+"
)
_PRONOUN = r"(?:i|i'm|i've|i'd|i'll|we|we're|we've|he|he's|she|she's|it|it's|they|they're|there|there's|that's|this|my|our|everyone|nobody|nothing|everything)"
_JOINTS = re.compile(
    rf"\s*[,:]\s+(?:(?:and|but|so|or|yet)\s+)?(?:then\s+|now\s+|also\s+|yet\s+|still\s+)?(?={_PRONOUN}\b)|\s*,?\s+but\s+"
    rf"|\s*,\s+(?:and|so)\s+|\s+(?:and|so|yet)\s+(?:then\s+|now\s+|yet\s+)?(?={_PRONOUN}\b)",
    re.IGNORECASE,
)
_BUT = re.compile(r",?\s+but\s+(?!also\b)", re.IGNORECASE)
_WORD = re.compile(r"[\w']+")
_EDGES = " \t.,;:!…-–—()\"'*"

_LEADS = re.compile(
    r"(?:today|yesterday|tonight|tomorrow|lately|recently|sometimes|usually|now|right now|at the moment|these days|this (?:morning|week|month|year|time|evening|afternoon|weekend)"
    r"|last (?:night|week|month|year|time|weekend|summer|winter)|most days|most nights|every (?:day|night|week|morning|evening|time|\w+day)|all (?:day|week|night)|on (?:top of that|\w+days?)"
    r"|at (?:work|home|school|night|first|least|least today)|in the (?:morning|evening|end|beginning)|for (?:once|now|years|weeks|months|the first time)"
    r"|after (?:work|that|school|lunch|dinner)|deep down|suddenly|maybe|apparently|obviously|sadly|luckily|unfortunately|at the same time|instead|somehow|part of me|half of me|in \w+)[, ]+",
    re.IGNORECASE,
)
_HELPS = (
    "is|was|are|were|am|be|been|has|have|had|does|do|did|can|could|will|would|should|must|may|might|isn't|wasn't"
    "|aren't|weren't|hasn't|haven't|hadn't|doesn't|don't|didn't|can't|couldn't|won't|wouldn't|shouldn't|never|always"
    "|just|still|also|really|only|even|keeps|kept|feels|felt|makes|made|got|gets|went|goes|says|said|told|tells|asked"
    "|asks|wants|wanted|needs|needed|thinks|thought|knows|knew|left|lost|came|comes|took|takes|gave|gives|found|finds"
    "|saw|sees|heard|hears|seems|seemed|looks|looked|works|worked|stopped|started|loves|loved|hates|hated|broke|fell"
    "|grew|ran|runs|sat|sits|stood|stands|slept|sleeps|spent|spends|sent|sends|brought|bought|held|holds|hurt|hurts"
    "|kept|let|lets|meant|means|met|paid|put|puts|read|reads|set|sets|shut|spoke|speaks|taught|threw|understands"
    "|understood|woke|wakes|won|wrote|writes|became|begins|began|calls|called|cried|cries|died|eats|ate|drank|drinks"
    "|drives|drove|moved|moves|passed|refuses|refused|said|shouted|shouts|smiled|laughed|talks|talked|texted|texts"
    "|turned|tries|tried|used|waited|wakes|walked|watches|watched|yelled|yells|cancelled|ignored|ignores|hugged"
    "|thanked|helped|helps|changed|changes|happened|happens|ended|ends|starts|matters|scares|worries|bothers|annoys"
    "|drains|exhausts|helped|hit|hits|cost|costs|quit|feel|make|keep|want|need|think|know|come|go|get|say|look|seem|help|love|hate|miss|work|live|take|give|ask|expect|talk|act|treat"
)
_VERB = re.compile(rf"(?:{_HELPS}|\w{{3,}}ed)", re.IGNORECASE)
_I = re.compile(r"(?:i|i'm|i've|i'd|i'll|we|we're|we've|we'd|we'll)\b", re.IGNORECASE)
_OTHER = re.compile(
    r"(?:he|she|it|they|that|this|everyone|everybody|nobody|no one|someone|somebody|everything|nothing|something"
    r"|people|there|he's|she's|it's|they're|they've|that's|there's|everyone's|nobody's|everything's|someone's"
    r"|he'd|she'd|it'd|they'd|he'll|she'll|it'll|they'll|there'll|it'd|there've|what)\b",
    re.IGNORECASE,
)
_NOUNS = re.compile(
    r"(?:my|our|his|her|their|the|a|an|this|these|those|some|all|both|every|most|another|one of my|half the|no)\s+[\w'-]+",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Z][a-z]+(?:'s \w+)?\b")
# What a person writes without its "I": a modal, a past tense, a participle, a feeling.
_DROPPED_I = re.compile(
    r"(?:(?:just|still|also|really|always|never|barely|hardly|only|even|finally|actually|almost|nearly) )?"
    r"(?:can't|couldn't|don't|didn't|haven't|hadn't|won't|wouldn't|never|could|would|should|might|must|had|have|need|want|wish|hope|hate|love|miss|feel|felt|think|thought|know|knew|got|went|woke|lost|found|slept|cried|tried|managed|finished|started|stopped|forgot|spent|wrote|called|rang|told|talked|spoke|said|asked|did|made|took|walked|ran|ate|drank|cooked|cleaned|booked|bought|sold|paid|applied|quit|left|moved|saw|met|stayed|sat|lay|kept|handed|sent|read|watched|worked|snapped|shouted|yelled|avoided|ended|failed|passed|won|broke|fell|burned|cancelled|skipped|missed|helped|promised|decided|realised|realized|noticed|enjoyed|laughed|visited|used|wanted|needed|hoped|was|gave|held|let|put|set|dropped)\b",
    re.IGNORECASE,
)
_DROPPED_I_AM = re.compile(
    r"(?:(?:just|still|also|really|so|very|too|pretty|quite|completely|totally|absolutely|kind of|a bit|a little|bit|always|not|not really|feeling) )*"
    r"(?:feeling|trying|thinking|working|struggling|sitting|lying|waiting|missing|crying|looking forward|hoping|wondering|worrying|getting|going|learning|starting|dreading|avoiding|living|sleeping|juggling|drowning|counting"
    r"|tired|exhausted|sad|angry|anxious|nervous|scared|afraid|worried|lonely|happy|glad|relieved|proud|excited|grateful|stressed|overwhelmed|stuck|lost|confused|torn|bored|restless|ashamed|embarrassed|guilty|upset|disappointed|frustrated|annoyed|jealous|hopeful|calm|numb|drained|worn out|burnt out|fed up|sick of|knackered|shattered|gutted|heartbroken|homesick|unsure|ready|busy|okay|furious|content|flat|ill|awake|alone)\b(?!')",
    re.IGNORECASE,
)
_HANGING = re.compile(
    r"(?<!to) (?:do|don't|have|haven't|will|am|was|to|and|but|or|the|a|an|so|because|that|of|with|for|at|in|from|my|your"
    r"|his|her|their|if|when|than|as|like|i|is|are|were|be|by|into|very|really|just|not|about|who|which|what|how|another|each|every|all|more|too|also|called|named)$",
    re.IGNORECASE,
)
_ENDS_IN_THAT = re.compile(
    r"\b(?:of|about|like|for|with|to|do|did|on|at|by|from|in|said|say|want|hate|love|know|think) that$", re.IGNORECASE
)
_FINE_AT_THE_END = re.compile(
    r"(?:\b(?:to|looking|what|who|where|that|how|put up|worth|lot|thinking|talk|live|deal|cope|good|bad|best)\b.*) (?:about|with|for|at|of|to|in|like|from|be|am|do|is|was|have)$",
    re.IGNORECASE,
)
_TELLS = re.compile(r"\b(?:said|says|was like|goes|told (?:me|him|her|them|us)|asked(?: me)?)\s*[,:\"]", re.IGNORECASE)
_SUBORDINATE = re.compile(
    r"(?:if|unless|when|whenever|although|though|while|until|once|before|after|since|as|whether|because|even if|even though|every time|by the time|the (?:more|less|moment|minute|day|only)|which|who|where|what|how|why|than|to|in order|instead of|like|except|and|or|nor|that i|that he|that she|that they|that we|so that|as if|as though)\b",
    re.IGNORECASE,
)
_TWO_SUBJECTS = re.compile(
    rf",\s+{_PRONOUN}\b|\b(?:i|we|he|she|it|they|you)\b.*\b(?:i|i'm|i've|i'd|we|he|she|it|it's|they|my \w+)\b",
    re.IGNORECASE,
)
_OPEN_CONDITION = re.compile(r"\b(?:if|unless|whether)\b[^,]*$", re.IGNORECASE)
_PLAIN_NAME = re.compile(
    r"[A-Z][a-z]+ (?:and \w+ )?(?:says?|said|told|asked|thinks?|wants?|wanted|got|went|came|left|called|rang|texted|never|always|just|keeps?|kept|didn't|doesn't|won't|can't|hasn't|made|gave|took|has|had|was|is|cried|laughed|\w{3,}ed)\b"
)
_DENIES = re.compile(r"(?:i'm|i am|i was|it's|it is|that's|i don't|i wasn't) not?\b", re.IGNORECASE)
_NAMES_A_FEELING = re.compile(r"\b(?:feel|feels|feeling|felt)\b", re.IGNORECASE)
_NEGATED = re.compile(
    r"\b(?:not|no|never|nobody|nothing|none|can't|cannot|couldn't|don't|didn't|doesn't|won't|wouldn't|isn't|wasn't|aren't|haven't|hasn't|hardly|barely|neither|nor|unable|fail\w*|lost|too)\b",
    re.IGNORECASE,
)
_MY_DUTY = re.compile(
    r"\b(?:i|we|i've|we've)(?: \w+){0,2} (?:should|shouldn't|ought to|must|mustn't|have to|had to|need|need to|needed to|got to|supposed to|better)\b|\bi'm (?:\w+ )?(?:supposed|expected) to\b|\bi'd better\b|\bhave got to\b",
    re.IGNORECASE,
)
_KNOWS = re.compile(
    r"(?:i|i've|we) (?:\w+ )?(?:know|knew|feel|felt|think|thought|hate|wish|keep (?:thinking|telling)|was told|am told|realise|realize|wonder)\b",
    re.IGNORECASE,
)
_NO_EFFORT = re.compile(
    r"\b(?:trying|would|could|if|but|going to|to feel|feeling|feel|felt|want|wish|hope|need|should|cried|crying|snapped|yelled|shouted|fight|lied"
    r"|tired|scared of|used to|dread|hate|enjoy|enjoyed|love|thought|think|drinking|smoking|arguing|worrying|panicking|late|wrong|again)\b",
    re.IGNORECASE,
)
_NOUN_PHRASE = re.compile(
    r"\b(?:my|our) (?:mum|mom|mam|mother|dad|father|parents|sister|brother|husband|wife|partner|boyfriend|girlfriend|fiancé|ex|kids|children|son"
    r"|daughter|boss|manager|team|job|work|flat|house|home|friends?|best friend|family|in-laws|exams?|thesis|dissertation|business|dog|cat|garden"
    r"|school|course|marriage|health|body|sleep|money|debts?|grandmother|grandfather|gran|nan|grandma|grandpa|colleagues?|neighbours?|neighbors?"
    r"|class|studies|future|past|back|knee|shift|shifts|move|wedding|divorce|retirement|degree|interview|presentation)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Clause:
    """A part of a message that stands alone: as it was said, turned round, what kind it is and what it weighs."""

    said: str
    it: str
    kind: str
    weight: float


class English:
    """Built from the parsed `lexicon.toml`."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        heard = data["listens_for"]
        self._marks = {name: Marks(by_language["en"]) for name, by_language in heard.items() if "en" in by_language}
        self._unturned = Marks(data["never"]["unturned"]["en"])
        self._diagnosis = Marks(data["never"]["diagnosis"]["en"])
        being, doing = (_either(heard[name]["en"]) for name in ("harsh", "harsh_doing"))
        self._being = re.compile(
            rf"\b(?:i'm|i am|i was|i've been|i look|i sound|i've become|as a|such an?|makes me|i'm being|i think i'm|me)\s(?:[\w']+\s){{0,3}}?(?:{being})\b(?! (?:for|at work|about|with))"
            rf"|\bmy (?:own )?fault\b",
            re.IGNORECASE,
        )
        self._doing = re.compile(
            rf"\b(?:i|i've|i'm|i always|i never)\s(?:[\w']+\s){{0,2}}?(?:{doing})\b", re.IGNORECASE
        )
        self._openings = _leading(data["openings"]["en"])
        self._endings = _trailing(data["endings"]["en"])

    def sentences(self, text: str) -> list[str]:
        return [each for part in _SENTENCES.split(text) if (each := part.strip()) and _WORD.search(each)][
            :MOST_SENTENCES
        ]

    def clauses(self, sentences: list[str]) -> list[Clause]:
        """The clauses that can be said back, those of most weight first, of equal ones the later."""
        found: list[Clause] = []
        for place, sentence in enumerate(sentences):
            late = 0.8 * (place + 1) / len(sentences)
            if asks(self.bare(sentence)):
                found += [replace(each, weight=each.weight + late) for each in self._asked(sentence)]
                continue
            for part, begins in self._parts(sentence):
                if clause := self._clause(part, begins):
                    found.append(replace(clause, weight=clause.weight + late))
        return sorted(found, key=lambda clause: -clause.weight)

    def two_sided(self, sentences: list[str]) -> Iterator[tuple[Clause, Clause]]:
        """Sentences whose two sides, a "but" between them, both stand alone and both pull."""
        for sentence in sentences:
            sides = _BUT.split(sentence)
            if len(sides) != 2 or asks(self.bare(sentence)):
                continue
            one, other = self._clause(self.bare(sides[0])), self._clause(self.bare(sides[1]), False)
            if one and other and _pull_apart(one, other):
                yield one, other

    def named(self, sentences: list[str]) -> list[str]:
        """Things of the client's that are named, turned round: "your mother"."""
        named = (each[0].lower() for sentence in sentences for each in _NOUN_PHRASE.finditer(sentence))
        return [it for each in named if (it := turned(each))]

    def fragment(self, sentences: list[str]) -> str:
        """An answer that is no sentence, turned round: "an hour with them, and a calmer you"; "" if it is none."""
        bare = self.bare(sentences[0]) if len(sentences) == 1 else ""
        if not 2 <= len(bare.split()) <= 14 or asks(bare) or '"' in bare or _HANGING.search(bare):
            return ""
        it = turned(_uncapitalised(bare))
        return it if it and self._sayable(bare, it) else ""

    def weighs(self, text: str) -> bool:
        """Whether a piece that cannot be turned round carries something all the same."""
        return any(self._has(name, text) for name in ("feeling", "want", "difficulty"))

    def feels(self, text: str) -> bool:
        """Whether it names a feeling."""
        return self._has("feeling", text)

    def bare(self, part: str) -> str:
        """Without the openings and endings that carry nothing."""
        part = part.strip(_EDGES)
        for cut in (self._openings, self._endings):
            for _ in range(4):
                if cut is self._openings and _DROPPED_I_AM.match(part):
                    break  # "so tired" is no "so, ..."
                shorter = cut.sub("", part).strip(_EDGES)
                if shorter == part or not shorter:
                    break
                part = shorter
        return part

    def _parts(self, sentence: str) -> Iterator[tuple[str, bool]]:
        """The whole sentence, its clauses, and neighbours among them together, as far as they are short enough; and
        whether each begins the sentence.
        """
        whole = self.bare(_unquoted(sentence))
        joints = list(_JOINTS.finditer(whole))
        bounds = list(
            zip([0, *(each.end() for each in joints)], [*(each.start() for each in joints), len(whole)], strict=True)
        )
        for first in range(len(bounds)):
            if first and _OPEN_CONDITION.search(whole[: bounds[first][0]]) and whole[bounds[first - 1][1]] != ",":
                continue  # it hangs on an "if" that came before
            for last in range(first, min(first + 3, len(bounds))):
                part = whole[bounds[first][0] : bounds[last][1]]
                if last > first and _BUT.search(part):
                    continue  # two sides are for `two_sided`
                part = self.bare(part)
                if 0 < len(part.split()) <= MOST_WORDS:
                    yield part, first == 0
                elif last == first:
                    yield self.bare(_shortened(part)), first == 0

    def _asked(self, sentence: str) -> Iterator[Clause]:
        """A question the client asks themselves."""
        bare = self.bare(sentence.rstrip("?! "))
        asked = self.bare(re.split(r"[,:] (?=(?:why|how|what|when|should|am|is|can|do|will)\b)", bare)[-1])
        if "you" in asked.lower().split() or len(asked.split()) > 16:
            return
        if (it := question_said(asked)) and self._sayable(asked, it):
            yield Clause(asked, it, "asking", 3.0)

    def _clause(self, said: str, begins: bool = True) -> Clause | None:
        full = self._with_subject(said, begins)
        if full is None or not self._stands_alone(full):
            return None
        it = turned(_uncapitalised(full))
        if it is None or not self._sayable(full, it):
            return None
        kind = "bare" if it[0].isupper() and not _PLAIN_NAME.match(it) else self._kind(full)
        return Clause(said, it, kind, self._weight(full, said))

    def _with_subject(self, said: str, begins: bool) -> str | None:
        """The part with a subject it may stand on; None for what has none that is plain. Only what begins a sentence
        may have lost its "I".
        """
        led = _LEADS.match(said)
        rest = said[led.end() :] if led else said
        if _I.match(rest) or _OTHER.match(rest) or self._noun_and_verb(rest):
            return said
        if _I.match(said) or self._noun_and_verb(said) or (_SUBORDINATE.match(said) and _TWO_SUBJECTS.search(said)):
            return said
        if not begins or re.search(r"\b(?:me|us)\b", " ".join(rest.split()[:4]), re.IGNORECASE):
            return None
        if _DROPPED_I_AM.match(rest) and len(rest.split()) <= 14:
            return f"{said[: led.end()] if led else ''}i'm {_uncapitalised(rest)}"
        if (
            _DROPPED_I.match(rest)
            and len(rest.split()) > 1
            and not re.match(
                r"(?:would|could|should|must|might|had|have|was|got) (?:be|been|to)\b|was |made of|used up|put up|left over|broke up with me",
                rest,
                re.IGNORECASE,
            )
        ):
            return f"{said[: led.end()] if led else ''}i {_uncapitalised(rest)}"
        return None

    def _noun_and_verb(self, rest: str) -> bool:
        """Whether it begins with a thing or a name that does something within the next few words."""
        noun = _NOUNS.match(rest) or _NAME.match(rest)
        if noun is None:
            return False
        after = rest[noun.end() :].split()[:4]
        return any(_VERB.fullmatch(word.strip(",")) for word in after) and not (
            after and after[0].lower() in ("to", "of", "and") and len(after) < 3
        )

    def _stands_alone(self, full: str) -> bool:
        words = full.split()
        if len(words) < 2 or not words[0][0].isalpha():
            return False
        if _SUBORDINATE.match(full) and not (
            _TWO_SUBJECTS.search(full)
            and not re.match(
                r"(?:to|like|than|and|or|nor|who|which|that|in order|instead|except|what|how|why|where|the|as)\b",
                full,
                re.IGNORECASE,
            )
        ):
            return False
        if _HANGING.search(full) and not (_FINE_AT_THE_END.search(full) or _ENDS_IN_THAT.search(full)):
            return False
        return not (_TELLS.search(full) or full.count('"') or full.count("(") != full.count(")"))

    def _sayable(self, full: str, it: str) -> bool:
        if self._unturned.within(full) or self._diagnosis.within(full) or "@" in full or "/" in full:
            return False
        if re.match(
            r"(?:[A-Z]\w+(?:ed|ing|ly)|Not|Just|Good|Nice|Great|Same|More|Like|Let|Please|Tell|Help|Give|Thanks?|Sorry|Maybe|Also|Yes|No|Well|Then|What|Who|Why|How)\b",
            it,
        ):
            return False
        return (
            bool(re.fullmatch(r"[\w',\-% £$€:]+", it))
            and len(it) <= 180
            and not re.search(r"\b(\w+) \1\b", it.replace("had had", "had"))
        )

    def _kind(self, full: str) -> str:
        led = _LEADS.match(full)
        mine = bool(_I.match(full[led.end() :] if led else full))
        if self._is_harsh(full):
            return "harsh"
        if (duty := _MY_DUTY.search(full)) and len(full[: duty.start()].split()) <= 3:
            return "plain" if _KNOWS.match(full) else "duty"
        if mine and self._is_effort(full):
            return "effort"
        if mine and _NEGATED.search(full):
            return "lack"
        if mine and self._has("want", full):
            return "want"
        return "felt" if self._has("feeling", full) else "plain"

    def _is_harsh(self, full: str) -> bool:
        """Whether the client says something hard of themselves, as a fact."""
        if _NAMES_A_FEELING.search(full) or _DENIES.match(full):
            return False
        return bool(self._being.search(full) or self._doing.search(full))

    def _is_effort(self, full: str) -> bool:
        return self._has("effort", full) and not _NEGATED.search(full) and not _NO_EFFORT.search(full)

    def _weight(self, full: str, said: str) -> float:
        feeling, want, hard, effort, harsh, duty = (
            self._has(name, full) for name in ("feeling", "want", "difficulty", "effort", "harsh", "duty")
        )
        mine = bool(_I.match(full))
        words = len(full.split())
        weight = 2.5 * feeling + 1.6 * want + 1.2 * hard + 1.6 * effort + 1.5 * harsh + 1.0 * duty + 0.8 * mine
        weight += 0.4 * bool(re.search(r"\b(?:me|my)\b", full, re.IGNORECASE))
        weight += 0.6 if words in BEST_WORDS else (-0.6 if words > BEST_WORDS.stop or words < 3 else 0)
        weight -= 1.5 * bool(_SUBORDINATE.match(full)) + 0.8 * bool(
            re.match(r"(?:it|this|that|there)\b", full, re.IGNORECASE)
        )
        weight -= 1.0 * bool(_DENIES.match(full)) + 0.5 * bool(re.search(r"\d", full)) + 0.3 * (full != said)
        return weight

    def _has(self, name: str, text: str) -> bool:
        return self._marks[name].within(text)


def _pull_apart(one: Clause, other: Clause) -> bool:
    """Whether two sides both weigh, are short enough to be said in one breath, and neither is a harsh word."""
    return (
        len(_WORD.findall(one.it + other.it)) <= MOST_WORDS + 6
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
    before = re.sub(
        r"[,: ]*\b(?:(?:and|so|but|then) )?(?:\w+ )?(?:said|says|saying|goes|was like|is like|like|told me|asked|asks|wrote|writes|texted|replied|called it|call it|answered|put|reads?|is saying|keeps saying|kept saying|with)[,: ]*$",
        "",
        before,
    )
    before = re.sub(r",? (?:and|so|but|then) \w+$", "", before)
    return before if len(before.split()) > 2 else "" if '"' in after else after


def _shortened(part: str) -> str:
    """A clause that is too long, up to an "and" or a comma at which it may end."""
    for cut in reversed(list(re.finditer(r",? and |, | because ", part))):
        if 4 <= len(part[: cut.start()].split()) <= MOST_WORDS - 4:
            return part[: cut.start()]
    return ""


def _either(words: str) -> str:
    return "|".join(re.escape(word) for word in sorted(words.split("|"), key=len, reverse=True))


def _leading(words: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:{_either(words)})(?![\w'])(?: that(?= i\b))?[\s,.:!…–—-]+", re.IGNORECASE)


def _trailing(words: str) -> re.Pattern[str]:
    return re.compile(rf"[\s,.:!…–—-]+(?:{_either(words)})[\s.!…]*$", re.IGNORECASE)


def _uncapitalised(text: str) -> str:
    """The first letter small, unless the first word is a name."""
    first = text.split()[0]
    common = re.fullmatch(r"(?:[A-Z][a-z]*'?[a-z]*)", first) and (
        _I.match(first) or _OTHER.match(first) or _NOUNS.match(text) or _LEADS.match(text) or _SUBORDINATE.match(text)
        or _DROPPED_I.match(text) or _DROPPED_I_AM.match(text)
    )  # fmt: skip
    return text[0].lower() + text[1:] if common else text
