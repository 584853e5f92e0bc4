"""An update of the program while a client is in the middle of a talk, over Telegram's own way."""

import bot.app
from bot.app import FLOWS
from flows.turn import Dialogues
from tests.system.test_schedule import said, say
from tests.upgrades import without


def update(monkeypatch, **flows) -> None:
    """The next start runs another release."""
    shipped = bot.app.load_dialogues()
    left = {name: flows.get(name, flow) for name, flow in FLOWS.items() if flows.get(name, flow)}
    release = Dialogues(left, shipped.wording, shipped.listener, shipped.screen)
    monkeypatch.setattr(bot.app, "load_dialogues", lambda _words=None: release)


async def test_an_answer_to_a_question_that_is_gone_is_kept_and_the_talk_goes_on(host, maria, monkeypatch):
    async with host.running():
        await say(host, maria, "/checkin", "1")
    update(monkeypatch, check_in=without(FLOWS["check_in"], "heavy", "behind"))
    async with host.running():
        await say(host, maria, "my mother fell on the stairs")
        assert said(host).startswith("I've been updated since I asked you that, and that question is gone.")
        await say(host, maria, "the nights are long")
        assert "updated" not in said(host)
    assert ("client", "my mother fell on the stairs") in host.said(1)
    assert not host.set_aside()


async def test_a_button_of_a_question_that_is_gone_changes_nothing_and_is_answered(host, maria, monkeypatch):
    async with host.running():
        await say(host, maria, "/checkin")
    update(monkeypatch, check_in=without(FLOWS["check_in"], "score", "behind"))
    async with host.running():
        await say(host, maria, "[4]")
        assert said(host).startswith("I've been updated")
    assert not host.set_aside()


async def test_a_dialogue_that_is_gone_is_closed_with_a_word_and_its_client_is_heard_again(host, maria, monkeypatch):
    async with host.running():
        await say(host, maria, "/pulse", "4")
    update(monkeypatch, pulse=None)
    async with host.running():
        await say(host, maria, "3")
        assert "so it ends here. What you told me is kept." in said(host)
        await say(host, maria, "hello")
        assert said(host).startswith("I'm here.")
    assert not host.set_aside()
