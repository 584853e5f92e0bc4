"""Commitments: in the client's words, several at once, asked about once, and closed for good."""

from datetime import timedelta

import pytest

from storage.tables import Commitment
from tests.system.test_check_ins import MARIA, sweep, to
from tests.system.test_schedule import at, promised, said, say

HOW = "How did it go?"


def outcomes(host) -> list[str | None]:
    return [each.outcome for each in sorted(host.rows(Commitment), key=lambda each: each.id)]


def asked(host) -> int:
    return sum(HOW in each for each in host.chat_texts(MARIA))


async def test_several_are_open_and_each_can_be_acted_on(host, maria):
    async with host.running():
        await say(host, maria, "/commitments call my sister", "/skip", "/commitments walk", "friday")
        await say(host, maria, "/commitments write one page", "/skip", "/commitments")
        assert said(host).splitlines()[1:] == [
            "1 · “call my sister”", "2 · “walk”, Friday 27 November", "3 · “write one page”",
        ]  # fmt: skip
        assert (await maria.messages())[-1].labels == [
            "1 · call my sister", "2 · walk", "3 · write one page", "Something new",
        ]  # fmt: skip
        await say(host, maria, "[1 · call my sister]", "[Partly]", "I wrote to her", "/commitments 2", "[Let it go]")
        await say(host, maria, "/commitments 3", "[It changed]", "half a page", "/commitments")
    assert outcomes(host) == ["partly", "let_go", "changed", None]
    assert said(host).splitlines() == [
        "What you set out to do, by number. Write /commitments and a number to say how it went:",
        "4 · “half a page”",
        "",
        "What has been, and isn't asked about any more:",
        "• “call my sister” – partly",
        "• “walk” – let go",
        "• “write one page” – it changed",
    ]
    assert promised(host, "commitment") == [(at(27, 16), "withdrawn")]


async def test_one_with_a_day_is_asked_about_once_whether_answered_or_not(host, maria):
    async with host.running() as app:
        await say(host, maria, "/commitments call my sister", "wednesday")
        await say(host, maria, "/checkin", "4", "/skip", "/skip")
        assert asked(host) == 0  # its day is still to come
        to(host, 25, 16, 1)
        await sweep(host, app)
        assert asked(host) == 1
        to(host, 30, 7, 1)
        await sweep(host, app)
        await say(host, maria, "4", "/skip", "/skip", "/checkin", "4", "/skip", "/skip")
        to(host, 30, 18)
        await sweep(host, app)
    assert asked(host) == 1
    assert promised(host, "commitment") == [(at(25, 16), "kept")]
    assert outcomes(host) == [None]


@pytest.mark.parametrize("answer", ["/skip", "/cancel"])
async def test_one_without_a_day_is_asked_about_at_the_next_check_in_and_never_again(host, maria, answer):
    async with host.running():
        await say(host, maria, "/commitments call my sister", "/skip", "/checkin", "4", "/skip")
        assert said(host).endswith(HOW)
        await say(host, maria, answer, "/cancel")
        for _ in range(3):
            await say(host, maria, "/checkin", "4", "/skip", "/cancel")
    assert asked(host) == 1


async def test_it_is_asked_about_although_another_question_was_left_open(host, maria):
    async with host.running() as app:
        await say(host, maria, "/commitments call my sister", "/skip", "/reflect")
        to(host, 30, 7, 1)
        await sweep(host, app)
        await say(host, maria, "4", "/skip")
    assert said(host).endswith(HOW)


async def test_of_several_the_one_that_was_asked_about_is_closed(host, maria):
    async with host.running():
        await say(host, maria, "/commitments call my sister", "/skip", "/checkin", "4", "/skip")
        assert "call my sister" in said(host)
        await say(host, maria, "/commitments write one page", "/skip", "/resume", "[Done]", "She was glad")
    assert outcomes(host) == ["done", None]


async def test_looking_at_one_is_no_asking_so_it_is_still_followed_up(host, maria):
    async with host.running() as app:
        await say(host, maria, "/commitments call my sister", "wednesday", "/commitments 1", "/skip")
        assert said(host) == "It stays just as it was."
        to(host, 25, 16, 1)
        await sweep(host, app)
    assert promised(host, "commitment") == [(at(25, 16), "kept")]


async def test_a_closed_one_is_not_asked_about_nor_opened_again(host, maria):
    async with host.running() as app:
        await say(host, maria, "/commitments call my sister", "wednesday", "/commitments 1", "[Not this time]", "/skip")
        before = asked(host)
        to(host, 25, 16, 1)
        await sweep(host, app)
        await say(host, maria, "/checkin", "4", "/skip", "/skip", "/commitments 1")
        assert "That one is behind you (not this time)" in said(host)
        host.clock.jump(timedelta(days=30))
        await sweep(host, app)
    assert asked(host) == before
    assert outcomes(host) == ["not"]


async def test_a_question_set_aside_is_not_taken_up_once_it_was_closed(host, maria):
    async with host.running() as app:
        await say(host, maria, "/commitments call my sister", "wednesday")
        to(host, 25, 16, 1)
        await sweep(host, app)
        await say(host, maria, "/schedule", "/commitments 1", "[Done]", "She was glad", "/cancel")
        before = asked(host)
        await say(host, maria, "/resume", "/cancel", "/resume")
    assert asked(host) == before
    assert outcomes(host) == ["done"]


async def test_the_list_never_counts_and_never_presses(host, maria):
    async with host.running():
        await say(host, maria, "/commitments walk", "tuesday")
        to(host, 30, 12)
        await say(host, maria, "/commitments")
    page = said(host)
    assert "1 · “walk”, Tuesday 24 November" in page
    assert not any(word in page.casefold() for word in ("streak", "overdue", "late", "missed", "in a row", "%"))


async def test_words_of_danger_in_one_are_heard_first(host, maria):
    async with host.running():
        await say(host, maria, "/commitments I will kill myself tomorrow")
    assert host.rows(Commitment) == []
    assert "112" in said(host) or "09 2525 0111" in said(host)
