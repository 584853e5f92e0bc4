"""What people write for days of the week, a day, and a moment. Today is Wednesday 25 March 2026, ten
o'clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flows.ears import Day, Days, Moment
from tests.ears import hear, misheard

ALL = '["mon", "tue", "wed", "thu", "fri", "sat", "sun"]'
WORK = '["mon", "tue", "wed", "thu", "fri"]'


def test_days_of_the_week_are_heard_in_english():
    rows = f"""
    every day | daily | Every day! | each day | all days | mon-sun | everyday | monday to sunday => {ALL}
    once a day => {ALL}
    weekdays | every weekday | on weekdays | mon-fri | Mon–Fri | monday to friday => {WORK}
    Monday through Friday | workdays => {WORK}
    from monday to friday | mon - fri | mon, tue, wed, thu and fri | every day except weekends => {WORK}
    mon and thu | Mondays and Thursdays | mon, thu | Mon & Thu | every Monday and Thursday => ["mon", "thu"]
    thu and mon => ["mon", "thu"]
    mon thu | Monday, Thursday | mondays + thursdays | Mon. and Thu. => ["mon", "thu"]
    on mondays and thursdays => ["mon", "thu"]
    Tuesdays | tuesday | tue | every Tuesday | tues | on Tuesdays | tusday | tuesdays please => ["tue"]
    Wensday | wednesday | wendesday | weds | wed => ["wed"]
    weekends | at weekends | on the weekend | sat and sun | every weekend => ["sat", "sun"]
    saturday and sunday => ["sat", "sun"]
    every day except Sunday | every day but sunday => ["mon", "tue", "wed", "thu", "fri", "sat"]
    daily except sundays | mon-sat => ["mon", "tue", "wed", "thu", "fri", "sat"]
    weekdays and saturday => ["mon", "tue", "wed", "thu", "fri", "sat"]
    fri-mon | friday to monday => ["mon", "fri", "sat", "sun"]
    mon to wed and fri | mon-wed, fri => ["mon", "tue", "wed", "fri"]
    weekly on friday | every week on Friday | fridays => ["fri"]
    twice a week | mon or tue | not mondays | every other day | every | except sunday | today => null
    whenever | 1 |  | - => null
    every day except every day | mon and banana | no | three days | the day => null
    """
    assert misheard(Days(), "en", rows) == []


def test_days_of_the_week_are_heard_in_finnish():
    rows = f"""
    joka päivä | päivittäin | Joka päivä. | kaikkina päivinä | ma-su | ma–su => {ALL}
    maanantaista sunnuntaihin => {ALL}
    arkisin | arkipäivisin | arkipäivinä | ma-pe | ma–pe | MA-PE | maanantaista perjantaihin => {WORK}
    arkena | joka arkipäivä => {WORK}
    viikonloppuisin | la ja su | la-su | lauantaisin ja sunnuntaisin | viikonloput => ["sat", "sun"]
    joka viikonloppu => ["sat", "sun"]
    ti ja to | tiistaisin ja torstaisin | tiistai ja torstai | ti, to | ti to => ["tue", "thu"]
    tiistaina ja torstaina | ti & to => ["tue", "thu"]
    maanantaisin ja torstaisin | ma ja to | ma to | maanantai, torstai => ["mon", "thu"]
    joka maanantai ja torstai => ["mon", "thu"]
    keskiviikkoisin | keskiviikko | ke | keskiviikkona | joka keskiviikko | keskivikko => ["wed"]
    joka päivä paitsi sunnuntaisin | ma-la => ["mon", "tue", "wed", "thu", "fri", "sat"]
    joka päivä paitsi su => ["mon", "tue", "wed", "thu", "fri", "sat"]
    perjantaisin | joka perjantai | pe | viikoittain perjantaisin | joka viikko perjantaina => ["fri"]
    arkisin ja lauantaisin => ["mon", "tue", "wed", "thu", "fri", "sat"]
    mondays => ["mon"]
    kahdesti viikossa | ei maanantaisin | joka toinen päivä | tänään | en tiedä | silloin tällöin => null
    ma tai ti |  => null
    """
    assert misheard(Days(), "fi", rows) == []


def test_a_day_is_heard_in_english():
    rows = """
    today | Today! | later today => "2026-03-25"
    tomorrow | Tomorrow. | tmrw | tommorow | by tomorrow | tomorrow please | tomorrow evening => "2026-03-26"
    tomorrow at 9 => "2026-03-26"
    the day after tomorrow | day after tomorrow | in two days | in 2 days | 2 days from now => "2026-03-27"
    friday | on Friday => "2026-03-27"
    this Friday | Fri | by friday | until Friday | Friday 27 March | Friday, March 27 => "2026-03-27"
    the 27th | 27 March | 27.3.2026 | Friday evening => "2026-03-27"
    in three days | Saturday | this weekend | at the weekend | weekend | in 3 days => "2026-03-28"
    three days from now => "2026-03-28"
    Wednesday | next Wednesday | in a week | a week from now | in 7 days | in one week => "2026-04-01"
    1 week from now => "2026-04-01"
    next Monday | Monday | next week | monday next week | next week on Monday | on Monday => "2026-03-30"
    next Friday | Friday next week => "2026-04-03"
    Thursday this week | this Thursday | thursday => "2026-03-26"
    in two weeks | in a fortnight | two weeks from now | in 14 days => "2026-04-08"
    in a month | in one month => "2026-04-25"
    next month | April 1 | 1 April | the first of April | 1st of April => "2026-04-01"
    the first of next month => "2026-04-01"
    end of the month | at the end of the month | 31 March | end of this month | the 31st => "2026-03-31"
    end of the week | end of this week | Sunday => "2026-03-29"
    end of the year | New Year's Eve | Dec 31 => "2026-12-31"
    2026-12-24 | Dec 24 | 24 Dec | 24th of December | December 24th | December 24, 2026 => "2026-12-24"
    24.12. | 24.12.2026 => "2026-12-24"
    Christmas Eve | the 24th of December | 24/12 | 12/24 | 24/12/2026 | 12/24/2026 | 24.12.26 => "2026-12-24"
    Thursday 24 December => "2026-12-24"
    next weekend => "2026-04-04"
    the 5th | 5th | on the 5th | 5 April => "2026-04-05"
    March 1 | 1 March 2027 => "2027-03-01"
    29 February | Feb 29 => "2028-02-29"
    4/4 => "2026-04-04"
    twenty first of May | 21 May | May 21st => "2026-05-21"
    3/4 | 3.4. | 3.4.2026 | 2026-03-24 | 24 March 2026 | yesterday | last week | 31 April | Feb 30 => null
    32.1. | 13/13 => null
    Friday 28 March | soon | someday | at nine | 9 | never |  | next | mondays | in a few days => null
    this week | 0 => null
    sunday or monday | 2026-13-01 | in 999999 days | 99999-01-01 | not tomorrow | 1/2/3/4 | March => null
    """
    assert misheard(Day(), "en", rows) == []


def test_a_day_is_heard_in_finnish():
    rows = """
    tänään | Tänään! | tänä iltana => "2026-03-25"
    huomenna | Huomenna. | huomiseksi | huomen | huomenna illalla | huomenna klo 9 => "2026-03-26"
    huomisaamuna => "2026-03-26"
    ylihuomenna | kahden päivän päästä | 2 päivän päästä | perjantaina | perjantai | pe => "2026-03-27"
    parin päivän kuluttua => "2026-03-27"
    ensi perjantaina | tänä perjantaina | perjantaihin | perjantaihin asti | perjantaina 27.3. => "2026-03-27"
    27. maaliskuuta | 27.3. => "2026-03-27"
    kolmen päivän päästä | lauantaina | viikonloppuna | tänä viikonloppuna => "2026-03-28"
    kolmen päivän kuluttua => "2026-03-28"
    keskiviikkona | ensi keskiviikkona | viikon päästä | viikon kuluttua | 7 päivän päästä => "2026-04-01"
    yhden viikon päästä => "2026-04-01"
    ensi maanantaina | maanantaina | ensi viikolla | ensi viikon maanantaina => "2026-03-30"
    maanantaina ensi viikolla | ma => "2026-03-30"
    ensi viikon perjantaina | perjantaina ensi viikolla => "2026-04-03"
    kahden viikon päästä | 2 viikon kuluttua => "2026-04-08"
    kuukauden päästä => "2026-04-25"
    ensi kuussa | 1.4. | 1. huhtikuuta | huhtikuun 1. päivä => "2026-04-01"
    kuun lopussa | kuukauden lopussa | 31.3. => "2026-03-31"
    viikon lopussa | sunnuntaina => "2026-03-29"
    vuoden lopussa | uudenvuodenaattona => "2026-12-31"
    jouluaattona | 24.12. | 24.12 | 24.12.2026 | 24. joulukuuta | joulukuun 24. => "2026-12-24"
    torstaina 24.12. | 24/12 => "2026-12-24"
    aattona | 2026-12-24 | 24. joulukuuta 2026 | joulukuun 24. päivä | 24.12.26 => "2026-12-24"
    24 joulukuuta => "2026-12-24"
    3.4. | 3/4 | 3.4 | 3. huhtikuuta | 3.4.2026 | huhtikuun kolmas => "2026-04-03"
    5. päivä | 5.4. | ensi kuun 5. päivä => "2026-04-05"
    vappuna => "2026-05-01"
    itsenäisyyspäivänä => "2026-12-06"
    1.3. | 1.3.2027 => "2027-03-01"
    tomorrow => "2026-03-26"
    eilen | joskus | lauantaina 27.3. | 31.4. | 24.3.2026 | pian | ei huomenna | maanantaisin => null
    yhdeksältä | klo 9 |  => null
    muutaman päivän päästä | tällä viikolla | viime viikolla | 32.1. | milloin vain | la tai su => null
    """
    assert misheard(Day(), "fi", rows) == []


def test_a_weekday_said_on_that_day_is_a_week_away():
    friday = datetime(2026, 3, 27, 10, tzinfo=ZoneInfo("Europe/Helsinki"))
    for words in ("friday", "this friday", "next friday", "on Friday"):
        assert hear(Day(), words, now=friday) == "2026-04-03"
    for words in ("perjantaina", "ensi perjantaina"):
        assert hear(Day(), words, "fi", now=friday) == "2026-04-03"


def test_today_is_the_clients_own_date():
    tokyo = datetime(2026, 3, 26, 1, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert hear(Day(), "tomorrow", now=tokyo) == "2026-03-27"


def test_the_weekend_that_has_begun_is_this_one():
    for day, weekend in (("2026-03-28", "2026-03-28"), ("2026-03-29", "2026-03-29")):
        now = datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=ZoneInfo("Europe/Helsinki"))
        assert hear(Day(), "this weekend", now=now) == weekend
        assert hear(Day(), "next weekend", now=now) == "2026-04-04"


def test_a_moment_is_heard_in_english():
    def rows(day: str, clock: str) -> str:
        return f'{{"day": "2026-{day}", "time": {clock}}}'

    table = f"""
    tomorrow at 7 | at 7 tomorrow | tomorrow 7am | tomorrow at seven => {rows("03-26", '"07:00"')}
    7:00 tomorrow | 26 March at 7 => {rows("03-26", '"07:00"')}
    tomorrow at 7 in the morning | tomorrow morning at 7 | tomorrow, 7:00 => {rows("03-26", '"07:00"')}
    tomorrow | on tomorrow => {rows("03-26", "null")}
    tomorrow morning | tomorrow in the morning | tomorrow at nine => {rows("03-26", '"09:00"')}
    in the morning tomorrow => {rows("03-26", '"09:00"')}
    tomorrow at noon | noon tomorrow | tomorrow at 12 => {rows("03-26", '"12:00"')}
    tomorrow afternoon | tomorrow at 3pm => {rows("03-26", '"15:00"')}
    tomorrow evening | tomorrow at 6 pm | tomorrow at six in the evening => {rows("03-26", '"18:00"')}
    tomorrow night => {rows("03-26", '"21:00"')}
    tonight | this evening | today at 18 | tonight at 6 | today at 6pm => {rows("03-25", '"18:00"')}
    tonight at 9 | at 9 tonight | tonight at 21 | today at 9 pm => {rows("03-25", '"21:00"')}
    this evening at nine => {rows("03-25", '"21:00"')}
    Friday evening | on Friday evening | Friday at 18 | friday 6pm => {rows("03-27", '"18:00"')}
    Friday at six in the evening => {rows("03-27", '"18:00"')}
    Friday at 5 pm | Friday 17:00 | friday at 17 | Friday, 27 March at 17:00 => {rows("03-27", '"17:00"')}
    next Tuesday half past nine | next Tuesday at half past nine => {rows("03-31", '"09:30"')}
    half past nine next Tuesday => {rows("03-31", '"09:30"')}
    next week at 10 | next Monday at ten | monday 10 => {rows("03-30", '"10:00"')}
    Dec 24 at 15 | 24.12. at 3 pm | 2026-12-24 15:00 | Christmas Eve at 3pm => {rows("12-24", '"15:00"')}
    24 Dec 15:00 => {rows("12-24", '"15:00"')}
    in two hours | in 2 hours | two hours from now | at 12 | noon | 12:00 => {rows("03-25", '"12:00"')}
    in half an hour | in 30 minutes | at half past ten => {rows("03-25", '"10:30"')}
    at 9 | 9:00 | nine => {rows("03-26", '"09:00"')}
    in three days at quarter to eight => {rows("03-28", '"07:45"')}
    saturday at midnight => {rows("03-28", '"00:00"')}
    today | later today => {rows("03-25", "null")}
    today at 7 | this morning at 8 | today at 10 | yesterday at 9 | Friday after lunch | soon => null
    Friday or Saturday |  => null
    3/4 at 9 | tomorrow at 25 | whenever | not tomorrow | in a while | evening | 2026-03-24 09:00 => null
    """
    assert misheard(Moment(), "en", table) == []


def test_a_moment_is_heard_in_finnish():
    def rows(day: str, clock: str) -> str:
        return f'{{"day": "2026-{day}", "time": {clock}}}'

    table = f"""
    perjantaina klo 17 | klo 17 perjantaina | pe klo 17 | perjantaina 17.00 => {rows("03-27", '"17:00"')}
    perjantaina 27.3. klo 17 => {rows("03-27", '"17:00"')}
    huomenna aamulla | huomenaamulla | huomisaamuna | huomenna klo 9 => {rows("03-26", '"09:00"')}
    huomenna yhdeksältä => {rows("03-26", '"09:00"')}
    huomenna kello 9 aamulla | aamulla huomenna | huomenna aamuyhdeksältä => {rows("03-26", '"09:00"')}
    huomenna 9.00 => {rows("03-26", '"09:00"')}
    huomenna | huomiseksi => {rows("03-26", "null")}
    huomenna seitsemältä | huomenna klo 7 | huomenna aamulla seitsemältä => {rows("03-26", '"07:00"')}
    klo 7 huomenna => {rows("03-26", '"07:00"')}
    huomenna illalla | huomenillalla | huomenna iltakuudelta => {rows("03-26", '"18:00"')}
    huomenna kuudelta illalla | huomisiltana => {rows("03-26", '"18:00"')}
    tänä iltana | tänään illalla | illalla kuudelta tänään | tänään klo 18 => {rows("03-25", '"18:00"')}
    tänään klo 21 | tänä iltana yhdeksältä | illalla yhdeksältä tänään => {rows("03-25", '"21:00"')}
    perjantai-iltana | perjantaina illalla | perjantai-iltana kuudelta => {rows("03-27", '"18:00"')}
    ensi tiistaina puoli kymmeneltä | tiistaina klo 9.30 | ti 9.30 => {rows("03-31", '"09:30"')}
    tiistaina puoli kymmenen => {rows("03-31", '"09:30"')}
    ensi maanantaina klo 10 | ensi viikolla kymmeneltä | maanantaina kymmeneltä => {rows("03-30", '"10:00"')}
    24.12. klo 15 | 24. joulukuuta klo 15 | jouluaattona kolmelta iltapäivällä => {rows("12-24", '"15:00"')}
    24.12.2026 klo 15.00 => {rows("12-24", '"15:00"')}
    24.12. 15.00 | jouluaattona klo 15 | joulukuun 24. klo 15 => {rows("12-24", '"15:00"')}
    kahden tunnin päästä | puoliltapäivin | klo 12 => {rows("03-25", '"12:00"')}
    puolen tunnin päästä | 30 minuutin kuluttua => {rows("03-25", '"10:30"')}
    huomenna iltapäivällä => {rows("03-26", '"15:00"')}
    huomenna puoliltapäivin | huomenna päivällä | huomenna keskipäivällä => {rows("03-26", '"12:00"')}
    ylihuomenna varttia vaille kahdeksan => {rows("03-27", '"07:45"')}
    viikon päästä yhdeksältä | keskiviikkona klo 9 => {rows("04-01", '"09:00"')}
    kolmen päivän päästä klo 8 | lauantaina aamukahdeksalta => {rows("03-28", '"08:00"')}
    tänään klo 7 | eilen klo 9 | perjantaina lounaan jälkeen | joskus | pe tai la | illalla | 9.12 => null
    lauantaina 27.3. klo 9 => null
    """
    assert misheard(Moment(), "fi", table) == []


def test_tonight_said_in_the_evening_is_later_the_same_evening():
    late = datetime(2026, 3, 25, 19, tzinfo=ZoneInfo("Europe/Helsinki"))
    assert hear(Moment(), "tonight", now=late) == {"day": "2026-03-25", "time": "21:00"}
    assert hear(Moment(), "tonight", now=late.replace(hour=22)) is None
