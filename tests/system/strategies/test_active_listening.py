"""Active listening: the client's own words are said back, "did I get that right?" is asked and means it, one open
question comes at a time, and no advice is given, however it is asked for and whoever words it.
"""

import pytest

from flows.listening.gate import advises, questions_in
from tests.system.endpoint import Endpoint, served
from tests.system.strategies.story import MARIA, told


def all_said(host) -> list[str]:
    return host.chat_texts(MARIA)


async def test_her_own_words_come_back_and_she_is_asked_if_that_is_right(host):
    async with told(host) as story:
        await story("""
            client     /reflect
            bot        I'm listening. What's on your mind?
            client     I have been so tired since my sister moved away.
            bot        You have been so tired since your sister moved away. That can be said here. / Did I get that
                       right?
            client     yes
            bot        What in this matters most to you?
            client     I miss her more than I thought.
            bot        “I miss her more than I thought.” There's longing in that. / When you look at it now, what do
                       you notice that you didn't at first?
            client     I never told her what she means to me.
            bot        I've kept that in your own words: “I never told her what she means to me.” / If you'd like to
                       take one small step from here, what would it be? It's fine to leave it: /skip.
            client     write her a letter
            bot        “write her a letter”. By which day would you like to do it? Without a day: /skip.
            client     /skip
            bot        I've noted it, with no day set. / Thank you for trusting me with this. I'm here whenever you
                       want to write.
        """)


async def test_omat_sanat_palaavat_ja_kysytaan_ymmarsiko_botti(host):
    async with told(host, "fi") as story:
        await story("""
            client     /reflect
            bot        Kuuntelen. Mitä sinulla on mielessä?
            client     Olen ollut tosi väsynyt siitä asti, kun sisko muutti pois.
            bot        Olet ollut tosi väsynyt siitä asti, kun sisko muutti pois. / Ymmärsinkö oikein?
            client     kyllä
            bot        Mikä tässä on sinulle tärkeintä?
            client     Kaipaan häntä enemmän kuin luulin.
            bot        Kaipaat häntä enemmän kuin luulit. / Kun katsot tätä nyt, mitä huomaat sellaista, mitä et
                       aluksi huomannut?
            client     Emme koskaan sanoneet hyvästejä.
            bot        Tämä on tallessa sinun sanoillasi: ”Emme koskaan sanoneet hyvästejä.” / Jos haluat ottaa tästä
                       yhden pienen askeleen, mikä se olisi? Tämän voi hyvin jättää väliin: /skip.
            client     kirjoitan hänelle kirjeen
            bot        ”kirjoitan hänelle kirjeen”. Mihin päivään mennessä haluaisit tehdä sen? Ilman päivää: /skip.
            client     /skip
            bot        Merkitsin sen muistiin ilman päivää. / Kiitos, että uskoit tämän minulle. Olen täällä, kun
                       haluat kirjoittaa.
        """)


async def test_a_low_week_is_listened_to_before_anything_is_asked_of_her(host):
    async with told(host) as story:
        await story("""
            client     /checkin
            bot        Hello, Maria. How have things been, from 1 (heavy) to 5 (good)?
            client     1
            bot        That sounds heavy. What has weighed most?
            client     My boss shouted at me in front of everyone.
            bot        Your boss shouted at you in front of everyone. That sounds hard. / Did I get that right?
            client     yes
            bot        If there is one small step you'd like to take before we talk next, what would it be? It's fine
                       to leave it: /skip.
            client     /skip
            bot        Thank you for taking the time. Your next check-in: Monday 30 November around 9:00.
        """)


