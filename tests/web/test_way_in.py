"""The way into the console and out of it: links, the Mini App, sittings and their ends."""

import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from aiogram.utils.web_app import check_webapp_signature

from storage import coaches, sittings
from storage.tables import Coach, SignIn, Sitting
from tests.system.host import ANNA, TOKEN
from tests.web.conftest import Visitor, link_for, signed_in
from web.mini_app import FRESH, person_in
from web.way_in import COOKIE


async def test_looking_at_a_link_spends_nothing_and_using_it_works_once(host, running):
    link = await link_for(host)
    async with Visitor(host) as first, Visitor(host) as second:
        for _ in range(3):
            looked = await first.get(link)
            assert looked.status_code == 200
            assert "set-cookie" not in looked.headers
        used = await first.post(link)
        assert (used.status_code, used.headers["location"]) == (303, "/")
        assert (await second.post(link)).status_code == 403
        assert (await second.get("/")).headers["location"] == "/sign-in"


async def test_whatever_is_wrong_with_a_link_the_answer_is_the_same(host, running):
    async with Visitor(host) as visitor:
        used, old, earlier = await link_for(host), await link_for(host), ""
        assert (await visitor.post(used)).status_code == 403, "a later link takes its place"
        assert (await visitor.post(old)).status_code == 303
        earlier = await link_for(host)
        host.clock.jump(timedelta(minutes=5))
        visitor.cookies.clear()
        wrong = [used, old, earlier, "/sign-in/" + "a" * 43, "/sign-in/%00", "/sign-in/ä", "/sign-in/" + "b" * 5_000]
        answers = {((answer := await visitor.post(each)).status_code, answer.text) for each in wrong}
        looks = {(await visitor.get(each)).status_code for each in wrong}
    assert len(answers) == 1
    assert (answers.pop()[0], looks) == (403, {200})


async def test_no_link_and_no_cookie_is_kept_in_the_database(host, running):
    link = await link_for(host)
    async with Visitor(host) as visitor:
        await visitor.post(link)
        cookie = visitor.cookies[COOKIE]
    words = host.all_words()
    assert link.rsplit("/", 1)[1] not in words
    assert cookie not in words
    assert len(host.rows(SignIn)) == len(host.rows(Sitting)) == 1


async def test_the_cookie_is_the_host_s_alone(host, running):
    async with Visitor(host) as visitor:
        answer = await visitor.post(await link_for(host))
    [said] = answer.headers.get_list("set-cookie")
    name, *rest = said.split("; ")
    assert name.startswith("__Host-luottamus=")
    assert {each.lower() for each in rest} == {"path=/", "secure", "httponly", "samesite=lax"}


async def test_every_answer_has_the_headers_and_is_kept_nowhere(host, running):
    async with signed_in(host) as anna:
        for path in ("/", "/sign-in", "/sign-in/x", "/app", "/nowhere", "/healthz", "/metrics"):
            headers = (await anna.get(path)).headers
            policy = headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert headers["cache-control"] == "no-store"
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "same-origin"
            assert "strict-transport-security" not in headers, "this console is reached over plain http"
            assert "server" not in headers
        style = await anna.get("/static/console.css")
        assert "immutable" in style.headers["cache-control"]


async def test_a_sitting_ends_when_nothing_is_asked_for_and_after_a_working_day(host, running):
    async with signed_in(host) as anna:
        for _ in range(23):
            host.clock.jump(timedelta(minutes=29))
            assert (await anna.get("/")).status_code == 200
        host.clock.jump(timedelta(minutes=31))
        assert (await anna.get("/")).status_code == 303
    async with signed_in(host) as anna:
        for _ in range(24):
            host.clock.jump(timedelta(minutes=29, seconds=59))
            assert (await anna.get("/")).status_code == 200
        host.clock.jump(timedelta(minutes=1))
        assert (await anna.get("/")).status_code == 303, "twelve hours are over"


async def test_signing_out_ends_the_sitting_on_the_server(host, running):
    async with signed_in(host) as anna:
        cookie = anna.cookies[COOKIE]
        out = await anna.act("/sign-out")
        assert (out.status_code, out.headers["location"]) == (303, "/sign-in")
        assert (await anna.get("/", headers={"cookie": f"{COOKIE}={cookie}"})).status_code == 303


async def test_signing_out_everywhere_ends_every_sitting(host, running):
    async with signed_in(host) as desk, signed_in(host) as phone:
        assert (await phone.get("/")).status_code == 200
        await desk.act("/sign-out/everywhere")
        assert (await phone.get("/")).status_code == 303


async def test_a_coach_who_is_removed_is_out_at_the_next_request(host, running, anna):
    async with signed_in(host) as visitor:
        link = await link_for(host)
        with host.database.begin() as session:
            coaches.revoke(session, session.get_one(Coach, anna), host.clock.now())
        assert (await visitor.get("/")).status_code == 303
        assert (await visitor.post(link)).status_code == 403


