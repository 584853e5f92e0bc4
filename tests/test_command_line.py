"""The other commands, run within the test: what they print, what they refuse, and what they leave alone."""

import json
import os
import shutil
import sys
from datetime import UTC, datetime, timedelta

import pytest

from bot import config as configuration
from flows.values import Talk
from storage import (
    beats,
    coaches,
    engagements,
    handovers,
    invitations,
    lines,
    outbox,
    people,
    promises,
    reads,
    talks,
    updates,
)
from storage.database import Database
from storage.tables import Coach
from storage.vault import Vault
from tests.commanding import MINIMAL, NOBODY_LISTENS, TOKEN, make
from tests.system.endpoint import Endpoint, served
from tests.system.host import PROFILE

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LINK = "https://t.me/luottamus_bot?start="


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    make(folder)
    return folder


@pytest.fixture
def ready(host, made):
    for path in made.iterdir():
        shutil.copy(path, host.folder)
    return host


# Setting up


async def test_init_without_terminal_and_token_says_where_to_give_one(host):
    told = await host.command("init")
    assert told.refused("config.toml", "--token", "LUOTTAMUS_TELEGRAM__TOKEN")
    assert host.files() == {}


async def test_init_leaves_nothing_behind_for_a_token_that_telegram_refuses(host):
    assert (await host.command("init", "--token", "12:refused")).refused("telegram.token", "@BotFather")
    assert host.files() == {}


async def test_init_goes_on_while_telegram_is_away_and_gives_the_code_alone(host):
    told = await host.command("init", "--token", TOKEN, "--coach", "Liisa", LUOTTAMUS_TELEGRAM__BASE_URL=NOBODY_LISTENS)
    assert told.code == 0
    assert "cannot be reached" in told.out
    assert "/start " in told.out
    assert "t.me" not in told.out


async def test_init_makes_no_second_key_for_a_database_that_was_sealed_with_another(ready):
    await ready.command("coach", "add", "Liisa")
    (ready.folder / "luottamus.key").unlink()
    told = await ready.command("init")
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert "copy it back" in told.err
    assert not (ready.folder / "luottamus.key").exists()


async def test_check_looks_at_everything_and_is_content(ready):
    told = await ready.command("check")
    assert (told.code, told.err) == (0, "")
    assert [line.split()[0] for line in told.out.splitlines()] == [
        "configuration", "key", "database", "talks", "flows", "telegram", "model", "helplines",
    ]  # fmt: skip


async def test_check_warns_of_old_helplines_and_of_a_telegram_out_of_reach(ready, monkeypatch):
    monkeypatch.setattr(configuration, "HELPLINE_IS_STALE_AFTER", timedelta(days=365 * 50))
    assert "helplines      fine" in (await ready.command("check")).out
    monkeypatch.setattr(configuration, "HELPLINE_IS_STALE_AFTER", timedelta(days=-1))
    told = await ready.command("check", LUOTTAMUS_TELEGRAM__BASE_URL=NOBODY_LISTENS)
    assert told.code == 0
    assert "helplines      warning: FI" in told.out
    assert "telegram       warning: cannot be reached" in told.out


# A language model


@pytest.fixture
async def endpoint():
    async with served(Endpoint()) as endpoint:
        yield endpoint


def with_model(ready, lines: str) -> None:
    (ready.folder / "config.toml").write_text(MINIMAL + lines)


async def test_check_says_whether_the_model_answers_and_what_stands_in_its_way(ready, endpoint):
    assert "model          none: the default listener answers" in (await ready.command("check")).out
    with_model(ready, endpoint.config(timeout_s=1))
    assert "model          fine: small-one at 127.0.0.1 answers" in (await ready.command("check")).out
    assert endpoint.texts() == ["<client>I slept badly and I am tired today.</client>"], "words of ours"
    endpoint.status = 500
    assert "small-one at 127.0.0.1 cannot be reached (HTTP status 500)" in (await ready.command("check")).out
    endpoint.status, endpoint.raw = 200, "not JSON"
    assert "cannot be reached (its answer is no chat completion)" in (await ready.command("check")).out
    endpoint.raw, endpoint.wait_s = None, 2
    assert "cannot be reached (no answer within 1 seconds)" in (await ready.command("check")).out
    with_model(ready, endpoint.config().replace(str(endpoint.port), "1"))
    told = await ready.command("check")
    assert (told.code, told.err) == (0, "")
    assert "model          warning: small-one at 127.0.0.1 cannot be reached (no connection)" in told.out


