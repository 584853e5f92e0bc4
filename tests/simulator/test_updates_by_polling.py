"""getUpdates: long polling, confirmation by offset, one poller at a time; and the limits."""

import asyncio
import time
from datetime import timedelta

import pytest
from conftest import TOKEN, bot_at
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import BadRequest, Conflict, RetryAfter

from simulator import Control, Fault, Person, Simulator, samples, serve
from simulator.limits import Limits


async def said(person, *texts):
    for text in texts:
        await person.say(text)


def texts(updates):
    return [update.message.text for update in updates]


async def test_updates_stay_until_an_offset_confirms_them(bot, maria):
    await said(maria, "one", "two", "three")
    first = await bot.get_updates()
    assert texts(await bot.get_updates()) == ["one", "two", "three"]
    assert [each.update_id for each in first] == list(range(first[0].update_id, first[0].update_id + 3))
    assert texts(await bot.get_updates(offset=first[1].update_id)) == ["two", "three"]
    assert texts(await bot.get_updates()) == ["two", "three"]
    assert await bot.get_updates(offset=first[2].update_id + 1) == ()
    assert await Control(bot.base_url.rpartition("/bot")[0]).waiting(TOKEN) == 0


async def test_limit_and_negative_offset_are_kept(bot, maria):
    await said(maria, "one", "two", "three")
    assert texts(await bot.get_updates(limit=2)) == ["one", "two"]
    assert texts(await bot.get_updates(offset=-1)) == ["three"]
    assert texts(await bot.get_updates()) == ["three"]


async def test_a_poll_answers_as_soon_as_something_is_said(bot, maria):
    polling = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.1)
    began = time.monotonic()
    await maria.say("hello")
    assert texts(await polling) == ["hello"]
    assert time.monotonic() - began < 0.5


async def test_a_poll_with_nothing_to_tell_ends_at_its_timeout(bot, maria):
    began = time.monotonic()
    assert await bot.get_updates(timeout=1) == ()
    assert 0.9 < time.monotonic() - began < 2


async def test_a_second_poller_ends_the_first(bot, url, maria):
    first = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(bot_at(url).get_updates(timeout=5))
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first
    await maria.say("to the second")
    assert texts(await second) == ["to the second"]


async def test_only_the_kinds_asked_for_are_queued_from_then_on(bot, maria):
    await maria.say("before")
    await bot.get_updates(allowed_updates=["callback_query"])
    await maria.say("after")
    assert texts(await bot.get_updates()) == ["before"]
    await bot.get_updates(allowed_updates=[])
    await maria.say("again")
    assert texts(await bot.get_updates()) == ["before", "again"]


async def test_updates_are_forgotten_after_a_day(bot, maria, clock):
    await maria.say("yesterday")
    clock.forward(timedelta(hours=25))
    await maria.say("today")
    assert texts(await bot.get_updates()) == ["today"]


async def test_update_ids_may_restart_lower_and_an_old_offset_loses_nothing(bot, maria, url):
    await maria.say("old numbering")
    [old] = await bot.get_updates()
    assert await bot.get_updates(offset=old.update_id + 1) == ()
    await Control(url).restart_update_ids(TOKEN, 500)
    await said(maria, "new", "numbering")
    got = await bot.get_updates(offset=old.update_id + 1)
    assert [(each.update_id, each.message.text) for each in got] == [(500, "new"), (501, "numbering")]
    assert texts(await bot.get_updates(offset=501)) == ["numbering"]


async def test_any_update_can_be_injected(bot, url):
    queued = await Control(url).raw(TOKEN, {"message": "no library can parse this"})
    answer = await bot._post("getUpdates", {})
    assert answer == [{"update_id": queued, "message": "no library can parse this"}]


async def test_a_duplicate_comes_once_more_after_it_was_confirmed(bot, maria, simulator):
    simulator.faults.next("update", Fault.DUPLICATE)
    await said(maria, "twice", "once")
    got = await bot.get_updates()
    assert texts(got) == ["twice", "once"]
    again = await bot.get_updates(offset=got[-1].update_id + 1)
    assert [(each.update_id, each.message.text) for each in again] == [(got[0].update_id, "twice")]
    assert await bot.get_updates(offset=got[-1].update_id + 1) == ()


