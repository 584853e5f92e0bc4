"""The first risk screen: situations in both languages, each kind with near twins that it leaves alone.

These are the rules' own tests: they show that each rule does what it is for, and nothing about recall on text
that its author never saw.
"""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import WORDS, load_toml
from flows.risk import Risk, RiskScreen

SCREEN = RiskScreen(load_toml(WORDS / "risk.toml"))

ENGLISH = """
crisis  I want to die
crisis  I'm going to kill myself tonight
crisis  i dont want to live anymore
crisis  I don’t want to be alive
crisis  I have been thinking about killing myself again
crisis  im suicidal
crisis  I feel suicidal today
crisis  I've been having suicidal thoughts
crisis  I wish I was dead
crisis  I just want to end it all
crisis  thinking of ending my life
crisis  I can't stop thinking about suicide and I think about suicide at work
crisis  I don't know if I want to kill myself but it's close
crisis  I wrote a goodbye letter to my kids
crisis  By the time you read this I'll be gone
crisis  There's no reason to live
crisis  I'd rather be dead than go through this
crisis  I took all the pills in the cupboard
crisis  I've been saving my pills
crisis  I'm standing on the bridge and I want to jump
crisis  I keep thinking about stepping in front of a train
crisis  I cut myself again last night
crisis  I've started self-harming again
crisis  I want to hurt myself
crisis  I can't keep myself safe
crisis  I have the razor in my hand, blade against my wrist
crisis  He threatened to kill me
crisis  my husband is hitting me right now
crisis  I'm going to stab him
crisis  I'm scared I'll hurt my baby
crisis  my life is in danger
crisis  kms
crisis  they would be better off once I'm dead
crisis  I'm not joking. I'm going to kill myself
crisis  I used to want to die and now I want to die again
crisis  I'm not suicidal, I just want to die
crisis  please just kill me
care  I'm not suicidal
care  I would never kill myself
care  I don't want to die
care  They'd be better off without me
care  I don't want to wake up tomorrow
care  I wish I had never been born
care  I wish I could just disappear
care  nobody would miss me
care  What's the point of anything
care  everything feels hopeless
care  I can't go on like this
care  I hate myself
care  I'm such a burden to everyone
care  I feel worthless
care  My boyfriend hit me again
care  I was raped when I was nineteen
care  I'm afraid of my husband
care  My mother died in March
care  we lost our baby
care  my brother killed himself two years ago
care  my friend says she wants to die
care  When I was 16 I tried to kill myself
care  years ago I wanted to die
care  I keep having dark thoughts
care  It's her funeral on Friday
care  I'm in an abusive relationship
none  this deadline is killing me
none  I'm dying to see it
none  I could kill for a coffee
none  shoot me an email when you're free
none  killed it at work today!
none  I'm dead tired
none  my phone died on the way
none  I nearly died of embarrassment
none  my mum is going to kill me
none  I cut myself shaving
none  I cut my hours at work
none  I shot myself in the foot with that email
none  I hurt my back at the gym
none  I don't want to live with my parents
none  I want to end it with him
none  we watched a film about suicide, it was well made
none  the goodbye party was lovely
none  I wrote a goodbye letter to my colleagues
none  I overdosed on chocolate
none  we crossed the bridge and had ice cream
none  I'd rather die than eat that again
none  I want to wake up early
none  that hill is a killer workout
none  my feet are killing me
none  I'm bored to death in meetings
none  I've been working through the whole weekend
none  I want to sleep better
none  hang in there, I tell myself
none  I feel sad and tired
none  I want to quit my job
none  I gave up sugar
none  I took two painkillers and slept
"""

