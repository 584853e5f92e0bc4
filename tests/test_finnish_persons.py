"""The person turned round in Finnish, and the sentences that are left to be quoted."""

import pytest

from bot.app import WORDS, load_toml
from flows.listening.finnish import Finnish
from flows.listening.finnish_persons import FinnishPersons
from flows.listening.wholly import WhollyFinnish

PERSONS = FinnishPersons(load_toml(WORDS / "listening" / "verbs.toml"))
WHOLLY = WhollyFinnish(Finnish(load_toml(WORDS / "listening" / "lexicon.toml")), PERSONS)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        # Each register keeps its own pronouns.
        ("minä en osaa sanoa muuten", "sinä et osaa sanoa muuten"),
        ("mä en jaksa enää mun pomoa", "sä et jaksa enää sun pomoa"),
        ("mie jätän tämän nyt tähän", "sie jätät tämän nyt tähän"),
        ("mää annoin sille kaktuksen", "sää annoit sille kaktuksen"),
        ("emmä oo nukkunu", "et sä oo nukkunu"),
        ("MÄ PÄÄSIN SISÄÄN", "SÄ PÄÄSIT SISÄÄN"),
        # Without a pronoun, after a comma, and with what hangs on the verb.
        ("suutun, mutta en näytä sitä", "suutut, mutta et näytä sitä"),
        ("oonki jo ihan väsyny enkä jaksa", "ootki jo ihan väsyny etkä jaksa"),
        ("korvatulpat ostin", "korvatulpat ostit"),
        ("en tiedä osaanko sanoa sitä", "et tiedä osaatko sanoa sitä"),
        # Possessive suffixes, and words that only look like them.
        ("äitini hoiti neljä lastani", "äitisi hoiti neljä lastasi"),
        ("pieni ääni meni kiinni", "pieni ääni meni kiinni"),
        ("nonni, soitin takasi tunni pääst", "nonni, soitit takasi tunni pääst"),
        ("Gibson, ostin sen kesätyörahalla", "Gibson, ostit sen kesätyörahalla"),
        # We.
        ("nauroimme niin että sydämemme hakkasi", "nauroitte niin että sydämenne hakkasi"),
        ("me oltiin hiljaa koko matka", "te olitte hiljaa koko matka"),
        # What else a word may be.
        ("ja sitte mänin ja söin kakkua", "ja sitte mänit ja söit kakkua"),
        ("tiedän, että puhelin on laatikossa", "tiedät, että puhelin on laatikossa"),
        ("joku löys mut ja keitti teetä, kun makasin siinä", "joku löys sut ja keitti teetä, kun makasit siinä"),
        ("voin puhua ristikoista", "voit puhua ristikoista"),
        ("otan apua vastaan", "otat apua vastaan"),
        ("sanoin sen omin sanoin", "sanoit sen omin sanoin"),
        ("musta tuntuu että meen", "susta tuntuu että meet"),
        # What somebody said stays as it was said.
        ('kerroin äidille, se sano "mä luin siitä"', 'kerroit äidille, se sano "mä luin siitä"'),
        ("Hän sanoi että korjaan kaiken", "Hän sanoi että korjaat kaiken"),
    ],
)
def test_the_person_is_turned_and_all_else_stays(sentence: str, said: str) -> None:
    assert PERSONS.turned(sentence) == said


@pytest.mark.parametrize(
    "sentence",
    [
        "ok mee nyt muualle, mul alkaa matikka",  # a command
        "me olla kumpiki samanlaissi",  # a "we" that has no form of another person's
        "ei me yleensä puhuta muusta",
        "suusta vaan tuli että joo kyllä mä voin jäädä",  # what they themselves said
        "mun pitäis soittaa sille",  # said to somebody it is advice
        "ois pitäny sanoo heti",
        "kiitos kun kuuntelit mua",
        "mä luulin et sä tiedät",
        "mentiin mökille ja mä uin",  # we did, or one does
        "musta takki jäi junaan, en löytänyt",  # a colour
        "se työnsi mut kotiin",  # me, no "but"
        "mnää kanna sen alas ja mnuul o polvi kippee",  # the first person has no ending there
        "mää ole nukkunu huonosti",  # a verb that no list knows beside the pronoun
        "ahdistaa niin että en nuku",  # with no "mua" it would be ours
        "blokkailin sen heti",
    ],
)
def test_what_is_not_sure_is_not_turned(sentence: str) -> None:
    assert PERSONS.turned(sentence) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Miksi mä aina tiuskin?",
        "se on mun vika, oon ihan tyhmä",
        "jos mä en mee",
        "se on mulle liikaa",
        "kerro mitä mä teen",
    ],
)
def test_no_reply_begins_with_what_asks_judges_or_hangs(sentence: str) -> None:
    assert WHOLLY.said(sentence, begins=True) == ""
