"""Places by the zone whose clock they keep: what Babel's own tables of cities and countries do not name.

A line is a zone and, with "|" between them, cities, nicknames and inflected Finnish names that no rule
reaches. A country of many clocks is not here and is asked again, but for those where nearly everybody lives
by one (SEATS).
"""

MORE_PLACES = """
Europe/Helsinki  hesa|stadi|espoo|vantaa|tampere|turku|turussa|åbo|oulu|lahti|lahdessa|kuopio|jyväskylä|pori
Europe/Helsinki  joensuu
Europe/Helsinki  lappeenranta|hämeenlinna|vaasa|rovaniemi|seinäjoki|mikkeli|kotka|salo|porvoo|kokkola|kajaani
Europe/Helsinki  rauma
Europe/Helsinki  hyvinkää|nurmijärvi|järvenpää|lohja|tuusula|kirkkonummi|kerava|imatra|savonlinna|raisio
Europe/Helsinki  kaarina
Europe/Helsinki  iisalmi|tornio|kemi|varkaus|raahe|inari|suomessa|suomesta|helsingfors|tammerfors|esbo
Europe/Helsinki  sodankylä|kuusamo|naantali|ylöjärvi|nokia|kangasala|riihimäki|heinola|kouvola|finnish time
Europe/Helsinki  suomen|hki|tre|pk-seutu|pääkaupunkiseutu|pääkaupunkiseudulla
Europe/London  manchester|birmingham|liverpool|leeds|glasgow|edinburgh|edinburg|cardiff|belfast|bristol|oxford
Europe/London  cambridge|england|englanti|scotland|skotlanti|wales|britain|great britain|britannia
Europe/London  iso-britannia|uk
Europe/London  u.k.|northern ireland|pohjois-irlanti|sheffield|newcastle|nottingham|brighton|british time|bst
Europe/Dublin  cork|galway|eire|eire
Europe/Stockholm  sthlm|göteborg|gothenburg|malmö|uppsala|uumaja|umeå|luulaja|luleå|västerås|örebro|linköping
Europe/Oslo  bergen|trondheim|stavanger|tromssa|tromsø|kristiansand
Europe/Copenhagen  århus|aarhus|odense|aalborg
Europe/Berlin  münchen|munich|hampuri|hamburg|frankfurt|köln|cologne|kölni|stuttgart|düsseldorf|leipzig
Europe/Berlin  dresden
Europe/Berlin  hannover|bremen|nürnberg|nuremberg|cet|cest|central european time|bonn|heidelberg
Europe/Paris  lyon|marseille|toulouse|nizza|nice|bordeaux|strasbourg|lille|nantes|montpellier
Europe/Madrid  barcelona|valencia|sevilla|seville|malaga|málaga|aurinkorannikko|costa del sol|fuengirola
Europe/Madrid  bilbao
Europe/Madrid  alicante|mallorca|palma de mallorca|granada|torrevieja|torreviejassa
Atlantic/Canary  kanaria|kanarialla|gran canaria|las palmas|teneriffa|tenerife|lanzarote|fuerteventura
Europe/Lisbon  lisboa|porto|oporto|algarve|faro|lagos portugal
Europe/Rome  milano|milan|napoli|naples|torino|turin|firenze|florence|venetsia|venice|bologna|palermo|sisilia
Europe/Rome  sicily
Europe/Amsterdam  rotterdam|haag|the hague|utrecht|eindhoven|hollanti|holland|alankomaat
Europe/Brussels  antwerp|antwerpen|ghent|gent|brugge|bruges
Europe/Zurich  geneve|geneva|genève|basel|bern|lausanne
Europe/Vienna  salzburg|graz|innsbruck|linz
Europe/Warsaw  krakow|kraków|krakova|gdansk|gdańsk|wroclaw|wrocław|poznan|lodz|łódź
Europe/Prague  brno
Europe/Athens  thessaloniki|saloniki|kreeta|crete|rodos|rhodes|eet|eest|eastern european time
Europe/Istanbul  ankara|izmir|antalya|alanya|turkey|turkki
Europe/Tallinn  tartto|tartu|viro|pärnu|parnu
Europe/Kyiv  kiev|kiova|kiovassa|kyiv|lviv|odesa|odessa|harkova|kharkiv|dnipro
Europe/Moscow  pietari|pietarissa|saint petersburg|st petersburg|st. petersburg|petroskoi|viipuri
America/New_York  new york city|nyc|ny|brooklyn|manhattan|boston|washington dc|washington d.c.|philadelphia
America/New_York  miami
America/New_York  atlanta|orlando|pittsburgh|baltimore|cleveland|charlotte|tampa|florida|new jersey
America/New_York  massachusetts
America/New_York  eastern time|est|edt|et|us eastern|east coast|raleigh|cincinnati|columbus ohio|virginia
America/Chicago  dallas|houston|austin|san antonio|minneapolis|st louis|saint louis|new orleans|milwaukee
America/Chicago  nashville
America/Chicago  kansas city|texas|illinois|minnesota|wisconsin|central time|cst|cdt|us central|memphis
America/Chicago  oklahoma city
America/Denver  salt lake city|albuquerque|colorado|utah|mountain time|mst|mdt|us mountain|boulder
America/Phoenix  arizona|tucson
America/Los_Angeles  la|l.a.|san francisco|sf|seattle|san diego|portland|oregon|las vegas|sacramento
America/Los_Angeles  california
America/Los_Angeles  kalifornia|san jose california|silicon valley|bay area|washington state|pacific time|pst
America/Los_Angeles  pdt|us pacific
America/Anchorage  alaska
Pacific/Honolulu  hawaii|havaiji|havaijilla
America/Toronto  ottawa|montreal|montréal|quebec|québec|ontario
America/Vancouver  victoria bc|british columbia
America/Edmonton  calgary|alberta|banff
America/Sao_Paulo  rio de janeiro|rio|brasilia|brasília|belo horizonte|curitiba|porto alegre
America/Argentina/Buenos_Aires  buenos aires|rosario
America/Mexico_City  mexico city|méxico city|ciudad de mexico|cdmx|guadalajara|puebla|mexiko city
America/Bogota  medellin|medellín|cali
America/Lima  cusco
America/Santiago  santiago|valparaiso|valparaíso
Asia/Shanghai  beijing|peking|guangzhou|shenzhen|chengdu|wuhan|hangzhou|nanjing
Asia/Hong_Kong  hong kong|hk|hongkong
Asia/Tokyo  osaka|kyoto|kioto|yokohama|nagoya|sapporo|fukuoka
Asia/Seoul  korea|south korea|etelä-korea|busan|soul
Asia/Kolkata  mumbai|bombay|delhi|new delhi|bangalore|bengaluru|chennai|madras|hyderabad|pune|ahmedabad|goa
Asia/Kolkata  kolkata
Asia/Kolkata  ist|indian time
Asia/Karachi  lahore|islamabad
Asia/Dhaka  chittagong
Asia/Bangkok  phuket|chiang mai|pattaya|hua hin|thaimaa
Asia/Ho_Chi_Minh  saigon|hanoi|ho chi minh city|da nang
Asia/Singapore  singapore|singapura|sg
Asia/Makassar  bali|denpasar
Asia/Dubai  abu dhabi|arabiemiraatit|emirates|uae|u.a.e.
Asia/Jerusalem  tel aviv|haifa|tel avivissa
Asia/Riyadh  jeddah|mecca|mekka
Asia/Kathmandu  katmandu|kathmandu|pokhara
Asia/Yangon  rangoon
Africa/Johannesburg  cape town|kapkaupunki|durban|pretoria
Africa/Lagos  abuja
Africa/Cairo  alexandria|aleksandria|giza
Africa/Casablanca  marrakech|marrakesh|rabat|agadir
Africa/Nairobi  mombasa
Australia/Sydney  canberra|newcastle nsw|new south wales
Australia/Melbourne  geelong
Australia/Brisbane  gold coast|cairns|queensland
Pacific/Auckland  wellington|christchurch|queenstown|nz
Etc/UTC  utc|zulu|z|gmt|universal time
"""

