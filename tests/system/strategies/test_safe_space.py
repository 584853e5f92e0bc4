"""Safe space: off the record, her words are said back and kept nowhere; what is off limits is never prompted and never
said back; nothing is judged, and no gap, slip or streak is held against anybody; and when words sound like danger, help
comes before everything else.
"""

import pytest

from storage.tables import Commitment
from tests.system.strategies.story import ANNA, MARIA, told

SHAMING = {
    "en": ("streak", "in a row", "again?", "failed", "should have", "disappoint", "lazy", "%", "overdue", "excuse"),
    "fi": ("putki", "peräkkäin", "epäonnist", "olisi pitänyt", "pettym", "laiska", "%", "myöhässä", "tekosy"),
}


def in_the_chat(host) -> str:
    return "\n".join(host.chat_texts(MARIA)).casefold()


# Off the record


async def test_off_the_record_she_is_heard_and_nothing_of_it_is_kept(host):
    async with told(host) as story:
        await story("""
            client     /offrecord
            bot        From your next message on we're off the record. / I read your words to answer them, and keep
                       them nowhere: Anna and whoever runs the server will find none of them here, they're in no
                       export, and no language model sees them. All that's written down is when this began and when it
                       ended. / Telegram keeps its own copy in this chat. To remove it, press and hold a message and
                       choose Delete; that can also be done with the whole chat. / I still look for signs of danger,
                       and can miss them. If I see some, I show you where help is, and note only that I was worried. As
                       we agreed, I then also ask Anna to check on you, and pass on no words of yours. / Each reply of
                       mine says that we're off the record. /offrecord ends it, and so does an hour without a word.
            client     I told my boss I was ill and went to see quicksilver.
            bot        (off the record) / You told your boss you were ill and went to see quicksilver. I hear you. /
                       /offrecord ends this.
            client     I'm so ashamed of it.
            bot        (off the record) / You're so ashamed of it. Thank you for saying it. / /offrecord ends this.
            client     /offrecord
            bot        We're on the record again: from here on, what you write is kept as we agreed.
            client     /export
            bot        (document)
            bot        The file above holds all that I keep of you: what was said, our agreement and its versions, what
                       you set out to do, the promises, your numbers, who read what, and your coach's notes. The words
                       in it are yours and
                       private, so keep it where only you can look.
            coach      /transcript Maria
            to coach   Maria (#1), messages 1–4 of 4. Your client sees that you read this. It is deleted from this chat
                       after a day. / # Monday 23 November 2026 / 12:00 client (off the record from here) / 12:00
                       client (on the record again) / 12:00 client /export / 12:00 bot The file above holds all that I
                       keep of you: what was said, our agreement and its versions, what you set out to do, the
                       promises, your numbers, who read what, and your coach's notes. The words in it are yours and
                       private, so keep it
                       where only you can look.
        """)
        replies = [each for each in host.chat_texts(MARIA) if "uicksilver" in each]
    assert replies, "it was heard"
    assert all("(off the record)" in each for each in replies)
    assert "quicksilver" not in host.all_words().casefold()
    assert "uicksilver" not in "".join(host.chat_texts(ANNA))


