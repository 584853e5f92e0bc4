"""A client with two coaches: what they write belongs to one coaching, and each message says whose it is."""

import json
from datetime import timedelta

import pytest

from simulator.faults import Fault
from storage import promises
from storage.tables import Chat, Client, Engagement, Read, Talk
from tests.system.test_check_ins import MARIA, sweep, to
from tests.system.test_export import handed
from tests.system.test_kills import act

ANNA, BERTTA = 11, 14
WITH_ANNA, WITH_BERTTA = "With Anna:\n\n", "With Bertta:\n\n"
OFFER = "I have a question for you here"


@pytest.fixture
def maria(host):
    """Anna's client (number 1), in the middle of nothing."""
    host.add_client(host.add_coach("Anna", ANNA), "Maria", MARIA)
    host.add_coach("Bertta", BERTTA)
    return host.person("Maria", MARIA)


@pytest.fixture
def both(host, maria):
    """Bertta's too (number 2), and in that one."""
    host.add_client(2, "Maija", MARIA)
    return maria


async def say(host, person, *texts: str) -> list[str]:
    """All that the bot answers to these."""
    before = len(host.chat_texts(person.id))
    for text in texts:
        await act(person, text)
        await host.idle()
    return host.chat_texts(person.id)[before:]


def words_of(host, number: int) -> str:
    return "\n".join(text for _, text in host.said(number))


def is_in(host) -> int:
    [client] = host.rows(Client)
    return client.current_engagement_id


async def test_a_second_coachs_link_opens_a_coaching_apart(host, maria):
    async with host.running():
        await say(host, maria, "/checkin")
        told = await say(host, maria, f"/start {host.invite(2, 'Maija')}")
        assert told[0].startswith(f"{WITH_BERTTA}You have more than one coaching here now")
        assert told[1].startswith(WITH_BERTTA)
        assert "Bertta" in told[1]
        await say(host, maria, "[Let's begin]", "yes", "[Yes, you may]", "Maija", "Helsinki", "yes")
        back = await say(host, maria, "/coaches Anna")
        assert back[0].startswith(f"{WITH_ANNA}You're here now")
        assert back[1].startswith(f"{WITH_ANNA}Hello, Maria. How have things been")
        assert (await say(host, maria, "4"))[-1].startswith(f"{WITH_ANNA}Thank you.")
        again = await say(host, maria, "/coaches 2")
        assert again[0].startswith(f"{WITH_BERTTA}You're here now")
        assert is_in(host) == 2
    of_anna, of_bertta = words_of(host, 1), words_of(host, 2)
    assert "Bertta" not in of_anna
    assert "coaches" not in of_anna.lower()
    assert "Anna" not in of_bertta
    assert "4" in [text for who, text in host.said(1) if who == "client"]
    assert not any(text == "4" for who, text in host.said(2))


async def test_every_message_says_whose_it_is_as_long_as_there_are_two(host, maria):
    async with host.running() as app:
        assert not any("With" in each for each in await say(host, maria, "/checkin", "3"))
        host.add_client(2, "Maija", MARIA)
        heard = await say(
            host, maria, "/help", "/reflect", "I think of my work", "/offrecord", "I am tired", "/offrecord"
        )
        heard += await say(host, maria, "/coaches", "/coaches anna", "/sos", "/export", "/privacy", "/coach Thank you")
        to(host, 30, 7, 1)
        await sweep(host, app)
        to(host, 30, 8, 1)
        await sweep(host, app)
        assert all(each.startswith(("With Anna:", "With Bertta:")) for each in heard), heard
        assert {each.partition(":")[0] for each in host.chat_texts(MARIA)[-2:]} == {"With Anna", "With Bertta"}


async def test_the_list_has_a_button_to_the_other_one(host, both):
    async with host.running():
        [page] = await say(host, both, "/coaches")
        assert "• Anna (#1): goes on\n• Bertta (#2): goes on – you are here" in page
        told = await say(host, both, "[To Anna]")
        assert told[0].startswith(f"{WITH_ANNA}You're here now")
        assert is_in(host) == 1
    assert "here" not in words_of(host, 1) + words_of(host, 2)


