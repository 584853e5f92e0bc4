"""What people do over HTTP, and what the bot says and keeps of it."""

from datetime import timedelta

import pytest

from bot.app import load_wording
from simulator.faults import Fault
from storage import coaches, invitations, talks
from storage.tables import Chat, Coach, Engagement, Invitation, SeenUpdate
from tests.system.host import TOKEN
from tests.system.test_kills import ONBOARDING, act

ANNA, MARIA, EVE = 11, 12, 99
WORDS = load_wording()
EMOJI = "🌻" * 2048 + "🌧" * 2048


def desk_text(key: str) -> str:
    return WORDS.text("desk", key, "en")


@pytest.fixture
def anna(host):
    host.add_coach()
    return host.person("Anna", ANNA)


@pytest.fixture
def maria(host, anna):
    """In a reflection that just listens: each text is an answer."""
    host.add_client(1, "Maria", MARIA, listening=True)
    return host.person("Maria", MARIA)


async def answers(host, person, *acts: str) -> list[str]:
    """The bot's answers to these acts, one after another."""
    before = len(host.chat_texts(person.id))
    for each in acts:
        await act(person, each)
        await host.idle()
    return host.chat_texts(person.id)[before:]


async def answer_to(host, person, sending) -> str:
    """The one answer to something sent."""
    before = len(host.chat_texts(person.id))
    await sending
    await host.idle()
    [answer] = host.chat_texts(person.id)[before:]
    return answer


def talk(host) -> tuple[str, dict]:
    """The step of the open talk, and its notes."""
    with host.look() as session:
        engagement = session.get_one(Engagement, 1)
        row = talks.open_talk(session, engagement)
        value = talks.value(session, engagement, row)
        return value.step, dict(value.notes)


def heard(host) -> str:
    """What was mirrored last."""
    return talk(host)[1]["mirrors"][-1][0]


async def onboarded(host, person, upto: int | None = None) -> None:
    await answers(host, person, f"/start {host.invite(1, person.first_name)}", *ONBOARDING[:upto])


# Strangers, codes, groups


async def test_a_bare_start_stores_nothing_but_the_update_id(host, anna):
    before, eve = host.counted(), host.person("Eve", EVE)
    async with host.running():
        for text in ("/start", "hello", "/delete", "/start@luottamus_bot"):
            await act(eve, text)
            assert (await eve.wait())[0].text == desk_text("stranger")
    assert host.counted() == before
    assert len(host.rows(SeenUpdate)) == 4


def dead_codes(host) -> list[str]:
    """One that expired, and one of a coach who was removed."""
    now = host.clock.now()
    with host.database.begin() as session:
        coach, former = session.get_one(Coach, 1), coaches.add(session, "Former", now)
        expired, _ = invitations.make_for_client(session, coach, "late", now, lasts=timedelta(hours=1))
        orphaned, _ = invitations.make_for_client(session, former, "gone", now)
        coaches.revoke(session, former, now)
    host.clock.jump(timedelta(hours=2))
    return [expired, orphaned]


async def test_all_bad_codes_get_one_identical_answer(host, anna, maria):
    malformed = ["A" * 22, "A" * 21, "!", "../../etc/passwd", "ä" * 22, "A" * 64, "' OR 1=1 --", "A B"]
    codes = malformed + dead_codes(host)
    used, eve, pia = host.invite(1, "Pia"), host.person("Eve", EVE), host.person("Pia", 98)
    async with host.running():
        await act(pia, f"/start {used}")
        await pia.wait()
        before, told = host.counted(), set()
        for code in (*codes, used):
            await act(eve, f"/start {code}")
            told.add((await eve.wait())[0].text)
    assert told == {desk_text("bad_code")}
    assert host.counted() == before


async def test_a_coach_who_opens_their_own_invitation_does_not_use_it_up(host, anna):
    code, eve = host.invite(1, "Eve"), host.person("Eve", EVE)
    async with host.running():
        await act(anna, f"/start {code}")
        [told] = await anna.wait()
        assert told.text == desk_text("own_invitation")
        assert [each.used_at for each in host.rows(Invitation) if each.kind == "client"] == [None]
        [hello] = await answers(host, eve, f"/start {code}")
    assert "Anna" in hello


