"""The default listener: one message in, one reply out, in milliseconds and with nothing sent anywhere.

In this order: is it small talk or about the bot; as what the net hears it, where it is sure; else which clauses carry
something; what kind of reply fits; the sentence or the clause turned round to the client, or quoted; then (saying.py) a frame that claims no
more than was said, perhaps an open question, and the gate, at which a candidate that fails gives way to the next. A prompt that claims
nothing comes last.

Sources: Miller & Rollnick, Motivational Interviewing (3rd ed., 2013): open questions, affirmations, reflections and
summaries (OARS), evoking by desire, ability, reasons and need (DARN-CAT). Moyers, Manuel & Ernst, Motivational
Interviewing Treatment Integrity Coding Manual 4.2 (2014): two reflections to a question as proficient practice.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from functools import cache, partial
from itertools import islice
from typing import Any, Self

from flows.listening import Exchange, ListeningState, Reply, Screen
from flows.listening.clauses import Clause, unparted
from flows.listening.cleaning import SpokenEnglish, capped, tidied
from flows.listening.english import English
from flows.listening.finnish import Finnish
from flows.listening.finnish_persons import FinnishPersons
from flows.listening.gate import diagnoses, touches
from flows.listening.giving_back import GivenBack, GivingBack
from flows.listening.heard import NOTHING_HEARD, Heard, heard_of, words_heard
from flows.listening.meeting import HEAVY, OTHERS, WELL, aside, carrying, fits, is_heavy, joined, met_as
from flows.listening.passing import Gate
from flows.listening.routes import Routes
from flows.listening.saying import ASKED_ABOUT, CLAIMS_NOTHING, LATELY, Candidate, Saying, called_out, kind_of
from flows.net import Net
from flows.risk import Risk

SUMMARY_EVERY = 6
"""Replies between two summaries."""

ENOUGH_AT_FIRST = 1.2
"""What a clause of a first message weighs at least that it is said back."""

STRONG = 2.2
"""The same where the first message says who writes: whoever begins so is welcomed."""

ENOUGH = 0.5
"""A clause that weighs no more is a bare fact or a piece: a prompt that claims nothing is better."""

ENOUGH_QUOTED = -0.2
"""The same for a line that is quoted, which claims less."""

ENOUGH_OF_AN_ANSWER = -2.5
"""The same for the answer to a question of the dialogue's own, which makes a short word clear."""

QUOTED_FOR_ITSELF = 2.0
"""What a quoted line weighs at least that it is said to stay; a lighter one is only followed."""

FEW_WORDS = 4
"""Words of a short sentence."""

THEIR_OWN = 2
"""Messages back, a sign that the client's English is their own still holds."""

IN_SUMMARY = 2.4
"""What a clause weighs at least that a summary gathers."""

LONGEST_GATHERED = 16
"""Words of a sentence that a summary may gather."""

MOST_GATHERED = 3
"""Such sentences of one message that are looked at."""

FEWEST_CARRIED = 1
"""Words of a fact that are too few to be read out."""

MOST_OF_IT, HALF = 0.7, 0.5
"""What share of what can be said to the client, or only quoted, a part of it has at least that is said instead."""


MOST_TRIED = 6
"""Clauses that are tried at most: so that a long text costs little more than a short one."""

_ANY_FACT = ("fact", "told", "plain", "quoted")
"""The frames of what is no more than said."""

_SAYS_NO_MORE = (*_ANY_FACT, "bare", "felt", "lack", "near", "denied")
"""The kinds of reply that say no more than what was told: the sentences that carry a message say it better."""

_OF_A_PART = ("effort", "both", "harsh", "asking", "duty", "agreed", "want")
"""Kinds that are of one part of a message, and rightly leave the rest."""

