"""Learning from setbacks: what went wrong is owned (the fact, the time, the cause) without an excuse, once; she is
asked how it was for her, a remedy is offered, the agreement is changed if she wants that, and she is asked again on a
day that she names. It is over when she says so. Outages and late check-ins begin it by themselves.
"""

from tests.system.strategies.story import ANNA, MARIA, told

EXCUSES = ("because of", "unfortunately", "technical", "but i", "teknis", "valitettavasti", "mutta minä", "johtuen")


def apologies(host) -> int:
    return sum(each.count("sorry") + each.count("pahoillani") for each in host.chat_texts(MARIA))


def without_excuses(host) -> bool:
    said = "\n".join(host.chat_texts(MARIA)).casefold()
    return not any(each in said for each in EXCUSES)


# From a late check-in to a mended one


async def test_a_late_check_in_is_owned_asked_about_remedied_changed_and_followed_up(host):
    async with told(host, check_in="daily 09:00") as story:
        await story("""
            asleep     Tuesday 11:00
            bot        I said I would write today at 9:00, and I'm 2 hours late. I had been switched off. I'm sorry:
                       that was on me, not on you. If it left something behind, /repair is there. / We can do it now,
                       or leave it this time: both are fine. Which would you like?
            client     [Leave it]
            bot        Then we leave it. Your next check-in: tomorrow around 9:00.
            client     /repair
            bot        I promised to write to you today at 9:00, and I didn't do it in time. That was my doing, not
                       yours. I had been switched off. / How was that for you?
            client     I felt forgotten, and I had got up early for it.
            bot        You felt forgotten, and you had got up early for it. That can be said here. / Did I get that
                       right?
            client     yes
            bot        I can't undo it. What would help now? You can also say it in your own words.
            client     Say so right when it happens.
            bot        I've kept that in your own words: “Say so right when it happens.” / Would it help to change
                       something that we agreed on?
            client     [Yes]
            bot        /schedule changes when I write, and /agreement shows all that we agreed. Both work as soon as
                       we're through here. / When shall I ask you, once, how it is? You can name a day too; /skip
                       leaves it.
            client     [In three days]
            bot        I'll ask you once, on Friday evening. / It stays open until you say that it's mended. /repair
                       takes it up again whenever you like.
            client     /schedule daily 10:00
            bot        So I'd check in like this: every day at 10:00. The next three times: / • tomorrow around 10:00 /
                       • Thursday 26 November around 10:00 / • Friday 27 November around 10:00 / Until now it has been:
                       every day at 9:00. Shall I save the new one?
            client     yes
            bot        Saved; the old one has ended. Your next check-in: tomorrow around 10:00.
            to coach   Maria (#1) changed this in your agreement: check-ins, now every day at 10:00.
            clock      Friday 17:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            bot        It's been quiet, and that is all right. The question above can wait, and I'm here when you want
                       to write. I won't mention the quiet again.
            client     3
            bot        Thank you. What has it been like?
            client     /skip
            bot        If there is one small step you'd like to take before we talk next, what would it be? It's fine
                       to leave it: /skip.
            client     /skip
            bot        Thank you for taking the time. Your next check-in: tomorrow around 10:00.
            clock      Friday 18:00
            bot        We spoke of something that went wrong, and it was left open. How is it now?
            client     [It's mended]
            bot        Thank you for telling me instead of carrying it alone. It's closed; /repair is there if anything
                       comes up.
            clock      Saturday 09:59
        """)
        assert story.outcomes("repair") == ["kept"]
    assert apologies(host) == 1
    assert without_excuses(host)


