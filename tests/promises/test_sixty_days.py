"""Whatever happens, every promise ends, nothing is doubled, quiet hours are kept and nothing bursts. See sixty_days.py;
`python -m tests.promises.sixty_days --seeds 1000` plays the long run.
"""

import pytest

from tests.promises.sixty_days import play

SEEDS = range(24)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_promise_is_lost_doubled_or_broken_in_silence(seed: int) -> None:
    _, wrong, happened, _ = play(seed, clients=8, days=20)
    assert wrong == []
    assert happened["nudges"] > 20, "a story in which nothing happens shows nothing"