_SPEAKS_TO_ONE = re.compile(r"(?:you|u|stop|don't|tell|ask|sä|sinä|oot|olet)\b", re.IGNORECASE)
_WHO_BEGINS = re.compile(
    r"(?:^|[.!?] )(?:(?:and|but|then|so|ja|mutta|mut|sit) )?((?:my|mun|minun|meijän|meidän) (?:[\w-]+ ){0,2}[\w-]+|[\w-]+)",
    re.IGNORECASE,
)
_OF_ITS_WRITER = re.compile(
    r"\b(?:says?|said|thinks?|thought|sano\w*|luul\w*)\b.*\b(?:i|i'm|me|my|mä|minä|mun|minun|mua|minua)\b|[.!?] (?:and |but |so |ja |mut |mutta )*(?:i|i'm|i've|i'd|i'll|you|you're|you've|you'd|we|mä|mää|mie|minä|en)\b",
    re.IGNORECASE,
)
"""A sentence that begins with somebody and is about its writer."""
_DECIDES = re.compile(
    r"\b(?:decided|quit|resign|leav(?:e|ing) (?:him|her|them|my|the job)|apply|applying|sign up|move out|hand in|tell|talk|talking|speak|say (?:it|that|no|yes|sorry)|ask|call|ring|phone|apologi[sz]e|put it to|invite|cancel)\b"
    r"|\b(?:päätin|päätän|irtisan\w+|eroan|muutan|haen (?:\w+ )?(?:paikkaa|kouluun|töitä)|ilmoitan|luovutan|lopetan|peru[nt]|soitan|kysyn|sanon|kerron|puhun|pyydän|kutsun|ehdotan)\b",
    re.IGNORECASE,
)
"""A plan that weighs: it is said to somebody, or it changes something."""
_MAYBE = re.compile(r"\b(?:maybe|perhaps|probably|might|ehkä|kai|varmaan|kenties)\b", re.IGNORECASE)
"""A plan that is none yet."""
_AT_ONCE = re.compile(
    r"\b(?:at once|at the same time|both|yhtä aikaa|samaan aikaan|molempia|yhtäaikaa)\b", re.IGNORECASE
)
"""They say themselves that it is two things in one."""
_THINKS = re.compile(r"\byou (?:think|thought|feel|felt|guess)\b")
"""A duty that says itself that it is a thought of theirs."""


