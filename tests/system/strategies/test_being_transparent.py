"""Being transparent: it says that it is a bot; who the coach is, how they work, what they trained for and what they
don't do; who wrote each message, a template, the coach or a model; why a question is asked; who read what, and when;
and /privacy says in plain words what is kept.
"""

import io
import json
import zipfile

import pytest

from tests.system.endpoint import Endpoint, served
from tests.system.strategies.story import MARIA, told

STRANGER = 99


# A bot, and who stands behind it


async def test_the_first_thing_it_says_is_that_it_is_a_bot_and_who_the_coach_is(host):
    async with told(host, met=False) as story:
        await story("""
            client     /start CODE
            bot        Hello. I'm Luottamus, a bot: a program, not a person. Anna uses me to keep in touch with you
                       between your sessions. / About Anna, in their own words / • How they work: I listen first. / •
                       Training: ACC, five years / • What they don't do: Therapy, emergencies. / Before we start, we
                       decide together who reads what you write here. I'm not an emergency service, and nobody watches
                       this chat. Help is always one word away: /sos / Shall we begin?
        """)


async def test_ensimmaiseksi_se_kertoo_olevansa_botti_ja_kuka_valmentaja_on(host):
    async with told(host, "fi", met=False) as story:
        await story("""
            client     /start CODE
            bot        Hei. Olen Luottamus, botti: ohjelma, en ihminen. Anna pitää minun avullani yhteyttä sinuun
                       tapaamistenne välillä. / Anna kertoo itsestään / • Työtapa: Kuuntelen ensin. / • Koulutus: ACC,
                       viisi vuotta / • Mitä ei kuulu työhön: Terapia, hätätilanteet. / Ennen kuin aloitamme, sovimme
                       yhdessä, kuka lukee sen, mitä kirjoitat tänne. En ole hätäpalvelu, eikä kukaan päivystä tässä
                       keskustelussa. Avun näet aina yhdellä sanalla: /sos / Aloitetaanko?
        """)


@pytest.mark.parametrize(
    ("language", "asked"), [("en", "Are you a real person?"), ("fi", "Oletko sinä oikea ihminen?")]
)
async def test_asked_whether_it_is_a_person_it_never_says_yes(host, language, asked):
    async with told(host, language) as story:
        await story.act(asked)
    answer = host.chat_texts(MARIA)[-1]
    assert "I'm a bot" in answer or "Olen botti" in answer


@pytest.mark.parametrize("language", ["en", "fi"])
async def test_a_stranger_hears_it_too_and_so_does_whoever_asks_for_help(host, language):
    stranger = host.person("Eve", STRANGER, language)
    async with told(host, language) as story:
        await stranger.say("hello")
        await stranger.wait()
        await story.act("/help")
    for said in (host.chat_texts(STRANGER)[-1], host.chat_texts(MARIA)[-1]):
        assert "a bot that" in said or "botti, joka" in said


# Who wrote each message


