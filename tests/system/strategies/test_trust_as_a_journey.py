"""Trust as a journey: a pulse of trust, rarely and only if she agreed, whose numbers are hers; a fall begins a repair;
and reviews that she changes before the coach sees anything of them.
"""

from tests.system.strategies.story import ANNA, told

# The pulse


async def test_the_pulse_is_hers_with_a_picture_and_nobody_else_sees_it(host):
    async with told(host) as story:
        await story("""
            client     /pulse
            bot        Four short statements about how it is to talk here, with Anna and with me. Your numbers are
                       yours alone, unless you share them. / 1/4 “What is promised to me here is kept.” How true is
                       that for you, from 1 (not at all) to 5 (fully)?
            client     [4]
            bot        2/4 “I can say things here as they are.” How true, from 1 to 5?
            client     why
            bot        If something can't be said here, I'd want to know that first. / 2/4 “I can say things here as
                       they are.” How true, from 1 to 5?
            client     [5]
            bot        3/4 “I am heard here, not just answered.” How true, from 1 to 5?
            client     [4]
            bot        4/4 “My boundaries are kept here.” How true, from 1 to 5?
            client     [5]
            bot        Your numbers today: / • Promises are kept: 4 / • I can speak openly: 5 / • I am heard: 4 / • My
                       boundaries are kept: 5 / They are yours. Shall I share today's numbers with Anna?
            client     [No, they're mine]
            bot        They stay yours. / May I ask you these four every four weeks, the next time Monday 21 December?
            client     [No, don't]
            bot        Then I won't ask by myself. /pulse is there whenever you like. / Thank you for the honest
                       numbers.
            coach      /transcript Maria
            to coach   Maria (#1), messages 1–16 of 16. Your client sees that you read this. It is deleted from this
                       chat after a day. / # Monday 23 November 2026 / 12:00 (16 messages, not shared)
        """)
        assert "photo" in [each.kind for each in await story.people["client"].messages()]
        assert story.outcomes("pulse") == []
    assert "I can speak openly" not in "".join(host.chat_texts(ANNA))


async def test_luottamusluvut_ovat_asiakkaan_omat(host):
    async with told(host, "fi") as story:
        await story("""
            client     /pulse
            bot        Neljä lyhyttä väitettä siitä, millaista täällä on puhua minun ja coachisi kanssa. Luvut ovat
                       vain sinun, ellet jaa niitä. / 1/4 ”Se, mitä minulle täällä luvataan, pidetään.” Miten hyvin se
                       pitää paikkansa, yhdestä (ei lainkaan) viiteen (täysin)?
            client     [4]
            bot        2/4 ”Voin sanoa täällä asiat niin kuin ne ovat.” Miten hyvin se pitää paikkansa, yhdestä
                       viiteen?
            client     [5]
            bot        3/4 ”Minua kuunnellaan täällä, eikä minulle vain vastata.” Miten hyvin se pitää paikkansa,
                       yhdestä viiteen?
            client     /skip
            bot        4/4 ”Rajojani kunnioitetaan täällä.” Miten hyvin se pitää paikkansa, yhdestä viiteen?
            client     [5]
            bot        Lukusi tänään: / • Lupaukset pidetään: 4 / • Voin puhua suoraan: 5 / • Minua kuunnellaan: ei
                       vastausta / • Rajojani kunnioitetaan: 5 / Ne ovat sinun. Jaanko tämän päivän luvut coachillesi?
            client     [Kyllä, jaa ne]
            bot        Jaoin coachillesi tämän päivän luvut enkä mitään muuta. / Saanko kysyä nämä neljä neljän viikon
                       välein, seuraavan kerran maanantaina 21. joulukuuta?
            to coach   Maria (#1) jakaa kanssasi tämän päivän luottamuslukunsa, yhdestä viiteen: / • Lupaukset
                       pidetään: 4 / • Voin puhua suoraan: 5 / • Minua kuunnellaan: ei vastausta / • Rajojani
                       kunnioitetaan: 5
            client     [Ei, älä kysy]
            bot        En sitten ota tätä itse puheeksi. /pulse on käytettävissä milloin vain. / Kiitos rehellisistä
                       luvuista.
        """)


