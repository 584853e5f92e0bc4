"""What people say of clocks, days and spans, in both languages, as tables for the lexicon."""

from flows.ears.lexicon import MONTHS, Lexicon

ENGLISH = """
_  at|about|around|approx|approximately|roughly|maybe|perhaps|probably|say|let's say|lets say|let's|lets
_  how about|what about|please|thanks|thank you|i think|i guess|i'd say|i would say|works|works for me
_  would be good|would be great|would be fine|would be nice|would be best|would be ok|would work|is good
_  is fine|is best|is ok|suits me|suits|good|fine|ok|okay|great|sharp|o'clock|oclock|o clock|ish|the|it's|its
_  it is|is|on|by|hmm|well|um|for me|usually|i'd like|i would like|i'd prefer|i prefer|then|just|time
_  do|can we do|could we do|shall we say|works best|would suit me|only|first thing|best|straight away
_  works well|some time
_  i'll do it|i will do it|yes|yeah|sure|if possible|would be|my time|local time|so|for
AT  clock
TODAY  today|to day|later today
TODAY EVENING  tonight|tonite|this evening
TODAY MORNING  this morning
TODAY AFTERNOON  this afternoon
TOMORROW  tomorrow|tomorow|tommorow|tommorrow|tmrw|tmr
OVERMORROW  day after tomorrow|the day after tomorrow|overmorrow
MON  monday|mon
TUE  tuesday|tue|tues
WED  wednesday|wed|weds|wensday|wendsday
THU  thursday|thu|thur|thurs|thirsday
FRI  friday|fri
SAT  saturday|sat|saterday
SUN  sunday|sun
MON S  mondays|mon's|monday's
TUE S  tuesdays|tuesday's
WED S  wednesdays|wednesday's
THU S  thursdays|thursday's
FRI S  fridays|friday's
SAT S  saturdays|saturday's
SUN S  sundays|sunday's
JAN  january|jan
FEB  february|feb|febuary
MAR  march|mar
APR  april|apr
MAY  may
JUN  june|jun
JUL  july|jul
AUG  august|aug
SEP  september|sep|sept
OCT  october|oct
NOV  november|nov
DEC  december|dec
AM  am
PM  pm
MORNING  morning|in the morning|of the morning|mornings|early morning|in the mornings
AFTERNOON  afternoon|in the afternoon|afternoons|in the afternoons
EVENING  evening|in the evening|evenings|in the evenings|eve
NIGHT  night|at night|in the night|nights
SMALLHOURS  in the small hours
NOON  noon|midday|mid day|noontime
MIDNIGHT  midnight|mid night
HALF  half|a half|half a|half an
QUARTER  quarter|a quarter
QUARTER H  quarter of an hour|a quarter of an hour
PAST  past
BEFORE  of the hour|til
TO  to|till|until|through|thru|up to
FROM  from|starting|between
AND  and
OF  of
TH  st|nd|rd|th
1  a|an
2  a couple of|a couple|couple of
IN  in|from now|from today|after
WITHIN  within|in under|under|less than|no more than|at most|max|maximum|up to about|inside
NEXT  next|the following|following
THIS  this|this coming|coming|the coming|upcoming
END  end of|the end of|end of the|at the end of|at the end of the|by the end of|by the end of the|end
D  day|days
W  week|weeks|wk|wks
M  month|months
Y  year|years|yr|yrs
H  hour|hours|hr|hrs
HH  h
MIN  minute|minutes|min|mins
2 W  fortnight|a fortnight
WEEKDAYS  weekday|weekdays|workday|workdays|working days|week days|work days|business days
WEEKEND  weekend|weekends|the weekend|at the weekend
EVERY  every|each|all
EVERY D  daily|everyday|once a day|every single day|each day|all days|all week|any day
EVERY D MORNING  every morning|each morning
EVERY D AFTERNOON  every afternoon
EVERY D EVENING  every evening|each evening
EVERY D NIGHT  every night|each night|nightly
EVERY D EXCEPT  all except|all but|all days but
EVERY W  weekly|once a week|every week|each week
EVERY 2  every other|every second
EXCEPT  except|except for|but|but not|apart from|other than|excluding|save
24 . DEC  christmas eve|xmas eve
25 . DEC  christmas|christmas day|xmas
26 . DEC  boxing day
31 . DEC  new year's eve|new years eve
1 . JAN  new year's day|new years day|new year|new year's
14 . FEB  valentine's day|valentines day
31 . OCT  halloween
"""

