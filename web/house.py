"""What the console stands in, and one request of a coach who is signed in."""

import asyncio
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.desk import Desk
from flows.dates import say_moment
from flows.values import Scene
from storage.sittings import Seat
from storage.tables import Engagement
from storage.turns import TurnRows
from web.rendering import Pages

P = ParamSpec("P")
T = TypeVar("T")

LARGEST = 2**63 - 1
"""A number of ours at most: more would not fit a column."""


@dataclass(frozen=True)
class House:
    """`address` is where coaches reach the console, without a last slash; `bot_token` proves what Telegram says."""

    desk: Desk
    address: str
    bot_token: str = field(repr=False)
    pages: Pages
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when all of it closes: what would go on by itself ends."""

    def now(self) -> datetime:
        return self.desk.clock.now()

    async def look(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the function reads; it writes nothing."""
        return await self.desk.transactions.look(function, *args, **kwargs)

    async def run(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the function returns, after its transaction was committed."""
        return await self.desk.transactions.run(function, *args, **kwargs)


@dataclass(frozen=True)
class Visit:
    """One request of a coach. `form` is empty unless it is an action's."""

    house: House
    request: Request
    seat: Seat
    token: str = field(repr=False)
    form: FormData
    now: datetime

    async def look(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.house.look(function, *args, **kwargs)

    async def run(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.house.run(function, *args, **kwargs)

    async def act_for(
        self, act: Callable[Concatenate[Session, Scene, Engagement, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """What the coach does for the client in the address, through the desk. Raises the 404 of one not theirs."""
        done = await self.house.desk.act_for(self.seat.coach_id, self.number(), act, *args, **kwargs)
        if done is None:
            raise HTTPException(404)
        return done

    async def act(
        self, act: Callable[Concatenate[Session, TurnRows, Scene, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """What the coach does on their own behalf, through the desk."""
        done = await self.house.desk.act(self.seat.coach_id, act, *args, **kwargs)
        if done is None:
            raise HTTPException(404)
        return done

    def words(self, name: str) -> str:
        """What was typed into a field: as it stands on a page, but for what no message could hold."""
        typed = str(self.form.get(name, "")).replace("\r\n", "\n").replace("\x00", "")
        return typed.encode("utf-8", "replace").decode().strip()

    def text(self, page: str, path: str, **values: object) -> str:
        """One of a page's words."""
        return self.house.pages.text(page, path, language=self.seat.language, **values)

    async def page(self, name: str, told: Callable[[], Mapping[str, Any]] = dict, status: int = 200) -> Response:
        """The page of this name, in the coach's language, with what it is told and what every page of a coach has.

        Both are worked out in a thread: nobody who talks with the bot waits for a long page.
        """

        def made() -> Response:
            ends_at = self.when(self.seat.ends_at)
            shared: dict[str, Any] = {"seat": self.seat, "form_token": form_token(self.token), "ends_at": ends_at}
            return self.house.pages.answer(name, self.seat.language, status, **shared, **told())

        return await run_in_threadpool(made)

    def say(self, path: str, table: str = "coach", /, **values: object) -> str:
        """What is said in the chat: one of the words of `flows/coach.toml`, or of another file there."""
        return self.house.desk.dialogues.wording.text(table, path, self.seat.language, **values)

    def when(self, moment: datetime | None, zone: str = "") -> str:
        """A moment as the coach would say it, by their own clock unless a zone is given; "" for none."""
        return say_moment(moment, zone or self.seat.zone, self.seat.language, self.now) if moment else ""

    def number(self, name: str = "number") -> int:
        """A number in the path. Raises the same 404 as anything that is not there."""
        return known_number(self.request.path_params[name])


def known_number(text: str) -> int:
    number = number_in(text)
    if number is None:
        raise HTTPException(404)
    return number


def number_in(text: str | None) -> int | None:
    """A whole number as it stands in an address; None for anything else."""
    digits = text or ""
    number = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= len(str(LARGEST)) else None
    return number if number is not None and number <= LARGEST else None


def form_token(token: str) -> str:
    """What each form of a sitting carries back: whoever can make one of ours has read a page of ours."""
    return hmac.new(token.encode(), b"luottamus form", hashlib.sha256).hexdigest()