async def test_a_check_in_of_the_other_coaching_waits_until_they_come_to_it(host, both):
    async with host.running() as app:
        await say(host, both, "/coaches Anna", "/pause", "/coaches Bertta", "/coaches Anna")
        to(host, 30, 7, 1)
        await sweep(host, app)
        asked = host.chat_texts(MARIA)[-1]
        assert asked.startswith(f"{WITH_BERTTA}{OFFER}")
        assert OFFER not in words_of(host, 2)
        typed = await say(host, both, "2")
        assert all(each.startswith(WITH_ANNA) for each in typed)
        assert not any(each.author == "client" for each in host.transcript(2))
        shown = await say(host, both, "[To Bertta]")
        assert shown[-1].startswith(f"{WITH_BERTTA}Hello, Maija. How have things been")
        assert (await say(host, both, "[2]"))[-1].startswith(WITH_BERTTA)
        assert ("client", "2") in host.said(2)
        with host.look() as session:
            kept = [each.outcome for each in promises.list_for(session, 2) if each.kind == "check_in"]
        assert kept[0] == "kept"


async def test_two_check_ins_due_at_once_come_one_after_the_other_and_both_are_kept(host, both):
    async with host.running() as app:
        to(host, 30, 7, 1)
        before = len(host.chat_texts(MARIA))
        await sweep(host, app)
        await sweep(host, app)
        assert len(host.chat_texts(MARIA)) == before + 1
        to(host, 30, 7, 35)
        await sweep(host, app)
        assert len(host.chat_texts(MARIA)) == before + 2
        with host.look() as session:
            due = [
                each.outcome
                for number in (1, 2)
                for each in promises.list_for(session, number)
                if each.kind == "check_in" and each.due_at <= host.clock.now()
            ]
        assert due == ["kept", "kept"]
        assert "sorry" not in "".join(host.chat_texts(MARIA)[before:]).lower()


async def test_a_talk_in_one_is_not_interrupted_by_the_other(host, both):
    async with host.running() as app:
        to(host, 30, 6, 55)
        await say(host, both, "/reflect")
        to(host, 30, 7, 1)
        before = len(host.chat_texts(MARIA))
        await sweep(host, app)
        assert len(host.chat_texts(MARIA)) == before


async def test_a_button_of_the_other_coaching_does_nothing_here(host, both):
    async with host.running():
        await say(host, both, "/coaches Anna", "/commitments call my sister", "/skip")
        await say(host, both, "/commitments", "/coaches Bertta")
        before = [each.state for each in host.rows(Talk)]
        for label in ("[Something new]", "[1 · call my sister]"):
            [told] = await say(host, both, label)
            assert told.startswith(f"{WITH_BERTTA}That button belongs to your coaching with Anna")
        assert [each.state for each in host.rows(Talk)] == before
        await say(host, both, "/checkin", "/coaches Anna", "/checkin", "/coaches Bertta")
        told = await say(host, both, "/coaches Anna")
        assert "How have things been" in told[-1]
    assert "sister" not in words_of(host, 2)


async def test_a_coachs_own_words_come_through_and_say_whose_they_are(host, both):
    anna = host.person("Anna", ANNA)
    async with host.running():
        await act(anna, "/reply Maria I think of you")
        await host.idle()
        assert host.chat_texts(MARIA)[-1].startswith(f"{WITH_ANNA}From Anna, in their own words:\nI think of you")
        told = await say(host, both, "/coach thank you")
        assert told[-1].startswith(WITH_BERTTA)
        assert not any("thank you" in each for each in host.chat_texts(ANNA))
        await say(host, both, "[To Anna]", "/coach thank you")
        assert any("thank you" in each for each in host.chat_texts(ANNA))


async def test_the_other_coach_may_ask_to_talk_and_is_answered_there(host, both):
    anna, bertta = host.person("Anna", ANNA), host.person("Bertta", BERTTA)
    async with host.running():
        await act(anna, "/talk Maria")
        await host.idle()
        assert host.chat_texts(MARIA)[-1].startswith(f"{WITH_ANNA}Anna is here and would like to talk")
        await say(host, both, "yes")
        assert not any("says yes" in each for each in host.chat_texts(ANNA))
        await say(host, both, "[To Anna]", "yes", "this is for Anna")
        assert "this is for Anna" in host.chat_texts(ANNA)[-1]
        await act(bertta, "/talk Maija")
        await host.idle()
        assert "in the middle of something" in host.chat_texts(BERTTA)[-1]
        told = await say(host, both, "/coaches Bertta")
        assert told[0].startswith(f"{WITH_ANNA}The conversation with Anna is over")
        await say(host, both, "this is not for Anna")
        assert not any("this is not" in each for each in host.chat_texts(ANNA))


