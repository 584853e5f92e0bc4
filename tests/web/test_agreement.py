"""The agreement at the console: as the client reads it, proposals of either side, typed as in the chat."""

import html
import re

import pytest

from flows.agreement import Agreement
from flows.proposing import ASKED
from storage import agreements, people, proposals
from storage.tables import Engagement, Proposal
from tests.system.host import ANNA, MARIA
from tests.web.conftest import BENGT, signed_in
from tests.web.world import fill

TYPED = {
    "readers": "Only what is shared",
    "reply_hours": "three days",
    "quiet_hours": "22-6",
    "off_days": "Sundays",
    "check_in": "weekdays at 9",
    "off_limits": "my sister",
    "silence": "Nothing",
    "worry": "nothing",
    "contact": "Pekka, 040 123",
    "retention_hours": "6 months",
    "ending": "At once",
}


@pytest.fixture
def world(host):
    return fill(host)


@pytest.fixture
async def running(host, world):
    async with host.running() as app:
        yield app


def of_coach(host) -> list[Proposal]:
    return [each for each in host.rows(Proposal) if each.proposed_by == "coach"]


def agreed(host, number: int) -> Agreement:
    with host.look() as session:
        found = agreements.agreed(session, session.get_one(Engagement, number))
    assert found is not None
    return found


async def test_what_is_proposed_here_is_accepted_in_the_chat_and_shown_here(host, running, world):
    path, maria = f"/clients/{world.maria}", host.person("Maria", MARIA)
    async with signed_in(host) as anna:
        looked = await anna.act(f"{path}/propose", clause="check_in", said="weekdays at 9")
        assert looked.status_code == 200
        assert "weekdays" in looked.text.lower()
        assert not of_coach(host), "looking proposes nothing"
        sent = await anna.act(f"{path}/propose", clause="check_in", said="weekdays at 9", sure="yes")
        assert sent.headers["location"] == f"{path}/agreement?done=proposed"
        page = await anna.page(f"{path}/agreement")
        assert "You proposed:" in page
        assert "waits for your client" in page
        await running.sweep.run()
        await host.idle()
        await maria.say("yes")
        await host.idle()
        page = await anna.page(f"{path}/agreement")
    assert agreed(host, world.maria).check_in == "weekly mon,tue,wed,thu,fri 09:00"
    assert "You proposed:" not in page
    assert "Version 2" in page


@pytest.mark.parametrize("clause", ASKED)
@pytest.mark.parametrize("language", ["en", "fi"])
async def test_every_clause_of_the_chat_s_dialogue_can_be_asked_for_and_proposed(
    host, running, world, clause, language
):
    with host.database.begin() as session:
        chat = people.chat_by_telegram_id(session, ANNA)
        assert chat is not None
        people.set_language(session, chat, language)
    async with signed_in(host) as anna:
        page = await anna.page(f"/clients/{world.maria}/propose?clause={clause}")
        choices = [html.unescape(each) for each in re.findall(r'name="said" value="([^"]+)">', page)]
        typed = TYPED[clause] if language == "en" else (choices or ["Pekka, 040 123"])[-1]
        if clause == "off_limits":
            typed = "my sister"
        for each in (*choices, typed):
            answer = await anna.act(f"/clients/{world.maria}/propose", clause=clause, said=each)
            assert answer.status_code == 200, each
        if 'value="yes"' in answer.text:
            await anna.act(f"/clients/{world.maria}/propose", clause=clause, said=typed, sure="yes")
            [proposal] = of_coach(host)
            assert (proposal.clause, proposal.proposed_by) == (clause, "coach")
        else:
            assert language == "fi", "what is typed in English differs from what was agreed"


@pytest.mark.parametrize(
    ("clause", "said", "told"),
    [
        ("reply_hours", "soonish", "A length of time is enough"),
        ("check_in", "daily 23:00", "quiet hours"),
        ("off_days", "every day", "no day would be left"),
        ("silence", "  ", "Nothing is written yet"),
    ],
)
async def test_what_cannot_be_proposed_says_how_to_mend_it_and_keeps_what_was_typed(
    host, running, world, clause, said, told
):
    async with signed_in(host) as anna:
        answer = await anna.act(f"/clients/{world.maria}/propose", clause=clause, said=said, sure="yes")
    assert answer.status_code == 422
    assert told in answer.text
    assert f'id="said" name="said" value="{said.strip()}"' in answer.text
    assert not of_coach(host)


async def test_a_client_s_proposal_is_answered_here_and_told_in_the_chat(host, running, world):
    made = []
    for clause, value in (("reply_hours", 24), ("silence", "nothing")):
        with host.database.begin() as session:
            engagement = session.get_one(Engagement, world.maria)
            made.append(proposals.make(session, engagement, clause, value, "client", host.clock.now()).id)
    path = f"/clients/{world.maria}"
    async with signed_in(host) as anna:
        assert "Maria proposes:" in await anna.page(f"{path}/agreement")
        for proposal, answer, said in zip(made, ("accept", "decline"), ("accepted", "declined"), strict=True):
            sent = await anna.act(f"{path}/proposals", proposal=str(proposal), answer=answer)
            assert sent.headers["location"].endswith(f"?done={said}")
        again = await anna.act(f"{path}/proposals", proposal=str(made[0]), answer="decline")
        assert again.headers["location"].endswith("?done=settled")
    assert (agreed(host, world.maria).reply_hours, agreed(host, world.maria).silence) != (24, "nothing")
    assert agreed(host, world.maria).reply_hours == 24
    await running.sweep.run()
    await host.idle()
    assert "Anna said yes to what you proposed" in " ".join(host.chat_texts(MARIA))


async def test_the_client_s_own_words_show_only_where_the_coach_may_read(host, running, world):
    number = host.add_client(world.coach, "Nea", 41, readers="times", off_limits=["velvet"], contact="zeppelin")
    async with signed_in(host) as anna:
        page = await anna.page(f"/clients/{number}/agreement")
    assert "velvet" not in page
    assert "zeppelin" not in page


async def test_before_there_is_an_agreement_there_is_nothing_to_propose(host, running, world):
    with host.look() as session:
        oskar = min(each.id for each in session.query(Engagement) if each.state == "invited")
    async with signed_in(host) as anna:
        assert "made an agreement" in await anna.page(f"/clients/{oskar}/agreement")
        assert "made an agreement" in await anna.page(f"/clients/{oskar}/propose?clause=silence")
        answer = await anna.act(f"/clients/{oskar}/propose", clause="silence", said="nothing", sure="yes")
        assert answer.status_code == 200
        assert (await anna.get(f"/clients/{oskar}/propose?clause=nonsense")).status_code == 404
    assert not of_coach(host)


async def test_another_coach_s_agreement_answers_like_one_that_does_not_exist(host, running, world):
    host.add_coach("Bengt", BENGT)
    async with signed_in(host, BENGT) as bengt:
        for path in ("agreement", "propose?clause=silence"):
            answers = [await bengt.get(f"/clients/{each}/{path}") for each in (world.maria, 999)]
            assert {(each.status_code, each.text) for each in answers} == {(404, answers[0].text)}
        for path in ("propose", "proposals"):
            answers = [
                await bengt.act(f"/clients/{each}/{path}", clause="silence", said="nothing", sure="yes", proposal="1")
                for each in (world.maria, 999)
            ]
            assert {(each.status_code, each.text) for each in answers} == {(404, answers[0].text)}
    assert not of_coach(host)