_REGULAR = {
    "maanantai": ("MON", "ma"),
    "tiistai": ("TUE", "ti"),
    "torstai": ("THU", "to"),
    "perjantai": ("FRI", "pe"),
    "lauantai": ("SAT", "la"),
    "sunnuntai": ("SUN", "su"),
}
_WEDNESDAY = """
WED  keskiviikko|keskiviikkona|keskiviikon|keskiviikkoa|keskiviikolle|keskiviikoksi|ke
WED S  keskiviikkoisin|keskiviikkosin|keskiviikot
FROM WED  keskiviikosta
TO WED  keskiviikkoon
"""
_MONTH_STEMS = "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu"


def _finnish_weekdays() -> str:
    lines = [_WEDNESDAY]
    for name, (symbol, short) in _REGULAR.items():
        one = (short, name, *(name + ending for ending in ("na", "n", "ta", "lle", "ksi")))
        lines += [
            f"{symbol}  {'|'.join(one)}",
            f"{symbol} S  {name}sin|{name}t",
            f"FROM {symbol}  {name}sta",
            f"TO {symbol}  {name}hin",
        ]
    return "\n".join(lines)


def _finnish_months() -> str:
    endings = ("kuu", "kuuta", "kuun", "kuussa", "kuulle", "kuuksi")
    return "\n".join(
        f"{symbol}  {'|'.join(stem + ending for ending in endings)}"
        for symbol, stem in zip(MONTHS, _MONTH_STEMS.split(), strict=True)
    )