class DefaultListener:
    """Built from the parsed `words.toml`, `lexicon.toml`, `spoken.toml` and `verbs.toml`, the risk screen and the net. `reply` never
    raises.
    """

    _gives_back: GivingBack
    _saying: Saying
    """Both are of one message."""

    def __init__(
        self,
        words: Mapping[str, Any],
        lexicon: Mapping[str, Any],
        spoken: Mapping[str, Any],
        verbs: Mapping[str, str],
        screen: Screen,
        net: Net,
    ) -> None:
        self._words = words
        self._net = net
        self._routes = Routes(lexicon)
        self._written = SpokenEnglish(spoken).written
        self._english = English(lexicon)
        self._finnish = Finnish(lexicon)
        self._shows_own, self._is_learnt = self._english.theirs.shows_in, self._english.theirs.is_learnt
        self.gate = Gate(lexicon, self._routes, screen)
        self._persons = FinnishPersons(verbs)

    def reply(self, text: str, history: Sequence[Exchange], state: ListeningState) -> Reply:
        """One reply of 1 to 400 characters, with a question only where `state.may_ask`."""
        return self._of_one_message()._reply(text, history, state)

    def _of_one_message(self) -> Self:
        """The same listener, which finds a thing once and is thrown away with the message: no client's words are kept."""
        one = copy(self)
        one._written = cache(self._written)
        one._english, one._finnish = self._english.of_one_message(), self._finnish.of_one_message()
        one._shows_own, one._is_learnt = cache(self._shows_own), cache(self._is_learnt)
        one._routes = self._routes.of_one_message()
        one.gate = self.gate.of_one_message()
        one._gives_back = GivingBack(one._english, one._finnish, one._persons, one.gate)
        one._saying = Saying(one._words, one._english, one._finnish, one._gives_back, one.gate)
        return one

    def _reply(self, text: str, history: Sequence[Exchange], state: ListeningState) -> Reply:
        language = state.language if state.language in ("en", "fi") else "en"
        lately = [exchange.bot for exchange in history[-LATELY:]]
        risk = self.gate.risk(text, state.risk)
        heard = tidied(text)
        if risk is Risk.NONE and self._leaves_out_the_hard(heard, language):
            risk = Risk.CARE  # what may not be said back is not passed over for what stands beside it
        rest = self._routes.after_apology(heard) if state.may_ask and risk is Risk.NONE else ""
        told = self._routes.after_greeting(rest or heard) if state.may_ask and not history else ""
        heard = told or rest or heard
        leaving = state.may_ask and bool(history) and risk is Risk.NONE and self._routes.is_leaving(heard)
        may_ask = state.may_ask and risk is Risk.NONE and not leaving
        heard = (leaving and self._routes.before_goodbye(heard)) or heard
        night = leaving and self._routes.says_good_night(text)
        for candidate in self._candidates(heard, text, language, history, state, risk):
            if reply := self._saying.said(candidate, language, lately, state):
                if rest and candidate.frame != "sorry":
                    reply = self._saying.after("forgiven", reply, language, lately, state)
                if told and not candidate.frame.endswith("hello"):
                    reply = self._saying.after("greeted", reply, language, lately, state)
                if (
                    candidate.frame in ("plain", "felt", "effort")
                    and risk is Risk.NONE
                    and self._routes.is_glad(heard, text)
                ):
                    return called_out(reply)
                if night and candidate.frame in ("bye", "thanks"):
                    return self._saying.said(Candidate("night"), language, lately, state) or reply
                if leaving and candidate.frame not in CLAIMS_NOTHING:
                    return self._saying.parting("night" if night else "parting", reply, language, lately, state)
                return self._saying.asking(reply, candidate, language, history, state) if may_ask else reply
        return self._saying.last_resort(language, lately, state)

    def strongest(self, text: str, state: ListeningState) -> tuple[str, float] | None:
        """The short sentence of these words that weighs most, as it was written, and what it weighs; None where none is
        strong, about its writer, and to be said back.
        """
        tongue = self._routes.tongue(tidied(text)) or state.language
        reader = self._reader(tongue)
        short = [each for each in reader.sentences(capped(text)) if len(each.split()) <= LONGEST_GATHERED]
        weighed = [(each, self._weight(each, tongue, state)) for each in short]
        return max((each for each in weighed if each[1] > STRONG), key=lambda each: each[1], default=None)

    def _weight(self, sentence: str, tongue: str, state: ListeningState) -> float:
        """What a sentence's heaviest clause weighs that is about its writer; 0 where it may not be said back."""
        if self.gate.risk(sentence, None) is not Risk.NONE or not self.gate.may_say(sentence, state):
            return 0
        clauses = self._reader(tongue).clauses(self._sentences(tidied(sentence), tongue))
        return max((each.weight for each in clauses if each.is_own and each.kind != "asking"), default=0)

    def tongue(self, text: str) -> str:
        """The language the words are plainly in, "en" or "fi"; "" for few words or others."""
        return self._routes.tongue(tidied(text)) if len(text.split()) > 1 else ""

    # What might be said, the best first

    def _candidates(
        self, heard: str, raw: str, language: str, history: Sequence[Exchange], state: ListeningState, risk: Risk
    ) -> Iterator[Candidate]:
        raw = capped(raw)
        if not heard and "<laugh>" in words_heard((), raw)[0]:
            yield Candidate("missed" if state.refused else "humour")
        elif small := self._routes.small_now(heard, not history):
            if small == "small" and state.may_ask and not state.refused:
                yield from self._summary(language, history, state)
            yield Candidate("missed" if state.refused else small)
        elif (aside := self._routes.about_bot(heard)) and not (risk is Risk.CARE and aside == "privacy"):
            yield Candidate({"abuse": "insulted", "about": "bot"}.get(aside, aside))
        elif risk is not Risk.CRISIS and not state.refused and (tone := self._tone(heard, raw, history, risk)):
            if tone in ("bye", "thanks") and self._plans(heard, language):
                yield from self._echoes(
                    heard, self._sentences(heard, language), language, history, state, risk, NOTHING_HEARD
                )
            yield Candidate(tone)
        elif risk is not Risk.CRISIS:
            tongue = self._routes.tongue(heard)
            every = self._sentences(heard, language)
            known = NOTHING_HEARD
            if risk is Risk.NONE and not state.refused and self._is_read(heard, tongue, language, state):
                known = heard_of(self._net, every, raw)
            whole = unparted(self._spoken(heard, language), every)
            every, known = [each for each, _ in whole], joined(known, [of for _, of in whole])
            as_said = language == "en" and self._is_their_own(heard, history)
            said = cache(partial(self._gives_back.of, carrying(every, known), language, as_said, state))
            echoes = self._echoes(heard, every, tongue, history, state, risk, known) if tongue == language else iter(())
            best = next(echoes, None) if self._tries(every, tongue) else None
            if best and best.frame == "effort" and not is_heavy(known):
                yield best
            if known.carries:
                yield from self._met(heard, raw, known, said, language, history, state)
            best = best or next(echoes, None)
            if known.carries and (best is None or self._says_no_more(best, every) or _says_less(best, said())):
                yield from self._carried(heard, said(), language, history, state.may_ask)
            yield from (best, *echoes) if best else ()
            if tongue not in ("", language) and risk is Risk.NONE:
                yield from self._quotes(heard, tongue, state)
            elif tongue != language and self._routes.is_foreign(heard):
                yield Candidate("foreign")
        if risk is Risk.CARE and not state.refused:
            yield Candidate("beside")
        if risk is Risk.NONE and not state.refused:
            light = self._routes.lightness(heard, raw, not history)
            if light in ("open", "story") and "!" not in raw and self._holds_back(heard):
                yield Candidate("beside")
            if light in ("open", "story") and (near := self._near_in_a_sentence(heard, language, state)):
                yield Candidate("about", near)
            yield Candidate(light)
        yield Candidate("missed" if state.refused else "open")

    def _leaves_out_the_hard(self, heard: str, tongue: str) -> bool:
        """Whether one of several sentences holds a word of risk: the others alone would miss what was meant."""
        every = self._sentences(heard, tongue)
        return len(every) > 1 and any(self.gate.blocks(each) for each in every)

    def _holds_back(self, heard: str) -> bool:
        """Whether a word is in it that is never said back: of risk, or of an illness of the mind."""
        return self.gate.blocks(heard) or diagnoses(heard)

    def _near_in_a_sentence(self, heard: str, tongue: str, state: ListeningState) -> str:
        """The person close by with whom a sentence begins, and not one of a list."""
        every = self._sentences(heard, tongue)
        told = every if len(every) == 1 else [each for each in every if len(each.split()) >= FEW_WORDS]
        return self._near(". ".join(told), tongue, state)

    def _plans(self, heard: str, tongue: str) -> bool:
        """Whether somebody who is about to go says what they mean to do."""
        every = self._sentences(heard, tongue)
        return any(self._reader(tongue).plans(each) for each in every if not self._routes.parts_company(each))

    def _tone(self, heard: str, raw: str, history: Sequence[Exchange], risk: Risk) -> str:
        """What the message is met as; beside something heavy nothing but a limit."""
        tone = self._routes.tone(heard, raw, not history)
        return tone if risk is Risk.NONE or tone in ("boundary", "no_advice") else ""

    def _reader(self, tongue: str) -> English | Finnish:
        return self._english if tongue == "en" else self._finnish

    def _sentences(self, heard: str, tongue: str) -> list[str]:
        return self._reader(tongue).sentences(self._spoken(heard, tongue))

    def _spoken(self, heard: str, tongue: str) -> str:
        return self._written(heard) if tongue == "en" else heard

    def _is_read(self, heard: str, tongue: str, language: str, state: ListeningState) -> bool:
        """Whether the net reads it: it is in this language, as far as can be told, and of nothing that is off limits."""
        known = tongue == language or (not tongue and not self._routes.is_foreign(heard))
        return known and not touches(state.off_limits, heard)

    def _met(
        self,
        heard: str,
        raw: str,
        known: Heard,
        given_back: Callable[[], GivenBack | None],
        tongue: str,
        history: Sequence[Exchange],
        state: ListeningState,
    ) -> Iterator[Candidate]:
        """What the net is sure of: what is met as what it is, or what carries the message and as what it is heard."""
        if state.may_ask and (prompt := aside(known)):
            # Where the dialogue asks itself, what comes is an answer.
            yield Candidate(self._routes.welcome(heard) if prompt == "greeting" and not history else prompt)
            return
        kind = met_as(known, state.may_praise)
        said = given_back() if kind else None
        if said is None or (kind in OTHERS and not said.it):
            return
        if not fits(kind, heard, said.read, tongue) or (kind in HEAVY and self._reader(tongue).named(said.read)):
            return  # what names its feeling itself needs no other name for it
        if kind == "plan" and tongue == "fi" and self._finnish.is_habit(said.read):
            return
        if kind == "torn" and next(self._reader(tongue).two_sided(self._sentences(heard, tongue)), None):
            return  # its sides are put next to each other
        if kind == "laugh" and "<laugh>" not in words_heard((), raw)[0]:
            return
        if kind in WELL | {"laugh"} and self._holds_back(heard):
            return
        if kind == "plan" and not _DECIDES.search(said.read):
            if said.is_turned:
                yield Candidate("plan", said.it if tongue == "en" else said.read)
            return
        if kind == "plan" and tongue == "fi" and said.is_turned:
            yield Candidate("decision", said.read, weight=ASKED_ABOUT)
            return
        if kind == "plan" and _MAYBE.search(said.read):
            yield Candidate(
                "plan" if tongue == "fi" else "met_told", said.it if tongue == "en" else said.read, lead=said.frame
            )
            return
        if kind == "mixed" and _AT_ONCE.search(heard):
            return
        kind = "decided" if kind == "plan" else kind
        yield Candidate(f"met_{kind}", said.it, weight=ASKED_ABOUT, lead=said.frame)

    def _says_no_more(self, candidate: Candidate, every: Sequence[str]) -> bool:
        """Whether it says no more than what was told; a feeling that is named says it of one sentence alone."""
        kind = kind_of(candidate.frame)
        return kind in _SAYS_NO_MORE and not (kind == "felt" and len(every) == 1)

    def _tries(self, sentences: Sequence[str], tongue: str) -> bool:
        """Whether one of them may tell of an effort, which goes before what the net hears."""
        return any("effort" in self._reader(tongue).carried(each) for each in sentences)

    def _carried(
        self, heard: str, said: GivenBack | None, tongue: str, history: Sequence[Exchange], may_ask: bool
    ) -> Iterator[Candidate]:
        """What carries the message, as a fact."""
        if said is None or not (history or not self._routes.introduces(heard)):
            return
        names_only = len(said.it.split()) <= FEWEST_CARRIED + 1 and bool(self._routes.about(said.it, tongue))
        if len(said.it.split()) > FEWEST_CARRIED and not names_only:
            frame = "told" if said.is_turned else "begun" if may_ask and not history else "fact"
            yield Candidate(f"met_{frame}", said.it, lead=said.frame)

    def _echoes(
        self,
        heard: str,
        every: Sequence[str],
        tongue: str,
        history: Sequence[Exchange],
        state: ListeningState,
        risk: Risk,
        known: Heard,
    ) -> Iterator[Candidate]:
        reader = self._reader(tongue)
        sentences = [
            each
            for at, each in enumerate(every)
            # A nod between two sentences is none: "not worse. same. a grey kind of same".
            if not self._routes.parts_company(each) or (0 < at < len(every) - 1 and self._routes.nods(each))
        ]
        if known.carries and len(every) > 1:
            carried = carrying(every, known)
            sentences = [each for each in sentences if each in carried] or sentences
        if history and len(every) == 2 and len(sentences) == 1 and self._routes.nods(every[0]):
            yield from self._agreed(reader, sentences[0], state)
        introduces = state.may_ask and not history and self._routes.introduces(heard)
        if introduces:
            sentences = [each for each in sentences if reader.weighs(each) or not self._routes.introduces(each)]
        as_said = tongue == "en" and self._is_their_own(heard, history)
        found = self._english.clauses(sentences, as_said) if tongue == "en" else self._finnish.clauses(sentences)
        if risk is Risk.CARE:
            # Beside something heavy nothing smaller is said back.
            found = [each for each in found if reader.feels(each.said)]
        if risk is Risk.NONE and found and not (as_said or state.refused):
            yield from self._both(reader, sentences, found[0].weight, state)
        yield from self._from(found, tongue, history, state, STRONG if introduces else ENOUGH_AT_FIRST)
        if risk is Risk.NONE and tongue == "en" and not as_said:
            # A word that is never said back may stand in one part alone of a sentence.
            partly = [each for each in sentences if state.refused or not self.gate.may_say(each, state)]
            yield from self._from(self._english.clauses(partly, apart=True), tongue, history, state, ENOUGH_AT_FIRST)

    def _agreed(self, reader: English | Finnish, added: str, state: ListeningState) -> Iterator[Candidate]:
        """The few words that follow a yes."""
        bare = reader.bare(added)
        if (
            bare
            and len(bare.split()) <= FEW_WORDS
            and bare.replace(" ", "").isalpha()
            and not _SPEAKS_TO_ONE.match(bare)
            and self.gate.may_say(bare, state)
        ):
            yield Candidate("agreed", bare)

    def _from(
        self,
        found: Sequence[Clause],
        tongue: str,
        history: Sequence[Exchange],
        state: ListeningState,
        at_first: float,
    ) -> Iterator[Candidate]:
        """Of these clauses, those that weigh enough and may be said back. They are looked at one by one, for the first
        is mostly the one that is said.
        """
        sayable = islice((each for each in found if self.gate.may_echo(each, state)), MOST_TRIED)
        if state.refused:
            yield from (
                Candidate(_put_right(each, state), each.it) for each in sayable if each.weight > _enough_anew(each)
            )
            return
        enough = ENOUGH if history else at_first
        for each in sayable:
            frame = self._framed(each, state)
            if each.weight > _enough(each, state, enough):
                if frame in _ANY_FACT and (near := self._near(each.said, tongue, state)):
                    yield Candidate("near_quoted" if tongue == "en" and each.is_quoted else "near", each.it, near)
                yield Candidate(frame, each.it, weight=each.weight)

    def _framed(self, clause: Clause, state: ListeningState) -> str:
        """The frames that fit the clause."""
        kind = self._english.kind_quoted(clause.it) if clause.kind == "quoted" else clause.kind
        if kind_of(kind) == "plan" and _DECIDES.search(clause.said):
            kind = kind.replace("plan", "decision")
        if kind == "duty" and _THINKS.search(clause.it):
            kind = "plain"
        if kind in ("quoted", "plain") and clause.weight < QUOTED_FOR_ITSELF:
            return "fact" if clause.is_quoted or clause.it == clause.said else "told"
        return "plain" if kind == "effort" and not state.may_praise else kind

    def _near(self, said: str, tongue: str, state: ListeningState) -> str:
        """The person close by with whom a sentence begins, where there is one and nothing that is off limits."""
        near = "" if _OF_ITS_WRITER.search(said) else self._routes.about(". ".join(_WHO_BEGINS.findall(said)), tongue)
        return "" if touches(state.off_limits, f"{said} {near}") else near

    def _is_their_own(self, text: str, history: Sequence[Exchange]) -> bool:
        """Whether the English of this message is its writer's own, or that of the last few a learner's."""
        return self._shows_own(text) or any(self._is_learnt(each.client) for each in history[-THEIR_OWN:])

    def _both(
        self, reader: English | Finnish, sentences: list[str], than: float, state: ListeningState
    ) -> Iterator[Candidate]:
        """Two sides of one sentence that together weigh more than the best clause alone."""
        for one, other in reader.two_sided(sentences):
            if one.weight + other.weight > than and all(self.gate.may_echo(each, state) for each in (one, other)):
                yield Candidate("both", one.it, other.it, one.weight)

    def _quotes(self, heard: str, tongue: str, state: ListeningState) -> Iterator[Candidate]:
        """The other language of the two is quoted in this one's frames: turned round it would be neither."""
        for sentence in self._finnish.sentences(heard):
            bare = self._reader(tongue).bare(sentence)
            if 2 <= len(bare.split()) <= 14 and '"' not in bare and "?" not in bare and self.gate.may_say(bare, state):
                yield Candidate("requoted" if state.refused else "quoted", bare)

    def _summary(self, tongue: str, history: Sequence[Exchange], state: ListeningState) -> Iterator[Candidate]:
        """Every so often, their own strong words of the last while, in order."""
        since = next((at for at, each in enumerate(reversed(history)) if each.kind == "summary"), len(history))
        if since < SUMMARY_EVERY or (tongue == "en" and self._is_their_own("", history)):
            return
        told = [each for each in history[-SUMMARY_EVERY:] if each.kind != "prompt"]
        strong = [best for each in told if (best := self._strongest(each, tongue, state))]
        chosen = sorted(sorted(strong, key=lambda each: -each.weight)[:3], key=strong.index)
        if len({each.it for each in chosen}) == 3 and sum(len(each.it) for each in chosen) < 230:
            said = [_reported(each, tongue) for each in chosen]
            between, last = ("; ", "; and ") if tongue == "en" else (", ", " ja ")
            yield Candidate("summary", f"{between.join(said[:2])}{last}{said[2]}")

    def _strongest(self, exchange: Exchange, tongue: str, state: ListeningState) -> Clause | None:
        if self.gate.risk(exchange.client, exchange.risk) is not Risk.NONE:
            return None
        reader = self._reader(tongue)
        heard = tidied(exchange.client)
        sentences = self._sentences(heard, tongue)
        # Only whole short sentences are gathered: the rest of six messages need not be taken apart.
        short = [each for each in sentences if len(each.split()) <= LONGEST_GATHERED and reader.carried(each)]
        clauses = reader.clauses(short[-MOST_GATHERED:])
        return next(
            (
                each
                for each in clauses
                if each.weight > IN_SUMMARY
                and not (each.kind == "asking" or each.is_quoted)
                and each.is_own
                and not reader.leans(each.said)
                and len(each.it.split()) <= (14 if tongue == "en" else 9)
                and self.gate.may_echo(each, state)
            ),
            None,
        )


