"""The plain listener: what it says back, read aloud; and what it never says, whatever it is told."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import WORDS, load_toml
from flows.listening import Exchange, ListeningState, PlainListener, Reply
from flows.listening.gate import touches
from flows.listening.persons import turned
from flows.risk import RiskScreen

SCREEN = RiskScreen(load_toml(WORDS / "risk.toml"))
DATA = load_toml(WORDS / "listening" / "words.toml")
LISTENER = PlainListener(DATA, SCREEN)
PROMPTS = {text for kind in DATA["prompts"].values() for texts in kind.values() for text in texts}
FIRST_PERSON = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|me|my|mine|myself|we|us|our)\b", re.I)


def hear(text: str, language: str = "en", **state: tuple[str, ...]) -> Reply:
    return LISTENER.reply(text, [], ListeningState(language, **state))


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (
            "I'm so tired of my job and I don't know what to do.",
            "you're so tired of your job and you don't know what to do",
        ),
        ("My boss shouted at me in front of everyone", "your boss shouted at you in front of everyone"),
        ("I was angry all day", "you were angry all day"),
        ("I am lonely", "you are lonely"),
        ("I'm proud of myself, I finally wrote the letter", "you're proud of yourself"),
        ("im exhausted and i cant focus on my thesis", "you're exhausted and you can't focus on your thesis"),
        ("I've been worried about my sister", "you've been worried about your sister"),
        ("I'd like to be braver when I speak", "you'd like to be braver when you speak"),
        ("honestly, I really was hoping for that job", "you really were hoping for that job"),
        ("thank you, but I still feel awful", "you still feel awful"),
        ("no, I'm angry, not sad", "you're angry, not sad"),
        ("I feel guilty that I'm not with my kids more", "you feel guilty that you're not with your kids more"),
        ("The thing is, I don't feel heard at home", "you don't feel heard at home"),
        ("I went to the shop. I was nervous the whole time.", "you were nervous the whole time"),
        ("call me at 040 1234567, I'm worried", "you're worried"),
        ("I feel like a failure", "you feel like a failure"),
        ("I'm not angry at her, I'm disappointed", "you're disappointed"),
        ("My kids are great but I'm always tired", "you're always tired"),
        ("I couldn't do it. I was too scared", "you were too scared"),
        ("I need more time for myself", "you need more time for yourself"),
    ],
)
def test_what_carries_weight_is_turned_round_to_the_client(text: str, content: str) -> None:
    reply = hear(text)
    assert reply.kind == "reflection"
    frames = [frame.format(it=content) for frame in DATA["frames"]["said"]["en"]]
    assert reply.text in frames


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("I'm useless at everything", "It feels to you as though you're useless at everything."),
        ("I messed up the presentation", "It feels to you as though you messed up the presentation."),
        ("I ought to call my mother more often", "It sounds like you feel you ought to call your mother more often."),
        (
            "I know I should exercise but I can't get off the couch",
            "On the one hand you know you should exercise, and on the other you can't get off the couch.",
        ),
        (
            "I want to quit but I'm afraid of what my dad would say",
            "On the one hand you want to quit, and on the other you're afraid of what your dad would say.",
        ),
        (
            "I want to change jobs but I'm scared of losing my income.",
            "There are two sides here: you want to change jobs, and you're scared of losing your income.",
        ),
    ],
)
def test_harsh_words_are_felt_duties_are_theirs_and_two_sides_are_two(text: str, reply: str) -> None:
    assert hear(text).text == reply


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("honestly, it's been a hard week", "it's been a hard week"),
        ("everything is too much right now", "everything is too much right now"),
        ("I'm depressed", "I'm depressed"),
        ("I should start running but I never do", "I should start running but I never do"),
        (
            "I was going to tell her but I was scared and was crying",
            "I was going to tell her but I was scared and was crying",
        ),
        ("1. work 2. sleep 3. my mum", "1. work 2. sleep 3. my mum"),
        ("Long day. Kids. Dinner. I fell asleep", "Long day. Kids. Dinner. I fell asleep"),
        ("My job", "My job"),
        ("I have a hamster", "I have a hamster"),
        ("If I quit, I'm broke", "If I quit, I'm broke"),
        ("She told me I was wrong", "She told me I was wrong"),
        ("We argued all night", "We argued all night"),
        ("My sister and I had a fight", "My sister and I had a fight"),
        ("Olen niin väsynyt töihin", "Olen niin väsynyt töihin"),
    ],
)
def test_what_cannot_be_turned_safely_is_quoted(text: str, words: str) -> None:
    assert hear(text).text in [frame.format(words=words) for frame in DATA["frames"]["quoted"]["en"]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Olen niin väsynyt, etten jaksa mitään.", "Olen niin väsynyt, etten jaksa mitään"),
        ("Mua ahdistaa huominen esitys", "Mua ahdistaa huominen esitys"),
        ("Riideltiin taas miehen kanssa. Tuntuu, ettei hän kuule minua.", "Tuntuu, ettei hän kuule minua"),
        ("Haluaisin vaihtaa alaa mutta pelottaa", "Haluaisin vaihtaa alaa mutta pelottaa"),
        ("ei ihan, enemmänkin olen pettynyt itseeni", "enemmänkin olen pettynyt itseeni"),
        ("Äiti on sairaana ja olen huolissani.", "Äiti on sairaana ja olen huolissani"),
        ("kaikki on vaan niin vaikeaa nyt", "kaikki on vaan niin vaikeaa nyt"),
        ("Sain gradun valmiiksi, olen ylpeä!", "Sain gradun valmiiksi, olen ylpeä"),
        ("Olen yksinäinen. Soita 040 123 4567", "Olen yksinäinen"),
        ("Hävettää, kun huusin lapsille", "Hävettää, kun huusin lapsille"),
        ("Pitäis lähteä lenkille mut ei vaan huvita", "Pitäis lähteä lenkille mut ei vaan huvita"),
        ("Nukuin huonosti koko viikon", "Nukuin huonosti koko viikon"),
        ("I'm tired of all this", "I'm tired of all this"),
    ],
)
def test_a_finnish_talk_quotes_the_clients_words_uninflected(text: str, words: str) -> None:
    assert hear(text, "fi").text in [frame.format(words=words) for frame in DATA["frames"]["quoted"]["fi"]]


@pytest.mark.parametrize("language", ["en", "fi"])
@pytest.mark.parametrize(
    "text",
    [
        "", "👍", "hi", "kiitos", "ok", "Am I a bad mother?", "what should I do?", "Mitä mun pitäisi tehdä?",
        "I hate my life", "I want to die", "this deadline is killing me", "en jaksa enää elää", "My dad died in May",
        "you're useless, stupid bot", "haista vittu botti", "vittu mitä paskaa",
        "Jag är så trött och jag vill inte mer", "Я очень устала", "ich bin so müde und nicht froh",
        "mail me at a.b@example.com", "040 123 4567", "https://example.com/x", "I'm tired @someone",
    ],
)  # fmt: skip
def test_what_is_not_to_be_said_back_gets_a_prompt_that_claims_nothing(text: str, language: str) -> None:
    reply = hear(text, language)
    assert reply.kind == "prompt"
    assert reply.text in PROMPTS


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("my ex", "I'm angry at my ex"),
        ("Mother", "I'm worried about my mother's house"),
        ("äiti", "Olen huolissani äidin talosta"),
        ("työ", "Olen väsynyt työhön"),
        ("divorce", "I'm sad about divorcing"),
    ],
)
def test_a_topic_off_limits_is_not_said_back(topic: str, text: str) -> None:
    assert hear(text).kind == "reflection"
    assert hear(text, off_limits=(topic,)).text in PROMPTS


def test_a_topic_touches_its_own_forms_only() -> None:
    assert touches(["work"], "at WORK again")
    assert not touches(["work"], "my sister came home")


def test_after_a_no_the_new_words_come_in_a_plainer_frame() -> None:
    first = hear("I'm sad about the interview")
    second = hear("no, I'm angry, not sad", refused=(first.text,))
    assert second.text in [frame.format(it="you're angry, not sad") for frame in DATA["frames"]["corrected"]["en"]]
    again = hear("no, I'm angry, not sad", refused=(first.text, second.text))
    assert "you're angry, not sad" not in again.text


@pytest.mark.parametrize("language", ["en", "fi"])
@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself. I'm so tired", "tapan itseni. olen niin väsynyt",
        "I can't go on like this. I want coffee",
        "haluan kahvia. en jaksa enää", "my dad died last week. I have to cook for the guests",
        "I took all the pills in the cupboard. I feel calm now", "- work\n- sleep\n- my mum",
    ],
)  # fmt: skip
def test_nothing_smaller_is_said_back_beside_a_sign_of_risk_nor_a_piece_of_a_list(text: str, language: str) -> None:
    assert hear(text, language).text in PROMPTS
    assert hear(text, language).kind == "prompt"


def test_where_care_is_due_a_feeling_may_still_be_said_back() -> None:
    assert hear("My dad died in May. I feel so lonely.").text == "It sounds like you feel so lonely."


def test_a_correction_is_quoted_by_what_it_corrects() -> None:
    said = hear("Ei ihan. Enemmänkin pelkään, etten riitä kenellekään", "fi", refused=("Sanoit: ”joo”.",))
    words = "Enemmänkin pelkään, etten riitä kenellekään"
    assert said.text in [frame.format(words=words) for frame in DATA["frames"]["requoted"]["fi"]]
    again = hear("Ei ihan. Enemmänkin pelkään, etten riitä kenellekään", "fi", refused=(said.text,))
    assert again.text in DATA["prompts"]["missed"]["fi"]


@pytest.mark.parametrize("language", ["en", "fi"])
@pytest.mark.parametrize("text", ["no", "what should I do?", "I hate my life", "ei", "en jaksa enää elää"])
def test_a_prompt_after_a_refusal_owns_the_miss(text: str, language: str) -> None:
    reply = hear(text, language, refused=("So you're fine.",))
    assert (reply.kind, reply.text in DATA["prompts"]["missed"][language]) == ("prompt", True)


ADDRESSES = [
    "Maria.Virtanen@Example.com", "maria.virtanen@example.fi", "https://Example.com/My.Page?I=tired,but",
    "www.AnnaVirtanen.fi",
    "annavirtanen.fi", "Bit.ly/Secret", "https://a.example/väsynyt;ja-uupunut", "blog.Anna.Virtanen.net.",
]  # fmt: skip


@given(
    st.sampled_from(ADDRESSES),
    st.sampled_from(["", "I feel ignored, ", "I'm tired. ", "Olen väsynyt. ", "mail: ", "I'm sad but ", "1. work 2. "]),
    st.sampled_from(
        ["", " never answers me", ", I'm worried", ". I feel lost", "; olen väsynyt", " mutta pelkään", "!"]
    ),
    st.sampled_from(["en", "fi"]),
    st.booleans(),
)
def test_no_piece_of_an_address_is_echoed(address: str, before: str, after: str, language: str, again: bool) -> None:
    reply = hear(before + address + after, language, refused=("You wrote: “mail”.",) if again else ())
    echo = reply.text.casefold()
    for piece in ("maria", "virtanen", "anna", "example", "my.page", "bit", "ly/", "secret", "uupunut", "blog", "@"):
        assert piece not in echo


def test_a_refused_prompt_is_not_said_again() -> None:
    refused: tuple[str, ...] = ()
    for _ in range(20):
        said = hear("what should I do?", refused=refused).text
        assert said not in refused
        refused = (*refused, said)


def test_frames_do_not_come_twice_running() -> None:
    history: list[Exchange] = []
    openings = []
    for text in ("I'm tired of my job", "I'm tired of my flat", "I'm tired of my car"):
        reply = LISTENER.reply(text, history, ListeningState())
        history.append(Exchange(text, reply.text))
        openings.append(reply.text.split(" you")[0])
    assert len(set(openings)) == 3


@pytest.mark.parametrize("clause", ["I am who I am and am glad", "I was tired and was late"])
def test_agreement_in_doubt_is_not_turned(clause: str) -> None:
    assert turned(clause) is None


def is_valid(reply: Reply, state: ListeningState) -> None:
    assert 1 <= len(reply.text.strip()) <= 300
    assert "?" not in reply.text
    assert reply.text not in state.refused
    assert reply.why
    if reply.text in PROMPTS or reply.text.startswith(tuple(PROMPTS)):
        return
    quoted = re.search("[“”](.*)”", reply.text)
    echo = quoted[1] if quoted else reply.text
    assert not SCREEN.blocks_echo(echo)
    assert not touches(state.off_limits, echo)
    if not quoted:
        assert not FIRST_PERSON.search(echo), reply.text


PIECES = st.sampled_from(
    re.findall(
        r"\S+",
        """I I'm i'm im I’ve I'd me my mine myself am was were we you and but because , . ! ? ; - feel tired want to
        should can't never hate kill die sad angry boss told said useless failure really not so if when my@x.fi
        0401234567 minä olen väsynyt en jaksa mutta haluan äiti “ ” " { } {it} {words} 🙂 \u200b \x00""",
    )
)


@given(
    st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=30).map(" ".join), st.lists(PIECES).map("".join)),
    st.sampled_from(["en", "fi"]),
    st.lists(st.sampled_from(["äiti", "boss", "my ex", "tired", "!"]), max_size=3).map(tuple),
    st.booleans(),
)
def test_any_text_gets_one_reply_that_passes_the_gate(
    text: str, language: str, off_limits: tuple[str, ...], again: bool
) -> None:
    state = ListeningState(language, off_limits)
    first = LISTENER.reply(text, [], state)
    is_valid(first, state)
    if again:
        state = ListeningState(language, off_limits, (first.text,))
        is_valid(LISTENER.reply(text, [Exchange(text, first.text)], state), state)


@pytest.mark.parametrize("unit", ["i ", "I'm tired and ", "a!", "I feel, ", "1 2 ", "but ", "I'm sad. ", "väsynyt "])
def test_a_long_text_costs_little(unit: str) -> None:
    started = time.perf_counter()
    hear(unit * 5_000)
    assert time.perf_counter() - started < 0.5
