"""Messages said back whole: what somebody said in them, what cannot be turned beside what can, what is heavy."""

import re

import pytest

from bot.app import WORDS, load_listener, load_screen, load_toml
from flows.listening import Exchange, ListeningState, Reply
from flows.listening.clauses import unparted
from flows.risk import Risk

LISTENER = load_listener(load_screen())
WORDS_SAID = load_toml(WORDS / "listening" / "words.toml")
EARLIER = {"en": Exchange("I work a lot", "You work a lot."), "fi": Exchange("Teen töitä", "Teet töitä.")}


def heard(text: str, language: str, *, first: bool = False, risk: Risk | None = Risk.NONE) -> Reply:
    state = ListeningState(language, may_ask=True, risk=risk)
    return LISTENER.reply(text, [] if first else [EARLIER[language]], state)


def is_prompt(name: str, reply: Reply, language: str) -> bool:
    return reply.text in WORDS_SAID["prompts"][name][language]


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        # What somebody said stays in one piece, with the sentence around it.
        (
            'My supervisor wrote "looking forward to it!" with one exclamation mark. She usually does two.',
            "en",
            "Your supervisor wrote ‘looking forward to it!’ with one exclamation mark. She usually does two.",
        ),
        (
            'Ohjaaja laittoi viestin "miten sujuu? :)" ja se hymiö on tuijottanu mua',
            "fi",
            "Ohjaaja laittoi viestin ’miten sujuu’ ja se hymiö on tuijottanu sua.",
        ),
        (
            'Tänään hikoilin niin että Eemeli kysyi "ope ootko sä käyny suihkussa"',
            "fi",
            "Tänään hikoilit niin että Eemeli kysyi ’ope ootko sä käyny suihkussa’.",
        ),
        # What cannot be turned is quoted in its place.
        (
            "eilen korjasin leivänpaahtimen. siinä oli vaan murunen jumissa. se piti mua jonain nerona",
            "fi",
            "Eilen korjasit leivänpaahtimen. ”Siinä oli vaan murunen jumissa.” Se piti sua jonain nerona.",
        ),
        # A remark to the one who listens is left out, and the rest is not.
        (
            "African greys go to sixty. He's nineteen. I'm seventy four. You do the sum",
            "en",
            "African greys go to sixty. He's nineteen. You're seventy four.",
        ),
        ("ok. Tuesday. Rain. I ate cereal for dinner", "en", "Tuesday. Rain. You ate cereal for dinner."),
        (
            "Mutta haju teki pahaa. Siis hyvää. Se on se ongelma",
            "fi",
            "”Haju teki pahaa. Siis hyvää. Se on se ongelma.”",
        ),
        # A condition stays with what hangs on it, and a year is no number to hide.
        (
            "If I pass, I go to my uncle's firm and there's a desk with my name on it. literally, he had it made",
            "en",
            "If you pass, you go to your uncle's firm and there's a desk with your name on it. He had it made.",
        ),
        (
            "I'll open it after I sleep. The roof has been leaking since 2019, it can leak until 4pm.",
            "en",
            "ou'll open it after you sleep. The roof has been leaking since 2019. It can leak until 4pm.",
        ),
        # No part is said where the whole can be.
        (
            "Nyt mie kyllä sanon tämän jollekin: en halua joulua meille tänä vuonna.",
            "fi",
            "Nyt sie kyllä sanot tämän jollekin: et halua joulua teille tänä vuonna.",
        ),
        ("Kuuntelin podcastia enkä muista siitä mitään", "fi", "Kuuntelit podcastia etkä muista siitä mitään."),
        # Words that are no verdict on anybody.
        (
            "My ring finger went numb in the slow movement. I faked eight bars.",
            "en",
            "Your ring finger went numb in the slow movement. You faked eight bars.",
        ),
        (
            "lol yeah guilty i guess. he took off work for it",
            "en",
            "You feel guilty, you guess. He took off work for it.",
        ),
        (
            "ens viikonloppuna se tulee mulle. mennään pilkille",
            "fi",
            "Ens viikonloppuna se tulee sulle. ”Mennään pilkille.”",
        ),
        ("I'm going to be honest, I think this is a gimmick", "en", "You think this is a gimmick."),
    ],
)
def test_a_message_is_said_back_whole(text: str, language: str, said: str) -> None:
    assert said in heard(text, language).text


def test_a_long_answer_to_a_listener_is_whole_up_to_five_sentences() -> None:
    text = "We made soup. He stirred. I cut the onions. The radio was on. Nobody talked. I liked that."
    assert heard(text, "en").text.startswith("He stirred. You cut the onions. The radio was on. Nobody talked. You")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Olen tänään siivonnut mieheni työhuonetta. Hän kuoli viime marraskuussa.", "fi"),
        ("I cleaned his study today. He died last November.", "en"),
    ],
)
def test_beside_a_death_nothing_smaller_is_said_back(text: str, language: str) -> None:
    assert is_prompt("beside", heard(text, language), language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ostin köyden. venettä mulla ei oo.", "fi"),
        ("Omahoitajalle sanon aina et ihan ok. Oikeesti oon halunnu kuolla.", "fi"),
        ("I gave up driving on Thursday. I handed the keys to my son.", "en"),
    ],
)
def test_a_word_that_is_never_said_back_is_not_passed_over_for_what_stands_beside_it(text: str, language: str) -> None:
    assert is_prompt("beside", heard(text, language), language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I have no future. Nobody needs me.", "en"),
        ("I deserve what he did to me.", "en"),
        ("Oon ihan yksin. Tää ei lopu ikinä.", "fi"),
        ("Olen aivan loppu, kukaan ei auta", "en"),
    ],
)
def test_what_is_heavy_of_oneself_is_never_said_as_a_fact(text: str, language: str) -> None:
    said = heard(text, language, risk=Risk.CARE).text
    assert not re.search(r"no future|nobody needs|deserve|ei lopu|ei auta", said, re.IGNORECASE)


