"""Rapport: what the bot goes by and remembers is shown whole, and forgotten so that it is gone."""

import pytest

from storage import engagements, promises, schedules
from storage.tables import Engagement, Fact, Line
from tests.system.test_check_ins import MARIA, sweep, to
from tests.system.test_schedule import ANNA, at, next_due, said, say

ONBOARDING = (
    "[Let's begin]", "yes", "[Yes, you may]", "Mirjami", "Helsinki", "yes", "fine", "fine", "fine", "[Fine]", "nothing",
    "[Fine]", "[Yes, you may]", "nobody", "fine", "[Fine]", "[I agree]", "my three goats", "sleep like a stone",
    "/skip",
)  # fmt: skip


@pytest.fixture
async def mirjami(host):
    """Someone who told in onboarding what matters to her."""
    coach = host.add_coach()
    mirjami = host.person("M", MARIA)
    async with host.running():
        await say(host, mirjami, f"/start {host.invite(coach, 'M')}", *ONBOARDING)
    return mirjami


def kept_beside_the_lines(host) -> str:
    """Every column of every row, opened, but for the transcript."""
    return str(host.all_words(Line))


async def test_settings_show_all_that_is_remembered(host, mirjami):
    async with host.running():
        await say(host, mirjami, "/checkin", "3", "I have a job interview on Thursday", "yes", "/skip", "[Yes, ask me]")
        await say(host, mirjami, "/settings")
    assert said(host) == (
        "Name: Mirjami\nForm of address in Finnish: sinä\nLanguage: English\nTime zone: Helsinki\n"
        "Help in /sos: Finland\nRemembered:\n1 · What matters to you: my three goats\n"
        "2 · What you hope for: sleep like a stone\n3 · I'll ask about: an interview, Thursday 26 November\n\n"
        "What would you like to change?"
    )


async def test_what_is_forgotten_is_gone_from_storage_and_the_chat_keeps_what_was_said(host, mirjami):
    async with host.running():
        await say(host, mirjami, "/settings forget 1")
        assert "What was said in our chat stays as it was said; /delete erases that too." in said(host)
        await say(host, mirjami, "yes", "/settings")
        assert "my three goats" not in said(host)
        assert "1 · What you hope for: sleep like a stone" in said(host)
    assert ("client", "my three goats") in host.said(1)
    left = kept_beside_the_lines(host)
    assert "my three goats" not in left
    assert "sleep like a stone" in left


async def test_all_of_it_is_forgotten_at_once(host, mirjami):
    async with host.running():
        await say(host, mirjami, "/settings", "[Remember something]", "[Someone who matters]", "Liisa, my sister")
        await say(host, mirjami, "/settings forget", "[All of it]", "[Yes, forget it]", "/settings")
        assert "Remembered:\nnothing else" in said(host)
    left = kept_beside_the_lines(host)
    assert not [words for words in ("goats", "stone", "Liisa") if words in left]


async def test_a_name_that_is_forgotten_is_gone_from_storage_and_no_longer_said(host, mirjami):
    async with host.running():
        await say(host, mirjami, "/settings", "[Name]", "Mirkku", "/settings", "[Name]", "[No name]", "/checkin")
        assert said(host) == "Hello. How have things been, from 1 (heavy) to 5 (good)?"
    left = kept_beside_the_lines(host)
    assert "Mirjami" not in left
    assert "Mirkku" not in left


async def test_an_event_that_is_forgotten_is_not_asked_about(host, maria):
    async with host.running() as app:
        await say(host, maria, "/checkin", "3", "I have an exam tomorrow", "yes", "/skip", "[Yes, ask me]")
        await say(host, maria, "/settings forget 1", "yes")
        before = len(host.chat_texts(MARIA))
        to(host, 24, 16, 1)
        await sweep(host, app)
    assert len(host.chat_texts(MARIA)) == before
    with host.look() as session:
        assert [each.outcome for each in promises.list_for(session, 1) if each.kind == "follow_up"] == ["withdrawn"]
        assert [each.kind for each in schedules.list_for(session, 1)] == ["check_in"]
    assert [each.kind for each in host.rows(Fact) if each.kind == "follow_up_agreed"] == []


async def test_another_zone_moves_the_check_ins_and_the_help(host, maria):
    async with host.running():
        await say(host, maria, "/settings time zone", "New York", "/sos")
    assert next_due(host) == at(23, 14)
    with host.look() as session:
        engagement = session.get_one(Engagement, 1)
        assert (engagement.zone, engagement.region) == ("America/New_York", "US")


async def test_the_region_alone_moves_nothing_but_the_help(host, maria):
    before = next_due(host)
    async with host.running():
        await say(host, maria, "/settings help near me", "[United Kingdom]", "/sos")
    assert "116 123" in said(host)
    assert next_due(host) == before


async def test_the_language_changes_at_once_and_stays(host, maria):
    async with host.running():
        await say(host, maria, "/settings language", "[Finnish]", "/checkin")
    assert said(host).startswith("Hei, Maria.")


async def test_a_wish_to_be_addressed_formally_is_told_to_the_coach_and_promised_no_further(host, maria):
    async with host.running():
        await say(host, maria, "/settings form of address", "[Te]")
        assert "can't change that yet" in said(host)
    assert "would rather be addressed as te" in host.chat_texts(ANNA)[-1]


async def test_nobody_forgets_what_is_another_clients(host, maria):
    host.add_client(1, "Berta", 13)
    berta = host.person("Berta", 13)
    async with host.running():
        await say(host, berta, "/settings", "[Remember something]", "[Someone who matters]", "Otto")
        await say(host, maria, "/settings forget 1")
        assert said(host) == "That number isn't among what I remember. /settings shows it all."
        await say(host, berta, "/settings")
    assert "Otto" in host.chat_texts(13)[-1]


async def test_a_topic_off_limits_is_not_said_and_can_be_forgotten(host, mirjami):
    async with host.running():
        await say(host, mirjami, "/agreement change", "off limits", "goats", "yes", "/settings")
        assert "1 · What matters to you: …" in said(host)
        await say(host, mirjami, "/settings forget 1", "yes")
    assert "my three goats" not in kept_beside_the_lines(host)


async def test_words_of_danger_are_heard_before_they_are_kept(host, maria):
    async with host.running():
        await say(host, maria, "/settings", "[Remember something]", "[What I hope for]", "I want to kill myself")
        assert "112" in said(host) or "09 2525 0111" in said(host)
    with host.look() as session:
        assert engagements.get(session, 1).concern == "crisis"
    assert "kill myself" not in kept_beside_the_lines(host)
