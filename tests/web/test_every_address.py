"""Every address of the console, asked by everybody who might: as its page would, then with whatever may stand in it.

Hypothesis makes the requests: `ASKED=5000 python -m pytest tests/web/test_every_address.py` makes so many for each kind
of visitor, without ASKED a few dozen. What fails is made as short as it can be, and printed.
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from flows.proposing import ASKED as ASKED_ABOUT
from simulator import Simulator, serve
from storage import coaches, engagements, handovers, notes, proposals, sittings
from storage.tables import Coach, Engagement
from storage.vault import vault_of
from tests.system.host import ROOT, Host, clock_at
from tests.web.conftest import Visitor
from tests.web.world import fill, say
from web.console import ACTIONS, DOORS, LIVE, PAGES
from web.house import form_token
from web.rendering import PAGES as TEMPLATES
from web.way_in import COOKIE

ASKED = int(os.environ.get("ASKED", "60"))
BENGT, CECILIA, DORA = 14, 15, 16
SANNI, SELMA, TILDA = 41, 42, 43
UNKNOWN = 999
SECRET = "velvetzeppelin <script>document.title='taken'</script> &quot; \u202egnilaever"
SECRETS = ("velvetzeppelin", "Tuulikki", "Sofia", "Selma", "Oskar", "Tilda", "summer house", "reorganisation")
"""What stands in the names and words of clients who are Anna's."""

OTHERS = ("/healthz", "/metrics", "/static/console.css", "/static/{name}", "/nowhere", "/clients/{number}/nowhere")
ROUTES = (
    *((method, path) for method, path, _ in DOORS),
    *(("GET", path) for path in (*PAGES, *LIVE, *OTHERS)),
    *(("POST", path) for path in ACTIONS),
)
ODD_METHODS = ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "GET", "POST")
ODD = (
    "", "0", "1", "-1", "1e9", "9" * 18, "9" * 19, "9" * 5000, "null", "../..", "%00", "\x00", "\u202e",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' OR 1=1 --", "{{7*7}}", "=1+1", "x" * 4096,
    "\r\nX: y", "yes", "check_in", "٣", "🧑‍🚀" * 9,
)  # fmt: skip

texts = some.sampled_from(ODD) | some.text(max_size=40)


def mostly(*usual: str) -> some.SearchStrategy[str]:
    return some.one_of(some.sampled_from(usual), some.sampled_from(usual), texts)


days = mostly("2026-11-20", "2026-12-01", "0001-01-01", "9999-12-31", "2026-02-30")
places = mostly("foreign line", "1000000", "0")
QUERY = {
    "line": places, "before": places, "after": places, "on": days, "since": days, "page": mostly("2", "0"),
    "show": mostly("current", "needs", "former"), "sort": mostly("need", "name", "heard", "next", "unread"),
    "clause": mostly(*ASKED_ABOUT), "done": mostly("replied"),
}  # fmt: skip
NAMED = {name for each in TEMPLATES.glob("*.html") for name in re.findall(r'name="(\w+)"', each.read_text())}
FIELDS = dict.fromkeys(sorted(NAMED), texts) | {
    "clause": mostly(*ASKED_ABOUT), "said": mostly("weekdays at 9", "nothing", "2 days"), "sure": mostly("yes"),
    "save": mostly("yes"), "until": days, "as": mostly("md", "html", "csv"), "answer": mostly("accept"),
}  # fmt: skip


@dataclass(frozen=True)
class Ask:
    """One request. `number` and `line` say which of those there are is meant, or what stands there instead."""

    route: tuple[str, str]
    odd_method: str
    number: str
    line: str
    name: str
    query: Mapping[str, str]
    raw_query: bytes
    fields: Mapping[str, str]
    token: str
    kind: str

    @property
    def path(self) -> str:
        return self.route[1]

    @property
    def method(self) -> str:
        return self.odd_method or self.route[0]


asks = some.builds(
    Ask,
    route=some.sampled_from(ROUTES),
    odd_method=some.sampled_from(("",) * 9 + ODD_METHODS),
    number=some.sampled_from(("foreign", "foreign", "own", "other")) | texts,
    line=some.sampled_from(("foreign", "other")) | texts,
    name=some.sampled_from(("check_in", "onboarding")) | texts,
    query=some.fixed_dictionaries({}, optional=QUERY),
    raw_query=some.just(b"") | some.binary(max_size=8),
    fields=some.fixed_dictionaries({}, optional=FIELDS),
    token=some.sampled_from(("own", "own", "own", "own", "another's", "none")),
    kind=some.sampled_from(("urlencoded", "urlencoded", "multipart", "file", "json", "broken")),
)


