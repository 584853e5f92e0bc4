"""Two upgrades tried for real: an old database with talks open in every step of every flow, and a new release on it.

The old talks are those of the conversations, which come to every step: each is a client's (or a coach's) of their own.
Each then says or taps something to the new release.
"""

import copy
import json
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import app
from bot.app import FLOWS, GONE
from bot.clock import Clock
from bot.desk import Desk
from bot.transactions import Transactions
from flows.grammar import Flow
from flows.turn import Dialogues
from flows.upgrades import stranded
from flows.values import Heard, Scene, Talk
from flows.wording import Wording
from storage import agreements, coaches, engagements, invitations, people, talks, turns, updates
from storage.database import Database
from storage.tables import Coach, Engagement, Outbox
from storage.vault import Vault
from tests.conversation import Rehearsal, conversations
from tests.upgrades import asking, renamed, rounds, words_renamed

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
KEY = bytes(range(32))
COACHS = 900
GONE_QUESTION = {"en": "that question is gone", "fi": "eikä sitä kysymystä enää ole"}
GONE_FLOW = {"en": "so it ends here", "fi": "Se päättyy siis tähän"}
KEPT = {"en": "What you told me is kept.", "fi": "Se, mitä kerroit, on tallessa."}


# The old database


@cache
def places() -> dict[tuple[str, str], Scene]:
    """(flow, step) -> the scene of a conversation that waits for an answer there. Every step is among them."""
    found: dict[tuple[str, str], Scene] = {}
    dialogues = app.load_dialogues()
    for conversation in conversations():
        rehearsal = Rehearsal(dialogues, conversation.settings)
        for speaker, said in (("bot", ""), *conversation.lines):
            if speaker == "client":
                rehearsal.hear(said)
            scene = rehearsal.scene
            for talk in filter(None, (scene.talk, scene.resting)):
                found.setdefault((talk.flow, talk.step), scene.with_talk(talk))
    return found


def test_the_conversations_come_to_every_step() -> None:
    assert not {(flow.name, step) for flow in FLOWS.values() for step in asking(flow)} - set(places())


@dataclass
class Client:
    """Whoever waits at one step: their chat, their row, and the old talk."""

    chat: int
    owner: type[Engagement] | type[Coach]
    number: int
    scene: Scene

    @property
    def before(self) -> Talk:
        assert self.scene.talk is not None
        return self.scene.talk

    def row(self, session: Session) -> Engagement | Coach:
        return session.get_one(self.owner, self.number)


