"""Off the record: said back and kept nowhere, whatever is sent and whatever happens to it; and how it ends."""

import sqlite3
from datetime import timedelta

import pytest

from bot.app import load_wording
from simulator import Control
from simulator.faults import Fault
from storage import backups, off_records
from storage.tables import Engagement, Fact, Line, OffRecord, Outbox, SetAside, Talk
from tests.system.endpoint import Endpoint, served
from tests.system.host import TOKEN
from tests.system.test_check_ins import MARIA, SCORE, act, outcomes, sweep, to
from tests.system.test_export import handed
from tests.system.test_no_word_leaks import shown

ANNA = 11
SECRET = "velvetzeppelin"
WORDS = load_wording()
WISH = "I want to kill myself"
HINT = "some days I don't see the point of being here"


def word(key: str, table: str = "off_record") -> str:
    """The beginning of a text, up to its first placeholder."""
    return WORDS.text(table, key, "en", coach="Anna", told="").split("{")[0].strip()


FLOW_OF = {
    "/pulse": "pulse",
    "/repair": "repair",
    "/review": "review",
    "/settings": "settings",
    "/share": "share",
    "/commitments new": "setting_out",
}
MARK, OVER, OVER_QUIET, LOST = (word(each) for each in ("mark", "over", "over_quiet", "lost"))
BEGINS = "From your next message on we're off the record."


@pytest.fixture
def anna(host):
    host.add_coach(telegram_id=ANNA)
    return host.person("Anna", ANNA)


@pytest.fixture
def maria(host, anna):
    """Check-ins daily at 09:00 in Helsinki (07:00 UTC), quiet from 21 to 8; now it is Monday noon there."""
    host.add_client(1, "Maria", MARIA, check_in="daily 09:00")
    return host.person("Maria", MARIA)


async def settled(host) -> None:
    """All is answered: what stands in the outbox, and the replies that stand nowhere."""
    await host.idle()
    await host.until(lambda: not any(each.unsaid_at for each in host.rows(OffRecord)))


async def says(host, person, *acts: str) -> list[str]:
    """The bot's answers to these acts."""
    before = len(host.chat_texts(person.id))
    for each in acts:
        await act(person, each)
        await settled(host)
    return host.chat_texts(person.id)[before:]


def kinds(host) -> list[tuple[str, str]]:
    return [(each.author, each.kind) for each in host.transcript(1)]


def searched(host) -> dict[str, bytes]:
    """Every file of the host's folder as it is on the disk: the database's pages, its log, the key, the errors."""
    return {str(path.relative_to(host.folder)): path.read_bytes() for path in host.folder.rglob("*") if path.is_file()}


def dumped(path) -> str:
    """All that a database says in SQL, so that no page's split hides a word."""
    with sqlite3.connect(path) as copy:
        return "\n".join(copy.iterdump())


# Show 3