async def test_myohastynyt_kuulumisten_kysyminen_korjataan(host):
    async with told(host, "fi", check_in="daily 09:00") as story:
        await story("""
            asleep     Tuesday 11:00
            bot        Lupasin kirjoittaa tänään klo 9.00, ja olen 2 tuntia myöhässä. Minut oli sammutettu. Olen
                       pahoillani: se johtui minusta, ei sinusta. Jos asia jäi vaivaamaan, siihen on /repair. / Voimme
                       tehdä sen nyt tai jättää tällä kertaa väliin: kumpikin käy. Kumman haluat?
            client     [Jätetään väliin]
            bot        Jätetään siis väliin. Seuraavan kerran kysyn kuulumisia huomenna noin klo 9.00.
            client     /repair
            bot        Lupasin kirjoittaa sinulle tänään klo 9.00, enkä tehnyt sitä ajoissa. Se johtui minusta, ei
                       sinusta. Minut oli sammutettu. / Miltä se sinusta tuntui?
            client     Tuntui, että minut unohdettiin.
            bot        ”Tuntui, että minut unohdettiin.” Kuulen sen. / Ymmärsinkö oikein?
            client     kyllä
            bot        En saa sitä tekemättömäksi. Mikä nyt auttaisi? Voit sanoa sen myös omin sanoin.
            client     [Riittää, että kuulit]
            bot        Milloin kysyn sinulta kerran, miltä asia tuntuu? Voit sanoa myös päivän; /skip jättää väliin.
            client     [Kolmen päivän päästä]
            bot        Kysyn sinulta kerran, perjantai-iltana. / Asia pysyy auki, kunnes sinä sanot, että se on
                       kunnossa. /repair jatkaa siitä milloin vain.
            clock      Friday 17:00
            bot        Hei, Maria. Miten sinulla on mennyt? Ykkönen tarkoittaa raskasta, vitonen hyvää.
            bot        Hei, Maria. Miten sinulla on mennyt? Ykkönen tarkoittaa raskasta, vitonen hyvää.
            bot        Hei, Maria. Miten sinulla on mennyt? Ykkönen tarkoittaa raskasta, vitonen hyvää.
            bot        On ollut hiljaista, ja se sopii. Kysymys voi odottaa, ja olen täällä, kun haluat kirjoittaa. En
                       ota hiljaisuutta uudelleen puheeksi.
            client     3
            bot        Kiitos. Millaista on ollut?
            client     /skip
            bot        Jos haluat ottaa yhden pienen askeleen ennen ensi kertaa, mikä se olisi? Tämän voi hyvin jättää
                       väliin: /skip.
            client     /skip
            bot        Kiitos tästä hetkestä. Seuraavan kerran kysyn kuulumisia huomenna noin klo 9.00.
            clock      Friday 18:00
            bot        Puhuimme siitä, mikä meni vikaan, ja asia jäi auki. Miltä se nyt tuntuu?
            client     [Ei vielä]
            bot        En saa sitä tekemättömäksi. Mikä nyt auttaisi? Voit sanoa sen myös omin sanoin.
            client     Olen yhä vähän varuillani.
            bot        Tämä on tallessa sinun sanoillasi: ”Olen yhä vähän varuillani.” / Auttaisiko, jos muuttaisimme
                       jotain sopimaamme?
            client     kyllä
            bot        /schedule muuttaa sitä, milloin kirjoitan, ja /agreement näyttää kaiken, mitä sovimme. Kumpikin
                       toimii heti, kun olemme tässä valmiit. / Milloin kysyn sinulta kerran, miltä asia tuntuu? Voit
                       sanoa myös päivän; /skip jättää väliin.
            client     [Ei tarvitse, asia on kunnossa]
            bot        Kiitos, että sanoit sen minulle etkä jäänyt asian kanssa yksin. Se on nyt päätetty; /repair
                       auttaa, jos jotain vielä tulee.
        """)
    assert apologies(host) == 1
    assert without_excuses(host)


# An outage begins it by itself


async def test_a_long_outage_is_named_to_her_though_she_missed_nothing_by_it(host):
    async with told(host, check_in="weekly sun 09:00") as story:
        await story("""
            asleep     Thursday 12:00
            bot        I was away from Monday 23 November at 12:00 until today at 12:00. I had been switched off.
                       Telegram keeps messages for me for a day only, so what you wrote meanwhile may not have reached
                       me. If it still matters, you can send it again. If it left something behind, /repair is there.
            client     /repair
            bot        I was away, and what you wrote meanwhile may not have reached me. I'm sorry: that was on me, not
                       on you. I had been switched off. / How was that for you?
            client     I wrote to you on Tuesday and heard nothing.
            bot        “I wrote to you on Tuesday and heard nothing.” I'm with you. / Did I
                       get that right?
            client     yes
            bot        I can't undo it. What would help now? You can also say it in your own words.
            client     [A week without messages]
            bot        Then I leave you in peace until Thursday 3 December. /resume ends it sooner, and /sos always
                       works. / It stays open until you say that it's mended. /repair takes it up again whenever you
                       like.
            clock      Sunday 12:00
        """)
        assert story.outcomes("check_in") == ["skipped", None]
    assert apologies(host) == 1


