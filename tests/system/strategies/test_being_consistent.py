"""Being consistent: every check-in, and every answer that the coach owes, is a promise with an outcome that she can
look up: kept, late, missed, and apologised for.
"""

import pytest

from simulator.faults import Fault
from storage.tables import Promise
from tests.system.strategies.story import ANNA, MARIA, told

# Kept


async def test_a_check_in_comes_when_it_was_promised_and_the_ledger_says_so(host):
    async with told(host, check_in="daily 09:00") as story:
        await story("""
            client     /promises
            bot        What was promised to you, the latest first: / • a check-in, tomorrow at 9:00: still to come
            clock      Tuesday 08:59
            clock      Tuesday 09:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            client     /promises
            bot        What was promised to you, the latest first: / • a check-in, tomorrow at 9:00: still to come / •
                       a check-in, today at 9:00: kept / Hello, Maria. How have things been, from 1 (heavy) to 5
                       (good)?
        """)
        assert story.outcomes("check_in") == ["kept", None]


async def test_kuulumisia_kysytaan_silloin_kun_luvattiin(host):
    async with told(host, "fi", check_in="daily 09:00") as story:
        await story("""
            clock      Tuesday 08:59
            clock      Tuesday 09:00
            bot        Hei, Maria. Miten sinulla on mennyt? Ykkönen tarkoittaa raskasta, vitonen hyvää.
            client     /promises
            bot        Mitä sinulle on luvattu, uusin ensin: / • kuulumisten kysyminen, huomenna klo 9.00: vielä edessä
                       / • kuulumisten kysyminen, tänään klo 9.00: pidetty / Hei, Maria. Miten sinulla on mennyt?
                       Ykkönen tarkoittaa raskasta, vitonen hyvää.
        """)


async def test_a_coach_who_answers_in_time_keeps_the_promise(host):
    async with told(host, check_in="", reply_hours=24) as story:
        await story("""
            client     /coach Could we move Thursday?
            bot        I've passed it on to Anna, word for word. They promise an answer by tomorrow at 12:00. They may
                       not read it at once.
            to coach   From Maria (#1), word for word: / Could we move Thursday? / You promised an answer by tomorrow
                       at 12:00. To answer: /reply #1 and your words.
            clock      Tuesday 07:00
            clock      Tuesday 09:00
            to coach   Maria (#1) is waiting for an answer. You promised one by today at 12:00: /reply #1 and your
                       words.
            coach      /reply Maria Of course, Friday it is.
            bot        From Anna, in their own words: / Of course, Friday it is.
            to coach   Sent to Maria as your own words.
            client     /promises
            bot        What was promised to you, the latest first: / • an answer from Anna by today at 12:00: kept
            coach      /promises
            to coach   Promises to your clients (kept in all: 100 %): / • Maria (#1): kept 1 of 1
        """)
        assert story.outcomes("reply") == ["kept"]


# Late, and owned


async def test_a_late_check_in_says_by_how_much_and_why_and_leaves_the_choice_to_her(host):
    async with told(host, check_in="daily 09:00") as story:
        await story("""
            asleep     Tuesday 11:00
            bot        I said I would write today at 9:00, and I'm 2 hours late. I had been switched off. I'm sorry:
                       that was on me, not on you. If it left something behind, /repair is there. / We can do it now,
                       or leave it this time: both are fine. Which would you like?
            client     [Do it now]
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            client     /cancel
            bot        Stopped here. What you said is kept, and you can write to me whenever you like.
            client     /promises
            bot        What was promised to you, the latest first: / • a check-in, tomorrow at 9:00: still to come / •
                       a check-in, today at 9:00: late; it came today at 11:00; I had been switched off; I told you so
                       today at 11:00
        """)
        assert story.outcomes("check_in") == ["late", None]