async def test_a_sentence_said_off_the_record_is_found_nowhere(host, launcher, maria, anna):
    plan = {"level": "DEBUG", "raises_at": f"{SECRET} poison", "answer_within_s": 0.5}
    faults = host.simulator.faults
    (host.folder / "copies").mkdir()
    async with Control(host.url) as control, launcher.life(host, **plan) as life:
        await says(host, maria, f"/offrecord {SECRET} behind the command", f"my {SECRET} is what I am ashamed of")
        first = await maria.say(f"the {SECRET} again, because it hurts")
        await settled(host)
        await maria.edit(first, f"the {SECRET} edited")
        await maria.send_photo(f"a picture of the {SECRET}")
        await maria.send_voice(caption=f"{SECRET} spoken")
        await maria.send_album([f"{SECRET} one", f"{SECRET} two"])
        await maria.send_document(f"{SECRET}.txt", b"x")
        await settled(host)
        await says(host, maria, f"/{SECRET}", f"/coach {SECRET}", "/offrecord", f"/schedule {SECRET}", "/offrecord")
        await says(host, maria, f"/why {SECRET}", f"/pause {SECRET}", "/resume", "/offrecord")
        await says(host, maria, f"{SECRET} poison", f"{WISH}, the {SECRET} is too much", f"{SECRET} still")
        backups.make(host.config.storage.url, host.folder / "copies", 3, host.clock.now())
        for fault in (Fault.TOO_MANY, Fault.SERVER_ERROR, Fault.HANG, Fault.CUT_AFTER, Fault.BROKEN):
            faults.next("sendMessage", fault, chat_id=MARIA)
            await says(host, maria, f"{SECRET} failing {fault}")
        await control.raw(TOKEN, {"message": {"chat": {"id": MARIA}, "text": f"{SECRET} garbage"}}, chat_id=MARIA)
        await settled(host)
        while_running = searched(host)
        said_back = [text for text in host.chat_texts(MARIA) if SECRET in text]
        await says(host, maria, "/offrecord")
        await maria.edit(first, f"the {SECRET} edited once more")
        await says(host, maria, "/readers", "/commitments", "/agreement", "/promises", "/export")
        exported = await handed(host, maria)
        await says(host, anna, "/transcript Maria", "[All as one document]", "/clients", "/promises")
        seen = [await shown(host, path) for path in ("/metrics", "/healthz")]
        assert await life.terminate() == 0
    assert said_back, "it was heard"
    assert all(MARK in text for text in said_back)
    for name, content in (while_running | searched(host)).items():
        assert SECRET.encode() not in content.lower(), name
    assert any(name.startswith("copies") for name in while_running)
    assert {"luottamus.sqlite", "luottamus.sqlite-wal", "errors.log"} <= set(while_running)
    [copy] = (host.folder / "copies").glob("*.sqlite*")
    for path in (host.folder / "luottamus.sqlite", copy):
        assert SECRET not in dumped(path)
    # With the host's key too: every sealed value opened.
    assert SECRET not in host.all_words().lower()
    assert SECRET not in "".join(seen).lower()
    assert SECRET not in "".join(exported.values()).lower()
    assert '"off_records": [\n' in exported["luottamus.json"]
    assert not any(SECRET in text for text in host.chat_texts(ANNA))
    documents = [each for each in await anna.messages() if each.document]
    assert SECRET.encode() not in await anna.read(documents[-1])
    assert len(host.rows(SetAside)) >= 1
    assert not any(each.raw for each in host.rows(SetAside))


async def test_the_transcript_shows_only_from_when_to_when(host, maria, anna):
    async with host.running():
        await says(host, maria, "/offrecord", "I dread the office", "/help", "/readers", "no")
        host.clock.jump(timedelta(minutes=20))
        await says(host, maria, "one more thing", "/offrecord")
        assert kinds(host) == [("client", "off_record"), ("client", "on_record")]
        await act(anna, "/transcript Maria")
        await host.idle()
    page = host.chat_texts(ANNA)[-1]
    assert "12:00  client  (off the record from here)" in page
    assert "12:20  client  (on the record again)" in page
    assert len(page.splitlines()) == 5


async def test_its_replies_stand_in_no_outbox_and_carry_the_mark(host, maria):
    async with host.running():
        await says(host, maria, "/offrecord")
        before = len(host.rows(Outbox))
        told = await says(host, maria, "I dread the office", "/help", "/why", "/agreement", "/frobnicate", "no")
        assert len(host.rows(Outbox)) == before
    assert len(told) == 6
    assert all(text.startswith(MARK) for text in told)
    assert "ou dread the office." in told[0]


async def test_it_is_said_beforehand_what_it_means(host, maria):
    async with host.running():
        [told] = await says(host, maria, "/offrecord")
    assert told.startswith(BEGINS)
    for each in ("nowhere", "Anna", "no export", "Telegram keeps its own copy", "choose Delete", "signs of danger",
                 "an hour without a word", "/offrecord ends it"):  # fmt: skip
        assert each in told, each