def test_nobody_is_sent_off_beside_something_heavy() -> None:
    reply = heard("En näe mitään syytä jatkaa. Hyvää yötä.", "fi", risk=Risk.CARE)
    assert is_prompt("beside", reply, "fi")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I'm going to tell my mum tonight that I quit.", "en"),
        ("Menen huomenna lääkäriin", "fi"),
        ("One minute late and my boss docked my pay", "en"),
        ("Hetki sitten isä soitti", "fi"),
        ("My mum won't stop asking why I'm single", "en"),
        ("he's just repeating what his dad says", "en"),
        ("He put it well when we met at the bank", "en"),
        ("My daughter aced her exams this year!", "en"),
        ("I need to rant. My boss shouted at me in front of everyone today", "en"),
    ],
)
def test_what_only_sounds_like_words_to_the_bot_is_said_back(text: str, language: str) -> None:
    assert heard(text, language).kind != "prompt"


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("I was ill then and nobody came", "I'll"),
        ("I stood there hands shaking", "their"),
        ("I was wrong to leave him?", "You were wrong"),
        ("I don't have any money or rather time", "any time"),
        ("My PIN is 1987 and my wife knows it", "1987"),
        ("I am worth nothing to anyone", "You are worth"),
    ],
)
def test_no_word_is_taken_for_another(text: str, never: str) -> None:
    assert never not in heard(text, "en").text


@pytest.mark.parametrize(
    ("text", "language", "named"),
    [("Yesterday I swam alone, the first time since the suicide next door.", "en", ("warm", "relief", "calm", "good"))],
)
def test_beside_a_word_that_is_never_said_nothing_good_is_heard(
    text: str, language: str, named: tuple[str, ...]
) -> None:
    said = heard(text, language).text
    assert not [kind for kind in named for each in WORDS_SAID["met"][kind][language] if each in said]


@pytest.mark.parametrize(
    ("text", "language", "begins"),
    [
        ("Hyvää iltaa. Nukuin huonosti koko viikon.", "fi", ("Hei. Nukuit", "Moi. Nukuit")),
        ("hi. work was a lot today", "en", ("Hello. Work was a lot today.", "Hi. Work was a lot today.")),
        ("Iltaa. Askelmittari näyttää paljon", "fi", ("Hei. ”Askelmittari", "Moi. ”Askelmittari")),
    ],
)
def test_a_first_message_is_greeted_and_said_back(text: str, language: str, begins: tuple[str, ...]) -> None:
    assert heard(text, language, first=True).text.startswith(begins)


@pytest.mark.parametrize(
    ("text", "language", "prompt"),
    [
        ("ok typing it now brb", "en", "pause"),
        ("hetki, ovikello", "fi", "pause"),
        ("You keep saying everything back to me", "en", "repeats"),
        ("Sanotte takaisin mitä sanoin.", "fi", "repeats"),
        ("are you gonna tell my coach i failed??", "en", "privacy"),
        ("can you stop asking how it made me feel for like 5 mins", "en", "manner"),
        ("moro vaan", "fi", "bye"),
        ("Nyt silmät menee kiinni, kiitos kun kuuntelit", "fi", "bye"),
    ],
)
def test_what_is_said_to_the_bot_has_an_answer_of_its_own(text: str, language: str, prompt: str) -> None:
    assert is_prompt(prompt, heard(text, language), language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The parrot said her name again this morning.", "en"),
        ('Mr. Vogel asked me, "Kenji, what do you really think?" I became sweating.', "en"),
    ],
)
def test_what_others_said_is_not_said_to_the_bot(text: str, language: str) -> None:
    assert heard(text, language).kind != "prompt"


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("it's 9:40. I'm not tired. The lake's twenty minutes by bus", "the difference"),
        ("k good. i'll tell her myself prob", "decided"),
        ("My husband says wait for the summer. I have waited already very much", "about your husband"),
        ("I know this is not what coaching is for lol", "You know"),
        ("They're grand kids. I've none of my own and I'm a bit shocked at the noise of it", "own'm"),
        ("miss oyelaran is actually nice tho. she explains stuff twice", "You miss"),
        ("Lost two last night to the cold and saved one in the oven", "You're lost"),
        ("Going back is on the calendar for the 3rd. My stomach goes", "You're going"),
        ("yes lonely, I think he is. He'd never say it", "You're lonely"),
        ("i've put them by the radiator like an eejit", "You've put"),
        ("I have no wish whatever to play bowls.", "the wish in it"),
        ("Mum says she's coming for two weeks. We all know what two weeks means", "You all know"),
        ("ill book it again when i get paid on the 15th i guess", "ill book"),
    ],
)
def test_nothing_is_claimed_that_was_not_said(text: str, never: str) -> None:
    assert never not in heard(text, "en").text


def test_sentences_that_part_what_somebody_said_are_one_again() -> None:
    text = 'He wrote "fine. go." and left. Then I sat down.'
    assert unparted(text, ['He wrote "fine.', "go.", "and left.", "Then I sat down."]) == [
        ('He wrote "fine. go." and left.', 3),
        ("Then I sat down.", 1),
    ]
    assert unparted("she said go. i went", ["she said go.", "i went"]) == [("she said go.", 1), ("i went", 1)]
    assert unparted("other words", ["that are", "not in it"]) == [("that are", 1), ("not in it", 1)]
