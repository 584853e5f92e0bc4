"""Sentences said whole to the one who wrote them: "My dad rang and I let it ring" -> "Your dad rang and you let it ring",
"Faija soitti enkä mä vastannu" -> "Faija soitti etkä sä vastannu".

Whole, a sentence needs no shape of its own: it stands as it stood, with the person turned. What would be a claim, a
command or a duty once it is turned is left to be quoted.
"""

import re

from flows.listening.clauses import EDGES, closed
from flows.listening.english import CUT_OFF, English
from flows.listening.finnish import Finnish
from flows.listening.finnish import written as written_in_finnish
from flows.listening.finnish_persons import FinnishPersons
from flows.listening.persons import asks, in_first_person, turned

MOST_LISTED = 4
"""Commas of a sentence: with more it is a list, and is quoted."""

LONGEST_SENTENCE = 40
"""Words of one: a longer one is no mirror but a recital."""

FEWEST_WITHOUT_SUBJECT = 4
"""Words of one without a subject with which a reply begins: fewer are a piece."""

_TO_SOMEBODY = re.compile(
    r"am\b|(?:(?:so|and|but|well|ok|okay|now|then|just|also|oh|ah|hey)[, ]+)*(?:please|kindly|note|let|lemme|let's|tell|help|give|remind|ask|say|stop|don't|do not"
    r"|listen|look|guess|imagine|remember|forget|wait|hold on|hang on|come|go|read|write|send|show|explain|promise|call|keep|make|mind|trust|bear|ignore|sorry|apologies"
    r"|thanks?|cheers|ta|yes|yeah|yep|no|nah|nope|correct|true|right|exactly|fine|sure|hi|hello|hey|bye|good (?:morning|night|evening)|(?:have|had|need|got|ought) to|must|better|what if|what about|how about|why not|says|said|is|are|do"
    r"|does|did|can|could|will|would|should|shall|have (?:you|i|we)|had i|has)(?![\w'])",
    re.IGNORECASE,
)
"""What is said to somebody or asks: turned it would be a command or a question of ours."""

_ADDRESSES = re.compile(
    r"(?:^|[,.] )(?:lads|folks|guys|girls|boys|bro|babe|hun|hon|man|dude|ma'am|sir|madam|love|darling|mate|pal|robot|computer|machine)\b(?![’'])"
    r"|\b(?:young (?:man|lady)|my dear|bot|that's a (?:good|great|fair) (?:question|point))\b",
    re.IGNORECASE,
)
"""Words to the one who listens: quoted they stay the client's."""

_HANGS_BEFORE = re.compile(
    r"(?:to|than|like|which|who|whose|that|because|if|when|while|as|until|unless|although|though|since|nor|or)\b",
    re.IGNORECASE,
)
"""With what no reply begins, unless a main clause follows."""

_OUGHT = re.compile(
    r"(?<!\bif )(?<!\bwhen )(?<!\bthan )\b(?:i|we|i've|we've|i'd|we'd)\b(?: \w+){0,2} (?:should(?:n't)?|ought|mustn't|must(?! (?:say|admit|confess|have)\b)|have to|need|got to|supposed|expected|better)\b",
    re.IGNORECASE,
)
_HARD_OF_ME = re.compile(
    r"\bmy (?:[\w']+ )?(?:body|face|brain|head|voice|cooking|english|writing|work|life|whole life|mind|parenting|personality|self)(?:'s| is| was| looks| sounds)?"
    r"(?: [\w']+){0,2} (?:broken|slow|rubbish|a mess|a joke|ugly|fat|weak|pathetic|stupid|dumb|hopeless|terrible|awful|horrible|disgusting)\b",
    re.IGNORECASE,
)
_LIKE_A_FOOL = re.compile(
    r"\blike (?:an? )?(?:\w+ )?(?:eejit|idiot|fool|moron|muppet|prick|loser|child|maniac|weirdo|clown|dick|numpty)\b",
    re.IGNORECASE,
)
_VERDICT = re.compile(
    r"\bi (?:deserved?|had it coming|asked for it)\b|\b(?:i'm|i am|i was) (?:worth nothing|worth less|nothing|nobody|no one)\b|\b(?:nobody|no one) (?:\w+ )?(?:needs?|needed|wants?|wanted|loves?|loved|cares?|cared|likes?|liked)\b|\bno future\b|\bi (?:have )?failed (?:everyone|everybody|them all)\b",
    re.IGNORECASE,
)
_VERDICT_IN_FINNISH = re.compile(
    r"\bansaitsi?n\b|\bkukaan ei (?:\w+ )?(?:tarvi\w*|rakasta\w*|välitä\w*|halua|kaipaa\w*)\b|\b(?:oon|olen) (?:\w+ )?(?:ei mitään|arvoton|turha)\b",
    re.IGNORECASE,
)
"""What is hard of oneself as others see it: said to the client it would be our verdict."""

