"""Upkeep: what is forgotten in its time, and copies of the database that open."""

import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.config import ConfigError, load_config
from bot.heartbeat import Job, heartbeat
from flows.values import Talk as TalkValue
from storage import backups, engagements, talks
from storage.database import Database
from storage.tables import Agreement, Engagement, Line, Promise, Talk
from storage.vault import Vault, load_key_file
from tests.system.test_check_ins import MARIA, act


@pytest.fixture
def maria(host):
    host.add_client(host.add_coach(), "Maria", MARIA, retention_hours=48)
    return host.person("Maria", MARIA)


async def test_words_are_deleted_when_the_time_agreed_on_is_over_and_not_before(host, maria):
    async with host.running() as app:
        await act(maria, "/reflect")
        await act(maria, "my father is ill")
        await host.idle()
        with host.database.begin() as session:
            engagements.set_state(session, session.get_one(Engagement, 1), "ended", host.clock.now())
        host.clock.jump(timedelta(hours=47))
        await app.upkeep.keep_no_longer()
        assert "my father is ill" in host.all_words()
        host.clock.jump(timedelta(hours=2))
        await app.upkeep.keep_no_longer()
    assert "my father is ill" not in host.all_words()
    assert (host.rows(Line), host.rows(Agreement), host.rows(Talk)) == ([], [], [])
    assert len(host.rows(Promise)) == 1


async def test_words_of_a_coaching_that_goes_on_stay(host, maria):
    async with host.running() as app:
        await act(maria, "/reflect")
        await host.idle()
        host.clock.jump(timedelta(days=400))
        await app.upkeep.keep_no_longer()
    assert host.rows(Line) != []


async def test_a_talk_at_rest_is_over_after_a_month_but_not_during_a_pause_nor_an_onboarding(host, maria):
    now = host.clock.now()
    with host.database.begin() as session:
        engagement = session.get_one(Engagement, 1)
        for flow in ("reflection", "onboarding"):
            talks.end(session, talks.start(session, engagement, TalkValue(flow, "x"), now), "resting", now)
        engagements.set_state(session, engagement, "paused", now)
    async with host.running() as app:
        host.clock.jump(timedelta(days=31))
        await app.upkeep.expire()
        assert {each.state for each in host.rows(Talk)} == {"resting"}
        with host.database.begin() as session:
            engagements.set_state(session, session.get_one(Engagement, 1), "active", now)
        await app.upkeep.expire()
    assert {each.flow: each.state for each in host.rows(Talk)} == {"reflection": "unanswered", "onboarding": "resting"}


async def test_copies_are_made_while_it_runs_they_open_and_the_oldest_go(host, maria):
    folder = host.folder / "copies"
    host.config_file.write_text(
        host.config_file.read_text() + '[backup]\nfolder = "copies"\nkeep = 2\nevery_hours = 12\n'
    )
    async with host.running() as app:
        for _ in range(4):
            await app.upkeep.back_up()
            await app.upkeep.back_up()  # it is not time yet
            host.clock.jump(timedelta(hours=12))
    copies = sorted(folder.glob("luottamus-*.sqlite"))
    assert len(copies) == 2
    assert all(each.stat().st_mode & 0o077 == 0 for each in folder.iterdir())
    vault = Vault(load_key_file(host.folder / "luottamus.key"))
    backups.restore(f"sqlite:///{host.folder / 'elsewhere.sqlite'}", copies[-1], vault)
    database = Database(f"sqlite:///{host.folder / 'elsewhere.sqlite'}", vault)
    assert database.check_revision() is None
    with database.read() as session:
        assert engagements.name(session, session.get_one(Engagement, 1)) == "Maria"
    database.close()


async def test_what_a_client_erases_opens_in_no_copy_any_more_from_that_moment_on(host, maria):
    host.config_file.write_text(host.config_file.read_text() + '[backup]\nfolder = "copies"\n')
    secret = "velvetzeppelin is my own word"
    async with host.running() as app:
        await act(maria, "/reflect")
        await act(maria, secret)
        await host.idle()
        await app.upkeep.back_up()
        with host.look() as session:
            key_id = session.get_one(Engagement, 1).key_id
        await act(maria, "/delete")
        await act(maria, "delete")
        await host.idle()
        await host.until(lambda: str(key_id) not in (host.folder / "copies" / backups.KEYS).read_text())
    held = [path.read_bytes() for path in host.folder.rglob("*") if path.is_file()]
    assert not any(secret.encode() in each for each in held)
    [copy] = (host.folder / "copies").glob("luottamus-*.sqlite")
    elsewhere = f"sqlite:///{host.folder / 'elsewhere.sqlite'}"
    vault = Vault(load_key_file(host.folder / "luottamus.key"))
    assert backups.restore(elsewhere, copy, vault).erased == 1
    database = Database(elsewhere, vault)
    with database.read() as session:
        assert session.scalars(select(Line)).all() == []
        assert session.scalars(select(Engagement)).all() == []
    database.close()


async def test_without_a_folder_no_copy_is_made(host, maria):
    async with host.running() as app:
        await app.upkeep.back_up()
        assert app.scheduler.get_job("backup") is None
    assert not list(host.folder.glob("**/luottamus-*.sqlite"))


def test_a_copy_that_was_cut_off_is_none(tmp_path):
    with sqlite3.connect(tmp_path / "a.sqlite") as made:
        made.execute("CREATE TABLE said (word)")
    (tmp_path / "copies").mkdir()
    (tmp_path / "copies" / "luottamus-unfinished").write_text("half a page")
    assert backups.latest(tmp_path / "copies") is None


def test_copies_of_postgresql_are_left_to_its_own_tools(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(
        '[telegram]\ntoken = "1:x"\n[storage]\nurl = "postgresql://localhost/x"\n[backup]\nfolder = "copies"\n'
    )
    with pytest.raises(ConfigError, match="pg_dump"):
        load_config(path, {})


async def test_a_job_that_fails_is_tried_at_the_next_look(capsys):
    looks = []

    async def look() -> None:
        looks.append(1)
        raise ValueError("a client's own words")

    scheduler = heartbeat(Job("looking", look, 60))
    [job] = scheduler.get_jobs()
    await job.func()
    await job.func()
    assert len(looks) == 2
    assert "a client's own words" not in capsys.readouterr().out


def test_no_job_is_dropped_for_being_late_and_none_runs_beside_itself():
    async def look() -> None: ...

    [job] = heartbeat(Job("looking", look, 60)).get_jobs()
    assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)