def _says_less(candidate: Candidate, said: GivenBack | None) -> bool:
    """Whether it leaves out much of what can be said to the client whole."""
    if said is None or kind_of(candidate.frame) in _OF_A_PART:
        return False
    most = MOST_OF_IT if said.is_turned else HALF
    return len(candidate.it.split()) < most * len(said.it.split())


def _enough(clause: Clause, state: ListeningState, enough: float) -> float:
    """What it weighs at least that it is said back."""
    if not state.may_ask:
        return ENOUGH_OF_AN_ANSWER
    is_quoted = clause.is_quoted or clause.it == clause.said
    return ENOUGH_QUOTED if enough == ENOUGH and is_quoted else enough


def _enough_anew(clause: Clause) -> float:
    """The same after a mirror was refused."""
    return ENOUGH_QUOTED if clause.is_quoted else 1


def _put_right(clause: Clause, state: ListeningState) -> str:
    """After a refused mirror: plainer, but what is hard on oneself stays a feeling and a duty their own."""
    if state.language == "fi" or clause.is_quoted:
        return "requoted"
    return clause.kind if clause.kind in ("harsh", "duty", "asking") else "corrected"


def _reported(clause: Clause, tongue: str) -> str:
    if tongue == "fi":
        return f"”{clause.it}”"
    before = {"harsh": "it feels to you as though ", "duty": "you feel "}.get(clause.kind, "")
    return f"{before}{clause.it}"