async def test_it_is_asked_every_four_weeks_and_only_after_her_yes(host):
    async with told(host, check_in="") as story:
        await story("""
            client     /pulse
            bot        Four short statements about how it is to talk here, with Anna and with me. Your numbers are
                       yours alone, unless you share them. / 1/4 “What is promised to me here is kept.” How true is
                       that for you, from 1 (not at all) to 5 (fully)?
            client     [4]
            bot        2/4 “I can say things here as they are.” How true, from 1 to 5?
            client     [4]
            bot        3/4 “I am heard here, not just answered.” How true, from 1 to 5?
            client     [4]
            bot        4/4 “My boundaries are kept here.” How true, from 1 to 5?
            client     [4]
            bot        Your numbers today: / • Promises are kept: 4 / • I can speak openly: 4 / • I am heard: 4 / • My
                       boundaries are kept: 4 / They are yours. Shall I share today's numbers with Anna?
            client     [No, they're mine]
            bot        They stay yours. / May I ask you these four every four weeks, the next time Monday 21 December?
            client     [Yes, ask me]
            bot        Then I'll ask again Monday 21 December. / Thank you for the honest numbers.
            clock      Monday 12:00
            clock      Monday 12:00
            clock      Monday 12:00
            clock      Monday 12:00
            clock      Monday 19:00
            bot        Four short statements about how it is to talk here, with Anna and with me. Your numbers are
                       yours alone, unless you share them. / 1/4 “What is promised to me here is kept.” How true is
                       that for you, from 1 (not at all) to 5 (fully)?
        """)
        assert story.outcomes("pulse") == ["kept", None]


# A fall begins a repair


async def test_a_fall_begins_a_repair_with_what_fell(host):
    async with told(host, check_in="") as story:
        await story("""
            client     /pulse
            bot        Four short statements about how it is to talk here, with Anna and with me. Your numbers are
                       yours alone, unless you share them. / 1/4 “What is promised to me here is kept.” How true is
                       that for you, from 1 (not at all) to 5 (fully)?
            client     [5]
            bot        2/4 “I can say things here as they are.” How true, from 1 to 5?
            client     [5]
            bot        3/4 “I am heard here, not just answered.” How true, from 1 to 5?
            client     [5]
            bot        4/4 “My boundaries are kept here.” How true, from 1 to 5?
            client     [5]
            bot        Your numbers today: / • Promises are kept: 5 / • I can speak openly: 5 / • I am heard: 5 / • My
                       boundaries are kept: 5 / They are yours. Shall I share today's numbers with Anna?
            client     [No, they're mine]
            bot        They stay yours. / May I ask you these four every four weeks, the next time Monday 21 December?
            client     [No, don't]
            bot        Then I won't ask by myself. /pulse is there whenever you like. / Thank you for the honest
                       numbers.
            clock      Thursday 12:00
            client     /pulse
            bot        Four short statements about how it is to talk here, with Anna and with me. Your numbers are
                       yours alone, unless you share them. / 1/4 “What is promised to me here is kept.” How true is
                       that for you, from 1 (not at all) to 5 (fully)?
            client     [5]
            bot        2/4 “I can say things here as they are.” How true, from 1 to 5?
            client     [2]
            bot        3/4 “I am heard here, not just answered.” How true, from 1 to 5?
            client     [5]
            bot        4/4 “My boundaries are kept here.” How true, from 1 to 5?
            client     [5]
            bot        Your numbers today: / • Promises are kept: 5 (last time 5) / • I can speak openly: 2 (last time
                       5) / • I am heard: 5 (last time 5) / • My boundaries are kept: 5 (last time 5) / They are yours.
                       Shall I share today's numbers with Anna?
            client     [No, they're mine]
            bot        They stay yours. / May I ask you these four every four weeks, the next time Thursday 24
                       December?
            client     [No, don't]
            bot        Then I won't ask by myself. /pulse is there whenever you like. / Thank you for saying how it is.
                       You gave a 2 to “I can say things here as they are.” What is behind that?
            client     I told you about my father, and you asked for a number.
            bot        “I told you about my father, and you asked for a number.” I hear you. / Did I get that right?
            client     yes
            bot        I can't undo it. What would help now? You can also say it in your own words.
            client     [Being heard is enough]
            bot        When shall I ask you, once, how it is? You can name a day too; /skip leaves it.
            client     [No need, it's mended]
            bot        Thank you for telling me instead of carrying it alone. It's closed; /repair is there if anything
                       comes up.
        """)
        assert host.chat_texts(ANNA) == []


