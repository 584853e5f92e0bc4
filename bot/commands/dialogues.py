"""`luottamus flows`: the dialogues listed, checked, drawn, and rehearsed in the terminal."""

import inspect
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.opening import say, warn

if TYPE_CHECKING:
    from flows.grammar import Flow, Guard

app = typer.Typer(no_args_is_help=True, help="List, check, draw and rehearse the dialogues. Needs no configuration.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="A flow, as `flows list` names it.")]


@app.command("list")
def list_() -> None:
    """Name, steps and moves of each flow."""
    from bot.app import FLOWS
    from bot.commands.opening import show_table

    rows = [(flow.name, len(flow.steps), len(list(flow.moves()))) for flow in FLOWS.values()]
    show_table(("flow", "steps", "moves"), rows)


@app.command()
def check() -> None:
    """Whether every step can be reached and left, and every text stands in each language."""
    from bot.app import load_dialogues

    dialogues = load_dialogues()
    say(f"{len(dialogues.flows)} flows: every step can be reached and left, every text stands in each language")


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
) -> None:
    """Talk through a flow without Telegram or database; a button's number taps it. Input may be piped in."""
    from bot.commands.rehearsal import rehearse_flow
    from flows.wording import LANGUAGES

    if language not in LANGUAGES:
        raise typer.TyperException(f"no language is called {language!r} here; give {' or '.join(LANGUAGES)}")
    step = rehearse_flow(flow_called(name), language)
    if step and not sys.stdin.isatty():
        warn(f"the input ended, and the talk was still at step {step}")
        raise typer.Exit(1)


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
    yield "stateDiagram-v2"
    yield f"    [*] --> {flow.first.name}"
    for step, move in flow.moves():
        yield f"    {step.name} --> {move.to}" + (f": {guard_name(move.when)}" if move.when else "")
    for step in flow.steps.values():
        if not step.moves:
            yield f"    {step.name} --> [*]"


def guard_name(guard: "Guard") -> str:
    """A guard in words: "week was low", or "said consent True" for one that was made for a step and a value."""
    maker, _, rest = guard.__qualname__.partition(".<locals>.")
    given = inspect.getclosurevars(guard).nonlocals.values() if rest else ()
    return " ".join([maker, *map(str, given)]).replace("_", " ")