async def test_no_model_is_asked(host, anna):
    """Of a client who allowed it, and whose words it would see otherwise."""
    async with served(Endpoint()) as endpoint:
        host.configure(more=endpoint.config(timeout_s=20))
        host.add_client(1, "Maria", MARIA, listening=True, model="127.0.0.1")
        maria = host.person("Maria", MARIA)
        async with host.running():
            await says(host, maria, "the mornings are hard and I'm tired all the time")
            assert len(endpoint.asked) == 1
            await says(host, maria, "/offrecord", "I dread the office because of my boss", "/offrecord", "/resume")
            assert len(endpoint.asked) == 1
            await says(host, maria, "the evenings are better, I'm calm then")
        assert len(endpoint.asked) > 1
        assert "office" not in str(endpoint.asked)


# Danger


async def test_danger_gives_help_first_and_only_the_concern_is_recorded(host, maria, anna):
    async with host.running():
        await says(host, maria, "/offrecord")
        told = await says(host, maria, f"{WISH}, {SECRET}", f"{SECRET} goes on")
        asked = host.chat_texts(ANNA)
    assert "09 2525 0111" in told[0]
    assert "Your words stay off the record" in told[0]
    assert word("checked_button", "coach") not in told[0]
    assert any("Please check on Maria" in text for text in asked)
    assert "09 2525 0111" in told[1]
    facts = [each.kind for each in host.rows(Fact)]
    assert facts == ["off_record_begun", "concern_raised"]
    assert SECRET not in host.all_words()
    assert kinds(host) == [("client", "off_record")]


async def test_help_off_the_record_survives_a_kill(host, launcher, maria):
    async with launcher.life(host, die="after commit", nth=2) as life:
        await act(maria, "/offrecord")
        await host.idle()
        await act(maria, WISH)
        await life.ended()
    async with host.running():
        await settled(host)
    assert any("09 2525 0111" in text for text in host.chat_texts(MARIA))


@pytest.mark.parametrize(("answer", "asks_the_coach"), [("[Yes]", True), ("yes", True), ("[No]", False), ("no", False)])
async def test_a_hint_is_asked_about_and_the_answer_leaves_no_trace_but_a_concern(
    host, maria, anna, answer, asks_the_coach
):
    async with host.running():
        told = await says(host, maria, "/offrecord", HINT, answer, "it has been a long winter")
    assert "Are you having thoughts of ending your life?" in told[1]
    assert ("09 2525 0111" in told[2]) is asks_the_coach
    assert any("Please check" in text for text in host.chat_texts(ANNA)) is asks_the_coach
    assert ("long winter" in told[3]) is not asks_the_coach
    assert [each.kind for each in host.rows(Fact)] == ["off_record_begun", *["concern_raised"] * asks_the_coach]
    assert host.rows(Talk) == []


async def test_the_direct_question_is_still_open_after_a_restart(host, maria, anna):
    async with host.running():
        await says(host, maria, "/offrecord", HINT)
    async with host.running():
        [told] = await says(host, maria, "[Yes]")
    assert "09 2525 0111" in told
    assert any("Please check" in text for text in host.chat_texts(ANNA))


# Kills and lost replies


async def test_a_kill_before_the_send_loses_the_reply_and_the_bot_says_so(host, launcher, maria):
    async with launcher.life(host, die="after commit", nth=2) as life:
        await act(maria, "/offrecord")
        await host.idle()
        await act(maria, f"my {SECRET}")
        await life.ended()
    for path, content in searched(host).items():
        assert SECRET.encode() not in content, path
    async with host.running():
        await settled(host)
        assert host.chat_texts(MARIA)[-1] == LOST
        [told] = await says(host, maria, "I dread the office")
    assert told.startswith(MARK)
    assert sum(text == LOST for text in host.chat_texts(MARIA)) == 1


async def test_a_kill_before_the_commit_loses_nothing(host, launcher, maria):
    async with launcher.life(host, die="before commit", nth=2) as life:
        await act(maria, "/offrecord")
        await host.idle()
        await act(maria, "I dread the office")
        await life.ended()
    async with host.running():
        await settled(host)
    assert "ou dread the office." in host.chat_texts(MARIA)[-1]
    assert LOST not in host.chat_texts(MARIA)