async def test_what_was_off_the_record_in_one_is_kept_in_neither(host, both):
    async with host.running() as app:
        await say(host, both, "/coaches Anna", "/offrecord")
        secret = await both.say("velvetzeppelin")
        await host.idle()
        assert host.chat_texts(MARIA)[-1].startswith(WITH_ANNA)
        to(host, 23, 10, 5)
        told = await say(host, both, "/coaches Bertta")
        assert "on the record again" in told[0]
        assert told[1].startswith(WITH_BERTTA)
        host.clock.jump(timedelta(minutes=2))
        await both.edit(secret, "velvetzeppelin, I said")
        await host.idle()
        assert "off the record" in host.chat_texts(MARIA)[-1]
        await say(host, both, "this is written down")
        await sweep(host, app)
    assert "velvetzeppelin" not in host.all_words()
    assert "this is written down" in words_of(host, 2)


async def test_while_off_the_record_the_other_ones_nudges_wait(host, both):
    async with host.running() as app:
        to(host, 30, 6, 50)
        await say(host, both, "/offrecord", "hm, I do not know")
        before = len(host.chat_texts(MARIA))
        to(host, 30, 7, 5)
        await sweep(host, app)
        assert len(host.chat_texts(MARIA)) == before
        [told] = await say(host, both, "/coaches")
        assert "you are here" in told


async def test_a_pause_and_a_concern_belong_to_the_coaching_they_were_said_in(host, both):
    async with host.running() as app:
        await say(host, both, "/pause", "/coaches Anna")
        states = {each.id: each.state for each in host.rows(Engagement)}
        assert states == {1: "active", 2: "paused"}
        to(host, 30, 7, 1)
        await sweep(host, app)
        assert host.chat_texts(MARIA)[-1].startswith(f"{WITH_ANNA}Hello, Maria")
        await say(host, both, "I want to kill myself")
        assert any("check on Maria" in each for each in host.chat_texts(ANNA))
        assert not any("check on" in each for each in host.chat_texts(BERTTA))


async def test_after_a_farewell_the_other_one_goes_on_and_that_is_said(host, both):
    async with host.running() as app:
        told = await say(host, both, "/farewell", "[Yes, end it here]")
        assert told[-2].startswith(f"{WITH_BERTTA}Then we end here")
        assert told[-1].startswith("From here on you're in your coaching with Anna")
        assert is_in(host) == 1
        assert not any("With" in each for each in await say(host, both, "/checkin"))
        to(host, 30, 7, 1)
        await sweep(host, app)
        assert "Hello, Maria" in host.chat_texts(MARIA)[-1]
        readers = await say(host, both, "/coaches Bertta")
        assert "The coaching here has ended" in readers[0]
        await say(host, both, "/export")
        assert "Maija" in json.loads((await handed(host, both))["luottamus.json"])["engagement"]["name"]
    assert "Anna" not in words_of(host, 2)


async def test_a_coach_who_ends_it_leaves_the_client_with_the_other(host, both):
    bertta = host.person("Bertta", BERTTA)
    async with host.running():
        await act(bertta, "/farewell Maija")
        await host.idle()
        await act(bertta, "[Yes, end it]")
        await host.idle()
        farewell, moved = host.chat_texts(MARIA)[-2:]
        assert farewell.startswith(f"{WITH_BERTTA}Bertta has ended")
        assert moved.startswith("From here on you're in your coaching with Anna")
        assert is_in(host) == 1


async def test_what_declines_to_begin_leads_back(host, maria):
    async with host.running():
        told = await say(host, maria, f"/start {host.invite(2, 'Maija')}", "[Let's begin]", "no", "yes")
        assert "From here on you're in your coaching with Anna" in told[-1]
        assert is_in(host) == 1
        again = await say(host, maria, "/coaches Bertta")
        assert again[0].startswith(WITH_BERTTA)


async def test_deleting_one_leaves_the_other_as_it_was(host, both):
    async with host.running():
        await say(host, both, "/reflect", "velvetzeppelin", "/delete")
        told = await say(host, both, "[Only this coaching]", "[Yes, delete this coaching]")
        assert "of your other coaching I no longer keep anything" in told[-1]
        assert "erased" in host.chat_texts(BERTTA)[-1]
        assert not any("erased" in each for each in host.chat_texts(ANNA))
        assert is_in(host) == 1
        assert not any("With" in each for each in await say(host, both, "/checkin", "4"))
    assert [each.id for each in host.rows(Engagement)] == [1]
    assert "velvetzeppelin" not in host.all_words()


