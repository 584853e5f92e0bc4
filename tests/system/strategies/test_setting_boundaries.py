"""Setting boundaries: the agreement is made clause by clause before anything else; it has versions, either side may
ask for it otherwise, what was agreed binds until both say yes; and each clause binds the code.
"""

from dataclasses import replace
from datetime import timedelta

from flows.agreement import Agreement
from storage import agreements
from storage.tables import Engagement
from tests.system.strategies.story import ANNA, MARIA, told

CLAUSES = {
    "readers": "times", "reply_hours": 48, "quiet_hours": ["22:00", "07:00"], "check_in": "daily 09:00",
    "off_limits": ["my father"], "silence": "tell", "worry": "nothing", "contact": "Jo next door",
    "retention_hours": 720, "ending": "once",
}  # fmt: skip


# Made clause by clause


async def test_ten_clauses_are_agreed_one_by_one_and_nothing_binds_before_she_saw_the_whole(host):
    async with told(host, met=False) as story:
        await story("""
            client     /start CODE
            bot        Hello. I'm Luottamus, a bot: a program, not a person. …
            client     [Let's begin]
            bot        First, a simple thing: are you 18 or older?
            client     yes
            bot        To remember what you tell me, I need to store it. It is encrypted on the server that Anna uses.
                       Next we agree on who may read it and for how long it is kept. /privacy tells you more, and
                       /delete erases it all, whenever you want. / May I store what you write here?
            client     [Yes, you may]
            bot        Thank you. What would you like me to call you?
            client     Maria
            bot        Good to meet you, Maria. I want to write at hours that suit you. Which city's time do you live
                       by?
            client     Helsinki
            bot        If things ever get too heavy, this is the help I'd show you, for Finland: / • Emergency number:
                       112 (always open) / • MIELI Crisis Helpline (in Finnish): 09 2525 0111 (always open) / • MIELI
                       Crisis Helpline (in English): 09 2525 0116 (a few hours a week, see its page) / Does that fit
                       where you are?
            client     yes
            bot        Now our agreement, one piece at a time. For each I say what Anna proposes, and you say if it's
                       fine. / 1 of 10 · Who reads. Anna proposes: your coach can read what you write here. Each
                       reading is listed for you under /readers. Whoever runs the server could read it too, with its
                       key; what they read through me is listed as well. / Is that fine with you?
            client     [Change it]
            bot        Which would you rather have: that Anna can read what you write, or only what you share? With the
                       second they still see when we talked.
            client     [Only what I share]
            bot        2 of 10 · Answers. When you write to Anna with /coach, they promise to answer within 2 days.
                       They are not on call in between. / Is that fine with you?
            client     1 day
            bot        3 of 10 · Quiet hours, when I start no conversation. Anna proposes: from 21:00 to 8:00. An
                       answer from Anna may still come then, and you can write to me at any hour. / Is that fine with
                       you?
            client     /why
            bot        Your rest comes first. I keep to these hours. / 3 of 10 · Quiet hours, when I start no
                       conversation. Anna proposes: from 21:00 to 8:00. An answer from Anna may still come then, and
                       you can write to me at any hour. / Is that fine with you?
            client     22-7
            bot        4 of 10 · Check-ins, when I ask how you are. Anna proposes: Mondays at 9:00. / Is that fine with
                       you?
            client     daily 09:00
            bot        5 of 10 · Off limits. If there is anything you'd rather I never bring up, write it here.
            client     my father
            bot        6 of 10 · Silence. If you go quiet, Anna proposes: I write one gentle message, and then wait. /
                       Is that fine with you?
            client     [Change it]
            bot        If you go quiet, what would you like to happen?
            client     [A message, then tell my coach]
            bot        7 of 10 · If I'm worried. I look for words that sound like danger. I'm a program and I can miss
                       them, so please never rely on me for that. When I do notice, I show you help first. / May I then
                       also ask Anna to check on you?
            client     [No, only show me help]
            bot        8 of 10 · Someone close. If there is a person you'd want to reach on a hard day, write their
                       name here. I'd show it to you in /sos, and never write to them.
            client     Jo next door
            bot        9 of 10 · Keeping. When your coaching ends, Anna proposes that your words are kept for 1 year
                       and then erased. You can erase them sooner with /delete. / Is that fine with you?
            client     1 month
            bot        10 of 10 · How it ends. Either of you can end this at any time. Anna proposes that it ends with
                       a short closing talk, if you want one. / Is that fine with you?
            client     [Change it]
            bot        How would you like it to end: with a short closing talk, or at once?
            client     [At once]
            bot        Here is all of it: / Agreement between you and Anna / 1 · Who reads: your coach sees when we
                       talked, and reads only what you share / 2 · Answers: within 2 days / 3 · Quiet hours: from 22:00
                       to 7:00 / 4 · Check-ins: every day at 9:00 / 5 · Off limits: my father / 6 · Silence: I write
                       one gentle message, and then let the coach know that it's been quiet / 7 · If I'm worried: I
                       show you help and tell nobody / 8 · Someone close: Jo next door / 9 · Words kept after the end:
                       1 month / 10 · How it ends: at once, with no closing talk / Your wish to Anna: an answer within
                       1 day. I'll pass it on. / You can see it any time with /agreement. Do you agree?
            client     [I agree]
            bot        Thank you, Maria. That's our agreement, and I keep to it. / Now you. What matters to you just
                       now?
            to coach   Maria (#1) has made the agreement with you. These parts differ from what you proposed: who
                       reads, quiet hours, check-ins, off limits, silence, if I'm worried, someone close, keeping, how
                       it ends.
            to coach   Maria (#1) proposes a change in your agreement: answers. / • now: within 2 days / • proposed:
                       within 1 day / Until you say yes, it stays as it is.
        """)
        assert agreed(host) == [("coach", Agreement(zone="Europe/Helsinki").with_clauses(CLAUSES))]


