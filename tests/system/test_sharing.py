"""Share or keep: what a coach sees, wherever they look, when the client shares, takes back, and changes who reads."""

import pytest

from bot.app import load_wording
from bot.views import printed
from storage import agreements, lines
from storage.tables import Engagement, Promise
from tests.system.test_clients import answers
from tests.system.test_off_record import MARIA

ANNA = 11
WORDS = load_wording()
FIRST, SECOND = "quicksilver is on my mind", "the quicksilver frightens me"


@pytest.fixture
def anna(host):
    host.add_coach(telegram_id=ANNA)
    return host.person("Anna", ANNA)


@pytest.fixture
def maria(host, anna):
    """The coach reads only what she shares. She is in a reflection that just listens."""
    host.add_client(1, "Maria", MARIA, listening=True, readers="times")
    return host.person("Maria", MARIA)


async def coach_sees(host, anna) -> tuple[str, str]:
    """The latest page, and the whole document."""
    page, *_ = await answers(host, anna, "/transcript Maria", "[All as one document]")
    document = [each for each in await anna.messages() if each.document][-1]
    return page, (await anna.read(document)).decode()


def word(key: str, table: str = "share") -> str:
    return WORDS.text(table, key, "en", coach="Anna")


def readers(host) -> str:
    with host.look() as session:
        engagement = session.get_one(Engagement, 1)
        return agreements.clauses(session, engagement, agreements.latest(session, 1))["readers"]


async def test_a_message_is_shared_by_replying_to_it_and_taken_back_the_same_way(host, maria, anna):
    async with host.running():
        await answers(host, maria, SECOND)
        first = await maria.say(FIRST)
        await host.idle()
        for text in await coach_sees(host, anna):
            assert "quicksilver" not in text
            assert "not shared)" in text
        await maria.say("/share", reply_to=first)
        await host.idle()
        assert host.chat_texts(MARIA)[-1].startswith(word("line_shared"))
        for text in await coach_sees(host, anna):
            assert text.count("uicksilver") == 1
            assert FIRST in text
        await maria.say("/share", reply_to=first)
        await host.idle()
        assert host.chat_texts(MARIA)[-1].startswith(word("line_taken_back"))
        for text in await coach_sees(host, anna):
            assert "quicksilver" not in text
        [listed] = await answers(host, maria, "/readers")
    assert listed.count("Anna") == 6, "what was read stays listed as read"
    assert "messages shown: 0" in listed, "a message without its words is none that was read"


async def test_a_whole_talk_is_shared_and_taken_back(host, maria, anna):
    async with host.running():
        await answers(host, maria, FIRST, SECOND, "that's enough", "/skip")
        told = await answers(host, maria, "/share", "[A talk]", "[1]")
        assert word("which.shared") in told[-1]
        for text in await coach_sees(host, anna):
            assert FIRST in text
            assert SECOND in text
        told = await answers(host, maria, "/share", "[A talk]", "[1]")
        assert word("which.taken_back") in told[-1]
        for text in await coach_sees(host, anna):
            assert "quicksilver" not in text


async def test_only_the_talks_there_are_have_a_button(host, maria, anna):
    async with host.running():
        await answers(host, maria, FIRST, "/share", "[A talk]")
        labels = (await maria.messages())[-1].labels
    assert list(labels) == ["1"]


async def test_who_reads_changes_at_once_and_opens_nothing_of_before(host, maria, anna):
    async with host.running():
        await answers(host, maria, FIRST)
        told = await answers(host, maria, "/share", "[Who reads]", "[All I write]", "[From now on]")
        assert told[-1] == word("opened.ask")
        assert readers(host) == "words"
        assert "you can read what they write from now on" in host.chat_texts(ANNA)[-1]
        await answers(host, maria, "/reflect", "the garden is in bloom again")
        for text in await coach_sees(host, anna):
            assert "quicksilver" not in text
            assert "the garden is in bloom again" in text
        await answers(host, maria, "/share", "[Who reads]", "[Only what I share]")
        assert readers(host) == "times"
        for text in await coach_sees(host, anna):
            assert "the garden" not in text
    with host.look() as session:
        assert [each.version for each in agreements.history(session, 1)] == [1, 2, 3]