PLAIN = Ask(
    route=("GET", "/"), odd_method="", number="foreign", line="foreign", name="check_in", query={}, raw_query=b"",
    fields={"words": "summer", "as": "csv"}, token="own", kind="urlencoded",
)  # fmt: skip
"""What the pages themselves would ask for."""


@dataclass
class Town:
    """A host with all who come to its console. Maria, Sofia and Selma are Anna's; Selma was Dora's."""

    host: Host
    visitors: dict[str, Visitor]
    coaches: dict[str, int]
    """Who may come in, and does so again whenever a request signed them out."""

    numbers: dict[str, int]
    """A client of Anna's and one of their own, by the visitor."""

    foreign: int
    line: int


@asynccontextmanager
async def town(folder: Path, template: Path) -> AsyncIterator[Town]:
    clock = clock_at()
    simulator = Simulator(clock=clock.now)
    async with AsyncExitStack() as stack:
        host = Host(folder, template, simulator, await stack.enter_async_context(serve(simulator)), clock)
        stack.push_async_callback(host.close)
        world = fill(host)
        bengt, cecilia, dora = (
            host.add_coach(*each) for each in (("Bengt", BENGT), ("Cecilia", CECILIA), ("Dora", DORA))
        )
        sanni, selma = host.add_client(bengt, "Sanni", SANNI), host.add_client(dora, "Selma", SELMA)
        tilda = host.add_client(cecilia, "Tilda", TILDA)
        with host.database.begin() as session:
            maria = session.get_one(Engagement, world.maria)
            now = clock.now()
            key_id = maria.key_id
            maria.label = vault_of(session).seal(session, key_id, "engagements", key_id, "label", "Tuulikki")
            line = say(session, maria, "client", SECRET, now)
            notes.add(session, maria, line, SECRET, now)
            proposals.make(session, maria, "off_limits", [SECRET], "client", now)
            for each in (selma, tilda):
                say(session, session.get_one(Engagement, each), "client", SECRET, now)
        await stack.enter_async_context(host.running())
        visitors = {"nobody": await stack.enter_async_context(Visitor(host))}
        numbers = {"anna": world.coach, "bengt": bengt, "cecilia": cecilia, "dora": dora}
        for name, number in numbers.items():
            visitors[name] = await stack.enter_async_context(Visitor(host))
            await let_in(host, visitors[name], number)
        with host.database.begin() as session:
            coaches.revoke(session, session.get_one(Coach, cecilia), now)
            given, anna = session.get_one(Engagement, selma), session.get_one(Coach, world.coach)
            handovers.end(session, handovers.ask(session, given, anna, now), "agreed", now, "all")
            engagements.hand_over(session, given, anna)
        own = {"nobody": UNKNOWN, "anna": world.maria, "bengt": sanni, "cecilia": tilda, "dora": selma}
        del numbers["cecilia"]
        yield Town(host, visitors, numbers, own, world.maria, line)


async def let_in(host: Host, visitor: Visitor, coach: int) -> None:
    with host.database.begin() as session:
        link = sittings.make_link(session, session.get_one(Coach, coach), host.clock.now())
    await visitor.come_in(f"/sign-in/{link}")


