"""Live: a conversation between client and coach, in which the bot is silent but for words of danger.

It runs until `Engagement.live_until`, which every word of either moves on, and a coach has one at a time.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import planning
from bot.post import Post
from flows.agreement import may_nudge
from flows.anywhere import command_of
from flows.values import Heard, Message
from storage import coaches, engagements, talks, turns
from storage.tables import Engagement
from storage.turns import TurnRows

LIVE = "live"
"""The flow that asks the client, and what the lines of a conversation are of."""

SILENCE = timedelta(minutes=30)
"""After so long without a word the bot is back; `flows/live.toml` says so."""

TOO = {"coaches", "help", "sos", "privacy", "export", "delete", "farewell", "offrecord", "english", "finnish"}
"""What a client may still ask of the bot meanwhile, besides the pages."""


def runs(engagement: Engagement, now: datetime) -> bool:
    return engagement.live_until is not None and now < engagement.live_until


def words_for_coach(heard: Heard) -> str:
    """What goes across: the words, also those typed behind /coach; "" for anything else."""
    name, rest = command_of(heard.text)
    if heard.kind not in ("text", "caption") or name not in ("", "coach"):
        return ""
    return rest if name else heard.text


def begin(session: Session, engagement: Engagement, post: Post, now: datetime) -> None:
    """Both have said yes. Whoever else this coach had asked is told that it is not now."""
    for other in engagements.for_coach(session, engagement.coach_id):
        if other.id != engagement.id:
            _take_back(session, other, post, now)
    go_on(session, engagement, now)
    post.to_coach(session, engagement, "live.begun", now)


def _take_back(session: Session, engagement: Engagement, post: Post, now: datetime) -> None:
    asked = talks.unfinished(session, engagement, LIVE)
    rows = turns.load_engagement(session, engagement.id) if asked else None
    for talk in asked:
        talks.end(session, talk, "replaced", now)
    if rows is not None and rows.chat.blocked_at is None:
        _say(session, rows, engagement, post, "live.taken_back", now)


def go_on(session: Session, engagement: Engagement, now: datetime) -> None:
    """A word was said: it runs for a while longer."""
    engagements.set_live(session, engagement, now + SILENCE)


def end(session: Session, rows: TurnRows, post: Post, now: datetime) -> None:
    """The bot is back, and says so to both."""
    engagement = rows.engagement
    assert engagement is not None, "a conversation is of an engagement"
    engagements.set_live(session, engagement, None)
    if rows.chat.blocked_at is None:
        key = "live.over_resting" if talks.resting(session, engagement) else "live.over"
        _say(session, rows, engagement, post, key, now)
    post.to_coach(session, engagement, "live.over", now)


def end_silent(session: Session, post: Post, now: datetime) -> bool:
    """End those in which nobody has written for a while; whether there were any."""
    ended = [end_if_silent(session, each, post, now) for each in engagements.live_past(session, now)]
    return any(ended)


def end_if_silent(session: Session, engagement: Engagement, post: Post, now: datetime) -> bool:
    """Whether it was over: a word may have come meanwhile, until the client's chat was locked."""
    rows = turns.load_engagement(session, engagement.id)
    session.refresh(engagement)
    if rows is None or engagement.live_until is None or runs(engagement, now):
        return False
    end(session, rows, post, now)
    return True


def _say(session: Session, rows: TurnRows, engagement: Engagement, post: Post, key: str, now: datetime) -> None:
    coach = coaches.called(session, engagement.coach_id)
    text = post.wording.text("desk", key, engagement.language, coach=coach)
    quiet = not may_nudge(planning.agreed(session, engagement), now)
    post.say(session, rows.chat, engagement, [Message(text, silent=quiet)], now)