@pytest.mark.parametrize(
    ("fault", "arrives", "owned"),
    [(Fault.SERVER_ERROR, True, False), (Fault.CUT_AFTER, True, True), (Fault.BROKEN, True, True)],
)
async def test_a_reply_that_may_be_lost_is_owned_and_one_that_was_not_sent_is_tried_again(
    host, maria, fault, arrives, owned
):
    async with host.running():
        await says(host, maria, "/offrecord")
        host.simulator.faults.next("sendMessage", fault, chat_id=MARIA)
        await says(host, maria, "I dread the office")
        await settled(host)
    texts = host.chat_texts(MARIA)
    assert (sum("ou dread the office." in text for text in texts) == 1) is arrives
    assert (LOST in texts) is owned


async def test_after_a_restart_it_is_off_the_record_still(host, maria):
    async with host.running():
        await says(host, maria, "/offrecord")
    async with host.running():
        [told] = await says(host, maria, f"my {SECRET}")
    assert told.startswith(MARK)
    assert SECRET not in host.all_words()


async def test_what_is_in_mind_is_bounded_and_gone_at_the_end(host, maria):
    async with host.running() as app:
        await says(host, maria, "/offrecord", *[f"thought number {count} weighs on me" for count in range(14)])
        memory = app.desk.client_desk.off_record._kept._kept
        [kept] = memory.values()
        assert len(kept.after.talk.notes["mirrors"]) == 10
        await says(host, maria, "/offrecord")
        assert not memory


# Poison


async def test_of_a_poison_update_off_the_record_only_the_fact_is_kept(host, launcher, maria):
    async with launcher.life(host, raises_at="poisoned"):
        told = await says(host, maria, "/offrecord", f"poisoned {SECRET}", "I dread the office")
    [aside] = host.set_aside()
    assert not aside.kept
    assert aside.kind == "message"
    assert SECRET not in host.all_words()
    assert told[1] == word("set_aside_unwritten", "desk")
    assert told[2].startswith(MARK)
    assert kinds(host) == [("client", "off_record")]


async def test_a_poisoned_beginning_keeps_no_word_that_was_typed_behind_it(host, launcher, maria):
    async with launcher.life(host, raises_at="poisoned"):
        [told] = await says(host, maria, f"/offrecord poisoned {SECRET}")
    assert told == word("set_aside_unwritten", "desk")
    assert SECRET not in host.all_words()


async def test_a_poisoned_edit_of_what_was_off_the_record_is_not_kept_either(host, launcher, maria):
    async with launcher.life(host, raises_at="poisoned"):
        await says(host, maria, "/offrecord")
        said = await maria.say("I dread the office")
        await says(host, maria, "/offrecord")
        await maria.edit(said, f"poisoned {SECRET}")
        await settled(host)
    assert [each.kept for each in host.set_aside()] == [False]
    assert SECRET not in host.all_words()


# Edits


async def test_an_edit_of_what_was_off_the_record_is_not_kept_however_late_it_comes(host, maria):
    async with host.running():
        await says(host, maria, "/offrecord")
        said = await maria.say("I dread the office")
        await says(host, maria, "/offrecord")
        host.clock.jump(timedelta(hours=30))
        await maria.edit(said, f"I dread the {SECRET}")
        await settled(host)
    assert host.chat_texts(MARIA)[-1] == word("media.off_record_edit", "turn")
    assert SECRET not in host.all_words()


async def test_an_edit_off_the_record_of_what_was_on_it_leaves_that_as_it_was(host, maria):
    async with host.running():
        await says(host, maria, "/reflect")
        said = await maria.say("I dread the office on Mondays")
        await says(host, maria, "/offrecord")
        await maria.edit(said, f"I dread the {SECRET}")
        await settled(host)
    assert host.chat_texts(MARIA)[-1].startswith(f"{MARK}\n\n{word('edit')}")
    assert ("client", "I dread the office on Mondays") in host.said(1)
    assert SECRET not in host.all_words()


