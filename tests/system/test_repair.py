"""Repair: what went wrong is owned once and only talked about where the client wants it; the coach hears of it only by
the client's yes; it is over when the client says so.
"""

from datetime import timedelta

import pytest

from simulator.faults import Fault
from storage.tables import Engagement, Fact, Talk
from tests.system.host import ANNA
from tests.system.test_aftercare import said
from tests.system.test_check_ins import MARIA, SCORE, outcomes, sweep, to
from tests.system.test_kills import act
from tests.system.test_review import seen_by_coach

OPENED = "What did I do, or leave undone"
HOW_NOW = "it was left open. How is it now?"
COLD = "You sounded cold"
DAYS, MENDED = "[In three days]", "[No need, it's mended]"


@pytest.fixture
def maria(host):
    """Check-ins daily at 09:00 in Helsinki (07:00 UTC), quiet from 21 to 8; now it is Monday noon there."""
    host.add_client(host.add_coach(telegram_id=ANNA), "Maria", MARIA, check_in="daily 09:00")
    return host.person("Maria", MARIA)


def talks(host) -> list[str]:
    return [each.flow for each in host.rows(Talk)]


def written_down(host, kind: str) -> int:
    return sum(each.kind == kind for each in host.rows(Fact))


def apologies(host) -> int:
    return sum("sorry" in text.lower() for text in host.chat_texts(MARIA))


async def late_check_in(host, app) -> None:
    to(host, 24, 9, 10)
    await sweep(host, app)


async def test_a_late_check_in_offers_it_and_forces_nothing(host, maria):
    async with host.running() as app:
        await late_check_in(host, app)
        assert "/repair is there" in host.chat_texts(MARIA)[-1]
        await said(host, maria, "[Leave it]")
        to(host, 25, 7)
        await sweep(host, app)
    assert "repair" not in talks(host)


async def test_what_came_late_is_known_and_apologised_for_once(host, maria):
    async with host.running() as app:
        await late_check_in(host, app)
        told = await said(host, maria, "[Leave it]", "/repair")
        assert told.startswith("I promised to write to you today at 9:00, and I didn't do it in time.")
        await said(host, maria, "I felt forgotten", "yes", "[Being heard is enough]", MENDED)
        assert apologies(host) == 1
        assert OPENED in await said(host, maria, "/repair")


async def test_a_coach_s_late_answer_is_known_too(host, maria):
    async with host.running() as app:
        await said(host, maria, "/coach Could we move Thursday?")
        to(host, 25, 10, 31)
        await app.reply_times.review()
        await host.idle()
        assert "/repair is there" in host.chat_texts(MARIA)[-1]
        told = await said(host, maria, "/repair")
    assert "Anna promised you an answer by today at 12:00, and it didn't come by then." in told


async def test_after_two_weeks_it_is_asked_what_it_was(host, maria):
    async with host.running() as app:
        await late_check_in(host, app)
        host.clock.jump(timedelta(days=14, minutes=1))
        assert OPENED in await said(host, maria, "/repair")


async def test_she_is_asked_once_more_and_it_is_over_when_she_says_so(host, maria):
    async with host.running() as app:
        told = await said(host, maria, "/repair", COLD, "I was hurt", "yes", "[Being heard is enough]", DAYS)
        assert "I'll ask you once, on Thursday evening." in told
        assert (
            "asking once how it is, after what went wrong, Thursday 26 November at 18:00: still to come"
            in await said(host, maria, "/promises")
        )
        for day in (24, 25, 26, 27):
            for hour in (7, 16):
                to(host, day, hour, 1)
                await sweep(host, app)
        asked = [text for text in host.chat_texts(MARIA) if HOW_NOW in text]
        assert len(asked) == 1
        assert outcomes(host, "repair") == ["kept"]
        assert HOW_NOW in await said(host, maria, "/repair")
        assert "It's closed" in await said(host, maria, "[It's mended]")
        assert OPENED in await said(host, maria, "/repair")


async def test_what_is_closed_before_is_not_asked_about_any_more(host, maria):
    async with host.running() as app:
        await said(host, maria, "/repair", COLD, "I was hurt", "yes", "[Being heard is enough]", DAYS)
        await said(host, maria, "/repair", "[It's mended]")
        to(host, 26, 16, 1)
        await sweep(host, app)
    assert outcomes(host, "repair") == []
    assert sum(HOW_NOW in text for text in host.chat_texts(MARIA)) == 1


async def test_a_topic_put_off_limits_leaves_the_question_after_a_repair_alone(host, maria):
    async with host.running() as app:
        await said(host, maria, "/repair", COLD, "I was hurt", "yes", "[Being heard is enough]", DAYS)
        told = await said(host, maria, "/agreement change", "off limits", "my father", "yes")
        assert "my father" in told
        for day in (24, 25, 26, 27):
            for hour in (7, 16):
                to(host, day, hour, 1)
                await sweep(host, app)
    assert host.set_aside() == []
    assert sum(HOW_NOW in text for text in host.chat_texts(MARIA)) == 1


