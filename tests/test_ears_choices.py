"""What people write for yes and no, for one of some buttons, and for several of them."""

from flows.ears import OneOf, Several, YesNo
from tests.ears import hear, misheard

LABELS = {"fine": "That's fine|fine by me", "change": "Change it|something else"}
LABELS_FI = {"fine": "Sopii näin|sopii|hyvä näin", "change": "Muutetaan|muuta|vaihda"}
DAYS = {"one": "1 day", "two": "2 days", "week": "A week"}


def test_yes_and_no_are_heard_in_english():
    rows = """
    yes | Yes! | YES. | yeah | yeah sure | yep | yup | ok | okay | of course | sure | 👍 | 👍🏽 | ✅ => true
    absolutely => true
    yes please | yes, thanks | Yes, yes | ok, sure | sounds good | that's right | exactly | correct => true
    why not => true
    I do | no problem | fine | go ahead | works for me | y | yes 👍 | 👍 yes | all right | yes I do => true
    I think so => true
    Yes, it was hard since my mother called | yes - it was about work | Yes. I felt alone | please do => true
    no | nope | nah | No. | not really | no thanks | no, thank you | 👎 | ❌ | not okay | not ok => false
    not now => false
    never | I don't | not at all | not quite | that's wrong | I'd rather not | don't | no way | no no => false
    of course not => false
    No, it was more that I felt alone | no. I'm not angry, I'm sad | not exactly, it was earlier => false
    don't want to => false
    I don't know | maybe | yes and no | not sure | no idea | perhaps | it depends | hmm | 🤷 | | 42 => null
    ? => null
    Yes, but it was hard since he left | yes but no | yes, not really | no, yes | no but yes | 👍👎 => null
    yes 👎 => null
    I was thinking about my mother | yesterday was hard | nobody came | noon | okra | it was 4 | know => null
    yes or no => null
    """
    assert misheard(YesNo(), "en", rows) == []


def test_yes_and_no_are_heard_in_finnish():
    rows = """
    joo | juu | kyllä | jep | totta kai | tottakai | toki | selvä | sopii | käy | ok | okei | Joo! => true
    joo joo => true
    kyllä kiitos | käy hyvin | ihan oikein | juuri niin | haluan | mielellään | mikä ettei => true
    ei haittaa | yes => true
    Kyllä, se oli vaikeaa koska äiti soitti | joo, töistä se johtui | niin | ilman muuta | 👍 => true
    joo kyllä => true
    ei | en | ei oikein | en halua | ei kiitos | ei käy | ei sovi | ei nyt | en nyt | Ei. | väärin => false
    eipä | nope => false
    ei todellakaan | ei ihan | en oikeastaan | älä | ei pidä paikkaansa | en suostu | en jaksa => false
    ei ei | 👎 => false
    Ei, enemmän se oli yksinäisyyttä | en, minulla ei ole aikaa | ei vielä | mieluummin en => false
    ei oikein, kiitos => false
    en tiedä | ehkä | no | no joo | kyllä ja ei | joo ei | en osaa sanoa | riippuu | vähän | kai => null
    en muista => null
    joo mutta ei oikein | kyllä, mutta se oli vaikeaa | eilen oli raskasta | enemmän | eikö | joulu => null
    käynti => null
    """
    assert misheard(YesNo(), "fi", rows) == []


def test_a_long_story_is_no_answer_even_if_it_starts_with_yes():
    assert hear(YesNo(), "Yes. " + "I went there and came back again. " * 20) is None
    assert hear(YesNo(), "yes " * 500) is None


def test_one_of_two_buttons_is_heard_as_people_type_it():
    rows = """
    That's fine | that's fine. | thats fine | THAT’S FINE! | fine | fine by me | 🙂 that's fine => "fine"
    that's fine thanks => "fine"
    1 | 1. | the first | first | the first one | first one | number 1 | option 1 | one | #1 | 1st => "fine"
    Change it | change | chagne it | changee it | let's change it | please change it => "change"
    something else => "change"
    2 | the second | second one | two | the last one | 2nd | no. 2 | option two => "change"
    3 | third | not fine | don't change it | hello | that's fine, change it | change it fine |  | ? => null
    the => null
    """
    assert misheard(OneOf("fine", "change"), "en", rows, labels=LABELS) == []
    rows = """
    Sopii näin | sopii | sopii näin! | hyvä näin | se sopii | 1 | ensimmäinen | eka | yksi | ykkönen => "fine"
    vaihtoehto 1 => "fine"
    muutetaan | Muutetaan. | muuta | vaihda | muutetan | toinen | 2 | toka | kakkonen | viimeinen => "change"
    muutetaan se => "change"
    ei sovi | älä muuta | en tiedä | kolmas | 3 | moi | kyllä => null
    """
    assert misheard(OneOf("fine", "change"), "fi", rows, labels=LABELS_FI) == []


def test_a_label_with_a_figure_is_never_mistaken_for_a_place():
    rows = """
    1 day | 1 | first | one => "one"
    2 days | 2 | second => "two"
    a week | week | third | 3rd => "week"
    3 | days => null
    """
    assert misheard(OneOf("one", "two", "week"), "en", rows, labels=DAYS) == []


def test_a_start_that_fits_two_labels_is_asked_again():
    labels = {"tell": "Tell my coach", "tell_later": "Tell later", "nothing": "Nothing"}
    ear = OneOf("tell", "tell_later", "nothing")
    assert hear(ear, "tell", labels=labels) == "tell"  # a key typed whole is that key
    assert hear(ear, "tel", labels=labels) is None
    assert hear(ear, "tell my", labels=labels) == "tell"
    assert hear(ear, "noth", labels=labels) == "nothing"


def test_a_key_without_a_label_is_heard_by_itself():
    assert hear(OneOf("done", "partly", "not_done"), "partly") == "partly"
    assert hear(OneOf("done", "partly", "not_done"), "not done") == "not_done"
    assert hear(OneOf("done", "partly"), "not done") is None


def test_an_emoji_of_a_label_is_enough():
    labels = {"calm": "😌 Calm", "sad": "😢 Sad"}
    assert hear(OneOf("calm", "sad"), "😢", labels=labels) == "sad"
    assert hear(OneOf("calm", "sad"), "🎉", labels=labels) is None


def test_several_are_heard_in_the_order_of_the_buttons():
    labels = {"mon": "Monday", "thu": "Thursday", "sat": "Saturday", "family": "Family and friends"}
    rows = """
    mon and thu | thursday, monday | Mon, Thu | mon & thu | 1 and 2 | 2, 1 => ["mon", "thu"]
    monday, monday and thursday => ["mon", "thu"]
    thursday | 2 | the second => ["thu"]
    Family and friends => ["family"]
    all | all of them | everything => ["mon", "thu", "sat", "family"]
    none | nothing | none of them => []
    mon and xyzzy | not monday | | maybe | mon, ? tue => null
    """
    assert misheard(Several(*labels), "en", rows, labels=labels) == []
    labels = {"work": "Työ", "home": "Koti", "health": "Terveys"}
    rows = """
    työ ja koti | koti, työ | 1 ja 2 | eka ja toka | työ sekä koti => ["work", "home"]
    terveys | kolmas => ["health"]
    kaikki => ["work", "home", "health"]
    ei mitään | ei mikään => []
    """
    assert misheard(Several(*labels), "fi", rows, labels=labels) == []