async def test_a_coachs_words_come_marked_as_theirs_and_a_templates_do_not(host):
    async with told(host) as story:
        await story("""
            client     /coach Could we move Thursday?
            bot        I've passed it on to Anna, word for word. They promise an answer by Wednesday 25 November at
                       12:00. They may not read it at once.
            to coach   From Maria (#1), word for word: / Could we move Thursday? / You promised an answer by Wednesday
                       25 November at 12:00. To answer: /reply #1 and your words.
            coach      /reply Maria Of course, Friday it is.
            bot        From Anna, in their own words: / Of course, Friday it is.
            to coach   Sent to Maria as your own words.
            coach      /talk Maria
            bot        Anna is here and would like to talk with you now, in this chat. After a yes I'm silent: what you
                       write goes to Anna word for word, and what they write comes marked as theirs. If something
                       sounds like danger, I still show where help is. / Shall I connect you?
            to coach   I've asked Maria whether they'd like to talk now, and tell you what they say. Until then nothing
                       you write goes to them.
            client     [Yes, talk now]
            bot        You're connected, and I'm silent from here on: what you write goes to Anna. /done ends it, and
                       so do 30 minutes without a word. Then I say that I'm back.
            to coach   Maria (#1) says yes, and I'm silent: every word you write now, but for commands, goes to them as
                       yours, and theirs come to you. /done ends it, and so do 30 minutes without a word.
            coach      How are you?
            bot        Anna: How are you?
            client     Tired.
            to coach   Maria: Tired.
            coach      /done
            bot        The conversation with Anna is over, and I'm back: what you write is for me again. /coach leaves
                       Anna a message.
            to coach   The conversation with Maria (#1) is over, and I'm back: what you write goes to them only by
                       /reply.
            coach      /transcript Maria
            to coach   Maria (#1), messages 1–9 of 9. Your client sees that you read this. It is deleted from this chat
                       after a day. / # Monday 23 November 2026 / 12:00 client /coach Could we move Thursday? / 12:00
                       bot I've passed it on to Anna, word for word. They promise an answer by Wednesday 25 November at
                       12:00. They may not read it at once. / 12:00 coach From Anna, in their own words: / Of course,
                       Friday it is. / 12:00 bot Anna is here and would like to talk with you now, in this chat. After
                       a yes I'm silent: what you write goes to Anna word for word, and what they write comes marked as
                       theirs. If something sounds like danger, I still show where help is. / Shall I connect you? /
                       12:00 client [Yes, talk now] / 12:00 bot You're connected, and I'm silent from here on: what you
                       write goes to Anna. /done ends it, and so do 30 minutes without a word. Then I say that I'm
                       back. / 12:00 coach Anna: How are you? / 12:00 client Tired. / 12:00 bot The conversation with
                       Anna is over, and I'm back: what you write is for me again. /coach leaves Anna a message.
        """)


async def test_valmentajan_sanat_tunnistaa_valmentajan_sanoiksi(host):
    async with told(host, "fi") as story:
        await story("""
            client     /coach Voitaisiinko siirtää torstaita?
            bot        Välitin sen sanasta sanaan. Anna lupaa vastata viimeistään keskiviikkona 25. marraskuuta klo
                       12.00. Hän ei ehkä lue viestiä heti.
            to coach   Maria (#1) kirjoittaa: / Voitaisiinko siirtää torstaita? / Lupasit vastata viimeistään
                       keskiviikkona 25. marraskuuta klo 12.00. Vastaa: /reply #1 ja sanasi.
            coach      /reply Maria Totta kai, nähdään perjantaina.
            bot        Anna kirjoittaa omin sanoin: / Totta kai, nähdään perjantaina.
            to coach   Lähetetty omina sanoinasi: Maria.
            coach      /talk Maria
            bot        Anna on paikalla ja haluaisi jutella kanssasi nyt, tässä keskustelussa. Jos sopii, olen itse
                       hiljaa: se, mitä kirjoitat, menee coachillesi sanasta sanaan, ja hänen viesteissään on hänen
                       nimensä. Jos jokin kuulostaa vaaralta, näytän silti, mistä saa apua. / Yhdistänkö teidät?
            to coach   Kysyin asiakkaaltasi (Maria), haluaako hän jutella nyt, ja kerron, mitä hän vastaa. Sitä ennen
                       mikään kirjoittamasi ei mene hänelle.
            client     [Kyllä, jutellaan nyt]
            bot        Yhteys on auki, ja olen tästä lähtien hiljaa: se, mitä kirjoitat, menee coachillesi. /done
                       päättää keskustelun, ja niin tekee puoli tuntia ilman sanaakaan. Silloin sanon, että olen taas
                       täällä.
            to coach   Maria (#1) haluaa jutella, ja olen hiljaa: kaikki, mitä nyt kirjoitat, komentoja lukuun
                       ottamatta, menee hänelle sinun nimissäsi, ja hänen sanansa tulevat sinulle. /done päättää
                       keskustelun, ja niin tekee puoli tuntia ilman sanaakaan.
            coach      Mitä kuuluu?
            bot        Anna: Mitä kuuluu?
            client     Väsynyttä.
            to coach   Maria: Väsynyttä.
            coach      /done
            bot        Keskustelu coachisi kanssa on päättynyt, ja olen taas täällä: se, mitä kirjoitat, tulee minulle.
                       /coach jättää coachillesi viestin.
            to coach   Keskustelu on päättynyt (Maria, #1), ja olen taas täällä: asiakkaallesi menee vain se, minkä
                       kirjoitat komennolla /reply.
        """)


