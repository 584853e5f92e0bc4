"""Telling: the story in a terminal, as two chats with a few words between, at reading pace.

Where standard output is no terminal nobody reads along, and nothing pauses.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rich import box
from rich.align import Align
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

WIDEST = 80
BUBBLE = 60
INSIDE = BUBBLE - 4
"""What a bubble leaves for words, beside its edges."""

WORDS_A_SECOND = 16.0
SHORTEST_PAUSE_S = 0.25
LONGEST_PAUSE_S = 3.5
TYPING_S = 0.4


@dataclass(frozen=True)
class Speaker:
    """Somebody in a chat: the bot speaks from the left, people from the right."""

    name: str
    colour: str
    right: bool = True


BOT = Speaker("Luottamus", "cyan", right=False)


class Telling:
    def __init__(self) -> None:
        console = Console(highlight=False)
        self.console = Console(highlight=False, width=min(console.width, WIDEST))
        self.paced = sys.stdout.isatty()

    async def title(self, text: str, below: str) -> None:
        self.console.print()
        self.console.print(Text(text, style="bold"), justify="center")
        self.console.print(Text(below), justify="center")
        await self._read(below)

    async def scene(self, when: str, whose: str) -> None:
        """A new day or another telephone."""
        self.console.print()
        self.console.print(Rule(Text(f"{when} · {whose}", style="bold"), style="bright_black"))
        await self._read(when)

    async def narrate(self, text: str) -> None:
        self.console.print()
        self.console.print(Padding(Text(text, style="italic"), (0, 2, 1, 2)))
        await self._read(text)

    async def bubble(
        self, speaker: Speaker, text: str, at: datetime, buttons: Sequence[str] = (), most_lines: int = 0
    ) -> None:
        """One message; with `most_lines` only its beginning, saying that there is more. `at` is local time."""
        if speaker.right:
            await self._pause(TYPING_S)
        body = _shortened(self._wrapped(text), most_lines)
        if buttons:
            body = [*body, *(Text(row, style="bold") for row in _rows(buttons))]
        head = Text(f" {speaker.name} · {at.hour}:{at:%M} ", style=f"bold {speaker.colour}")
        width = max(*(line.cell_len for line in body), head.cell_len + 2) + 4
        panel = Panel(
            Text("\n").join(body),
            title=head,
            title_align="right" if speaker.right else "left",
            box=box.ROUNDED,
            border_style=speaker.colour,
            width=width,
        )
        self.console.print(Align(panel, "right" if speaker.right else "left"))
        await self._read(" ".join(line.plain for line in body))

    async def side_by_side(self, pairs: Sequence[tuple[str, str]]) -> None:
        """What was said beside what happened."""
        table = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
        for what, when in pairs:
            table.add_row(Text(what, style="italic"), Text(when, style="bold"))
        self.console.print(Align.center(table))
        await self._read(" ".join(when for _, when in pairs))

    def line(self, text: str, style: str = "") -> None:
        self.console.print(Text(text, style=style), soft_wrap=True)

    def _wrapped(self, text: str) -> list[Text]:
        inside = min(INSIDE, self.console.width - 4)
        return list(Text(text).wrap(self.console, inside))

    async def _read(self, text: str) -> None:
        await self._pause(min(SHORTEST_PAUSE_S + len(text.split()) / WORDS_A_SECOND, LONGEST_PAUSE_S))

    async def _pause(self, seconds: float) -> None:
        if self.paced:
            await asyncio.sleep(seconds)


def _shortened(lines: list[Text], most: int) -> list[Text]:
    if not most or len(lines) <= most + 1:
        return lines
    return [*lines[:most], Text(f"… and {len(lines) - most} lines more", style="italic")]


def _rows(buttons: Sequence[str]) -> list[str]:
    """The buttons, as many a line as fit."""
    rows = [""]
    for label in buttons:
        button = f"[ {label} ]"
        if rows[-1] and len(rows[-1]) + len(button) + 1 > INSIDE:
            rows.append("")
        rows[-1] = f"{rows[-1]} {button}".lstrip()
    return rows
