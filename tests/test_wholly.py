"""English sentences said whole to the one who wrote them, and those that are left to be quoted."""

import pytest

from bot.app import WORDS, load_toml
from flows.listening.english import English
from flows.listening.wholly import WhollyEnglish

WHOLLY = WhollyEnglish(English(load_toml(WORDS / "listening" / "lexicon.toml")))


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("My dad rang and I let it ring", "your dad rang and you let it ring"),
        (
            "Thirty-four years of teaching and they gave me compost.",
            "Thirty-four years of teaching and they gave you compost",
        ),
        (
            "one man asked and I understood, which was not guaranteed",
            "one man asked and you understood, which was not guaranteed",
        ),
        ("Been ours since my great-granddaddy.", "Been yours since your great-granddaddy"),
        ("my wife and I are still married", "you and your wife are still married"),
        ("can't sleep again", "you can't sleep again"),
        ("we did one wall at a time", "you did one wall at a time"),
        ("I get up at 5.40", "you get up at 5.40"),
        (
            "So if I don't look I feel like I've left the oven on",
            "if you don't look you feel like you've left the oven on",
        ),
    ],
)
def test_a_sentence_is_said_whole_with_the_person_turned(sentence: str, said: str) -> None:
    assert WHOLLY.said(sentence, begins=True).casefold() == said.casefold()


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("I have postponed it four times, I counted", "you have postponed it four times. You counted"),
        (
            "She was older than my degree, my knees and both my flats",
            "she was older than your degree, your knees and both your flats",
        ),
        ("If he calls, I go", "if he calls, you go"),
        ("There's nothing wrong with it I just noticed it", "there's nothing wrong with it. You just noticed it"),
    ],
)
def test_two_sentences_that_a_comma_or_nothing_joins_are_two(sentence: str, said: str) -> None:
    assert WHOLLY.said(sentence, begins=True) == said


def test_what_somebody_said_stays_as_it_was_said() -> None:
    assert (
        WHOLLY.said('She said "i know you can" and I cried', begins=True) == "she said ‘I know you can’ and you cried"
    )
    assert WHOLLY.said('She said "do you want peas?" and left', begins=True) == "she said ‘do you want peas’ and left"
    assert WHOLLY.said('He said I pass if I "apply myself"', begins=True) == ""
    assert (
        WHOLLY.said('He said "go", she said "stay" and I left', begins=True)
        == "he said ‘go’, she said ‘stay’ and you left"
    )
    assert WHOLLY.said("I wrote Qq7 on the board", begins=True) == "you wrote Qq7 on the board"
    assert WHOLLY.said('I saw \ue000 and "this"', begins=True) == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "I should call her",
        "I have to be stronger",
        "I'm such an idiot",
        "please read it again",
        "tell me what to do",
        "remind me tomorrow",
        "what if I just did Fridays",
        "does that count",
        "yeah it stays with you",
        "I think what helped was I told nobody",
        "I don't know if that's a good plan, should I go",
        "yes",
        "and then I was just like",
        "To the one who baked it",
        "write to me at me@example.org",
    ],
)
def test_what_would_be_a_claim_a_command_or_a_question_of_ours_is_left_to_be_quoted(sentence: str) -> None:
    assert WHOLLY.said(sentence, begins=True) == ""


def test_what_goes_on_keeps_its_first_word_and_needs_no_subject() -> None:
    assert (
        WHOLLY.said("But it's multi drop and I hate multi drop", begins=False)
        == "But it's multi drop and you hate multi drop"
    )
    assert WHOLLY.said("Relieved.", begins=False) == "relieved"
    assert WHOLLY.said("me", begins=False) == ""
