"""Review: a week in the client's own words, what they set out to do, and how the promises of both sides went.

The client sees it first, leaves out or puts otherwise what they like, and shares it or keeps it: until then the coach
sees nothing of it. What was not said or not answered is named as a gap, never counted as a zero.
Source: Miller & Rollnick, Motivational Interviewing (3rd ed., 2013), the collecting summary, handed to the client to
add to and correct.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flows.dates import say_date, say_day, say_time
from flows.due import first_day_open, open_clock
from flows.ears import Hearing, OneOf, YesNo
from flows.facts import AskingAgreed, Fact, ReviewShared
from flows.grammar import Flow, Guard, Move, Say, Step, skipped
from flows.listening import Listener
from flows.listening.gate import touches
from flows.showing import Values
from flows.values import Notes, Scene
from flows.wording import Wording
from flows.zones import zone_called

EMPTY: Mapping[str, Any] = {"items": [], "scores": [], "kept": {}}


def recalled(scene: Scene) -> Notes:
    """`review`: `since` and `until` (ISO days); `items`, {"words", "at", "line"} for what was said, with the id of its
    line or None, and {"words", "outcome"} for what was set out to do; `scores`, {"on", "score"}, None where a check-in
    was not answered; `kept`, who -> [kept, of how many]. `next`: the day of the next one, if that was agreed.
    """
    today = scene.local_now.date().isoformat()
    review = {"since": today, "until": today, **EMPTY, **scene.about.get("review", {})}
    coming = scene.about.get("next")
    return {"review": review, "agreed": bool(coming), "next": coming, "reachable": scene.coach_reachable}


@dataclass(frozen=True)
class Numbered:
    """An entry's number, and the words after it if there are any: {"number": 2, "words": "I was tired"}."""

    def hear(self, text: str, _: Hearing) -> dict[str, Any] | None:
        found = re.fullmatch(
            r"\s*(?:nr|no|number|numero|kohta)?\.?\s*(\d{1,2})\s*[.):·–-]?\s*(.*)", text, re.DOTALL | re.I
        )
        return {"number": int(found[1]), "words": found[2].strip()} if found else None


# The page


def page(
    review: Mapping[str, Any],
    zone: str,
    language: str,
    wording: Wording,
    coach: str,
    of: str = "week",
    off_limits: tuple[str, ...] = (),
) -> str:
    """The whole review in words, its entries numbered; of a "week", or of the whole "time".

    What the client put otherwise and touches a topic that is `off_limits` is not said back.
    """

    def text(key: str, **values: object) -> str:
        return wording.text("review", f"page.{key}", language, coach=coach, **values)

    since, until = (say_date(date.fromisoformat(review[each]), language) for each in ("since", "until"))
    items = [{**each, "words": "…"} if touches(off_limits, each["words"]) else each for each in numbered(review)]
    said = [_entry(each, text, zone, language, wording) for each in items if "at" in each]
    set_out = [_entry(each, text, zone, language, wording) for each in items if "outcome" in each]
    parts = [text(f"head.{of}", since=since, until=until)]
    if said or of == "week":
        parts.append("\n".join([text("said"), *said]) if said else text("nothing_said"))
    if set_out:
        parts.append("\n".join([text("set_out"), *set_out]))
    parts.append("\n".join([*_scores(review, text, language), *_kept(review, text)]))
    return "\n\n".join(filter(None, parts))


