"""What a coach does at the console: it arrives in the chat, as if it had been said there."""

from datetime import timedelta

import pytest

from storage import engagements, promises
from storage.tables import Engagement, Outbox
from tests.system.host import ANNA, MARIA
from tests.web.conftest import BENGT, signed_in
from tests.web.world import SOFIA, fill

ACTS = ("reply", "seen", "pause", "resume", "end")


@pytest.fixture
def world(host):
    return fill(host)


@pytest.fixture
async def running(host, world):
    async with host.running() as app:
        yield app


def state(host, number: int) -> str:
    with host.look() as session:
        return session.get_one(Engagement, number).state


async def test_a_reply_arrives_as_the_coach_s_and_keeps_the_promise(host, running, world):
    async with signed_in(host) as anna:
        answer = await anna.act(f"/clients/{world.sofia}/reply", words="Of course.\r\n\r\nFriday then?")
        assert (answer.status_code, answer.headers["location"]) == (
            303, f"/clients/{world.sofia}/transcript?done=replied",
        )  # fmt: skip
        await host.idle()
        page = await anna.page(answer.headers["location"])
    assert host.chat_texts(SOFIA)[-1] == "From Anna, in their own words:\nOf course.\n\nFriday then?"
    assert "Sent as your own words" in page
    assert ">You</span>" in page
    with host.look() as session:
        [promise] = [each for each in promises.list_for(session, world.sofia) if each.kind == promises.REPLY]
    assert promise.outcome == "late"
    assert not any("Sent to" in each for each in host.chat_texts(ANNA)), "the coach's own chat stays as it was"


@pytest.mark.parametrize(("hours", "silent"), [(0, False), (12, True)])
async def test_a_reply_in_quiet_hours_arrives_without_a_sound(host, running, world, hours, silent):
    async with signed_in(host) as anna:
        host.clock.jump(timedelta(hours=hours))
        if hours:
            async with signed_in(host) as again:
                await again.act(f"/clients/{world.maria}/reply", words="Sleep well.")
        else:
            await anna.act(f"/clients/{world.maria}/reply", words="Sleep well.")
        await host.idle()
    chat = host.simulator.bot(host.config.telegram.token.get_secret_value()).chats[MARIA]
    message = next(each for each in chat.messages.values() if "Sleep well." in each.text)
    assert message.silent is silent


@pytest.mark.parametrize(
    ("words", "said"),
    [("  \r\n ", "There is nothing to send yet"), ("a" * 4100, "4100 characters don&#39;t fit into one message")],
)
async def test_what_cannot_be_sent_says_what_where_and_how_and_is_not_lost(host, running, world, words, said):
    async with signed_in(host) as anna:
        answer = await anna.act(f"/clients/{world.maria}/reply", words=words)
    assert answer.status_code == 422
    assert said in answer.text
    assert '<a href="#words">Your words</a>' in answer.text
    assert f">{words.strip()}</textarea>" in answer.text
    assert not host.rows(Outbox) or not any("aaaa" in each for each in host.chat_texts(MARIA))


async def test_what_cannot_reach_a_client_is_not_lost(host, running, world):
    with host.database.begin() as session:
        engagements.set_state(session, session.get_one(Engagement, world.maria), "ended", host.clock.now())
    async with signed_in(host) as anna:
        answer = await anna.act(f"/clients/{world.maria}/reply", words="One more thing")
    assert answer.status_code == 422
    assert "can&#39;t be reached" in answer.text


async def test_a_concern_is_acknowledged_as_by_the_button_in_the_chat(host, running, world):
    async with signed_in(host) as anna:
        assert "I have checked on them" in await anna.page(f"/clients/{world.sofia}/acting")
        answer = await anna.act(f"/clients/{world.sofia}/seen")
        await host.idle()
        page = await anna.page(answer.headers["location"])
    assert "Your client sees that you looked" in page
    assert "I have checked on them" not in page
    assert host.chat_texts(SOFIA)[-1] == "Anna has seen that I asked them to check on you."


