"""`luottamus set-aside`: updates that could not be processed, listed without what was said in them."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, NoReturn, ParamSpec, TypeVar

import typer

from bot.commands.opening import CONFIG, ConfigFile, opened, read_config, say, show_table, warn

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.client_desk import Outcome
    from bot.config import Config
    from bot.desk import Desk

P = ParamSpec("P")
T = TypeVar("T")

app = typer.Typer(no_args_is_help=True, help="Updates that failed three times: list, retry or drop them.")
Number = Annotated[
    int, typer.Argument(min=1, max=2**63 - 1, metavar="N", help="Its number, as `set-aside list` shows it.")
]


@app.callback()
def set_aside(config: ConfigFile = CONFIG) -> None:
    pass


@app.command("list")
def list_(config: ConfigFile = CONFIG) -> None:
    """Number, update, kind, error, when it came, and whether there is something to retry."""
    from storage import updates

    with opened(read_config(config)) as database, database.read() as session:
        rows = [
            (each.id, each.update_id, each.kind, each.error, f"{each.at:%Y-%m-%dT%H:%M:%SZ}", each.kept)
            for each in updates.list_set_aside(session)
        ]
    show_table(
        ("number", "update", "kind", "error", "at", "can be retried"),
        [(*row, "yes" if kept else "no") for *row, kept in rows],
    )


@app.command()
def retry(number: Number, config: ConfigFile = CONFIG) -> None:
    """Process one anew, as an answer to what is open in its chat now; a running bot sends what it answers."""
    import asyncio

    from storage import updates

    settings = read_config(config)
    outcomes: list[Outcome] = []
    # One transaction for all of it: a kill on the way leaves the update where it was.
    with opened(settings) as database, database.begin() as session:
        raw = updates.take_back(session, number)
        if raw is None:
            refuse(number)
        desk = desk_in(session, settings, outcomes)
        asyncio.run(desk.take(json.loads(raw)))
    if desk.counts["set_aside"]:
        warn(f"{number} failed again; it is back among those set aside, under another number")
        raise typer.Exit(1)
    say(f"{number} is processed")
    if any(outcome.direct for outcome in outcomes):
        warn("what it says goes out beside the database, and that only a running bot can do: it was not sent")


@app.command()
def drop(number: Number, config: ConfigFile = CONFIG) -> None:
    """Forget one for good, with what was said in it."""
    from storage import updates

    with opened(read_config(config)) as database, database.begin() as session:
        if not updates.drop_set_aside(session, number):
            refuse(number, "dropped")
    say(f"{number} is dropped")


def refuse(number: int, done: str = "retried") -> NoReturn:
    warn(f"nothing numbered {number} can be {done}; `luottamus set-aside list` shows which there are")
    raise typer.Exit(1)


class Within:
    """Stands where a desk's transactions do: each is a savepoint of the one transaction that is open already."""

    def __init__(self, session: "Session") -> None:
        self._session = session

    async def run(self, function: "Callable[Concatenate[Session, P], T]", *args: P.args, **kwargs: P.kwargs) -> T:
        with self._session.begin_nested():
            return function(self._session, *args, **kwargs)


def desk_in(session: "Session", settings: "Config", outcomes: "list[Outcome]") -> "Desk":
    from bot.app import helplines_of, load_dialogues
    from bot.clock import Clock
    from bot.desk import Desk

    within: Any = Within(session)
    return Desk(
        within,
        load_dialogues(settings.words.folder),
        Clock(),
        helplines=helplines_of(settings),
        minimum_age=settings.onboarding.minimum_age,
        console=settings.console.address,
        committed=outcomes.append,
    )
