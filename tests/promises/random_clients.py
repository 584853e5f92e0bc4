"""Clients who do anything at all: texts, taps, commands, edits, media, silences and jumps of the clock, by chance.

`PLAYS=2000 python -m pytest tests/promises/test_random_clients.py` plays so many lives of fifty steps each; without
PLAYS a few dozen. The real desk, sweep and deliveries run on a real SQLite file; only time and the network are made up.
A play that fails is made as short as it can be, and printed.
"""

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import func, select

import bot.delivery
from bot.app import load_dialogues
from bot.client_desk import Outcome
from bot.delivery import Deliveries
from bot.desk import Desk
from bot.logs import set_up_logs
from bot.reply_times import ReplyTimes
from bot.sweep import Sweep
from storage import coaches, invitations, people, talks, updates
from storage.database import Database
from storage.tables import Engagement, Outbox, Promise
from storage.vault import Vault
from tests.promises.sixty_days import Inline, Places, SetClock

COACH, OTHER_COACH, CLIENT = 900, 901, 1000
COMMANDS = (
    "start", "help", "checkin", "reflect", "commitments", "agreement", "promises", "readers", "schedule",
    "settings", "review", "pulse", "repair", "coach", "farewell", "delete", "pause", "resume", "export",
    "privacy", "sos", "why", "back", "skip", "cancel", "model", "coaches", "share", "offrecord", "handover",
    "nonsense",
)  # fmt: skip
SAID = (
    "yes", "no", "ok", "fine", "3", "22-7", "daily 09:00", "weekends", "Helsinki", "Tokyo", "friday", "tomorrow at 7",
    "Maria", "english", "suomeksi", "my father", "I had a row with my sister and I keep thinking about it",
    "I want to go for a walk every morning", "I'm not sure what I want, but I'm tired of this job",
    "I have an interview on Friday", "thank you", "that hurt", "leave it", "now", "stop", "I want to kill myself",
    "everybody would be better off without me", "olen väsynyt", "kyllä", "en", "👍", "...", "change", "done", "1", "2",
)  # fmt: skip
AGREES = (
    "yes", "yes", "yes", "Maria", "Helsinki", "yes", *["fine"] * 4, "nothing", "fine", "yes", "nobody", "fine", "fine",
    "I agree",
)  # fmt: skip
HELP = "findahelpline"
AFTER = (
    "", "", "", "anna", "berit", "monday", "change", "history", "new", "1", "what I mean to say", "daily 10:00",
    "until friday",
)  # fmt: skip
BY_THE_COACH = (
    "/reply Maria I read it", "/propose Maria daily 18:00", "/transcript Maria", "/promises", "/agreement Maria",
    "/talk Maria", "/done", "/handover Maria Berit", "/handover Maria Anna", "/clients", "hello", "yes",
)  # fmt: skip
MEDIA = {
    "voice": {"file_id": "v", "duration": 3}, "sticker": {"file_id": "s"}, "photo": [{"file_id": "p"}],
    "location": {"latitude": 60.0, "longitude": 24.0}, "poll": {"id": "1"}, "unheard_of": {"x": 1},
}  # fmt: skip


@cache
def dialogues() -> Any:
    return load_dialogues()


@cache
def made() -> Path:
    """A database with tables, made once."""
    path = Path(tempfile.mkdtemp(prefix="luottamus-plays-")) / "made.sqlite"
    database = Database(f"sqlite:///{path}", Vault(bytes(32)))
    database.upgrade()
    database.fold()
    database.close()
    return path


