"""What people write for a number on a scale, an age and a length of time."""

import pytest

from flows.ears import Age, Scale, Span
from tests.ears import hear, misheard

SCALE_ENGLISH = """
4 | four | Four | FOUR! | 4. | 4! | 4/5 | 4 / 5 | 4 out of 5 | four out of five | 4 of 5 | 4️⃣ | ４ | ④ => 4
about 4 | around four | roughly 4 | four-ish | 4ish | 4-ish | maybe a 4 | a solid 4 | I'd say 4 => 4
I'd say a four => 4
it's a 4 | probably a 4 | 4 I guess | 4 I think | definitely a four | today 4 | a 4 today => 4
this week was a 4 => 4
4 :) | 4 🙂 | 4, I slept well | 4 - a good week | Four. It was calm. | 4 because I rested | 4 but tired => 4
5, it was a good one | a strong 5 | 5 stars | five points | 5/5 | a 5, thanks | let's say 5 => 5
one | 1 | a one => 1
3, slept badly | just a 3 | only three | hmm, 3 => 3
3-4 | 3 or 4 | between 3 and 4 | 3.5 | 3,5 | three and a half | not 5 | not a 4 | 4/10 | 8/10 | 6 | 0 => null
-4 | 44 => null
under 4 | a bit under 4 | almost 4 | over 3 | more than 2 | less than 5 | 3, no 4 | 4, or maybe five => null
2 kids | <3 => null
it was a good one |  | ? | good | fine | I don't know | number | two three | 4 4 | 4 kids at home | 5% => null
4½ => null
"""
SCALE_FINNISH = """
4 | neljä | Neljä! | 4. | 4/5 | neljä viidestä | 4 viidestä | nelonen | nelosen | nelosta | neljän | 4️⃣ => 4
noin neljä | noin 4 | ehkä nelonen | joku nelonen | sanoisin neljä | sanoisin nelosen | annan nelosen => 4
4 kai => 4
se on nelonen | oisko nelonen | viikko oli 4 | tänään 4 | 4 tällä viikolla | neljän verran | 4 paikkeilla => 4
no 4 => 4
neljä, nukuin hyvin | 4 - ihan hyvä viikko | nelonen koska lepäsin | 4, kiitos | 4 pistettä => 4
ihan hyvä nelonen => 4
kolmonen | kolme | noin kolme | kolmosen | kolmosta | 3 => 3
viisi | viis | vitonen | vitosen | 5/5 => 5
yksi | yks | ykkönen | ykkösen => 1
kaksi | kaks | kakkonen | kakkosen => 2
"""


def test_a_scale_understands_people_in_english():
    assert misheard(Scale(1, 5), "en", SCALE_ENGLISH) == []


def test_a_scale_understands_people_in_finnish():
    assert misheard(Scale(1, 5), "fi", SCALE_FINNISH) == []


def test_a_finnish_answer_that_is_no_single_number_is_asked_again():
    rows = """
    vähän alle 4 | alle neljä | yli kolme | melkein viisi | kolme tai neljä | kolme neljä => null
    kolmen ja neljän välillä => null
    kolme ja puoli | 3,5 | ei viisi | en tiedä | kuusi | nolla | kymmenen | seiska | ok | hyvin | 4/10 => null
    3-4 => null
    """
    assert misheard(Scale(1, 5), "fi", rows) == []


def test_a_scale_to_ten_has_its_own_top():
    rows = """
    7/10 | Seven-ish | 7 | seven out of ten | about 7 | a 7 => 7
    10 | ten | 🔟 | 10/10 => 10
    7/5 | 11 | eleven | 0/10 => null
    """
    assert misheard(Scale(1, 10), "en", rows) == []
    rows = """
    seitsemän | seiska | seiskan | noin seittemän | 7/10 | seitsemän kymmenestä => 7
    kymppi | kymmenen | kympin => 10
    ysi | yhdeksän | ysin => 9
    kasi | kahdeksan | kaheksan | kahdeksan luokkaa => 8
    kutonen | kuus | kuusi => 6
    """
    assert misheard(Scale(1, 10), "fi", rows) == []