async def test_kymmenen_kohtaa_sovitaan_yksi_kerrallaan(host):
    async with told(host, "fi", met=False) as story:
        await story("""
            client     /start CODE
            bot        Hei. Olen Luottamus, botti: ohjelma, en ihminen. …
            client     [Aloitetaan]
            bot        Ensin yksi helppo asia: oletko täyttänyt 18 vuotta?
            client     joo
            bot        Jotta muistan, mitä kerrot, minun täytyy tallentaa se. Se on salattuna palvelimella, jota Anna
                       käyttää. Seuraavaksi sovimme, kuka sen saa lukea ja kuinka kauan se säilyy. /privacy kertoo
                       lisää, ja /delete poistaa kaiken, milloin vain haluat. / Saanko tallentaa sen, mitä kirjoitat
                       tänne?
            client     [Kyllä, saat tallentaa]
            bot        Kiitos. Miksi haluaisit minun kutsuvan sinua?
            client     Maria
            bot        Hauska tutustua, Maria. Haluan kirjoittaa sinulle sopivaan aikaan. Minkä kaupungin aikaa kellosi
                       näyttää?
            client     Helsinki
            bot        Jos joskus käy liian raskaaksi, näyttäisin sinulle tämän avun (Suomi): / • Hätänumero: 112 (aina
                       auki) / • MIELI Kriisipuhelin (suomeksi): 09 2525 0111 (aina auki) / • MIELI Kriisipuhelin
                       (englanniksi): 09 2525 0116 (muutamana tuntina viikossa, katso sivulta) / Sopiiko se sinne,
                       missä olet?
            client     kyllä
            bot        Nyt sopimuksemme, kohta kerrallaan. Kerron, mitä Anna ehdottaa, ja sinä sanot, sopiiko se. /
                       1/10 · Kuka lukee. Anna ehdottaa: coachisi voi lukea, mitä kirjoitat tänne. Jokainen lukukerta
                       näkyy sinulle komennolla /readers. Palvelimen ylläpitäjäkin voisi lukea avaimellaan; mitä hän
                       lukee minun kauttani, näkyy sekin siellä. / Sopiiko se sinulle?
            client     [Muutetaan]
            bot        Kumman haluat: että Anna voi lukea, mitä kirjoitat, vai vain sen, minkä jaat? Jälkimmäisessäkin
                       hän näkee, milloin juttelimme.
            client     [Vain se, minkä jaan]
            bot        2/10 · Vastaukset. Kun kirjoitat komennolla /coach, Anna lupaa vastata 2 päivän kuluessa. Siinä
                       välissä kukaan ei päivystä. / Sopiiko se sinulle?
            client     1 päivä
            bot        3/10 · Hiljainen aika, jolloin en aloita keskustelua. Anna ehdottaa: klo 21.00–8.00. Coachisi
                       vastaus voi silloinkin tulla, ja sinä voit kirjoittaa minulle milloin vain. / Sopiiko se
                       sinulle?
            client     miksi
            bot        Lepo on tärkeintä. Pidän kiinni näistä ajoista. / 3/10 · Hiljainen aika, jolloin en aloita
                       keskustelua. Anna ehdottaa: klo 21.00–8.00. Coachisi vastaus voi silloinkin tulla, ja sinä voit
                       kirjoittaa minulle milloin vain. / Sopiiko se sinulle?
            client     22-7
            bot        4/10 · Kuulumiset. Anna ehdottaa, että kysyn kuulumisia maanantaisin klo 9.00. / Sopiiko se
                       sinulle?
            client     joka päivä klo 9
            bot        5/10 · Rauhoitetut aiheet. Jos on aiheita, joita en saa ottaa puheeksi, kirjoita ne tähän.
            client     isä
            bot        6/10 · Hiljaisuus. Jos sinusta ei kuulu, Anna ehdottaa: kirjoitan yhden lempeän viestin ja
                       sitten odotan. / Sopiiko se sinulle?
            client     [Muutetaan]
            bot        Jos sinusta ei kuulu, mitä haluaisit tapahtuvan?
            client     [Viesti, sitten tieto coachille]
            bot        7/10 · Jos huolestun. Katson, onko sanoissasi merkkejä vaarasta. Olen ohjelma ja voin olla
                       huomaamatta niitä, joten älä jää minun varaani. Kun huomaan jotain, näytän sinulle ensin, mistä
                       saa apua. / Saanko silloin myös pyytää, että Anna kysyy, miten voit?
            client     [Ei, näytä vain apua]
            bot        8/10 · Läheinen. Jos on joku, jonka haluaisit tavoittaa vaikeana päivänä, kirjoita hänen nimensä
                       tähän. Näytän sen sinulle komennolla /sos, enkä koskaan kirjoita hänelle.
            client     Jo naapurista
            bot        9/10 · Säilytys. Kun valmennus päättyy, sanasi säilyvät vielä jonkin aikaa, ja sitten ne
                       poistetaan. Anna ehdottaa: 1 vuosi. Voit poistaa ne aiemminkin komennolla /delete. / Sopiiko se
                       sinulle?
            client     kuukausi
            bot        10/10 · Miten tämä päättyy. Kumpikin voi lopettaa milloin vain. Anna ehdottaa, että tämä päättyy
                       lyhyeen loppukeskusteluun, jos haluat. / Sopiiko se sinulle?
            client     [Muutetaan]
            bot        Miten haluaisit tämän päättyvän: lyhyeen loppukeskusteluun vai heti?
            client     [Heti]
            bot        Tässä se on kokonaan: / Sopimus: sinä ja Anna / 1 · Kuka lukee: coachisi näkee, milloin
                       juttelimme, ja lukee vain sen, minkä jaat / 2 · Vastaukset: 2 päivän kuluessa / 3 · Hiljainen
                       aika: klo 22.00–7.00 / 4 · Kuulumiset: joka päivä klo 9.00 / 5 · Rauhoitetut aiheet: isä / 6 ·
                       Hiljaisuus: kirjoitan yhden lempeän viestin ja kerron sitten coachille, että on ollut hiljaista
                       / 7 · Jos huolestun: näytän sinulle, mistä saa apua, enkä kerro kenellekään / 8 · Läheinen: Jo
                       naapurista / 9 · Säilytys lopun jälkeen: 1 kuukausi / 10 · Miten päättyy: heti, ilman
                       loppukeskustelua / Toiveesi: vastaus 1 päivän kuluessa. Välitän sen coachillesi. / Näet sen
                       milloin vain komennolla /agreement. Sopiiko tämä?
            client     [Sopii]
            bot        Kiitos, Maria. Tämä on nyt sopimuksemme, ja pidän siitä kiinni. / Sitten sinä. Mikä sinulle on
                       juuri nyt tärkeää?
            to coach   Maria (#1) on tehnyt kanssasi sopimuksen. Nämä kohdat poikkeavat ehdotuksestasi: kuka lukee,
                       hiljainen aika, kuulumiset, rauhoitetut aiheet, hiljaisuus, jos huolestun, läheinen, säilytys,
                       miten päättyy.
            to coach   Maria (#1) ehdottaa muutosta sopimukseenne: vastaukset. / • nyt: 2 päivän kuluessa / • ehdotus:
                       1 päivän kuluessa / Kunnes hyväksyt sen, kaikki pysyy ennallaan.
        """)
        clauses = {**CLAUSES, "off_limits": ["isä"], "contact": "Jo naapurista"}
        assert agreed(host) == [("coach", Agreement(zone="Europe/Helsinki").with_clauses(clauses))]


