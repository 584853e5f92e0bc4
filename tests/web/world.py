"""Anna's clients as the console shows them: one who has written for weeks, and others who wait, rest or are gone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from flows.pulse import STATEMENTS
from flows.values import Talk
from storage import commitments, engagements, facts, invitations, lines, people, promises, proposals, talks
from storage.lines import NewLine
from storage.tables import Coach, Engagement, LineDelivery, PromiseMaker, PromiseOutcome
from tests.system.host import ANNA, MARIA, Host

SOFIA = 22

WEEKS = 6
SILENT_AFTER = 2
"""The week, counted from 0, after which one more check-in found no answer."""

CHECK_IN = (
    ("template", "score", "How was your week, from 1 to 5?"),
    ("client", "score", "{score}"),
    ("template", "listen", "{score} it is. What weighed most, or carried you?"),
    ("client", "listen", "{said}"),
    ("model", "commitment", "{mirror} What is one small thing for the days ahead?"),
    ("client", "commitment", "{plan}"),
    ("template", "thanks", "Noted: {plan}. I'll ask next week how it went."),
)
SAID = (
    ("2", "The reorganisation took every evening. I said yes to things I didn't have time for, again.",
     "You said yes to things you didn't have time for.", "Ask for a day before I answer a request"),
    ("3", "I asked for a day once. It felt rude, and nobody minded.",
     "It felt rude, and nobody minded.", "Do it twice this week"),
    ("3", "Twice! The second time my voice shook a little.",
     "Your voice shook, and you did it.", "Tell Pekka what I can't take on"),
    ("4", "Pekka was relieved, he'd been guessing. We drew a line under two projects.",
     "Two projects have a line under them.", "Leave at four on Thursday"),
    ("2", "Didn't leave at four. My mother fell, and I was at the hospital until late. She's all right.\n\n"
     "I keep thinking that I should have been there.",
     "She's all right, and the thought stays with you.", "Call her on Sunday without a list of things to check"),
    ("4", "We talked for an hour about the summer house. Nothing about falling. I slept well for the first time.",
     "An hour about the summer house.", "Walk on Wednesday evening with nobody's agenda"),
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """The numbers of the engagements; `start` is when Maria's first week was."""

    coach: int
    maria: int
    sofia: int
    start: datetime


def fill(host: Host) -> World:
    """Needs a host without a coach. Everybody's words are in English; times are the host's clock's."""
    coach = host.add_coach("Anna", ANNA)
    now = host.clock.now()
    start = (now - timedelta(weeks=WEEKS)).replace(hour=7, minute=2)
    maria = host.add_client(coach, "Maria", MARIA)
    with host.database.begin() as session:
        engagement = session.get_one(Engagement, maria)
        for week, (score, said, mirror, plan) in enumerate(SAID):
            given = {"score": score, "said": said, "mirror": mirror, "plan": plan}
            check_in(session, engagement, start + timedelta(weeks=week), given)
            if week == SILENT_AFTER:
                silent(session, engagement, start + timedelta(weeks=week, days=4))
        goes_on(session, engagement, now)
        first, *_ = lines.transcript(session, engagement)
        pulse(session, engagement, now - timedelta(days=2))
        say(session, engagement, "client", "Is it all right to write about my mother here?", now - timedelta(hours=20))
        say(session, engagement, "coach", "From Anna, in their own words:\nYes, Maria. It is all right.",
            now - timedelta(hours=3), delivery="unknown")  # fmt: skip
        for line in session.query(lines.Line).filter_by(id=first.id):
            lines.revise(session, engagement, line, "How was your week, from 1 (hard) to 5 (good)?", start)
        engagements.heard(session, engagement, now - timedelta(hours=20))
        others(session, coach, now)
    sofia = host.add_client(coach, "Sofia", SOFIA)
    with host.database.begin() as session:
        waits(session, session.get_one(Engagement, sofia), now)
    return World(coach, maria, sofia, start)


def say(
    session: Session,
    engagement: Engagement,
    author: str,
    text: str,
    at: datetime,
    *,
    talk_id: int | None = None,
    flow: str | None = None,
    step: str | None = None,
    delivery: LineDelivery = "sent",
) -> int:
    return lines.add(
        session,
        engagement,
        NewLine(author, text, at, talk_id=talk_id, flow=flow, step=step,
                delivery=None if author == "client" else delivery),
    )  # fmt: skip


