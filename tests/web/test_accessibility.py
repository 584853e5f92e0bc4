"""Each page as WCAG 2.2 AA asks, as far as axe-core tells: at a desk in English, light; on a phone in Finnish, dark."""

import pytest
from axe_playwright_python.async_playwright import Axe

from tests.console_pages import SIZES, furnished, visits

RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
"""What axe looks at by itself, best practices as well, and the size of what is tapped, which WCAG 2.2 brought."""


@pytest.mark.parametrize(("language", "size", "scheme"), [("en", "desk", "light"), ("fi", "phone", "dark")])
async def test_nothing_keeps_anybody_out_of_a_page(host, chromium, language, size, scheme):
    world = furnished(host, language)
    width, height = SIZES[size]
    look = {"viewport": {"width": width, "height": height}, "color_scheme": scheme, "locale": language}
    async with host.running():
        context = await chromium.new_context(**look)
        page = await context.new_page()
        found = {}
        async for name in visits(page, host, world):
            found[name] = (await Axe().run(page, options=RULES)).response["violations"]
        await context.close()
    assert {name: [each["id"] for each in faults] for name, faults in found.items() if faults} == {}
    assert len(found) > 15
