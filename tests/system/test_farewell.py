"""The farewell: either side ends the coaching, in the client's own words, and nothing goes out after it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import planning
from storage import facts, outbox, promises, proposals, schedules
from storage.tables import Chat, Engagement, Line, Occurrence, Outbox, Proposal, Talk
from tests.system.test_aftercare import said
from tests.system.test_check_ins import MARIA, sweep, to
from tests.system.test_kills import act
from tests.system.test_review import ANNA, add_maria

END, YES = "[Yes, end it here]", "[Yes, end it]"
ENDED = "The coaching here has ended"


@pytest.fixture
def maria(host):
    return add_maria(host)


def open_things(host) -> list[object]:
    """All that might still come of the coaching: due times, promises, proposals, talks, what is to go out."""
    with host.look() as session:
        return [
            *schedules.list_for(session, 1),
            *promises.open_for(session, 1),
            *proposals.list_open(session, 1),
            *[each for each in host.rows(Talk) if each.state in ("open", "resting") and each.engagement_id == 1],
            *[each for each in host.rows(Occurrence) if each.state in ("claimed", "waiting")],
            *[each for each in host.rows(Outbox) if each.state == "pending"],
        ]


async def a_time(host, app, maria, anna) -> None:
    """Much that is to come: an event to ask about, a question for the coach, proposals of both, a talk at rest."""
    await said(host, maria, "/coach Could we move Thursday?")
    await said(host, maria, "/agreement how it ends", "/cancel", "/review", "/reflect")
    await act(anna, "/propose Maria weekdays at 10")
    await host.idle()
    with host.database.begin() as session:
        engagement = session.get_one(Engagement, 1)
        planning.propose(session, engagement, "reply_hours", 24, host.clock.now())
        event = {"event": "interview", "day": "2026-11-27"}
        planning.ask_once(
            session, engagement, "follow_up", event, host.clock.now() + timedelta(days=4), host.clock.now()
        )
        facts.add(session, engagement, "remembered", {"what": "insight", "words": "I can say no"}, host.clock.now())


async def days_later(host, app) -> None:
    for day in (24, 25, 26, 27, 30):
        to(host, day, 7, 1)
        await sweep(host, app)
        await app.reply_times.review()
        to(host, day, 17, 30)
        await sweep(host, app)
    await host.idle()


async def test_she_ends_it_and_every_promise_and_proposal_has_its_outcome(host, maria, anna):
    async with host.running() as app:
        await a_time(host, app, maria, anna)
        asked = await said(host, maria, "/farewell")
        assert "“I can say no”" in asked
        told = await said(host, maria, END)
        assert told.startswith("Then we end here. Thank you")
        assert "Your words are kept for 1 year" in told
        assert open_things(host) == []
        assert "Maria (#1) has ended the coaching here" in host.chat_texts(ANNA)[-1]
        to_maria, to_anna = len(host.chat_texts(MARIA)), len(host.chat_texts(ANNA))
        await days_later(host, app)
        assert (len(host.chat_texts(MARIA)), len(host.chat_texts(ANNA))) == (to_maria, to_anna)
    with host.look() as session:
        ended = promises.list_for(session, 1)
    assert {each.outcome for each in ended} == {"withdrawn"}
    assert {each.kind for each in ended} >= {"check_in", "follow_up", "reply"}


async def test_the_coach_ends_it_after_being_asked_once_and_she_is_told(host, maria, anna):
    async with host.running() as app:
        await a_time(host, app, maria, anna)
        await act(anna, "/farewell Maria")
        await host.idle()
        assert "can't be undone" in host.chat_texts(ANNA)[-1]
        assert host.rows(Engagement)[0].state == "active"
        await act(anna, YES)
        await host.idle()
        told = host.chat_texts(MARIA)[-1]
        assert told.startswith("Anna has ended the coaching here.")
        assert "“I can say no”" in told
        assert "?" not in told
        assert open_things(host) == []
        assert "has ended, and they are told" in host.chat_texts(ANNA)[-1]
        before = len(host.chat_texts(MARIA))
        await days_later(host, app)
        assert len(host.chat_texts(MARIA)) == before


async def test_nothing_the_coach_does_afterwards_reaches_her(host, maria, anna):
    async with host.running():
        await said(host, maria, "/farewell", END)
        before = len(host.chat_texts(MARIA))
        for what in ("/reply Maria hello", "/propose Maria weekdays at 10", "/farewell Maria", "/transcript Maria"):
            await act(anna, what)
            await host.idle()
        assert len(host.chat_texts(MARIA)) == before
        assert "messages, not shared)" in host.chat_texts(ANNA)[-1]


async def test_what_she_writes_afterwards_is_answered_and_not_kept(host, maria, anna):
    async with host.running():
        await said(host, maria, "/farewell", END)
        assert (await said(host, maria, "a heron stood in the river")).startswith(ENDED)
        assert (await said(host, maria, "/coach a heron stood in the river")).startswith(ENDED)
        assert (await said(host, maria, "/reflect")).startswith(ENDED)
        told = len(host.chat_texts(ANNA))
        danger = await said(host, maria, "I want to kill myself tonight, like the heron")
        assert "Please reach a person now" in danger
        assert len(host.chat_texts(ANNA)) == told
        for command in ("/help", "/sos", "/export", "/privacy", "/readers", "/promises", "/agreement"):
            assert not (await said(host, maria, command)).startswith(ENDED), command
        assert all("heron" not in text for _, text in host.said(1) if text)
        assert (await said(host, maria, "/delete", "delete")).startswith("It's done.")
    assert host.rows(Line) == []


async def test_her_words_go_when_the_agreed_time_is_over_and_not_before(host):
    maria = add_maria(host, retention_hours=48)
    async with host.running() as app:
        await said(host, maria, "/reflect", "I was so proud of my garden.", "/cancel", "/farewell", END)
        host.clock.jump(timedelta(hours=47))
        await app.upkeep.keep_no_longer()
        assert host.rows(Line)
        host.clock.jump(timedelta(hours=2))
        await app.upkeep.keep_no_longer()
        assert host.rows(Line) == []
        assert (await said(host, maria, "/agreement")).startswith(ENDED)


async def test_a_new_link_begins_anew(host, maria, anna):
    async with host.running():
        await said(host, maria, "/farewell", END)
        code = host.invite(1, "Maria again")
        await maria.say(f"/start {code}")
        await host.idle()
        assert ENDED not in host.chat_texts(MARIA)[-1]
    assert [each.state for each in host.rows(Engagement)] == ["ended", "onboarding"]


async def test_a_farewell_that_is_not_confirmed_ends_nothing(host, maria, anna):
    async with host.running():
        await said(host, maria, "/farewell", "[No, go on as before]")
        await act(anna, "/farewell Maria")
        await act(anna, "/farewell Nobody")
        await host.idle()
    assert host.rows(Engagement)[0].state == "active"


async def test_a_nudge_whose_sending_had_gone_wrong_is_not_repeated_after_the_end(host, maria, anna):
    async with host.running():
        await said(host, maria, "/farewell", END)
        before = len(host.chat_texts(MARIA))
        with host.database.begin() as session:
            engagement = session.get_one(Engagement, 1)
            chat = session.scalars(select(Chat).where(Chat.telegram_id == MARIA)).one()
            payload = {"nudge": True, "params": {"text": "How was your week?"}}
            request = outbox.Request(chat.id, engagement, "sendMessage", payload, lane=outbox.NUDGE)
            outbox.put(session, request, host.clock.now())
        await said(host, maria, "/help")
        assert len(host.chat_texts(MARIA)) == before + 1
    assert "dropped" in [each.state for each in host.rows(Outbox)]


async def test_what_the_coach_was_proposing_is_not_proposed_after_the_end(host, maria, anna):
    async with host.running():
        await act(anna, "/propose Maria silence")
        await host.idle()
        await said(host, maria, "/farewell", END)
        for each in ("nothing", "yes"):
            await act(anna, each)
            await host.idle()
    assert [each for each in host.rows(Proposal) if each.state == "open"] == []