async def test_myohastyminen_sanotaan_suoraan(host):
    async with told(host, "fi", check_in="daily 09:00") as story:
        await story("""
            asleep     Tuesday 11:00
            bot        Lupasin kirjoittaa tänään klo 9.00, ja olen 2 tuntia myöhässä. Minut oli sammutettu. Olen
                       pahoillani: se johtui minusta, ei sinusta. Jos asia jäi vaivaamaan, siihen on /repair. / Voimme
                       tehdä sen nyt tai jättää tällä kertaa väliin: kumpikin käy. Kumman haluat?
            client     [Jätetään väliin]
            bot        Jätetään siis väliin. Seuraavan kerran kysyn kuulumisia huomenna noin klo 9.00.
            client     /promises
            bot        Mitä sinulle on luvattu, uusin ensin: / • kuulumisten kysyminen, huomenna klo 9.00: vielä edessä
                       / • kuulumisten kysyminen, tänään klo 9.00: myöhässä; se tuli tänään klo 11.00; minut oli
                       sammutettu; kerroin siitä sinulle tänään klo 11.00
        """)
        assert story.outcomes("check_in") == ["late", None]


async def test_a_coachs_answer_that_is_late_is_told_to_both_and_counts_when_it_comes(host):
    async with told(host, check_in="", reply_hours=24) as story:
        await story("""
            client     /coach Could we move Thursday?
            bot        I've passed it on to Anna, word for word. They promise an answer by tomorrow at 12:00. They may
                       not read it at once.
            to coach   From Maria (#1), word for word: / Could we move Thursday? / You promised an answer by tomorrow
                       at 12:00. To answer: /reply #1 and your words.
            clock      Tuesday 07:00
            clock      Tuesday 12:01
            bot        Anna promised to answer you by today at 12:00, and the answer hasn't come. As far as I can see,
                       Anna has not read it yet. I have reminded Anna. I'm sorry you've had to wait: your message is
                       kept, and it was fine to ask. If it left something behind, /repair is there.
            to coach   The answer you promised Maria (#1) by today at 12:00 is overdue. I tell them so, and that you
                       were reminded. A few words are enough: /reply #1 and your words.
            clock      Tuesday 15:00
            coach      /reply Maria I'm sorry, I was on a train. Friday it is.
            bot        From Anna, in their own words: / I'm sorry, I was on a train. Friday it is.
            to coach   Sent to Maria as your own words.
            client     /promises
            bot        What was promised to you, the latest first: / • an answer from Anna by today at 12:00: late; it
                       came today at 15:00; I told you so today at 12:00
            coach      /promises
            to coach   Promises to your clients (kept in all: 0 %): / • Maria (#1): kept 0 of 1; late 1
        """)
        assert story.outcomes("reply") == ["late"]


async def test_valmentajan_myohastynyt_vastaus_kerrotaan_molemmille(host):
    async with told(host, "fi", check_in="", reply_hours=24) as story:
        await story("""
            client     /coach Voitaisiinko siirtää torstaita?
            bot        Välitin sen sanasta sanaan. Anna lupaa vastata viimeistään huomenna klo 12.00. Hän ei ehkä lue
                       viestiä heti.
            to coach   Maria (#1) kirjoittaa: / Voitaisiinko siirtää torstaita? / Lupasit vastata viimeistään huomenna
                       klo 12.00. Vastaa: /reply #1 ja sanasi.
            clock      Tuesday 07:00
            clock      Tuesday 12:01
            bot        Anna lupasi vastata sinulle viimeistään tänään klo 12.00, eikä vastausta ole tullut. Sikäli kuin
                       näen, Anna ei ole vielä lukenut sitä. Muistutin asiasta. Olen pahoillani, että olet joutunut
                       odottamaan: viestisi on tallessa, ja oli oikein kysyä. Jos asia jäi vaivaamaan, siihen on
                       /repair.
            to coach   Vastaus, jonka lupasit viimeistään tänään klo 12.00, on myöhässä: Maria (#1). Kerron sen
                       asiakkaallesi, ja myös sen, että muistutin sinua. Muutama sana riittää: /reply #1 ja sanasi.
            coach      /reply Maria Anteeksi, olin junassa. Perjantai käy.
            bot        Anna kirjoittaa omin sanoin: / Anteeksi, olin junassa. Perjantai käy.
            to coach   Lähetetty omina sanoinasi: Maria.
            client     /promises
            bot        Mitä sinulle on luvattu, uusin ensin: / • vastaus (Anna) viimeistään tänään klo 12.00: myöhässä;
                       se tuli tänään klo 12.01; kerroin siitä sinulle tänään klo 12.00
            coach      /promises
            to coach   Lupaukset asiakkaillesi (kaikista pidetty: 0 %): / • Maria (#1): pidetty 0/1; myöhässä 1
        """)
        assert story.outcomes("reply") == ["late"]


