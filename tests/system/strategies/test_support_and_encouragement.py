"""Support and encouragement: the effort and the strengths she showed are affirmed, and only those; what she set out to
do is followed up once and without guilt; and what she did is celebrated in her own words.
"""

import pytest

from storage.tables import Commitment
from tests.system.strategies.story import MARIA, told

FLATTERY = ("proud of you", "amazing", "great job", "well done", "hienoa työtä", "upeaa", "mahtava", "ylpeä sinusta")


async def test_an_effort_she_showed_is_affirmed(host):
    async with told(host) as story:
        await story("""
            client     /checkin
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            client     4
            bot        Thank you. What has it been like?
            client     I finally called my brother, though I was afraid.
            bot        You finally called your brother, though you were afraid. That step was your own. / Did I get
                       that right?
            client     yes
            bot        If there is one small step you'd like to take before we talk next, what would it be? It's fine
                       to leave it: /skip.
            client     /skip
            bot        Thank you for taking the time. Your next check-in: Monday 30 November around 9:00.
        """)


async def test_vaivannako_huomataan(host):
    async with told(host, "fi") as story:
        await story("""
            client     /checkin
            bot        Hei, Maria. Miten sinulla on mennyt? Ykkönen tarkoittaa raskasta, vitonen hyvää.
            client     4
            bot        Kiitos. Millaista on ollut?
            client     Uskalsin vihdoin soittaa veljelle, vaikka pelotti.
            bot        Uskalsit vihdoin soittaa veljelle, vaikka pelotti. Ei se itsestään tapahtunut. / Ymmärsinkö
                       oikein?
            client     kyllä
            bot        Jos haluat ottaa yhden pienen askeleen ennen ensi kertaa, mikä se olisi? Tämän voi hyvin jättää
                       väliin: /skip.
            client     /skip
            bot        Kiitos tästä hetkestä. Seuraavan kerran kysyn kuulumisia maanantaina 30. marraskuuta noin klo
                       9.00.
        """)


@pytest.mark.parametrize(
    ("language", "told_of"),
    [
        ("en", "I stayed in bed all week."),
        ("en", "My sister called the doctor for me."),
        ("fi", "Makasin koko viikon sängyssä."),
        ("fi", "Sisko soitti puolestani lääkärille."),
    ],
)
async def test_nothing_is_praised_that_she_did_not_do(host, language, told_of):
    async with told(host, language) as story:
        for each in ("/checkin", "3", told_of):
            await story.act(each)
    answer = host.chat_texts(MARIA)[-1].casefold()
    for praise in (*FLATTERY, "took effort", "you made that happen", "your own", "sinä teit", "ei se itsestään"):
        assert praise not in answer


async def test_what_she_did_is_named_in_her_own_words_and_what_helped_is_asked(host):
    async with told(host, check_in="daily 09:00") as story:
        await story("""
            client     /commitments call my brother
            bot        “call my brother”. By which day would you like to do it? Without a day: /skip.
            client     wednesday
            bot        I've noted it for Wednesday 25 November, and that evening I'll ask you once how it went. / It
                       stands under /commitments, where you can say how it went, change it or let it go, whenever you
                       like.
            clock      Tuesday 09:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            client     4
            bot        Thank you. What has it been like?
            client     /skip
            bot        If there is one small step you'd like to take before we talk next, what would it be? It's fine
                       to leave it: /skip.
            client     /skip
            bot        Thank you for taking the time. Your next check-in: tomorrow around 9:00.
            clock      Wednesday 18:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            bot        You wanted to try: “call my brother”. / How did it go?
            client     [Done]
            bot        You did what you set out to do: “call my brother”. What helped?
            client     I rang from the car so that I couldn't turn back
            bot        So this helped: “I rang from the car so that I couldn't turn back”. I've noted it, and I won't
                       ask about this step again. / Thank you for telling me.
            client     /review
            bot        Your week, 18 Nov to 25 Nov / In your own words: / 1 · “I rang from the car so that I couldn't
                       turn back” (25 Nov 18:00) / What you set out to do: / 2 · “call my brother” – done / Check-ins:
                       24 Nov: 4 · 25 Nov: no answer / My promises to you: kept 3 of 3 / Only you see this so far. What
                       shall I do with it?
            client     [Keep it to myself]
            bot        It stays yours: this review goes to nobody. / Shall I put one together every week, the next time
                       Wednesday 2 December?
            client     /skip
            bot        Then I won't by myself. /review is there whenever you like. / Thank you for looking at it with
                       me.
            clock      Friday 18:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
        """)
        assert story.outcomes("commitment") == ["kept"]
    assert not any(each in text.casefold() for text in host.chat_texts(MARIA) for each in FLATTERY)


