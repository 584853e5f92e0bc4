"""A change of coach: the client hears of it first, says what the new one may read, and old access ends at once."""

import json

import pytest

from bot import handing_over, planning
from storage import agreements, coaches, facts, promises, proposals
from storage.tables import Coach, Engagement, Handover, Read, Talk
from tests.system.test_check_ins import MARIA, sweep, to
from tests.system.test_export import handed
from tests.system.test_two_coaches import say

ANNA, BERTTA = 11, 14
OLD_WORDS, NEW_WORDS = "velvetzeppelin is what I said", "a silver lining since then"
ASKED = "Anna is leaving as your coach here"


@pytest.fixture
def people(host):
    """Anna's client Maria (number 1), whom Anna calls by a name of her own; Bertta; and the three of them."""
    host.add_client(host.add_coach("Anna", ANNA), "Maria", MARIA)
    host.add_coach("Bertta", BERTTA)
    return host.person("Maria", MARIA), host.person("Anna", ANNA), host.person("Bertta", BERTTA)


async def hand_over(host, app, anna) -> None:
    """Anna asks, and the client is asked as soon as nothing is in the way."""
    await say(host, anna, "/handover Maria Bertta", "[Yes, ask them]")
    to(host, 23, 14)
    await sweep(host, app)


async def test_the_client_is_told_first_and_nothing_changes_before_the_answer(host, people):
    maria, anna, bertta = people
    async with host.running() as app:
        await say(host, maria, "/reflect", OLD_WORDS, "/cancel")
        [sure] = await say(host, anna, "/handover Maria Bertta")
        assert "Until they answer nothing changes" in sure
        assert not host.rows(Handover)
        await hand_over(host, app, anna)
        asked = host.chat_texts(MARIA)[-1]
        assert asked.startswith(ASKED)
        assert "I listen first." in asked  # what Bertta says of herself
        assert host.chat_texts(BERTTA) == []
        for command in ("/transcript #1", "/agreement #1", "/reply #1 hello"):
            assert "no client of yours" in (await say(host, bertta, command))[-1]
        await say(host, anna, "/transcript Maria")
        assert any(OLD_WORDS in each for each in host.chat_texts(ANNA))


@pytest.mark.parametrize(
    ("answer", "reads_old", "reads_new"),
    [
        ("[All that my coach may read today]", True, True),
        ("[Only what I write from now on]", False, True),
        ("[Only what I share myself]", False, False),
    ],
)
async def test_what_the_new_coach_reads_is_what_the_client_said(host, people, answer, reads_old, reads_new):
    maria, anna, bertta = people
    async with host.running() as app:
        await say(host, maria, "/reflect", OLD_WORDS, "/cancel")
        await say(host, anna, "/reply Maria these are Annas words")
        await hand_over(host, app, anna)
        to_anna, to_bertta = len(host.chat_texts(ANNA)), len(host.chat_texts(BERTTA))
        told = await say(host, maria, answer)
        assert told[-1].startswith("Then Bertta is your coach from now on")
        assert "said yes to going on with Bertta" in host.chat_texts(ANNA)[to_anna]
        assert "goes on with you in the place of Anna" in host.chat_texts(BERTTA)[to_bertta]
        both = "".join(host.chat_texts(ANNA)[to_anna:] + host.chat_texts(BERTTA)[to_bertta:])
        assert OLD_WORDS not in both
        await say(host, maria, "/reflect", NEW_WORDS, "/cancel")
        await say(host, bertta, "/transcript Maria")
        read = "".join(host.chat_texts(BERTTA)[to_bertta:])
        assert (OLD_WORDS in read) is reads_old
        assert (NEW_WORDS in read) is reads_new
        assert ("Annas words" in read) is reads_old
        if reads_old:
            assert "Anna    From Anna, in their own words" in read
        for command in ("/transcript Maria", "/transcript #1", "/agreement #1", "/reply #1 hello", "/talk #1"):
            assert "no client of yours" in (await say(host, anna, command))[-1]
        assert (await say(host, maria, "/coach hello Bertta"))[-1].startswith("I've passed")
        assert "hello Bertta" in host.chat_texts(BERTTA)[-1]


async def test_what_was_shared_with_the_old_coach_is_not_shared_with_the_new_one_until_the_client_says_so(host, people):
    maria, anna, bertta = people
    async with host.running() as app:
        await say(host, maria, "/reflect")
        message = await maria.say(OLD_WORDS)
        await host.idle()
        await maria.say("/share", reply_to=message)
        await host.idle()
        await maria.say("/share", reply_to=message)
        await host.idle()
        await say(host, maria, "/cancel")
        await hand_over(host, app, anna)
        await say(host, maria, "[Only what I share myself]")
        assert OLD_WORDS not in "".join(await say(host, bertta, "/transcript Maria"))
        await maria.say("/share", reply_to=message)
        await host.idle()
        assert OLD_WORDS in "".join(await say(host, bertta, "/transcript Maria"))


