"""`luottamus coach`: who coaches with this bot, and the links that let them in."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.opening import (
    CONFIG,
    ConfigFile,
    meet_bot,
    opened,
    read_config,
    say,
    show_table,
    warn,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.tables import Coach

app = typer.Typer(no_args_is_help=True, help="Add, list and remove coaches.")
Number = Annotated[
    int, typer.Argument(min=1, max=2**63 - 1, metavar="NUMBER", help="The coach's number, as `coach list` shows it.")
]


@app.callback()
def coach(config: ConfigFile = CONFIG) -> None:
    pass


@app.command()
def add(name: Annotated[str, typer.Argument(metavar="NAME")], config: ConfigFile = CONFIG) -> None:
    """Add a coach and print the link that lets them in, once, within 14 days.

    While Telegram cannot be reached the coach is added all the same, and the code is printed for `/start`.
    """
    from bot.clock import Clock
    from storage import coaches, invitations

    name = name.strip()
    if not name:
        raise typer.TyperException("the name is empty; give one that tells this coach from others")
    settings = read_config(config)
    met = meet_bot(settings, config)
    with opened(settings) as database, database.begin() as session:
        now = Clock().now()
        code = invitations.make_for_coach(session, coaches.add(session, name, now), now)
    say(met.way_in(code))


@app.command()
def link(number: Number, config: ConfigFile = CONFIG) -> None:
    """Print a new link for a coach, who may come in by it from another Telegram account too.

    Earlier unused links of theirs open nothing any more.
    """
    from bot.clock import Clock
    from storage import invitations

    settings = read_config(config)
    met = meet_bot(settings, config)
    with opened(settings) as database, database.begin() as session:
        code = invitations.make_for_coach(session, known(session, number), Clock().now())
    say(met.way_in(code))


@app.command("list")
def list_(config: ConfigFile = CONFIG) -> None:
    """Number, name, whether they have come in, and how many engagements each has."""
    from storage import coaches, engagements

    with opened(read_config(config)) as database, database.read() as session:
        rows = [
            (
                each.id,
                coaches.label(session, each),
                "in" if each.chat_id else "not in yet",
                len(engagements.for_coach(session, each.id)),
            )
            for each in coaches.list_all(session)
        ]
    show_table(("number", "name", "Telegram", "engagements"), rows)


@app.command()
def remove(
    number: Number,
    to: Annotated[
        int | None,
        typer.Option(
            "--to", min=1, max=2**63 - 1, metavar="NUMBER", help="The coach whom their clients are asked about."
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    config: ConfigFile = CONFIG,
) -> None:
    """Remove a coach: from now on they see nothing, and nobody can come in by their links.

    Their clients hear of it; with `--to` they are asked whether that coach goes on with them, and may read what.
    """
    from bot import handing_over
    from bot.clock import Clock
    from storage import coaches, engagements

    with opened(read_config(config)) as database:
        with database.read() as session:
            coach = known(session, number)
            name, count = coaches.label(session, coach), len(engagements.for_coach(session, number))
            if to is not None and (to == number or not handing_over.may_take_over(session, known(session, to))):
                raise typer.TyperException(
                    f"--to {to}: name another coach, who has come in and filled in their profile"
                )
        clients = f"their clients are asked whether coach {to} goes on" if to else "their clients are told so"
        if not yes and not confirmed(f"Remove coach {number}, {name}, who has {count} engagements ({clients})?"):
            warn("nothing was changed")
            raise typer.Exit(1)
        with database.begin() as session:
            taking_over = known(session, to) if to is not None else None
            told = handing_over.remove(session, known(session, number), taking_over, Clock().now())
    say(f"removed: coach {number}, {name}; clients who hear of it: {told}")


def confirmed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise typer.TyperException("nobody is here to confirm; give --yes")
    return typer.confirm(question, err=True)


def known(session: "Session", number: int) -> "Coach":
    from storage import coaches

    found = coaches.get(session, number)
    if found is None:
        warn(f"there is no coach {number}; `luottamus coach list` shows who there is")
        raise typer.Exit(1)
    return found
