"""Building rapport: the name she wants to go by, what matters to her, and events with a day that she agreed to be asked
about are remembered, shown to her, used as she would wish, and forgotten when she says so.
"""

from tests.system.strategies.story import ANNA, MARIA, told


async def test_she_is_called_what_she_wants_to_be_called_from_then_on(host):
    async with told(host, check_in="daily 09:00") as story:
        await story("""
            client     /settings
            bot        Name: Maria / Form of address in Finnish: sinä / Language: English / Time zone: Helsinki / Help
                       in /sos: Finland / Remembered: / nothing else / What would you like to change?
            client     [Name]
            bot        Your name here: Maria. What would you like me to call you?
            client     Mirkku
            bot        From now on I call you Mirkku.
            clock      Tuesday 09:00
            bot        Hello, Mirkku. How have things been, from 1 (heavy) to 5 (good)?
            client     /settings name
            bot        The question that was open can wait; /resume goes on with it. / Your name here: Mirkku. What
                       would you like me to call you?
            client     [No name]
            bot        I've forgotten your name and use none from now on. What was said in our chat stays as it was
                       said; /delete erases that too.
            clock      Wednesday 09:00
            bot        Hello. How have things been, from 1 (heavy) to 5 (good)?
        """)
    assert "Maria" not in host.chat_texts(MARIA)[-1]


async def test_hanta_kutsutaan_niin_kuin_han_haluaa(host):
    async with told(host, "fi", check_in="daily 09:00") as story:
        await story("""
            client     /settings nimi
            bot        Nimesi täällä: Maria. Miksi haluaisit minun kutsuvan sinua?
            client     Mirkku
            bot        Tästä lähtien kutsun sinua näin: Mirkku.
            clock      Tuesday 09:00
            bot        Hei, Mirkku. Miten sinulla on mennyt? Ykkönen tarkoittaa raskasta, vitonen hyvää.
            client     /settings puhuttelu
            bot        Avoin kysymys voi odottaa; /resume jatkaa siitä. / Haluatko mieluummin sinuttelua vai
                       teitittelyä?
            client     [Te]
            bot        Merkitsin, että haluat teitittelyä, ja coachisi saa tietää siitä. Omat lauseeni on kirjoitettu
                       sinä-muotoon, enkä vielä osaa teititellä.
            to coach   Maria (#1) toivoo teitittelyä. Minä en osaa sitä vielä, mutta sinä osaat.
        """)
    assert "teitittelyä" in host.chat_texts(ANNA)[-1]


async def test_what_matters_to_her_is_remembered_in_her_own_words_and_shown_to_her(host):
    async with told(host) as story:
        await story("""
            client     /settings
            bot        Name: Maria / Form of address in Finnish: sinä / Language: English / Time zone: Helsinki / Help
                       in /sos: Finland / Remembered: / nothing else / What would you like to change?
            client     [Remember something]
            bot        What kind of thing is it?
            client     [What matters to me]
            bot        Write it as you'd like it remembered.
            client     that my mornings are calm
            bot        I'll remember it in your own words. /settings shows it, and forgets it when you say so.
            client     /settings
            bot        Name: Maria / Form of address in Finnish: sinä / Language: English / Time zone: Helsinki / Help
                       in /sos: Finland / Remembered: / 1 · What matters to you: that my mornings are calm / What would
                       you like to change?
            client     [Remember something]
            bot        What kind of thing is it?
            client     [Someone who matters]
            bot        Write it as you'd like it remembered.
            client     Liisa, my sister
            bot        I'll remember it in your own words. /settings shows it, and forgets it when you say so.
            client     /settings
            bot        Name: Maria / Form of address in Finnish: sinä / Language: English / Time zone: Helsinki / Help
                       in /sos: Finland / Remembered: / 1 · What matters to you: that my mornings are calm / 2 ·
                       Someone who matters: Liisa, my sister / What would you like to change?
            client     [Leave it as it is]
            bot        It all stays as it is.
        """)


async def test_tarkea_muistetaan_omin_sanoin_ja_unohdetaan_pyydettaessa(host):
    async with told(host, "fi") as story:
        await story("""
            client     /settings muista
            bot        Millainen asia se on?
            client     [Mikä minulle on tärkeää]
            bot        Kirjoita se niin kuin haluat sen muistettavan.
            client     että aamut ovat rauhallisia
            bot        Muistan sen sinun sanoillasi. /settings näyttää sen ja unohtaa sen, kun niin sanot.
            client     /settings unohda
            bot        1 · Mikä sinulle on tärkeää: että aamut ovat rauhallisia / Minkä numeron unohdan?
            client     1
            bot        1 · Mikä sinulle on tärkeää: että aamut ovat rauhallisia / Se, mitä keskustelussamme on sanottu,
                       jää ennalleen; /delete poistaa senkin. Unohdanko tämän?
            client     [Kyllä, unohda]
            bot        Se on unohdettu ja poistettu sieltä, missä sen säilytin. Se, mitä keskustelussamme on sanottu,
                       jää ennalleen.
            client     /settings
            bot        Nimi: Maria / Puhuttelu: sinä / Kieli: suomi / Aikavyöhyke: Helsinki / Apu komennolla /sos:
                       Suomi / Muistissa: / ei muuta / Mitä haluaisit muuttaa?
        """)