def check_in(session: Session, engagement: Engagement, at: datetime, given: dict[str, str]) -> None:
    row = talks.start(session, engagement, Talk("check_in", "score"), at)
    for minute, (author, step, text) in enumerate(CHECK_IN):
        say(session, engagement, author, text.format_map(given), at + timedelta(minutes=minute // 2 * 3),
            talk_id=row.id, flow="check_in", step=step)  # fmt: skip
    talks.end(session, row, "done", at + timedelta(minutes=10))
    facts.add(session, engagement, "score_given", {"score": int(given["score"])}, at, talk_id=row.id)
    set_out(session, engagement, row.id, given["plan"], at + timedelta(minutes=10))


def set_out(session: Session, engagement: Engagement, talk_id: int, words: str, at: datetime) -> None:
    """What the client will do. What they did of the one before is told in the same talk."""
    before = commitments.open_one(session, engagement.id)
    if before is not None:
        outcome = ("done", "done", "partly", "done", "not")[(at.day + 1) % 5]
        commitments.close(session, before, outcome, at)
        facts.add(session, engagement, "commitment_closed", {"outcome": outcome}, at, talk_id=talk_id)
    commitments.make(session, engagement, words, at)
    facts.add(session, engagement, "commitment_made", {"text": words}, at, talk_id=talk_id)


def silent(session: Session, engagement: Engagement, at: datetime) -> None:
    """A check-in that was not answered."""
    row = talks.start(session, engagement, Talk("check_in", "score"), at)
    say(session, engagement, "template", "How was your week, from 1 to 5?", at, talk_id=row.id, flow="check_in",
        step="score")  # fmt: skip
    talks.end(session, row, "unanswered", at + timedelta(days=3))


def goes_on(session: Session, engagement: Engagement, now: datetime) -> None:
    """What else there is between client, coach and bot: promises, a proposal, a pulse to see."""
    ends: tuple[tuple[PromiseMaker, str, PromiseOutcome], ...] = (
        *[("bot", "check_in", "kept")] * 6,
        ("bot", "check_in", "late"),
        ("coach", promises.REPLY, "kept"),
        ("coach", promises.REPLY, "kept"),
    )
    for days, (maker, kind, outcome) in enumerate(ends, 3):
        at = now - timedelta(days=5 * days)
        promises.end(session, promises.make(session, engagement.id, maker, kind, at, at).id, outcome, at)
    proposals.make(session, engagement, "reply_hours", 24, "client", now - timedelta(days=1))
    for days, scores in ((30, (4, 3, 4, 4)), (2, (4, 4, None, 5))):
        shared = dict(zip(STATEMENTS, scores, strict=True))
        facts.add(session, engagement, "pulse_shared", {"scores": shared}, now - timedelta(days=days))


def pulse(session: Session, engagement: Engagement, at: datetime) -> None:
    """What is the client's own: the coach sees that it was, and no word."""
    row = talks.start(session, engagement, Talk("pulse", "heard"), at)
    for author, text in (("template", "How far do you trust me with what you say?"), ("client", "More than in May")):
        say(session, engagement, author, text, at, talk_id=row.id, flow="pulse", step="heard")
    talks.end(session, row, "done", at)


def waits(session: Session, engagement: Engagement, now: datetime) -> None:
    """A client who asked the coach something, is overdue an answer, and worries the bot."""
    asked = now - timedelta(hours=50)
    say(session, engagement, "client", "Could we move Thursday? I can't face the train.", asked, flow="coach_message")
    promises.make(session, engagement.id, "coach", promises.REPLY, asked + timedelta(hours=48), asked)
    engagements.set_concern(session, engagement, "crisis", asked)
    engagements.heard(session, engagement, asked)


def others(session: Session, coach_number: int, now: datetime) -> None:
    """Invited, on a pause, silent behind a block, ended: each in a state of its own."""
    coach = session.get_one(Coach, coach_number)
    invitations.make_for_client(session, coach, "Oskar", now)
    for telegram_id, label, state in (
        (31, "Ida Nyström-Lehtinen", "paused"),
        (32, "Leo", "active"),
        (33, "Eeva", "ended"),
    ):
        code, engagement = invitations.make_for_client(session, coach, label, now)
        chat = people.get_or_make_chat(session, telegram_id, "fi", now)
        assert invitations.open_invitation(session, code, chat, now)
        engagements.set_state(session, engagement, state, now)
        engagements.heard(session, engagement, now - timedelta(days=telegram_id))
        if label == "Leo":
            people.mark_blocked(session, chat.id, now)