async def test_pitka_katko_kerrotaan_vaikka_mitaan_ei_jaanyt_valiin(host):
    async with told(host, "fi", check_in="weekly sun 09:00") as story:
        await story("""
            asleep     Thursday 12:00
            bot        Olin poissa. Katko alkoi maanantaina 23. marraskuuta klo 12.00 ja päättyi tänään klo 12.00.
                       Minut oli sammutettu. Telegram säilyttää minulle tulevat viestit vain vuorokauden, joten sinä
                       aikana kirjoittamasi ei ehkä tullut perille. Jos se on yhä tärkeää, voit lähettää sen uudelleen.
                       Jos asia jäi vaivaamaan, siihen on /repair.
            client     /repair
            bot        Olin poissa, eikä se, mitä sillä välin kirjoitit, ehkä tullut perille. Olen pahoillani: se
                       johtui minusta, ei sinusta. Minut oli sammutettu. / Miltä se sinusta tuntui?
            client     Odotin vastaustasi tiistaista asti.
            bot        ”Odotin vastaustasi tiistaista asti.” Olen tässä. / Ymmärsinkö oikein?
            client     kyllä
            bot        En saa sitä tekemättömäksi. Mikä nyt auttaisi? Voit sanoa sen myös omin sanoin.
            client     kyllä
            bot        Omin sanoin tai painikkeella. /skip jättää tämän väliin.
            client     /skip
            bot        Auttaisiko, jos muuttaisimme jotain sopimaamme?
            client     /skip
            bot        Milloin kysyn sinulta kerran, miltä asia tuntuu? Voit sanoa myös päivän; /skip jättää väliin.
            client     /skip
            bot        Asia pysyy auki, kunnes sinä sanot, että se on kunnossa. /repair jatkaa siitä milloin vain.
        """)


# What she says hurt


async def test_you_hurt_me_is_owned_at_once_and_the_question_that_was_open_waits(host):
    async with told(host) as story:
        await story("""
            client     /checkin
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            client     2
            bot        That sounds heavy. What has weighed most?
            client     you hurt me
            bot        The question that was open can wait; /resume goes on with it. / Thank you for saying so. I'm
                       sorry that my words hurt: that was on me, not on you. / How was that for you?
            client     I said I was tired, and you asked for a number.
            bot        “I said I was tired, and you asked for a number.” I'm with you. / Did I get that right?
            client     yes
            bot        I can't undo it. What would help now? You can also say it in your own words.
            client     [Being heard is enough]
            bot        When shall I ask you, once, how it is? You can name a day too; /skip leaves it.
            client     [No need, it's mended]
            bot        Thank you for telling me instead of carrying it alone. It's closed; /repair is there if anything
                       comes up.
            client     /resume
            bot        I'm here. / That sounds heavy. What has weighed most?
        """)
    assert apologies(host) == 1


async def test_loukkasit_minua_otetaan_todesta(host):
    async with told(host, "fi") as story:
        await story("""
            client     /checkin
            bot        Hei, Maria. Miten sinulla on mennyt? Ykkönen tarkoittaa raskasta, vitonen hyvää.
            client     2
            bot        Kuulostaa raskaalta. Mikä on painanut eniten?
            client     loukkasit minua
            bot        Avoin kysymys voi odottaa; /resume jatkaa siitä. / Kiitos, että sanoit. Olen pahoillani, että
                       sanani satuttivat: se johtui minusta, ei sinusta. / Miltä se sinusta tuntui?
            client     Sanoin olevani väsynyt, ja sinä kysyit lukua.
            bot        Kuulen väsymystä: ”Sanoin olevani väsynyt, ja sinä kysyit lukua.” / Ymmärsinkö oikein?
            client     kyllä
            bot        En saa sitä tekemättömäksi. Mikä nyt auttaisi? Voit sanoa sen myös omin sanoin.
            client     [Riittää, että kuulit]
            bot        Milloin kysyn sinulta kerran, miltä asia tuntuu? Voit sanoa myös päivän; /skip jättää väliin.
            client     [Ei tarvitse, asia on kunnossa]
            bot        Kiitos, että sanoit sen minulle etkä jäänyt asian kanssa yksin. Se on nyt päätetty; /repair
                       auttaa, jos jotain vielä tulee.
        """)
    assert apologies(host) == 1


async def test_a_mirror_that_was_wrong_twice_is_known_when_she_wants_to_talk_of_it(host):
    async with told(host) as story:
        await story("""
            client     /checkin
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            client     2
            bot        That sounds heavy. What has weighed most?
            client     I don't know what I'm doing this job for any more.
            bot        You don't know what you're doing this job for any more. That can stay open for now. / Did I get
                       that right?
            client     [Not quite]
            bot        Thank you for saying so. What did I miss?
            client     I like the work, but nobody ever notices it.
            bot        Thank you for setting that straight. Nobody ever notices it. / Did I get that right?
            client     [Not quite]
            bot        I'm sorry, I keep missing it. Your own words stand just as you wrote them. If you'd like to tell
                       me how that was, there is /repair. / If there is one small step you'd like to take before we
                       talk next, what would it be? It's fine to leave it: /skip.
            client     /repair
            bot        The question that was open can wait; /resume goes on with it. / Twice I got wrong what you told
                       me. That was my doing, not yours. / How was that for you?
        """)