async def test_a_concern_that_the_coach_is_not_told_of_can_be_neither_seen_nor_closed(host, running, world):
    number = host.add_client(world.coach, "Nea", 41, worry="nothing")
    with host.database.begin() as session:
        engagements.set_concern(session, session.get_one(Engagement, number), "crisis", host.clock.now())
    async with signed_in(host) as anna:
        assert "check on them" not in await anna.page(f"/clients/{number}/acting")
        for each in (number, world.maria):
            assert (await anna.act(f"/clients/{each}/seen")).status_code == 303
    with host.look() as session:
        assert session.get_one(Engagement, number).concern == "crisis"


async def test_a_pause_is_told_to_the_client_and_the_coach_can_end_it(host, running, world):
    until = (host.clock.now() + timedelta(days=9)).date()
    async with signed_in(host) as anna:
        await anna.act(f"/clients/{world.maria}/pause", until=until.isoformat())
        await host.idle()
        assert "Anna has put our check-ins on a pause until Wednesday 2 December" in host.chat_texts(MARIA)[-1]
        assert state(host, world.maria) == "paused"
        assert "There is a pause until Wednesday 2 December" in await anna.page(f"/clients/{world.maria}/acting")
        await anna.act(f"/clients/{world.maria}/resume")
        await host.idle()
    assert host.chat_texts(MARIA)[-1].startswith("Anna has ended the pause.")
    assert state(host, world.maria) == "active"


async def test_the_client_ends_the_coach_s_pause_but_the_coach_not_the_client_s(host, running, world):
    maria = host.person("Maria", MARIA)
    async with signed_in(host) as anna:
        await anna.act(f"/clients/{world.maria}/pause")
        await host.idle()
        await maria.say("/resume")
        await host.idle()
        assert state(host, world.maria) == "active"
        await maria.say("/pause")
        await host.idle()
        answer = await anna.act(f"/clients/{world.maria}/resume")
        assert answer.status_code == 422
        assert "is theirs to end" in answer.text
    assert state(host, world.maria) == "paused"


@pytest.mark.parametrize(("until", "said"), [("2026-02-31", "no day of the calendar"), ("2026-11-23", "not ahead")])
async def test_an_end_of_a_pause_that_is_none_is_said(host, running, world, until, said):
    async with signed_in(host) as anna:
        answer = await anna.act(f"/clients/{world.maria}/pause", until=until)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{until}"' in answer.text
    assert state(host, world.maria) == "active"


async def test_the_end_is_asked_once_more_and_told_to_the_client(host, running, world):
    async with signed_in(host) as anna:
        page = await anna.page(f"/clients/{world.maria}/end")
        assert "be undone" in page
        assert state(host, world.maria) == "active"
        answer = await anna.act(f"/clients/{world.maria}/end")
        await host.idle()
        assert "The coaching has ended" in await anna.page(answer.headers["location"])
        assert "has ended already" in await anna.page(f"/clients/{world.maria}/end")
        assert (await anna.act(f"/clients/{world.maria}/end")).headers["location"].endswith("/acting")
    assert state(host, world.maria) == "ended"
    assert "Anna has ended" in " ".join(host.chat_texts(MARIA))


@pytest.mark.parametrize("act", ACTS)
async def test_another_coach_s_client_is_acted_on_like_one_that_does_not_exist(host, running, world, act):
    host.add_coach("Bengt", BENGT)
    before = host.counted()
    async with signed_in(host, BENGT) as bengt:
        answers = [
            await bengt.act(f"/clients/{each}/{act}", words="Hello", until="2027-01-01")
            for each in (world.maria, 999, "9" * 30, "x")
        ]
    assert {(each.status_code, each.text) for each in answers} == {(404, answers[0].text)}
    assert {name: count for name, count in host.counted().items() if before[name] != count}.keys() <= {
        "sittings", "sign_ins", "outbox",
    }  # fmt: skip
    assert state(host, world.maria) == "active"
