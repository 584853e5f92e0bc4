"""What the operator may see of engagements: their states, and with the host's key a transcript, which is logged."""

import re
from typing import Annotated

import typer

from bot.commands.opening import CONFIG, ConfigFile, opened, read_config, say, show_table, warn

ENGAGEMENT = re.compile("[0-9]{1,18}")
"""What can be a number of the database's; anything longer is none."""


def engagements(config: ConfigFile = CONFIG) -> None:
    """List every engagement: number, coach, state."""
    from storage import coaches
    from storage import engagements as kept

    with opened(read_config(config)) as database, database.read() as session:
        names = {each.id: coaches.label(session, each) for each in coaches.list_all(session, revoked=True)}
        rows = [(each.number, names[each.coach_id], each.state) for each in kept.overview(session)]
    show_table(("number", "coach", "state"), rows)


def transcript(
    engagement: Annotated[str, typer.Argument(metavar="ENGAGEMENT", help="Its number, as `engagements` shows it.")],
    config: ConfigFile = CONFIG,
) -> None:
    """Print the transcript of an engagement, a line a message. The client sees that you read it, and when."""
    from bot.app import load_wording
    from bot.clock import Clock
    from bot.views import printed
    from storage import engagements as kept
    from storage import handovers, lines, reads

    with opened(read_config(config)) as database:
        with database.begin() as session:
            found = kept.get(session, int(engagement)) if ENGAGEMENT.fullmatch(engagement) else None
            if found is None:
                warn(f"there is no engagement {engagement}; `luottamus engagements` shows which there are")
                raise typer.Exit(1)
            shown = handovers.named(session, found, lines.transcript(session, found))
            if shown:
                reads.log(
                    session, found.id, "operator", "command line", Clock().now(),
                    lines=len(shown), first_line_at=shown[0].at, last_line_at=shown[-1].at,
                )  # fmt: skip
            page = printed(shown, load_wording(), "en", found.zone)
        # Printed only now that the reading is in the log for good.
        if shown:
            say(page)
        else:
            warn(f"engagement {engagement} has no lines yet")
