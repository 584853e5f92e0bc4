"""What people write for a time of day and for quiet hours."""

from flows.ears import ClockSpan, ClockTime
from tests.ears import misheard


def test_a_clock_is_heard_in_english():
    rows = """
    half past nine | half nine | 9:30 | 09:30 | 9.30 | 0930 | 930 | nine thirty | at half past nine => "09:30"
    9,30 | 9 30 => "09:30"
    21.30 | 21:30 | 2130 | 9:30 pm | 9.30pm | 9:30 p.m. | half past nine in the evening => "21:30"
    nine thirty pm | 21h30 => "21:30"
    9 | 09 | 9:00 | at nine | nine | nine o'clock | 9 o'clock | around nine | 9 am | 9am | 9 a.m. => "09:00"
    nine in the morning => "09:00"
    9-ish | nine-ish | maybe 9 | let's say nine | 9 would be good | 9 please | how about 9? => "09:00"
    9 works for me | at 9. => "09:00"
    9 pm | 9pm | 9 PM | nine pm | nine in the evening | 21 | 21:00 | 9 at night => "21:00"
    at nine in the evening | 21h => "21:00"
    7 | seven | seven-ish | 7 in the morning | 07 | 7.00 | morning at 7 | 7:00:00 => "07:00"
    quarter to eight | a quarter to eight | 7:45 | seven forty-five | 7.45 am | 15 to eight => "07:45"
    quarter past eight | 8:15 | eight fifteen | 15 past 8 => "08:15"
    quarter to eight in the evening | 7:45 pm | 19:45 => "19:45"
    ten to eight | ten minutes to 8 | 7:50 => "07:50"
    twenty past seven | 20 past 7 | seven twenty | twenty minutes past seven => "07:20"
    twenty-five past seven | 7:25 | seven twenty five => "07:25"
    nine oh five | 9:05 | 9.05 | five past nine => "09:05"
    noon | midday | 12 | 12 pm | 12 noon | twelve | at noon | 12:00 => "12:00"
    midnight | 12 am | 24:00 | 0:00 | 00:00 | 24 | at midnight | 12 at night => "00:00"
    half past twelve | 12:30 | 12:30 pm => "12:30"
    1930 | 19:30 | 19.30 | 7:30 pm | half past seven in the evening => "19:30"
    seven at night | 7 pm | 19 | nineteen => "19:00"
    two at night | 2 am | 2 in the morning => "02:00"
    3 in the afternoon | 3pm | 15:00 | three pm => "15:00"
    quarter to one | 12:45 => "12:45"
    quarter past midnight => "00:15"
    every day at nine | daily at 9 => "09:00"
    after lunch | in the morning | evening | later | 25 | 9:60 | 24:30 | 13 am | 21 in the morning => null
    not at 9 => null
    9 or 10 | 9-10 | between 9 and 10 | before 9 | after 9 | tomorrow at 9 | whenever |  | ok | at => null
    -9 | 9.5 => null
    1 in the evening | 99999 | 12:5 | nine hundred | nine hours | 5 days | £9 | 0.5 | 9% => null
    """
    assert misheard(ClockTime(), "en", rows) == []