async def test_tallentamatta_hanta_kuunnellaan_eika_mitaan_jaa_talteen(host):
    async with told(host, "fi") as story:
        await story("""
            client     /offrecord
            bot        Seuraavasta viestistäsi alkaen en tallenna mitään. / Luen sanasi vastatakseni, mutta en säilytä
                       niitä missään: Anna tai palvelimen ylläpitäjä ei löydä niitä täältä, ne eivät tule mukaan, kun
                       haet tietosi itsellesi, eikä mikään kielimalli näe niitä. Muistiin jää vain, milloin tämä alkoi
                       ja milloin se päättyi. / Telegramilla on oma kopionsa tässä keskustelussa. Jos haluat poistaa
                       sen, paina viestiä pitkään ja valitse Poista; niin voi poistaa koko keskustelunkin. / Katson
                       silti, onko sanoissasi merkkejä vaarasta, ja voin olla huomaamatta niitä. Jos näen niitä,
                       näytän, mistä saa apua, ja merkitsen muistiin vain, että huolestuin. Niin kuin sovimme, pyydän
                       silloin myös, että Anna kysyy, miten voit, mutta sanojasi en kerro. / Jokaisessa vastauksessani
                       lukee, ettei mitään tallenneta. /offrecord lopettaa tämän, ja niin tekee tunti ilman sanaakaan.
            client     Sanoin pomolle olevani kipeä ja lähdin elohopeaan.
            bot        (ei tallenneta) / Sanoit pomolle olevasi kipeä ja lähdit elohopeaan. / /offrecord lopettaa
                       tämän.
            client     Minua hävettää.
            bot        (ei tallenneta) / Sinua hävettää. / /offrecord lopettaa tämän.
            client     /offrecord
            bot        Nyt tallennetaan taas: tästä eteenpäin kirjoittamasi säilyy niin kuin sovimme.
            coach      /transcript Maria
            to coach   Maria (#1), viestit 1–2, yhteensä 2. Asiakkaasi näkee, että luit tämän. Viesti poistuu tästä
                       keskustelusta vuorokauden kuluttua. / # maanantai 23. marraskuuta 2026 / 12:00 asiakas (tästä
                       eteenpäin ei tallennettu) / 12:00 asiakas (nyt tallennettiin taas)
        """)
    assert any("elohopeaan" in each for each in host.chat_texts(MARIA))
    assert "elohopea" not in host.all_words().casefold()


async def test_off_the_record_ends_by_itself_after_a_quiet_hour(host):
    async with told(host) as story:
        await story("""
            client     /offrecord
            bot        From your next message on we're off the record. / I read your words to answer them, and keep
                       them nowhere: Anna and whoever runs the server will find none of them here, they're in no
                       export, and no language model sees them. All that's written down is when this began and when it
                       ended. / Telegram keeps its own copy in this chat. To remove it, press and hold a message and
                       choose Delete; that can also be done with the whole chat. / I still look for signs of danger,
                       and can miss them. If I see some, I show you where help is, and note only that I was worried. As
                       we agreed, I then also ask Anna to check on you, and pass on no words of yours. / Each reply of
                       mine says that we're off the record. /offrecord ends it, and so does an hour without a word.
            client     I'm ashamed of what I did.
            bot        (off the record) / You're ashamed of what you did. I hear that. / /offrecord ends
                       this.
            clock      Monday 12:59
            clock      Monday 13:01
            bot        It's been an hour without a word, so we're on the record again: from here on, what you write is
                       kept as we agreed. /offrecord begins anew.
            client     I went for a walk today and felt calm.
            bot        You went for a walk today and felt calm. That can be said here. / Did I get that right?
        """)
    assert "I went for a walk today and felt calm." in [text for _, text in host.said(1)]


async def test_off_the_record_danger_is_still_heard_and_no_word_of_it_goes_to_the_coach(host):
    async with told(host) as story:
        await story("""
            client     /offrecord
            bot        From your next message on we're off the record. / I read your words to answer them, and keep
                       them nowhere: Anna and whoever runs the server will find none of them here, they're in no
                       export, and no language model sees them. All that's written down is when this began and when it
                       ended. / Telegram keeps its own copy in this chat. To remove it, press and hold a message and
                       choose Delete; that can also be done with the whole chat. / I still look for signs of danger,
                       and can miss them. If I see some, I show you where help is, and note only that I was worried. As
                       we agreed, I then also ask Anna to check on you, and pass on no words of yours. / Each reply of
                       mine says that we're off the record. /offrecord ends it, and so does an hour without a word.
            client     I don't want to live any more, quicksilver.
            bot        (off the record) / I'm stopping everything else, because what you wrote sounds serious. Please
                       reach a person now: / • Emergency number: 112 (always open) / • MIELI Crisis Helpline (in
                       Finnish): 09 2525 0111 (always open) / • MIELI Crisis Helpline (in English): 09 2525 0116 (a few
                       hours a week, see its page) / I'm a bot, and nobody is watching this chat. As we agreed, I've
                       asked Anna to check on you. They may not see it at once. Your words stay off the record; I note
                       only that I was worried. I'll ask once how you are, tomorrow at 9:00. / You can keep writing
                       here. /sos shows this again, and /resume goes on when you want to.
            to coach   Please check on Maria (#1). Something they wrote sounded like danger. I'm a program and may be
                       wrong; I've shown them where to get help, and told them that I asked you.
        """)
    assert len(host.chat_texts(ANNA)) == 1
    assert "quicksilver" not in host.all_words().casefold() + "".join(host.chat_texts(ANNA))


