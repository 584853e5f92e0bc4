"""The coach's profile: edited in one form, and shown exactly as a client will read it before it is saved.

Answers are typed as in the chat's dialogue, which takes them; an empty one keeps what stands.
"""

from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from flows.profile import ABOUT, FLOW
from flows.showing import clauses_said
from flows.values import Scene
from storage.turns import TurnRows
from web import client
from web.house import Visit

NOW = {"reply_hours": "reply", "quiet_hours": "quiet", "check_in": "check_ins", "check_in_time": "check_in_at",
       "silence": "silence_means", "retention_hours": "kept_for", "readers": "readers", "ending": "ends"}  # fmt: skip
"""The name by which `clauses_said` gives what stands now."""

CHOSEN = ("silence", "readers", "ending")
"""Fields of a few choices; the others are typed."""

FIELDS = (*ABOUT, "zone", *NOW)
SHORT = ("name",)


async def show(visit: Visit) -> Response:
    """The form, with what stands in it."""
    scene = await visit.act(_scene)
    return await visit.page("profile", lambda: told(visit, scene, {each: getattr(scene.coach, each) for each in ABOUT}))


async def edit(visit: Visit) -> Response:
    """What was typed, as a client would read it; saved once the coach says so."""
    acts, typed = visit.house.desk.coach_acts, {each: visit.words(each) for each in FIELDS}
    scene = await visit.act(_scene)
    if visit.words("save") == "yes":
        filled = await visit.act(acts.save_profile, typed, visit.now)
        if not filled.faults:
            return client.back("/profile", "saved")
    else:
        filled = acts.fill_profile(scene, typed)
    status = 422 if filled.faults else 200
    given = {"faults": filled.faults, "looks": filled.first_words, "proposed": filled.proposed}
    return await visit.page("profile", lambda: {**told(visit, scene, typed), **given}, status)


def _scene(_: Session, __: TurnRows, scene: Scene) -> Scene:
    return scene


def told(visit: Visit, scene: Scene, typed: dict[str, str]) -> dict[str, Any]:
    wording, language = visit.house.desk.dialogues.wording, visit.seat.language
    said = clauses_said(scene.coach.proposal, language, wording)
    now = {**{each: str(said[name]) for each, name in NOW.items()}, "zone": scene.zone}
    choices = {
        each: [label.split("|")[0] for label in
               wording.labels("profile", each, tuple(FLOW.steps[each].offers), language).values()]
        for each in CHOSEN
    }  # fmt: skip
    return {
        "here": "profile",
        "done": client.done(visit),
        "about": ABOUT,
        "short": SHORT,
        "proposals": tuple(NOW),
        "now": now,
        "hints": {each: wording.text("profile", f"{each}.again", language) for each in FIELDS},
        "choices": choices,
        "typed": {**dict.fromkeys(FIELDS, ""), **typed},
        "faults": {},
        "looks": {},
        "proposed": "",
        "names": {each: visit.text("profile", f"fields.{each}") for each in FIELDS},
    }
