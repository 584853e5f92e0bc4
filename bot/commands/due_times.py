"""`luottamus when`: what a schedule means, before anybody is promised it."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.commands.opening import say


def when(
    schedule: Annotated[str, typer.Argument(metavar="SCHEDULE", help="Such as 'daily 03:30' or 'every 3 days 18:15'.")],
    zone: Annotated[str, typer.Option(help="An IANA time zone.")] = "UTC",
    after: Annotated[
        str, typer.Option(metavar="MOMENT", help="ISO 8601 with an offset; the present if left out.")
    ] = "",
    count: Annotated[int, typer.Option(help="How many.")] = 5,
) -> None:
    """Print the next due times of a schedule strictly after a moment, a line each, in UTC."""
    from flows.schedules import when as due_times

    try:
        found = due_times(schedule, zone, moment(after), count)
    except ValueError as fault:
        raise typer.TyperException(str(fault)) from None
    except OverflowError:
        raise typer.TyperException(f"--after {after} lies at the end of the calendar; give an earlier moment") from None
    for due in found:
        say(f"{due:%Y-%m-%dT%H:%M:%SZ}")


def moment(text: str) -> datetime:
    if not text:
        return datetime.now(UTC)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"--after is {text!r}; give a moment such as 2026-03-28T12:00:00Z") from None
