"""/export: all that is kept of a client, as one file in the chat, and nothing of anybody else's."""

import io
import json
import zipfile

from bot import export
from bot.app import load_wording
from storage import erasure
from storage.tables import Engagement, Occurrence, Outbox, SetAside
from tests.system.test_check_ins import MARIA, act

WORDS = "I sang at work & <b>everybody</b> heard it \u202e"


async def handed(host, person) -> dict[str, str]:
    """The files of the ZIP that the chat got last."""
    await host.idle()
    message = next(each for each in reversed(await person.messages()) if each.document)
    with zipfile.ZipFile(io.BytesIO(await person.read(message))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


async def test_a_client_gets_all_of_it_as_a_page_and_for_programs(host):
    coach = host.add_coach()
    host.add_client(coach, "Maria", MARIA)
    host.add_client(coach, "Pekka", 13, listening=True)
    maria, pekka, anna = (host.person(*each) for each in (("Maria", MARIA), ("Pekka", 13), ("Anna", 11)))
    async with host.running():
        await act(pekka, "what Pekka said")
        await act(maria, "/reflect")
        await act(maria, WORDS)
        await act(maria, "/coach when do we meet")
        await act(anna, "/transcript Maria")
        await act(maria, "/export")
        files = await handed(host, maria)
    assert set(files) == {"luottamus.json", "luottamus.html"}
    kept = json.loads(files["luottamus.json"])
    assert kept["schema"] == export.SCHEMA
    assert WORDS in [each["text"] for each in kept["lines"]]
    assert kept["engagement"]["name"] == "Maria"
    assert [each["lines"] for each in kept["reads"]] != []
    assert any(each["made_by"] == "coach" for each in kept["promises"])
    assert kept["agreements"][0]["clauses"]["check_in"]
    assert "I sang at work &amp; &lt;b&gt;everybody&lt;/b&gt; heard it" in files["luottamus.html"]
    assert "<script" not in files["luottamus.html"]
    assert "Pekka" not in files["luottamus.json"] + files["luottamus.html"]
    assert all(row.payload is None for row in host.rows(Outbox) if row.state == "sent")


async def test_before_consent_there_is_nothing_to_export_and_it_says_when(host):
    code = host.invite(host.add_coach(), "Maria")
    maria = host.person("Maria", MARIA)
    async with host.running():
        await act(maria, f"/start {code}")
        await act(maria, "/export")
        await host.idle()
    assert not any(each.document for each in await maria.messages())
    assert host.chat_texts(MARIA)[-1].startswith(load_wording().text("turn", "opens_later", "en"))


def test_what_erasure_reaches_the_export_shows_or_says_why_not(host):
    host.add_client(host.add_coach(), "Maria", MARIA)
    with host.look() as session:
        shown = export.gather(session, session.get_one(Engagement, 1), host.clock.now())
    reached = {table.__tablename__ for table in (*erasure.BY_ENGAGEMENT, Occurrence, SetAside)}
    assert reached - shown.keys() == set(export.LEFT_OUT)
    columns = {column.name for column in Engagement.__table__.columns}
    assert columns - shown["engagement"].keys() == export.COLUMNS_LEFT_OUT


def test_the_page_is_written_in_the_clients_language(host):
    number = host.add_client(host.add_coach(), "Maria", MARIA)
    with host.database.begin() as session:
        engagement = session.get_one(Engagement, number)
        engagement.language = "fi"
        page = export.files(session, engagement, load_wording(), host.clock.now())["luottamus.html"]
    assert "Mitä sovimme" in page
    assert 'lang="fi"' in page
