"""The default listener over sessions of client turns: `python benchmarks/listening.py [FILE] [--language fi] [--json]`.

FILE holds sessions as in corpus/talk: a turn a line, an empty line or one that begins with # between sessions. Left
out: the fresh part of the corpus in both languages, which the listener was not tuned on. `--faults` lists what the grammar checker
finds; `--sample 100 --seed 7` prints replies for a reader to grade, half of them English.

What is looked for here is looked for by rules of its own, not by those of the listener's gate.
"""

import argparse
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from harper import Dialect, Language, Linter
from rapidfuzz import fuzz

from bot.app import WORDS, load_listener, load_screen, load_toml
from flows.listening import Exchange, ListeningState, Reply
from flows.listening.persons import echoes_first_person
from flows.risk import Risk

TALK = Path(__file__).parents[1] / "corpus" / "talk"
SCREEN = load_screen()
LISTENER = load_listener(SCREEN)
SAID = load_toml(WORDS / "listening" / "words.toml")
PROMPTS = [text for by_language in SAID["prompts"].values() for texts in by_language.values() for text in texts]
FRAMES = [
    text
    for part in ("frames", "met")
    for by_language in SAID[part].values()
    for texts in by_language.values()
    for text in texts
]
OURS_OF_ME = sorted(
    {part for frame in FRAMES for part in re.split(r"\{\w+\}", frame) if re.search(r"\b(?:I|I'm)\b", part)},
    key=len,
    reverse=True,
)
"""What frames say of the one who listens: "I hear that"."""

OURS = set(re.findall(r"\w+", " ".join([*PROMPTS, *FRAMES]).casefold()))
"""Words that frames and prompts bring along, so that they prove nothing about the client's."""

ADVICE = re.compile(
    r"\b(?:should|ought|must|need to|have to|had better|try|why not|how about|what if you|best to|better to|helps to"
    r"|recommend|suggest|consider|remember|make sure|tips?|kannatta\w+|pitäisi|täytyy|suosittel\w+|ehdota\w+|kokeile\w*"
    r"|yritä|muista|vinkk\w+)\b",
    re.IGNORECASE,
)
ORDERS = re.compile(
    r"(?:^|[.!?] )(?:so |then )?(?:you (?:should|must|ought|need to|have to)|sinun (?:pitää|täytyy))\b", re.I
)
HEAVY = re.compile(
    r"\b(?:suicid\w*|kill\w*|die|dead|dying|overdos\w*|self.?harm\w*|itsemurh\w*|tapan|tapoin|tappa[ain]\w*|kuol[el]\w+|viil[lt]\w+)\b",
    re.I,
)
NO_FAULTS = {
    "SpellCheck": "names, dialects and other languages are the client's own words",
    "SplitWords": "takes names and foreign words for two words",
    "Months": "'may' at night is the verb, and the client's small letters stay theirs",
    "CompoundNouns": "spelling of the client's own words",
    "MassNouns": "the client's own way to count",
    "UpdatePlaceNames": "a country has the name that the client gives it",
    "ExpandMinimum": "'min' is minutes in chat",
    "ExpandTimeShorthands": "'hr' is an hour in chat",
    "DiscourseMarkers": "a comma after an adverb is style",
    "AvoidAndAlso": "style",
    "PossessiveYour": "takes 'with you who' and 'had you' for a slip of 'your'",
    "MissingPreposition": "misreads a name or a participle before the verb",
    "QuiteQuiet": "takes the noun in 'my quiet' for a slip of 'quite'",
    "LongSentences": "a summary is long because it gathers three things",
    "Regionalisms": "where the client is from is the client's",
    "QuantifierNeedsOf": "'a couple toes' is spoken American",
    "OutOfTheWindow": "'out the window' is spoken English",
    "LeftRightHand": "a hyphen is style",
    "DayOneNames": "takes 'day one' for a company",
    "AvoidCurses": "style, and the client's own words; insults are the gate's",
    "Excellent": "style",
    "OrthographicConsistency": "style",
    "OxfordComma": "style",
    "ItsPossessive": "takes 'It's Leonard' for a slip of 'Its'",
    "WrongNegative": "takes the noun 'uni' for a slip of 'un-'",
    "ExpandMemoryShorthands": "a letter is a grade or a flat",
    "NotTo": "takes 'said no to it' for a slip of 'not to'",
    "MultipleSequentialPronouns": "'post it him' is spoken English",
    "YeaToYeah": "spelling of the client's own words",
}
"""Rules of the checker that misfire on chat, each with the reason."""


@dataclass(frozen=True)
class Heard:
    """One turn as it was answered: `before` are the exchanges before it, `took` is in seconds of the
    processor's time, which neighbours on a busy machine make little longer; a reply waits for nothing else.
    """

    text: str
    reply: Reply
    risk: Risk
    took: float
    before: tuple[Exchange, ...]


def sessions(path: Path) -> Iterator[list[str]]:
    turns: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            turns.append(line)
            continue
        if turns:
            yield turns
        turns = []
    if turns:
        yield turns


def answered(path: Path, language: str) -> Iterator[Heard]:
    for turns in sessions(path):
        history: list[Exchange] = []
        for text in turns:
            started = time.thread_time()
            risk = SCREEN.screen(text)
            reply = LISTENER.reply(text, history, ListeningState(language, may_ask=True, risk=risk))
            yield Heard(text, reply, risk, time.thread_time() - started, tuple(history))
            history.append(Exchange(text, reply.text, reply.kind, risk))