@pytest.mark.parametrize(("status", "key", "cure"), [(401, "listening.api_key", "the key it knows"),
                                                     (404, "listening.model", "mend listening.base_url")])  # fmt: skip
async def test_check_refuses_a_model_or_key_that_the_host_does_not_know(ready, endpoint, status, key, cure):
    with_model(ready, endpoint.config())
    endpoint.status = status
    told = await ready.command("check")
    assert told.code == 2
    assert len(told.err.splitlines()) == 1
    assert f"config.toml: {key}" in told.err
    assert cure in told.err
    assert "helplines" in told.out, "the other looks are still taken"


@pytest.mark.parametrize("command", ["check", "run"])
async def test_a_model_without_the_library_says_the_cure(ready, endpoint, command, monkeypatch):
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setitem(sys.modules, "openai", None)
    with_model(ready, endpoint.config())
    told = await ready.command(command)
    assert (told.code, len(told.err.splitlines())) == (2, 1)
    assert "config.toml: listening.model is set, but" in told.err
    assert 'run pip install "luottamus[llm]"' in told.err


# What `check` and `run` refuse


def no_file(folder):
    (folder / "config.toml").unlink()


def no_key(folder):
    (folder / "luottamus.key").unlink()


def readable_key(folder):
    (folder / "luottamus.key").chmod(0o644)


def broken_key(folder):
    (folder / "luottamus.key").write_text("12ab\n")


def no_database(folder):
    (folder / "luottamus.sqlite").unlink()


def no_tables(folder):
    no_database(folder)
    (folder / "luottamus.sqlite").touch()


def no_database_at_all(folder):
    no_database(folder)
    (folder / "luottamus.sqlite").write_text("these are no tables, whatever the file is called; " * 100)


def another_key(folder):
    database = Database(f"sqlite:///{folder}/luottamus.sqlite", Vault(os.urandom(32)))
    with database.begin() as session:
        coaches.add(session, "Liisa", NOW)
    database.close()


def written(text):
    def write(folder):
        (folder / "config.toml").write_text(text)

    return write


@pytest.mark.parametrize("command", ["check", "run"])
@pytest.mark.parametrize(
    ("spoil", "place", "cure"),
    [
        (no_file, "config.toml", "luottamus init"),
        (written(MINIMAL.replace("token", "tokn")), "unknown key telegram.tokn", "telegram.token?"),
        (written(MINIMAL + "listen_port = 99999\n"), "telegram.listen_port is 99999", "from 1 to 65535"),
        (written("[telegram\n"), "is not TOML", "quotes"),
        (no_key, "luottamus.key", "luottamus init"),
        (readable_key, "luottamus.key", "chmod 600"),
        (broken_key, "luottamus.key", "put back"),
        (another_key, "luottamus.key", "security.key_file"),
        (no_database, "luottamus.sqlite", "luottamus init"),
        (no_tables, "luottamus.sqlite", "luottamus init"),
        (no_database_at_all, "luottamus.sqlite", "storage.url"),
    ],
)
async def test_what_is_wrong_is_said_with_place_and_cure(ready, spoil, place, cure, command, monkeypatch):
    # A test's thread may not catch signals; nothing of this comes as far as waiting for one.
    monkeypatch.setattr("signal.signal", lambda *_: None)
    spoil(ready.folder)
    told = await ready.command(command)
    assert told.code == 2
    assert 1 <= len(told.err.splitlines()) <= 3
    assert place in told.err
    assert cure in told.err


async def test_the_environment_is_named_where_it_holds_the_wrong_value(ready):
    assert (await ready.command("check", LUOTTAMUS_CONSOLE__PORT="0")).refused("LUOTTAMUS_CONSOLE__PORT", "1 to 65535")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--config", "sub/other.toml", "coach", "list"),
        ("coach", "--config", "sub/other.toml", "list"),
        ("coach", "list", "--config", "sub/other.toml"),
        ("--config", "config.toml", "coach", "list", "--config", "sub/other.toml"),
    ],
)
async def test_the_configuration_is_named_before_or_after_the_command(ready, arguments):
    await ready.command("coach", "add", "Liisa")
    (ready.folder / "sub").mkdir()
    names = {"storage": ready.folder / "luottamus.sqlite", "key": ready.folder / "luottamus.key"}
    (ready.folder / "sub" / "other.toml").write_text(
        f"{MINIMAL}[storage]\nurl = 'sqlite:///{names['storage']}'\n[security]\nkey_file = '{names['key']}'\n"
    )
    ready.config.unlink()
    assert "Liisa" in (await ready.command(*arguments)).out