async def test_opening_up_by_the_agreement_opens_nothing_of_before_either(host, maria, anna):
    async with host.running():
        await answers(host, maria, FIRST)
        told = await answers(host, maria, "/agreement who reads", "[What is written]", "[Yes, do]")
        assert told[-1].endswith(WORDS.text("proposing", "then.earlier", "en"))
        assert "you can read what they write from now on" in host.chat_texts(ANNA)[-1]
        await answers(host, maria, "/reflect", "the garden is in bloom again")
        for text in await coach_sees(host, anna):
            assert "quicksilver" not in text
            assert "the garden is in bloom again" in text


async def test_a_yes_to_the_coach_s_proposal_opens_nothing_of_before(host, maria, anna):
    async with host.running():
        await answers(host, maria, FIRST, "/cancel")
        await answers(host, anna, "/propose Maria who reads", "[What is written]", "[Yes, do]")
        told = await answers(host, maria, "/agreement answer", "[Yes, it suits me]")
        assert told[-1].endswith(WORDS.text("proposing", "then.earlier", "en"))
        assert readers(host) == "words"
        for text in await coach_sees(host, anna):
            assert "quicksilver" not in text


async def test_what_is_her_own_is_not_offered_to_share_and_a_line_of_it_only_by_her_own_reply(host, anna):
    host.add_client(1, "Maria", MARIA)
    maria = host.person("Maria", MARIA)
    async with host.running():
        await answers(host, maria, "/repair")
        line = await maria.say(FIRST)
        await host.idle()
        await answers(host, maria, "/cancel")
        assert (await answers(host, maria, "/share", "[A talk]"))[-1].startswith(word("choose.none_yet"))
        await answers(host, maria, "/cancel")
        for text in await coach_sees(host, anna):
            assert "uicksilver" not in text
        await maria.say("/share", reply_to=line)
        await host.idle()
        for text in await coach_sees(host, anna):
            assert text.count("uicksilver") == 1


async def test_the_client_may_open_the_earlier_words_too(host, maria, anna):
    async with host.running():
        await answers(host, maria, FIRST)
        await answers(host, maria, "/share", "[Who reads]", "[All I write]", "[All of it]")
        for text in await coach_sees(host, anna):
            assert FIRST in text


async def test_in_a_coaching_where_all_is_read_a_message_can_be_kept_back(host, anna):
    host.add_client(1, "Maria", MARIA, listening=True)
    maria = host.person("Maria", MARIA)
    async with host.running():
        first = await maria.say(FIRST)
        await host.idle()
        await maria.say("/share", reply_to=first)
        await host.idle()
        await answers(host, maria, "the garden is in bloom again")
        for text in await coach_sees(host, anna):
            assert "uicksilver" not in text
            assert "the garden is in bloom again" in text


async def test_a_message_of_the_bot_s_or_one_off_the_record_is_none_to_share(host, maria):
    async with host.running():
        await answers(host, maria, FIRST)
        mine = (await maria.messages())[-1].id
        await maria.say("/share", reply_to=mine)
        await host.idle()
        assert host.chat_texts(MARIA)[-1].startswith(word("line_unknown"))
        await answers(host, maria, "/offrecord")
        secret = await maria.say("I dread the office")
        await host.idle()
        await answers(host, maria, "/offrecord")
        await maria.say("/share", reply_to=secret)
        await host.idle()
    assert host.chat_texts(MARIA)[-1].startswith(word("line_unknown"))


async def test_reading_a_transcript_without_the_words_is_no_reading_of_a_message(host, maria, anna):
    async with host.running():
        await answers(host, maria, "/coach please call me")
        await coach_sees(host, anna)
        [promise] = [each for each in host.rows(Promise) if each.kind == "reply"]
        assert promise.seen_at is None
        said = next(each.message_id for each in host.transcript(1) if each.text == "/coach please call me")
        await maria.say("/share", reply_to=said)
        await host.idle()
        await coach_sees(host, anna)
        [promise] = [each for each in host.rows(Promise) if each.kind == "reply"]
    assert promise.seen_at is not None


async def test_the_host_s_own_reading_shows_all_and_is_listed(host, maria, anna):
    """Whoever holds the key can read it all: the client is told so at the start, and sees it each time."""
    async with host.running():
        await answers(host, maria, FIRST)
    with host.look() as session:
        kept = session.get_one(Engagement, 1)
        page = printed(lines.transcript(session, kept), WORDS, "en", "UTC")
    assert FIRST in page