async def test_tehty_sanotaan_omin_sanoin_ja_kysytaan_mika_auttoi(host):
    async with told(host, "fi") as story:
        await story("""
            client     /commitments soitan veljelle
            bot        ”soitan veljelle”. Mihin päivään mennessä haluaisit tehdä sen? Ilman päivää: /skip.
            client     keskiviikkona
            bot        Merkitsin sen muistiin: keskiviikkona 25. marraskuuta. Samana iltana kysyn kerran, miten kävi. /
                       Löydät sen komennolla /commitments. Siellä voit kertoa, miten kävi, muuttaa sitä tai jättää sen,
                       milloin vain.
            clock      Wednesday 18:00
            bot        Halusit kokeilla: ”soitan veljelle”. / Miten siinä kävi?
            client     [Tein]
            bot        Teit sen, minkä päätit: ”soitan veljelle”. Mikä auttoi?
            client     soitin autosta niin en ehtinyt perua
            bot        Tämä siis auttoi: ”soitin autosta niin en ehtinyt perua”. Merkitsin sen muistiin, enkä kysy
                       tästä askelesta enää. / Kiitos, että kerroit.
            client     /commitments
            bot        Mitään ei ole auki, ja se on ihan hyvä niin. / Aiemmat, joista en enää kysy: / • ”soitan
                       veljelle” – tehty
        """)


ANSWERS = {
    "en": {"partly": "[Partly]", "not": "[Not this time]", "changed": "[It changed]", "let_go": "[Let it go]"},
    "fi": {"partly": "[Osittain]", "not": "[En tällä kertaa]", "changed": "[Se muuttui]", "let_go": "[Annan olla]"},
}
GUILTY = (
    "why not", "why didn't", "should have", "failed", "promised me", "disappoint", "late", "overdue", "excuse", "sorry",
    "miksi et", "olisi pitänyt", "lupasit", "epäonnis", "myöhäs", "tekosyy", "pettym",
)  # fmt: skip


@pytest.mark.parametrize("language", ANSWERS)
@pytest.mark.parametrize("outcome", ["partly", "not", "changed", "let_go"])
async def test_any_answer_is_taken_kindly_and_closes_it_for_good(host, language, outcome):
    async with told(host, language, check_in="") as story:
        await story.act("/commitments walk")
        await story.act("wednesday" if language == "en" else "keskiviikkona")
        before = len(host.chat_texts(MARIA))
        await story.go("Wednesday 18:00")
        await story.act(ANSWERS[language][outcome])
        await story.act("/skip")
        answered = len(host.chat_texts(MARIA))
        await story.go("Monday 18:00")
        said = host.chat_texts(MARIA)
    assert len(said) == answered, "it was closed, and asked about again"
    assert [each for each in GUILTY if any(each in text.casefold() for text in said[before:])] == []
    assert [each.outcome for each in host.rows(Commitment)] == [outcome]


async def test_a_follow_up_left_unanswered_is_not_repeated(host):
    async with told(host, check_in="daily 09:00") as story:
        await story("""
            client     /commitments call my brother
            bot        “call my brother”. By which day would you like to do it? Without a day: /skip.
            client     tuesday
            bot        I've noted it for tomorrow, and that evening I'll ask you once how it went. / It stands under
                       /commitments, where you can say how it went, change it or let it go, whenever you like.
            clock      Tuesday 09:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            client     3
            bot        Thank you. What has it been like?
            client     /skip
            bot        If there is one small step you'd like to take before we talk next, what would it be? It's fine
                       to leave it: /skip.
            client     /skip
            bot        Thank you for taking the time. Your next check-in: tomorrow around 9:00.
            clock      Tuesday 18:00
            bot        You wanted to try: “call my brother”. / How did it go?
            clock      Wednesday 09:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            client     3
            bot        Thank you. What has it been like?
            client     /skip
            bot        If there is one small step you'd like to take before we talk next, what would it be? It's fine
                       to leave it: /skip.
            client     /skip
            bot        Thank you for taking the time. Your next check-in: tomorrow around 9:00.
            client     /commitments
            bot        What you set out to do, by number. Write /commitments and a number to say how it went: / 1 ·
                       “call my brother”, yesterday
        """)