async def test_a_command_that_is_none_and_one_without_its_argument_are_refused_in_a_line(host):
    assert (await host.command("rnu")).refused("rnu")
    assert (await host.command("when")).refused("SCHEDULE")
    assert (await host.command("coach", "remove", "x")).refused("NUMBER")


# Coaches


async def test_coaches_are_added_listed_given_a_new_link_and_removed(ready):
    added = await ready.command("coach", "add", "Liisa Ö")
    assert added.out.startswith(LINK)
    with ready.session() as session:
        chat = people.get_or_make_chat(session, 7, "fi", NOW)
        code = added.out.strip().removeprefix(LINK)
        assert invitations.open_invitation(session, code, chat, NOW) is not None
    await ready.command("coach", "add", "Kalle")
    assert (await ready.command("coach", "list")).out == "1\tLiisa Ö\tin\t0\n2\tKalle\tnot in yet\t0\n"
    assert (await ready.command("coach", "link", "2")).out.startswith(LINK)
    unconfirmed = await ready.command("coach", "remove", "1")
    assert unconfirmed.refused("--yes")
    assert (await ready.command("coach", "remove", "1", "--yes")).code == 0
    assert (await ready.command("coach", "list")).out == "2\tKalle\tnot in yet\t0\n"
    again = await ready.command("coach", "remove", "1", "--yes")
    assert (again.code, again.out) == (1, "")
    assert "no coach 1" in again.err


async def test_who_is_removed_may_name_who_goes_on_and_clients_are_asked(ready):
    with ready.session() as session:
        chats = {name: people.get_or_make_chat(session, number, "en", NOW) for number, name in enumerate("LKM", 7)}
        for name in ("Liisa", "Kalle"):
            coach = coaches.add(session, name, NOW)
            code = invitations.make_for_coach(session, coach, NOW)
            assert invitations.open_invitation(session, code, chats[name[0]], NOW) is not None
        code, engagement = invitations.make_for_client(session, session.get_one(Coach, 1), "Maria", NOW)
        assert invitations.open_invitation(session, code, chats["M"], NOW) is not None
        engagements.set_state(session, engagement, "active", NOW)
    assert (await ready.command("coach", "remove", "1", "--to", "2", "--yes")).refused("--to 2", "profile")
    with ready.session() as session:
        coaches.set_profile(session, session.get_one(Coach, 2), PROFILE)
    removed = await ready.command("coach", "remove", "1", "--to", "2", "--yes")
    assert (removed.code, removed.out) == (0, "removed: coach 1, Liisa; clients who hear of it: 1\n")
    with ready.session() as session:
        assert [each.to_coach_id for each in handovers.list_for(session, 1)] == [2]


async def test_a_coach_is_added_while_telegram_is_away_but_not_under_a_refused_token(ready):
    added = await ready.command("coach", "add", "Liisa", LUOTTAMUS_TELEGRAM__BASE_URL=NOBODY_LISTENS)
    assert added.code == 0
    assert added.out.startswith("/start ")
    refused = await ready.command("coach", "add", "Kalle", LUOTTAMUS_TELEGRAM__TOKEN="12:refused")
    assert refused.refused("LUOTTAMUS_TELEGRAM__TOKEN", "@BotFather")
    assert (await ready.command("coach", "list")).out == "1\tLiisa\tnot in yet\t0\n"


# What the operator reads


@pytest.fixture
def talked(ready):
    """An engagement whose client has come in and said two things."""
    with ready.session() as session:
        coach = coaches.add(session, "Liisa", NOW)
        code, engagement = invitations.make_for_client(session, coach, "Maria", NOW)
        chat = people.get_or_make_chat(session, 8, "en", NOW)
        assert invitations.open_invitation(session, code, chat, NOW)
        engagements.set_consent(session, engagement, 1, NOW)
        engagements.set_state(session, engagement, "active", NOW)
        lines.add_all(
            session,
            engagement,
            [
                lines.NewLine("client", "I slept badly.\nAnd \x1b[2Jwork \ud800 too.", NOW),
                lines.NewLine("template", "What weighed most?", NOW + timedelta(minutes=1), delivery="unknown"),
            ],
        )
    return ready