async def test_what_the_bot_says_later_of_words_of_before_is_not_shown_either(host, people):
    maria, anna, bertta = people
    async with host.running() as app:
        await say(host, maria, "/commitments call my sister", "/skip")
        await hand_over(host, app, anna)
        await say(host, maria, "[Only what I write from now on]", "/commitments", "/checkin", "3", "a long day at work")
        read = "".join(await say(host, bertta, "/transcript Maria"))
        assert "a long day at work" in read
        assert "sister" not in read


async def test_it_is_recorded_and_shown_with_who_was_the_coach_when(host, people):
    maria, anna, bertta = people
    async with host.running() as app:
        await say(host, maria, "/reflect", OLD_WORDS, "/cancel")
        await say(host, anna, "/reply Maria these are Annas words", "/transcript Maria")
        with host.database.begin() as session:
            engagement = session.get_one(Engagement, 1)
            other = planning.agreed(session, engagement).with_clauses({"silence": "tell"})
            agreements.add(session, engagement, other.to_json(), "coach", host.clock.now())
        await hand_over(host, app, anna)
        await say(host, maria, "[All that my coach may read today]")
        to(host, 23, 15)
        await say(host, bertta, "/transcript Maria", "/reply Maria these are Berttas words")
        [readers] = await say(host, maria, "/readers")
        assert "• Anna: " in readers
        assert "• Bertta: " in readers
        assert "Bertta went on in the place of Anna, and may read what Anna could" in readers
        [history] = await say(host, maria, "/agreement history")
        assert "Bertta went on in the place of Anna" in history
        assert "2 · today, proposed by Anna" in history
        page = await say(host, bertta, "/agreement Maria")
        assert "2 · today, proposed by Anna" in page[-1]
        await say(host, maria, "/export")
        files = await handed(host, maria)
        whole = json.loads(files["luottamus.json"])
        [change] = whole["handovers"]
        assert (change["before"], change["after"], change["state"], change["reads"]) == (
            "Anna", "Bertta", "agreed", "all",
        )  # fmt: skip
        assert [each["coach"] for each in whole["lines"] if each["author"] == "coach"] == ["Anna", "Bertta"]
        assert {each["coach"] for each in whole["reads"]} == {"Anna", "Bertta"}
        assert "Bertta went on in the place of Anna" in files["luottamus.html"]
        with host.look() as session:
            assert facts.latest(session, session.get_one(Engagement, 1), "coach_changed") is not None


async def test_what_the_old_coach_owed_and_proposed_is_withdrawn_and_said(host, people):
    maria, anna, _ = people
    async with host.running() as app:
        await say(host, maria, "/coach Could we move Thursday?")
        await say(host, anna, "/propose Maria weekdays at 10", "/propose Maria silence")
        await say(host, maria, "/agreement reply times", "/cancel")
        await hand_over(host, app, anna)
        if not host.chat_texts(MARIA)[-1].startswith(ASKED):
            await say(host, maria, "/handover")
        told = await say(host, maria, "[All that my coach may read today]")
        assert "Anna still owed you an answer" in told[-1]
        with host.look() as session:
            assert [each.outcome for each in promises.list_for(session, 1) if each.made_by == "coach"] == ["withdrawn"]
            assert [each for each in proposals.list_open(session, 1) if each.proposed_by == "coach"] == []
        assert [each.state for each in host.rows(Talk) if each.coach_id == 1 and each.state == "open"] == []
        to(host, 24, 12)
        before = len(host.chat_texts(ANNA))
        await app.reply_times.review()
        await sweep(host, app)
        assert len(host.chat_texts(ANNA)) == before


async def test_what_the_client_proposed_is_put_to_the_new_coach(host, people):
    maria, anna, bertta = people
    async with host.running() as app:
        with host.database.begin() as session:
            proposals.make(session, session.get_one(Engagement, 1), "reply_hours", 24, "client", host.clock.now())
        await hand_over(host, app, anna)
        await say(host, maria, "[All that my coach may read today]")
        assert "proposes a change in your agreement" in host.chat_texts(BERTTA)[-1]
        await say(host, bertta, "[Accept]")
        assert "That's agreed with Maria" in host.chat_texts(BERTTA)[-1]


async def test_silence_changes_nothing_and_is_reminded_of_once(host, people):
    maria, anna, _ = people
    async with host.running() as app:
        await hand_over(host, app, anna)
        for day in range(24, 31):
            for hour in (8, 12, 15):
                to(host, day, hour)
                await sweep(host, app)
        assert sum(each.startswith(ASKED) or ASKED in each for each in host.chat_texts(MARIA)) == 2
        assert host.rows(Engagement)[0].coach_id == 1
        [row] = host.rows(Handover)
        assert row.state == "asked"
        await say(host, maria, "/handover", "[Only what I write from now on]")
        assert host.rows(Engagement)[0].coach_id == 2