def test_a_clock_is_heard_in_finnish():
    rows = """
    klo 9 | kello 9 | 9 | yhdeksältä | yhdeksän | kello yhdeksän | klo 9.00 | klo 09 => "09:00"
    noin yhdeksältä | ysiltä => "09:00"
    yhdeksän aikaan | yhdeksän maissa | aamuyhdeksältä | yhdeksältä aamulla | aamulla yhdeksältä => "09:00"
    yheksältä | ysin aikaan => "09:00"
    klo 9:ltä | klo. 9 | vaikka yhdeksältä | yhdeksän aamulla | aamu 9 | klo 9 ap => "09:00"
    aamupäivällä yhdeksältä => "09:00"
    klo 21.30 | 21.30 | 21:30 | 21,30 | kello 21.30 | puoli kymmenen illalla => "21:30"
    illalla puoli kymmeneltä | 2130 => "21:30"
    puoli yhdeksän | puoli yhdeksältä | puol yhdeksän | puoli 9 | puoliyhdeksältä | klo 8.30 => "08:30"
    kello puoli yhdeksän => "08:30"
    puoli kymmeneltä | puoli kymmenen | puoli kymmenen aikaan | 9.30 | yhdeksän kolmekymmentä => "09:30"
    puoli kymmeneltä aamulla => "09:30"
    varttia vaille kahdeksan | varttia vailla kahdeksan | vartin vaille kahdeksan | 7.45 => "07:45"
    viittätoista vaille kahdeksan => "07:45"
    vartin yli seitsemän | varttia yli seitsemän | 7.15 | vartin yli seitsemältä => "07:15"
    seitsemän viisitoista => "07:15"
    viittä vaille seitsemän | viisi vaille seitsemän | 6.55 | viisi minuuttia vaille seitsemän => "06:55"
    kymmenen yli seitsemän | kymmenen minuuttia yli seitsemän | seitsemän kymmenen | 7.10 => "07:10"
    viittä yli puoli yhdeksän | 8.35 => "08:35"
    viittä vaille puoli yhdeksän | 8.25 => "08:25"
    aamukahdeksalta | kahdeksalta | kasilta | kello kahdeksan aamulla | aamulla kahdeksalta => "08:00"
    kaheksalta => "08:00"
    iltakuudelta | kuudelta illalla | illalla kuudelta | klo 18 | kahdeksaltatoista => "18:00"
    kuuden aikaan illalla | iltakuuden maissa => "18:00"
    seitsemältä | seiskalta | aamuseitsemältä | klo 7 | seittemältä | 7:00 => "07:00"
    kello yhdeksän illalla | iltayhdeksältä | yhdeksältä illalla | 21 | kello 21 | klo 21:00 => "21:00"
    puoliltapäivin | puolelta päivin | keskipäivällä | puolenpäivän aikaan | klo 12 => "12:00"
    kahdeltatoista => "12:00"
    puoliltaöin | keskiyöllä | puolenyön aikaan | klo 24 | klo 0.00 | kahdeltatoista yöllä => "00:00"
    iltapäivällä kolmelta | kolmelta iltapäivällä | iltapäiväkolmelta | klo 15 | viideltätoista => "15:00"
    klo 3 ip => "15:00"
    päivällä kahdelta | kahdelta päivällä | neljältätoista => "14:00"
    kahdelta yöllä | yöllä kahdelta | aamuyöllä kahdelta => "02:00"
    puoli yksi | puoli yhdeltä | 12.30 => "12:30"
    puoli yksi yöllä | 0.30 => "00:30"
    kymmeneltä | kympiltä | kello kymmenen => "10:00"
    kahdeltakymmeneltä | klo 20 | iltakahdeksalta => "20:00"
    kahdeksantoista kolmekymmentä | 18.30 | puoli seitsemän illalla => "18:30"
    kakskytyks kolkyt | 21.30 | kaksikymmentäyksi kolmekymmentä => "21:30"
    half past nine | 9:30 am => "09:30"
    lounaan jälkeen | aamulla | illalla | yhdeksän jälkeen | ennen yhdeksää | klo 25 | 9-10 => null
    huomenna klo 9 | ehkä => null
    yhdeksältä tai kymmeneltä | ei yhdeksältä | milloin vain | klo 9.60 | yhdeltä illalla => null
    kuusi päivää => null
    """
    assert misheard(ClockTime(), "fi", rows) == []


def test_quiet_hours_are_heard_in_english():
    rows = """
    22-7 | 22–7 | 22 - 7 | 22:00–07:00 | 22:00-07:00 | 22.00-7.00 | 10pm-7am => ["22:00", "07:00"]
    10 pm - 7 am | from 10pm to 7am => ["22:00", "07:00"]
    from ten to seven | 10 to 7 | between ten at night and seven in the morning => ["22:00", "07:00"]
    between 22 and 7 | 10-7 => ["22:00", "07:00"]
    10 in the evening until 7 in the morning | from 22 until 07 | 2200-0700 => ["22:00", "07:00"]
    10pm till 7 | from 10 to 7am => ["22:00", "07:00"]
    half past nine to quarter to eight | 21:30-7:45 | 9:30pm to 7:45am => ["21:30", "07:45"]
    midnight to 6 | 0-6 | 00:00-06:00 | 12 to 6 | from midnight until six => ["00:00", "06:00"]
    9 to 8 | 21-8 | nine to eight => ["21:00", "08:00"]
    8-20 | 08:00-20:00 => ["08:00", "20:00"]
    1 to 6 | 01-06 => ["01:00", "06:00"]
    8 am to 10 am | 08-10 => ["08:00", "10:00"]
    from 10pm | 22 | after ten | at night | never | none | 22-22 | 25-7 | 22-7-9 |  | all night => null
    10 to 10 to 7 => null
    """
    assert misheard(ClockSpan(), "en", rows) == []


def test_quiet_hours_are_heard_in_finnish():
    rows = """
    22-7 | klo 22-07 | klo 22–7 | 22.00-07.00 | klo 22.00–07.00 | 22 - 07 => ["22:00", "07:00"]
    kymmenestä seitsemään | 22:sta 7:ään => ["22:00", "07:00"]
    iltakymmenestä aamuseitsemään | illalla kymmenestä aamulla seitsemään => ["22:00", "07:00"]
    klo 22:sta klo 7:ään => ["22:00", "07:00"]
    kymmenestä illalla seitsemään aamulla | kello 22 ja 7 välillä => ["22:00", "07:00"]
    10 illalla - 7 aamulla | klo 22 - klo 7 => ["22:00", "07:00"]
    yhdeksästä kahdeksaan | 21-8 | ysistä kasiin | klo 21-08 => ["21:00", "08:00"]
    illalla yhdeksästä kahdeksaan => ["21:00", "08:00"]
    puoli kymmenestä puoli kahdeksaan | 21.30-7.30 => ["21:30", "07:30"]
    keskiyöstä kuuteen | 0-6 | 00-06 => ["00:00", "06:00"]
    yöllä | kymmenen jälkeen | ei mitään | kymmenestä | seitsemään | 22 => null
    """
    assert misheard(ClockSpan(), "fi", rows) == []
