"""Every page and a few acts where the database is PostgreSQL."""

import pytest

from storage.database import Database
from storage.vault import Vault, load_key_file
from tests.console_pages import noted, pages
from tests.storage.conftest import postgres  # noqa: F401 (a fixture)
from tests.system.host import MARIA
from tests.web.conftest import signed_in
from tests.web.world import fill


@pytest.fixture
def on_postgresql(host, postgres):  # noqa: F811
    """The host with an empty database on PostgreSQL instead of its file."""
    postgres.run("CREATE DATABASE console")
    url = postgres.database("console")
    host.configure(more=f'[storage]\nurl = "{url}"')
    host.database.close()
    host.database = Database(url, Vault(load_key_file(host.folder / "luottamus.key")))
    host.database.upgrade()
    yield host
    host.database.close()
    postgres.run("DROP DATABASE console WITH (FORCE)")


async def test_every_page_opens_and_what_a_coach_does_arrives(on_postgresql):
    host = on_postgresql
    world = fill(host)
    line = noted(host, world)
    async with host.running(), signed_in(host) as anna:
        client = f"/clients/{world.maria}"
        for name, path in pages(host, world).items():
            assert (await anna.get(path)).status_code == (404 if name == "not_found" else 200), name
        assert "<mark>" in (await anna.act(f"{client}/search", words="summer house")).text
        assert (await anna.act(f"{client}/lines/{line}/notes", note="Ask about it")).status_code == 303
        assert "Ask about it" in await anna.page(f"{client}/transcript?line={line}")
        assert (await anna.act(f"{client}/reply", words="See you on Thursday.")).status_code == 303
        await host.idle()
    assert host.chat_texts(MARIA)[-1] == "From Anna, in their own words:\nSee you on Thursday."
