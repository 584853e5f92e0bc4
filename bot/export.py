"""The export: all that is kept of a client's own, as one ZIP of a JSON file for programs and a page for people.

docs/export.md says what stands where. Nothing of another engagement is in it.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from flows.agreement import Agreement
from flows.export import page
from flows.wording import Wording
from storage import (
    agreements,
    coaches,
    commitments,
    engagements,
    facts,
    handovers,
    lines,
    notes,
    off_records,
    promises,
    proposals,
    reads,
    schedules,
    talks,
)
from storage.lines import LineView
from storage.tables import Engagement

SCHEMA = 1
LEFT_OUT = {
    "outbox": "messages on their way; each is also a line",
    "invitations": "the hash of a code that was used up",
    "occurrences": "each is a due time of a schedule, and what came of it stands under promises",
    "set_aside": "updates that could not be processed, until somebody who runs the server tries them again",
}
"""Tables with rows of an engagement that the export does not show, and why."""

COLUMNS_LEFT_OUT = {"id", "coach_id", "client_id", "key_id", "label", "live_until"}
"""Columns of an engagement that are none of the client's data, or stand there by another name. `label` is what the
coach calls the client.
"""


def files(session: Session, engagement: Engagement, wording: Wording, now: datetime) -> dict[str, str]:
    """The files of the ZIP by name."""
    told = json.dumps(gather(session, engagement, now), ensure_ascii=False, indent=1, default=_plain)
    return {"luottamus.json": told, "luottamus.html": page(json.loads(told), engagement.language, wording)}


def gather(session: Session, engagement: Engagement, now: datetime) -> dict[str, Any]:
    """Everything, each section named as the table it comes from. Moments are aware, days are dates."""
    number, handed = engagement.id, handovers.done(session, engagement.id)
    name = coaches.called(session, engagement.coach_id)

    def by(moment: datetime) -> dict[str, str]:
        """Who the coach was then."""
        return {"coach": handovers.coach_at(handed, moment, name)}

    return {
        "schema": SCHEMA,
        "made_at": now,
        "engagement": {
            "number": number,
            "coach": name,
            "name": engagements.name(session, engagement),
            **_columns(engagement, "address age_ok language zone region state consent_version consented_at concern "
                       "concern_at paused_until last_heard_at created_at ended_at"),
        },
        "agreements": [
            {**_columns(each, "version agreed_at proposed_by"), "clauses": _agreed(session, engagement, each)}
            for each in agreements.history(session, number)
        ],
        "proposals": [
            {**_columns(each, "clause proposed_by state made_at ended_at"),
             "value": proposals.value(session, engagement, each)}
            for each in proposals.list_for(session, number)
        ],
        "handovers": [
            {**_columns(each, "asked_at state ended_at reads"),
             "before": coaches.called(session, each.from_coach_id), "after": coaches.called(session, each.to_coach_id)}
            for each in handovers.list_for(session, number)
        ],
        "lines": [
            {**_line(each), **(by(each.at) if each.author == "coach" else {})}
            for each in lines.transcript(session, engagement)
        ],
        "notes": [
            {**_columns(each, "at line_at text"), "coach": coaches.called(session, each.coach_id)}
            for each in notes.list_for(session, engagement)
        ],
        "off_records": [_columns(each, "began_at ended_at") for each in off_records.list_for(session, number)],
        "commitments": [
            {**_columns(each, "due_on made_at asked_at outcome closed_at"),
             "text": commitments.text(session, engagement, each)}
            for each in commitments.list_for(session, number)
        ],
        "promises": [
            {**_columns(each, "made_by kind made_at due_at outcome ended_at detail owned_at seen_at"),
             **(by(each.made_at) if each.made_by == "coach" else {})}
            for each in promises.list_for(session, number)
        ],
        "schedules": [
            {**_columns(each, "kind recurrence zone next_due_at"),
             "about": schedules.subject(session, engagement, each)}
            for each in schedules.list_for(session, number)
        ],
        "talks": [
            {**_columns(each, "flow step state started_at ended_at"),
             "notes": talks.value(session, engagement, each).notes}
            for each in talks.list_for(session, engagement)
        ],
        "facts": [
            {"kind": each.kind, "at": each.at, "value": each.value} for each in facts.list_for(session, engagement)
        ],
        "reads": [
            {**_columns(each, "reader via at lines first_line_at last_line_at"),
             **(by(each.at) if each.reader == "coach" else {})}
            for each in reads.list_for(session, number)
        ],
    }  # fmt: skip


def _agreed(session: Session, engagement: Engagement, version: Any) -> Mapping[str, Any]:
    return Agreement.from_json(agreements.clauses(session, engagement, version)).to_json()


def _line(line: LineView) -> dict[str, Any]:
    earlier = [each.text for each in line.revisions]
    told = _columns(line, "at author kind text delivery flow step shared")
    return {**told, **({"earlier": earlier} if earlier else {})}


def _columns(row: Any, names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names.split()}


def _plain(value: object) -> str:
    """Moments in UTC as 2026-11-23T10:00:00Z, days as 2026-11-23."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds").replace("+00:00", "Z")
    assert isinstance(value, date), "everything else is JSON already"
    return value.isoformat()
