"""The profile at the console: typed as in the chat, and shown as a client will read it before it is saved."""

import html
import re

import pytest

from storage import coaches, people
from storage.tables import Coach
from tests.system.host import ANNA
from tests.web.conftest import signed_in
from tests.web.world import fill

NEW = 77


@pytest.fixture
def world(host):
    return fill(host)


@pytest.fixture
async def running(host, world):
    async with host.running() as app:
        yield app


def profile(host, number: int) -> dict:
    with host.look() as session:
        return coaches.profile(session, session.get_one(Coach, number))


def words_in(page: str) -> str:
    [words] = re.findall(r'lang="en">([^<]+)</p>', page.split("looks-heading", 1)[1])
    return html.unescape(words)


async def test_what_is_shown_is_word_for_word_what_a_client_reads(host, running, world):
    typed = {"name": "Anna K.", "approach": "I listen <first>.\nThen I ask.", "limits": 'No "therapy" & co.'}
    code = host.invite(world.coach, "Niko")
    async with signed_in(host) as anna:
        looked = await anna.act("/profile", **typed)
        assert looked.status_code == 200
        assert profile(host, world.coach)["name"] == "Anna", "looking saves nothing"
        saved = await anna.act("/profile", save="yes", **typed)
        assert saved.headers["location"] == "/profile?done=saved"
        assert "Saved." in await anna.page("/profile?done=saved")
    niko = host.person("Niko", NEW)
    await niko.say(f"/start {code}")
    await host.idle()
    assert host.chat_texts(NEW)[-1] == words_in(looked.text)
    assert "I listen <first>.\nThen I ask." in words_in(looked.text)


async def test_what_is_proposed_is_typed_as_in_the_chat_and_an_empty_answer_keeps_what_stands(host, running, world):
    before = profile(host, world.coach)
    async with signed_in(host) as anna:
        answer = await anna.act(
            "/profile", save="yes", zone="Stockholm", reply_hours="two days", quiet_hours="22-7",
            check_in="Mon and Thu", check_in_time="18:30", silence="Nothing", retention_hours="1 year",
            ending="At once",
        )  # fmt: skip
        assert answer.status_code == 303, answer.text
    after = profile(host, world.coach)
    assert {name: after[name] for name in ("name", "approach", "limits")} == {
        name: before[name] for name in ("name", "approach", "limits")
    }
    proposal = after["proposal"]
    assert (proposal["reply_hours"], proposal["silence"], proposal["ending"]) == (48, "nothing", "once")
    assert (proposal["check_in"], proposal["readers"]) == ("weekly mon,thu 18:30", before["proposal"]["readers"])
    with host.look() as session:
        assert session.get_one(Coach, world.coach).zone == "Europe/Stockholm"


async def test_every_fault_is_said_at_its_field_and_nothing_typed_is_lost(host, running, world):
    before = profile(host, world.coach)
    async with signed_in(host) as anna:
        answer = await anna.act(
            "/profile",
            save="yes",
            name="N" * 70,
            reply_hours="soonish",
            check_in_time="23:30",
            approach="New & <plain>",
        )
    assert answer.status_code == 422
    for field in ("name", "reply_hours", "check_in_time"):
        assert f'id="{field}-fault"' in answer.text
        assert f'<a href="#{field}">' in answer.text
    for typed in ("N" * 70, "soonish", "23:30", "New &amp; &lt;plain&gt;"):
        assert typed in answer.text
    assert "falls in the quiet hours" in answer.text
    assert profile(host, world.coach) == before


async def test_a_new_coach_is_told_what_is_missing(host, running, world):
    with host.database.begin() as session:
        coaches.set_profile(session, session.get_one(Coach, world.coach), {})
    async with signed_in(host) as anna:
        answer = await anna.act("/profile", save="yes", name="Anna")
    assert answer.status_code == 422
    assert answer.text.count("Clients are told this before they agree") >= 3
    assert not profile(host, world.coach)


async def test_the_form_is_in_the_coach_s_language_and_takes_its_words(host, running, world):
    with host.database.begin() as session:
        chat = people.chat_by_telegram_id(session, ANNA)
        assert chat is not None
        people.set_language(session, chat, "fi")
    async with signed_in(host) as anna:
        page = await anna.page("/profile")
        assert "Missä ajassa vastaat" in page
        answer = await anna.act("/profile", save="yes", reply_hours="kaksi päivää", check_in="ma ja to")
        assert answer.status_code == 303, answer.text
    assert profile(host, world.coach)["proposal"]["reply_hours"] == 48