_I = re.compile(r"\bi\b")
_SAID = re.compile(r'"([^"]*)"')
_IS = re.compile(r"\w (?:is|are|was|were|isn't|aren't|wasn't|weren't)\b \w", re.IGNORECASE)
_WAS_I = re.compile(
    r"^(?:i'm )?\w+, i (?:think|guess|reckon) (?:he|she|they|it)\b|\bwas i\b|\bwe'll see\b|^i know (?:this|that|it|i'm|i am|how)\b(?!.*\bbut\b)",
    re.IGNORECASE,
)
_ASKS_WITHIN = re.compile(
    r"(?:^|[,.:] |\b(?:and|(?<!\band )so|but) )(?:does|do|did|is|are|am|can|could|should|will|would) (?:that|it|i|this|he|she|they|we)\b",
    re.IGNORECASE,
)
_ONE_OF_US = frozenset(("i", "me", "us", "we", "myself"))
_SAYS_MYSELF = re.compile(r"(?<!i )\b(?:myself|ourselves)\b", re.IGNORECASE)
_HELD = "\ue000"
"""Stands where something is that somebody said, while the person is turned around it; no one types it."""
_TRAILS_OFF = re.compile(
    r"(?<!look)(?<!looks)(?<!looked)(?<!feel)(?<!feels)(?<!felt)(?<!sound)(?<!sounds) like$", re.IGNORECASE
)
"""The tag of a dialect, or a sentence that goes on."""

_OF_OTHERS_HARD = re.compile(
    r"\b(?:we all know|as we (?:all )?know|(?:the |that |little |stupid |silly |absolute |old )+(?:cow|bitch|witch|git|prick|pig|snake|bastard|idiot|moron|twat|muppet|hag|sod|arse|jerk))\b|\b(?:is|was|being|such) an? (?:\w+ )?(?:cow|bitch|witch|git|prick|pig|snake|bastard|idiot|moron|twat|hag|arse|jerk)\b",
    re.IGNORECASE,
)
"""What is the client's to say of others, and not ours."""

_WITH_ME = re.compile(r"(?<!\bof )\b((?:my|our) (?!own\b)\w+) and (?:i|me)\b(?!')", re.IGNORECASE)
_PROSE = re.compile(rf"(?:[\w',\-–% £$€:()&{_HELD}]|(?<=\d)[.:/](?=\d)|(?<=\bMr)\.|(?<=\bMrs)\.|(?<=\bDr)\.)+")
_TWICE = re.compile(r"\b(\w+(?: \w+)?) \1\b", re.IGNORECASE)
_SPLICE = re.compile(
    r", (?=(?:you|you're|you've|you'd|you'll|he|he's|she|she's|it|it's|they|they're|there's|that's|this is|nobody|everyone) (?!think\b|guess\b|suppose\b|reckon\b)\w)"
    r"|, (?=your \w+(?:'s| (?:is|was|has|had|does|did|says|said|thinks|thought|keeps|kept|wants|wanted|will|would|can|could|never|just|always))\b)"
    r"|(?:(?<= it)|(?<= him)|(?<= her)|(?<= them)|(?<= all)) (?=(?:you|it's|he's|she's) (?:just|only|really|actually)\b)"
)
_HANGS_ON = re.compile(
    r"(?:if|when|whenever|because|after|since|while|although|though|once|before|until|unless|every|even|as|the more|by the time|not that|it's not that)\b",
    re.IGNORECASE,
)


_FINNISH_PROSE = re.compile(r"[\w',\-–%: €()’!.]+")
_SE_BEGINS = re.compile(
    r"(?:(?:se|tää|tämä|toi|tuo|ne|nää|nämä|siinä|siin|siitä|sille|sillä|sil|sitä|sen)\b(?=$| (?:on|oli|ois|olis|olisi|ei|eihän|vain|vaan|kai|varmaan|ihan|vähän?|tuntu\w*|kuulosta\w*|tekee|teki|meni|menee|tuli|tulee|vei|riittää|siis)\b)"
    r"|(?:onhan|onko|on|oli|ois|olis|olisi|onpa|eihän|ei|kyllä|kyl|ihan|aika|hyvä|hyvin|huonosti|tosi|varmaan|ehkä"
    r"|oikeesti|oikeastaan|kato|katso|kuule|arvaa|kiva|apua|voi|luoja|hitto|vittu|jes|niin|joo|juu|okei|ok|selvä)\b)",
    re.IGNORECASE,
)
"""A judgement, or what points back, if a reply of ours begins with it."""

_HANGS_IN_FINNISH = re.compile(
    r"(?:et|että|ettei|etten|tai|vai|eikä|enkä|kuin|jo(?:ka|lla|ta|ssa|sta|lle|tka|n|iden))\b|(?:koska|kun|ku|jos|vaikka|ja)\b[^,]*$",
    re.IGNORECASE,
)
"""The same, unless a main clause follows."""


