"""Settings: what the bot goes by and what it remembers of the client, who changes or forgets any of it."""

import re
from dataclasses import dataclass
from typing import Any

from flows.dates import say_zone
from flows.ears import Hearing, Name, OneOf, Words, YesNo, Zone
from flows.facts import (
    AddressChosen,
    Fact,
    Forgotten,
    LanguageChosen,
    NameForgotten,
    NamePreferred,
    Remembered,
    ZoneChosen,
)
from flows.grammar import Flow, Guard, Move, Step
from flows.listening.gate import touches
from flows.onboarding import REGIONS, ZONES
from flows.showing import Values, next_check_in, say_region
from flows.values import Notes, Scene
from flows.wording import Wording
from flows.zones import region_of

WAYS = ("name", "address", "language", "zone", "region", "remember", "forget", "leave")
KINDS = ("matters", "goal", "person")
"""What a client may add by themselves; the rest comes from dialogues."""

ALL = 0
"""Instead of a number: everything that is remembered."""


@dataclass(frozen=True)
class Place:
    """A number of the list, or all of it."""

    def hear(self, text: str, _: Hearing) -> int | None:
        if re.fullmatch(r"\s*(?:all|all of it|everything|kaikki|ihan kaikki)\W*", text, re.IGNORECASE):
            return ALL
        found = re.fullmatch(r"\W*(?:number |numero |nro )?(\d{1,4})\W*", text, re.IGNORECASE)
        return int(found[1]) if found and int(found[1]) > 0 else None


def recalled(scene: Scene) -> Notes:
    """What is remembered as it is numbered in this talk: numbers and kinds, no words."""
    return {"listed": [[each.number, each.what] for each in scene.remembered]}


# When to move where


def way(name: str) -> Guard:
    return lambda notes: notes["what"] == name


def skipped(step: str) -> Guard:
    return lambda notes: notes[step] is None


def not_chosen(notes: Notes) -> bool:
    return "chosen" not in notes


def chosen(notes: Notes) -> bool:
    return not not_chosen(notes)


def nothing_listed(notes: Notes) -> bool:
    return bool(notes["what"] == "forget" and not notes["listed"])


def no_such(notes: Notes) -> bool:
    return not picked(notes)


def picked(notes: Notes) -> list[list[Any]]:
    """What is to be forgotten: [number, kind] each."""
    place = notes.get("forget", notes.get("chosen"))
    listed: list[list[Any]] = notes["listed"]
    return listed if place == ALL else listed[place - 1 : place] if place else []


def nameless(notes: Notes) -> bool:
    return bool(notes["name"] == "")


def yes(notes: Notes) -> bool:
    return notes["sure"] is True


# What it makes


def named(scene: Scene) -> tuple[Fact, ...]:
    return (NamePreferred(scene.notes["name"]),)


def unnamed(_: Scene) -> tuple[Fact, ...]:
    return (NameForgotten(),)


def addressed(scene: Scene) -> tuple[Fact, ...]:
    return (AddressChosen(scene.notes["address"]),)


def spoken(scene: Scene) -> tuple[Fact, ...]:
    return (LanguageChosen(scene.notes["language"]),)


def moved(scene: Scene) -> tuple[Fact, ...]:
    zone = scene.notes["zone"]
    return (ZoneChosen(zone, region_of(zone)),)


def located(scene: Scene) -> tuple[Fact, ...]:
    return (ZoneChosen(scene.zone, scene.notes["region"]),)


def kept(scene: Scene) -> tuple[Fact, ...]:
    return (Remembered(scene.notes["remember"], scene.notes["words"]),)


def forgotten(scene: Scene) -> tuple[Fact, ...]:
    return tuple(Forgotten(number, kind) for number, kind in picked(scene.notes))


# What is shown