# Versioned, and renegotiated by either side


async def test_she_changes_what_is_hers_at_once_and_proposes_the_rest_which_binds_after_the_coachs_yes(host):
    async with told(host) as story:
        await story("""
            client     /agreement change quiet hours
            bot        Quiet hours, now: from 21:00 to 8:00. / From when until when should I be quiet?
            client     22-7
            bot        This would change: quiet hours. / • now: from 21:00 to 8:00 / • new: from 22:00 to 7:00 / This
                       is yours alone to decide, and Anna hears of it. Shall I change it?
            client     yes
            bot        From now on, quiet hours: from 22:00 to 7:00. Anna hears of it. Your next check-in: Monday 30
                       November around 9:00.
            to coach   Maria (#1) changed this in your agreement: quiet hours, now from 22:00 to 7:00.
            client     /agreement change answers
            bot        Answers, now: within 2 days. / What would you like it to be?
            client     1 day
            bot        This would change: answers. / • now: within 2 days / • new: within 1 day / Until Anna says yes,
                       the old one holds. Shall I ask?
            client     yes
            bot        I'll ask Anna. Until there is a yes, the old one holds: within 2 days. You hear what the answer
                       is, and can propose something else at any time.
            to coach   Maria (#1) proposes a change in your agreement: answers. / • now: within 2 days / • proposed:
                       within 1 day / Until you say yes, it stays as it is.
            client     /agreement
            bot        Agreement between you and Anna · version 2, agreed today / 1 · Who reads: your coach can read
                       what you write here / 2 · Answers: within 2 days / 3 · Quiet hours: from 22:00 to 7:00 / 4 ·
                       Check-ins: Mondays at 9:00 / 5 · Off limits: nothing named / 6 · Silence: I write one gentle
                       message, and then wait / 7 · If I'm worried: I show you help and ask your coach to check on you
                       / 8 · Someone close: nobody named / 9 · Words kept after the end: 1 year / 10 · How it ends:
                       with a short closing talk, if you want one / You proposed (answers): within 1 day. Anna hasn't
                       answered yet, so the old one holds.
            coach      [Accept]
            to coach   That's agreed with Maria: answers (within 1 day). I'll tell them as soon as I may write to them.
            clock      Monday 12:40
            bot        Anna said yes to what you proposed. From now on, answers: within 1 day.
            client     /agreement history
            bot        How our agreement has changed. Nothing here is ever rewritten: / 1 · today: the first agreement
                       / 2 · today, proposed by you: quiet hours: from 21:00 to 8:00 → from 22:00 to 7:00 / 3 · today,
                       proposed by you: answers: within 2 days → within 1 day
        """)
        assert [(by, each.quiet_hours, each.reply_hours) for by, each in agreed(host)] == [
            ("coach", ("21:00", "08:00"), 48),
            ("client", ("22:00", "07:00"), 48),
            ("client", ("22:00", "07:00"), 24),
        ]