@pytest.fixture(scope="module")
def asked_of(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[asyncio.Runner, Town]]:
    """A town and what runs it: only while something is asked of it."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        made = runner.run(stack.enter_async_context(town(tmp_path_factory.mktemp("town"), template)))
        yield runner, made
        runner.run(stack.aclose())


fuzzed = settings(
    max_examples=ASKED,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    print_blob=True,
)


@pytest.mark.parametrize("who", ["nobody", "bengt", "cecilia", "dora"])
def test_nobody_learns_anything_of_another_coach_s_client(asked_of, who):
    runner, made = asked_of

    def looks(ask: Ask) -> None:
        status, head, body = runner.run(answered(made, who, ask))
        assert status < 500
        assert not [each for each in SECRETS if each in typed_not(body, ask) or each in head]
        if ask.number == "foreign" and "{number}" in ask.path:
            other = runner.run(answered(made, who, replace(ask, number=str(UNKNOWN))))
            assert (status, like(head, made.foreign), like(body, made.foreign)) == (
                other[0], like(other[1], UNKNOWN), like(other[2], UNKNOWN),
            )  # fmt: skip

    for route, number in product(ROUTES, ("foreign", "own", str(2**63))):
        looks(replace(PLAIN, route=route, number=number))
    fuzzed(given(asks)(looks))()


def test_no_secret_is_a_word_of_ours():
    ours = "\n".join(
        path.read_text(encoding="utf-8") for room in ("flows", "web") for path in ROOT.glob(f"{room}/**/*.toml")
    )
    assert not [each for each in SECRETS if each in ours]


def test_a_coach_is_answered_whatever_is_asked_and_nothing_in_a_page_acts(asked_of):
    runner, made = asked_of

    def looks(ask: Ask) -> None:
        status, _, body = runner.run(answered(made, "anna", ask))
        assert status < 500
        assert "\x00" not in body
        if body.startswith("<!doctype html>"):
            assert not Faults.of(body)

    for route in ROUTES:
        if route[1] != "/clients/{number}/end":
            looks(replace(PLAIN, route=route))
    fuzzed(given(asks)(looks))()


async def answered(made: Town, who: str, ask: Ask) -> tuple[int, str, str]:
    """Status, headers and body of what comes back. An open stream is left after its first word."""
    visitor = made.visitors[who]
    if who in made.coaches and COOKIE not in visitor.cookies:
        await let_in(made.host, visitor, made.coaches[who])
    async with visitor.stream(ask.method, address(made, who, ask), **sent(made, who, ask)) as answer:
        if answer.headers.get("content-type", "").startswith("text/event-stream"):
            body = await anext(answer.aiter_text())
        else:
            body = (await answer.aread()).decode("utf-8", "replace")
    head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items() if name != "date")
    return answer.status_code, head, body


def address(made: Town, who: str, ask: Ask) -> str:
    there = {"foreign": str(made.foreign), "own": str(made.numbers[who]), "other": str(UNKNOWN)}
    at = {"foreign": str(made.line), "other": "1000000"}
    path = ask.path.format(
        number=quote(there.get(ask.number, ask.number), safe=""),
        line=quote(at.get(ask.line, ask.line), safe=""),
        name=quote(ask.name, safe=""),
        link=quote(ask.name, safe=""),
    )
    query = {name: str(made.line) if value == "foreign line" else value for name, value in ask.query.items()}
    return f"{made.visitors[who].address}{path}?{urlencode(query)}&{quote(ask.raw_query)}"


def sent(made: Town, who: str, ask: Ask) -> dict[str, object]:
    if ask.method != "POST":
        return {}
    cookies = {each: visitor.cookies.get(COOKIE) or "" for each, visitor in made.visitors.items()}
    token = {"own": cookies[who], "another's": cookies["dora" if who == "anna" else "anna"], "none": ""}[ask.token]
    fields = {**ask.fields, "token": form_token(token)}
    headers = {"origin": made.visitors[who].address}
    if ask.kind == "json":
        return {"json": fields, "headers": headers}
    if ask.kind == "broken":
        return {
            "content": b"--x\r\n" + urlencode(fields).encode(),
            "headers": {**headers, "content-type": "multipart/form-data"},
        }
    files = {"words": ("a.bin", b"\xff\x00")} if ask.kind == "file" else {"nothing": ("", b"")}
    return {"data": fields, "headers": headers, **({} if ask.kind == "urlencoded" else {"files": files})}


def typed_not(body: str, ask: Ask) -> str:
    """The page without what was typed into it, which is the visitor's own."""
    for each in (*ask.fields.values(), ask.name):
        body = body.replace(each, "") if len(each) > 3 else body
    return body


def like(text: str, number: int) -> str:
    """The same without the number that was asked about, and what is new in every answer."""
    return re.sub(rf"(?<=/clients/){number}\b|content-length: \d+|(?<=value=\")\w{{64}}(?=\")", "", text)


class Faults(HTMLParser):
    """What in a page of ours would be somebody else's: a script, a handler, an address."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    @classmethod
    def of(cls, body: str) -> list[str]:
        parser = cls()
        parser.feed(body)
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        source = given.get("src") or given.get("href") or given.get("action") or ""
        ours = re.match(r"[/#?]|$|https://t\.me/", source) and not source.startswith("//")
        scripted = tag == "script" and not (given.get("src") or "").startswith("/static/")
        if tag in ("iframe", "object", "embed", "base") or scripted or not ours:
            self.found.append(f"{tag} {source}")
        self.found += [name for name in given if name.startswith("on") or name == "style"]
