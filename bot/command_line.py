"""The command line: `luottamus COMMAND`, also `python -m bot`.

A foreseeable fault is said in at most three lines on standard error, with its cure, and ends with 2; where
something that was asked for does not exist, with 1. No traceback: it could hold a client's words or the token.
"""

import os
import sys
from io import TextIOWrapper

import typer

from bot.commands import (
    coaches,
    dialogues,
    due_times,
    keeping,
    leftovers,
    listening,
    reading,
    running,
    setting_up,
    standing,
)
from bot.commands.opening import CONFIG, ConfigFile

WRONG = 2
BROKEN = 1

app = typer.Typer(
    name="luottamus",
    no_args_is_help=True,
    add_completion=False,
    help="A coaching bot on Telegram that a coach hosts for their clients.",
)


@app.callback()
def luottamus(config: ConfigFile = CONFIG) -> None:
    pass


app.command()(setting_up.init)
app.command()(running.run)
app.command()(running.console)
app.command()(running.check)
app.command()(standing.health)
app.command()(running.demo)
app.command()(running.simulator)
app.add_typer(coaches.app, name="coach")
app.command()(reading.engagements)
app.command()(reading.transcript)
app.add_typer(dialogues.app, name="flows")
app.command()(listening.listen)
app.command()(due_times.when)
app.add_typer(leftovers.app, name="set-aside")
app.command()(keeping.backup)
app.command()(keeping.restore)
app.add_typer(keeping.keys, name="keys")


def main() -> None:
    # Whatever a command makes on the disk is its host's alone.
    os.umask(0o077)
    # A name or a word that the terminal's encoding lacks must not end the command.
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = app(standalone_mode=False)
    except typer.Abort:
        sys.exit(BROKEN)
    except typer.TyperException as fault:
        # Asked for nothing, it has said what there is, and no message is left.
        if said := fault.format_message():
            typer.echo(f"luottamus: {said}", err=True)
        sys.exit(WRONG)
    except Exception as fault:  # the last one who can say it
        line, code = told_of(fault)
        typer.echo(f"luottamus: {line}", err=True)
    sys.exit(code or 0)


def told_of(fault: Exception) -> tuple[str, int]:
    """What is said of a fault, and the exit code it ends with."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.config_faults import ConfigError
    from bot.logs import safe_error
    from flows.wording import FlowError
    from storage.backups import RestoreError
    from storage.database import DatabaseError
    from storage.vault import KeyFileError, SealBroken

    if isinstance(fault, (ConfigError, KeyFileError, DatabaseError, FlowError, RestoreError, SealBroken)):
        return str(fault), WRONG
    if isinstance(fault, SQLAlchemyError):
        return f"the database at storage.url could not be used: {safe_error(fault)}", WRONG
    if isinstance(fault, OSError) and fault.filename:
        return f"{fault.filename}: {fault.strerror}", WRONG
    return f"stopped over a fault of its own, which is worth a report: {safe_error(fault)}", BROKEN