# Countries of several clocks that mean many different hours, by the names Babel does not list, and names
# that two far places share: asking again is kinder than guessing.
UNCLEAR = """
usa|us|u.s.|u.s.a.|america|amerikka|united states of america|yhdysvalloissa|states|the states|jenkit|jenkeissä
russia|venäjällä|brazil|brasilia maa|australia|canada|mexico|indonesia|victoria|georgia|washington|paris texas
europe|eurooppa|asia|aasia|africa|afrikka|home|kotona|koti|here|täällä|summer time|kesäaika|city|kaupunki
center
nice|male|troll|easter|christmas|midway|wake
"""

SEATS = {
    "AR": "America/Argentina/Buenos_Aires",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "GL": "America/Nuuk",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PG": "Pacific/Port_Moresby",
    "PS": "Asia/Gaza",
    "PT": "Europe/Lisbon",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
}
"""Countries of several zones where nearly everybody lives by this one."""

BY_CLOCK = {
    "fi": """
        Europe/Helsinki Europe/Stockholm Europe/London Europe/Istanbul Asia/Dubai Asia/Bangkok
        America/New_York America/Chicago America/Los_Angeles America/Denver America/Halifax
    """,
    "en": """
        Europe/London America/New_York America/Chicago America/Los_Angeles America/Denver Europe/Berlin
        Europe/Helsinki Europe/Istanbul America/Halifax
    """,
    "": """
        Asia/Dubai Asia/Tehran Asia/Kabul Asia/Karachi Asia/Kolkata Asia/Kathmandu Asia/Dhaka Asia/Yangon
        Asia/Bangkok Asia/Singapore Australia/Eucla Asia/Tokyo Australia/Adelaide Australia/Darwin
        Australia/Sydney Australia/Brisbane Australia/Lord_Howe Pacific/Noumea Pacific/Auckland
        Pacific/Fiji Pacific/Chatham Pacific/Apia Pacific/Kiritimati Atlantic/Azores Atlantic/Cape_Verde
        America/Nuuk America/Noronha America/St_Johns America/Sao_Paulo America/Caracas America/Phoenix
        America/Anchorage Pacific/Honolulu Pacific/Marquesas Pacific/Pago_Pago Pacific/Gambier
        Europe/Moscow Etc/UTC Etc/GMT+12
    """,
}
"""The zone to take for an offset: the first in the list, the language's likely ones before the rest."""
