"""Events with a date that a client mentions ("I have an interview on Friday"), so that they may be asked about.

Only what is plainly ahead is found: a known kind of event and a day in the same clause, nothing that says it was or
will not be. A day is read by the ears, from words that can mean nothing but a day: "sat", "to" and "ma" are left
alone in running text. What is found is only ever offered; the client says whether they want to be asked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from flows.due import asking_time
from flows.ears.calendar_words import CALENDAR
from flows.ears.clock import read_clock
from flows.ears.days import read_day
from flows.ears.hearing import both, plain
from flows.listening.gate import touches
from flows.values import Scene

KINDS = {
    "interview": r"(?:job )?interview|(?:työ)?haastattelu",
    "exam": r"exam|exams|driving test|finals|midterm|koe|kokeen|kokeet|tentti|tentin|ajokoe|inssi|inssin|pääsykoe",
    "appointment": r"appointment|doctor's|doctors|doctor|dentist|check-?up|lääkäri|lääkärin|hammaslääkäri|vastaanotto",
    "surgery": r"surgery|operation|leikkaus|leikkauksen|operaatio",
    "presentation": r"presentation|talk to give|pitch|lecture|speech|esitelmä|esitys|esityksen|esitelmän|puhe",
    "meeting": r"meeting|review meeting|appraisal|hearing|palaveri|palaverin|kokous|kokouksen|tapaaminen|tapaamisen"
    r"|kehityskeskustelu|neuvottelu|neuvottelut",
    "talk": r"talk with my|conversation with my|talking to my|talk to my|keskustelu|juttelen|puhun",
    "first_day": r"first day|start (?:my |the |a )?new job|eka päivä|ensimmäinen (?:työ)?päivä",
    "performance": r"concert|recital|audition|performance|gig|konsertti|esiintyminen|koe-esiintyminen|keikka",
    "race": r"race|marathon|tournament|competition|match|kilpailu|kilpailut|kisat|kisa|turnaus|maraton|ottelu|peli",
    "move": r"moving day|we move|i move|i'm moving|muutto|muutan|muutamme",
    "deadline": r"deadline|deadlinen|dedis|määräaika|palautus|palautuspäivä",
}
"""Each kind, and the words of both languages that name it. Finnish endings may follow."""

_EVENT = {name: re.compile(rf"\b(?:{words})\w{{0,5}}\b", re.IGNORECASE) for name, words in KINDS.items()}
_CLAUSE = re.compile(r"[.;!?\n]+(?=\s|$)|,\s+(?:but|and then|mutta|ja sitten)\b|\s(?:but|mutta)\s", re.IGNORECASE)
_NOT_AHEAD = re.compile(
    r"\b(?:was|were|had|went|did|didn't|got|made|gave|took|passed|failed|finished|every|last|yesterday|ago"
    r"|managed|called|phoned|rang|saw|met|talked|spoke|visited|been (?:to|at)"
    r"|cancell?ed|postponed|no|not|never|isn't|won't|don't|if|her|his|their"
    r"|my (?:son|daughter|wife|husband|friend|sister|brother|mother|father|mom|mum|dad)"
    r"|soitin|tapasin|juttelin|puhuin"
    r"|oli|olin|oltiin|meni|menin|tein|pidin|joka (?:päivä|viikko|kerta|ilta|aamu|\w+tai)|kävin|kävi|sain|viime|eilen"
    r"|toissapäivänä|peru\w*|siir\w*|ei|en"
    r"|ole|jos|hänen|pojan\w*|tyttären\w*|tytön|miehen\w*|vaimon\w*|kaverin\w*|äidin|isän)\b",
    re.IGNORECASE,
)
_DAY_WORD = re.compile(
    r"\b(?:today|tonight|tomorrow|overmorrow|\w*(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|next (?:week|month)|in (?:a|two|three|four|five|six|\d+) (?:days?|weeks?)"
    r"|tänään|illalla|huomen\w*|huomis\w*|ylihuomen\w*|(?:maanantai|tiistai|torstai|perjantai|lauantai|sunnuntai)\w*"
    r"|keskiviik\w+|ensi (?:viikolla|kuussa)|\w+ (?:päivän|viikon) (?:päästä|kuluttua)"
    r"|\d{1,2}\.\d{1,2}\.|\w+kuuta|(?:january|february|march|april|june|july|august|september|october|november"
    r"|december)\b)",
    re.IGNORECASE,
)
_LONGEST_DAY = 6
_WORD = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d{4})?|\d{1,2}[.:]\d{2}|[^\W_]+(?:['’][^\W_]+)*|\d+")


@dataclass(frozen=True)
class Event:
    kind: str
    day: date
    clock: time | None


def event_in(words: str, scene: Scene) -> Event | None:
    """The first event ahead that these words name with its day, today or later; None where there is none to be sure of.

    What touches a topic that is off limits is not found.
    """
    off_limits = scene.agreement.off_limits if scene.agreement else ()
    if touches(off_limits, words):
        return None
    for clause in _CLAUSE.split(plain_lines(words)):
        if clause and not _NOT_AHEAD.search(clause):
            kind = next((name for name, said in _EVENT.items() if said.search(clause)), None)
            found = kind and _day_in(clause, scene)
            if kind and found:
                return Event(kind, *found)
    return None


def plain_lines(words: str) -> str:
    """As the ears hear it, but clauses keep their ends; a long story is read in its parts."""
    return "\n".join(plain(line) or line.casefold() for line in words.splitlines())


def _day_in(clause: str, scene: Scene) -> tuple[date, time | None] | None:
    """The day that a run of words in the clause says, the longest first, and the clock beside it."""
    today = scene.local_now.date()
    for run in _runs(_WORD.findall(clause)):
        for language in both(scene.language):
            symbols = CALENDAR[language].read(run).replace(" ,", "")
            for day, rest in _parts(symbols, today, scene.language):
                return day, rest
    return None


def _runs(words: list[str]) -> Iterator[str]:
    for length in range(min(_LONGEST_DAY, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            run = " ".join(words[start : start + length])
            if _DAY_WORD.search(run):
                yield run


def _parts(symbols: str, today: date, language: str) -> Iterator[tuple[date, time | None]]:
    """The day that the symbols say, and a clock or nothing besides."""
    words = symbols.split()
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            day = read_day(" ".join(words[start : start + length]), today, language)
            rest = " ".join(words[:start] + words[start + length :])
            clock = read_clock(rest) if rest else None
            if day is not None and (not rest or clock or rest in _PARTS_OF_A_DAY):
                yield day, clock.time if clock else _PARTS_OF_A_DAY.get(rest)


_PARTS_OF_A_DAY = {"MORNING": time(9), "FORENOON": time(10), "AFTERNOON": time(14), "EVENING": time(18), "AT": None}


def ahead(scene: Scene, words: str) -> dict[str, Any]:
    """What a talk keeps of an event in the client's words: what, on which day, and when it would be asked about.

    {} where there is none, one is kept already, or nothing may be written soon after it.
    """
    agreement = scene.agreement
    if "event" in scene.notes or agreement is None or (event := event_in(words, scene)) is None:
        return {}
    at = asking_time(event.day, event.clock, agreement, scene.zone, scene.now)
    return {"event": event.kind, "event_day": event.day.isoformat(), "event_ask_at": at.isoformat()} if at else {}