class Life(RuleBasedStateMachine):
    """One client of one coach, from the invitation on, and perhaps of another one's too."""

    def __init__(self) -> None:
        super().__init__()
        set_up_logs(level=60)
        shared = Path("/dev/shm")
        self.folder = Path(tempfile.mkdtemp(prefix="luottamus-life-", dir=shared if shared.is_dir() else None))
        shutil.copy(made(), self.folder / "life.sqlite")
        self.database = Database(f"sqlite:///{self.folder / 'life.sqlite'}", Vault(bytes(32)))
        self.clock = SetClock(datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
        self.loop = asyncio.new_event_loop()
        transactions: Any = Inline(self.database, Places())
        nobody: Any = None
        self.desk = Desk(transactions, dialogues(), self.clock)
        self.deliveries = Deliveries(nobody, transactions, self.clock, self.desk.post)
        self.desk.committed = self._committed
        self.sweep = Sweep(transactions, self.desk, self.clock)
        self.reply_times = ReplyTimes(transactions, self.desk, self.clock)
        self.update_id = self.sent = 0
        self.said: list[tuple[int, str]] = []
        self.buttons: list[tuple[int, str]] = []
        self.blocked = False
        self.other_code = ""
        self.own_messages: list[int] = []
        self._deliver, bot.delivery.deliver = bot.delivery.deliver, self._arrived

    def teardown(self) -> None:
        try:
            if not self.blocked:
                self._ends_well()
        finally:
            bot.delivery.deliver = self._deliver
            self.loop.close()
            self.database.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _ends_well(self) -> None:
        """Wherever it has come to: help is one command away, and every word has an answer."""
        for text in ("hello there, how is this", "/cancel", "/sos"):
            self._hears({"text": text})
        with self.database.read() as session:
            erased = session.scalar(select(func.count()).select_from(Engagement)) == 0
        assert erased or any(HELP in said for _, said in self.said[-3:]), self.said[-3:]

    # The world

    def _committed(self, outcome: Outcome) -> None:
        self.said += [(each.chat_id, each.text or each.menu) for each in outcome.direct]
        if outcome.tap_text:
            self.said.append((CLIENT, outcome.tap_text))

    async def _arrived(self, _: Any, row: Any) -> int | None:
        params = row.payload["params"]
        self.sent += 1
        self.said.append((row.telegram_id, params.get("text") or params.get("caption") or row.method))
        if row.telegram_id == CLIENT:
            keyboard = params.get("reply_markup", {}).get("inline_keyboard", [])
            self.buttons += [(self.sent, each["callback_data"]) for line in keyboard for each in line]
        return self.sent

    def _run(self, work: Coroutine[Any, Any, Any]) -> None:
        self.loop.run_until_complete(work)

    async def _deliver_all(self) -> None:
        while await self.deliveries._step():
            if under_way := list(self.deliveries._under_way.values()):
                await asyncio.gather(*under_way)

    def _update(self, body: dict[str, Any]) -> None:
        self.update_id += 1

        async def taken() -> None:
            await self.desk.take({"update_id": self.update_id, **body})
            await self._deliver_all()

        self._run(taken())

    def _message(self, chat: int, content: dict[str, Any]) -> dict[str, Any]:
        self.sent += 1
        person = {"id": chat, "is_bot": False, "first_name": "c", "language_code": "en"}
        at = int(self.clock.at.timestamp())
        return {"message_id": self.sent, "date": at, "chat": {"id": chat, "type": "private"}, "from": person, **content}

    def _hears(self, content: dict[str, Any]) -> None:
        """The client says this, and gets an answer."""
        before = len(self.said)
        message = self._message(CLIENT, content)
        self.own_messages.append(message["message_id"])
        self._update({"message": message})
        self.blocked = False
        assert self._answered(before), f"no answer to {content}"

    def _answered(self, before: int) -> bool:
        """Whether the client heard something since; in a live conversation it is the coach who hears them."""
        with self.database.read() as session:
            live = session.scalar(select(func.count()).where(Engagement.live_until.is_not(None)))
        return any(chat in (CLIENT, *((COACH, OTHER_COACH) if live else ())) for chat, _ in self.said[before:])

    # What happens

    @initialize(agrees=some.booleans())
    def invited(self, agrees: bool) -> None:
        """Half of them go through the onboarding as it is proposed."""
        now = self.clock.now()
        with self.database.begin() as session:
            code, self.other_code = (
                self._coach(session, name, number, now) for name, number in (("Anna", COACH), ("Berit", OTHER_COACH))
            )
        self._hears({"text": f"/start {code}"})
        for text in AGREES if agrees else ():
            self._hears({"text": text})
        with self.database.read() as session:
            assert not agrees or session.get_one(Engagement, 1).state == "active"

    def _coach(self, session: Any, name: str, number: int, now: datetime) -> str:
        """A coach with a profile; the code of their invitation."""
        coach = coaches.add(session, name, now, zone="Europe/Helsinki")
        coaches.set_profile(session, coach, {"name": name, "approach": "a", "qualifications": "q", "limits": "l"})
        chat = people.get_or_make_chat(session, number, "en", now)
        assert invitations.open_invitation(session, invitations.make_for_coach(session, coach, now), chat, now)
        return invitations.make_for_client(session, coach, "Maria", now)[0]

    @precondition(lambda self: self.other_code)
    @rule(agrees=some.booleans())
    def comes_to_another_coach(self, agrees: bool) -> None:
        """The link may have become too old."""
        self._hears({"text": f"/start {self.other_code}"})
        self.other_code = ""
        for text in AGREES if agrees else ():
            self._hears({"text": text})

    @rule(text=some.sampled_from(SAID) | some.text(max_size=60))
    def says(self, text: str) -> None:
        self._hears({"text": text} if text.strip() else {"sticker": {"file_id": "s"}})

    @rule(name=some.sampled_from(COMMANDS), rest=some.sampled_from(AFTER))
    def commands(self, name: str, rest: str) -> None:
        self._hears({"text": f"/{name} {rest}".strip()})

    @precondition(lambda self: self.buttons)
    @rule(back=some.integers(0, 6))
    def taps(self, back: int) -> None:
        """A button of the last messages, or of an older one."""
        message_id, data = self.buttons[-1 - back % len(self.buttons)]
        before = len(self.said)
        sender = {"id": CLIENT, "is_bot": False, "first_name": "c", "language_code": "en"}
        message = {"message_id": message_id, "date": 1, "chat": {"id": CLIENT, "type": "private"}}
        self._update({"callback_query": {"id": "1", "from": sender, "message": message, "data": data}})
        assert self._answered(before), f"no answer to a tap on {data}"

    @rule(kind=some.sampled_from(sorted(MEDIA)), caption=some.sampled_from(("", *SAID)))
    def sends(self, kind: str, caption: str) -> None:
        self._hears({kind: MEDIA[kind], **({"caption": caption} if caption and kind == "photo" else {})})

    @precondition(lambda self: self.own_messages)
    @rule(back=some.integers(0, 5), text=some.sampled_from(SAID))
    def edits(self, back: int, text: str) -> None:
        before = len(self.said)
        edited = {
            **self._message(CLIENT, {"text": text}),
            "message_id": self.own_messages[-1 - back % len(self.own_messages)],
        }
        self._update({"edited_message": edited})
        assert self._answered(before), f"no answer to an edit into {text!r}"

    @rule(hours=some.sampled_from((0.1, 1, 5, 20, 30, 80, 200)))
    def waits(self, hours: float) -> None:
        self.clock.at += timedelta(hours=hours)

        async def worked() -> None:
            await self.sweep.run()
            await self.reply_times.review()
            await self._deliver_all()

        self._run(worked())

    @rule(text=some.sampled_from(BY_THE_COACH), number=some.sampled_from((COACH, OTHER_COACH)))
    def coach_says(self, text: str, number: int) -> None:
        self._update({"message": self._message(number, {"text": text})})

    @rule(number=some.sampled_from((COACH, OTHER_COACH)), whose=some.sampled_from((1, 2)), to=some.sampled_from((1, 2)))
    def coach_hands_over(self, number: int, whose: int, to: int) -> None:
        """Confirmed by a tap, of a button that may not be theirs."""
        sender = {"id": number, "is_bot": False, "first_name": "c", "language_code": "en"}
        message = {"message_id": 1, "date": 1, "chat": {"id": number, "type": "private"}}
        data = f"0.0.handover {whose} {to}"
        self._update({"callback_query": {"id": "1", "from": sender, "message": message, "data": data}})

    @rule()
    def blocks(self) -> None:
        chat = {"id": CLIENT, "type": "private"}
        self._update({"my_chat_member": {"chat": chat, "new_chat_member": {"status": "kicked"}}})
        self.blocked = True

    # What always holds

    @invariant()
    def nothing_failed(self) -> None:
        with self.database.read() as session:
            assert updates.list_set_aside(session) == []
            assert session.scalar(select(func.count()).where(Outbox.state.in_(("failed", "unknown")))) == 0

    @invariant()
    def a_talk_stands_at_a_step_of_its_flow(self) -> None:
        with self.database.read() as session:
            for engagement in session.scalars(select(Engagement)):
                if talk := talks.open_talk(session, engagement):
                    step = dialogues().flows[talk.flow].steps.get(talk.step)
                    assert step is not None, f"{talk.flow} stands at {talk.step}"
                    assert step.hears is not None, f"{talk.flow} is over at {talk.step}, and open"

    @invariant()
    def a_promise_ends_once_it_is_long_past(self) -> None:
        with self.database.read() as session:
            for each in session.scalars(select(Promise).where(Promise.outcome.is_(None), Promise.made_by == "bot")):
                assert each.due_at > self.clock.at - timedelta(days=30), f"{each.kind} of {each.due_at} is open"