async def test_engagements_are_listed_with_coach_and_state(talked):
    assert (await talked.command("engagements")).out == "1\tLiisa\tactive\n"


async def test_a_transcript_is_printed_a_line_a_message_and_the_reading_is_logged(talked):
    told = await talked.command("transcript", "1")
    assert told.code == 0
    day, first, second = told.out.splitlines()
    assert day == "# Monday 2 March 2026"
    assert first.startswith("08:00  client  I slept badly. / And ")
    assert first.endswith(" too.")
    assert "\x1b" not in first
    assert second.startswith("08:01  bot     What weighed most?")
    with talked.session() as session:
        [read] = reads.list_for(session, 1)
        assert (read.reader, read.via, read.lines) == ("operator", "command line", 2)


@pytest.mark.parametrize("number", ["2", "0", "Maria", "9" * 30, "1; DROP"])
async def test_a_transcript_that_is_not_there_ends_with_one(talked, number):
    told = await talked.command("transcript", number)
    assert (told.code, told.out) == (1, "")
    assert told.err == f"there is no engagement {number}; `luottamus engagements` shows which there are\n"
    with talked.session() as session:
        assert reads.list_for(session, 1) == []


# Updates set aside


def set_aside(host, raw):
    with host.session() as session:
        engagement = engagements.get(session, 1)
        return updates.set_aside(
            session, raw["update_id"], "message", "failed three times", NOW,
            raw=json.dumps(raw), engagement=engagement,
        )  # fmt: skip


def message(update_id, text):
    person = {"id": 8, "is_bot": False, "first_name": "Maria", "language_code": "en"}
    chat = {"id": 8, "type": "private", "first_name": "Maria"}
    body = {"message_id": 5, "date": 1_772_438_400, "from": person, "chat": chat, "text": text}
    return {"update_id": update_id, "message": body}


async def test_an_update_set_aside_is_listed_without_its_words_and_processed_anew(talked):
    number = set_aside(talked, message(70, "something very private"))
    listed = (await talked.command("set-aside", "list")).out
    assert listed.split("\t")[:3] == [str(number), "70", "message"]
    assert "private" not in listed
    told = await talked.command("set-aside", "retry", str(number))
    assert told.code == 0, told.err
    assert (await talked.command("set-aside", "list")).out == ""
    with talked.session() as session:
        said = [line.text for line in lines.transcript(session, engagements.get(session, 1))]
        assert "something very private" in said
        assert outbox.waiting(session).pending >= 1


async def test_an_update_that_fails_again_is_set_aside_again(talked):
    broken = message(71, "hello")
    broken["message"]["from"] = "nobody"
    number = set_aside(talked, broken)
    told = await talked.command("set-aside", "retry", str(number))
    assert (told.code, told.out) == (1, "")
    assert "failed again" in told.err
    assert (await talked.command("set-aside", "list")).out.split("\t")[1] == "71"


async def test_an_update_set_aside_is_dropped_for_good(talked):
    number = set_aside(talked, message(72, "hello"))
    assert (await talked.command("set-aside", "drop", str(number))).code == 0
    for command in ("drop", "retry"):
        told = await talked.command("set-aside", command, str(number))
        assert (told.code, told.out) == (1, "")
        assert str(number) in told.err


async def test_of_what_was_said_off_the_record_only_the_fact_is_there_to_drop(talked):
    with talked.session() as session:
        engagement = engagements.get(session, 1)
        number = updates.set_aside(session, 73, "message", "failed three times", NOW, raw=None, engagement=engagement)
    listed = (await talked.command("set-aside", "list")).out
    assert listed == f"{number}\t73\tmessage\tfailed three times\t2026-03-02T08:00:00Z\tno\n"
    told = await talked.command("set-aside", "retry", str(number))
    assert (told.code, told.out) == (1, "")
    assert (await talked.command("set-aside", "drop", str(number))).code == 0
    assert (await talked.command("set-aside", "list")).out == ""


# How the bot stands


def standing_of(told):
    """The rows that were printed, by what they count."""
    return {name: rest for name, *rest in (each.split("\t") for each in told.out.splitlines())}


async def test_health_says_that_a_bot_has_not_run_yet(ready):
    told = await ready.command("health")
    assert told.code == 1
    assert standing_of(told)["last look at the schedule"] == ["never", "the bot has not run yet"]