async def test_an_event_she_agreed_to_be_asked_about_is_asked_about_once_on_its_evening(host):
    async with told(host, check_in="weekly sun 09:00") as story:
        await story("""
            client     I have a job interview on Thursday and I'm nervous.
            bot        You have a job interview on Thursday and you're nervous. That can be said here. / Did I get that
                       right?
            client     yes
            bot        What in this matters most to you?
            client     /skip
            bot        When you look at it now, what do you notice that you didn't at first?
            client     /skip
            bot        If you'd like to take one small step from here, what would it be? It's fine to leave it: /skip.
            client     /skip
            bot        You mentioned an interview. Shall I ask you on Thursday evening how it went?
            client     [Yes, ask me]
            bot        Good. I'll ask you on Thursday evening. / Thank you for trusting me with this. I'm here whenever
                       you want to write.
            client     /settings
            bot        Name: Maria / Form of address in Finnish: sinä / Language: English / Time zone: Helsinki / Help
                       in /sos: Finland / Remembered: / 1 · I'll ask about: an interview, Thursday 26 November / What
                       would you like to change?
            client     [Leave it as it is]
            bot        It all stays as it is.
            clock      Thursday 12:00
            clock      Thursday 18:00
            bot        You told me about an interview (today), and I said I'd ask. How did it go?
            client     It went well, they laughed at my joke.
            bot        It went well. They laughed at your joke. I hear that. / Did I get that right?
            client     yes
            bot        Thank you for telling me. I'm here whenever you want to write.
            clock      Saturday 18:00
        """)
        assert story.outcomes("follow_up") == ["kept"]


async def test_sovitusta_tapahtumasta_kysytaan_kerran(host):
    async with told(host, "fi", check_in="weekly sun 09:00") as story:
        await story("""
            client     Minulla on torstaina työhaastattelu ja jännitän.
            bot        Sinulla on torstaina työhaastattelu ja jännität. / Ymmärsinkö oikein?
            client     kyllä
            bot        Mikä tässä on sinulle tärkeintä?
            client     /skip
            bot        Kun katsot tätä nyt, mitä huomaat sellaista, mitä et aluksi huomannut?
            client     /skip
            bot        Jos haluat ottaa tästä yhden pienen askeleen, mikä se olisi? Tämän voi hyvin jättää väliin:
                       /skip.
            client     /skip
            bot        Mainitsit, että edessä on haastattelu. Kysynkö sinulta torstai-iltana, miten meni?
            client     [Kyllä, kysy]
            bot        Hyvä. Kysyn torstai-iltana. / Kiitos, että uskoit tämän minulle. Olen täällä, kun haluat
                       kirjoittaa.
            clock      Thursday 18:00
            bot        Kerroit, että edessä oli haastattelu (tänään), ja lupasin kysyä. Miten meni?
            client     Hyvin meni, ne nauroivat mun vitsille.
            bot        ”Hyvin meni, ne nauroivat mun vitsille.” Kiva lukea tällaista. / Ymmärsinkö oikein?
            client     kyllä
            bot        Kiitos, että kerroit. Olen täällä, kun haluat kirjoittaa.
            clock      Saturday 18:00
        """)
        assert story.outcomes("follow_up") == ["kept"]


async def test_an_event_she_did_not_agree_to_is_never_asked_about(host):
    async with told(host, check_in="weekly sun 09:00") as story:
        await story("""
            client     I have a job interview on Thursday and I'm nervous.
            bot        You have a job interview on Thursday and you're nervous. That can be said here. / Did I get that
                       right?
            client     yes
            bot        What in this matters most to you?
            client     /skip
            bot        When you look at it now, what do you notice that you didn't at first?
            client     /skip
            bot        If you'd like to take one small step from here, what would it be? It's fine to leave it: /skip.
            client     /skip
            bot        You mentioned an interview. Shall I ask you on Thursday evening how it went?
            client     [No, don't]
            bot        Thank you for trusting me with this. I'm here whenever you want to write.
            clock      Saturday 18:00
        """)
        assert story.outcomes("follow_up") == []


async def test_one_that_she_has_forgotten_again_is_not_asked_about_either(host):
    async with told(host, check_in="weekly sun 09:00") as story:
        await story("""
            client     I have a job interview on Thursday and I'm nervous.
            bot        You have a job interview on Thursday and you're nervous. That can be said here. / Did I get that
                       right?
            client     yes
            bot        What in this matters most to you?
            client     /skip
            bot        When you look at it now, what do you notice that you didn't at first?
            client     /skip
            bot        If you'd like to take one small step from here, what would it be? It's fine to leave it: /skip.
            client     /skip
            bot        You mentioned an interview. Shall I ask you on Thursday evening how it went?
            client     [Yes, ask me]
            bot        Good. I'll ask you on Thursday evening. / Thank you for trusting me with this. I'm here whenever
                       you want to write.
            client     /settings forget 1
            bot        1 · I'll ask about: an interview, Thursday 26 November / What was said in our chat stays as it
                       was said; /delete erases that too. Shall I forget this?
            client     [Yes, forget it]
            bot        It's forgotten, and gone from where I kept it. What was said in our chat stays as it was said.
            clock      Saturday 18:00
        """)
        assert story.outcomes("follow_up") == []


async def test_what_she_told_at_the_beginning_comes_back_at_the_end(host):
    """What she hoped for and what she saw, in her own words, where the agreement has a closing talk."""
    async with told(host) as story:
        await story("""
            client     /settings remember
            bot        What kind of thing is it?
            client     [What I hope for]
            bot        Write it as you'd like it remembered.
            client     to say no without a stomach ache
            bot        I'll remember it in your own words. /settings shows it, and forgets it when you say so.
            client     /farewell
            bot        Our time together, 23 Nov to 23 Nov / In your own words: / 1 · “to say no without a stomach
                       ache” (23 Nov 12:00) / Ending the coaching with Anna here means: I start nothing any more, what
                       was still promised or proposed is withdrawn, and Anna is told that you ended it. Your words are
                       kept for 1 year, as we agreed, and then erased. / Shall we end it here?
            client     [No, go on as before]
            bot        Nothing has changed: we go on as before.
        """)