# Topics off limits


async def test_what_is_off_limits_is_heard_but_never_said_back_nor_asked_about(host):
    async with told(host, check_in="daily 09:00", off_limits=["my father"]) as story:
        await story("""
            client     My father called me again and shouted about money.
            bot        I'm glad you wrote. I'm listening. / What in this matters most to you?
            client     I'm seeing my father on Thursday and I'm nervous.
            bot        You're nervous. That can be said here. / When you look at it now, what do you notice that you
                       didn't at first?
            client     /cancel
            bot        Stopped here. What you said is kept, and you can write to me whenever you like.
            client     /checkin
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            client     2
            bot        That sounds heavy. What has weighed most?
            client     I have an exam on Thursday, and my father will ask about it.
            bot        You have an exam on Thursday. I hear you. / Did I get that right?
            client     /skip
            bot        If there is one small step you'd like to take before we talk next, what would it be? It's fine
                       to leave it: /skip.
            client     /skip
            bot        Thank you for taking the time. Your next check-in: tomorrow around 9:00.
            client     /commitments call my father
            bot        “…”. By which day would you like to do it? Without a day: /skip.
            client     tomorrow
            bot        I've noted it for tomorrow. / It stands under /commitments, where you can say how it went,
                       change it or let it go, whenever you like.
            clock      Tuesday 09:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            client     4
            bot        Thank you. What has it been like?
            client     /skip
            bot        If there is one small step you'd like to take before we talk next, what would it be? It's fine
                       to leave it: /skip.
            client     /skip
            bot        Thank you for taking the time. Your next check-in: tomorrow around 9:00.
            clock      Tuesday 18:30
            client     /review
            bot        Your week, 17 Nov to 24 Nov / There are no words of yours to show from this week, and that's
                       fine: a gap is only a gap. / Check-ins: 23 Nov: 2 · 24 Nov: 4 / My promises to you: kept 1 of 1
                       / Only you see this so far. What shall I do with it?
            client     [Keep it to myself]
            bot        It stays yours: this review goes to nobody. / Shall I put one together every week, the next time
                       Tuesday 1 December?
            client     /skip
            bot        Then I won't by myself. /review is there whenever you like. / Thank you for looking at it with
                       me.
        """)
    assert "father" not in in_the_chat(host)
    assert "father" in "".join(text for author, text in host.said(1) if author == "client")


async def test_rauhoitettua_aihetta_ei_sanota_takaisin_eika_siita_kysyta(host):
    async with told(host, "fi", check_in="daily 09:00", off_limits=["isä"]) as story:
        await story("""
            client     Isäni soitti taas ja huusi rahasta.
            bot        Hyvä, että kirjoitit. Kuuntelen. / Mikä tässä on sinulle tärkeintä?
            client     Tapaan isän torstaina ja jännitän.
            bot        Olen tässä ja kuuntelen. / Kun katsot tätä nyt, mitä huomaat sellaista, mitä et aluksi
                       huomannut?
            client     /cancel
            bot        Lopetettiin tähän. Se, mitä sanoit, on tallessa, ja voit kirjoittaa minulle milloin vain.
            client     /commitments soitan isälle
            bot        ”…”. Mihin päivään mennessä haluaisit tehdä sen? Ilman päivää: /skip.
            client     huomenna
            bot        Merkitsin sen muistiin: huomenna. / Löydät sen komennolla /commitments. Siellä voit kertoa,
                       miten kävi, muuttaa sitä tai jättää sen, milloin vain.
            clock      Tuesday 09:00
            bot        Hei, Maria. Miten sinulla on mennyt? Ykkönen tarkoittaa raskasta, vitonen hyvää.
            client     4
            bot        Kiitos. Millaista on ollut?
            client     /skip
            bot        Jos haluat ottaa yhden pienen askeleen ennen ensi kertaa, mikä se olisi? Tämän voi hyvin jättää
                       väliin: /skip.
            client     /skip
            bot        Kiitos tästä hetkestä. Seuraavan kerran kysyn kuulumisia huomenna noin klo 9.00.
            clock      Tuesday 18:30
        """)
    assert "isä" not in in_the_chat(host)