async def test_vastaamatta_jaanytta_kysymysta_ei_toisteta(host):
    async with told(host, "fi", check_in="daily 09:00") as story:
        await story("""
            client     /commitments soitan veljelle
            bot        ”soitan veljelle”. Mihin päivään mennessä haluaisit tehdä sen? Ilman päivää: /skip.
            client     tiistaina
            bot        Merkitsin sen muistiin: huomenna. Samana iltana kysyn kerran, miten kävi. / Löydät sen
                       komennolla /commitments. Siellä voit kertoa, miten kävi, muuttaa sitä tai jättää sen, milloin
                       vain.
            clock      Tuesday 18:00
            bot        Hei, Maria. Miten sinulla on mennyt? Ykkönen tarkoittaa raskasta, vitonen hyvää.
            bot        Halusit kokeilla: ”soitan veljelle”. / Miten siinä kävi?
            clock      Wednesday 09:00
            bot        Hei, Maria. Miten sinulla on mennyt? Ykkönen tarkoittaa raskasta, vitonen hyvää.
            client     3
            bot        Kiitos. Millaista on ollut?
            client     /skip
            bot        Jos haluat ottaa yhden pienen askeleen ennen ensi kertaa, mikä se olisi? Tämän voi hyvin jättää
                       väliin: /skip.
            client     /skip
            bot        Kiitos tästä hetkestä. Seuraavan kerran kysyn kuulumisia huomenna noin klo 9.00.
        """)


async def test_a_step_without_a_day_is_asked_about_at_the_next_check_in_and_never_again(host):
    async with told(host, check_in="daily 09:00") as story:
        await story("""
            client     /commitments call my brother
            bot        “call my brother”. By which day would you like to do it? Without a day: /skip.
            client     /skip
            bot        I've noted it, with no day set. / It stands under /commitments, where you can say how it went,
                       change it or let it go, whenever you like.
            clock      Tuesday 09:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            client     3
            bot        Thank you. What has it been like?
            client     /skip
            bot        You wanted to try: “call my brother”. / How did it go?
            client     /skip
            bot        If there is one small step you'd like to take before we talk next, what would it be? It's fine
                       to leave it: /skip.
            clock      Wednesday 09:00
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            client     3
            bot        Thank you. What has it been like?
            client     /skip
            bot        If there is one small step you'd like to take before we talk next, what would it be? It's fine
                       to leave it: /skip.
            client     /skip
            bot        Thank you for taking the time. Your next check-in: tomorrow around 9:00.
        """)


async def test_her_own_insight_is_kept_as_hers(host):
    async with told(host) as story:
        await story("""
            client     I keep saying yes to everyone at work.
            bot        You keep saying yes to everyone at work. I hear you. / Did I get that right?
            client     yes
            bot        What in this matters most to you?
            client     that people can rely on me
            bot        That people can rely on you. Thank you for saying that. / When you look at it now, what do you
                       notice that you didn't at first?
            client     that I can say no and still be kind
            bot        I've kept that in your own words: “that I can say no and still be kind”. / If you'd like to take
                       one small step from here, what would it be? It's fine to leave it: /skip.
            client     /skip
            bot        Thank you for trusting me with this. I'm here whenever you want to write.
            client     /settings
            bot        Name: Maria / Form of address in Finnish: sinä / Language: English / Time zone: Helsinki / Help
                       in /sos: Finland / Remembered: / 1 · What you noticed: that I can say no and still be kind /
                       What would you like to change?
            client     [Leave it as it is]
            bot        It all stays as it is.
        """)
