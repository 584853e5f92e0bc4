"""Saying a client's words back: what every dialogue that listens has in common.

The mirror is followed by "did I get that right?". A no is asked what was missed, and mirrored anew, never in
the same words; a second no is owned, and the client's words stand as they are.
Source: Miller & Rollnick, Motivational Interviewing (3rd ed., 2013), reflective listening.
"""

from collections.abc import Mapping
from typing import Any

from flows.ears import OneOf, Words
from flows.either import Either, RightOrNot
from flows.events import ahead
from flows.facts import Fact, Repair
from flows.grammar import Move, Saying, Step, skipped
from flows.listening import Exchange, Listener, ListeningState, Reply
from flows.values import Notes, Scene


def mirror(step: str) -> Saying:
    """Says a mirror of what the client answered at the step, and keeps it, so that it is not said again."""

    def says(scene: Scene, listener: Listener) -> tuple[Reply, Notes]:
        words = str(scene.notes[step])
        said = scene.notes.get("mirrors", [])
        putting_right = step in ("correct", "right") and was_refused(scene.notes)
        refused = tuple(mirrored for _, mirrored, _ in said) if putting_right else ()
        reply = listener.reply(words, [Exchange(*each) for each in said], _state(scene, refused))
        assert scene.talk is not None, "what is mirrored was said in a talk"
        kept = {
            "mirrors": [*said, [words, reply.text, reply.kind]],
            "mirror_kind": reply.kind,
            "mirror_aside": reply.aside,
            "mirror_why": reply.why,
            "mirror_before": scene.talk.question + 1,
        }
        return reply, {**kept, **ahead(scene, words)}

    return says


def _state(scene: Scene, refused: tuple[str, ...]) -> ListeningState:
    off_limits = scene.agreement.off_limits if scene.agreement else ()
    return ListeningState(
        language=scene.language,
        off_limits=off_limits,
        refused=refused,
        may_praise=scene.concern == "none",
        risk=scene.risk,
    )


def something_mirrored(notes: Notes) -> bool:
    """Whether there is anything to be right about: a prompt claims nothing, so it is not asked about."""
    return notes.get("mirror_kind") != "prompt"


def was_aside(notes: Notes) -> bool:
    """Whether the client spoke to the bot, and so has told nothing yet."""
    return notes.get("right") is None and bool(notes.get("mirror_aside"))


def was_refused(notes: Notes) -> bool:
    """The mirror is being put right: the client said no, or corrected it in words."""
    return notes.get("right") is False or corrected_in_words(notes)


def corrected_in_words(notes: Notes) -> bool:
    return isinstance(notes.get("right"), str) and notes["right"] != "listen"


def got_it_right(notes: Notes) -> bool:
    return notes.get("right") in (True, None)


def refused_again(notes: Notes) -> bool:
    return was_refused(notes) and len(notes.get("mirrors", [])) > 1


def missed(_: Scene) -> tuple[Fact, ...]:
    return (Repair("mirror"),)


# fmt: off
def put_right(
    then: str, *before: Move, offers: Mapping[str, Any] | None = None, gives_up: str = "gave_up_offering"
) -> tuple[Step, ...]:
    """The steps after a mirror: was it right, and what was missed? They lead on to `then`.

    `offers` are further buttons at the first of them, and `before` the moves that they lead to. `gives_up` is what is
    said after a second no: "gave_up" offers no repair.
    """
    offers = offers or {}
    hears = Either(OneOf(*offers), RightOrNot()) if offers else RightOrNot()
    return (
        Step("right", hears=hears, offers={"yes": True, "no": False, **offers}, moves=(
            *before,
            Move(then, when=refused_again, says=gives_up, makes=missed if gives_up == "gave_up_offering" else None),
            Move("right", when=corrected_in_words, says=mirror("right")),
            Move(then, when=got_it_right),
            Move("correct"),
        ), only=something_mirrored, words="mirrors"),
        Step("correct", hears=Words(), moves=(
            Move(then, when=skipped("correct")),
            Move("right", says=mirror("correct")),
        ), words="mirrors"),
    )
# fmt: on