async def test_valmentajan_ehdotus_sitoo_vasta_kun_asiakas_suostuu(host):
    async with told(host, "fi") as story:
        await story("""
            coach      /propose Maria vastaukset
            to coach   Vastaukset, nyt: 2 päivän kuluessa. / Mikä aika olisi hyvä?
            coach      [1 viikko]
            to coach   Tämä muuttuisi: vastaukset. / • nyt: 2 päivän kuluessa / • uusi: 1 viikon kuluessa / Vanha
                       pätee, kunnes Maria hyväksyy uuden. Kysynkö?
            coach      kyllä
            to coach   Kysyn: Maria saa nähdä vanhan ja uuden. Kunnes vastaus on kyllä, entinen pätee: 2 päivän
                       kuluessa. Kerron vastauksen, ja voit ehdottaa muuta milloin vain.
            clock      Monday 12:40
            bot        Anna ehdottaa muutosta sopimukseemme: vastaukset. / • nyt: 2 päivän kuluessa / • ehdotus: 1
                       viikon kuluessa / Kunnes hyväksyt sen, kaikki pysyy ennallaan. Sopiiko uusi sinulle?
            client     [Jotain muuta]
            bot        Vastaukset, nyt: 2 päivän kuluessa. / Mikä aika olisi hyvä?
            client     3 päivää
            bot        Tämä muuttuisi: vastaukset. / • nyt: 2 päivän kuluessa / • uusi: 3 päivän kuluessa / Vanha
                       pätee, kunnes Anna hyväksyy uuden. Kysynkö?
            client     kyllä
            bot        Kysyn: Anna saa nähdä vanhan ja uuden. Kunnes vastaus on kyllä, entinen pätee: 2 päivän
                       kuluessa. Kerron vastauksen, ja voit ehdottaa muuta milloin vain.
            to coach   Maria (#1) ehdottaa muutosta sopimukseenne: vastaukset. / • nyt: 2 päivän kuluessa / • ehdotus:
                       3 päivän kuluessa / Kunnes hyväksyt sen, kaikki pysyy ennallaan.
            coach      [Hyväksy]
            to coach   Sovittu (Maria): vastaukset (3 päivän kuluessa). Kerron heti, kun saan kirjoittaa asiakkaallesi.
            clock      Monday 13:20
            bot        Anna hyväksyi ehdotuksesi. Tästä lähtien vastaukset: 3 päivän kuluessa.
            client     /agreement
            bot        Sopimus: sinä ja Anna · versio 2, sovittu tänään / 1 · Kuka lukee: coachisi voi lukea, mitä
                       kirjoitat tänne / 2 · Vastaukset: 3 päivän kuluessa / 3 · Hiljainen aika: klo 21.00–8.00 / 4 ·
                       Kuulumiset: maanantaisin klo 9.00 / 5 · Rauhoitetut aiheet: ei nimetty / 6 · Hiljaisuus:
                       kirjoitan yhden lempeän viestin ja sitten odotan / 7 · Jos huolestun: näytän sinulle, mistä saa
                       apua, ja pyydän coachiasi kysymään, miten voit / 8 · Läheinen: ei nimetty / 9 · Säilytys lopun
                       jälkeen: 1 vuosi / 10 · Miten päättyy: lyhyeen loppukeskusteluun, jos haluat
            client     [Miten se on muuttunut]
            bot        Näin sopimuksemme on muuttunut. Vanhaa ei koskaan kirjoiteta uusiksi: / 1 · tänään: ensimmäinen
                       sopimus / 2 · tänään, ehdottaja sinä: vastaukset: 2 päivän kuluessa → 3 päivän kuluessa
        """)
        assert [(by, each.reply_hours) for by, each in agreed(host)] == [("coach", 48), ("client", 72)]