async def test_what_was_misheard_is_put_right_in_other_words_and_a_second_miss_is_owned(host):
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
        """)


async def test_vaarin_ymmarretty_korjataan_toisin_sanoin(host):
    async with told(host, "fi") as story:
        await story("""
            client     /checkin
            bot        Hei, Maria. Miten sinulla on mennyt? Ykkönen tarkoittaa raskasta, vitonen hyvää.
            client     2
            bot        Kuulostaa raskaalta. Mikä on painanut eniten?
            client     En tiedä enää, mitä varten teen tätä työtä.
            bot        ”En tiedä enää, mitä varten teen tätä työtä.” Kuulen sen. / Ymmärsinkö oikein?
            client     [Ei ihan]
            bot        Kiitos, että sanoit. Mitä minulta jäi huomaamatta?
            client     Kukaan ei kiitä mistään.
            bot        Kiitos, kun tarkensit: ”Kukaan ei kiitä mistään”. / Ymmärsinkö oikein?
            client     kyllä
            bot        Jos haluat ottaa yhden pienen askeleen ennen ensi kertaa, mikä se olisi? Tämän voi hyvin jättää
                       väliin: /skip.
            client     /skip
            bot        Kiitos tästä hetkestä. Seuraavan kerran kysyn kuulumisia maanantaina 30. marraskuuta noin klo
                       9.00.
        """)


async def test_she_may_choose_to_be_just_listened_to_and_then_nothing_is_asked(host):
    async with told(host) as story:
        await story("""
            client     /reflect
            bot        I'm listening. What's on your mind?
            client     [Just listen]
            bot        I'm listening. “That's enough” ends it, whenever you like.
            client     My boss shouted at me in front of everyone.
            bot        Your boss shouted at you in front of everyone. That sounds hard.
            client     I felt so small that I nearly cried.
            bot        You felt so small that you nearly cried. Thank you for saying it.
            client     I was proud that I walked out of the room.
            bot        So you were proud that you walked out of the room.
            client     [That's enough]
            bot        Thank you for trusting me with this. I'm here whenever you want to write.
        """)
        assert not any(questions_in(each) for each in all_said(host)[1:])


async def test_pelkka_kuunteleminen_ei_kysy_mitaan(host):
    async with told(host, "fi") as story:
        await story("""
            client     /reflect
            bot        Kuuntelen. Mitä sinulla on mielessä?
            client     [Kuuntele vain]
            bot        Kuuntelen. ”Riittää” lopettaa, kun haluat.
            client     Pomo huusi minulle kaikkien kuullen.
            bot        Pomo huusi sinulle kaikkien kuullen.
            client     Tunsin itseni tosi pieneksi.
            bot        Tunsit itsesi tosi pieneksi.
            client     Olin silti ylpeä, että kävelin ulos huoneesta.
            bot        Olit silti ylpeä, että kävelit ulos huoneesta.
            client     riittää
            bot        Kiitos, että uskoit tämän minulle. Olen täällä, kun haluat kirjoittaa.
        """)
        assert not any(questions_in(each) for each in all_said(host)[1:])


async def test_advice_is_not_given_however_it_is_asked_for(host):
    async with told(host) as story:
        await story("""
            client     Should I quit my job? What should I do?
            bot        Advice isn't mine to give; that would be my answer, not yours. / What in this matters most to
                       you?
            client     Just tell me what to do.
            bot        I don't know the right answer for your life. / When you look at it now, what do you notice that
                       you didn't at first?
            client     /cancel
            bot        Stopped here. What you said is kept, and you can write to me whenever you like.
        """)


async def test_neuvoja_ei_anneta_vaikka_pyytaisi(host):
    async with told(host, "fi") as story:
        await story("""
            client     Pitäisikö minun irtisanoutua? Mitä minun pitäisi tehdä?
            bot        En anna neuvoja; se olisi minun vastaukseni eikä sinun. / Mikä tässä on sinulle tärkeintä?
            client     /cancel
            bot        Lopetettiin tähän. Se, mitä sanoit, on tallessa, ja voit kirjoittaa minulle milloin vain.
        """)


ADVICE = {"en": "You should talk to your boss, and try to rest more.", "fi": "Sinun kannattaisi puhua pomollesi."}
TIRED = {"en": "I'm tired of it all at work.", "fi": "Olen ihan väsynyt töissä."}


@pytest.mark.parametrize("language", ADVICE)
async def test_a_language_model_that_advises_is_not_passed_on(host, language):
    async with served(Endpoint()) as model:
        model.says = [ADVICE[language]]
        host.configure(more=model.config())
        async with told(host, language, model="127.0.0.1") as story:
            for each in ("/checkin", "2", TIRED[language]):
                await story.act(each)
    assert model.asked
    assert ADVICE[language] not in "".join(all_said(host))
    assert {"en": "tired", "fi": "väsynyt"}[language] in all_said(host)[-1]


MUDDLED = (
    "/checkin", "what", "2", "/why", "tired", "/why", "?", "/skip", "/skip", "/reflect", "tired", "/skip", "/skip",
    "/skip", "/skip", "/commitments", "walk", "xyzzy", "/skip", "/review", "/why", "?", "/pulse", "/why", "1", "2", "3",
    "4", "/skip", "/skip", "/repair", "/why", "/skip", "/schedule", "/why", "/cancel", "/settings", "/why", "/cancel",
    "/farewell", "/why", "/cancel",
)  # fmt: skip


@pytest.mark.parametrize("language", ADVICE)
async def test_no_message_asks_two_things_or_advises(host, language):
    """A whole afternoon of dialogues, each answered badly and passed over, with "why?" asked in between."""
    async with told(host, language) as story:
        for each in MUDDLED:
            await story.act(TIRED[language] if each == "tired" else each)
    assert len(all_said(host)) >= 40
    assert [each for each in all_said(host) if questions_in(each) > 1] == []
    assert [each for each in all_said(host) if advises(each)] == []