def test_people_may_answer_in_the_other_language():
    assert hear(Scale(1, 5), "neljä", "en") == 4
    assert hear(Scale(1, 5), "four", "fi") == 4


def test_ages_are_heard_and_near_ages_are_not():
    rows = """
    34 | I'm 34 | I am 34 years old | thirty-four | thirty four | 34 years | im 34 | 34yo | 34 y/o => 34
    34, thanks => 34
    18 | I just turned 18 | eighteen => 18
    17 | I'm seventeen => 17
    almost 18 | turning 18 | nearly 18 | 18+ | over 18 | under 18 | 17 or 18 | 4 | 121 | 0 | -34 => null
    34.5 => null
    born in 1990 | 1990 | old enough | none of your business | | I have 2 kids | thirty something => null
    """
    assert misheard(Age(), "en", rows) == []
    rows = """
    17 | olen 17 | oon 17 | 17-vuotias | 17 v | 17v | 17 vuotta | seitsemäntoista | olen 17-vuotias => 17
    kolmekymmentä | 30 | täytin juuri 30 | kolkyt => 30
    34 | kolmekymmentäneljä | kolkytneljä | mä oon 34 => 34
    yli 18 | kohta 18 | melkein 18 | alle 20 | kolmekymppinen | neljä | en kerro | synnyin 1990 => null
    """
    assert misheard(Age(), "fi", rows) == []


def test_lengths_of_time_become_hours():
    rows = """
    24h | 24 h | 24 hours | a day | one day | within a day | 1 day | in a day | in 24 hours => 24
    Within 24 hours. => 24
    two days | 2 days | 48h | a couple of days | within two days | 48 hours => 48
    an hour | 1 hour | one hour | within the hour => 1
    a week | 7 days | one week | within a week => 168
    two weeks | a fortnight | 14 days => 336
    a month | 30 days => 720
    six months | 6 months | half a year => 4320
    a year | one year | 365 days | 12 months | twelve months => 8760
    two years => 17520
    a year and a half => 13080
    two days and an hour => 49
    half a day | 12 hours | twelve hours => 12
    a day and a half | 1.5 days | 36 hours | 1 day 12 hours | one day and twelve hours => 36
    a few days | 2-3 days | soon | forever | 0 days | never | two working days | 30 minutes | tomorrow => null
    5 |  | 999 years => null
    """
    assert misheard(Span(), "en", rows) == []
    rows = """
    vuorokausi | päivä | 24 h | 24h | vrk | vuorokaudessa | vuorokauden kuluessa | yksi päivä => 24
    24 tuntia | 1 pv => 24
    kaksi päivää | 2 päivää | kahden päivän kuluessa | kahdessa päivässä | pari päivää | 48 tuntia => 48
    2 vrk => 48
    viikko | viikon | viikon sisällä | 7 päivää | yksi viikko | viikossa => 168
    kaksi viikkoa | kahden viikon kuluessa => 336
    kuukausi | kuukauden ajan | 1 kk => 720
    kuusi kuukautta | 6 kk | puoli vuotta | puolen vuoden => 4320
    vuosi | vuoden | yksi vuosi | 1 v => 8760
    puolitoista päivää | 36 tuntia | 1.5 päivää | 1,5 päivää => 36
    puoli päivää | 12 tuntia => 12
    tunti | tunnissa | tunnin kuluessa => 1
    muutama päivä | pian | ikuisesti | 2-3 päivää | kaksi arkipäivää | en tiedä => null
    """
    assert misheard(Span(), "fi", rows) == []


@pytest.mark.parametrize("hours", [1, 23, 25, 1000])
def test_any_whole_number_of_hours_is_heard(hours: int):
    assert hear(Span(), f"{hours} hours") == hours
    assert hear(Span(), f"{hours} tuntia", "fi") == hours
