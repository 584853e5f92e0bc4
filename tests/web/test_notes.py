"""A coach's private notes on lines: theirs at the console, the client's in the export, nobody else's anywhere."""

import json

import pytest

from storage import coaches, engagements, erasure, notes
from storage.tables import Coach, Engagement, Note
from tests.system.host import ANNA, MARIA
from tests.system.test_export import handed
from tests.web.conftest import BENGT, signed_in
from tests.web.world import fill

NOTE = "velvet <zeppelin> & \u202e more"


@pytest.fixture
def world(host):
    return fill(host)


@pytest.fixture
async def running(host, world):
    async with host.running() as app:
        yield app


def some_line(host, number: int) -> int:
    return next(each.id for each in reversed(host.transcript(number)) if each.author == "client" and not each.flow)


def path(number: int, line: int) -> str:
    return f"/clients/{number}/lines/{line}/notes"


async def test_a_note_stands_on_its_line_and_goes_when_it_is_removed(host, running, world):
    line = some_line(host, world.maria)
    async with signed_in(host) as anna:
        form = await anna.page(f"/clients/{world.maria}/transcript?line={line}")
        assert "it is part of their export" in form
        answer = await anna.act(path(world.maria, line), note=NOTE)
        assert answer.headers["location"] == f"/clients/{world.maria}/transcript?line={line}&done=noted#line-{line}"
        page = await anna.page(f"/clients/{world.maria}/transcript")
        assert "velvet &lt;zeppelin&gt; &amp;" in page
        [note] = host.rows(Note)
        await anna.act(f"{path(world.maria, line)}/removed", note=str(note.id))
        assert "zeppelin" not in await anna.page(f"/clients/{world.maria}/transcript")
    assert not host.rows(Note)


async def test_the_client_finds_it_in_the_export_and_nowhere_in_the_chat(host, running, world):
    line = some_line(host, world.maria)
    maria = host.person("Maria", MARIA)
    async with signed_in(host) as anna:
        await anna.act(path(world.maria, line), note=NOTE)
    for command in ("/readers", "/privacy", "/export"):
        await maria.say(command)
    files = await handed(host, maria)
    [note] = json.loads(files["luottamus.json"])["notes"]
    assert note["text"] == NOTE
    assert (set(note), note["coach"]) == ({"at", "line_at", "coach", "text"}, "Anna")
    assert "velvet &lt;zeppelin&gt; &amp;" in files["luottamus.html"]
    assert not any("zeppelin" in each for each in (*host.chat_texts(MARIA), *host.chat_texts(ANNA)))


async def test_it_is_sealed_and_goes_with_the_client(host, running, world):
    line = some_line(host, world.maria)
    async with signed_in(host) as anna:
        await anna.act(path(world.maria, line), note="velvetzeppelin")
    assert "velvetzeppelin" in host.all_words()
    for each in host.folder.glob("luottamus.sqlite*"):
        assert b"velvetzeppelin" not in each.read_bytes()
    with host.database.begin() as session:
        erasure.erase(session, world.maria, host.clock.now())
    assert not host.rows(Note)


async def test_a_later_coach_sees_no_note_of_the_one_before_and_the_client_s_export_has_it(host, running, world):
    line = some_line(host, world.maria)
    bengt_number = host.add_coach("Bengt", BENGT)
    with host.database.begin() as session:
        engagement, bengt = session.get_one(Engagement, world.maria), session.get_one(Coach, bengt_number)
        note = notes.add(session, engagement, line, NOTE, host.clock.now())
        engagements.hand_over(session, engagement, bengt)
    async with signed_in(host, BENGT) as visitor:
        assert "zeppelin" not in await visitor.page(f"/clients/{world.maria}/transcript")
        answer = await visitor.act(f"{path(world.maria, line)}/removed", note=str(note))
        assert answer.status_code == 404
    maria = host.person("Maria", MARIA)
    await maria.say("/export")
    files = await handed(host, maria)
    assert [each["coach"] for each in json.loads(files["luottamus.json"])["notes"]] == ["Anna"]


@pytest.mark.parametrize("who", ["another coach", "an ex-coach"])
async def test_who_is_not_their_coach_can_neither_read_write_nor_remove_one(host, running, world, who):
    line = some_line(host, world.maria)
    host.add_coach("Bengt", BENGT)
    with host.database.begin() as session:
        note = notes.add(session, session.get_one(Engagement, world.maria), line, NOTE, host.clock.now())
    async with signed_in(host, BENGT) as bengt:
        if who == "an ex-coach":
            with host.database.begin() as session:
                coach = next(each for each in coaches.list_all(session) if coaches.label(session, each) == "Bengt")
                coaches.revoke(session, session.get_one(Coach, coach.id), host.clock.now())
            assert (await bengt.get(f"/clients/{world.maria}/transcript")).headers["location"] == "/sign-in"
            assert (await bengt.post(path(world.maria, line), data={"note": "mine"})).headers["location"] == "/sign-in"
        else:
            for act, fields in (("", {"note": "mine"}), ("", {"note": ""}), ("/removed", {"note": str(note)})):
                answers = [await bengt.act(f"{path(each, line)}{act}", **fields) for each in (world.maria, 999)]
                assert {(each.status_code, each.text) for each in answers} == {(404, answers[0].text)}
    assert [each.id for each in host.rows(Note)] == [note]


async def test_a_line_of_another_client_takes_no_note_and_gives_none_away(host, running, world):
    line = some_line(host, world.maria)
    with host.database.begin() as session:
        note = notes.add(session, session.get_one(Engagement, world.maria), line, NOTE, host.clock.now())
    async with signed_in(host) as anna:
        answers = [
            await anna.act(path(world.sofia, line), note="mine"),
            await anna.act(path(world.sofia, 999), note="mine"),
            await anna.act(f"{path(world.sofia, line)}/removed", note=str(note)),
            await anna.act(f"{path(world.maria, line)}/removed", note="x"),
        ]
    assert {each.status_code for each in answers} == {404}
    assert [each.id for each in host.rows(Note)] == [note]


@pytest.mark.parametrize(("note", "said"), [(" \n ", "nothing to keep yet"), ("n" * 2001, "has 2001 characters")])
async def test_what_cannot_be_kept_says_how_to_mend_it_and_is_not_lost(host, running, world, note, said):
    line = some_line(host, world.maria)
    async with signed_in(host) as anna:
        answer = await anna.act(path(world.maria, line), note=note)
    assert answer.status_code == 422
    assert said in answer.text
    assert f">{note.strip()}</textarea>" in answer.text
    assert not host.rows(Note)
