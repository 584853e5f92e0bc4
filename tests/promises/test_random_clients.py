"""Lives of clients who do anything at all."""

import os

from hypothesis import HealthCheck, settings

from tests.promises.random_clients import Life

PLAYS = int(os.environ.get("PLAYS", "24"))

TestLives = Life.TestCase
TestLives.settings = settings(
    max_examples=PLAYS,
    stateful_step_count=50,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