async def test_another_coach_s_invitation_makes_no_client_of_a_coach(host, anna):
    other = host.add_coach("Olli", 21)
    code = host.invite(other, "Eve")
    async with host.running():
        await act(anna, f"/start {code}")
        [told] = await anna.wait()
    assert told.text == desk_text("bad_code")
    assert [each.used_at for each in host.rows(Invitation) if each.engagement_id] == [None]


@pytest.mark.parametrize("kind", ["group", "channel"])
async def test_in_a_group_or_channel_it_says_so_once_leaves_and_stores_nothing(host, anna, kind):
    eve = host.person("Eve", EVE)
    before = host.counted()
    found = eve.found_group if kind == "group" else eve.found_channel
    there = await found("Family")
    for count in range(3):
        await eve.say(f"words of a {kind} number {count}", chat_id=there)
    # A first word that takes its time lets the others catch up.
    host.simulator.faults.next("sendMessage", Fault.TOO_MANY, chat_id=there)
    async with host.running() as app:
        await host.until(lambda: host.simulator.bot(TOKEN).chats[there].left)
        await host.idle()
        await host.until(lambda: not app.deliveries._side)
    assert host.chat_texts(there) == [desk_text("private_only")]
    assert host.counted() == before
    assert "words of a" not in host.all_words()


# Before consent


async def test_before_consent_no_word_is_in_the_database(host, anna):
    eve = host.person("Eve", EVE)
    secret = "quicksilver"
    async with host.running():
        await answers(host, eve, f"/start {host.invite(1, 'Eve')}")
        for step in ("welcome", "age", "consent"):
            await answers(
                host, eve, f"{secret} at {step} today", f"/{secret}", f"/pause {secret}", f"/coach {secret} call me",
                f"/reflect {secret}", f"/start {secret}", f"{secret}, I want to kill myself", "/resume",
            )  # fmt: skip
            await eve.send_photo(f"{secret} in a caption")
            await eve.send_poll(f"{secret}?", (f"{secret} 1", f"{secret} 2"))
            await eve.send_contact("+358401112223", secret)
            await eve.send_document(f"{secret}.txt", secret.encode())
            await eve.edit(await eve.say(f"{secret} to be edited"), f"{secret} edited")
            await host.idle()
            if step != "consent":
                await answers(host, eve, "/start", "[Let's begin]" if step == "welcome" else "44")
        assert secret not in host.all_words().lower()
        assert "44" not in [text for _, text in host.said(1)]
        await answers(host, eve, "/start", "[Yes, you may]", "Quicksilver")
    assert secret in host.all_words().lower()
    raw = b"".join(path.read_bytes() for path in host.folder.iterdir() if "sqlite" in path.name)
    assert secret.encode() not in raw.lower()


async def test_a_refusal_keeps_nothing_that_is_said_afterwards(host, anna):
    eve = host.person("Eve", EVE)
    async with host.running():
        await onboarded(host, eve, 2)
        [told] = await answers(host, eve, "[No, thank you]")
        assert "?" not in told
        await answers(host, eve, "quicksilver words after the refusal", "/pause quicksilver")
    assert "quicksilver" not in host.all_words()


# Answers of every kind


async def test_a_button_of_an_earlier_step_changes_nothing(host, anna):
    maria = host.person("Maria", MARIA)
    async with host.running():
        await onboarded(host, maria, 6)
        step = talk(host)
        [welcome] = [each for each in await maria.messages() if "Let's begin" in each.labels]
        [told] = await answers_to_tap(host, maria, "Let's begin", welcome.id)
        assert told.startswith(WORDS.text("turn", "stale", "en"))
        assert "1 of 10" in told
        assert talk(host) == step
    assert len(await maria.taps_answered()) >= 3