async def test_what_the_coach_proposes_and_she_declines_changes_nothing(host):
    async with told(host) as story:
        await story("""
            coach      /propose Maria silence
            to coach   Silence, now: I write one gentle message, and then wait. / What should happen instead?
            coach      tell the coach
            to coach   This would change: silence. / • now: I write one gentle message, and then wait / • new: I write
                       one gentle message, and then let the coach know that it's been quiet / Until Maria says yes, the
                       old one holds. Shall I ask?
            coach      yes
            to coach   I'll ask Maria. Until there is a yes, the old one holds: I write one gentle message, and then
                       wait. You hear what the answer is, and can propose something else at any time.
            clock      Monday 12:40
            bot        Anna proposes a change in our agreement: silence. / • now: I write one gentle message, and then
                       wait / • proposed: I write one gentle message, and then let the coach know that it's been quiet
                       / Until you say yes, it stays as it is. Does the new one suit you?
            client     [No, leave it]
            bot        It stays as it was: I write one gentle message, and then wait. I've let Anna know, and that is
                       fine.
            to coach   Maria (#1) would rather leave this as it was: silence. Nothing changes.
        """)
        assert len(agreed(host)) == 1


# Each clause binds the code


async def test_who_reads_the_coach_sees_when_and_not_what(host):
    async with told(host, readers="times") as story:
        await story("""
            client     Quicksilver is on my mind all the time.
            bot        Quicksilver is on your mind all the time. Thank you for saying that. / Did I get that right?
            client     /cancel
            bot        Stopped here. What you said is kept, and you can write to me whenever you like.
            coach      /transcript Maria
            to coach   Maria (#1), messages 1–4 of 4. Your client sees that you read this. It is deleted from this chat
                       after a day. / # Monday 23 November 2026 / 12:00 (4 messages, not shared)
            coach      [All as one document]
            to coach   Maria: the whole transcript. Your client sees that you read it. It is deleted from this chat
                       after a day.
        """)
        [document] = [each for each in await story.people["coach"].messages() if each.document]
        assert b"uicksilver" not in await story.people["coach"].read(document)
    assert "uicksilver" not in "".join(host.chat_texts(ANNA))


async def test_who_reads_she_shares_one_talk_and_takes_it_back(host):
    async with told(host, readers="times") as story:
        await story("""
            client     Quicksilver is on my mind all the time.
            bot        Quicksilver is on your mind all the time. Thank you for saying that. / Did I get that right?
            client     /cancel
            bot        Stopped here. What you said is kept, and you can write to me whenever you like.
            client     /share
            bot        Who reads, as agreed: your coach sees when we talked, and reads only what you share. / You can
                       share a whole talk or take it back, or change who reads. For a single message, reply to it with
                       /share. / What would you like to look at?
            client     [A talk]
            bot        1 · reflection, today at 12:00: not shared / Which one shall I change? What isn't shared I
                       share, and what can be read I take back.
            client     [1]
            bot        Shared: Anna can read all of that talk from now on. / /share changes it again, whenever you
                       like.
            coach      /transcript Maria
            to coach   Maria (#1), messages 1–10 of 10. Your client sees that you read this. It is deleted from this
                       chat after a day. / # Monday 23 November 2026 / 12:00 client Quicksilver is on my mind all the
                       time. / 12:00 bot Quicksilver is on your mind all the time. Thank you for saying that. / Did I
                       get that right? / 12:00 client /cancel / 12:00 bot Stopped here. What you said is kept, and you
                       can write to me whenever you like. / 12:00 (6 messages, not shared)
            client     /share
            bot        Who reads, as agreed: your coach sees when we talked, and reads only what you share. / You can
                       share a whole talk or take it back, or change who reads. For a single message, reply to it with
                       /share. / What would you like to look at?
            client     [A talk]
            bot        1 · reflection, today at 12:00: can be read / Which one shall I change? What isn't shared I
                       share, and what can be read I take back.
            client     [1]
            bot        Taken back: Anna can't read that talk here any more. If it was read before, that stays listed
                       under /readers. / /share changes it again, whenever you like.
            coach      /transcript Maria
            to coach   Maria (#1), messages 1–16 of 16. Your client sees that you read this. It is deleted from this
                       chat after a day. / # Monday 23 November 2026 / 12:00 (16 messages, not shared)
            client     /readers
            bot        Who has read what you wrote (readings in all: 2): / • Anna: today at 12:00, in Telegram,
                       messages shown: 0 / • Anna: today at 12:00, in Telegram, messages shown: 4
        """)
        assert "uicksilver" not in host.chat_texts(ANNA)[-1]