class OldDatabase:
    def __init__(self, folder: Path) -> None:
        self.file = folder / "old.sqlite"
        self.database = Database(f"sqlite:///{self.file}", Vault(KEY))
        self.database.upgrade()
        self.updates = 0
        with self.database.begin() as session:
            self.coach = self._coach(session, COACHS)
            self.clients = [self._at(session, 1000 + n, scene) for n, scene in enumerate(places().values())]

    def copied(self, folder: Path) -> "OldDatabase":
        """The same clients in a file of its own; this one must be folded and closed."""
        copied = copy.copy(self)
        copied.file = shutil.copy(self.file, folder)
        copied.database = Database(f"sqlite:///{copied.file}", Vault(KEY))
        return copied

    def _coach(self, session: Session, telegram: int) -> Coach:
        coach = coaches.add(session, "Anna", NOW, zone="Europe/Helsinki")
        code = invitations.make_for_coach(session, coach, NOW)
        assert invitations.open_invitation(session, code, people.get_or_make_chat(session, telegram, "en", NOW), NOW)
        return coach

    def _at(self, session: Session, telegram: int, scene: Scene) -> Client:
        assert scene.talk is not None
        owner = self._coach_at(session, telegram, scene) if scene.state == "coach" else None
        owner = owner or self._client_at(session, telegram, scene)
        talks.start(session, owner, scene.talk, NOW)
        return Client(telegram, type(owner), owner.id, scene)

    def _coach_at(self, session: Session, telegram: int, scene: Scene) -> Coach:
        coach = self._coach(session, telegram)
        people.set_language(session, people.get_or_make_chat(session, telegram, "en", NOW), scene.language)
        return coach

    def _client_at(self, session: Session, telegram: int, scene: Scene) -> Engagement:
        code, engagement = invitations.make_for_client(session, self.coach, f"client {telegram}", NOW)
        chat = people.get_or_make_chat(session, telegram, scene.language, NOW)
        assert invitations.open_invitation(session, code, chat, NOW)
        engagements.set_language(session, engagement, scene.language)
        if scene.consented:
            engagements.set_consent(session, engagement, 1, NOW)
            engagements.set_zone(session, engagement, "Europe/Helsinki", "FI")
        if scene.agreement:
            agreements.add(session, engagement, scene.agreement.to_json(), "coach", NOW)
        engagements.set_state(session, engagement, scene.state, NOW)
        return engagement

    @asynccontextmanager
    async def desk(self, dialogues: Dialogues) -> AsyncIterator[Desk]:
        transactions = Transactions(self.database)
        yield Desk(transactions, dialogues, Clock())
        transactions.close()

    async def say(self, desk: Desk, client: Client, text: str) -> str:
        message = {"message_id": self._next(), "chat": {"id": client.chat, "type": "private"}, "text": text}
        return await self._take(desk, client, {"update_id": self.updates, "message": message})

    async def tap(self, desk: Desk, client: Client, choice: str) -> str:
        """Tap a button of the question that the old release asked."""
        with self.database.read() as session:
            row = talks.open_talk(session, client.row(session))
            assert row is not None
            data = f"{row.id}.{client.before.question}.{choice}"
        message = {"message_id": self._next(), "chat": {"id": client.chat, "type": "private"}}
        query = {"id": "1", "data": data, "message": message}
        return await self._take(desk, client, {"update_id": self.updates, "callback_query": query})

    def _next(self) -> int:
        self.updates += 1
        return self.updates

    async def _take(self, desk: Desk, client: Client, raw: Mapping[str, Any]) -> str:
        """What the bot answered, all of it."""
        before = set(self._sent(client))
        await desk.take(raw)
        with self.database.read() as session:
            assert not updates.list_set_aside(session), client.before
        return "\n".join(text for number, text in self._sent(client).items() if number not in before)

    def _sent(self, client: Client) -> dict[int, str]:
        with self.database.read() as session:
            rows = turns.load(session, client.chat)
            assert rows is not None
            found = session.scalars(select(Outbox).where(Outbox.chat_id == rows.chat.id).order_by(Outbox.id))
            return {each.id: _text(session, each) for each in found}

    def after(self, client: Client) -> tuple[Talk, str]:
        """The talk that was open before the upgrade, as it is now, and its state."""
        with self.database.read() as session:
            owner = client.row(session)
            row = min(talks.list_for(session, owner), key=lambda each: each.id)
            return talks.value(session, owner, row), row.state

    def set_state(self, client: Client, state: str) -> None:
        with self.database.begin() as session:
            row = talks.open_talk(session, client.row(session))
            assert row is not None
            talks.end(session, row, state, NOW)  # type: ignore[arg-type]


def _text(session: Session, row: Outbox) -> str:
    opened = session.info["vault"].open_value(session, row.key_id, "outbox", row.id, "payload", row.payload)
    return str(opened["params"].get("text") or opened["params"].get("caption", ""))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> OldDatabase:
    made = OldDatabase(tmp_path_factory.mktemp("old"))
    made.database.fold()
    made.database.close()
    return made


@pytest.fixture
def old(made: OldDatabase, tmp_path: Path) -> Iterator[OldDatabase]:
    old = made.copied(tmp_path)
    yield old
    old.database.close()


def dialogues_of(flows: Mapping[str, Flow], words: Mapping[str, Any] | None = None) -> Dialogues:
    shipped = app.load_dialogues()
    return Dialogues(flows, Wording(words) if words else shipped.wording, shipped.listener, shipped.screen)


@cache
def releases() -> list[tuple[dict[str, Flow], dict[str, str]]]:
    return list(rounds(FLOWS, can_be_asked))


def can_be_asked(flow: Flow, step: str) -> bool:
    """Whether the talk that waited there can be asked where the release would go on, by what it knows."""
    dialogues = dialogues_of({**FLOWS, flow.name: flow})
    try:
        dialogues.changed(None, places()[flow.name, step])
    except (AssertionError, KeyError, RecursionError, TypeError):
        return False
    return True


def kept(before: Talk, after: Talk, again: frozenset[str] = frozenset()) -> bool:
    """Whether each answer given before is in the notes still, by whatever name; but for those asked `again`."""
    notes = [json.dumps(note) for note in after.notes.values()]
    given = [step for step in before.trail if step in before.notes and step not in again]
    return all(json.dumps(before.notes[step]) in notes for step in given)


def without_the_update(heard: Heard, client: Client) -> frozenset[str]:
    """The answers of before that this message takes back by itself, as when a mirror is put right and asked anew."""
    turn = dialogues_of(FLOWS).take(heard, client.scene)
    after = turn.talk.notes if turn.talk and turn.talk.flow == client.before.flow else client.before.notes
    return frozenset(step for step, note in client.before.notes.items() if after.get(step) != note)


# The two upgrades, and flows that are gone