async def answers_to_tap(host, person, label: str, message_id: int) -> list[str]:
    before = len(host.chat_texts(person.id))
    await person.tap(label, message_id=message_id)
    await host.idle()
    return host.chat_texts(person.id)[before:]


async def test_two_taps_on_one_question_are_one_answer(host, anna):
    maria = host.person("Maria", MARIA)
    async with host.running():
        await onboarded(host, maria, 6)
        [question] = [each for each in await maria.messages() if "1 of 10" in each.text]
        await maria.tap("Fine", message_id=question.id)
        await maria.tap("Fine", message_id=question.id)
        await host.idle()
    assert talk(host)[0] == "quiet_hours" or talk(host)[0] == "reply_hours"
    texts = host.chat_texts(MARIA)[-2:]
    assert "2 of 10" in texts[0]
    assert texts[1].startswith(WORDS.text("turn", "stale", "en"))


async def test_whatever_is_sent_gets_one_visible_answer_and_leaves_the_question_open(host, maria):
    async with host.running():
        step = talk(host)
        for kind, sending in (
            ("voice", maria.send_voice()),
            ("sticker", maria.send_sticker()),
            ("location", maria.send_location()),
            ("poll", maria.send_poll()),
            ("document", maria.send_document()),
            ("contact", maria.send_contact()),
            ("video", maria.send_video_note()),
            ("photo", maria.send_photo()),
        ):
            told = await answer_to(host, maria, sending)
            assert told.startswith(WORDS.text("turn", f"media.{kind}", "en"))
        assert talk(host) == step
    assert "60.17" not in host.all_words()
    assert "+358401234567" not in host.all_words()


async def test_a_caption_is_the_answer(host, maria):
    async with host.running():
        told = await answer_to(host, maria, maria.send_photo("the lake this morning was calm"))
    assert not told.startswith(WORDS.text("turn", "media.photo", "en"))
    assert ("client", "the lake this morning was calm") in host.said(1)
    assert heard(host) == "the lake this morning was calm"


@pytest.mark.parametrize("captions", [("first words", None, None), ("first words", "second words", None)])
async def test_an_album_is_one_answer(host, maria, captions):
    async with host.running():
        told = await answer_to(host, maria, maria.send_album(captions))
    assert not told.startswith(WORDS.text("turn", "media.photo", "en"))
    assert heard(host) == "first words"
    assert [author for author, _ in host.said(1)].count("client") == 3


async def test_an_album_s_words_are_heard_wherever_they_stand(host, maria):
    async with host.running():
        await maria.send_album((None, "what I wanted to say about it"))
        await host.idle()
    assert heard(host) == "what I wanted to say about it"


async def test_danger_in_a_later_caption_of_an_album_is_not_overlooked(host, maria):
    async with host.running():
        await maria.send_album(("our house", "I want to kill myself"))
        await host.idle()
    with host.look() as session:
        assert session.get_one(Engagement, 1).concern == "crisis"


async def test_an_album_whose_turn_had_to_be_tried_again_is_answered(host, launcher, maria):
    """The first try ends in an error; the second is no later picture of the same album."""
    async with launcher.life(host, raises_once_at="our house"):
        told = await answer_to(host, maria, maria.send_album(("our house", None)))
    assert heard(host) == "our house"
    assert not told.startswith(WORDS.text("turn", "media.photo", "en"))


async def test_an_edit_of_the_last_answer_takes_its_place(host, anna):
    maria = host.person("Maria", MARIA)
    async with host.running():
        await onboarded(host, maria, 3)
        said = await maria.say("Mari")
        await host.idle()
        told = await answer_to(host, maria, maria.edit(said, "Maria"))
    assert "Maria" in told
    assert talk(host)[0] == "zone"
    assert talk(host)[1]["name"] == "Maria"
    [line] = [each for each in host.transcript(1) if each.author == "client" and each.kind == "text"][-1:]
    assert (line.text, [each.text for each in line.revisions]) == ("Maria", ["Mari"])


