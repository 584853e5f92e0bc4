"""The chat page: served by the simulator alone, and inert to what people write."""

import asyncio
import re
import shutil
from pathlib import Path

import aiohttp
import httpx
import pytest
from conftest import TOKEN
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from simulator import Control, Person

PAGE = Path(__file__).parents[2] / "simulator" / "page"


@pytest.fixture
async def http(url):
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/chat.css", "/chat.js"])
async def test_the_page_comes_from_the_simulator_and_may_load_nothing_else(http, path):
    answer = await http.get(path)
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_the_page_names_no_other_site():
    for file in PAGE.iterdir():
        addresses = re.findall(r"https?://[^\s\"'`${}]+", file.read_text())
        assert set(addresses) <= {"http://www.w3.org/2000/svg"}, file.name


async def test_a_foreign_page_cannot_act_for_a_person(http, started):
    body = f'{{"person": {{"id": {started.id}}}, "text": "not mine"}}'
    answer = await http.post(f"/simulator/bots/{TOKEN}/act/say", content=body, headers={"content-type": "text/plain"})
    assert answer.status_code == 400
    assert [each.text for each in await started.messages()] == ["/start"]


async def test_a_document_opens_in_a_sandbox(bot, http, started):
    await bot.send_document(started.id, b"<script>alert(1)</script>", filename="page.html")
    [seen] = await started.wait()
    answer = await http.get(seen.document.path)
    assert answer.headers["content-security-policy"] == "sandbox"
    assert (await http.get(f"/file/bot{TOKEN}/documents/none.txt")).status_code == 404


async def test_the_page_learns_the_commands_and_names_of_a_bot(bot, url):
    await bot.set_my_commands([("help", "What I can do")], language_code="fi")
    await bot.set_my_name("Luottamus")
    async with Control(url) as control:
        known = await control.bot(TOKEN, username="listening_bot")
    assert (known["name"], known["username"]) == ("Luottamus", "listening_bot")
    commands = [{"command": "help", "description": "What I can do"}]
    assert known["commands"] == [{"scope": "default", "language": "fi", "commands": commands}]


class Browser:
    """A real Chromium on one page, asked over its debugging protocol."""

    def __init__(self, folder):
        self.folder = folder

    async def __aenter__(self):
        options = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --remote-debugging-port=0"
        quiet = "--disable-background-networking --disable-component-update --disable-sync"
        self.program = await asyncio.create_subprocess_exec(
            "chromium",
            *options.split(),
            *quiet.split(),
            f"--user-data-dir={self.folder}",
            "about:blank",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        port_file = self.folder / "DevToolsActivePort"
        async with asyncio.timeout(30):
            while not (port_file.exists() and port_file.read_text().count("\n")):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        port = port_file.read_text().splitlines()[0]
        self.session = aiohttp.ClientSession()
        async with self.session.get(f"http://127.0.0.1:{port}/json/list") as answer:
            page = next(each for each in await answer.json() if each["type"] == "page")
        self.socket = await self.session.ws_connect(page["webSocketDebuggerUrl"])
        return self

    async def __aexit__(self, *_):
        await self.session.close()
        self.program.terminate()
        await self.program.wait()

    async def call(self, method, **params):
        await self.socket.send_json({"id": 1, "method": method, "params": params})
        while (answer := await self.socket.receive_json(timeout=30)).get("id") != 1:
            pass
        return answer["result"]

    async def value(self, script):
        return (await self.call("Runtime.evaluate", expression=script))["result"].get("value")

    async def until(self, script):
        """Wait for the script to be true on the page."""
        async with asyncio.timeout(30):
            while not await self.value(script):  # noqa: ASYNC110
                await asyncio.sleep(0.05)


@pytest.mark.skipif(not shutil.which("chromium"), reason="no chromium on this machine")
async def test_a_person_talks_on_the_page_and_what_they_write_stays_text(bot, url, started: Person, tmp_path):
    evil = "<img src=x onerror=\"document.title='broken'\">\nsecond line"
    yes = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])
    [start] = await bot.get_updates()
    await bot.send_message(started.id, evil, reply_markup=yes)
    async with Browser(tmp_path) as browser:
        await browser.call("Page.navigate", url=f"{url}/#person={started.id}")
        await browser.until("document.querySelectorAll('.message').length === 2")
        assert await browser.value("document.querySelectorAll('.words')[1].textContent") == evil
        await browser.value("document.querySelector('.buttons button').click()")
        # The offset confirms what came before, so that only what the browser does next ends the wait.
        [tapped] = await bot.get_updates(offset=start.update_id + 1, timeout=10)
        assert tapped.callback_query.data == "yes"
        await tapped.callback_query.answer("noted")
        await browser.until("document.getElementById('toast').textContent === 'noted'")
        await bot.send_chat_action(started.id, "typing")
        await browser.until("document.getElementById('status').textContent === 'typing…'")
        await browser.value("document.getElementById('text').value = '<b>hello</b>'")
        await browser.value("document.getElementById('composer').requestSubmit()")
        [said] = await bot.get_updates(offset=tapped.update_id + 1, timeout=10)
        assert said.message.text == "<b>hello</b>"
        await browser.until("document.querySelectorAll('.message').length === 3")
        assert await browser.value("document.querySelectorAll('#messages :is(b, img, script)').length") == 0
        assert await browser.value("document.title") == "Bot 123456 · chat"
        assert await browser.value("document.documentElement.scrollWidth <= innerWidth")
