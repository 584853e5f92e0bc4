"""A coach acts in a real Chromium: a reply, a search, a note and a proposal, as they would with a mouse."""

import pytest

from tests.system.host import MARIA
from tests.web.test_browser import came_in
from tests.web.world import fill


@pytest.fixture
def world(host):
    return fill(host)


@pytest.fixture
async def running(host, world):
    async with host.running() as app:
        yield app


async def test_from_the_transcript_to_the_client_s_chat_and_back(host, running, world, browser):
    maria = host.person("Maria", MARIA)
    page = await came_in(host, browser)
    await page.get_by_role("link", name="Maria").click()
    await page.get_by_role("link", name="Transcript", exact=True).click()
    await page.get_by_label("Reply in your own words").fill("See you on Thursday.")
    await page.get_by_role("button", name="Send", exact=True).click()
    await page.get_by_text("Sent as your own words.").wait_for()
    await host.idle()
    assert host.chat_texts(MARIA)[-1] == "From Anna, in their own words:\nSee you on Thursday."

    await page.get_by_role("link", name="Search").click()
    await page.get_by_label("Words to look for").fill("summer house")
    await page.get_by_role("button", name="Search").click()
    await page.locator("mark").first.wait_for()
    await page.locator(".found a").last.click()
    await page.get_by_label("A note of yours on this message").fill("Ask about it")
    await page.get_by_role("button", name="Keep the note").click()
    await page.get_by_text("Your note is kept.").wait_for()
    assert await page.get_by_text("Ask about it").is_visible()

    await page.get_by_role("link", name="Agreement").click()
    await page.get_by_role("link", name="Propose a change: Check-ins").click()
    await page.get_by_label("What you would like it to be").fill("whenever")
    await page.get_by_role("button", name="See old and new").click()
    await page.get_by_role("alert").wait_for()
    await page.get_by_role("button", name="Weekdays at 9").click()
    await page.get_by_role("button", name="Propose it").click()
    await page.get_by_text("You proposed:").wait_for()
    await running.sweep.run()
    await host.idle()
    await maria.say("yes")
    await host.idle()
    await page.reload()
    assert await page.get_by_text("Version 2", exact=False).is_visible()


async def test_an_invitation_is_shown_with_its_picture(host, running, world, browser):
    page = await came_in(host, browser)
    await page.get_by_role("link", name="Invite").click()
    await page.get_by_label("The name you know them by").fill("Niko")
    await page.get_by_role("button", name="Make the link").click()
    assert (await page.get_by_label("The link").input_value()).startswith("https://t.me/luottamus_bot?start=")
    assert await page.get_by_role("img", name="The same link as a QR code").is_visible()
    await page.reload()
    assert await page.get_by_role("img", name="The same link as a QR code").is_visible()


async def test_every_page_of_acts_fits_a_small_phone_without_scripts(host, running, world, chromium):
    phone = await chromium.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="en-GB"
    )
    page = await came_in(host, phone)
    client = f"/clients/{world.maria}"
    for path in ("acting", "agreement", "propose?clause=silence", "end", "search", "transcript?line=1"):
        await page.goto(f"{host.config.console.address}{client}/{path}")
        width = await page.locator("body").evaluate("each => each.ownerDocument.documentElement.scrollWidth")
        assert width <= 360, path
    for path in ("/invite", "/profile"):
        await page.goto(host.config.console.address + path)
        width = await page.locator("body").evaluate("each => each.ownerDocument.documentElement.scrollWidth")
        assert width <= 360, path
    await phone.close()