async def test_everything_a_person_can_do_reaches_the_bot(bot, maria: Person):
    first = await maria.say("/start@bot123456_bot code")
    await maria.edit(first, "/start other")
    await maria.send_photo("my week")
    await maria.send_album(["two pictures", None])
    await maria.send_voice(2, caption="listen")
    await maria.send_sticker("😀")
    await maria.send_location(60.5, 24.5)
    await maria.send_poll("Which?", ["a", "b"])
    await maria.send_contact("+3581", "Liisa")
    await maria.send_video_note()
    await maria.send_document("a.txt", b"a")
    await maria.say("an answer", reply_to=first)
    await maria.block()
    await maria.unblock()
    group = await maria.found_group("Friends")
    await maria.say("hello all", chat_id=group)
    channel = await maria.found_channel("News", "our_news")
    await maria.say("a post", chat_id=channel)
    updates = list(await bot.get_updates())
    (
        start,
        edited,
        photo,
        album,
        second,
        voice,
        sticker,
        location,
        poll,
        contact,
        note,
        document,
        reply,
        *rest,
    ) = updates
    assert [(each.type, each.length) for each in start.message.entities] == [("bot_command", 20)]
    assert start.message.from_user.language_code == "fi"
    assert edited.edited_message.text == "/start other"
    assert edited.edited_message.message_id == first
    assert photo.message.caption == "my week"
    assert album.message.media_group_id == second.message.media_group_id is not None
    assert (album.message.caption, second.message.caption) == ("two pictures", None)
    assert voice.message.voice.mime_type == "audio/ogg"
    assert sticker.message.sticker.emoji == "😀"
    assert location.message.location.latitude == 60.5
    assert [each.text for each in poll.message.poll.options] == ["a", "b"]
    assert contact.message.contact.first_name == "Liisa"
    assert note.message.video_note.file_size == len(samples.silence(3))
    assert document.message.document.file_name == "a.txt"
    assert reply.message.reply_to_message.text == "/start other"
    blocked, unblocked, joined, in_group, made, post = rest
    assert blocked.my_chat_member.new_chat_member.status == "kicked"
    assert unblocked.my_chat_member.new_chat_member.status == "member"
    assert joined.my_chat_member.chat.id == group
    assert (in_group.message.chat.type, in_group.message.text) == ("group", "hello all")
    assert made.my_chat_member.new_chat_member.status == "administrator"
    assert post.channel_post.text == "a post"
    sent = await bot.send_message("@our_news", "by name")
    assert sent.chat_id == channel


async def test_a_text_over_the_limit_goes_out_in_pieces_as_telegrams_apps_send_it(bot, maria):
    await maria.say("x" * 5000)
    assert [len(text) for text in texts(await bot.get_updates())] == [4096, 904]


async def test_limits_answer_429_with_the_seconds_to_wait():
    simulator = Simulator(limits=True)
    async with serve(simulator) as url, Person(url, token=TOKEN) as maria:
        bot = bot_at(url)
        await maria.say("/start")
        sent = await bot.send_message(maria.id, "one")
        with pytest.raises(RetryAfter) as refused:
            await bot.send_message(maria.id, "two")
        assert refused.value.retry_after in (1, timedelta(seconds=1))
        # Neither an edit nor typing is a new message.
        await bot.edit_message_text("one, mended", maria.id, sent.message_id)
        await bot.send_chat_action(maria.id, "typing")
        with pytest.raises(BadRequest):
            await bot.send_message(12345, "nobody there")


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 200)), min_size=1, max_size=300))
def test_no_second_holds_more_than_the_limits(attempts):
    limits = Limits()
    now, sent = 0, []
    for chat_id, milliseconds in attempts:
        now += milliseconds
        if limits.retry_after(chat_id, now / 1000) is None:
            sent.append((now, chat_id))
    for at, chat_id in sent:
        second = [each for each in sent if at <= each[0] < at + 1000]
        assert len(second) <= 30
        assert sum(each[1] == chat_id for each in second) == 1


def test_who_waits_as_long_as_told_may_send():
    limits = Limits(a_second=2)
    assert [limits.retry_after(chat, 0.0) for chat in (1, 2, 3)] == [None, None, 1]
    assert limits.retry_after(3, 1.0) is None