# Missed, and owned


async def test_days_without_a_check_in_are_owned_in_one_message_and_never_in_a_burst(host):
    async with told(host, check_in="daily 09:00") as story:
        await story("""
            asleep     Friday 15:00
            bot        I left 4 messages unwritten that I had promised: the first one was for Tuesday 24 November at
                       9:00, and the last one is 6 hours late. I had been switched off. I'm sorry: that was on me, not
                       on you. If it left something behind, /repair is there. Telegram keeps messages for me for a day
                       only, so what you wrote meanwhile may not have reached me. If it still matters, you can send it
                       again. / We can do it now, or leave it this time: both are fine. Which would you like?
            client     [Leave it]
            bot        Then we leave it. Your next check-in: tomorrow around 9:00.
            client     /promises
            bot        What was promised to you, the latest first: / • a check-in, tomorrow at 9:00: still to come / •
                       a check-in, today at 9:00: late; it came today at 15:00; I had been switched off; I told you so
                       today at 15:00 / • a check-in, yesterday at 9:00: missed; I had been switched off; I told you so
                       today at 15:00 / • a check-in, Wednesday 25 November at 9:00: missed; I had been switched off; I
                       told you so today at 15:00 / • a check-in, Tuesday 24 November at 9:00: missed; I had been
                       switched off; I told you so today at 15:00
        """)
        assert story.outcomes("check_in") == ["missed", "missed", "missed", "late", None]
    assert all(each.owned_at for each in host.rows(Promise) if each.outcome in ("missed", "late"))
    assert sum("sorry" in each for each in host.chat_texts(MARIA)) == 1


async def test_valiin_jaaneet_kerrat_myonnetaan_yhdessa_viestissa(host):
    async with told(host, "fi", check_in="daily 09:00") as story:
        await story("""
            asleep     Friday 15:00
            bot        Jätin 4 lupaamaani viestiä kirjoittamatta: ensimmäisen lupasin kirjoittaa tiistaina 24.
                       marraskuuta klo 9.00, ja viimeisestä olen 6 tuntia myöhässä. Minut oli sammutettu. Olen
                       pahoillani: se johtui minusta, ei sinusta. Jos asia jäi vaivaamaan, siihen on /repair. Telegram
                       säilyttää minulle tulevat viestit vain vuorokauden, joten sinä aikana kirjoittamasi ei ehkä
                       tullut perille. Jos se on yhä tärkeää, voit lähettää sen uudelleen. / Voimme tehdä sen nyt tai
                       jättää tällä kertaa väliin: kumpikin käy. Kumman haluat?
            client     [Jätetään väliin]
            bot        Jätetään siis väliin. Seuraavan kerran kysyn kuulumisia huomenna noin klo 9.00.
            client     /promises
            bot        Mitä sinulle on luvattu, uusin ensin: / • kuulumisten kysyminen, huomenna klo 9.00: vielä edessä
                       / • kuulumisten kysyminen, tänään klo 9.00: myöhässä; se tuli tänään klo 15.00; minut oli
                       sammutettu; kerroin siitä sinulle tänään klo 15.00 / • kuulumisten kysyminen, eilen klo 9.00:
                       jäi pitämättä; minut oli sammutettu; kerroin siitä sinulle tänään klo 15.00 / • kuulumisten
                       kysyminen, keskiviikkona 25. marraskuuta klo 9.00: jäi pitämättä; minut oli sammutettu; kerroin
                       siitä sinulle tänään klo 15.00 / • kuulumisten kysyminen, tiistaina 24. marraskuuta klo 9.00:
                       jäi pitämättä; minut oli sammutettu; kerroin siitä sinulle tänään klo 15.00
        """)
    assert sum("pahoillani" in each for each in host.chat_texts(MARIA)) == 1