FINNISH = f"""
{_finnish_weekdays()}
{_finnish_months()}
_  noin|suunnilleen|ehkä|vaikka|vaikkapa|joskus|aikaan|aikoihin|maissa|paikkeilla|tienoilla|tasan|kai|varmaan
_  kiitos|sopii|sopisi|sopis|käy|käyn|kävisi|kävis|olisi hyvä|ois hyvä|olisi|ois|hyvä|ok|joo|minulle|mulle
_  mieluiten|yleensä|se|nyt|on|sanotaan|sanoisin|haluan|haluaisin|parhaiten|paras|ajoissa|sitten|puolesta
_  voisiko olla|voisko olla|voitaisiinko|voidaanko|käykö|heti|vain|vaan|viimeistään|tehdään|laitetaan|pannaan
_  mielellään|vielä|vähintään|teen sen|mä teen sen|teen sen sitten
AT  klo|kello
TODAY  tänään|tänä päivänä|tälle päivälle
TODAY EVENING  tänä iltana|täksi illaksi|iltasella
TODAY MORNING  tänä aamuna
TODAY AFTERNOON  tänä iltapäivänä
TODAY NIGHT  tänä yönä|ensi yönä
TOMORROW  huomenna|huomen|huomiselle|huomiseksi|huominen|huomena|huomiseen
TOMORROW MORNING  huomenaamulla|huomenaamuna|huomisaamuna|huomisaamulla
TOMORROW EVENING  huomenillalla|huomisiltana|huomenissa illalla
OVERMORROW  ylihuomenna|ylihuomen|ylihuomiselle|ylihuomena
MORNING  aamulla|aamu|aamuna|aamun|aamusta|aamuisin|aamuksi
FORENOON  aamupäivällä|aamupäivä|aamupäivänä|aamupäivisin|ap
DAYTIME  päivällä|päivisin
AFTERNOON  iltapäivällä|iltapäivä|iltapäivänä|iltapäivisin|ip|iltapäivästä
EVENING  illalla|ilta|iltana|illan|illasta|iltaisin|illaksi
NIGHT  yöllä|yö|yönä|yöstä|öisin
SMALLHOURS  aamuyöllä|aamuyö|aamuyönä|aamuyöstä
NOON  puoliltapäivin|puolelta päivin|puolilta päivin|keskipäivällä|keskipäivä|puolipäivä|puolenpäivän
NOON  keskipäivän|puoleltapäivin|puolilta päivällä
MIDNIGHT  puoliltaöin|puolilta öin|keskiyöllä|keskiyö|keskiyön|puoliyö|puolenyön|puoleltaöin|puolelta öin
FROM MIDNIGHT  keskiyöstä
TO MIDNIGHT  keskiyöhön|puoleenyöhön
HALFTO  puoli|puol|puolta|puolen
QUARTER  vartti|varttia|vartin
PAST  yli|ylitse
BEFORE  vaille|vailla
ONEHALF  puolitoista|puoltoista|puolentoista
2  pari|parin|parissa|paria
IN  päästä|kuluttua
WITHIN  kuluessa|sisällä|aikana|ajan|enintään|korkeintaan|alle|sisään|max
ENSI  ensi|ens|seuraavana|seuraava|seuraavalla
THIS  tänä|tämä|tämän|tällä|tulevana|nyt
END  lopussa|lopulla|loppuun|lopuksi
D  päivä|päivää|päivän|päivässä|päivien|päiväksi|päivinä|pv|pvä|päivänä|pvää|pvän
D  vrk|vuorokausi|vuorokautta|vuorokauden|vuorokaudessa|vuorokaudeksi
W  viikko|viikkoa|viikon|viikolla|viikossa|viikoksi|vko|vk|viikkoon
M  kuukausi|kuukautta|kuukauden|kuukaudessa|kuukaudeksi|kk|kuun|kuussa|kuukausien|kuu
Y  vuosi|vuotta|vuoden|vuodessa|vuodeksi|v
H  tunti|tuntia|tunnin|tunnissa|tunniksi|tuntien|tuntiin
HH  h|t
MIN  minuutti|minuuttia|minuutin|minuutissa|min|minsaa|minsa
WEEKDAYS  arkisin|arkipäivisin|arkipäivinä|arkena|arkipäivät|arkipäivä|arki|arkipäivänä|arkipäivin
WEEKEND  viikonloppuna|viikonloppu|viikonloppuisin|viikonloput|viikonlopun|viikonloppusin
EVERY  joka|jokainen|jokaisena|kaikki|kaikkina
EVERY D  päivittäin|joka päivä|joka ikinen päivä|jokapäivä|kerran päivässä|kaikkina päivinä|joka pv
EVERY D MORNING  joka aamu
EVERY D EVENING  joka ilta
EVERY D NIGHT  joka yö
EVERY W  viikoittain|kerran viikossa|joka viikko
APART  välein
BETWEEN  välillä|välinen|välisenä aikana
FROM  alkaen
TO  asti|saakka|mennessä
TO WEEKEND  viikonloppuun
TO MORNING  aamuun
TO EVENING  iltaan
EVERY D EXCEPT  muut paitsi|kaikki paitsi|kaikkina muina päivinä paitsi
AND  ja|sekä
TH  s
EXCEPT  paitsi|lukuun ottamatta|pois lukien|muttei
24 . DEC  jouluaatto|jouluaattona|aattona|jouluaattoon
25 . DEC  joulupäivä|joulupäivänä|jouluna|jouluun
26 . DEC  tapaninpäivä|tapaninpäivänä|tapanina
31 . DEC  uudenvuodenaatto|uudenvuodenaattona|uudenvuoden aattona
1 . JAN  uudenvuodenpäivä|uudenvuodenpäivänä|uudenvuoden päivänä
6 . JAN  loppiainen|loppiaisena
14 . FEB  ystävänpäivä|ystävänpäivänä
30 . APR  vappuaatto|vappuaattona
1 . MAY  vappu|vappuna|vapunpäivänä|vappupäivänä|vapunpäivä
6 . DEC  itsenäisyyspäivä|itsenäisyyspäivänä
"""

HEADS = """
AFTERNOON  iltapäivä
FORENOON  aamupäivä
SMALLHOURS  aamuyö
MORNING  aamu
EVENING  ilta
NIGHT  yö
HALFTO  puoli
TOMORROW  huomis
MON  maanantai
TUE  tiistai
WED  keskiviikko
THU  torstai
FRI  perjantai
SAT  lauantai
SUN  sunnuntai
"""

CALENDAR = {"en": Lexicon("en", ENGLISH), "fi": Lexicon("fi", FINNISH, HEADS)}
