"""Transactions: jobs that wait together share a commit, and none is told of it, or hurt by another, before its own."""

import asyncio
import os
import sqlite3
from threading import Event

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from bot.transactions import TOGETHER, Transactions
from storage.database import Database
from storage.vault import Vault


@pytest.fixture
def path(tmp_path):
    return tmp_path / "t.sqlite"


@pytest.fixture
def transactions(path):
    database = Database(f"sqlite:///{path}", Vault(os.urandom(32)))
    with database.begin() as session:
        session.execute(text("CREATE TABLE places (id INTEGER PRIMARY KEY)"))
        session.execute(
            text(
                "CREATE TABLE said (at INTEGER PRIMARY KEY, word TEXT UNIQUE, "
                "place INTEGER REFERENCES places (id) DEFERRABLE INITIALLY DEFERRED)"
            )
        )
    made = Transactions(database)
    yield made
    made.close()


def on_the_disk(path):
    """What another connection sees, in the order in which it was written."""
    other = sqlite3.connect(path)
    try:
        return [word for (word,) in other.execute("SELECT word FROM said ORDER BY at")]
    finally:
        other.close()


def say(session, word, place=None):
    session.execute(text("INSERT INTO said (word, place) VALUES (:word, :place)"), {"word": word, "place": place})
    return word


def stumble(session, word):
    say(session, word)
    raise ValueError(word)


async def together(transactions, *jobs):
    """Run the jobs such that all of them wait at the same moment; what each gave, or raised."""
    held, go_on = Event(), Event()

    def hold(_):
        held.set()
        assert go_on.wait(10)

    holding = asyncio.create_task(transactions.run(hold))
    await asyncio.to_thread(held.wait, 10)
    running = [asyncio.create_task(transactions.run(function, *args)) for function, *args in jobs]
    await asyncio.sleep(0.02)
    go_on.set()
    await holding
    return await asyncio.gather(*running, return_exceptions=True)


@pytest.fixture
def commits(transactions):
    """The number of commits so far, as the driver was asked for them."""
    counted = []
    event.listen(transactions.database._engine, "commit", counted.append)
    return counted


async def test_jobs_that_wait_together_share_a_commit_and_keep_their_order(transactions, path, commits):
    words = [str(number) for number in range(TOGETHER + 3)]
    assert await together(transactions, *((say, word) for word in words)) == words
    assert on_the_disk(path) == words
    assert len(commits) == 2  # the first eight, and the other three


async def test_a_job_that_fails_fails_alone(transactions, path):
    first, failure, last = await together(transactions, (say, "first"), (stumble, "poison"), (say, "last"))
    assert (first, last) == ("first", "last")
    assert isinstance(failure, ValueError)
    assert on_the_disk(path) == ["first", "last"]


async def test_a_job_that_the_database_refuses_fails_alone(transactions, path):
    first, failure, last = await together(transactions, (say, "same"), (say, "same"), (say, "last"))
    assert (first, last) == ("same", "last")
    assert isinstance(failure, IntegrityError)
    assert on_the_disk(path) == ["same", "last"]


async def test_a_job_that_only_the_commit_refuses_fails_alone(transactions, path):
    first, failure, last = await together(transactions, (say, "first"), (say, "nowhere", 7), (say, "last"))
    assert (first, last) == ("first", "last")
    assert isinstance(failure, IntegrityError)
    assert on_the_disk(path) == ["first", "last"]


async def test_after_a_commit_that_failed_the_database_goes_on(transactions, path):
    with pytest.raises(IntegrityError):
        await transactions.run(say, "nowhere", 7)
    assert await transactions.run(say, "after") == "after"
    assert on_the_disk(path) == ["after"]


async def test_a_job_sees_what_the_one_before_it_wrote(transactions):
    def count(session):
        return session.scalar(text("SELECT count(*) FROM said"))

    assert await together(transactions, (say, "first"), (count,), (say, "last"), (count,)) == ["first", 1, "last", 2]


async def test_nobody_is_told_before_another_connection_can_see_it(transactions, path):
    async def say_and_look(word):
        await transactions.run(say, word)
        return word in on_the_disk(path)

    assert all(await asyncio.gather(*(say_and_look(str(number)) for number in range(40))))


async def test_a_job_given_up_while_it_waited_is_not_run(transactions, path):
    held, go_on = Event(), Event()

    def hold(_):
        held.set()
        assert go_on.wait(10)

    holding = asyncio.create_task(transactions.run(hold))
    await asyncio.to_thread(held.wait, 10)
    given_up, wanted = (asyncio.create_task(transactions.run(say, word)) for word in ("given up", "wanted"))
    await asyncio.sleep(0.02)
    given_up.cancel()
    await asyncio.sleep(0)
    go_on.set()
    assert await wanted == "wanted"
    await holding
    assert on_the_disk(path) == ["wanted"]
