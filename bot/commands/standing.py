"""`luottamus health`: how the bot stands, in counts. No name, no words, and Telegram is not asked."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import typer

from bot.commands.opening import CONFIG, ConfigFile, opened, read_config, show_table, warn

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.config import Config

Row = tuple[str, object, str]
"""What is counted, how much, and what is wrong with it; "" for nothing."""

WAITS_AT_MOST = timedelta(minutes=10)
"""A message that is to go out at once and has waited for longer is worth a look."""


def health(config: ConfigFile = CONFIG) -> None:
    """Counts of clients, talks, promises and what waits to be sent, and the last look at the schedule.

    Ends with 1 if anything is wrong, which is said on standard error too.
    """
    from bot.clock import Clock

    settings = read_config(config)
    with opened(settings) as database, database.read() as session:
        rows = list(counted(session, settings, Clock().now()))
    show_table(("what", "how much", "to look at"), rows)
    if wrong := [name for name, _, fault in rows if fault]:
        warn(f"to look at: {', '.join(wrong)}")
        raise typer.Exit(1)


def counted(session: "Session", settings: "Config", now: datetime) -> Iterator[Row]:
    from storage import coaches, engagements, outbox, promises, talks, updates

    yield "database", "opens with the key", ""
    yield _beat(session, settings, now)
    yield "coaches", len(coaches.list_all(session)), ""
    for state, count in sorted(engagements.counts(session).items()):
        yield f"engagements {state}", count, ""
    for state, count in talks.waiting(session):
        yield f"talks {state}", count, ""
    open_now = promises.standing(session, now)
    yield "promises of the bot overdue", open_now.bot_overdue, _if(open_now.bot_overdue, "is the bot running?")
    yield "answers of coaches overdue", open_now.coach_overdue, ""
    yield "answers of coaches at risk", open_now.coach_at_risk, ""
    sends = outbox.waiting(session)
    oldest = outbox.due_since(session, now)
    late = oldest is not None and now - oldest > WAITS_AT_MOST
    yield "messages to send", sends.pending, f"one has waited since {_moment(oldest)}" if oldest and late else ""
    yield "messages being sent", sends.sending, ""
    yield "messages of unknown outcome", sends.unknown, ""
    yield "messages that failed", sends.failed, ""
    aside = len(updates.list_set_aside(session))
    yield "updates set aside", aside, _if(aside, "see `luottamus set-aside list`")


def _beat(session: "Session", settings: "Config", now: datetime) -> Row:
    from bot.sweep import silence_after
    from storage import beats

    last = beats.last(session)
    if last is None:
        return "last look at the schedule", "never", "the bot has not run yet"
    fault = ""
    if now - last.at > silence_after(settings.nudges.sweep_every_s):
        fault = "shut down in order since" if last.stopped else "nobody has looked since; is the bot running?"
    return "last look at the schedule", _moment(last.at), fault


def _if(count: int, fault: str) -> str:
    return fault if count else ""


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