async def test_kuka_lukee_vain_se_minka_asiakas_jakaa(host):
    async with told(host, "fi", readers="times") as story:
        await story("""
            client     Elohopea pyörii mielessä ja olen surullinen.
            bot        Elohopea pyörii mielessä ja olet surullinen. / Ymmärsinkö oikein?
            client     /cancel
            bot        Lopetettiin tähän. Se, mitä sanoit, on tallessa, ja voit kirjoittaa minulle milloin vain.
            coach      /transcript Maria
            to coach   Maria (#1), viestit 1–4, yhteensä 4. Asiakkaasi näkee, että luit tämän. Viesti poistuu tästä
                       keskustelusta vuorokauden kuluttua. / # maanantai 23. marraskuuta 2026 / 12:00 (4 viestiä, ei
                       jaettu)
            client     /share
            bot        Kuka lukee, niin kuin sovimme: coachisi näkee, milloin juttelimme, ja lukee vain sen, minkä
                       jaat. / Voit jakaa kokonaisen juttelun tai perua jaon, tai muuttaa sitä, kuka lukee. Yksittäinen
                       viesti: vastaa siihen komennolla /share. / Kumpaa katsotaan?
            client     [Juttelu]
            bot        1 · pohdinta, tänään klo 12.00: ei luettavissa / Minkä niistä vaihdan? Sen, mikä ei ole
                       luettavissa, jaan, ja sen, mikä on, perun.
            client     [1]
            bot        Jaettu: Anna voi lukea koko sen juttelun tästä eteenpäin. / /share muuttaa sen taas, milloin
                       vain haluat.
            coach      /transcript Maria
            to coach   Maria (#1), viestit 1–10, yhteensä 10. Asiakkaasi näkee, että luit tämän. Viesti poistuu tästä
                       keskustelusta vuorokauden kuluttua. / # maanantai 23. marraskuuta 2026 / 12:00 asiakas Elohopea
                       pyörii mielessä ja olen surullinen. / 12:00 botti Elohopea pyörii mielessä ja olet surullinen.
                       / Ymmärsinkö oikein? / 12:00 asiakas /cancel / 12:00 botti Lopetettiin tähän. Se, mitä sanoit,
                       on tallessa, ja voit kirjoittaa minulle milloin vain. / 12:00 (6 viestiä, ei jaettu)
        """)
        assert "lohopea" in host.chat_texts(ANNA)[-1]
        assert "lohopea" not in host.chat_texts(ANNA)[0]


async def test_reply_time_is_the_coachs_promise_and_when_it_is_over_she_hears_it(host):
    async with told(host, reply_hours=24) as story:
        await story("""
            client     /coach Could we move Thursday?
            bot        I've passed it on to Anna, word for word. They promise an answer by tomorrow at 12:00. They may
                       not read it at once.
            to coach   From Maria (#1), word for word: / Could we move Thursday? / You promised an answer by tomorrow
                       at 12:00. To answer: /reply #1 and your words.
            clock      Tuesday 06:00
            clock      Tuesday 12:01
            bot        Anna promised to answer you by today at 12:00, and the answer hasn't come. As far as I can see,
                       Anna has not read it yet. I have reminded Anna. I'm sorry you've had to wait: your message is
                       kept, and it was fine to ask. If it left something behind, /repair is there.
            to coach   The answer you promised Maria (#1) by today at 12:00 is overdue. I tell them so, and that you
                       were reminded. A few words are enough: /reply #1 and your words.
        """)