async def test_health_counts_without_a_name_or_a_word(talked):
    now = datetime.now(UTC)
    with talked.session() as session:
        beats.keep_up(session, now)
        talks.start(session, engagements.get(session, 1), Talk("reflection", "share"), now)
        promises.make(session, 1, "coach", promises.REPLY, now + timedelta(hours=1), now - timedelta(hours=47))
        promises.make(session, 1, "coach", promises.REPLY, now - timedelta(hours=1), now - timedelta(hours=49))
        promises.make(session, 1, "bot", "check_in", now - timedelta(minutes=5), now, window_s=900)
    told = await talked.command("health", LUOTTAMUS_TELEGRAM__BASE_URL=NOBODY_LISTENS)
    assert (told.code, told.err) == (0, "")
    rows = standing_of(told)
    for name, count in {
        "coaches": "1",
        "engagements active": "1",
        "talks open": "1",
        "promises of the bot overdue": "0",
        "answers of coaches overdue": "1",
        "answers of coaches at risk": "1",
        "messages to send": "0",
        "updates set aside": "0",
    }.items():
        assert rows[name] == [count, ""], name
    for kept in ("Maria", "Liisa", "slept"):
        assert kept not in told.out


async def test_health_says_what_to_look_at(talked):
    now = datetime.now(UTC)
    set_aside(talked, message(74, "something very private"))
    with talked.session() as session:
        beats.keep_up(session, now - timedelta(hours=2))
        promises.make(session, 1, "bot", "check_in", now - timedelta(hours=1), now, window_s=900)
        chat = people.chat_by_telegram_id(session, 8)
        greeting = outbox.Request(chat.id, None, "sendMessage", {"text": "hello"})
        outbox.put(session, greeting, now - timedelta(hours=1))
    told = await talked.command("health")
    assert told.code == 1
    assert told.err == (
        "to look at: last look at the schedule, promises of the bot overdue, messages to send, updates set aside\n"
    )
    rows = standing_of(told)
    assert rows["last look at the schedule"][1] == "nobody has looked since; is the bot running?"
    assert rows["messages to send"][0] == "1"
    assert "private" not in told.out
    with talked.session() as session:
        beats.stop(session, now - timedelta(hours=2))
    assert standing_of(await talked.command("health"))["last look at the schedule"][1] == "shut down in order since"


# Copies and the host's key


async def test_a_copy_is_made_and_restored_and_the_database_of_before_kept(talked):
    assert (await talked.command("backup")).refused("config.toml", "backup.folder")
    told = await talked.command("backup", LUOTTAMUS_BACKUP__FOLDER="copies")
    assert (told.code, told.err) == (0, "")
    copy = told.out.split(": made")[0]
    with talked.session() as session:
        coaches.add(session, "Olga", NOW)
    told = await talked.command("restore", copy)
    assert told.code == 0, told.err
    assert "restored" in told.out
    assert ".before-restore" in told.out
    assert "Olga" not in (await talked.command("coach", "list")).out
    assert "slept badly" in (await talked.command("transcript", "1")).out


async def test_a_copy_that_is_not_there_is_refused_in_a_line(talked):
    copy = "copies/luottamus-20260302T080000Z.sqlite"
    assert (await talked.command("restore", copy)).refused("copies/luottamus-keys.json", "missing")


async def test_the_hosts_key_is_rotated_and_everything_still_opens(talked):
    key_file = talked.folder / "luottamus.key"
    before = key_file.read_text()
    await talked.command("backup", LUOTTAMUS_BACKUP__FOLDER="copies")
    told = await talked.command("keys", "rotate", LUOTTAMUS_BACKUP__FOLDER="copies")
    assert (told.code, told.err) == (0, "")
    assert key_file.read_text() != before
    assert key_file.stat().st_mode & 0o077 == 0
    assert "slept badly" in (await talked.command("transcript", "1")).out
    [copy] = (talked.folder / "copies").glob("*.sqlite")
    assert (await talked.command("restore", str(copy))).code == 0
    assert "slept badly" in (await talked.command("transcript", "1")).out
    key_file.write_text(before)
    assert (await talked.command("engagements")).refused("luottamus.key", "not the key")