@pytest.mark.parametrize("how", ["text", "tap"])
async def test_after_steps_were_renamed_every_client_goes_on_as_if_nothing_had_been(old: OldDatabase, how: str) -> None:
    release = {name: renamed(flow) for name, flow in FLOWS.items()}
    tables = {name: app.load_toml(app.WORDS / f"{name}.toml") for name in (*FLOWS, *app.SHARED)}
    known = places_of(old)
    assert not stranded(release, GONE, known)
    dialogues = dialogues_of(release, words_renamed(tables, FLOWS))
    async with old.desk(dialogues) as desk:
        for client in old.clients:
            offers = list(FLOWS[client.before.flow].steps[client.before.step].offers)
            tapped = how == "tap" and offers
            # The last button: the first would erase the client who is asked about that.
            said = await (
                old.tap(desk, client, offers[-1])
                if tapped
                else old.say(desk, client, "I am tired of all the meetings at work")
            )
            assert said, client.before
            assert GONE_QUESTION[client.scene.language] not in said
            after, state = old.after(client)
            assert state != "open" or (after.version == 2 and after.step.endswith("_anew")), client.before
            heard = (
                Heard("tap", "", offers[-1], client.before.question) if tapped else Heard("text", "It was a long week")
            )
            asked_again = without_the_update(heard, client)
            assert kept(client.before, after, asked_again), (client.before, after)
    assert not stranded(release, GONE, places_of(old))


@pytest.mark.parametrize("how", ["text", "tap", "command"])
async def test_after_steps_were_removed_every_client_is_told_and_asked_anew(old: OldDatabase, how: str) -> None:
    waiting = {(each.before.flow, each.before.step): each for each in old.clients}
    told = 0
    for release, gone in releases():
        async with old.desk(dialogues_of(release)) as desk:
            for flow, step in gone.items():
                client = waiting[flow, step]
                offers = list(FLOWS[flow].steps[step].offers)
                if how == "tap" and offers:
                    said = await old.tap(desk, client, offers[0])
                else:
                    said = await old.say(desk, client, "/help" if how == "command" else "It was a long week")
                assert GONE_QUESTION[client.scene.language] in said, (client.before, said)
                consented = client.scene.consented or client.owner is Coach
                assert (KEPT[client.scene.language] in said) is consented
                after, state = old.after(client)
                assert kept(client.before, after), (client.before, after)
                assert (state == "open") is release[flow].asks_at(after.step), (client.before, after, state)
                if how == "text" and consented:
                    assert after.notes["said_to_gone"] == {step: "It was a long week"}
                told += 1
    assert told > len(places()) * 0.9


async def test_after_flows_were_removed_every_client_is_told_and_their_talk_is_closed(old: OldDatabase) -> None:
    for name in FLOWS:
        release = without_flow(name)
        async with old.desk(dialogues_of(release)) as desk:
            for client in (each for each in old.clients if each.before.flow == name):
                said = await old.say(desk, client, "It was a long week")
                assert GONE_FLOW[client.scene.language] in said, client.before
                after, state = old.after(client)
                assert kept(client.before, after)
                assert state == "replaced"


async def test_talks_at_rest_are_told_when_they_are_called_for(old: OldDatabase) -> None:
    """Their clients hear of it when they say /resume, and not before."""
    resting = [each for each in old.clients if each.owner is Engagement and each.scene.state == "active"]
    for client in resting:
        old.set_state(client, "resting")
    waiting = {(each.before.flow, each.before.step): each for each in resting}
    for release, gone in releases():
        async with old.desk(dialogues_of(release)) as desk:
            for place in gone.items():
                if client := waiting.get(place):
                    assert GONE_QUESTION[client.scene.language] in await old.say(desk, client, "/resume"), client.before
                    assert kept(client.before, old.after(client)[0])


async def test_a_talk_at_rest_whose_flow_is_gone_is_closed_when_it_is_called_for(old: OldDatabase) -> None:
    for name in FLOWS:
        resting = [each for each in old.clients if each.before.flow == name and each.owner is Engagement]
        async with old.desk(dialogues_of(without_flow(name))) as desk:
            for client in (each for each in resting if each.scene.state == "active"):
                old.set_state(client, "resting")
                assert GONE_FLOW[client.scene.language] in await old.say(desk, client, "/resume")
                after, state = old.after(client)
                assert kept(client.before, after)
                assert state == "replaced"


def without_flow(name: str) -> dict[str, Flow]:
    """A release without this flow, and without those that open it."""
    left = {each: flow for each, flow in FLOWS.items() if each != name}
    while opening := [
        flow.name for flow in left.values() for each in flow.steps.values() if each.opens and each.opens not in left
    ]:
        left = {each: flow for each, flow in left.items() if each not in opening}
    return left


def places_of(old: OldDatabase) -> list[Any]:
    with old.database.read() as session:
        return talks.places(session)