async def test_an_edit_of_an_older_answer_is_kept_beside_it_and_moves_nothing(host, anna):
    maria = host.person("Maria", MARIA)
    async with host.running():
        await onboarded(host, maria, 3)
        said = await maria.say("Mari")
        await host.idle()
        await answers(host, maria, "Helsinki", "yes", "fine")
        step = talk(host)
        told = await answer_to(host, maria, maria.edit(said, "Marja"))
        assert told.startswith(WORDS.text("turn", "revised", "en"))
        assert talk(host) == step
    [line] = [each for each in host.transcript(1) if each.text == "Marja"]
    assert [each.text for each in line.revisions] == ["Mari"]


async def test_an_unknown_command_is_said_to_be_one_and_the_question_follows(host, maria):
    async with host.running():
        step = talk(host)
        [told] = await answers(host, maria, "/juggle three balls")
        assert talk(host) == step
    assert "/juggle" in told
    assert "/help" in told


async def test_every_update_has_one_visible_answer(host, maria):
    commands = (
        "/help", "/checkin", "/reflect", "/commitments", "/agreement", "/promises", "/readers", "/offrecord",
        "/schedule", "/settings", "/review", "/pulse", "/repair", "/coach", "/share", "/coaches", "/farewell", "/pause",
        "/resume", "/export", "/privacy", "/sos", "/why", "/back", "/skip", "/cancel", "/start", "/start x", "/delete",
        "no", "?", "…", "0", "/", "//", "/ help", "ok",
    )  # fmt: skip
    async with host.running():
        for each in commands:
            await act(maria, each)
            assert await maria.wait(), each
            assert not host.set_aside(), each


HARD = ("*bold* _it_ [a](http://b) `c` <b>d</b> &amp; \\ {name} {0} %s", "tab\tnew\nline", "*_[<", "مرحبا בשלום")


@pytest.mark.parametrize("text", [*HARD, EMOJI[:4096]])
async def test_what_a_client_types_survives_everywhere(host, maria, anna, text):
    async with host.running():
        await answers(host, maria, text, f"/coach {text[:1000]}")
        await answers(host, anna, "/transcript Maria", "[All as one document]", f"/reply Maria {text[:1000]}")
        documents = [each for each in await anna.messages() if each.document]
        content = (await anna.read(documents[-1])).decode()
    assert ("client", text.strip()) in host.said(1)
    assert any(text[:1000].strip() in each for each in host.chat_texts(ANNA))
    assert any(text[:1000].strip() in each for each in host.chat_texts(MARIA))
    assert not [each for each in host.transcript(1) if each.delivery not in (None, "sent")]
    assert text.split()[0][:500] in content
    assert len([line for line in content.splitlines() if line and not line.startswith("#")]) == len(host.said(1)) - 1


# Blocking, deleting


async def test_a_blocked_bot_is_silent_and_a_coach_is_not_told_that_words_arrived(host, maria, anna):
    async with host.running():
        await maria.block()
        await host.idle()
        told = await answers(host, anna, "/reply Maria first", "/reply Maria second", "/reply Maria third")
        assert told == [WORDS.text("coach", "not_here", "en")] * 3
        before = len(host.chat_texts(MARIA))
        await maria.unblock()
        await host.idle()
        assert len(host.chat_texts(MARIA)) <= before + 1
        [again] = await answers(host, anna, "/reply Maria now it works")
        assert again == WORDS.text("coach", "replied", "en", client="Maria")
    assert sum("now it works" in text for text in host.chat_texts(MARIA)) == 1