async def test_a_rotation_under_another_key_changes_nothing_and_says_so(talked):
    key_file = talked.folder / "luottamus.key"
    right = key_file.read_text()
    key_file.write_text("00" * 32 + "\n")
    for _ in range(2):
        assert (await talked.command("keys", "rotate")).refused("luottamus.key", "not the key")
    key_file.write_text(right)
    assert not (talked.folder / "luottamus.key.new").exists()
    assert "slept badly" in (await talked.command("transcript", "1")).out


async def test_a_rotation_that_was_cut_off_is_ended_by_the_next(talked, monkeypatch):
    def cut_off(*_):
        raise OSError(5, "cut off", "luottamus.key")

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.replace", cut_off)
        assert (await talked.command("keys", "rotate")).code == 2
    assert (await talked.command("engagements")).refused("rotation was cut off", "keys rotate")
    assert (await talked.command("keys", "rotate")).code == 0
    assert "slept badly" in (await talked.command("transcript", "1")).out
    assert not (talked.folder / "luottamus.key.new").exists()


async def test_postgresql_is_copied_by_its_own_tools_and_rotated_only_when_nobody_runs(ready, monkeypatch):
    url = {"LUOTTAMUS_STORAGE__URL": "postgresql://localhost:9/x"}
    assert (await ready.command("backup", **url)).refused("storage.url", "pg_dump")
    assert (await ready.command("restore", "copy", **url)).refused("storage.url", "pg_restore")
    assert (await ready.command("keys", "rotate", **url)).refused("--all-stopped")


# Flows and schedules, which need no configuration


async def test_flows_are_listed_checked_and_drawn(host):
    rows = [line.split("\t") for line in (await host.command("flows", "list")).out.splitlines()]
    assert {"onboarding", "check_in", "reflection"} <= {name for name, _, _ in rows}
    assert (await host.command("flows", "check")).code == 0
    drawn = (await host.command("flows", "draw", "check_in")).out.splitlines()
    assert drawn[:2] == ["stateDiagram-v2", "    [*] --> score"]
    assert "    score --> heavy: week was low" in drawn
    assert "    how_it_went --> done: went done" in drawn
    assert drawn[-1] == "    thanks --> [*]"
    page = (await host.command("flows", "draw", "--all")).out
    assert page.count("```mermaid") == len(rows)
    assert (await host.command("flows", "draw", "chekin")).refused("check_in")


async def test_a_flow_is_rehearsed_by_typing_and_by_the_numbers_of_buttons(host):
    told = await host.command("flows", "rehearse", "erasure", typed="perhaps\n2\n")
    assert told.code == 0
    assert "client  perhaps" in told.out
    assert told.out.count("2: [") == 2, "asked, and asked again"
    stopped = await host.command("flows", "rehearse", "onboarding", "--language", "fi", typed="1\n")
    assert stopped.code == 1
    assert "age" in stopped.err
    assert "Kyllä" in stopped.out
    assert (await host.command("flows", "rehearse", "erasure", "--language", "sv")).refused("en or fi")


HELSINKI = ("--zone", "Europe/Helsinki", "--after", "2026-03-28T12:00:00Z", "--count", "2")


@pytest.mark.parametrize(
    ("schedule", "first", "second"),
    [
        ("daily 03:30", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"),
        ("weekly mon,thu 09:00", "2026-03-30T06:00:00Z", "2026-04-02T06:00:00Z"),
        ("every 3 days 18:15", "2026-03-28T16:15:00Z", "2026-03-31T15:15:00Z"),
    ],
)
async def test_when_prints_the_next_due_times_in_utc(host, schedule, first, second):
    assert (await host.command("when", schedule, *HELSINKI)).out.splitlines() == [first, second]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("sometimes",), "'sometimes'"),
        (("daily 09:00", "--zone", "Europe/Helsinky"), "Europe/Helsinky"),
        (("daily 09:00", "--after", "yesterday"), "yesterday"),
        (("daily 09:00", "--after", "2026-03-28T12:00:00"), "offset"),
        (("daily 09:00", "--after", "9999-12-31T23:30:00Z", "--zone", "Europe/Helsinki"), "end of the calendar"),
        (("daily 09:00", "--count", "0"), "count"),
        (("daily 09:00", "--count", "two"), "--count"),
    ],
)
async def test_when_refuses_in_one_line(host, arguments, said):
    told = await host.command("when", *arguments)
    assert told.refused(said)
    assert len(told.err.splitlines()) == 1