async def test_luottamuksen_lasku_aloittaa_korjaamisen(host):
    async with told(host, "fi", check_in="") as story:
        await story("""
            client     /pulse
            bot        Neljä lyhyttä väitettä siitä, millaista täällä on puhua minun ja coachisi kanssa. Luvut ovat
                       vain sinun, ellet jaa niitä. / 1/4 ”Se, mitä minulle täällä luvataan, pidetään.” Miten hyvin se
                       pitää paikkansa, yhdestä (ei lainkaan) viiteen (täysin)?
            client     [5]
            bot        2/4 ”Voin sanoa täällä asiat niin kuin ne ovat.” Miten hyvin se pitää paikkansa, yhdestä
                       viiteen?
            client     [5]
            bot        3/4 ”Minua kuunnellaan täällä, eikä minulle vain vastata.” Miten hyvin se pitää paikkansa,
                       yhdestä viiteen?
            client     [2]
            bot        4/4 ”Rajojani kunnioitetaan täällä.” Miten hyvin se pitää paikkansa, yhdestä viiteen?
            client     [5]
            bot        Lukusi tänään: / • Lupaukset pidetään: 5 / • Voin puhua suoraan: 5 / • Minua kuunnellaan: 2 / •
                       Rajojani kunnioitetaan: 5 / Ne ovat sinun. Jaanko tämän päivän luvut coachillesi?
            client     [Ei, ne ovat minun]
            bot        Ne jäävät sinulle. / Saanko kysyä nämä neljä neljän viikon välein, seuraavan kerran maanantaina
                       21. joulukuuta?
            client     [Ei, älä kysy]
            bot        En sitten ota tätä itse puheeksi. /pulse on käytettävissä milloin vain. / Kiitos, että vastasit
                       niin kuin asia on. Annoit arvosanan 2 väitteelle ”Minua kuunnellaan täällä, eikä minulle vain
                       vastata.” Mitä sen takana on?
            client     Kerroin isästä, ja sitten kysyit, miten viikko meni.
            bot        ”Kerroin isästä, ja sitten kysyit, miten viikko meni.” Olen tässä. / Ymmärsinkö oikein?
            client     Tuntui, ettei minua kannata kuunnella.
            bot        Kiitos, kun tarkensit: ”Tuntui, ettei minua kannata kuunnella”. / Ymmärsinkö oikein?
            client     kyllä
            bot        En saa sitä tekemättömäksi. Mikä nyt auttaisi? Voit sanoa sen myös omin sanoin.
            client     [Riittää, että kuulit]
            bot        Milloin kysyn sinulta kerran, miltä asia tuntuu? Voit sanoa myös päivän; /skip jättää väliin.
            client     [Ei tarvitse, asia on kunnossa]
            bot        Kiitos, että sanoit sen minulle etkä jäänyt asian kanssa yksin. Se on nyt päätetty; /repair
                       auttaa, jos jotain vielä tulee.
        """)


# The review