class WhollyEnglish:
    def __init__(self, english: English) -> None:
        self._english = english

    def said(self, sentence: str, begins: bool) -> str:
        """The sentence, said to its writer; "" where that is not safe. `begins`: nothing is said before it."""
        if _HELD in sentence:
            return ""
        whole = self._english.bare(sentence) if begins else sentence.strip(EDGES.replace('"', ""))
        whole = closed(whole, sentence)
        within = _SAID.findall(whole)
        if any(_SAYS_MYSELF.search(each) for each in within):
            return ""  # "if I 'apply myself'": what they said was another word
        held = iter(within)
        plain = _SAID.sub(_HELD, whole)
        full = (plain and self._english.shapes.with_subject(plain, begins)) or plain
        if (
            not self._may_be_turned(full, begins)
            or self._is_claim(full)
            or self._english.shapes.disagrees(full)
            or any(map(self._english.theirs.runs_on, full.split(", ")))
        ):
            return ""
        it = turned(_WITH_ME.sub(r"I and \1", self._english.shapes.uncapitalised(full)))
        if it is None or not _PROSE.fullmatch(it) or it.count("(") != it.count(")") or _doubled(it):
            return ""
        return re.sub(_HELD, lambda _: f"‘{_I.sub('I', next(held).strip(' ?.'))}’", _parted(it))

    def _may_be_turned(self, full: str, begins: bool) -> bool:
        words = full.split()
        if not words or len(words) > LONGEST_SENTENCE or full.count(",") > MOST_LISTED or '"' in full:
            return False
        if full.casefold() in _ONE_OF_US or _WAS_I.search(full) or _ASKS_WITHIN.search(full):
            return False
        if (
            asks(full)
            or _TO_SOMEBODY.match(full)
            or CUT_OFF.search(full)
            or _TRAILS_OFF.search(full)
            or self._english.is_unturned(full)
        ):
            return False
        if _ADDRESSES.search(full):
            return False
        if not begins:
            return True
        if (
            len(words) < FEWEST_WITHOUT_SUBJECT
            and self._english.shapes.with_subject(full.replace(_HELD, "this"), begins) is None
            and not (len(words) > 2 and _IS.search(full))
        ):
            return False
        stands = not _HANGS_BEFORE.match(full) or self._english.shapes.stands_alone(full)
        return len(words) > 1 and stands

    def _is_claim(self, full: str) -> bool:
        """Whether it would say a hard word or a duty of the client as a fact; of a thing a hard word may be said."""
        carried = self._english.carried(full)
        is_hard = "harsh" in carried and ("of_things" not in carried or self._english.kinds.is_harsh(full))
        return is_hard or any(
            each.search(full) for each in (_HARD_OF_ME, _LIKE_A_FOOL, _VERDICT, _OF_OTHERS_HARD, _OUGHT)
        )


def _doubled(it: str) -> bool:
    return bool(_TWICE.search(it.replace("had had", "had").replace("that that", "that")))


def _parted(it: str) -> str:
    """Two sentences that a comma joins are two."""
    if _HANGS_ON.match(it):
        return it
    first, *others = _SPLICE.split(it)
    parts = [first]
    for other in others:
        if len(parts[-1].split()) < 3 or re.search(
            r"\b(?:if|when|because|said|says|think|thought|whether)\b", parts[-1]
        ):
            parts[-1] = f"{parts[-1]}, {other}"
        else:
            parts.append(other)
    return ". ".join([parts[0], *(each[:1].upper() + each[1:] for each in parts[1:])])


class WhollyFinnish:
    """Every word of a sentence has to be known (finnish_persons.py)."""

    def __init__(self, finnish: Finnish, persons: FinnishPersons) -> None:
        self._finnish = finnish
        self._persons = persons

    def said(self, sentence: str, begins: bool) -> str:
        """As WhollyEnglish.said."""
        whole = self._finnish.bare(sentence) if begins else sentence.strip(EDGES.replace('"', ""))
        whole = closed(whole, sentence)
        words = whole.split()
        if not words or len(words) > LONGEST_SENTENCE or whole.count(",") > MOST_LISTED or whole.count('"') % 2:
            return ""
        if self._finnish.asks(sentence) or self._finnish.is_unturned(whole):
            return ""
        if _VERDICT_IN_FINNISH.search(whole):
            return ""
        turned = self._persons.turned(whole.rstrip("?"))
        if turned is None or in_first_person(turned) or (begins and self._hangs(whole)):
            return ""
        said = written_in_finnish(turned)
        return said if _FINNISH_PROSE.fullmatch(said) and said.count("(") == said.count(")") else ""

    def _hangs(self, whole: str) -> bool:
        """Whether no reply begins with it."""
        return bool(_SE_BEGINS.match(whole) or _HANGS_IN_FINNISH.match(whole))