def settings(scene: Scene, wording: Wording) -> Values:
    def text(path: str, **values: object) -> str:
        return wording.text("settings", path, scene.language, **values)

    rows = _rows(scene, wording)
    return {
        "called": scene.name or text("page.nameless"),
        "address": text(f"page.{scene.address}"),
        "spoken": text(f"page.{scene.language}"),
        "zone_name": say_zone(scene.zone, scene.language),
        "place": say_region(scene.region, scene.language, wording),
        "remembered": "\n".join(rows) if rows else text("page.nothing"),
        **next_check_in(scene, wording),
    }


def _rows(scene: Scene, wording: Wording) -> list[str]:
    """A row for each, by number. What touches a topic that is off limits now can be forgotten, and is not said."""
    off_limits = scene.agreement.off_limits if scene.agreement else ()
    return [
        f"{place} · {wording.text('settings', f'kinds.{each.what}', scene.language)}: "
        + ("…" if touches(off_limits, each.words) else each.words)
        for place, each in enumerate(scene.remembered, 1)
    ]


def choice(scene: Scene, wording: Wording) -> Values:
    """The rows that are to be forgotten, and the whole list."""
    rows, numbers = _rows(scene, wording), [number for number, _ in picked(scene.notes)]
    going = [row for row, each in zip(rows, scene.remembered, strict=True) if each.number in numbers]
    return {"remembered": "\n".join(rows), "going": "\n".join(going)}


def each(*keys: str) -> dict[str, str]:
    return {key: key for key in keys}


# fmt: off
FLOW = Flow(
    "settings",
    Step("what", hears=OneOf(*WAYS), offers=each(*WAYS), moves=(
        Move("sure", when=chosen),
        Move("name", when=way("name")),
        Move("address", when=way("address")),
        Move("language", when=way("language")),
        Move("zone", when=way("zone")),
        Move("region", when=way("region")),
        Move("remember", when=way("remember")),
        Move("nothing", when=nothing_listed),
        Move("forget", when=way("forget")),
        Move("left"),
    ), only=not_chosen, shows=settings),
    Step("name", hears=Name(), offers={"none": ""}, moves=(
        Move("left", when=skipped("name")),
        Move("nameless", when=nameless, makes=unnamed),
        Move("named", makes=named),
    ), shows=settings),
    Step("named", shows=settings),
    Step("nameless"),
    Step("address", hears=OneOf("sina", "te"), offers=each("sina", "te"), moves=(
        Move("left", when=skipped("address")),
        Move("addressed_te", when=lambda notes: notes["address"] == "te", makes=addressed),
        Move("addressed", makes=addressed),
    )),
    Step("addressed"),
    Step("addressed_te"),
    Step("language", hears=OneOf("en", "fi"), offers=each("en", "fi"), moves=(
        Move("left", when=skipped("language")),
        Move("spoken", makes=spoken),
    )),
    Step("spoken"),
    Step("zone", hears=Zone(), offers=ZONES, moves=(
        Move("left", when=skipped("zone")),
        Move("moved", makes=moved),
    ), shows=settings),
    Step("moved", shows=settings),
    Step("region", hears=OneOf(*REGIONS), offers=REGIONS, moves=(
        Move("left", when=skipped("region")),
        Move("located", makes=located),
    ), shows=settings),
    Step("located", shows=settings),
    Step("remember", hears=OneOf(*KINDS), offers=each(*KINDS), moves=(
        Move("left", when=skipped("remember")),
        Move("words"),
    )),
    Step("words", hears=Words(), moves=(
        Move("left", when=skipped("words")),
        Move("kept", makes=kept),
    )),
    Step("kept"),
    Step("forget", hears=Place(), offers={"all": ALL}, moves=(
        Move("left", when=skipped("forget")),
        Move("forget", when=no_such, says="no_such"),
        Move("sure"),
    ), shows=choice),
    Step("sure", hears=YesNo(), offers={"yes": True, "no": False}, moves=(
        Move("forgotten", when=yes, makes=forgotten, seals=True),
        Move("left"),
    ), shows=choice),
    Step("forgotten"),
    Step("nothing"),
    Step("left"),
    recalls=recalled,
)
# fmt: on
