"""Who may see what: every role on every way to a client's words, generated from the commands and buttons there are.

A thing one may not see answers exactly like a thing that does not exist.
"""

import pytest

from bot.views import PAGES
from storage import coaches, engagements, handovers
from storage.tables import Coach, Engagement, Read
from tests.system.test_kills import act

ANNA, MARIA, OLGA, PEKKA, EVE = 11, 12, 21, 22, 99
SECRET = "velvetzeppelin is what I said"
OWN, UNKNOWN = ("1", "Tuulikki"), ("999", "Nobody")
AFTER = ("", " what I say", " days off", " daily 09:00")


@pytest.fixture
def two_coaches(host):
    """Anna with Maria (number 1, called Tuulikki), Olga with Pekka (number 2)."""
    host.add_client(
        host.add_coach("Anna", ANNA), "Tuulikki", MARIA, listening=True, contact=SECRET, off_limits=[SECRET]
    )
    host.add_client(host.add_coach("Olga", OLGA), "Pekka", PEKKA, listening=True)
    return host


async def answers(host, person, text: str, named: str) -> list[str]:
    """What the bot answers, with what was named in the question put out of it."""
    before = len(host.chat_texts(person.id))
    await act(person, text)
    await host.idle()
    return [each.replace(named, "NAMED") for each in host.chat_texts(person.id)[before:]]


async def as_ex_coach(host):
    """Olga was Maria's host's coach once, and is not any more."""
    with host.database.begin() as session:
        coaches.revoke(session, session.get_one(Coach, 2), host.clock.now())
    return host.person("Olga", OLGA)


async def as_coach_who_handed_over(host):
    """Anna was Maria's coach, and has handed her over to Bertta."""
    bertta = host.add_coach("Bertta", 31)
    with host.database.begin() as session:
        engagement, now = session.get_one(Engagement, 1), host.clock.now()
        row = handovers.ask(session, engagement, session.get_one(Coach, bertta), now)
        handovers.end(session, row, "agreed", now, "all")
        engagements.hand_over(session, engagement, session.get_one(Coach, bertta))
    return host.person("Anna", ANNA)


async def as_other_coach(host):
    return host.person("Olga", OLGA)


async def as_second_coach(host):
    """Olga is Maria's coach as well, in a coaching apart from Anna's."""
    host.add_client(2, "Sanni", MARIA)
    return host.person("Olga", OLGA)


async def as_other_client(host):
    return host.person("Pekka", PEKKA)


async def as_stranger(host):
    return host.person("Eve", EVE)


@pytest.mark.parametrize(
    "role", [as_coach_who_handed_over, as_other_coach, as_second_coach, as_ex_coach, as_other_client, as_stranger]
)
async def test_a_foreign_client_answers_like_an_unknown_one_to_every_command(two_coaches, role):
    host = two_coaches
    async with host.running() as app:
        maria = host.person("Maria", MARIA)
        await act(maria, SECRET)
        await act(maria, f"/coach {SECRET}")
        await host.idle()
        person = await role(host)
        beside = {"invite", "console"}  # name nobody who is there already
        before = len(host.chat_texts(person.id))
        if role is as_other_client:  # theirs too, and about themselves: see below
            beside |= {*app.desk.dialogues.anywhere.acts, *PAGES}
        for name in app.desk.coach_desk.commands.keys() - beside:
            for mine, unknown in zip(OWN, UNKNOWN, strict=True):
                for after in AFTER:
                    foreign = await answers(host, person, f"/{name} {mine}{after}", mine)
                    none = await answers(host, person, f"/{name} {unknown}{after}", unknown)
                    assert foreign == none, f"/{name} {mine}{after}"
        for name in app.desk.coach_desk.taps:
            for arguments in ("{}", "{} 1", "{} 1 1"):
                said = [await tapped(host, person, f"0.0.{name} {arguments.format(each)}") for each in ("1", "999")]
                assert said[0] == said[1], f"a tap on {name} {arguments}"
    assert not any(SECRET in each for each in host.chat_texts(person.id)[before:])
    assert not any(each.engagement_id == 1 for each in host.rows(Read))


async def tapped(host, person, data: str) -> list[str]:
    """What the bot answers to a button that was made up."""
    before, notices = len(host.chat_texts(person.id)), len(await person.taps_answered())
    messages = await person.messages()
    await person.tap(data, messages[-1].id, stale=True)
    await host.idle()
    told = [each.text for each in (await person.taps_answered())[notices:]]
    return [*host.chat_texts(person.id)[before:], *filter(None, told)]


@pytest.mark.parametrize(("readers", "seen"), [("words", True), ("times", False)])
async def test_the_own_coach_sees_what_the_agreement_says_and_every_reading_is_logged(host, readers, seen):
    host.add_client(host.add_coach("Anna", ANNA), "Maria", MARIA, listening=True, readers=readers)
    maria, anna = host.person("Maria", MARIA), host.person("Anna", ANNA)
    async with host.running():
        await act(maria, SECRET)
        await host.idle()
        said = await answers(host, anna, "/transcript Maria", "-")
        assert (SECRET in "".join(said)) is seen
        assert len(host.rows(Read)) == 1
        [told] = await answers(host, maria, "/readers", "-")
        assert "Anna" in told


async def test_a_client_reads_nothing_but_their_own(two_coaches):
    host = two_coaches
    maria, pekka = host.person("Maria", MARIA), host.person("Pekka", PEKKA)
    async with host.running() as app:
        await act(maria, SECRET)
        await host.idle()
        for name in app.desk.dialogues.anywhere.acts:
            if name not in ("delete", "cancel"):
                await answers(host, pekka, f"/{name}", "-")
        for name in ("readers", "promises", "commitments", "agreement", "export"):
            await answers(host, pekka, f"/{name}", "-")
    assert not any(SECRET in each or "Tuulikki" in each for each in host.chat_texts(PEKKA))