async def test_the_coaching_may_end_instead(host, people):
    maria, anna, _ = people
    async with host.running() as app:
        await hand_over(host, app, anna)
        await say(host, maria, "[I'd rather end the coaching]", "[Yes, end it here]")
        assert host.rows(Engagement)[0].state == "ended"
        assert host.rows(Handover)[0].state == "withdrawn"
        assert host.chat_texts(BERTTA) == []
        assert "has ended the coaching here" in host.chat_texts(ANNA)[-1]


@pytest.mark.parametrize("called", ["Nobody", "Anna", "Cecilia"])
async def test_only_another_coach_who_is_there_can_be_named(host, people, called):
    _, anna, _ = people
    host.add_coach("Cecilia", telegram_id=None)
    async with host.running():
        assert "no one other coach" in (await say(host, anna, f"/handover Maria {called}"))[-1]
        assert "Write the client and the coach" in (await say(host, anna, "/handover Maria"))[-1]
    assert host.rows(Handover) == []


async def test_a_button_of_the_old_coach_opens_nothing_any_more(host, people):
    maria, anna, _ = people
    async with host.running() as app:
        await say(host, maria, "/reflect", OLD_WORDS, "/coach hello there")
        await say(host, anna, "/transcript Maria")
        await hand_over(host, app, anna)
        await say(host, maria, "[All that my coach may read today]")
        before, read = len(host.chat_texts(ANNA)), len(host.rows(Read))
        await say(host, anna, "[All as one document]", "[I've read this]", "[Yes, ask them]")
        told = host.chat_texts(ANNA)[before:]
        assert len(told) == 3
        assert all("no client of yours" in each for each in told)
        assert len(host.rows(Read)) == read


async def test_a_client_of_two_coaches_is_asked_where_it_belongs(host, people):
    maria, anna, _ = people
    host.add_client(2, "Maija", MARIA)
    async with host.running() as app:
        await hand_over(host, app, anna)
        assert host.chat_texts(MARIA)[-1].startswith("With Anna:\n\nI have a question for you here")
        told = await say(host, maria, "[To Anna]", "[All that my coach may read today]", "/coaches")
        assert ASKED in told[1]
        assert told[2].startswith("With Bertta (#1):")  # both are Bertta's now, and told apart by number
        assert "• Bertta (#2)" in told[3]
        assert "Maria (#1)" in host.chat_texts(BERTTA)[-1]


async def test_when_the_operator_removes_a_coach_the_clients_hear_of_it_first_or_are_asked(host, people):
    maria, _, bertta = people
    host.add_client(1, "Pekka", 22)
    with host.database.begin() as session:
        now = host.clock.now()
        anna = session.get_one(Coach, 1)
        assert handing_over.remove(session, anna, coaches.get(session, 2), now) == 2
    async with host.running() as app:
        to(host, 23, 14)
        await sweep(host, app)
        assert all(host.chat_texts(each)[-1].startswith(ASKED) for each in (MARIA, 22))
        assert "no client of yours" in (await say(host, bertta, "/transcript #1"))[-1]
        await say(host, maria, "[Only what I write from now on]")
        assert "goes on with you in the place of Anna" in host.chat_texts(BERTTA)[-1]
        with host.database.begin() as session:
            assert handing_over.remove(session, session.get_one(Coach, 2), None, host.clock.now()) == 1
        assert [each.state for each in host.rows(Handover)] == ["agreed", "withdrawn"]
        to(host, 23, 16)
        await sweep(host, app)
        assert host.chat_texts(MARIA)[-1].startswith("Bertta is no longer a coach here and reads nothing of yours")


async def test_in_finnish_too(host, people):
    maria, anna, _ = people
    async with host.running() as app:
        for each in people:
            await say(host, each, "suomeksi")
        await say(host, anna, "/handover Maria Bertta", "[Kyllä, kysy häneltä]")
        to(host, 23, 14)
        await sweep(host, app)
        assert host.chat_texts(MARIA)[-1].startswith("Anna on jättämässä")
        told = await say(host, maria, "[Vain sen, mitä kirjoitan tästä lähtien]", "/readers", "/agreement historia")
        assert told[0].startswith("Sitten coachisi on tästä lähtien Bertta")
        assert all("coachiksi tuli Bertta (aiemmin Anna)" in each for each in told[1:])
        assert "jatkaa kanssasi (aiemmin coachina Anna)" in host.chat_texts(BERTTA)[-1]
        assert "suostui siihen, että coachina jatkaa Bertta" in host.chat_texts(ANNA)[-1]


async def test_everything_can_be_erased_after_a_change_of_coach(host, people):
    maria, anna, _ = people
    async with host.running() as app:
        await say(host, maria, "/reflect", OLD_WORDS, "/cancel")
        await hand_over(host, app, anna)
        await say(host, maria, "[All that my coach may read today]", "/delete", "[Yes, delete everything]")
        assert "erased everything" in host.chat_texts(BERTTA)[-1]
    assert host.rows(Engagement) == []
    assert host.rows(Handover) == []
    assert "velvetzeppelin" not in host.all_words()
