"""The coach in the room: asked first, each word its author's, the bot silent but for danger, and back afterwards."""

from datetime import timedelta

import pytest

from storage import promises
from storage.tables import Engagement
from tests.system.test_aftercare import said
from tests.system.test_check_ins import MARIA, asked, sweep, to
from tests.system.test_kills import act
from tests.system.test_review import ANNA, add_maria

YES, NO = "[Yes, talk now]", "[Not now]"
BACK = "is over, and I'm back"


@pytest.fixture
def maria(host):
    return add_maria(host)


async def says(host, person, *texts: str) -> None:
    for text in texts:
        await act(person, text)
        await host.idle()


def last(host, chat: int) -> str:
    return host.chat_texts(chat)[-1]


async def connected(host, maria, anna) -> None:
    await says(host, anna, "/talk Maria")
    await says(host, maria, YES)


async def test_nothing_goes_across_before_she_says_yes(host, maria, anna):
    async with host.running():
        await says(host, anna, "/talk Maria", "are you there?")
        assert last(host, MARIA).endswith("Shall I connect you?")
        await says(host, maria, "a heron stood in the river", NO)
        assert "doesn't suit Maria (#1)" in last(host, ANNA)
        await says(host, maria, "a heron flew away over the wide river today")
        await says(host, anna, "hello?")
    assert "heron" not in "".join(host.chat_texts(ANNA))
    assert "hello?" not in "".join(host.chat_texts(MARIA))


async def test_each_hears_the_other_by_name_and_the_bot_is_silent(host, maria, anna):
    async with host.running():
        await connected(host, maria, anna)
        assert last(host, MARIA).startswith("You're connected, and I'm silent")
        assert "Maria (#1) says yes, and I'm silent" in last(host, ANNA)
        hers, theirs = len(host.chat_texts(MARIA)), len(host.chat_texts(ANNA))
        await says(host, anna, "How was Thursday?")
        await says(host, maria, "It was hard, I cried.", "why")
        await says(host, anna, "I'm with you.")
        assert host.chat_texts(MARIA)[hers:] == ["Anna: How was Thursday?", "Anna: I'm with you."]
        assert host.chat_texts(ANNA)[theirs:] == ["Maria: It was hard, I cried.", "Maria: why"]
    live = [each for each in host.said(1) if each[0] in ("client", "coach")]
    assert live[-4:] == [
        ("coach", "Anna: How was Thursday?"),
        ("client", "It was hard, I cried."),
        ("client", "why"),
        ("coach", "Anna: I'm with you."),
    ]


@pytest.mark.parametrize("who", ["maria", "anna"])
async def test_either_ends_it_and_both_are_told_that_the_bot_is_back(host, maria, anna, who):
    async with host.running():
        await said(host, maria, "/reflect")
        await connected(host, maria, anna)
        await says(host, {"maria": maria, "anna": anna}[who], "/done")
        assert BACK in last(host, MARIA)
        assert BACK in last(host, ANNA)
        assert "/resume goes on with what was open before" in last(host, MARIA)
        count = len(host.chat_texts(ANNA))
        await says(host, maria, "/resume", "this is for the bot alone")
        assert len(host.chat_texts(ANNA)) == count
        await says(host, anna, "/done")
        assert "No conversation is running" in last(host, ANNA)
        assert "No conversation with Anna is running" in await said(host, maria, "/done")


async def test_half_an_hour_without_a_word_ends_it_and_each_word_moves_that_on(host, maria, anna):
    async with host.running() as app:
        await connected(host, maria, anna)
        host.clock.jump(timedelta(minutes=29))
        await says(host, maria, "still here")
        host.clock.jump(timedelta(minutes=29))
        await sweep(host, app)
        assert BACK not in last(host, MARIA)
        host.clock.jump(timedelta(minutes=1, seconds=5))
        await sweep(host, app)
        assert BACK in last(host, MARIA)
        assert BACK in last(host, ANNA)
        count = len(host.chat_texts(MARIA))
        await sweep(host, app)
        assert len(host.chat_texts(MARIA)) == count


async def test_a_word_after_the_silence_is_for_the_bot_also_before_anybody_looked(host, maria, anna):
    async with host.running():
        await connected(host, maria, anna)
        host.clock.jump(timedelta(minutes=31))
        await says(host, maria, "a heron stood in the river this whole long morning")
        assert "heron" not in "".join(host.chat_texts(ANNA))
        assert any(BACK in text for text in host.chat_texts(MARIA))
        await connected(host, maria, anna)
        host.clock.jump(timedelta(minutes=31))
        await says(host, anna, "and then?")
        assert "and then?" not in "".join(host.chat_texts(MARIA))
        assert any(BACK in text for text in host.chat_texts(ANNA)[-2:])


async def test_words_of_danger_get_help_first_and_still_reach_the_coach(host, maria, anna):
    async with host.running():
        await connected(host, maria, anna)
        await says(host, maria, "I want to kill myself tonight")
        assert "Please reach a person now" in last(host, MARIA)
        assert "Your message itself has gone to Anna" in last(host, MARIA)
        assert "I want to kill myself tonight" in "".join(host.chat_texts(ANNA)[-2:])
        await says(host, anna, "I'm calling you now.")
        assert last(host, MARIA) == "Anna: I'm calling you now."
        await says(host, maria, "help me")
        assert "This is where help is" in last(host, MARIA)
        assert last(host, ANNA) == "Maria: help me"
    with host.look() as session:
        assert [each.outcome for each in promises.list_for(session, 1) if each.kind == "reply"] == ["kept"]


