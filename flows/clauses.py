"""The clauses of an agreement as notes of a talk: what was proposed, what the client changed, what they make."""

from datetime import time
from typing import Any

from flows.agreement import Agreement, is_quiet
from flows.values import Notes

TWO_STEP = ("readers", "reply_hours", "quiet_hours", "check_in", "silence", "retention_hours", "ending")
"""Clauses that the coach proposes: fine, or changed in a step of its own. The others are asked outright."""


def clause_value(notes: Notes, clause: str) -> Any:
    """What the client decided on a clause, or None where the coach's proposal stands."""
    if notes.get(f"{clause}_change") is not None:
        return notes[f"{clause}_change"]
    value = notes.get(clause)
    return None if value in ("fine", "change") else value


def reply_wish(notes: Notes) -> int | None:
    """The reply time in hours that the client wishes for, where it differs from what the coach promises."""
    wish = clause_value(notes, "reply_hours")
    return None if wish == proposal_of(notes).reply_hours else wish


def proposal_of(notes: Notes) -> Agreement:
    return Agreement.from_json(notes["proposal"])


def agreement_of(notes: Notes) -> Agreement:
    """The agreement as decided so far. The coach's reply time is the coach's to change: a wish is not in it."""
    decided = {
        clause: value
        for clause in ("readers", "off_limits", "silence", "worry", "contact", "retention_hours", "ending")
        if (value := clause_value(notes, clause)) is not None
    }
    quiet = clause_value(notes, "quiet_hours")
    if quiet is not None:
        decided["quiet_hours"] = tuple(quiet) or None
    if "worry" in notes and notes["worry"] is None:
        # "May I tell?" left without an answer is no yes.
        decided["worry"] = "nothing"
    decided["model"] = notes["model_host"] if notes.get("model") else ""
    decided["check_in"] = check_in_of(notes)
    decided["zone"] = notes.get("zone") or "UTC"
    return proposal_of(notes).with_clauses(decided)


def check_in_of(notes: Notes) -> str:
    """The check-in's recurrence in its canonical text, from the days and the time as far as they were changed."""
    proposed = proposal_of(notes).check_in
    days = clause_value(notes, "check_in") or days_of(proposed)
    clock = notes.get("check_in_time") or proposed.rsplit(" ", 1)[1]
    if isinstance(days, dict):
        days, clock = days["days"], notes.get("check_in_time") or days["time"]
    return f"daily {clock}" if len(days) == 7 else f"weekly {','.join(days)} {clock}"


def days_of(recurrence: str) -> list[str]:
    kind, *rest = recurrence.split()
    return ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] if kind == "daily" else rest[0].split(",")


def check_in_is_quiet(notes: Notes) -> bool:
    """Whether the check-in's time lies in the quiet hours, so that the two clauses cannot both be kept."""
    agreement = agreement_of(notes)
    return is_quiet(agreement, time.fromisoformat(agreement.check_in.rsplit(" ", 1)[1]))


def changed(notes: Notes) -> tuple[str, ...]:
    """The clauses in which the client's agreement differs from what the coach proposed."""
    before, after = proposal_of(notes).to_json(), agreement_of(notes).to_json()
    proposed = (clause for clause in before if clause not in ("zone", "version", "model"))
    return tuple(clause for clause in proposed if before[clause] != after[clause])


def proposal_from(notes: Notes) -> Agreement:
    """What a coach proposes, from the coach's own answers: here the reply time is theirs to say."""
    reply_hours = notes.get("reply_hours") or proposal_of(notes).reply_hours
    return agreement_of(notes).with_clauses({"reply_hours": reply_hours})