async def test_deleting_everything_leaves_no_table_with_the_telegram_id(host, both):
    async with host.running():
        await say(host, both, "/reflect", "velvetzeppelin", "/coaches Anna", "/reflect", "velvetzeppelin", "/delete")
        told = await say(host, both, "[Everything I keep about you]", "[Yes, delete everything]")
        assert told[-1].startswith("It's done. I no longer keep anything about you.")
        assert all("erased" in host.chat_texts(each)[-1] for each in (ANNA, BERTTA))
    assert host.rows(Engagement) == []
    assert not [each for each in host.rows(Chat) if each.telegram_id == MARIA]
    assert "velvetzeppelin" not in host.all_words()


async def test_an_export_holds_the_coaching_that_was_meant_and_no_other(host, both):
    async with host.running():
        await say(host, both, "/reflect", "velvetzeppelin", "/coaches Anna", "/reflect", "a silver lining", "/export")
        files = await handed(host, both)
        whole = "".join(files.values())
        assert "a silver lining" in whole
        assert "velvetzeppelin" not in whole
        assert "Bertta" not in whole


async def test_the_same_coach_twice_and_a_used_code_open_nothing(host, both):
    async with host.running():
        code = host.invite(1, "Maria again")
        assert (await say(host, both, f"/start {code}"))[-1].startswith("This link doesn't open anything")
        assert is_in(host) == 2


async def test_coaches_of_one_name_are_told_apart_by_number(host, maria):
    host.add_client(host.add_coach("Anna", 15), "Maija", MARIA)
    async with host.running():
        [page] = await say(host, maria, "/coaches")
        assert page.startswith("With Anna (#2):")
        assert "Anna (#1)" in page
        assert (await say(host, maria, "/coaches Anna"))[-1].startswith("With Anna (#2):\n\nI can't tell which")
        assert (await say(host, maria, "/coaches 1"))[0].startswith("With Anna (#1):\n\nYou're here now")


async def test_both_coaches_hear_that_nothing_reaches_their_client(host, both):
    async with host.running() as app:
        host.simulator.faults.next("sendMessage", Fault.BLOCKED, chat_id=MARIA)
        to(host, 30, 7, 1)
        await sweep(host, app)
    for coach in (ANNA, BERTTA):
        assert sum("has blocked me" in text for text in host.chat_texts(coach)) == 1


async def test_in_finnish_too(host, maria):
    host.add_client(2, "Maija", MARIA)
    async with host.running() as app:
        await say(host, maria, "suomeksi", "/coaches Anna", "suomeksi", "/pause")
        [page] = await say(host, maria, "/coaches")
        assert page.startswith("Coachina Anna:\n\nAnna kertoo itsestään")
        assert "Valmennuksesi täällä" in page
        to(host, 30, 7, 1)
        await sweep(host, app)
        assert host.chat_texts(MARIA)[-1].startswith("Coachina Bertta:\n\nMinulla on sinulle kysymys")
        told = await say(host, maria, "[Siirry: Bertta]")
        assert told[0].startswith("Coachina Bertta:\n\nOlet nyt tässä valmennuksessa")
        assert "Hei, Maija." in told[1]


async def test_neither_coach_reads_or_hears_of_the_other(host, both):
    anna, bertta = host.person("Anna", ANNA), host.person("Bertta", BERTTA)
    async with host.running():
        await say(host, both, "/reflect", "velvetzeppelin", "/coaches", "/coaches anna", "/reflect", "a silver lining")
        await say(host, both, "/coaches", "/delete", "[Nothing after all]", "/coaches 2")
        for each, who, number in ((anna, "Maria", 1), (bertta, "Maija", 2)):
            for command in ("/transcript", "/agreement", "/promises", "/clients"):
                await act(each, f"{command} {who}")
                await host.idle()
            foreign = "velvetzeppelin" if number == 1 else "a silver lining"
            seen = "\n".join(host.chat_texts(each.id))
            assert foreign not in seen
            assert ("Bertta" if number == 1 else "Anna") not in seen
            assert "coaching here" not in seen
    assert {each.engagement_id for each in host.rows(Read)} == {1, 2}
