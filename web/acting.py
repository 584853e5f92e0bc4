"""What a coach does for a client: answer, acknowledge a concern, pause, end. All of it through the desk."""

from datetime import date
from typing import Any

from starlette.responses import Response

from bot.desk import Told
from web import client
from web.client import ClientView
from web.house import Visit

LONGEST = 4096
"""Characters of an answer: what one message of Telegram's holds."""


async def show(visit: Visit) -> Response:
    found = await client.of(visit)
    return await visit.page("acting", lambda: told(visit, found))


def told(visit: Visit, found: ClientView, faults: dict[str, str] | None = None) -> dict[str, Any]:
    """The page; with `faults`, what could not be taken by the field's name, and what was typed as it was."""
    return {
        **client.frame(visit, found, "acting"),
        "faults": faults or {},
        "typed": {name: visit.words(name) for name in ("words", "until")},
        "answer_by": visit.when(found.answer_by),
        "paused_until": visit.when(found.paused_until, found.zone),
        "state": visit.say(f"states.{found.state}"),
        "longest": LONGEST,
    }


async def reply(visit: Visit) -> Response:
    words = visit.words("words")
    if not words:
        return await _faulty(visit, "words", "words.none")
    if len(words) > LONGEST:
        return await _faulty(visit, "words", "words.long", count=len(words), over=len(words) - LONGEST)
    answer = await visit.act_for(visit.house.desk.coach_acts.reply, words, visit.now)
    return await _ended(visit, answer, "words", f"/clients/{visit.number()}/transcript", "replied")


async def see(visit: Visit) -> Response:
    found = await client.of(visit)
    if found.concern:
        await visit.act_for(visit.house.desk.coach_acts.see, visit.now)
    return client.back(_here(visit), "seen")


async def pause(visit: Visit) -> Response:
    said, until = visit.words("until"), None
    if said:
        try:
            until = date.fromisoformat(said)
        except ValueError:
            return await _faulty(visit, "until", "until.odd")
    answer = await visit.act_for(visit.house.desk.coach_acts.pause, until, visit.now)
    return await _ended(visit, answer, "until", _here(visit), "paused")


async def resume(visit: Visit) -> Response:
    answer = await visit.act_for(visit.house.desk.coach_acts.resume, visit.now)
    return await _ended(visit, answer, "resume", _here(visit), "resumed")


async def ask_to_end(visit: Visit) -> Response:
    """Asked once more before a coaching ends."""
    found = await client.of(visit)
    return await visit.page("end", lambda: _of_end(visit, found))


async def end(visit: Visit) -> Response:
    answer = await visit.act_for(visit.house.desk.coach_acts.end, visit.now)
    return client.back(_here(visit), "ended" if answer.done else "")


def _of_end(visit: Visit, found: ClientView) -> dict[str, Any]:
    return {**client.frame(visit, found, "acting"), "can": found.state in ("active", "paused")}


def _here(visit: Visit) -> str:
    return f"/clients/{visit.number()}/acting"


async def _ended(visit: Visit, answer: Told, field: str, path: str, done: str) -> Response:
    if answer.done:
        return client.back(path, done)
    found = await client.of(visit)
    faults = {field: visit.say(answer.key, **answer.values)}
    return await visit.page("acting", lambda: told(visit, found, faults), 422)


async def _faulty(visit: Visit, field: str, key: str, **values: object) -> Response:
    found = await client.of(visit)
    faults = {field: visit.text("acting", f"faults.{key}", **values)}
    return await visit.page("acting", lambda: told(visit, found, faults), 422)