FINNISH = """
crisis  haluan kuolla
crisis  Haluun vaan kuolla
crisis  tapan itseni tänä iltana
crisis  mietin itseni tappamista
crisis  en halua enää elää
crisis  En jaksa enää elää
crisis  en mä jaksa tätä, en jaksa elää enää
crisis  olisinpa kuollut
crisis  kunpa mä vaan kuolisin
crisis  Minulla on itsemurha-ajatuksia
crisis  oon itsetuhoinen
crisis  aion tehdä itsemurhan
crisis  Kirjoitin jäähyväiskirjeen lapsille
crisis  vedän ranteet auki
crisis  hyppään sillalta
crisis  tekisi mieli hypätä junan alle
crisis  otin kaikki lääkkeet kerralla
crisis  otin koko purkillisen unilääkkeitä
crisis  oon säästänyt lääkkeitä kaappiin
crisis  viiltelen taas
crisis  satutan itseäni
crisis  tekis mieli satuttaa itseäni
crisis  lopetan elämäni
crisis  ei ole enää mitään syytä elää
crisis  mies uhkasi tappaa minut
crisis  mieheni lyö minua juuri nyt
crisis  pelkään että satutan lasta
crisis  tapan hänet
crisis  haluan pois täältä maailmasta
crisis  kaikilla olisi parempi kun olen kuollut
crisis  en enää halua olla olemassa
crisis  Hyvästi maailma
crisis  nuorena halusin kuolla ja nyt taas haluan kuolla
crisis  olen päättänyt kuolla
crisis  en ole turvassa itseltäni
care  en aio tappaa itseäni
care  En halua kuolla
care  en ole itsetuhoinen
care  kaikilla olisi parempi ilman minua
care  en haluaisi enää herätä aamulla
care  kunpa en olisi syntynytkään
care  haluan vain kadota
care  kukaan ei kaipaisi vaikka katoaisin
care  elämässäni ei ole mitään järkeä
care  kaikki tuntuu toivottomalta
care  ei ole enää toivoa
care  en jaksa enää
care  vihaan itseäni
care  olen pelkkä taakka kaikille
care  tunnen itseni arvottomaksi
care  mies lyö minua joskus
care  minut raiskattiin opiskeluaikana
care  pelkään miestäni
care  Äitini kuoli keväällä
care  menetimme vauvan
care  veljeni teki itsemurhan
care  ystäväni sanoo haluavansa kuolla
care  yritin nuorena tappaa itseni
care  mummon hautajaiset on perjantaina
care  mulla on synkkiä ajatuksia
care  pelkään kuolemaa
care  minulla on arpia ranteissa
care  menetin toivoni
none  kuolen nauruun
none  tappava helle
none  meinasin kuolla häpeään
none  kuollakseni väsynyt
none  oli tappavan tylsä palaveri
none  akku kuoli kesken puhelun
none  äiti tappaa mut jos myöhästyn
none  kuolen tylsyyteen näissä palavereissa
none  tapoin aikaa asemalla
none  ammuin itseäni jalkaan sillä viestillä
none  poltin itseni loppuun töissä
none  satutin selkäni salilla
none  viilsin sormeeni kun leikkasin leipää
none  hukun töihin
none  hyppäsin laiturilta uimaan
none  kävelin sillan yli kotiin
none  katsoin dokumentin, jossa oli murhamysteeri
none  haluan nukkua paremmin
none  haluaisin vaihtaa työpaikkaa
none  olen väsynyt ja surullinen
none  en jaksa siivota
none  en halua mennä töihin
none  en aio lähteä lenkille
none  otin buranan päänsärkyyn
none  herätys oli liian aikaisin
none  lopetan tupakoinnin
none  haluan pois tästä työpaikasta
none  läksiäiset olivat mukavat
none  elämä hymyilee
none  oli ihan hyvä viikko
none  kissa satutti tassunsa
none  oon kuolemanväsynyt
"""


NEAR_TWINS = """
crisis  I said "I want to kill myself" and I meant it
crisis  she said "you are fat" and now I want to kill myself
crisis  im 15 kms
crisis  I'm going to end it with a gun
crisis  I hurt my arm on purpose
crisis  burned myself on purpose
crisis  en jaksa enää elää tässä maailmassa
crisis  en halua enää elää tässä elämässä
crisis  tämä on viimeinen iltani
crisis  tämä on viimeinen iltani täällä
crisis  päätän päiväni junan alle
crisis  he's breaking down my door
crisis  someone is trying to break into my house
crisis  joku yrittää murtaa oven
care    I would rather not be here
care    my friend said "I'm going to kill myself"
care    I'm hopeless at life
care    My son died in the park
care    We lost our dog last week
none    We lost our dog at the park, found her later
none    we ran about 10 kms
none    I'd rather not be here at the front
none    I took the shelf off myself
none    someone is breaking in new shoes
none    he's breaking in the boots
none    haluan lopettaa itseni syyttelyn
none    yliannostus suklaata
none    viimeinen iltani ennen lomaa
none    en halua enää elää vanhempien luona
"""

OTHER_TABLE = (Path(__file__).parent / "risk_situations.txt").read_text("utf-8")
"""Situations by another author, each with near twins; its head says what the levels mean."""