async def test_an_edit_of_what_is_on_the_record_is_kept_as_ever(host, maria):
    async with host.running():
        await says(host, maria, "/offrecord", "/offrecord", "/reflect")
        host.clock.jump(timedelta(seconds=2))
        said = await maria.say("I dread the office on Mondays")
        await settled(host)
        await maria.edit(said, "I dread the office on Tuesdays")
        await settled(host)
    assert ("client", "I dread the office on Tuesdays") in host.said(1)


# How it ends


async def test_a_quiet_hour_ends_it_and_says_so_without_a_sound(host, maria):
    async with host.running() as app:
        await says(host, maria, "/offrecord")
        host.clock.jump(timedelta(minutes=40))
        await says(host, maria, "I dread the office")
        host.clock.jump(timedelta(minutes=59))
        await sweep(host, app)
        assert OVER_QUIET not in host.chat_texts(MARIA)
        host.clock.jump(timedelta(minutes=2))
        await sweep(host, app)
        await sweep(host, app)
        assert sum(text == OVER_QUIET for text in host.chat_texts(MARIA)) == 1
        [sent] = [each for each in await maria.messages() if each.text == OVER_QUIET]
        assert sent.silent
        host.clock.jump(off_records.ON_THE_WAY + timedelta(seconds=2))
        [told] = await says(host, maria, "the garden is in bloom again")
    assert MARK not in told
    assert ("client", "the garden is in bloom again") in host.said(1)
    assert kinds(host)[:2] == [("client", "off_record"), ("client", "on_record")]


async def test_it_can_begin_anew_at_once_when_it_was_said_to_be_over(host, maria):
    """Not: be ended by the word that was to begin it, because it was over a moment ago."""
    async with host.running() as app:
        await says(host, maria, "/offrecord")
        host.clock.jump(timedelta(minutes=61))
        await sweep(host, app)
        told = await says(host, maria, "/offrecord", f"my {SECRET}")
    assert told[0].startswith(BEGINS)
    assert told[1].startswith(MARK)
    assert SECRET not in host.all_words()
    assert [kind for _, kind in kinds(host)] == ["off_record", "on_record", "off_record"]


async def test_what_comes_after_the_hour_before_it_was_told_is_not_kept_and_ends_it(host, maria):
    async with host.running():
        await says(host, maria, "/offrecord")
        host.clock.jump(timedelta(hours=3))
        [told] = await says(host, maria, f"my {SECRET} again")
        assert told.startswith(MARK)
        assert told.endswith(OVER_QUIET)
        host.clock.jump(timedelta(minutes=1))
        [told] = await says(host, maria, "the garden is in bloom again")
    assert MARK not in told
    assert SECRET not in host.all_words()


async def test_words_sent_before_the_end_was_told_are_off_the_record_however_late_they_come(host, maria):
    """The bot was down: what was written meanwhile is found only after it has said that the hour is over."""
    async with host.running():
        await says(host, maria, "/offrecord", "I dread the office")
    host.clock.jump(timedelta(minutes=20))
    await maria.say(f"the {SECRET} is what I mean")
    await maria.say(f"the {SECRET} and more")
    waiting = host.simulator.bot(TOKEN).updates
    host.clock.jump(timedelta(hours=2))
    with host.database.begin() as session:
        row = off_records.open_one(session, 1)
        off_records.tell(session, session.get_one(Engagement, 1), row, host.clock.now())
    assert len(waiting) == 2
    async with host.running():
        await settled(host)
        host.clock.jump(timedelta(minutes=1))
        [told] = await says(host, maria, "the garden is in bloom again")
    assert SECRET not in host.all_words()
    assert all(MARK in text for text in host.chat_texts(MARIA) if SECRET in text)
    assert MARK not in told


async def test_quiet_hours_are_kept_and_the_morning_s_check_in_says_that_it_is_over(host, maria):
    async with host.running() as app:
        to(host, 23, 18, 30)
        await says(host, maria, "/offrecord", "I dread the office")
        to(host, 23, 20, 0)
        await sweep(host, app)
        assert OVER_QUIET not in host.chat_texts(MARIA)
        to(host, 24, 7, 0)
        await sweep(host, app)
    last = host.chat_texts(MARIA)[-1]
    assert last.startswith(OVER_QUIET)
    assert SCORE in last
    assert outcomes(host) == ["kept", None]


