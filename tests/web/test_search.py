"""Search within a client: only what the coach may read, each hit marked, and a reading of what was shown."""

import pytest

from storage import reads
from storage.tables import Engagement
from tests.web.conftest import BENGT, signed_in
from tests.web.test_transcript import readings, write
from tests.web.world import fill, say


@pytest.fixture
def world(host):
    return fill(host)


@pytest.fixture
async def running(host, world):
    async with host.running() as app:
        yield app


def add(host, number: int, text: str, **given) -> int:
    with host.database.begin() as session:
        return say(session, session.get_one(Engagement, number), "client", text, host.clock.now(), **given)


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("The Summer House again", "summer  house", "<mark>Summer House</mark>"),
        ("Äiti soitti ÄITI", "äiti", "<mark>Äiti</mark> soitti <mark>ÄITI</mark>"),
        ("a\nline", "a line", "<mark>a\nline</mark>"),
        ("what (is) .* this", ".*", "<mark>.*</mark>"),
        ("see <script>x</script>", "<script>", "<mark>&lt;script&gt;</mark>"),
        ("cafe\u0301? no: café", "cafe\u0301", "<mark>café</mark>"),
    ],
)
async def test_words_are_found_as_they_stand_and_marked(host, running, world, text, words, marked):
    line = add(host, world.sofia, text)
    async with signed_in(host) as anna:
        page = (await anna.act(f"/clients/{world.sofia}/search", words=words)).text
    assert marked in page
    assert f"/clients/{world.sofia}/transcript?line={line}#line-{line}" in page
    assert "Found in one message" in page


async def test_what_the_coach_may_not_read_is_not_found(host, running, world):
    number = host.add_client(world.coach, "Nea", 41, readers="times")
    add(host, number, "secret velvet")
    async with signed_in(host) as anna:
        hidden = await anna.act(f"/clients/{number}/search", words="velvet")
        none = await anna.act(f"/clients/{number}/search", words="no such word")
        pulse = await anna.act(f"/clients/{world.maria}/search", words="More than in May")
    assert "Found in 0 messages" in hidden.text
    assert hidden.text.replace("velvet", "") == none.text.replace("no such word", "")
    assert "Found in 0 messages" in pulse.text
    assert not readings(host, number)


async def test_what_is_shown_is_a_reading_of_so_many_lines_and_of_nothing_between_them(host, running, world):
    write(host, world.sofia, 30)
    with host.look() as session:
        before = len(reads.list_for(session, world.sofia))
    async with signed_in(host) as anna:
        await anna.act(f"/clients/{world.sofia}/search", words="line number 2")
        assert "Unread" in await anna.page("/")
    [read] = readings(host, world.sofia)[before:]
    assert (read.via, read.lines, read.last_line_id) == ("console", 11, None)


async def test_of_many_the_latest_are_shown(host, running, world):
    write(host, world.sofia, 130)
    async with signed_in(host) as anna:
        page = (await anna.act(f"/clients/{world.sofia}/search", words="line number")).text
    assert "Found in 100 messages" in page
    assert "there are more" in page
    assert page.count("<mark>") == 100
    assert page.index("line number</mark> 129.") < page.index("line number</mark> 30.")
    assert "</mark> 29." not in page


@pytest.mark.parametrize(("words", "said"), [("  ", "nothing to look for yet"), ("w" * 201, "201 characters")])
async def test_what_cannot_be_looked_for_says_how_to_mend_it(host, running, world, words, said):
    async with signed_in(host) as anna:
        answer = await anna.act(f"/clients/{world.maria}/search", words=words)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{words.strip()}"' in answer.text


async def test_another_coach_s_client_is_searched_like_one_that_does_not_exist(host, running, world):
    host.add_coach("Bengt", BENGT)
    async with signed_in(host, BENGT) as bengt:
        answers = [await bengt.act(f"/clients/{each}/search", words="house") for each in (world.maria, 999)]
        answers += [await bengt.get(f"/clients/{each}/search") for each in (world.maria, 999)]
    assert {(each.status_code, each.text) for each in answers} == {(404, answers[0].text)}
    assert not readings(host, world.maria)
