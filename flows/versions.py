"""An agreement over time: a clause old and new, the version that binds with its date, and all there were before."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flows.agreement import Agreement
from flows.dates import say_day
from flows.showing import SAID_AS, agreement_lines, clauses_said
from flows.values import Proposal, Scene
from flows.wording import Wording


@dataclass(frozen=True)
class Version:
    """One version of an agreement: `by` is who proposed it, "client", "coach" or a former coach's name.

    `at` is when both had agreed.
    """

    agreement: Agreement
    by: str
    at: datetime


def say_clause(agreement: Agreement, clause: str, language: str, wording: Wording) -> str:
    """The clause as this agreement holds it."""
    value = str(clauses_said(agreement, language, wording)[SAID_AS[clause]])
    return wording.text("agreement", "reply.within", language, reply=value) if clause == "reply_hours" else value


def name_clause(clause: str, language: str, wording: Wording) -> str:
    return wording.text("coach", f"clauses.{clause}", language)


def for_coach(agreement: Agreement, language: str, wording: Wording, readers: str = "") -> Agreement:
    """The agreement as far as its coach reads it: the client's own words in it only where the coach may read them.

    `readers` is the clause that binds, if it is another version's.
    """
    if (readers or agreement.readers) == "words":
        return agreement
    unread = wording.text("agreement", "unread", language)
    topics = (unread,) if agreement.off_limits else ()
    return agreement.with_clauses({"contact": agreement.contact and unread, "off_limits": topics})


def dated_page(agreement: Agreement, agreed_at: datetime, scene: Scene, wording: Wording) -> str:
    """The agreement that binds, with its version and date, and what either side proposes to change in it."""
    when = say_day(agreed_at.astimezone(scene.local_now.tzinfo).date(), scene.language, scene.local_now.date())
    head = wording.text(
        "agreement", "page.dated", scene.language, coach=scene.coach.name, version=agreement.version, when=when
    )
    standing = "".join(f"\n{each}" for each in say_standing(agreement, scene, wording))
    return f"{head}\n{agreement_lines(agreement, scene, wording)}" + (f"\n{standing}" if standing else "")


def say_standing(agreement: Agreement, scene: Scene, wording: Wording) -> Iterator[str]:
    """A line for each proposal that waits for an answer, as the client reads it."""
    for each in scene.proposals:
        yield wording.text(
            "agreement",
            "standing.own" if each.by == "client" else "standing.coachs",
            scene.language,
            coach=scene.coach.name,
            clause=name_clause(each.clause, scene.language, wording),
            new=say_proposed(agreement, each, scene.language, wording),
        )


def say_proposed(agreement: Agreement, proposal: Proposal, language: str, wording: Wording) -> str:
    changed = agreement.with_clauses({proposal.clause: proposal.value})
    return say_clause(changed, proposal.clause, language, wording)


def history_page(
    versions: Sequence[Version],
    scene: Scene,
    wording: Wording,
    who: Mapping[str, str],
    shown: Callable[[Agreement], Agreement] = lambda agreement: agreement,
) -> str:
    """Every version, the first one first: when it was agreed on, who proposed it, what it changed.

    `who` is what "client" and "coach" are called to whoever reads it, `shown` as much of a version as they read.
    """
    rows, before = [wording.text("agreement", "history.head", scene.language)], None
    for each in versions:
        when = say_day(each.at.astimezone(scene.local_now.tzinfo).date(), scene.language, scene.local_now.date())
        given = {"version": each.agreement.version, "when": when, "who": who.get(each.by, each.by)}
        if before is None:
            rows.append(wording.text("agreement", "history.first", scene.language, **given))
        else:
            changes = "; ".join(_changes(before, each.agreement, scene.language, wording, shown))
            rows.append(wording.text("agreement", "history.row", scene.language, changes=changes, **given))
        before = each.agreement
    return "\n".join(rows)


def _changes(
    before: Agreement, after: Agreement, language: str, wording: Wording, shown: Callable[[Agreement], Agreement]
) -> Iterator[str]:
    for clause in SAID_AS:
        if getattr(before, clause) != getattr(after, clause):
            old, new = (say_clause(shown(each), clause, language, wording) for each in (before, after))
            named = name_clause(clause, language, wording)
            yield wording.text("agreement", "history.change", language, clause=named, old=old, new=new)
    if before.model != after.model:
        may = "may" if after.model else "may_not"
        yield wording.text("agreement", f"model.{may}", language, host=after.model)