def numbered(review: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    return ({**item, "number": number} for number, item in enumerate(review["items"], 1))


def _entry(item: Mapping[str, Any], text: Callable[..., str], zone: str, language: str, wording: Wording) -> str:
    if "outcome" in item:
        outcome = wording.text("turn", f"commitments.outcomes.{item['outcome'] or 'open'}", language)
        return text("commitment", number=item["number"], words=item["words"], outcome=outcome)
    local = datetime.fromisoformat(item["at"]).astimezone(zone_called(zone))
    when = f"{say_date(local.date(), language)} {say_time(local.time(), language)}"
    return text("words", number=item["number"], words=item["words"], when=when)


def _scores(review: Mapping[str, Any], text: Callable[..., str], language: str) -> list[str]:
    told = [
        text("score" if each["score"] is not None else "gap", day=say_date(date.fromisoformat(each["on"]), language),
             score=each["score"])
        for each in review["scores"]
    ]  # fmt: skip
    return [text("scores", scores=" · ".join(told))] if told else []


def _kept(review: Mapping[str, Any], text: Callable[..., str]) -> list[str]:
    return [text(f"kept.{who}", kept=kept, count=count) for who, (kept, count) in review["kept"].items() if count]


def shown(scene: Scene, wording: Wording) -> Values:
    off_limits = scene.agreement.off_limits if scene.agreement else ()
    shown = page(scene.notes["review"], scene.zone, scene.language, wording, scene.coach.name, off_limits=off_limits)
    return {"page": shown}


# Changing and sharing it


def answered(*answers: str | None) -> Guard:
    return lambda notes: notes["look"] in answers


def has_nothing_to_change(notes: Notes) -> bool:
    return notes["look"] == "change" and not notes["review"]["items"]


def shares_in_vain(notes: Notes) -> bool:
    return notes["look"] == "share" and not notes["reachable"]


def is_no_entry(notes: Notes) -> bool:
    return not 1 <= notes["which"]["number"] <= len(notes["review"]["items"])


def changed(scene: Scene, _: Listener) -> tuple[Say, Notes]:
    """The entry with other words, or without it where there are none. What was put otherwise was said now, and is no
    line's any more.
    """
    which, review = scene.notes["which"], scene.notes["review"]
    items, at, words = list(review["items"]), which["number"] - 1, which["words"]
    before = items.pop(at)
    if words:
        now = {"at": scene.now.isoformat(), "line": None} if "at" in before else {}
        items.insert(at, {**before, "words": words, **now})
    return Say("put" if words else "left_out"), {"review": {**review, "items": items}}


def shared(scene: Scene) -> tuple[Fact, ...]:
    return (ReviewShared(scene.notes["review"]),)


# The next one


def next_day(scene: Scene) -> date:
    if scene.notes["next"]:
        return date.fromisoformat(scene.notes["next"])
    assert scene.agreement is not None, "a review comes after the agreement"
    return first_day_open(date.fromordinal(scene.local_now.date().toordinal() + 7), scene.agreement)


def _when(scene: Scene) -> str:
    return say_day(next_day(scene), scene.language, scene.local_now.date())


def again(scene: Scene, wording: Wording) -> Values:
    key = "goes_on" if scene.notes["agreed"] else "first"
    return {"question": wording.text("review", f"questions.{key}", scene.language, when=_when(scene))}


def decided(scene: Scene) -> tuple[Fact, ...]:
    wanted, agreed = scene.notes["again"], scene.notes["agreed"]
    if wanted is None or wanted == agreed:
        return ()
    assert scene.agreement is not None, "a review comes after the agreement"
    recurrence = f"every 7 days {open_clock(scene.agreement)} from {next_day(scene).isoformat()}"
    return (AskingAgreed("review", recurrence if wanted else ""),)


def settled(scene: Scene, _: Listener) -> tuple[Say, Notes]:
    wanted, agreed = scene.notes["again"], scene.notes["agreed"]
    key = "promised" if wanted else "as_before" if wanted is None and agreed else "not_again"
    return Say(key, {"when": _when(scene)}), {}


LOOK = ("share", "change", "keep")


# fmt: off
FLOW = Flow(
    "review",
    Step("look", hears=OneOf(*LOOK), offers={key: key for key in LOOK}, across=1, shows=shown, moves=(
        Move("look", when=has_nothing_to_change, says="nothing_to_change"),
        Move("which", when=answered("change")),
        Move("again", when=shares_in_vain, says="gone"),
        Move("again", when=answered("share"), says="shared", makes=shared, seals=True),
        Move("again", says="kept"),
    )),
    Step("which", hears=Numbered(), moves=(
        Move("look", when=skipped("which")),
        Move("which", when=is_no_entry, says="no_such"),
        Move("look", says=changed),
    )),
    Step("again", hears=YesNo(), offers={"yes": True, "no": False}, shows=again, moves=(
        Move("thanks", says=settled, makes=decided),
    )),
    Step("thanks"),
    recalls=recalled,
)
# fmt: on
