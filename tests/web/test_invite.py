"""Inviting from the console: the link lets a client in, and is kept nowhere."""

import re

import pytest
import segno

from storage import coaches
from storage.tables import Coach, Engagement, Invitation
from tests.web.conftest import BENGT, Visitor, signed_in
from tests.web.world import fill

NEW = 77


@pytest.fixture
def world(host):
    return fill(host)


@pytest.fixture
async def running(host, world):
    async with host.running() as app:
        yield app


async def shown(anna: Visitor, answer) -> str:
    """The page that a form led to, as a browser on this machine sees it."""
    assert answer.status_code == 303
    for cookie in anna.cookies.jar:
        cookie.secure = False
    return await anna.page(answer.headers["location"])


def link_in(page: str) -> str:
    [link] = re.findall(r'value="https://t.me/luottamus_bot\?start=([\w-]+)"', page)
    return str(link)


async def test_a_link_lets_a_client_in_and_stands_beside_its_picture(host, running, world):
    async with signed_in(host) as anna:
        answer = await anna.act("/invite", "/invite", label="  Niko \n Laine ")
        page = await shown(anna, answer)
        assert "<svg" in page
        assert "style=" not in page, "the policy lets no style stand in a page"
        assert "Niko Laine" in page
        code = link_in(page)
        assert code not in answer.headers["location"]
        assert await anna.page(answer.headers["location"]) == page, "it can be opened again"
        niko = host.person("Niko", NEW)
        await niko.say(f"/start {code}")
        await host.idle()
        assert "Anna uses me to keep in touch" in host.chat_texts(NEW)[-1]
        assert (await anna.get(answer.headers["location"])).status_code == 404
    with host.look() as session:
        assert session.get_one(Engagement, int(answer.headers["location"].split("/")[2])).state == "onboarding"
    assert code not in host.all_words()


async def test_the_picture_holds_the_link(host, running, world):
    async with signed_in(host) as anna:
        page = await shown(anna, await anna.act("/invite", "/invite", label="Niko"))
    drawn = re.findall(r'd="(M[^"]+)"', page)
    expected = segno.make(f"https://t.me/luottamus_bot?start={link_in(page)}", error="m", micro=False)
    assert drawn[-1] in expected.svg_inline()


async def test_after_five_minutes_only_a_new_link_is_to_be_had(host, running, world):
    async with signed_in(host) as anna:
        answer = await anna.act("/invite", "/invite", label="Niko")
        first = link_in(await shown(anna, answer))
        anna.cookies.delete("__Secure-invitation")
        page = await anna.page(answer.headers["location"])
        assert "kept nowhere" in page
        assert first not in page
        again = await anna.act(answer.headers["location"], answer.headers["location"])
        second = link_in(await shown(anna, again))
    niko = host.person("Niko", NEW)
    await niko.say(f"/start {first}")
    await niko.say(f"/start {second}")
    await host.idle()
    assert "doesn't open anything" in host.chat_texts(NEW)[0]
    assert "Anna uses me" in host.chat_texts(NEW)[1]


@pytest.mark.parametrize(
    ("label", "said"), [("  ", "There is no name yet"), ("M" * 61, "The name has 61 characters, and 60 fit")]
)
async def test_a_name_that_cannot_be_taken_says_how_to_mend_it_and_is_not_lost(host, running, world, label, said):
    before = len(host.rows(Invitation))
    async with signed_in(host) as anna:
        answer = await anna.act("/invite", "/invite", label=label)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{label.strip()}"' in answer.text
    assert len(host.rows(Invitation)) == before


async def test_a_coach_without_a_profile_is_sent_there_first(host, running, world):
    with host.database.begin() as session:
        coach = session.get_one(Coach, world.coach)
        coaches.set_profile(session, coach, {})
    async with signed_in(host) as anna:
        answer = await anna.act("/invite", "/invite", label="Niko")
    assert answer.status_code == 422
    assert "your profile comes first" in answer.text


async def test_only_who_has_not_come_yet_is_invited_again_and_only_by_their_coach(host, running, world):
    with host.look() as session:
        oskar = min(each.id for each in session.query(Engagement) if each.state == "invited")
    async with signed_in(host) as anna:
        assert "Make a new link" in await anna.page(f"/clients/{oskar}/acting")
        answer = await anna.act(f"/clients/{world.maria}/invitation")
        assert answer.headers["location"] == f"/clients/{world.maria}/acting"
        assert (await anna.get(f"/clients/{world.maria}/invitation")).status_code == 404
    host.add_coach("Bengt", BENGT)
    before = [each.hash for each in host.rows(Invitation) if each.engagement_id == oskar]
    async with signed_in(host, BENGT) as bengt:
        for number in (oskar, 999):
            assert (await bengt.get(f"/clients/{number}/invitation")).status_code == 404
            assert (await bengt.act(f"/clients/{number}/invitation")).status_code == 404
    assert [each.hash for each in host.rows(Invitation) if each.engagement_id == oskar] == before