async def test_quiet_hours_and_days_off_are_kept_even_after_a_night_of_trouble(host):
    async with told(host, check_in="daily 20:30", off_days=["wed"]) as story:
        await story("""
            client     /cancel
            bot        No question is open just now. You can write to me whenever you like, and /help shows what I can
                       do.
            asleep     Monday 21:30
            clock      Tuesday 07:59
            clock      Tuesday 08:01
            bot        I said I would write yesterday at 20:30, and I'm 12 hours late. I had been switched off. I'm
                       sorry: that was on me, not on you. If it left something behind, /repair is there. / We can do it
                       now, or leave it this time: both are fine. Which would you like?
            client     [Leave it]
            bot        Then we leave it. Your next check-in: today around 20:30.
            clock      Tuesday 20:31
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            clock      Thursday 08:01
        """)


async def test_frequency_is_kept_no_more_and_no_less(host):
    async with told(host, check_in="weekly mon,thu 09:00") as story:
        await story("""
            clock      Thursday 09:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            client     4
            bot        Thank you. What has it been like?
            client     /skip
            bot        If there is one small step you'd like to take before we talk next, what would it be? It's fine
                       to leave it: /skip.
            client     /skip
            bot        Thank you for taking the time. Your next check-in: Monday 30 November around 9:00.
            clock      Monday 08:59
            clock      Monday 09:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            client     4
            bot        Thank you. What has it been like?
            client     /skip
            bot        If there is one small step you'd like to take before we talk next, what would it be? It's fine
                       to leave it: /skip.
            client     /skip
            bot        Thank you for taking the time. Your next check-in: Thursday 3 December around 9:00.
            clock      Thursday 08:59
        """)
        assert story.outcomes("check_in") == ["kept", "kept", None]


async def test_off_limits_a_topic_is_not_said_back(host):
    async with told(host, off_limits=["my father"]) as story:
        await story("""
            client     My father shouted at me and I feel small.
            bot        You feel small. I hear that. / Did I get that right?
            client     /cancel
            bot        Stopped here. What you said is kept, and you can write to me whenever you like.
        """)


async def test_someone_close_is_shown_in_sos_and_never_written_to(host):
    async with told(host, contact="Jo next door") as story:
        await story("""
            client     /sos
            bot        If you are in danger now, call the emergency number first. This is where help is: / • Emergency
                       number: 112 (always open) / • MIELI Crisis Helpline (in Finnish): 09 2525 0111 (always open) / •
                       MIELI Crisis Helpline (in English): 09 2525 0116 (a few hours a week, see its page) / • Someone
                       close, whom you named: Jo next door / I'm a bot. Nobody watches this chat, and I can miss it
                       when someone is in danger.
        """)


async def test_silence_means_what_was_agreed_once(host):
    async with told(host, silence="tell", check_in="daily 09:00") as story:
        await story("""
            clock      Tuesday 09:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            clock      Wednesday 09:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            clock      Thursday 12:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            bot        It's been quiet, and that is all right. The question above can wait, and I'm here when you want
                       to write. I won't mention the quiet again.
            to coach   It has been quiet with Maria (#1) since the last check-in. I wrote them one gentle message; as
                       you both agreed, I'm letting you know.
            clock      Friday 12:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
        """)


async def test_hiljaisuudesta_seuraa_vain_se_mita_sovittiin(host):
    async with told(host, "fi", silence="nudge", check_in="daily 09:00") as story:
        await story("""
            clock      Tuesday 09:00
            bot        Hei, Maria. Miten sinulla on mennyt? Ykkönen tarkoittaa raskasta, vitonen hyvää.
            clock      Wednesday 09:00
            bot        Hei, Maria. Miten sinulla on mennyt? Ykkönen tarkoittaa raskasta, vitonen hyvää.
            clock      Thursday 12:00
            bot        Hei, Maria. Miten sinulla on mennyt? Ykkönen tarkoittaa raskasta, vitonen hyvää.
            bot        On ollut hiljaista, ja se sopii. Kysymys voi odottaa, ja olen täällä, kun haluat kirjoittaa. En
                       ota hiljaisuutta uudelleen puheeksi.
            clock      Friday 12:00
            bot        Hei, Maria. Miten sinulla on mennyt? Ykkönen tarkoittaa raskasta, vitonen hyvää.
        """)


async def test_it_ends_as_agreed_and_the_words_go_when_their_time_is_over(host):
    async with told(host, ending="once", retention_hours=48) as story:
        await story("""
            client     Quicksilver is on my mind all the time.
            bot        Quicksilver is on your mind all the time. Thank you for saying that. / Did I get that right?
            client     /cancel
            bot        Stopped here. What you said is kept, and you can write to me whenever you like.
            client     /farewell
            bot        Ending the coaching with Anna here means: I start nothing any more, what was still promised or
                       proposed is withdrawn, and Anna is told that you ended it. Your words are kept for 2 days, as we
                       agreed, and then erased. / Shall we end it here?
            client     [Yes, end it here]
            bot        Then we end here. Thank you for what you shared; what you reached is yours. / Your words are
                       kept for 2 days, as we agreed, and then erased. Until then Anna reads what the agreement
                       allowed, and /readers shows every reading. /export gives you all of it as a file, and /delete
                       erases it at once. / I write nothing any more unless you do. I wish you well.
            to coach   Maria (#1) has ended the coaching here, with thanks. I write nothing to them any more; what was
                       still promised or proposed is withdrawn. Their words are kept for the agreed time, and then
                       erased.
        """)
        host.clock.jump(timedelta(hours=47))
        await story.app.upkeep.keep_no_longer()
        assert "uicksilver" in host.all_words()
        host.clock.jump(timedelta(hours=2))
        await story.app.upkeep.keep_no_longer()
    assert "uicksilver" not in host.all_words()


