"""A telephone in the story: what a person does there, and what the bot has to answer for the story to go on.

What is expected is named by its place in the bot's own words, such as `check_in.score.ask`, so that the story
holds when the words are written better. If the bot says something else, the story is over: it never pretends.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from string import Formatter
from zoneinfo import ZoneInfo

from bot.clock import Clock
from demo.telling import BOT, Speaker, Telling
from flows.wording import Wording
from simulator import Person, Received

LANGUAGE = "en"
PATIENCE_S = 10.0
"""How long the bot may take over an answer, on a busy machine."""


class StoryBroken(Exception):  # noqa: N818
    """The bot did not do what the story needs. The message is one plain sentence."""


class Script:
    """What the bot can say, found by its place in the words."""

    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self._texts = {f"{table}.{path}": text[LANGUAGE] for table, path, text in wording}

    def pattern(self, place: str) -> re.Pattern[str]:
        """Finds the text in a message, whatever it was filled with."""
        fixed = (re.escape(literal) for literal, *_ in Formatter().parse(self._texts[place].strip()))
        return re.compile(".*?".join(fixed), re.DOTALL)

    def beginning(self, place: str) -> str:
        return self._texts[place].strip().split("\n")[0][:60]

    def says(self, place: str, **values: object) -> str:
        table, path = place.split(".", 1)
        return self.wording.text(table, path, LANGUAGE, **values)

    def label(self, button: str) -> str:
        """The label of a button named by flow, step and choice: `check_in.right.no`."""
        flow, step, choice = button.split(".")
        return self.wording.labels(flow, step, (choice,), LANGUAGE)[choice].split("|")[0]


class Phone:
    """One person's chat with the bot. `zone` is the one in which the story tells the time."""

    def __init__(
        self, person: Person, speaker: Speaker, telling: Telling, script: Script, clock: Clock, zone: ZoneInfo
    ) -> None:
        self.person = person
        self.speaker = speaker
        self.telling = telling
        self.script = script
        self.clock = clock
        self.zone = zone
        self.unseen = False
        self.most_lines = 0

    @contextmanager
    def skipped(self) -> Iterator[None]:
        """What is done in this block happens, and is not shown."""
        self.unseen = True
        try:
            yield
        finally:
            self.unseen = False

    @contextmanager
    def shortened(self, most_lines: int) -> Iterator[None]:
        """What the bot says in this block is shown by its beginning."""
        self.most_lines = most_lines
        try:
            yield
        finally:
            self.most_lines = 0

    # What the person does. Each names what the bot must answer: the step it `asks`, or the text it `tells`.

    async def opens(self, link: str, *, asks: str) -> Received:
        await self._show(self.speaker, "(opens the link)")
        await self.person.say(f"/start {link.split('start=')[1]}")
        return await self.hears(f"{asks}.ask")

    async def says(self, text: str, *, asks: str = "", tells: str = "") -> Received:
        await self._show(self.speaker, text)
        await self.person.say(text)
        return await self.hears(tells or f"{asks}.ask")

    async def taps(self, button: str, *, asks: str = "", tells: str = "") -> Received:
        label = self.script.label(button)
        await self._show(self.speaker, f"[{label}]")
        await self.person.tap(label)
        return await self.hears(tells or f"{asks}.ask")

    async def taps_an_old_button(self, button: str, message: Received, *, tells: str) -> Received:
        label = self.script.label(button)
        await self._show(self.speaker, f"[{label}]  (of the question before)")
        data = next(each.data for row in message.buttons for each in row if each.text == label)
        await self.person.tap(str(data), message.id, stale=True)
        return await self.hears(tells)

    async def sends_a_voice_note(self, *, tells: str) -> Received:
        await self._show(self.speaker, "(a voice note, 0:07)")
        await self.person.send_voice(7)
        return await self.hears(tells)

    async def looks_at(self, message: Received) -> None:
        """Show what the bot said at the end of what was skipped."""
        await self._show(BOT, message.text, message.date, message.labels)

    # What the bot answers

    async def hears(self, place: str, patience_s: float = PATIENCE_S) -> Received:
        """The message in which the bot says this. Whatever it says before that is shown as well."""
        wanted = self.script.pattern(place)
        while True:
            try:
                new = await self.person.wait(1, patience_s)
            except TimeoutError:
                raise StoryBroken(
                    f"{self.speaker.name} waited {patience_s:.0f} seconds for the bot to say "
                    f"“{self.script.beginning(place)} …” ({place}), and it did not."
                ) from None
            for message in new:
                await self._show(BOT, message.text, message.date, message.labels)
            if found := [message for message in new if wanted.search(message.text)]:
                return found[-1]

    async def _show(self, speaker: Speaker, text: str, at: datetime | None = None, buttons: Sequence[str] = ()) -> None:
        if not self.unseen:
            local = (at or self.clock.now()).astimezone(self.zone)
            await self.telling.bubble(speaker, text, local, buttons, self.most_lines)
