"""The transcript as a file: all of it that the coach may read, inert in whatever opens it, and a reading."""

import csv
import io

import pytest

from storage.tables import Engagement
from tests.web.conftest import BENGT, signed_in
from tests.web.test_browser import came_in
from tests.web.test_transcript import readings
from tests.web.world import fill, say
from web.handing_over import FORMULA, cell

KINDS = ("md", "html", "csv")
ODD = '=HYPERLINK("http://x","y")'


@pytest.fixture
def world(host):
    return fill(host)


@pytest.fixture
async def running(host, world):
    async with host.running() as app:
        yield app


@pytest.mark.parametrize("kind", KINDS)
async def test_all_that_the_coach_may_read_is_in_it_and_nothing_else(host, running, world, kind):
    async with signed_in(host) as anna:
        answer = await anna.act(f"/clients/{world.maria}/file", **{"as": kind})
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="transcript-{world.maria}.{kind}"'
    for said in ("The reorganisation took every evening", "Is it all right to write"):
        assert said in answer.text
    assert "More than in May" not in answer.text
    assert "2 messages not shown" in answer.text
    [read] = readings(host, world.maria)
    assert (read.via, read.lines) == ("console", len(host.transcript(world.maria)) - 2)


async def test_no_cell_of_the_table_is_a_formula(host, running, world):
    with host.database.begin() as session:
        for text in (ODD, "+1", "-1", "@sum", "\t=1", "\uff1d1", 'plain, with "quotes"\nand a line'):
            say(session, session.get_one(Engagement, world.sofia), "client", text, host.clock.now())
    async with signed_in(host) as anna:
        answer = await anna.act(f"/clients/{world.sofia}/file", **{"as": "csv"})
    assert answer.content.startswith("\ufeff".encode())
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    assert head == ["When", "Who", "Words", "Dialogue", "Delivery"]
    assert [each[2] for each in rows[1:]] == [
        f"'{ODD}", "'+1", "'-1", "'@sum", "'\t=1", "'\uff1d1", "plain, with \"quotes\"\nand a line",
    ]  # fmt: skip
    assert not any(each.startswith(FORMULA) for row in rows for each in row)
    assert {len(each) for each in rows} == {5}


@pytest.mark.parametrize("first", FORMULA)
def test_a_cell_that_would_be_a_formula_is_quoted(first):
    assert cell(f"{first}1") == f"'{first}1"
    assert cell(f"a{first}") == f"a{first}"


async def test_words_stay_words_in_markdown_and_in_a_page(host, running, world):
    with host.database.begin() as session:
        text = "<script>alert(1)</script>\n# no *heading* [x](http://y)\n---"
        say(session, session.get_one(Engagement, world.sofia), "client", text, host.clock.now())
    async with signed_in(host) as anna:
        markdown, page = [(await anna.act(f"/clients/{world.sofia}/file", **{"as": kind})).text for kind in KINDS[:2]]
    assert "> \\# no \\*heading\\* \\[x\\]\\(http://y\\)\n> \\-\\-\\-" in markdown
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "default-src 'none'" in page


async def test_another_kind_or_another_coach_s_client_is_not_there(host, running, world):
    host.add_coach("Bengt", BENGT)
    async with signed_in(host, BENGT) as bengt:
        answers = [await bengt.act(f"/clients/{each}/file", **{"as": "csv"}) for each in (world.maria, 999)]
        answers.append(await bengt.act(f"/clients/{world.maria}/file", **{"as": "exe"}))
    assert {(each.status_code, each.text) for each in answers} == {(404, answers[0].text)}
    assert not readings(host, world.maria)


async def test_on_paper_there_are_the_words_and_nothing_to_press(host, running, world, browser):
    page = await came_in(host, browser)
    await page.goto(f"{host.config.console.address}/clients/{world.maria}/transcript")
    assert await page.get_by_role("button", name="Sign out", exact=True).is_visible()
    await page.emulate_media(media="print")
    assert await page.get_by_text("The reorganisation took every evening").first.is_visible()
    for each in await page.locator("button, nav a, input:not([type=hidden]), textarea").all():
        assert not await each.is_visible(), await each.inner_text()
