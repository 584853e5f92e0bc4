"""Names and words that would be something else to a browser: they do nothing, and can be read."""

import pytest

from storage import commitments, facts, notes
from storage.tables import Engagement
from storage.vault import vault_of
from tests.console_pages import pages
from tests.web.test_browser import came_in
from tests.web.world import fill, say

SCRIPT = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
NAME = "<b onclick=alert(1)>Ma\u2069\u202eair"
ODD = (
    SCRIPT,
    "\u202eNow it is all the wrong way round\u2066",
    "x" * 4096,
    "🧑‍🚀👩‍👩‍👧" * 200,
    "Before\x00after",
    "{{ 7 * 7 }} &lt;b&gt; --> ]]>",
    "Z͑ͫ̓a͌̈l͐ǵ́o" * 50,
)


@pytest.fixture
def world(host):
    world = fill(host)
    with host.database.begin() as session:
        maria, now = session.get_one(Engagement, world.maria), host.clock.now()
        maria.label = vault_of(session).seal(session, maria.key_id, "engagements", maria.key_id, "label", NAME)
        for text in ODD:
            line = say(session, maria, "client", text, now)
            notes.add(session, maria, line, text[:2000], now)
            facts.add(session, maria, "commitment_made", {"text": text[:300]}, now)
        commitments.make(session, maria, SCRIPT, now)
    return world


@pytest.fixture
async def running(host, world):
    async with host.running() as app:
        yield app


async def test_they_do_nothing_and_can_be_read(host, running, world, chromium):
    phone = await chromium.new_context(viewport={"width": 360, "height": 740}, locale="en-GB")
    page, faults = await came_in(host, phone), []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("dialog", lambda asked: faults.append(asked.message))
    for name, path in pages(host, world).items():
        if name != "not_found":
            await page.goto(host.config.console.address + path)
            width = await page.evaluate("document.documentElement.scrollWidth")
            assert width <= 360, name
            assert (await page.title()).endswith("· Luottamus"), name
    assert not faults

    await page.goto(f"{host.config.console.address}/clients/{world.maria}/transcript")
    said = await page.locator(".line.client > .words").all_inner_texts()
    assert said[-len(ODD) :] == [each.replace("\x00", "") for each in ODD]
    assert await page.locator(".name bdi").inner_text() == NAME
    await phone.close()


async def test_a_name_turns_nothing_around_it(host, running, world, browser):
    page = await came_in(host, browser)
    await page.goto(f"{host.config.console.address}/clients/{world.maria}/transcript")
    assert await page.title() == f"\u2068{NAME.replace(chr(0x2069), '')}\u2069: transcript · Luottamus"