async def test_nothing_reaches_the_coach_without_her_yes(host, maria):
    anna, secret = host.person("Anna", ANNA), "quicksilver in her voice"
    async with host.running():
        await said(
            host, maria, "/repair", "[It's about my coach]", f"There was {secret}", "[No, keep it here]", "/skip"
        )
        await said(
            host, maria, "/repair", "[Something else happened]", f"{secret} again", "bad", "yes", "enough", "/skip"
        )
        assert secret not in "".join(host.chat_texts(ANNA))
        shown = await seen_by_coach(host, anna)
        assert "not shared)" in shown
        assert secret not in shown
        await act(anna, "[All as one document]")
        await host.idle()
        [document] = [each for each in await anna.messages() if each.document]
        assert secret.encode() not in await anna.read(document)


async def test_after_her_yes_her_words_go_to_the_coach_and_no_others(host, maria):
    async with host.running():
        await said(
            host, maria, "/repair", "[It's about my coach]", "I felt rushed last time", "[Yes, send it]", "/skip"
        )
    [passed_on] = [text for text in host.chat_texts(ANNA) if "word for word" in text]
    assert passed_on.startswith("From Maria (#1), word for word:\nI felt rushed last time\n")
    assert outcomes(host, "reply") == [None]


async def test_a_mirror_refused_twice_offers_it_and_it_knows(host, maria):
    async with host.running():
        told = await said(
            host, maria, "/checkin", "3", "I don't know what I'm doing this for", "no", "I can't feel it", "no"
        )
        assert "there is /repair" in told
        told = await said(host, maria, "/repair")
    assert "Twice I got wrong what you told me." in told
    assert apologies(host) == 1


async def test_a_week_without_messages_is_kept(host, maria):
    async with host.running() as app:
        told = await said(host, maria, "/repair", COLD, "I was hurt", "yes", "[A week without messages]")
        assert "until Monday 30 November" in told
        for day in range(24, 30):
            to(host, day, 7)
            await sweep(host, app)
        assert not any(SCORE in text for text in host.chat_texts(MARIA))
        to(host, 30, 6, 50)
        await sweep(host, app)
        to(host, 30, 7, 1)
        await sweep(host, app)
    assert any(SCORE in text for text in host.chat_texts(MARIA))


async def test_an_open_pause_is_made_no_shorter_by_it(host, maria):
    async with host.running() as app:
        told = await said(host, maria, "/pause", "/repair", COLD, "it stung", "yes", "[A week without messages]")
        assert "We're on a pause already" in told
        host.clock.jump(timedelta(days=8))
        await sweep(host, app)
    with host.look() as session:
        assert session.get_one(Engagement, 1).state == "paused"


async def test_one_held_up_on_the_way_to_telegram_is_known_too(host, maria):
    async with host.running() as app:
        host.simulator.faults.next("sendMessage", Fault.SERVER_ERROR, chat_id=MARIA)
        to(host, 24, 7)
        await app.sweep.run()
        await host.until(lambda: len(host.simulator.faults.struck) == 1)
        host.clock.jump(timedelta(hours=1))
        await host.idle()
        told = await said(host, maria, "/repair")
    assert "I promised to write to you today at 9:00, and I didn't do it in time." in told
    assert "I couldn't reach Telegram." in told
    assert apologies(host) == 1


async def test_an_answer_to_the_direct_question_is_no_complaint(host, maria):
    async with host.running():
        told = await said(host, maria, "/checkin", "2", "some days I don't see the point of being here", "that hurts")
    assert "Was it something I said?" not in told


async def test_words_of_danger_come_first_and_the_repair_rests(host, maria):
    async with host.running():
        told = await said(host, maria, "/repair", "I want to kill myself")
        assert "Please reach a person now" in told
    with host.look() as session:
        assert session.get_one(Engagement, 1).concern == "crisis"
    assert written_down(host, "repair_told") == 0


async def test_the_question_rests_in_a_pause(host, maria):
    async with host.running() as app:
        await said(host, maria, "/repair", COLD, "I was hurt", "yes", "enough", DAYS, "/pause")
        to(host, 26, 16, 1)
        await sweep(host, app)
    assert outcomes(host, "repair") == ["skipped"]
    assert not any(HOW_NOW in text for text in host.chat_texts(MARIA))


async def test_you_hurt_me_lets_the_open_question_rest(host, maria):
    async with host.running():
        told = await said(host, maria, "/checkin", "4", "you hurt me")
        assert "I'm sorry that my words hurt" in told
        await said(host, maria, "I was not lazy", "yes", "enough", MENDED)
        assert "What has it been like?" in await said(host, maria, "/resume")


async def test_that_hurt_is_asked_about_and_a_no_is_an_answer(host, maria):
    async with host.running():
        assert "Was it something I said?" in await said(host, maria, "/checkin", "4", "that hurt")
        told = await said(host, maria, "[No, something else]")
        assert told.startswith("I see. I'm listening.")
        assert [each.flow for each in host.rows(Talk) if each.state == "open"] == ["check_in"]
    assert written_down(host, "repair_told") == 0
