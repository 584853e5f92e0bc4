"""The agreement with a client: what binds, how it came to that, what is proposed, and another proposal.

A clause is typed as in the chat: the same dialogue takes it, and shows old and new side by side before it is sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import Proposing
from flows.agreement import Agreement
from flows.proposing import ASKED, NAMED
from flows.values import Proposal, Scene
from flows.versions import Version, for_coach, history_page, name_clause, say_clause, say_proposed
from storage import agreements, engagements, handovers, proposals
from web import client
from web.client import ClientView
from web.house import Visit, number_in

TOGETHER = {"off_days": ("quiet_hours", "off_days")}
"""Clauses that are said in one sentence, and asked about one by one."""


@dataclass(frozen=True)
class Agreed:
    """What was agreed with a client, as it is, and what waits for an answer."""

    client: ClientView
    versions: Sequence[Version]
    standing: Sequence[Proposal]
    binds: Agreement | None
    readers: str
    """The clause on who reads, as far as it goes for the client's own words in the agreement."""


def read(session: Session, coach_id: int, number: int) -> Agreed | None:
    """None if the client is not theirs."""
    found, engagement = client.view(session, coach_id, number), engagements.own(session, coach_id, number)
    if found is None or engagement is None:
        return None
    standing = [
        Proposal(each.id, each.clause, proposals.value(session, engagement, each), each.proposed_by)
        for each in proposals.list_open(session, number)
    ]
    binds = agreements.agreed(session, engagement)
    readers = handovers.readers_for_coach(session, number, binds) if binds else ""
    return Agreed(found, agreements.versions(session, engagement), standing, binds, readers)


async def show(visit: Visit) -> Response:
    found = await visit.look(read, visit.seat.coach_id, visit.number())
    if found is None:
        raise HTTPException(404)
    return await visit.page("agreement", lambda: told(visit, found))


def told(visit: Visit, found: Agreed) -> dict[str, Any]:
    told = {
        **client.frame(visit, found.client, "agreement"),
        "clauses": [],
        "standing": [],
        "history": [],
        "agreed": "",
    }
    if found.binds is None:
        return told
    wording, language = visit.house.desk.dialogues.wording, visit.seat.language
    shown = for_coach(found.binds, language, wording, found.readers)
    own = {"client": found.client.label, "coach": wording.text("agreement", "history.you", language)}
    scene = Scene(visit.now, language, visit.seat.zone)

    def as_read(agreement: Agreement) -> Agreement:
        return for_coach(agreement, language, wording, found.readers)

    return {
        **told,
        "agreed": visit.when(found.versions[-1].at),
        "version": len(found.versions),
        "clauses": [
            {
                "name": name_clause(each, language, wording),
                "said": say_clause(shown, each, language, wording),
                "asks": [(name, clause_label(visit, name)) for name in TOGETHER.get(each, (each,))],
            }
            for each in NAMED
        ],
        "model": wording.text("agreement", "model.may", language, host=shown.model) if shown.model else "",
        "standing": [_standing(visit, found.binds, each) for each in found.standing],
        "history": history_page(found.versions, scene, wording, own, as_read).splitlines(),
    }


def _standing(visit: Visit, binds: Agreement, proposal: Proposal) -> dict[str, Any]:
    """What one side would like otherwise, old and new side by side, as whoever answers it in the chat reads it."""
    wording, language = visit.house.desk.dialogues.wording, visit.seat.language
    return {
        "number": proposal.number,
        "clause": proposal.clause,
        "by": proposal.by,
        "name": name_clause(proposal.clause, language, wording),
        "old": say_clause(binds, proposal.clause, language, wording),
        "new": say_proposed(binds, proposal, language, wording),
    }


def clause_label(visit: Visit, clause: str) -> str:
    """What the chat's button for it says."""
    wording = visit.house.desk.dialogues.wording
    return wording.labels("proposing", "which", (clause,), visit.seat.language)[clause].split("|")[0]


# Another proposal


async def ask(visit: Visit) -> Response:
    """The question of the chat's dialogue, with its choices and a field for any other answer."""
    found, clause = await client.of(visit), visit.request.query_params.get("clause", "")
    return await _question(visit, found, clause)


async def propose(visit: Visit) -> Response:
    """Old and new side by side; and once the coach is sure, the proposal goes to the client."""
    found, clause, words = await client.of(visit), visit.words("clause"), visit.words("said")
    if clause not in ASKED:
        raise HTTPException(404)
    if not words:
        return await _question(visit, found, clause, visit.text("propose", "none"))
    answer = await visit.act_for(
        visit.house.desk.coach_acts.propose, clause, words, visit.words("sure") == "yes", visit.now
    )
    if not isinstance(answer, Proposing):
        return await _question(visit, found, clause, visit.say(answer.key, **answer.values))
    if answer.step == "proposed":
        return client.back(f"/clients/{found.number}/agreement", "proposed")
    if answer.step == clause:
        return await _question(visit, found, clause, answer.said)
    return await _page(visit, found, clause, looks=answer.said, can=answer.step == "sure")


async def settle(visit: Visit) -> Response:
    """The coach's yes or no to what the client proposed."""
    proposal, accepted = number_in(visit.words("proposal")), visit.words("answer") == "accept"
    answer = await visit.act_for(visit.house.desk.coach_acts.settle, proposal or 0, accepted, visit.now)
    said = ("accepted" if accepted else "declined") if answer.done else "settled"
    return client.back(f"/clients/{visit.number()}/agreement", said)


async def _question(visit: Visit, found: ClientView, clause: str, fault: str = "") -> Response:
    if clause not in ASKED:
        raise HTTPException(404)
    if not found.has_agreement or not found.reachable:
        return await _page(visit, found, clause, looks=visit.say("not_here" if found.has_agreement else "no_agreement"))
    asked = await visit.act_for(visit.house.desk.coach_acts.begin_proposing, clause=clause)
    message = asked.said[-1]
    choices = [button.label for row in message.buttons for button in row]
    return await _page(visit, found, clause, question=message.text, choices=choices, fault=fault)


async def _page(visit: Visit, found: ClientView, clause: str, **given: Any) -> Response:
    """`looks`: what would be proposed, in words; `can`: whether it can. Else the question, with what was wrong."""
    told = {"looks": "", "can": False, "question": "", "choices": [], "fault": "", **given}
    about = {"clause": clause, "name": clause_label(visit, clause), "typed": visit.words("said")}
    return await visit.page(
        "propose",
        lambda: {**client.frame(visit, found, "agreement"), **about, **told},
        422 if told["fault"] else 200,
    )