async def test_a_check_in_waits_until_it_is_over(host, maria, anna):
    async with host.running() as app:
        to(host, 24, 6, 50)
        await connected(host, maria, anna)
        for minute in (8, 20):
            to(host, 24, 7, minute)
            await says(host, maria, "and another thing")
            await sweep(host, app)
        assert asked(host) == []
        await says(host, maria, "/done")
        to(host, 24, 7, 40)
        await sweep(host, app)
        assert len(asked(host)) == 1


async def test_what_is_no_word_stays_here_and_she_is_told_so(host, maria, anna):
    async with host.running():
        await connected(host, maria, anna)
        count = len(host.chat_texts(ANNA))
        for what in ("/checkin", "/pause", "/nonsense"):
            assert "my own questions wait" in await said(host, maria, what), what
        assert "This is where help is" in await said(host, maria, "/sos")
        assert "Nobody has read" in await said(host, maria, "/readers")
        assert len(host.chat_texts(ANNA)) == count
        await says(host, maria, "/coach one thing more")
        assert last(host, ANNA) == "Maria: one thing more"
        await said(host, maria, "/farewell", "[Yes, end it here]")
        assert "has ended the coaching" in last(host, ANNA)
        await says(host, anna, "wait")
        assert "wait" not in last(host, MARIA)
    assert host.rows(Engagement)[0].live_until is None


async def test_a_question_that_is_cancelled_is_a_no_and_the_coach_hears_it(host, maria, anna):
    async with host.running():
        await says(host, anna, "/talk Maria")
        await says(host, maria, "/cancel")
        assert "doesn't suit Maria (#1)" in last(host, ANNA)


async def test_what_the_coach_answers_to_the_bot_meanwhile_does_not_go_across(host, maria, anna):
    async with host.running():
        await connected(host, maria, anna)
        before = len(host.chat_texts(MARIA))
        await says(host, anna, "/propose Maria quiet hours", "21-9")
        assert "21-9" not in "".join(host.chat_texts(MARIA)[before:])
        await says(host, anna, "/cancel", "a word for you")
        assert "a word for you" in last(host, MARIA)


async def test_a_coach_talks_with_one_at_a_time_and_whoever_else_was_asked_is_told(host, maria, anna):
    host.add_client(1, "Eve", 44)
    eve = host.person("Eve", 44)
    async with host.running():
        await says(host, anna, "/talk Maria", "/talk Eve")
        await says(host, eve, YES)
        assert "can't talk just now after all" in last(host, MARIA)
        await says(host, anna, "/talk Maria")
        assert "You are in a conversation with Eve (#2)" in last(host, ANNA)
        await says(host, maria, YES, "/resume", "hello there, is it my turn to talk now?")
        await says(host, anna, "only for Eve")
        assert last(host, 44) == "Anna: only for Eve"
        assert "only for Eve" not in "".join(host.chat_texts(MARIA))
        assert "my turn" not in "".join(host.chat_texts(ANNA))


async def test_a_coach_of_others_cannot_ask_her(host, maria, anna):
    host.add_coach("Otto", 13)
    otto = host.person("Otto", 13)
    async with host.running():
        before = host.chat_texts(MARIA)
        await says(host, otto, "/talk #1", "/farewell #1")
        assert host.chat_texts(MARIA) == before


async def test_a_coach_who_blocked_the_bot_gets_nothing_and_she_is_told(host, maria, anna):
    async with host.running():
        await connected(host, maria, anna)
        await anna.block()
        await host.idle()
        assert "this didn't get there" in await said(host, maria, "are you there?")
        assert "I'm here" in await said(host, maria, "hello")
    assert host.rows(Engagement)[0].live_until is None


async def test_a_client_who_blocked_the_bot_gets_nothing_and_the_coach_is_told(host, maria, anna):
    async with host.running():
        await connected(host, maria, anna)
        await maria.block()
        await host.idle()
        await says(host, anna, "are you there?")
        assert "can't be reached" in last(host, ANNA)
    assert host.rows(Engagement)[0].live_until is None


async def test_an_edit_stays_here_and_danger_in_it_is_heard(host, maria, anna):
    async with host.running():
        await connected(host, maria, anna)
        count = len(host.chat_texts(ANNA))
        words = await maria.say("I feel fine")
        await host.idle()
        assert len(host.chat_texts(ANNA)) == count + 1
        await maria.edit(words, "I feel better")
        await host.idle()
        assert "Your edit is kept here" in last(host, MARIA)
        await maria.edit(words, "I want to kill myself")
        await host.idle()
        assert "Please reach a person now" in last(host, MARIA)
    assert "better" not in "".join(host.chat_texts(ANNA))


async def test_everything_can_be_erased_in_the_middle_of_it(host, maria, anna):
    async with host.running():
        await connected(host, maria, anna)
        await says(host, maria, "/delete", "delete")
        await says(host, anna, "are you there?")
        assert "are you there?" not in "".join(host.chat_texts(MARIA))
        assert "/help shows what you can ask" in last(host, ANNA)
    assert host.rows(Engagement) == []
