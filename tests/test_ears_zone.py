"""What people write when asked where they are, or what their clock shows."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from flows.ears import Zone
from flows.zones import NAMES, region_of, zone_called
from tests.ears import hear, misheard


def test_a_place_is_heard_in_english():
    rows = """
    Europe/Helsinki | europe/helsinki | Helsinki | helsinki! | in Helsinki => "Europe/Helsinki"
    I live in Helsinki | I'm in Helsinki => "Europe/Helsinki"
    Helsnki | Helsinky | Finland | finland 🇫🇮 | Helsinki, Finland | Tampere | Turku => "Europe/Helsinki"
    Espoo | Helsinki time => "Europe/Helsinki"
    London | london uk | London, UK | UK | England | Scotland | Great Britain => "Europe/London"
    United Kingdom | Manchester | Britain => "Europe/London"
    New York | nyc | NYC | new york city | Boston | Newyork | New York, USA => "America/New_York"
    Eastern Time | EST | I live in New York => "America/New_York"
    Stockholm | Sweden | Gothenburg | Stockholm, Sweden | Malmo => "Europe/Stockholm"
    Kyiv | Kiev | Ukraine | Lviv | Kyiv, Ukraine => "Europe/Kyiv"
    Paris | France | Paris, France | Lyon => "Europe/Paris"
    Berlin | Germany | Munich | Hamburg | Berlin time => "Europe/Berlin"
    Madrid | Spain | Barcelona => "Europe/Madrid"
    Lisbon | Portugal | Porto => "Europe/Lisbon"
    San Francisco | SF | Los Angeles | LA | Seattle | California | Pacific time => "America/Los_Angeles"
    Chicago | Texas | Houston | Central Time => "America/Chicago"
    Tokyo | Japan | Osaka => "Asia/Tokyo"
    Mumbai | India | Delhi | Bangalore => "Asia/Kolkata"
    São Paulo | sao paulo | Rio de Janeiro => "America/Sao_Paulo"
    Sydney | Canberra => "Australia/Sydney"
    Kathmandu | Nepal => "Asia/Kathmandu"
    Dublin | Ireland => "Europe/Dublin"
    New Zealand | Auckland | NZ => "Pacific/Auckland"
    China | Beijing | Shanghai => "Asia/Shanghai"
    Singapore => "Asia/Singapore"
    Buenos Aires | Argentina => "America/Argentina/Buenos_Aires"
    UTC | GMT => "Etc/UTC"
    US | USA | America | United States | the US | Australia | Brazil | Canada | Russia | Mexico => null
    Indonesia | Europe => null
    Georgia | Paris, Texas | London, Ontario | home | somewhere | xyzzy | I don't know | 42 |  | ? => null
    here | hello | Mars => null
    ../etc/passwd | Europe/Helsinki/Kallio | Europe/ | / | \\u0000 | yes | no | Atlantis => null
    """
    assert misheard(Zone(), "en", rows) == []


def test_a_place_is_heard_in_finnish():
    rows = """
    Helsinki | helsingissä | Helsingissä. | Suomi | Suomessa | asun Helsingissä => "Europe/Helsinki"
    olen Suomessa | Hesa | hesassa => "Europe/Helsinki"
    Tampere | Tampereella | Turussa | Oulussa | Jyväskylässä | Lahdessa | Vantaalla => "Europe/Helsinki"
    Rovaniemellä | Suomen aika => "Europe/Helsinki"
    Espoossa | Kuopiossa | Lappeenrannassa | Kouvolassa | Helsnki | Suomen aikaa => "Europe/Helsinki"
    Helsingin aika | Rovaniemi => "Europe/Helsinki"
    Lontoo | Lontoossa | Englanti | Englannissa | Iso-Britannia | Skotlanti => "Europe/London"
    Isossa-Britanniassa => "Europe/London"
    Tukholma | Tukholmassa | Ruotsi | Ruotsissa | Göteborg | Malmössä => "Europe/Stockholm"
    New York | New Yorkissa | nyc | Bostonissa => "America/New_York"
    Kiova | Kiovassa | Ukraina => "Europe/Kyiv"
    Pariisi | Pariisissa | Ranska | Ranskassa => "Europe/Paris"
    Berliini | Berliinissä | Saksa | Saksassa | München | Hampuri => "Europe/Berlin"
    Tallinna | Tallinnassa | Viro | Virossa => "Europe/Tallinn"
    Kööpenhamina | Tanska | Tanskassa => "Europe/Copenhagen"
    Espanja | Espanjassa | Madrid | Barcelonassa | Fuengirola | Aurinkorannikko => "Europe/Madrid"
    Rooma | Italia | Italiassa | Milano => "Europe/Rome"
    Ateena | Kreikka | Kreikassa => "Europe/Athens"
    Thaimaa | Thaimaassa | Bangkok => "Asia/Bangkok"
    Oslo | Norja | Norjassa => "Europe/Oslo"
    Pietari | Moskova | Moskovassa => "Europe/Moscow"
    Maarianhamina | Ahvenanmaa => "Europe/Mariehamn"
    Kanariansaaret | Teneriffa | Kanarialla => "Atlantic/Canary"
    Yhdysvallat | USA | Australia | Brasilia maa | Kanada | Venäjä | Venäjällä | Amerikka | en tiedä => null
    kotona | Eurooppa => null
    """
    assert misheard(Zone(), "fi", rows) == []


def test_every_iana_name_typed_is_that_zone():
    for name in sorted(name for name in NAMES if "/" in name):
        assert hear(Zone(), name) == name
        assert hear(Zone(), f"  {name.lower()} ") == name


@pytest.mark.parametrize(
    ("words", "language", "zone"),
    [
        ("it's 21:30 here", "en", "Europe/Helsinki"),
        ("21.30", "fi", "Europe/Helsinki"),
        ("kello on puoli kymmenen", "fi", "Europe/Helsinki"),
        ("täällä kello on 21.30", "fi", "Europe/Helsinki"),
        ("my clock shows 9:32 pm", "en", "Europe/Helsinki"),
        ("half past nine", "en", "Europe/Helsinki"),
        ("20:30", "en", "Europe/Berlin"),
        ("20.30", "fi", "Europe/Stockholm"),
        ("19:30", "en", "Europe/London"),
        ("14:30", "en", "America/New_York"),
        ("2:30 pm", "en", "America/New_York"),
        ("01:00 am", "en", "Asia/Kolkata"),
        ("it is 1:15 at night here", "en", "Asia/Kathmandu"),
        ("4:30 am", "en", "Asia/Tokyo"),
        ("21:40", "en", None),
        ("20:13", "en", None),
        ("evening", "en", None),
    ],
)
def test_what_the_clock_shows_tells_the_zone(words: str, language: str, zone: str | None):
    at_half_past_nine = datetime(2026, 1, 20, 21, 30, tzinfo=ZoneInfo("Europe/Helsinki"))
    assert hear(Zone(), words, language, now=at_half_past_nine) == zone


def test_the_guessed_zone_is_kept_when_the_clock_agrees():
    now = datetime(2026, 1, 20, 21, 30, tzinfo=ZoneInfo("Europe/Athens"))
    assert hear(Zone(), "21:30", now=now) == "Europe/Athens"


def test_a_guess_of_utc_gives_way_to_a_place():
    now = datetime(2026, 1, 20, 21, 30, tzinfo=ZoneInfo("UTC"))
    assert hear(Zone(), "21:30", now=now) == "Europe/London"


def test_a_named_offset_is_a_zone_that_keeps_it():
    assert misheard(Zone(), "fi", 'UTC+2 | utc +2 | GMT+2 => "Europe/Helsinki"\nUTC+5:45 => "Asia/Kathmandu"') == []
    assert misheard(Zone(), "en", "UTC+25 | UTC+2:07 | UTC-13 => null") == []


@pytest.mark.parametrize(
    ("zone", "region"),
    [
        ("Europe/Helsinki", "FI"),
        ("Europe/Kyiv", "UA"),
        ("Europe/Kiev", "UA"),
        ("Asia/Calcutta", "IN"),
        ("America/Coyhaique", "CL"),
        ("America/New_York", "US"),
        ("UTC", ""),
        ("Etc/GMT+5", ""),
        ("Nowhere/City", ""),
    ],
)
def test_a_zone_tells_its_region(zone: str, region: str):
    assert region_of(zone) == region


@pytest.mark.parametrize(
    "name", ["", "Europe", "../tzdata", "/etc/localtime", "Helsinki", "europe/helsinki", "Factory"]
)
def test_a_name_that_is_no_zone_is_refused_with_a_cure(name: str):
    with pytest.raises(ValueError, match="such as Europe/Helsinki"):
        zone_called(name)
