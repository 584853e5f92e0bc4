"""`luottamus flows`: the dialogues listed, checked, drawn, and rehearsed in the terminal."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.opening import CONFIG, ConfigFile, read_config, say, warn
from bot.commands.upgrades import record_steps, recorded_faults, strandings_before

if TYPE_CHECKING:
    from bot.config import Config
    from flows.grammar import Flow

app = typer.Typer(
    no_args_is_help=True,
    help="List, check, draw and rehearse the dialogues. Needs no configuration; with one, your own words.",
)
Name = Annotated[str, typer.Argument(metavar="NAME", help="A flow, as `flows list` names it.")]


@app.command("list")
def list_() -> None:
    """Name, steps and moves of each flow."""
    from bot.app import FLOWS
    from bot.commands.opening import show_table

    rows = [(flow.name, len(flow.steps), len(list(flow.moves()))) for flow in FLOWS.values()]
    show_table(("flow", "steps", "moves"), rows)


@app.command()
def check(config: ConfigFile = CONFIG) -> None:
    """Whether every step can be reached and left, and no talk would be stranded; with a configuration, your database's.

    Each flow's steps are compared with those that were recorded. With a configuration the words folder is read too.
    """
    from bot.app import load_dialogues

    settings = settings_if_any(config)
    dialogues = load_dialogues(settings.words.folder if settings else None)
    say(f"{len(dialogues.flows)} flows: every step can be reached and left, every text stands in each language")
    faults = [*recorded_faults(), *(strandings_before(settings) if settings else ())]
    for each in faults:
        warn(each)
    if faults:
        raise typer.Exit(2)
    say("every step that was ever recorded goes on somewhere")
    say(
        "every talk in the database that is open or at rest goes on somewhere"
        if settings
        else "talks in a database were not looked at; give --config FILE"
    )


@app.command()
def record() -> None:
    """For whoever changes flows: write down at which steps each asks, so that `check` finds one that went."""
    say(f"recorded the steps of {record_steps()} flows")


@app.command()
def words(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A flow, or a table of words that flows share.")],
    config: ConfigFile = CONFIG,
) -> None:
    """Print every text of NAME by its key, as it may stand in a file of your own; with your own words in it."""
    from bot.app import load_wording

    settings = settings_if_any(config)
    wording = list(load_wording(settings.words.folder if settings else None))
    names = list(dict.fromkeys(table for table, _, _ in wording))
    if name not in names:
        raise typer.TyperException(f"no words are called {name!r}; give one of {', '.join(names)}")
    for table, path, text in wording:
        for language, said in text.items() if table == name else ():
            say(f"{path}.{language} = {json.dumps(said, ensure_ascii=False)}")


@app.command()
def draw(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A flow, as `flows list` names it.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Every flow, as a Markdown page.")] = False,
) -> None:
    """Print a flow as a mermaid state diagram; an arrow that has a guard names it, the first that holds is taken."""
    from bot.app import FLOWS

    if not every and not name:
        raise typer.TyperException(f"which flow? Give one of {', '.join(FLOWS)}, or --all")
    if not every:
        say("\n".join(drawn(flow_called(name))))
        return
    say("# Flows\n\nDrawn by `luottamus flows draw --all`. From a step, the first arrow whose guard holds is taken.")
    for flow in FLOWS.values():
        say("\n".join(["", f"## {flow.name}", "", "```mermaid", *drawn(flow), "```"]))


@app.command()
def rehearse(
    name: Name,
    language: Annotated[str, typer.Option(help="en or fi.")] = "en",
    config: ConfigFile = CONFIG,
) -> None:
    """Talk through a flow without Telegram or database; a button's number taps it. Input may be piped in."""
    from bot.commands.rehearsal import rehearse_flow
    from flows.wording import LANGUAGES

    if language not in LANGUAGES:
        raise typer.TyperException(f"no language is called {language!r} here; give {' or '.join(LANGUAGES)}")
    settings = settings_if_any(config)
    step = rehearse_flow(flow_called(name), language, settings.words.folder if settings else None)
    if step and not sys.stdin.isatty():
        warn(f"the input ended, and the talk was still at step {step}")
        raise typer.Exit(1)


def settings_if_any(config: Path) -> "Config | None":
    """The configuration; None if none was named and there is none in its usual place. Raises ConfigError."""
    return read_config(config) if config.exists() or config != CONFIG else None


def flow_called(name: str) -> "Flow":
    from bot.app import FLOWS

    if name not in FLOWS:
        raise typer.TyperException(f"no flow is called {name!r}; give one of {', '.join(FLOWS)}")
    flow: Flow = FLOWS[name]
    return flow


# Drawing
#
# By hand, for three things `GraphMachine` does not do in transitions 0.9.3: it joins the arrows between two steps
# into one, losing the order in which guards are asked; it writes "<lambda>" for a guard that was made for a step;
# and its title is no valid front matter.


def drawn(flow: "Flow") -> Iterator[str]:
    """The lines of a mermaid state diagram."""
    from flows.grammar import guard_name

    yield "stateDiagram-v2"
    yield f"    [*] --> {flow.first.name}"
    for step, move in flow.moves():
        yield f"    {step.name} --> {move.to}" + (f": {guard_name(move.when)}" if move.when else "")
    for step in flow.steps.values():
        if not step.moves:
            yield f"    {step.name} --> [*]"
