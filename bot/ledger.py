"""The ledger's pages: what was promised, when it came, what was late and what was said about it."""

from collections import Counter
from datetime import datetime

from sqlalchemy.orm import Session

from flows.dates import say_moment
from flows.values import Scene
from flows.wording import Wording
from storage import engagements, handovers, lines, promises
from storage.tables import Engagement, Promise

SHOWN = 10
"""How many promises a page in the chat shows, the latest ones."""


# The client's


def clients_page(session: Session, engagement: Engagement, scene: Scene, wording: Wording) -> str:
    """What was promised to the client, and how each promise ended, the latest first."""
    found = [each for each in promises.list_for(session, engagement.id) if each.outcome != "withdrawn"]
    if not found:
        return wording.text("desk", "promises.none", scene.language)
    handed = handovers.done(session, engagement.id)
    rows = [
        _row(each, handovers.coach_at(handed, each.made_at, scene.coach.name), scene, wording)
        for each in reversed(found[-SHOWN:])
    ]
    return "\n".join([wording.text("desk", "promises.head", scene.language), *rows])


def _row(promise: Promise, coach: str, scene: Scene, wording: Wording) -> str:
    def text(key: str, **values: object) -> str:
        return wording.text("desk", f"promises.{key}", scene.language, **values)

    what = text(f"kinds.{promise.kind}", coach=coach)
    parts = [text(f"outcomes.{_outcome(promise, scene.now)}")]
    if promise.kind == promises.REPLY and promise.outcome is None:
        parts.append(text("seen", when=_when(promise.seen_at, scene)) if promise.seen_at else text("unseen"))
    if promise.outcome == "late" or (promise.outcome == "kept" and promise.detail):
        assert promise.ended_at is not None, "what came has its time"
        parts.append(text("came", when=_when(promise.ended_at, scene)))
    if promise.outcome and wording.has("desk", f"promises.why.{promise.detail}"):
        parts.append(text(f"why.{promise.detail}"))
    if promise.owned_at:
        parts.append(text("owned", when=_when(promise.owned_at, scene)))
    return text("row", what=what, when=_when(promise.due_at, scene), outcome="; ".join(parts))


def _outcome(promise: Promise, now: datetime) -> str:
    return promise.outcome or ("overdue" if promises.is_overdue(promise, now) else "open")


def _when(moment: datetime, scene: Scene) -> str:
    return say_moment(moment, scene.zone, scene.language, scene.now)


# The coach's


def coachs_page(session: Session, coach_id: int, scene: Scene, wording: Wording) -> str:
    """What was promised to each client, with the share that was kept, and what did not reach them."""
    found = engagements.for_coach(session, coach_id)
    if not found:
        return wording.text("coach", "clients.none", scene.language)
    counts: Counter[str] = Counter()
    rows = [_client(session, each, scene, wording, counts) for each in found]
    ended = sum(counts[each] for each in promises.COUNTED)
    head = "promises.head" if ended else "promises.head_none"
    share = round(100 * counts["kept"] / ended) if ended else 0
    return "\n".join([wording.text("coach", head, scene.language, share=share), *rows])


def _client(session: Session, engagement: Engagement, scene: Scene, wording: Wording, counts: Counter[str]) -> str:
    """One client's line; their outcomes are added to the counts."""

    def text(key: str, **values: object) -> str:
        return wording.text("coach", f"promises.{key}", scene.language, **values)

    promised = promises.list_for(session, engagement.id)
    own: Counter[str] = Counter(each.outcome for each in promised if each.outcome)
    counts.update(own)
    parts = [text("parts.kept", kept=own["kept"], ended=sum(own[each] for each in promises.COUNTED))]
    parts += [
        text(f"parts.{each}", count=own[each])
        for each in ("late", "missed", "unconfirmed", "undeliverable")
        if own[each]
    ]
    if unsure := lines.count_unconfirmed(session, engagement.id):
        parts.append(text("parts.sends", count=unsure))
    chat = engagements.chat_of(session, engagement)
    if chat is not None and chat.blocked_at is not None:
        parts.append(text("parts.blocked"))
    for each in promised:
        if each.kind == promises.REPLY and each.outcome is None:
            part = "parts.overdue" if each.due_at < scene.now else "parts.waiting"
            parts.append(text(part, by=_when(each.due_at, scene)))
    label = engagements.label(session, engagement)
    return text("row", client=label, number=engagement.id, parts="; ".join(parts))