async def test_a_topic_put_off_limits_later_takes_back_the_question_that_was_promised_about_it(host):
    async with told(host, check_in="weekly sun 09:00") as story:
        await story("""
            client     I have an exam on Wednesday and I'm nervous.
            bot        You have an exam on Wednesday and you're nervous. Thank you for saying it. / Did I
                       get that right?
            client     yes
            bot        What in this matters most to you?
            client     /skip
            bot        When you look at it now, what do you notice that you didn't at first?
            client     /skip
            bot        If you'd like to take one small step from here, what would it be? It's fine to leave it: /skip.
            client     /skip
            bot        You mentioned an exam. Shall I ask you on Wednesday evening how it went?
            client     [Yes, ask me]
            bot        Good. I'll ask you on Wednesday evening. / Thank you for trusting me with this. I'm here
                       whenever you want to write.
            client     /agreement change off limits
            bot        Off limits, now: nothing named. / What should I never bring up? Please name all of it; the new
                       list takes the place of the old one.
            client     the exam
            bot        This would change: off limits. / • now: nothing named / • new: the exam / This is yours alone to
                       decide, and Anna hears of it. Shall I change it?
            client     yes
            bot        From now on, off limits: the exam. Anna hears of it.
            to coach   Maria (#1) changed this in your agreement: off limits, now the exam.
            clock      Thursday 12:00
        """)
        assert story.outcomes("follow_up") == []


# No judgement


async def test_check_ins_left_unanswered_and_a_step_not_taken_are_held_against_nobody(host):
    async with told(host, check_in="daily 09:00") as story:
        await story("""
            client     /commitments go for a run
            bot        “go for a run”. By which day would you like to do it? Without a day: /skip.
            client     thursday
            bot        I've noted it for Thursday 26 November, and that evening I'll ask you once how it went. / It
                       stands under /commitments, where you can say how it went, change it or let it go, whenever you
                       like.
            clock      Tuesday 09:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            clock      Wednesday 09:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            clock      Wednesday 12:00
            clock      Thursday 09:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            client     2
            bot        That sounds heavy. What has weighed most?
            client     I drank too much again and I am ashamed.
            bot        You drank too much again and you are ashamed. Thank you for telling me that. / Did I get that
                       right?
            client     yes
            bot        If there is one small step you'd like to take before we talk next, what would it be? It's fine
                       to leave it: /skip.
            client     /skip
            bot        Thank you for taking the time. Your next check-in: tomorrow around 9:00.
            clock      Thursday 18:00
            bot        You wanted to try: “go for a run”. / How did it go?
            client     [Not this time]
            bot        Thank you for saying it as it is. What got in the way?
            client     I was lazy.
            bot        I've noted how it went, and I won't ask about it again. Nothing is lost. / Thank you for telling
                       me.
            client     /commitments
            bot        Nothing is open, and that is fine. / What has been, and isn't asked about any more: / • “go for
                       a run” – not this time
        """)
    assert [each for each in SHAMING["en"] if each in in_the_chat(host)] == []
    assert [each.outcome for each in host.rows(Commitment)] == ["not"]


