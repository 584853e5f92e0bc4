"""In a group the bot says once that it leaves, even when the turn that says so has to run again."""

from unittest.mock import Mock

from bot.app import load_dialogues
from bot.clock import Clock
from bot.desk import Desk
from bot.door import Incoming


def test_a_turn_that_runs_again_still_says_that_the_bot_leaves() -> None:
    clock = Clock()
    desk = Desk(Mock(), load_dialogues(), clock)
    first, later = (Incoming(number, "elsewhere", chat_id=-5) for number in (1, 2))
    said = desk._elsewhere(first, clock.now())
    assert len(said.direct) == 2
    assert desk._elsewhere(first, clock.now()) == said
    assert desk._elsewhere(later, clock.now()).direct == []