async def test_delete_leaves_no_telegram_id_and_no_word_in_any_table(host, anna):
    maria = host.person("Maria", 7_654_321_012)
    async with host.running():
        await onboarded(host, maria)
        await answers(host, maria, "/coach please call me, quicksilver", "quicksilver is on my mind a lot")
        await answers(host, anna, "/transcript Maria", "/reply Maria quicksilver back")
        assert "7654321012" in host.all_words()
        await answers(host, maria, "/delete")
        [yes] = [label for label in (await maria.messages())[-1].labels if label.startswith("Yes")]
        await act(maria, f"[{yes}]")
        await maria.wait()
        await host.idle()
        await host.until(lambda: not any(each.telegram_id == 7_654_321_012 for each in host.rows(Chat)))
        kept = host.all_words()
        assert "7654321012" not in kept
        assert "quicksilver" not in kept
        assert host.rows(Engagement) == []
        await act(maria, "hello")
        assert (await maria.wait())[-1].text == desk_text("stranger")
        told = await answers(host, anna, "/transcript Maria", "/transcript 1")
        assert len(set(told)) == 1


async def test_a_transcript_already_shown_is_taken_from_the_coach_s_chat_after_an_erasure_too(host, anna):
    maria = host.person("Maria", MARIA)
    async with host.running():
        await onboarded(host, maria)
        await act(anna, "/transcript Maria")
        [page] = (await anna.wait())[-1:]
        await host.idle()
        await answers(host, maria, "/delete")
        [yes] = [label for label in (await maria.messages())[-1].labels if label.startswith("Yes")]
        await act(maria, f"[{yes}]")
        await maria.wait()
        host.clock.jump(timedelta(hours=25))
        await host.until(lambda: all(page.id != each.id or each.deleted for each in deleted(host)))


def deleted(host) -> list:
    return list(host.simulator.bot(TOKEN).chats[ANNA].messages.values())


# Who may see what


async def test_a_foreign_client_answers_like_one_that_does_not_exist(host, maria, anna):
    host.add_coach("Olli", 21)
    olli = host.person("Olli", 21)
    await olli.say("/help")
    async with host.running():
        await host.idle()
        await answers(host, maria, "quicksilver is on my mind")
        for command in ("/transcript {}", "/reply {} hello there"):
            foreign = await answers(host, olli, command.format("1"), command.format("#1"), command.format("Maria"))
            unknown = await answers(host, olli, command.format("77"), command.format("#77"), command.format("Nobody"))
            assert foreign == unknown
            assert len(set(foreign)) == 1
        for choice in ("page 1 1", "document 1", "read 1", "seen 1"):
            last = (await olli.messages())[-1]
            forged = []
            for number in ("1", "77"):
                before = len(host.chat_texts(21))
                await olli.tap(f"0.0.{choice.replace('1', number, 1)}", message_id=last.id, stale=True)
                await host.idle()
                forged.append(host.chat_texts(21)[before:])
            assert forged[0] == forged[1]
        told = await answers(host, olli, "/clients", "/promises")
        assert not any("Maria" in text for text in told)
        assert not any("quicksilver" in text for text in host.chat_texts(21))
        assert (await answers(host, maria, "/readers"))[0].startswith(desk_text("readers.none"))
    assert all("hello there" not in text for text in host.chat_texts(MARIA))


async def test_the_readers_clause_hides_words_and_every_reading_shows(host, anna):
    host.add_client(1, "Maria", MARIA, listening=True, readers="times")
    maria = host.person("Maria", MARIA)
    async with host.running():
        await answers(host, maria, "quicksilver is on my mind")
        [nobody] = await answers(host, maria, "/readers")
        assert nobody.startswith(WORDS.text("desk", "readers.none", "en"))
        await answers(host, anna, "/transcript Maria", "/transcript #1", "[All as one document]")
        documents = [each for each in await anna.messages() if each.document]
        assert b"quicksilver" not in await anna.read(documents[-1])
        assert not any("quicksilver" in text for text in host.chat_texts(ANNA))
        [readers] = await answers(host, maria, "/readers")
    assert readers.startswith(WORDS.text("desk", "readers.head", "en", count=3))
    assert readers.count("Anna") == 3


async def test_before_the_agreement_nobody_reads_a_word(host, anna):
    maria = host.person("Maria", MARIA)
    async with host.running():
        await onboarded(host, maria, 10)
        await answers(host, maria, "quicksilver")
        await answers(host, anna, "/transcript Maria")
    assert not any("quicksilver" in text for text in host.chat_texts(ANNA))