# Between her and the coach


async def test_what_is_between_her_and_the_coach_goes_to_the_coach_in_her_words_and_only_by_her_yes(host):
    async with told(host) as story:
        await story("""
            client     /repair
            bot        Thank you for saying so. What did I do, or leave undone, that didn't sit right?
            client     [It's about my coach]
            bot        What would you like Anna to know? Only what you write now goes further, and only after your yes.
            client     I felt rushed last time.
            bot        “I felt rushed last time.” / Shall I send this to Anna, word for word?
            client     [No, keep it here]
            bot        Nothing was sent. / When shall I ask you, once, how it is? You can name a day too; /skip leaves
                       it.
            client     [No need, it's mended]
            bot        Thank you for telling me instead of carrying it alone. It's closed; /repair is there if anything
                       comes up.
        """)
        assert host.chat_texts(ANNA) == []
        await story("""
            client     /repair
            bot        Thank you for saying so. What did I do, or leave undone, that didn't sit right?
            client     [It's about my coach]
            bot        What would you like Anna to know? Only what you write now goes further, and only after your yes.
            client     I felt rushed last time, and I'd like more time.
            bot        “I felt rushed last time, and I'd like more time.” / Shall I send this to Anna, word for word?
            client     [Yes, send it]
            bot        I've passed it on to Anna, word for word. They promise an answer by Wednesday 25 November at
                       12:00. / When shall I ask you, once, how it is? You can name a day too; /skip leaves it.
            to coach   From Maria (#1), word for word: / I felt rushed last time, and I'd like more time. / You
                       promised an answer by Wednesday 25 November at 12:00. To answer: /reply #1 and your words.
            client     /skip
            bot        It stays open until you say that it's mended. /repair takes it up again whenever you like.
        """)


async def test_valmentajaa_koskeva_menee_valmentajalle_vain_luvalla(host):
    async with told(host, "fi") as story:
        await story("""
            client     /repair
            bot        Kiitos, että sanoit. Mitä tein tai jätin tekemättä niin, että se tuntui väärältä?
            client     [Se koskee coachiani]
            bot        Mitä haluaisit coachisi tietävän? Vain se, mitä nyt kirjoitat, menee eteenpäin, ja vasta kun
                       annat luvan.
            client     Viimeksi minulle tuli kiireen tuntu.
            bot        ”Viimeksi minulle tuli kiireen tuntu.” / Lähetänkö tämän coachillesi sanasta sanaan?
            client     [Kyllä, lähetä]
            bot        Välitin sen sanasta sanaan. Anna lupaa vastata viimeistään keskiviikkona 25. marraskuuta klo
                       12.00. / Milloin kysyn sinulta kerran, miltä asia tuntuu? Voit sanoa myös päivän; /skip jättää
                       väliin.
            to coach   Maria (#1) kirjoittaa: / Viimeksi minulle tuli kiireen tuntu. / Lupasit vastata viimeistään
                       keskiviikkona 25. marraskuuta klo 12.00. Vastaa: /reply #1 ja sanasi.
            client     /skip
            bot        Asia pysyy auki, kunnes sinä sanot, että se on kunnossa. /repair jatkaa siitä milloin vain.
        """)


async def test_it_stays_open_until_she_says_that_it_is_mended(host):
    async with told(host, check_in="") as story:
        await story("""
            client     /repair
            bot        Thank you for saying so. What did I do, or leave undone, that didn't sit right?
            client     You sounded cold.
            bot        I'm sorry. That was on me, not on you, and I won't explain it away. / How was that for you?
            client     I felt small.
            bot        You felt small. That sounds uncomfortable. / Did I get that right?
            client     yes
            bot        I can't undo it. What would help now? You can also say it in your own words.
            client     /skip
            bot        Would it help to change something that we agreed on?
            client     /skip
            bot        When shall I ask you, once, how it is? You can name a day too; /skip leaves it.
            client     /skip
            bot        It stays open until you say that it's mended. /repair takes it up again whenever you like.
            clock      Wednesday 12:00
            client     /repair
            bot        We spoke of something that went wrong, and it was left open. How is it now?
            client     [It's mended]
            bot        Thank you for telling me instead of carrying it alone. It's closed; /repair is there if anything
                       comes up.
            client     /repair
            bot        Thank you for saying so. What did I do, or leave undone, that didn't sit right?
        """)