async def test_she_changes_a_review_before_the_coach_sees_anything_of_it(host):
    async with told(host, readers="times", check_in="daily 09:00") as story:
        await story("""
            clock      Tuesday 09:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            client     4
            bot        Thank you. What has it been like?
            client     I'm so proud that I finally rang them.
            bot        You're so proud that you finally rang them. That took effort. / Did I get that right?
            client     yes
            bot        If there is one small step you'd like to take before we talk next, what would it be? It's fine
                       to leave it: /skip.
            client     call the bank
            bot        “call the bank”. I'll remember it, and ask once how it went. / Thank you for taking the time.
                       Your next check-in: tomorrow around 9:00.
            clock      Wednesday 09:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            clock      Thursday 09:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            client     2
            bot        That sounds heavy. What has weighed most?
            client     I was cross with my sister all evening.
            bot        You were cross with your sister all evening. I'm with you. / Did I get that right?
            client     yes
            bot        You wanted to try: “call the bank”. / How did it go?
            client     /cancel
            bot        Stopped here. What you said is kept, and you can write to me whenever you like.
            client     /review
            bot        Your week, 19 Nov to 26 Nov / In your own words: / 1 · “I'm so proud that I finally rang them.”
                       (24 Nov 9:00) / 2 · “I was cross with my sister all evening.” (26 Nov 9:00) / What you set out
                       to do: / 3 · “call the bank” – open / Check-ins: 24 Nov: 4 · 25 Nov: no answer · 26 Nov: 2 / My
                       promises to you: kept 3 of 3 / Only you see this so far. What shall I do with it?
            client     [Change or leave out something]
            bot        Which one? Its number leaves it out; the number and your words put it otherwise, such as “2 I
                       was tired”.
            client     2
            bot        That one is out. / Your week, 19 Nov to 26 Nov / In your own words: / 1 · “I'm so proud that I
                       finally rang them.” (24 Nov 9:00) / What you set out to do: / 2 · “call the bank” – open /
                       Check-ins: 24 Nov: 4 · 25 Nov: no answer · 26 Nov: 2 / My promises to you: kept 3 of 3 / Only
                       you see this so far. What shall I do with it?
            client     [Change or leave out something]
            bot        Which one? Its number leaves it out; the number and your words put it otherwise, such as “2 I
                       was tired”.
            client     1 I rang them at last
            bot        It now says what you wrote. / Your week, 19 Nov to 26 Nov / In your own words: / 1 · “I rang
                       them at last” (26 Nov 9:00) / What you set out to do: / 2 · “call the bank” – open / Check-ins:
                       24 Nov: 4 · 25 Nov: no answer · 26 Nov: 2 / My promises to you: kept 3 of 3 / Only you see this
                       so far. What shall I do with it?
            coach      /transcript Maria
            to coach   Maria (#1), messages 10–29 of 29. Your client sees that you read this. It is deleted from this
                       chat after a day. / # Wednesday 25 November 2026 / 09:00 bot (not shared) / # Thursday 26
                       November 2026 / 09:00 (19 messages, not shared)
            client     [Share it with my coach]
            bot        I've shared it with Anna, just as it stands above. / Shall I put one together every week, the
                       next time Thursday 3 December?
            to coach   Maria (#1) shares a review of their week with you, as they want it read: /transcript #1 shows it
                       last.
            client     [No, only when I ask]
            bot        Then I won't by myself. /review is there whenever you like. / Thank you for looking at it with
                       me.
            coach      /transcript Maria
            to coach   Maria (#1), messages 15–34 of 34. Your client sees that you read this. It is deleted from this
                       chat after a day. / # Thursday 26 November 2026 / 09:00 (15 messages, not shared) / 09:00 client
                       (review) Your week, 19 Nov to 26 Nov / In your own words: / 1 · “I rang them at last” (26 Nov
                       9:00) / What you set out to do: / 2 · “call the bank” – open / Check-ins: 24 Nov: 4 · 25 Nov: no
                       answer · 26 Nov: 2 / My promises to you: kept 3 of 3 / 09:00 (4 messages, not shared)
        """)
    seen = "".join(host.chat_texts(ANNA))
    assert "I rang them at last" in seen
    assert "sister" not in seen
    assert "proud" not in seen