async def test_vastaamatta_jattamisesta_ja_valiin_jaaneesta_askeleesta_ei_syyllisteta(host):
    async with told(host, "fi", check_in="daily 09:00") as story:
        await story("""
            client     /commitments käyn lenkillä
            bot        ”käyn lenkillä”. Mihin päivään mennessä haluaisit tehdä sen? Ilman päivää: /skip.
            client     torstaina
            bot        Merkitsin sen muistiin: torstaina 26. marraskuuta. Samana iltana kysyn kerran, miten kävi. /
                       Löydät sen komennolla /commitments. Siellä voit kertoa, miten kävi, muuttaa sitä tai jättää sen,
                       milloin vain.
            clock      Tuesday 09:00
            bot        Hei, Maria. Miten sinulla on mennyt? Ykkönen tarkoittaa raskasta, vitonen hyvää.
            clock      Wednesday 09:00
            bot        Hei, Maria. Miten sinulla on mennyt? Ykkönen tarkoittaa raskasta, vitonen hyvää.
            clock      Wednesday 12:00
            clock      Thursday 09:00
            bot        Hei, Maria. Miten sinulla on mennyt? Ykkönen tarkoittaa raskasta, vitonen hyvää.
            client     2
            bot        Kuulostaa raskaalta. Mikä on painanut eniten?
            client     Join taas liikaa ja hävettää.
            bot        Siinä on paljon kannettavaa. Jos käy liian raskaaksi, /sos näyttää ihmisiä, jotka kuuntelevat.
                       / Joit taas liikaa ja hävettää. / Ymmärsinkö oikein?
            client     kyllä
            bot        Jos haluat ottaa yhden pienen askeleen ennen ensi kertaa, mikä se olisi? Tämän voi hyvin jättää
                       väliin: /skip.
            client     /skip
            bot        Kiitos tästä hetkestä. Seuraavan kerran kysyn kuulumisia huomenna noin klo 9.00.
            clock      Thursday 18:00
            bot        Halusit kokeilla: ”käyn lenkillä”. / Miten siinä kävi?
            client     [En tällä kertaa]
            bot        Kiitos, että sanoit suoraan. Mikä tuli väliin?
            client     Olin laiska.
            bot        Merkitsin muistiin, miten kävi, enkä kysy siitä enää. Mitään ei ole menetetty. / Kiitos, että
                       kerroit.
            client     /commitments
            bot        Mitään ei ole auki, ja se on ihan hyvä niin. / Aiemmat, joista en enää kysy: / • ”käyn lenkillä”
                       – ei tällä kertaa
        """)
    assert [each for each in SHAMING["fi"] if each in in_the_chat(host)] == []


# The crisis path


async def test_words_of_danger_stop_everything_help_comes_first_and_nothing_goes_on_by_itself(host):
    async with told(host, check_in="daily 09:00") as story:
        await story("""
            client     /checkin
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            client     1
            bot        That sounds heavy. What has weighed most?
            client     I don't want to live any more.
            bot        I'm stopping everything else, because what you wrote sounds serious. Please reach a person now:
                       / • Emergency number: 112 (always open) / • MIELI Crisis Helpline (in Finnish): 09 2525 0111
                       (always open) / • MIELI Crisis Helpline (in English): 09 2525 0116 (a few hours a week, see its
                       page) / I'm a bot, and nobody is watching this chat. As we agreed, I've asked Anna to check on
                       you. They may not see it at once. I'll ask once how you are, tomorrow at 9:00. / You can keep
                       writing here. /sos shows this again, and /resume goes on when you want to.
            to coach   Please check on Maria (#1). Something they wrote sounded like danger. I'm a program and may be
                       wrong; I've shown them where to get help, and told them that I asked you.
            clock      Tuesday 12:00
            bot        What you wrote has stayed with me, and I said that I'd ask. How is it today?
            client     [Still hard]
            bot        Thank you for saying it. A person can do what I can't: / • Emergency number: 112 (always open) /
                       • MIELI Crisis Helpline (in Finnish): 09 2525 0111 (always open) / • MIELI Crisis Helpline (in
                       English): 09 2525 0116 (a few hours a week, see its page) / As we agreed, I've asked Anna to
                       check on you. They may not see it at once. I'll ask once how you are, tomorrow at 9:00. / You
                       can keep writing here.
            to coach   Please check on Maria (#1). Something they wrote sounded like danger. I'm a program and may be
                       wrong; I've shown them where to get help, and told them that I asked you.
            coach      [I have checked on them]
            bot        Anna has seen that I asked them to check on you.
            to coach   Thank you. Check-ins go on as agreed, and your client sees that you looked.
            clock      Wednesday 09:00
            bot        What you wrote has stayed with me, and I said that I'd ask. How is it today?
            client     [Calmer]
            bot        Thank you for telling me. You can write to me whenever you like, and /sos shows where help is.
            clock      Wednesday 12:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
        """)
        assert story.outcomes("check_in") == ["skipped", "kept", None]
        assert story.outcomes("aftercare") == ["kept", "kept"]