async def test_a_coach_who_comes_in_by_another_telegram_account_sits_nowhere_else(host, running, anna):
    async with signed_in(host) as visitor:
        with host.database.begin() as session:
            from storage import invitations, people

            coach = session.get_one(Coach, anna)
            code = invitations.make_for_coach(session, coach, host.clock.now())
            chat = people.get_or_make_chat(session, 77, "en", host.clock.now())
            assert invitations.open_invitation(session, code, chat, host.clock.now())
        assert (await visitor.get("/")).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"origin": ""},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
    ],
)
async def test_another_site_s_form_is_refused(host, running, headers):
    async with signed_in(host) as anna:
        for path in ("/sign-out", "/app", await link_for(host)):
            assert (await anna.post(path, headers=headers)).status_code == 403
        assert (await anna.get("/")).status_code == 200


@pytest.mark.parametrize("token", ["", "0" * 64, "ä"])
async def test_a_form_without_its_token_is_refused(host, running, token):
    async with signed_in(host) as anna:
        assert (await anna.post("/sign-out", data={"token": token})).status_code == 403
        assert (await anna.get("/")).status_code == 200


async def test_a_form_that_is_too_large_is_refused(host, running):
    async with signed_in(host) as anna:
        assert (await anna.post("/sign-out", data={"token": "a" * 100_000})).status_code == 413


async def test_an_unknown_address_and_a_wrong_method_look_alike(host, running):
    async with signed_in(host) as anna:
        unknown, wrong = await anna.get("/nowhere"), await anna.get("/sign-out")
        assert unknown.status_code == wrong.status_code == 404
        assert unknown.text == wrong.text


async def test_the_page_speaks_the_language_of_the_browser_or_the_coach(host, running):
    async with Visitor(host) as visitor:
        finnish = (await visitor.get("/sign-in", headers={"accept-language": "sv, fi;q=0.8, en;q=0.5"})).text
        english = (await visitor.get("/sign-in", headers={"accept-language": "sv"})).text
    assert '<html lang="fi">' in finnish
    assert '<html lang="en">' in english


# The Mini App


def signed(host, person: int = ANNA, *, age: timedelta = timedelta(), token: str = TOKEN, **more: str) -> str:
    """What Telegram would say of whoever opened it."""
    import hashlib
    import hmac

    user = json.dumps({"id": person, "first_name": "Anna & <b>"})
    fields = {"auth_date": str(int((host.clock.now() - age).timestamp())), "query_id": "AA=&", "user": user, **more}
    checked = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    secret = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    proof = urlencode({**fields, "hash": hmac.new(secret, checked.encode(), hashlib.sha256).hexdigest()})
    if token == TOKEN:
        assert check_webapp_signature(TOKEN, proof), "another library's opinion"
    return proof


async def test_the_mini_app_lets_a_coach_in_once_for_each_proof(host, running):
    async with Visitor(host) as visitor:
        proof = signed(host)
        assert (await visitor.post("/app", data={"init_data": proof})).status_code == 303
        assert (await visitor.post("/app", data={"init_data": proof})).status_code == 403
        assert (await visitor.post("/app", data={"init_data": signed(host, signature="x")})).status_code == 303


async def test_whoever_is_no_coach_or_is_not_vouched_for_gets_one_answer(host, running, anna):
    host.add_client(anna, "Maria", 21)
    wrong = [
        signed(host, 21),
        signed(host, 99),
        signed(host, token="1:other"),
        signed(host, age=FRESH + timedelta(seconds=1)),
        signed(host, age=-timedelta(minutes=2)),
        signed(host).replace("first_name", "last_name"),
        signed(host, user="[]"),
        signed(host, user="no json"),
        signed(host, auth_date="soon"),
        "",
        "hash=ä",
    ]
    async with Visitor(host) as visitor:
        answers = {
            ((answer := await visitor.post("/app", data={"init_data": each})).status_code, answer.text)
            for each in wrong
        }
        assert len(answers) == 1
        assert answers.pop()[0] == 403


def test_a_proof_is_fresh_for_five_minutes(host):
    assert person_in(signed(host, age=FRESH - timedelta(seconds=5)), TOKEN, host.clock.now()) == ANNA
    assert person_in(signed(host, age=FRESH + timedelta(seconds=5)), TOKEN, host.clock.now()) is None


async def test_what_is_over_is_forgotten(host, running):
    async with signed_in(host):
        await link_for(host)
        host.clock.jump(timedelta(minutes=31))
        with host.database.begin() as session:
            sittings.expire_old(session, host.clock.now())
    assert not host.rows(SignIn)
    assert not host.rows(Sitting)


async def test_console_gives_a_link_and_where_telegram_can_open_it_a_button_too(host, anna):
    host.configure(more='public_url = "https://console.example"\n')
    person = host.person("Anna", ANNA)
    async with host.running() as app:
        await person.say("/console")
        await host.idle()
        said = (await person.messages())[-1]
        await host.until(lambda: bool(host.simulator.bot(TOKEN).menu_buttons))
        menu = await app.bot.get_chat_menu_button(ANNA)
    assert "https://console.example/sign-in/" in said.text
    assert "works once, for 5 minutes" in said.text
    assert said.labels == ["Open it here"]
    assert (menu.text, menu.web_app.url) == ("Console", "https://console.example/app")