# Left out with notice, and what nobody knows


async def test_what_she_asked_to_rest_from_is_left_out_and_not_missed(host):
    async with told(host, check_in="daily 09:00") as story:
        await story("""
            client     /pause
            bot        We're on a pause. I start nothing until you write /resume. You can still write to me, and /sos
                       always works.
            clock      Tuesday 12:00
            client     /resume
            bot        Welcome back. There is nothing to catch up on; check-ins go on as agreed.
            clock      Wednesday 09:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            client     /promises
            bot        What was promised to you, the latest first: / • a check-in, tomorrow at 9:00: still to come / •
                       a check-in, today at 9:00: kept / • a check-in, yesterday at 9:00: left out; you were on a pause
                       / Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
        """)
        assert story.outcomes("check_in") == ["skipped", "kept", None]


async def test_another_time_that_was_agreed_on_withdraws_the_old_promise_and_makes_a_new_one(host):
    async with told(host, check_in="daily 09:00") as story:
        await story("""
            client     /schedule weekdays at noon
            bot        So I'd check in like this: weekdays at 12:00. The next three times: / • tomorrow around 12:00 /
                       • Wednesday 25 November around 12:00 / • Thursday 26 November around 12:00 / Until now it has
                       been: every day at 9:00. Shall I save the new one?
            client     yes
            bot        Saved; the old one has ended. Your next check-in: tomorrow around 12:00.
            to coach   Maria (#1) changed this in your agreement: check-ins, now weekdays at 12:00.
            clock      Tuesday 09:01
            clock      Tuesday 12:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            client     /promises
            bot        What was promised to you, the latest first: / • a check-in, tomorrow at 12:00: still to come / •
                       a check-in, today at 12:00: kept / Hello, Maria. How have things been, from 1 (heavy) to 5
                       (good)?
        """)
        assert story.outcomes("check_in") == ["kept", None]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "sent, but nobody knows if it arrived"), ("fi", "lähetetty, mutta ei ole varmaa, tuliko perille")],
)
async def test_what_nobody_knows_is_not_called_kept(host, monkeypatch, language, said):
    monkeypatch.setattr("bot.telegram_request.ANSWER_WITHIN_S", 0.3)
    async with told(host, language, check_in="daily 09:00") as story:
        host.simulator.faults.next("sendMessage", Fault.HANG_AFTER, times=2, chat_id=MARIA)
        await story.go("Tuesday 09:00")
        await story.act("/promises")
        assert story.outcomes("check_in") == ["unconfirmed", None]
    assert said in host.chat_texts(MARIA)[-1]


async def test_no_promise_is_ever_without_an_outcome_once_its_time_is_over(host):
    """A fortnight of everything: kept, late, missed, in a pause, answered and not."""
    async with told(host, check_in="daily 09:00", reply_hours=24) as story:
        await story.go("Tuesday 10:00")
        await story.sleep("Wednesday 13:00")
        await story.go("Thursday 09:00")
        await story.sleep("Sunday 10:00")
        await story.go("Tuesday 10:00")
        await story.act("/pause")
        await story.go("Friday 10:00")
        await story.act("/resume")
        await story.go("Saturday 10:00")
    ended = [each for each in host.rows(Promise) if each.due_at < host.clock.now()]
    assert len(ended) == 12
    assert {each.outcome for each in ended} == {"kept", "late", "missed", "skipped"}
    assert host.chat_texts(ANNA) == []