async def test_nudges_wait_meanwhile(host, maria):
    async with host.running() as app:
        to(host, 24, 6, 50)
        await says(host, maria, "/offrecord", "I dread the office")
        to(host, 24, 7, 0)
        await sweep(host, app)
        to(host, 24, 7, 45)
        await sweep(host, app)
        assert not any(SCORE in text for text in host.chat_texts(MARIA))
        to(host, 24, 7, 51)
        await sweep(host, app)
    asked = [text for text in host.chat_texts(MARIA) if SCORE in text]
    assert len(asked) == 1
    assert asked[0].startswith(OVER_QUIET)
    assert "late" not in asked[0], asked[0]
    assert outcomes(host) == ["kept", None]


async def test_a_nudge_that_waits_in_the_outbox_waits_too(host, maria):
    async with host.running() as app:
        to(host, 24, 7, 0)
        host.simulator.faults.next("sendMessage", Fault.SERVER_ERROR, chat_id=MARIA)
        await app.sweep.run()
        await host.until(lambda: any(each.attempts and each.state == "pending" for each in host.rows(Outbox)))
        await act(maria, "/offrecord")
        await host.until(lambda: any(text.startswith(BEGINS) for text in host.chat_texts(MARIA)))
        await act(maria, "I dread the office")
        await host.until(lambda: MARK in host.chat_texts(MARIA)[-1])
        assert not any(SCORE in text for text in host.chat_texts(MARIA))
        host.clock.jump(timedelta(minutes=61))
        await sweep(host, app)
    assert sum(SCORE in text for text in host.chat_texts(MARIA)) == 1


async def test_the_coach_s_own_words_come_through(host, maria, anna):
    async with host.running():
        await says(host, maria, "/offrecord", "I dread the office")
        await act(anna, "/reply Maria I am free at four")
        await host.idle()
        assert "I am free at four" in host.chat_texts(MARIA)[-1]


async def test_the_coach_who_would_like_to_talk_does_not_break_in(host, maria, anna):
    async with host.running():
        await says(host, maria, "/offrecord", f"a {SECRET} of mine")
        hers = len(host.chat_texts(MARIA))
        assert "is in the middle of something" in (await says(host, anna, "/talk Maria"))[-1]
        assert len(host.chat_texts(MARIA)) == hers
        await says(host, maria, "/offrecord")
        assert "asked Maria" in (await says(host, anna, "/talk Maria"))[-1]


async def test_it_ends_a_live_conversation_first_and_nothing_of_it_goes_across(host, maria, anna):
    async with host.running():
        await says(host, anna, "/talk Maria")
        await says(host, maria, "[Yes, talk now]", "hello Anna")
        over, begins = await says(host, maria, f"/offrecord {SECRET}")
        assert "is over, and I'm back" in over
        assert BEGINS in begins
        assert (await says(host, maria, f"my {SECRET}"))[-1].startswith(MARK)
        await says(host, anna, "are you there?")
    assert SECRET not in "".join(host.chat_texts(ANNA))
    assert "are you there?" not in "".join(host.chat_texts(MARIA))


async def test_nothing_of_it_is_kept_when_the_coach_ends_the_coaching_meanwhile(host, maria, anna):
    async with host.running():
        await says(host, maria, "/offrecord", f"my {SECRET}")
        before = len(host.chat_texts(MARIA))
        await says(host, anna, "/farewell Maria", "[Yes, end it]")
        assert len(host.chat_texts(MARIA)) == before + 1
        await says(host, maria, f"the {SECRET}, still")
        host.clock.jump(timedelta(minutes=1))
        await says(host, maria, f"the {SECRET}, later")
    assert all(each.told_at for each in host.rows(OffRecord))
    assert SECRET not in "".join(text for _, text in host.said(1))