async def test_vaarasta_kertovat_sanat_pysayttavat_kaiken_muun(host):
    async with told(host, "fi", check_in="daily 09:00") as story:
        await story("""
            client     /checkin
            bot        Hei, Maria. Miten sinulla on mennyt? Ykkönen tarkoittaa raskasta, vitonen hyvää.
            client     1
            bot        Kuulostaa raskaalta. Mikä on painanut eniten?
            client     En halua enää elää.
            bot        Pysäytän kaiken muun, koska se, mitä kirjoitit, kuulostaa vakavalta. Ota yhteys ihmiseen nyt: /
                       • Hätänumero: 112 (aina auki) / • MIELI Kriisipuhelin (suomeksi): 09 2525 0111 (aina auki) / •
                       MIELI Kriisipuhelin (englanniksi): 09 2525 0116 (muutamana tuntina viikossa, katso sivulta) /
                       Olen botti, eikä kukaan valvo tätä keskustelua. Niin kuin sovimme, olen pyytänyt, että Anna
                       kysyy, miten voit. Hän ei ehkä näe pyyntöä heti. Kysyn kerran, miten voit, huomenna klo 9.00. /
                       Voit jatkaa kirjoittamista tänne. /sos näyttää tämän uudelleen, ja /resume jatkaa, kun haluat.
            to coach   Kysyisitkö asiakkaaltasi, miten hän voi: Maria (#1). Jokin hänen viestissään kuulosti vaaralta.
                       Olen ohjelma ja voin erehtyä; näytin hänelle, mistä saa apua, ja kerroin pyytäneeni sinua.
            clock      Tuesday 12:00
            bot        Se, mitä kirjoitit, jäi mieleeni, ja lupasin kysyä. Miten tänään on?
            client     [Rauhallisempaa]
            bot        Kiitos, että kerroit. En ole sen jälkeen kysynyt kuulumisia. Aloitanko taas?
            client     [Kyllä, jatketaan]
            bot        Sitten jatketaan. Seuraavan kerran kysyn kuulumisia huomenna noin klo 9.00.
            clock      Wednesday 09:00
            bot        Hei, Maria. Miten sinulla on mennyt? Ykkönen tarkoittaa raskasta, vitonen hyvää.
        """)


async def test_a_coach_is_told_of_a_worry_only_where_that_was_agreed(host):
    async with told(host, worry="nothing") as story:
        await story("""
            client     I don't want to live any more.
            bot        I'm stopping everything else, because what you wrote sounds serious. Please reach a person now:
                       / • Emergency number: 112 (always open) / • MIELI Crisis Helpline (in Finnish): 09 2525 0111
                       (always open) / • MIELI Crisis Helpline (in English): 09 2525 0116 (a few hours a week, see its
                       page) / I'm a bot, and nobody is watching this chat. I haven't told anyone. I'll ask once how
                       you are, tomorrow at 9:00. / You can keep writing here. /sos shows this again, and /resume goes
                       on when you want to.
        """)
    assert host.chat_texts(ANNA) == []


@pytest.mark.parametrize(("language", "met"), [("en", True), ("en", False), ("fi", True), ("fi", False)])
async def test_help_is_one_word_away_wherever_she_is(host, language, met):
    async with told(host, language, met=met) as story:
        for each in ("/checkin" if met else f"/start {story.code}", "/sos"):
            await story.act(each)
    assert "112" in host.chat_texts(MARIA)[-1]
