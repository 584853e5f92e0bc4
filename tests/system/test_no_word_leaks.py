"""No client word and no token in any log line, error, figure or file: a whole run at DEBUG, then a search."""

import httpx

from simulator import Control
from simulator.faults import Fault
from tests.system.host import TOKEN

SECRET = "velvetzeppelin"


def words(place: str) -> str:
    """A sentence nobody else says."""
    return f"{SECRET} {place} my own words"


async def test_a_whole_run_at_debug_leaves_no_word_and_no_token_anywhere(host, launcher):
    coach = host.add_coach()
    code = host.invite(coach, f"{SECRET} label")
    host.add_client(coach, "Pekka", 13, listening=True)
    maria, pekka, anna, eve = (host.person(*each) for each in (("Maria", 12), ("Pekka", 13), ("Anna", 11), ("Eve", 14)))
    faults = host.simulator.faults
    plan = {"level": "DEBUG", "raises_at": f"{SECRET} poison", "answer_within_s": 0.5, "busy_ms": 300}

    async def says(person, *acts: str) -> None:
        for each in acts:
            await (person.tap(each[1:-1]) if each.startswith("[") else person.say(each))
            await host.idle()

    async with Control(host.url) as control, launcher.life(host, **plan) as life:
        await says(eve, words("stranger"), f"/start {SECRET}")
        await says(maria, f"/start {code}", words("welcome"), "[Let's begin]", "yes", "yes", SECRET)
        await says(maria, "Helsinki", "yes", *["[Fine]"] * 4, words("off limits"), "[Fine]", "[Yes, you may]")
        await says(maria, words("contact"), *["[Fine]"] * 2, "[I agree]", words("matters"), words("goal"))
        await says(maria, words("why"), "[Yes]", "/reflect", words("share"), "no", words("correction"), "yes")
        await says(maria, words("deeper"), words("insight"), words("commitment"), "friday")
        await says(maria, f"/coach {words('coach')}", f"{words('crisis')} I want to kill myself", f"/{SECRET}")
        await says(anna, "/transcript Pekka", f"/reply Pekka {words('reply')}", f"/transcript {SECRET}")
        for fault in (Fault.TOO_MANY, Fault.SERVER_ERROR, Fault.HANG, Fault.CUT_AFTER, Fault.BROKEN):
            faults.next("sendMessage", fault, chat_id=13)
            await pekka.say(words(f"failing {fault}"))
            await host.idle()
        await says(pekka, words("poison"))
        await control.raw(TOKEN, {"message": {"chat": {"id": 13}, "text": words("garbage")}}, chat_id=13)
        await control.raw(TOKEN, {"message": words("more garbage")}, chat_id=13)
        await host.idle()
        locked = host.database._engine.raw_connection()
        locked.cursor().execute("BEGIN EXCLUSIVE")
        await pekka.say(words("while the database is locked"))
        await host.until(lambda: b"worked off" in (host.folder / "errors.log").read_bytes())
        seen = [await shown(host, path) for path in ("/healthz", f"/{SECRET}?{TOKEN}")]
        locked.rollback()
        locked.close()
        await host.idle()
        await pekka.say(words("then blocked"))
        await pekka.block()
        await host.idle()
        seen += [await shown(host, path) for path in ("/healthz", "/metrics")]
        while_running = found_in(host)
        assert await life.terminate() == 0
    assert len(host.set_aside()) == 3
    assert not any(SECRET in text.lower() or TOKEN in text for text in seen)
    logged = (host.folder / "errors.log").read_text()
    assert "turn failed" in logged
    assert "update set aside" in logged
    assert {"luottamus.sqlite", "luottamus.sqlite-wal", "luottamus.key", "errors.log"} <= set(while_running)
    assert not any(while_running.values()), while_running
    assert not any(found_in(host).values()), found_in(host)


def found_in(host) -> dict[str, list[str]]:
    """What is found of words and token in each file of the folder; the configuration holds the token by its nature."""
    return {
        path.name: [each for each in (SECRET, TOKEN.lower()) if each.encode() in path.read_bytes().lower()]
        for path in host.folder.iterdir()
        if path.name != "config.toml"
    }


async def shown(host, path: str) -> str:
    async with httpx.AsyncClient(trust_env=False) as client:
        return (await client.get(f"http://127.0.0.1:{host.port}{path}")).text