async def test_a_dialogue_that_is_written_down_ends_it_and_says_so_first(host, maria):
    async with host.running():
        told = await says(host, maria, "/offrecord", f"my {SECRET}", "/reflect", "my father is ill")
    assert told[2].startswith(OVER)
    assert ("client", "my father is ill") in host.said(1)
    assert kinds(host)[:2] == [("client", "off_record"), ("client", "on_record")]
    assert SECRET not in host.all_words()


async def test_an_open_question_waits_and_is_taken_up(host, maria):
    async with host.running():
        told = await says(host, maria, "/checkin", "/offrecord", "I dread the office", "/offrecord", "/resume", "4")
    assert told[3].endswith(word("waits"))
    assert SCORE in told[4]
    assert [each.kind for each in host.rows(Fact)][-1] == "score_given"


async def test_commands_do_what_they_do(host, maria):
    async with host.running():
        await says(host, maria, "/offrecord", "/pause")
        with host.look() as session:
            assert session.get_one(Engagement, 1).state == "paused"
        told = await says(host, maria, "/resume", "suomeksi", "/sos", "apua")
    assert all(text.startswith(MARK) for text in (told[0], told[2]))
    assert "09 2525 0111" in told[2]
    assert "09 2525 0111" in told[3]


@pytest.mark.parametrize("command", ["/pulse", "/repair", "/review", "/settings", "/share", "/commitments new"])
async def test_every_dialogue_that_is_written_down_ends_it_and_says_so_first(host, maria, command):
    async with host.running():
        told = await says(host, maria, "/offrecord", f"my {SECRET} hurts", command)
        assert told[-1].startswith(OVER)
        assert await says(host, maria, "/cancel")
    assert [each.flow for each in host.rows(Talk)] == [FLOW_OF[command]]
    assert SECRET not in host.all_words()


async def test_a_review_begun_off_the_record_has_the_week_but_nothing_that_was_said_there(host, maria):
    proud = "I am so proud that I finally sang in front of everybody at work"
    async with host.running():
        await says(host, maria, "/reflect", proud, "/cancel", "/offrecord", f"I am proud of the {SECRET} at work")
        told = await says(host, maria, "/review")
    assert proud in told[-1]
    assert SECRET not in told[-1]


async def test_pages_and_what_a_tapped_button_names_work_off_the_record(host, maria):
    async with host.running():
        await says(host, maria, "/commitments I call my sister", "/skip", "/cancel", "/commitments")
        told = await says(host, maria, "/offrecord", "/agreement history", "/commitments", "/export", "/pulse 3")
        assert all(text.startswith(MARK) for text in told[1:4])
        assert "call my sister" in told[2]
        assert any(each.document for each in await maria.messages())
        assert told[-1].startswith(word("without_words"))
    assert ("client", "/pulse 3") not in host.said(1)


async def test_that_something_hurt_is_just_heard_there(host, maria):
    async with host.running():
        told = await says(host, maria, "/offrecord", "that hurt")
    assert told[-1].startswith(MARK)
    assert host.rows(Talk) == []


async def test_before_the_agreement_it_comes_later(host, anna):
    eve = host.person("Eve", 14)
    async with host.running():
        told = await says(host, eve, f"/start {host.invite(1, 'Eve')}", f"/offrecord {SECRET}")
    assert word("opens_later", "turn") in told[1]
    assert host.rows(OffRecord) == []


async def test_delete_works_off_the_record_too(host, maria):
    async with host.running():
        await says(host, maria, "/offrecord", f"my {SECRET}", "/delete")
        [yes] = [label for label in (await maria.messages())[-1].labels if label.startswith("Yes")]
        await act(maria, f"[{yes}]")
        await host.until(lambda: not host.rows(Engagement))
        await host.idle()
    assert (host.rows(OffRecord), host.rows(Line)) == ([], [])


async def test_an_album_off_the_record_has_one_answer(host, maria):
    async with host.running():
        await says(host, maria, "/offrecord")
        before = len(host.chat_texts(MARIA))
        await maria.send_album([f"the {SECRET}", None, None])
        await settled(host)
        assert len(host.chat_texts(MARIA)) == before + 1
    assert SECRET not in host.all_words()