async def test_katsaus_on_asiakkaan_oma_kunnes_han_jakaa_sen(host):
    async with told(host, "fi", check_in="daily 09:00") as story:
        await story("""
            clock      Tuesday 09:00
            bot        Hei, Maria. Miten sinulla on mennyt? Ykkönen tarkoittaa raskasta, vitonen hyvää.
            client     4
            bot        Kiitos. Millaista on ollut?
            client     Olen ylpeä, että soitin vihdoin pankkiin.
            bot        Olet ylpeä, että soitit vihdoin pankkiin. Ei se itsestään tapahtunut. / Ymmärsinkö oikein?
            client     kyllä
            bot        Jos haluat ottaa yhden pienen askeleen ennen ensi kertaa, mikä se olisi? Tämän voi hyvin jättää
                       väliin: /skip.
            client     varaan ajan
            bot        ”varaan ajan”. Muistan sen ja kysyn kerran, miten kävi. / Kiitos tästä hetkestä. Seuraavan
                       kerran kysyn kuulumisia huomenna noin klo 9.00.
            clock      Wednesday 09:00
            bot        Hei, Maria. Miten sinulla on mennyt? Ykkönen tarkoittaa raskasta, vitonen hyvää.
            client     /review
            bot        Avoin kysymys voi odottaa; /resume jatkaa siitä. / Viikkosi 18.11.–25.11. / Omin sanoin: / 1 ·
                       ”Olen ylpeä, että soitin vihdoin pankkiin.” (24.11. klo 9.00) / Mitä päätit tehdä: / 2 · ”varaan
                       ajan” – kesken / Kuulumiset: 24.11.: 4 · 25.11.: ei vastausta / Minun lupaukseni sinulle:
                       pidetty 2/2 / Toistaiseksi vain sinä näet tämän. Mitä teen sillä?
            client     [Muuta tai jätä jotain pois]
            bot        Mikä niistä? Pelkkä numero jättää sen pois; numero ja sanasi muuttavat sen, vaikka ”2 olin
                       väsynyt”.
            client     1 soitin pankkiin
            bot        Siinä lukee nyt niin kuin kirjoitit. / Viikkosi 18.11.–25.11. / Omin sanoin: / 1 · ”soitin
                       pankkiin” (25.11. klo 9.00) / Mitä päätit tehdä: / 2 · ”varaan ajan” – kesken / Kuulumiset:
                       24.11.: 4 · 25.11.: ei vastausta / Minun lupaukseni sinulle: pidetty 2/2 / Toistaiseksi vain
                       sinä näet tämän. Mitä teen sillä?
            client     [Pidän itselläni]
            bot        Se jää sinulle: tämä katsaus ei mene kenellekään. / Kokoanko tällaisen joka viikko, seuraavan
                       kerran keskiviikkona 2. joulukuuta?
            client     [Kyllä, joka viikko]
            bot        Seuraava tulee siis keskiviikkona 2. joulukuuta. / Kiitos, että katsoit tätä kanssani.
            client     /promises
            bot        Mitä sinulle on luvattu, uusin ensin: / • katsaus viikkoosi, keskiviikkona 2. joulukuuta klo
                       18.00: vielä edessä / • kuulumisten kysyminen, huomenna klo 9.00: vielä edessä / • kuulumisten
                       kysyminen, tänään klo 9.00: pidetty / • kuulumisten kysyminen, eilen klo 9.00: pidetty
        """)
    assert host.chat_texts(ANNA) == []


async def test_a_gap_in_a_week_is_only_a_gap(host):
    async with told(host, check_in="daily 09:00") as story:
        await story("""
            clock      Tuesday 09:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            clock      Wednesday 09:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            client     /review
            bot        The question that was open can wait; /resume goes on with it. / Your week, 18 Nov to 25 Nov /
                       There are no words of yours to show from this week, and that's fine: a gap is only a gap. /
                       Check-ins: 24 Nov: no answer · 25 Nov: no answer / My promises to you: kept 2 of 2 / Only you
                       see this so far. What shall I do with it?
            client     [Keep it to myself]
            bot        It stays yours: this review goes to nobody. / Shall I put one together every week, the next time
                       Wednesday 2 December?
            client     [No, only when I ask]
            bot        Then I won't by myself. /review is there whenever you like. / Thank you for looking at it with
                       me.
        """)