MIRROR = "The nights are short, and the mornings come before the tiredness has gone."


async def test_a_models_words_are_told_from_a_templates_in_why_in_the_transcript_and_in_the_export(host):
    async with served(Endpoint()) as model:
        model.says = [MIRROR]
        host.configure(more=model.config())
        async with told(host, model="127.0.0.1") as story:
            await story("""
                client     /checkin
                bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
                client     2
                bot        That sounds heavy. What has weighed most?
                client     I haven't slept for a week and I'm tired all the time
                bot        The nights are short, and the mornings come before the tiredness has gone. / Did I get that
                           right?
                client     /why
                bot        A language model at 127.0.0.1 put this into words, as you allowed; /model changes that. I
                           ask because only you can tell whether I understood. / Did I get that right?
                coach      /transcript Maria
                to coach   Maria (#1), messages 1–8 of 8. Your client sees that you read this. It is deleted from this
                           chat after a day. / # Monday 23 November 2026 / 12:00 client /checkin / 12:00 bot Hello,
                           Maria. How have things been, from 1 (heavy) to 5 (good)? / 12:00 client 2 / 12:00 bot That
                           sounds heavy. What has weighed most? / 12:00 client I haven't slept for a week and I'm tired
                           all the time / 12:00 model The nights are short, and the mornings come before the tiredness
                           has gone. / Did I get that right? / 12:00 client /why / 12:00 bot A language model at
                           127.0.0.1 put this into words, as you allowed; /model changes that. I ask because only you
                           can tell whether I understood. / Did I get that right?
                client     /export
                bot        (document)
                bot        The file above holds all that I keep of you: what was said, our agreement and its versions,
                           what you set out to do, the promises, your numbers, who read what, and your coach's notes.
                           The words in it are
                           yours and private, so keep it where only you can look. / Did I get that right?
            """)
            export = await exported(story)
    authors = {line["text"].splitlines()[0]: line["author"] for line in export["lines"] if line["text"]}
    assert authors[MIRROR] == "model"
    assert authors["That sounds heavy. What has weighed most?"] == "template"


async def exported(story) -> dict:
    [document] = [each for each in await story.people["client"].messages() if each.document]
    with zipfile.ZipFile(io.BytesIO(await story.people["client"].read(document))) as file:
        return json.loads(file.read("luottamus.json"))


# Why this question?


async def test_why_is_answered_of_each_question_and_of_what_was_said_back(host):
    async with told(host) as story:
        await story("""
            client     /checkin
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            client     why do you ask
            bot        A number is an easy way in. Nobody grades it. / Hello, Maria. How have things been, from 1
                       (heavy) to 5 (good)?
            client     2
            bot        That sounds heavy. What has weighed most?
            client     /why
            bot        So that I listen to what is heaviest first. / That sounds heavy. What has weighed most?
            client     I'm tired of it all at work.
            bot        You're tired of it all at work. I hear that. / Did I get that right?
            client     /why
            bot        You named a feeling, so I gave it back with nothing added. I ask because only you can tell
                       whether I understood. / Did I get that right?
        """)


async def test_miksi_kysymykseen_vastataan_suoraan(host):
    async with told(host, "fi") as story:
        await story("""
            client     /checkin
            bot        Hei, Maria. Miten sinulla on mennyt? Ykkönen tarkoittaa raskasta, vitonen hyvää.
            client     miksi kysyt
            bot        Luvusta on helppo aloittaa. Kukaan ei arvostele sitä. / Hei, Maria. Miten sinulla on mennyt?
                       Ykkönen tarkoittaa raskasta, vitonen hyvää.
            client     2
            bot        Kuulostaa raskaalta. Mikä on painanut eniten?
            client     /why
            bot        Jotta kuulen ensin sen, mikä painaa eniten. / Kuulostaa raskaalta. Mikä on painanut eniten?
            client     Olen ihan väsynyt töissä.
            bot        Olet ihan väsynyt töissä. / Ymmärsinkö oikein?
            client     miksi
            bot        Lainasin sinua ja nimesin tunteen, jonka itse sanoit. Kysyn, koska vain sinä tiedät, ymmärsinkö.
                       / Ymmärsinkö oikein?
        """)


