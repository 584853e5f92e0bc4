"""Pictures of the console: `python -m tests.console_pages FOLDER [--language fi]`.

Each page light and dark, at a desk and on a phone, as whole pages; with `--readme` the four of the README, a screen
each: `python -m tests.console_pages docs/pictures --readme`. It needs a Chromium on this machine.
"""

import argparse
import asyncio
import tempfile
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from simulator import Simulator, serve
from storage import notes, people
from storage.tables import Engagement
from tests.system.host import ANNA, Host, clock_at, make_template
from tests.web.conftest import CHROMIUM, link_for
from tests.web.world import World, fill

SIZES = {"desk": (1280, 900), "phone": (360, 760)}
TODAY = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
TYPED = {"search": ("words", "mother"), "propose": ("said", "weekdays at 9"), "profile": ("name", "Anna K."),
         "invite": ("label", "Niko")}  # fmt: skip
"""What is typed into a page's form and sent, by the page: the picture is of the answer."""

SCHEMES = ("light", "dark")
IN_README = ("clients-desk-light", "before-desk-light", "note-desk-dark", "before_concern-phone-dark")


def pages(host: Host, world: World) -> dict[str, str]:
    """The address of each page, by the name of its picture."""
    return {
        "clients": "/",
        "before": f"/clients/{world.maria}?since=2026-10-01",
        "before_concern": f"/clients/{world.sofia}",
        "flows": "/flows",
        "flow": "/flows/check_in",
        "flow_long": "/flows/onboarding",
        "transcript": f"/clients/{world.maria}/transcript",
        "note": f"/clients/{world.maria}/transcript?line={noted(host, world)}#line-{noted(host, world)}",
        "search": f"/clients/{world.maria}/search",
        "acting": f"/clients/{world.sofia}/acting",
        "agreement": f"/clients/{world.maria}/agreement",
        "propose": f"/clients/{world.maria}/propose?clause=check_in",
        "end": f"/clients/{world.maria}/end",
        "invite": "/invite",
        "profile": "/profile",
        "not_found": "/clients/999/transcript",
    }


def noted(host: Host, world: World) -> int:
    """The line that has a note."""
    return next(each.id for each in host.transcript(world.maria) if "summer house" in each.text)


@dataclass(frozen=True)
class Wanted:
    """Where the pictures go, and which: all of them as whole pages, or some by name, a screen each."""

    folder: Path
    language: str
    scale: int
    only: Collection[str]


async def take(wanted: Wanted) -> None:
    with tempfile.TemporaryDirectory() as template, tempfile.TemporaryDirectory() as home:
        make_template(Path(template))
        clock = clock_at(TODAY)
        simulator = Simulator(clock=clock.now)
        async with serve(simulator) as url:
            host = Host(Path(home), Path(template), simulator, url, clock)
            try:
                await _of_host(host, wanted)
            finally:
                await host.close()


def furnished(host: Host, language: str) -> World:
    """Anna's clients, a note of hers, and her language."""
    world = fill(host)
    with host.database.begin() as session:
        engagement = session.get_one(Engagement, world.maria)
        notes.add(session, engagement, noted(host, world), "Ask about the summer house on Thursday.", host.clock.now())
        chat = people.chat_by_telegram_id(session, ANNA)
        assert chat is not None
        people.set_language(session, chat, language)
    return world


async def _of_host(host: Host, wanted: Wanted) -> None:
    world = furnished(host, wanted.language)
    async with host.running(), async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for size in SIZES:
            for scheme in SCHEMES:
                await _of_size(browser, host, world, size, scheme, wanted)
        await browser.close()


async def _of_size(browser: Browser, host: Host, world: World, size: str, scheme: str, wanted: Wanted) -> None:
    width, height = SIZES[size]
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
        locale=wanted.language,
        device_scale_factor=wanted.scale,
    )
    page = await context.new_page()
    async for name in visits(page, host, world):
        picture = f"{name}-{size}-{scheme}"
        if wanted.only and picture not in wanted.only:
            continue
        await page.screenshot(path=wanted.folder / f"{picture}.png", full_page=not wanted.only)
        wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
        print(f"{picture}.png{' IS WIDER THAN THE SCREEN' if wide else ''}")
    await context.close()


async def visits(page: Page, host: Host, world: World) -> AsyncIterator[str]:
    """The name of each page, while it is open: first the way in."""
    await page.goto(await link_for(host))
    yield "sign_in"
    await page.locator("main button").click()
    for name, path in pages(host, world).items():
        await page.goto(host.config.console.address + path)
        if name in TYPED:
            await page.locator(f"#{TYPED[name][0]}").fill(TYPED[name][1])
            await page.locator("main button.main, main form > button").last.click()
            await page.wait_for_load_state()
        yield name


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--language", choices=("en", "fi"), default="en")
    arguments.add_argument("--scale", type=int, default=1, help="2 for pictures to show")
    arguments.add_argument("--readme", action="store_true", help="the README's four, a screen each")
    given = arguments.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(Wanted(given.folder, given.language, given.scale, IN_README if given.readme else ())))


if __name__ == "__main__":
    main()
