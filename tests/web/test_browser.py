"""A coach with a real Chromium: in by a link, through the pages, and out."""

import re

import pytest

from storage import coaches
from storage.tables import Coach
from tests.system.host import ANNA
from tests.web.conftest import BENGT, link_for
from tests.web.world import fill


@pytest.fixture
def world(host):
    return fill(host)


@pytest.fixture
async def running(host, world):
    async with host.running() as app:
        yield app


async def came_in(host, browser, telegram_id: int = ANNA):
    page = await browser.new_page()
    await page.goto(await link_for(host, telegram_id))
    await page.get_by_role("button", name="Open the console").click()
    await page.wait_for_url("**/")
    return page


async def test_a_coach_comes_in_reads_and_goes_out(host, running, world, browser):
    faults: list[str] = []
    page = await browser.new_page()
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    link = await link_for(host)
    for _ in range(2):
        await page.goto(link)
    await page.get_by_role("button", name="Open the console").click()
    await page.wait_for_url("**/")
    [cookie] = await browser.cookies()
    assert (cookie["name"], cookie["secure"], cookie["httpOnly"]) == ("__Host-luottamus", True, True)

    await page.get_by_role("link", name="Waiting for you").click()
    await page.get_by_role("link", name="Maria").click()
    await page.get_by_role("img", name="Check-in scores of Maria").wait_for()
    await page.get_by_text("As a table").click()
    assert await page.get_by_role("cell", name="no answer").is_visible()
    await page.get_by_role("link", name=re.compile("^Transcript .*unread")).click()
    await page.get_by_text("She's all right", exact=False).first.wait_for()
    await page.get_by_text("edited; earlier wordings").click()
    assert await page.get_by_text("How was your week, from 1 to 5?").first.is_visible()

    other = await browser.new_page()
    await other.goto(link)
    await other.get_by_role("button", name="Open the console").click()
    await other.get_by_role("alert").wait_for()

    await page.get_by_role("button", name="Sign out", exact=True).click()
    await page.wait_for_url("**/sign-in")
    assert await browser.cookies() == []
    await page.go_back()
    await page.wait_for_url("**/sign-in")
    assert not faults, "a page broke its own policy, or asked for what is not there"


async def test_a_removed_coach_is_out_at_the_next_page(host, running, world, browser):
    page = await came_in(host, browser)
    with host.database.begin() as session:
        coaches.revoke(session, session.get_one(Coach, world.coach), host.clock.now())
    await page.get_by_role("link", name="Maria").click()
    await page.wait_for_url("**/sign-in")


async def test_another_coach_s_client_is_like_an_unknown_one(host, running, world, browser):
    host.add_coach("Bengt", BENGT)
    page = await came_in(host, browser, BENGT)
    seen = []
    for number in (world.maria, 999):
        answer = await page.goto(f"{host.config.console.address}/clients/{number}/transcript")
        seen.append((answer.status, await page.locator("main").inner_text()))
    assert seen[0] == seen[1]
    assert seen[0][0] == 404


async def test_it_reads_without_scripts_on_a_small_phone(host, running, world, chromium):
    phone = await chromium.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="en-GB"
    )
    page = await came_in(host, phone)
    for path in (
        "/",
        "/flows",
        "/flows/onboarding",
        f"/clients/{world.maria}",
        f"/clients/{world.maria}/transcript",
        "/nowhere",
    ):
        await page.goto(host.config.console.address + path)
        width = await page.locator("body").evaluate("each => each.ownerDocument.documentElement.scrollWidth")
        assert width <= 360, path
    await phone.close()


async def test_the_keyboard_reaches_the_content_first(host, running, world, browser):
    page = await came_in(host, browser)
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.textContent") == "Skip to the content"
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "main"
