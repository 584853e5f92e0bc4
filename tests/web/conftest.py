"""A host with its console on a port, and browsers to come to it: one that only asks, and a real one."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, async_playwright

from bot.app import App
from tests.system.conftest import clock, host, repeats_at_once, template  # noqa: F401 (fixtures)
from tests.system.host import ANNA, Host

BENGT = 13
CHROMIUM = shutil.which("chromium")


@pytest.fixture
def anna(host: Host) -> int:  # noqa: F811
    """Anna, a coach; her number."""
    return host.add_coach("Anna", ANNA)


@pytest.fixture
def bengt(host: Host) -> int:  # noqa: F811
    """Another coach."""
    return host.add_coach("Bengt", BENGT)


async def link_for(host: Host, telegram_id: int = ANNA) -> str:  # noqa: F811
    """The way in that the bot gives a coach who writes /console."""
    person = host.person("Coach", telegram_id)
    await person.say("/console")
    await host.idle()
    [*_, link] = re.findall(r"http\S+/sign-in/\S+", host.chat_texts(telegram_id)[-1])
    return str(link)


class Visitor(httpx.AsyncClient):
    """A browser without a picture: it keeps cookies, and says where its forms come from."""

    def __init__(self, host: Host) -> None:  # noqa: F811
        self.address = host.config.console.address
        super().__init__(base_url=self.address, trust_env=False)

    async def post(self, url, **given):  # type: ignore[no-untyped-def]
        given["headers"] = {"origin": self.address, **given.get("headers", {})}
        return await super().post(url, **given)

    async def come_in(self, link: str) -> None:
        """Open the console by a link."""
        answer = await self.post(link)
        assert answer.status_code == 303
        # What a browser does for a host on this machine, httpx does not: it would send no Secure cookie over http.
        for cookie in self.cookies.jar:
            cookie.secure = False

    async def page(self, path: str) -> str:
        """The page's HTML."""
        answer = await self.get(path)
        assert answer.status_code == 200, answer
        return answer.text

    async def act(self, path: str, from_page: str = "/", **fields: str) -> httpx.Response:
        """Send a form with the token that a page gave for it."""
        token = re.search(r'name="token" value="(\w+)"', await self.page(from_page))
        assert token, "a page of a coach has a form"
        return await self.post(path, data={"token": token[1], **fields})


@asynccontextmanager
async def signed_in(host: Host, telegram_id: int = ANNA) -> AsyncIterator[Visitor]:  # noqa: F811
    """A coach who came in by the link that the bot gave them. The bot is to run meanwhile."""
    async with Visitor(host) as visitor:
        await visitor.come_in(await link_for(host, telegram_id))
        yield visitor


@pytest.fixture
async def running(host: Host, anna: int) -> AsyncIterator[App]:  # noqa: F811
    async with host.running() as app:
        yield app


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    """The machine's own Chromium, driven by Playwright."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-quic"])
        yield browser
        await browser.close()


@pytest.fixture
async def browser(chromium: Browser) -> AsyncIterator[BrowserContext]:
    context = await chromium.new_context(locale="en-GB")
    context.set_default_timeout(10_000)
    yield context
    await context.close()