def situations(table: str) -> list[tuple[str, str]]:
    rows = (line.partition("  ") for line in table.strip().splitlines() if line and not line.startswith("#"))
    return [(text.strip(), level) for level, _, text in rows]


@pytest.mark.parametrize(("text", "level"), situations(ENGLISH))
def test_an_english_situation_is_noticed_for_what_it_is(text: str, level: str) -> None:
    assert SCREEN.screen(text) == Risk(level)


@pytest.mark.parametrize(("text", "level"), situations(FINNISH))
def test_a_finnish_situation_is_noticed_for_what_it_is(text: str, level: str) -> None:
    assert SCREEN.screen(text) == Risk(level)


@pytest.mark.parametrize(("text", "level"), situations(NEAR_TWINS))
def test_a_near_twin_is_told_apart(text: str, level: str) -> None:
    assert SCREEN.screen(text) == Risk(level)


@pytest.mark.parametrize(("text", "level"), situations(OTHER_TABLE))
def test_another_authors_situation_is_noticed_for_what_it_is(text: str, level: str) -> None:
    if level == "calm":
        assert SCREEN.screen(text) is not Risk.CRISIS
    else:
        assert SCREEN.screen(text) == Risk(level)


@pytest.mark.parametrize(
    "text",
    [
        "I WANT TO DIE",
        "i wnat to kil myself",
        "i watn to kill mysefl",
        "haluan tappaa iteni",
        "i want to\ndie",
        "I want to d\u200bie",
        "i wanna k!ll myself",
        "i want to k*ll myself",
        "I’m going to kill my self",
        "im gonna k i l l m y s e l f",
        "i   want    to die 😭😭",
        "i want to diiiie",
        "commit su!cide, planning su1cide, planning suicide",
        "ｉ ｗａｎｔ ｔｏ ｄｉｅ",
        "haluan k u o l l a",
        "HALUAN KUOLLA!!!",
        "hyvää päivää. " * 300 + "haluan kuolla",
        "It was a long day. " * 220 + "I want to die.",
    ],
)
def test_disguises_and_length_hide_nothing(text: str) -> None:
    assert SCREEN.screen(text) is Risk.CRISIS


@pytest.mark.parametrize("text", ["s u i c i d e", "su*cide", "s.u.i.c.i.d.e", "sui-cide", "i t s e m u r h a"])
def test_a_disguised_word_alone_is_looked_at(text: str) -> None:
    assert SCREEN.screen(text) is not Risk.NONE


@pytest.mark.parametrize(
    "text", ["a b c d e f", "f***ing Monday", "e-mail me: a.b@c.d", "", "👍", "1234 5678", "U S A trip"]
)
def test_other_odd_spellings_are_nothing(text: str) -> None:
    assert SCREEN.screen(text) is Risk.NONE


def test_an_idiom_does_not_hide_what_stands_beside_it() -> None:
    assert SCREEN.screen("This deadline is killing me and honestly I want to die") is Risk.CRISIS


@pytest.mark.parametrize(
    ("text", "blocked"),
    [
        ("this deadline is killing me", True),
        ("my phone died", True),
        ("kuolen nauruun", True),
        ("the knife drawer", True),
        ("everyone is better off without me", True),
        ("I'm tired of my job", False),
        ("olen väsynyt töihin", False),
        ("I want to sleep more", False),
    ],
)
def test_risk_words_are_not_said_back_even_in_idioms(text: str, blocked: bool) -> None:
    assert SCREEN.blocks_echo(text) is blocked


@given(st.text(max_size=600))
def test_any_text_gets_a_level(text: str) -> None:
    assert SCREEN.screen(text) in Risk
    assert SCREEN.blocks_echo(text) in (True, False)


@pytest.mark.parametrize(
    "unit", ["a!", "i ", "k i l l ", "want to ", "not to be ", "haluan vain ", "a.b_", "|", "en enää "]
)
def test_the_cost_is_bounded_whatever_is_written(unit: str) -> None:
    started = time.perf_counter()
    SCREEN.screen(unit * 10_000)
    assert time.perf_counter() - started < 1


def test_a_message_of_five_hundred_characters_takes_about_a_millisecond() -> None:
    """The best of many runs, with room for a busy machine; unloaded it is under half a millisecond."""
    text = ("I had a long week at work and my boss was not happy, so I stayed late again. " * 7)[:500]
    took = []
    for _ in range(50):
        started = time.perf_counter()
        SCREEN.screen(text)
        took.append(time.perf_counter() - started)
    assert min(took) < 0.002