async def test_sovittu_loppukeskustelu_kuuluu_loppuun(host):
    async with told(host, "fi", ending="talk") as story:
        await story("""
            client     /commitments soitan siskolle
            bot        ”soitan siskolle”. Mihin päivään mennessä haluaisit tehdä sen? Ilman päivää: /skip.
            client     /skip
            bot        Merkitsin sen muistiin ilman päivää. / Löydät sen komennolla /commitments. Siellä voit kertoa,
                       miten kävi, muuttaa sitä tai jättää sen, milloin vain.
            client     /commitments 1
            bot        Halusit kokeilla: ”soitan siskolle”. / Miten siinä kävi?
            client     [Tein]
            bot        Teit sen, minkä päätit: ”soitan siskolle”. Mikä auttoi?
            client     hän oli kotona
            bot        Tämä siis auttoi: ”hän oli kotona”. Merkitsin sen muistiin, enkä kysy tästä askelesta enää. /
                       Kiitos, että kerroit.
            client     /farewell
            bot        Yhteinen aikamme 23.11.–23.11. / Mitä päätit tehdä: / 1 · ”soitan siskolle” – tehty / Jos
                       lopetamme valmennuksen tähän (coachisi on Anna), en aloita enää mitään itse. Se, mitä oli vielä
                       luvattu tai ehdotettu, perutaan, ja coachisi saa tiedon, että lopetit. Sanasi säilyvät sen ajan,
                       jonka sovimme (1 vuosi), ja sitten ne poistetaan. / Lopetammeko tähän?
            client     [Ensin pari sanaa]
            bot        Mitä haluaisit ottaa mukaasi tästä ajasta? Se jää omaksesi.
            client     Uskallan taas soittaa.
            bot        Se on tallessa niin kuin kirjoitit sen. / Yhteinen aikamme 23.11.–23.11. / Mitä päätit tehdä: /
                       1 · ”soitan siskolle” – tehty / Jos lopetamme valmennuksen tähän (coachisi on Anna), en aloita
                       enää mitään itse. Se, mitä oli vielä luvattu tai ehdotettu, perutaan, ja coachisi saa tiedon,
                       että lopetit. Sanasi säilyvät sen ajan, jonka sovimme (1 vuosi), ja sitten ne poistetaan. /
                       Lopetammeko tähän?
            client     [Kyllä, lopetetaan]
            bot        Lopetetaan siis tähän. Kiitos siitä, mitä jaoit; se, mihin pääsit, on sinun. / Sanasi säilyvät
                       sen ajan, jonka sovimme (1 vuosi), ja sitten ne poistetaan. Siihen asti coachisi voi lukea sen,
                       minkä sopimus sallii, ja jokainen lukukerta näkyy komennolla /readers. /export antaa kaiken
                       tiedostona, ja /delete poistaa kaiken heti. / En kirjoita enää mitään, ellet sinä kirjoita.
                       Kaikkea hyvää sinulle.
            to coach   Maria (#1) on päättänyt valmennuksen täällä ja kiittää. En kirjoita hänelle enää mitään; se,
                       mitä oli vielä luvattu tai ehdotettu, on peruttu. Hänen sanansa säilyvät sovitun ajan, ja sitten
                       ne poistetaan.
            client     /commitments
            bot        Valmennus on päättynyt, joten en aloita mitään enkä tallenna, mitä nyt kirjoitat. Uusi linkki
                       coachilta aloittaa alusta. Kunnes sanasi poistetaan, /readers, /export ja /delete toimivat, ja
                       jos käy liian raskaaksi: /sos
        """)
    assert host.chat_texts(MARIA)[-1].startswith("Valmennus on päättynyt")


def agreed(host) -> list[tuple[str, Agreement]]:
    """Each version: who proposed it, and what it says."""
    with host.look() as session:
        engagement = session.get_one(Engagement, 1)
        return [
            (each.proposed_by, replace(Agreement.from_json(agreements.clauses(session, engagement, each)), version=1))
            for each in agreements.history(session, 1)
        ]