def words(text: str) -> set[str]:
    """The words of some length that are not ours."""
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3} - OURS


def is_mirror(reply: Reply) -> bool:
    """Whether it gives something back, before a question or without one."""
    return reply.kind != "prompt" and not reply.text.startswith(tuple(PROMPTS))


def without_ours(said: str) -> str:
    for part in OURS_OF_ME:
        said = said.replace(part, " ")
    return said


def advises(heard: Heard) -> bool:
    """Whether a word of advice comes from us, or what the client owes is put to them as an order."""
    theirs = " ".join([heard.text, *(each.client for each in heard.before)]).casefold()
    brought = any(each[0].casefold() not in theirs for each in ADVICE.finditer(heard.reply.text))
    return brought or bool(ORDERS.search(heard.reply.text))


def sentences(text: str) -> list[str]:
    return [each for each in re.split(r"[.!?]”?\s+|[.!?]$", text.casefold()) if len(each.split()) > 1]


def repeats(heard: Heard) -> bool:
    """Whether a sentence is nearly one of the last ten replies."""
    lately = [sentence for each in heard.before[-10:] for sentence in sentences(each.bot)]
    return any(fuzz.ratio(one, other) >= 95 for one in sentences(heard.reply.text) for other in lately)


QUOTED = re.compile(r"“[^”]*”|‘[^’]*’")


def faults(replies: list[Heard], in_quotations: bool = False) -> Iterator[tuple[str, str, str]]:
    """What the grammar checker finds: the rule, the words, the reply. What stands in quotation marks is the client's
    own, letter for letter, and looked at only where that is asked for.
    """
    checker = Linter(Dialect.BRITISH)
    for each in replies:
        looked_at = each.reply.text if in_quotations else QUOTED.sub("“These words.”", each.reply.text)
        for rule, found in checker.organized_lints(looked_at, language=Language.PLAINTEXT).items():
            if rule not in NO_FAULTS:
                yield from ((rule, fault.problem_text, each.reply.text) for fault in found)


def measured(replies: list[Heard], language: str) -> dict[str, float]:
    kinds = Counter(each.reply.kind for each in replies)
    questions = [each.reply.text.count("?") for each in replies]
    longer = [each for each in replies if len(each.text.split()) >= 5 and each.risk is Risk.NONE]
    points = quantiles([each.took for each in replies if len(each.text) <= 500], n=100)
    after = [each for each in replies if each.before and "?" in each.before[-1].bot]
    count = len(replies)
    found = {
        "turns": count,
        **{f"kind {kind}": number / count for kind, number in sorted(kinds.items())},
        "reflections to questions": sum(map(is_mirror, (each.reply for each in replies))) / max(1, sum(questions)),
        "questions a reply": sum(questions) / count,
        "more than one question": sum(each > 1 for each in questions),
        "question after question": sum("?" in each.reply.text for each in after),
        "own content, turns of 5+ words": sum(bool(words(each.text) & words(each.reply.text)) for each in longer)
        / max(1, len(longer)),
        "repeats within ten": sum(map(repeats, replies)) / count,
        "advice": sum(map(advises, replies)),
        "crisis words echoed": sum(bool(HEAVY.search(each.reply.text)) for each in replies),
        "ordinary talk, low level": sum(each.risk is Risk.CARE for each in replies) / count,
        "ordinary talk, high level": sum(each.risk is Risk.CRISIS for each in replies) / count,
        "latency p50": points[49] * 1000,
        "latency p99": points[98] * 1000,
    }
    if language == "en":
        turned = [QUOTED.sub("", each.reply.text) for each in replies if is_mirror(each.reply)]
        found["first person echoed"] = sum(map(echoes_first_person, map(without_ours, turned)))
        found["grammar faults a reply"] = len({text for _, _, text in faults(replies)}) / count
        found["the same, quotations with them"] = len({text for _, _, text in faults(replies, True)}) / count
    return found


def sample(parts: list[tuple[Path, str]], size: int, seed: int) -> Iterator[str]:
    """Replies drawn by a seed, as many from each part, each with the client's text and the exchange before it."""
    drawn = random.Random(seed)
    for path, language in parts:
        for number, each in enumerate(drawn.sample(list(answered(path, language)), size // len(parts)), 1):
            yield f"{language} {number}"
            if each.before:
                yield f"  before  {each.before[-1].client}\n          {each.before[-1].bot}"
            yield f"  client  {each.text}\n  bot     {each.reply.text}\n"


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("file", nargs="?", type=Path)
    asked.add_argument("--language", default="en")
    asked.add_argument("--json", action="store_true")
    asked.add_argument("--faults", action="store_true")
    asked.add_argument("--sample", type=int, metavar="SIZE")
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    both = [(TALK / f"fresh.{each}.txt", each) for each in ("en", "fi")]
    parts = [(given.file, given.language)] if given.file else both
    if given.sample:
        print(*sample(parts, given.sample, given.seed), sep="\n")
        return
    for path, language in parts:
        replies = list(answered(path, language))
        if given.faults and language == "en":
            print(*(f"{rule}: {wrong!r} in {text}" for rule, wrong, text in faults(replies)), sep="\n")
            continue
        for name, value in measured(replies, language).items():
            unit = "ms" if name.startswith("latency") else ""
            if given.json:
                print(json.dumps({"name": f"{language}: {name}", "value": round(value, 4), "unit": unit, "peer": None}))
            else:
                print(f"{language}  {name:<34}{value:>10.4f} {unit}")


if __name__ == "__main__":
    main()