# Who read what and when


async def test_each_reading_is_shown_to_her_with_who_when_where_and_how_much(host):
    async with told(host) as story:
        await story("""
            client     /readers
            bot        Nobody has read what you wrote here.
            client     I'm tired of it all at work.
            bot        You're tired of it all at work. I hear that. / Did I get that right?
            coach      /transcript Maria
            to coach   Maria (#1), messages 1–4 of 4. Your client sees that you read this. It is deleted from this chat
                       after a day. / # Monday 23 November 2026 / 12:00 client /readers / 12:00 bot Nobody has read
                       what you wrote here. / 12:00 client I'm tired of it all at work. / 12:00 bot You're tired of it
                       all at work. I hear that. / Did I get that right?
            clock      Tuesday 15:00
            coach      /transcript Maria
            to coach   Maria (#1), messages 1–4 of 4. Your client sees that you read this. It is deleted from this chat
                       after a day. / # Monday 23 November 2026 / 12:00 client /readers / 12:00 bot Nobody has read
                       what you wrote here. / 12:00 client I'm tired of it all at work. / 12:00 bot You're tired of it
                       all at work. I hear that. / Did I get that right?
            client     /readers
            bot        Who has read what you wrote (readings in all: 2): / • Anna: today at 15:00, in Telegram,
                       messages shown: 4 / • Anna: yesterday at 12:00, in Telegram, messages shown: 4 / Did I get that
                       right?
        """)


async def test_jokainen_lukukerta_nakyy_asiakkaalle(host):
    async with told(host, "fi") as story:
        await story("""
            client     /readers
            bot        Kukaan ei ole lukenut, mitä kirjoitit tänne.
            client     Olen ihan väsynyt töissä.
            bot        Olet ihan väsynyt töissä. / Ymmärsinkö oikein?
            coach      /transcript Maria
            to coach   Maria (#1), viestit 1–4, yhteensä 4. Asiakkaasi näkee, että luit tämän. Viesti poistuu tästä
                       keskustelusta vuorokauden kuluttua. / # maanantai 23. marraskuuta 2026 / 12:00 asiakas /readers
                       / 12:00 botti Kukaan ei ole lukenut, mitä kirjoitit tänne. / 12:00 asiakas Olen ihan väsynyt
                       töissä. / 12:00 botti Olet ihan väsynyt töissä. / Ymmärsinkö oikein?
            client     /readers
            bot        Kuka on lukenut, mitä kirjoitit (lukukertoja yhteensä: 1): / • Anna: tänään klo 12.00,
                       Telegramissa, viestejä näytettiin: 4 / Ymmärsinkö oikein?
        """)


async def test_whether_a_message_to_the_coach_was_read_is_seen_before_it_is_answered(host):
    async with told(host) as story:
        await story("""
            client     /coach Could we move Thursday?
            bot        I've passed it on to Anna, word for word. They promise an answer by Wednesday 25 November at
                       12:00. They may not read it at once.
            to coach   From Maria (#1), word for word: / Could we move Thursday? / You promised an answer by Wednesday
                       25 November at 12:00. To answer: /reply #1 and your words.
            client     /promises
            bot        What was promised to you, the latest first: / • a check-in, Monday 30 November at 9:00: still to
                       come / • an answer from Anna by Wednesday 25 November at 12:00: still to come; not read yet, as
                       far as I can see
            coach      [I've read this]
            client     /promises
            bot        What was promised to you, the latest first: / • a check-in, Monday 30 November at 9:00: still to
                       come / • an answer from Anna by Wednesday 25 November at 12:00: still to come; read today at
                       12:00
        """)


# Privacy


async def test_privacy_says_what_is_kept_where_for_how_long_and_who_can_read_it(host):
    async with told(host) as story:
        await story("""
            client     /privacy
            bot        What is kept, with your permission: what you and I write here, your name and time zone, your
                       agreement, the schedule, your Telegram id, and when things were sent. After /offrecord no words
                       are kept. Words are encrypted in a database on the server that Anna uses. / Who can read it:
                       you; Anna, as far as our agreement says, and every reading is listed under /readers; /share
                       changes that, a message or a talk at a time; whoever runs the server, with its key, and what
                       they read through me is listed too. I also look for signs of danger, and can miss them. / For
                       how long: for the time in our agreement, or until you write /delete; the copies I make hold
                       nothing of you that can be read after that. /export gives you all of it as a file. Telegram
                       keeps its own copy of this chat, which I can't reach.
            client     who can read this
            bot        What is kept, with your permission: what you and I write here, your name and time zone, your
                       agreement, the schedule, your Telegram id, and when things were sent. After /offrecord no words
                       are kept. Words are encrypted in a database on the server that Anna uses. / Who can read it:
                       you; Anna, as far as our agreement says, and every reading is listed under /readers; /share
                       changes that, a message or a talk at a time; whoever runs the server, with its key, and what
                       they read through me is listed too. I also look for signs of danger, and can miss them. / For
                       how long: for the time in our agreement, or until you write /delete; the copies I make hold
                       nothing of you that can be read after that. /export gives you all of it as a file. Telegram
                       keeps its own copy of this chat, which I can't reach.
        """)


async def test_privacy_kertoo_mita_tallennetaan_ja_kuka_sen_voi_lukea(host):
    async with told(host, "fi") as story:
        await story("""
            client     /privacy
            bot        Mitä tallennetaan, sinun luvallasi: se, mitä sinä ja minä kirjoitamme tänne, nimesi ja
                       aikavyöhykkeesi, sopimus, aikataulu, Telegram-tunnuksesi ja se, milloin viestit lähtivät.
                       Komennon /offrecord jälkeen sanoja ei tallenneta. Sanat ovat salattuina tietokannassa
                       palvelimella, jota Anna käyttää. / Kuka voi lukea: sinä; Anna sen mukaan, mitä sovimme, ja
                       jokainen lukukerta näkyy komennolla /readers; /share muuttaa sitä, viesti tai juttelu
                       kerrallaan; palvelimen ylläpitäjä avaimellaan, ja sekin näkyy siellä, mitä hän lukee minun
                       kauttani. Katson myös, onko sanoissasi merkkejä vaarasta, ja voin olla huomaamatta niitä. /
                       Kuinka kauan: sopimuksessa sovitun ajan tai kunnes kirjoitat /delete; sen jälkeen tekemissäni
                       varmuuskopioissakaan ei ole sinusta mitään luettavaa. /export antaa kaiken tiedostona.
                       Telegramilla on oma kopionsa tästä keskustelusta, enkä pääse siihen käsiksi.
            client     kuka lukee tämän
            bot        Mitä tallennetaan, sinun luvallasi: se, mitä sinä ja minä kirjoitamme tänne, nimesi ja
                       aikavyöhykkeesi, sopimus, aikataulu, Telegram-tunnuksesi ja se, milloin viestit lähtivät.
                       Komennon /offrecord jälkeen sanoja ei tallenneta. Sanat ovat salattuina tietokannassa
                       palvelimella, jota Anna käyttää. / Kuka voi lukea: sinä; Anna sen mukaan, mitä sovimme, ja
                       jokainen lukukerta näkyy komennolla /readers; /share muuttaa sitä, viesti tai juttelu
                       kerrallaan; palvelimen ylläpitäjä avaimellaan, ja sekin näkyy siellä, mitä hän lukee minun
                       kauttani. Katson myös, onko sanoissasi merkkejä vaarasta, ja voin olla huomaamatta niitä. /
                       Kuinka kauan: sopimuksessa sovitun ajan tai kunnes kirjoitat /delete; sen jälkeen tekemissäni
                       varmuuskopioissakaan ei ole sinusta mitään luettavaa. /export antaa kaiken tiedostona.
                       Telegramilla on oma kopionsa tästä keskustelusta, enkä pääse siihen käsiksi.
        """)


@pytest.mark.parametrize("language", ["en", "fi"])
async def test_privacy_can_be_read_before_anything_was_agreed(host, language):
    async with told(host, language, met=False) as story:
        for each in (f"/start {story.code}", "/privacy"):
            await story.act(each)
    assert "/readers" in host.chat_texts(MARIA)[-1]
