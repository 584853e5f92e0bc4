"""What reads dates, against tables of what people write in both languages (tests/phrases), and events found in talk."""

from dataclasses import replace

import pytest

from benchmarks.dates import ours, phrases
from flows.agreement import Agreement
from flows.events import Event, ahead, event_in
from flows.values import Scene
from tests.conversation import NOW


@pytest.mark.parametrize("language", ["en", "fi"])
def test_each_phrase_is_read_as_agreed(language: str) -> None:
    misread = [(phrase, agreed, ours(phrase, language)) for phrase, agreed in phrases(language)]
    assert [each for each in misread if each[1] != each[2]] == []


@pytest.mark.parametrize("language", ["en", "fi"])
def test_there_are_at_least_150_phrases_and_none_twice(language: str) -> None:
    said = [phrase for phrase, _ in phrases(language)]
    assert len(set(said)) == len(said) >= 150


# Events ahead. It is Monday 23 November 2026, noon in Helsinki.

SCENE = Scene(now=NOW, zone="Europe/Helsinki", agreement=Agreement(zone="Europe/Helsinki"))


def found(words: str, language: str) -> str:
    """What is found as "kind MM-DD HH:MM", "" where nothing is."""
    event: Event | None = event_in(words, replace(SCENE, language=language))
    if event is None:
        return ""
    return " ".join(filter(None, (event.kind, f"{event.day:%m-%d}", event.clock and event.clock.isoformat("minutes"))))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("I have an interview on Friday", "interview 11-27"),
        ("Job interview tomorrow at 9 and I can't think of anything else", "interview 11-24 09:00"),
        ("The exam is on Thursday morning. I haven't slept.", "exam 11-26 09:00"),
        ("My driving test is next week on tuesday", "exam 12-01"),
        ("I'm seeing the doctor on Wednesday", "appointment 11-25"),
        ("dentist tomorrow", "appointment 11-24"),
        ("surgery in two weeks", "surgery 12-07"),
        ("On Friday evening there's the concert and I sing alone", "performance 11-27 18:00"),
        ("We have a big meeting tomorrow at 14", "meeting 11-24 14:00"),
        ("The deadline is Friday", "deadline 11-27"),
        ("it has been ok. there is a race on saturday!", "race 11-28"),
        ("My first day is on 1 December", "first_day 12-01"),
        # What is not plainly ahead, or not the client's own.
        ("I had an interview on Friday", ""),
        ("The interview was on Monday", ""),
        ("I didn't get to the interview on Friday", ""),
        ("The meeting on Friday got cancelled", ""),
        ("No exam tomorrow after all", ""),
        ("If the interview is on Friday I can't come", ""),
        ("My daughter has an exam tomorrow", ""),
        ("I think about the interview a lot", ""),
        ("On Friday I rest", ""),
        ("I sat in a meeting all day", ""),
        ("I should book a dentist one day", ""),
        ("Interviews are hard. Tomorrow I rest.", ""),
        ("last Friday there was a meeting", ""),
        ("I managed to call the doctor today", ""),
        ("I called the dentist today", ""),
        ("I saw the doctor today", ""),
        ("I've been to the dentist today", ""),
        ("Today I talked with my boss after the meeting", ""),
    ],
)
def test_an_event_ahead_is_found_in_english(words: str, expected: str) -> None:
    assert found(words, "en") == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Minulla on haastattelu perjantaina", "interview 11-27"),
        ("Huomenna yhdeksältä on työhaastattelu", "interview 11-24 09:00"),
        ("Koe on torstaiaamuna. En ole nukkunut.", "exam 11-26 09:00"),
        ("Tentti on ensi viikon tiistaina", "exam 12-01"),
        ("Menen lääkäriin keskiviikkona", "appointment 11-25"),
        ("hammaslääkäri huomenna", "appointment 11-24"),
        ("Leikkaus on kahden viikon päästä", "surgery 12-07"),
        ("Perjantai-iltana on konsertti ja laulan yksin", "performance 11-27 18:00"),
        ("Huomenna klo 14 on iso palaveri", "meeting 11-24 14:00"),
        ("Kehityskeskustelu on torstaina ja jännittää", "meeting 11-26"),
        ("määräaika on perjantaina", "deadline 11-27"),
        ("Muutto on lauantaina", "move 11-28"),
        ("Haastattelu oli perjantaina", ""),
        ("Kävin haastattelussa maanantaina", ""),
        ("Perjantain palaveri peruttiin", ""),
        ("Huomenna ei ole koetta", ""),
        ("Jos haastattelu on perjantaina, en pääse", ""),
        ("Tyttären koe on huomenna", ""),
        ("Mietin haastattelua koko ajan", ""),
        ("Perjantaina lepään", ""),
        ("Haastattelut ovat raskaita. Huomenna lepään.", ""),
        ("Viime perjantaina oli kokous", ""),
        ("Olin kokouksissa koko päivän", ""),
        ("Soitin lääkärille tänään", ""),
        ("Tapasin lääkärin tänään", ""),
        ("Puhuin tänään palaverissa", ""),
    ],
)
def test_an_event_ahead_is_found_in_finnish(words: str, expected: str) -> None:
    assert found(words, "fi") == expected


def test_what_is_off_limits_is_not_offered() -> None:
    agreement = replace(Agreement(zone="Europe/Helsinki"), off_limits=("interview",))
    assert event_in("I have an interview on Friday", replace(SCENE, agreement=agreement)) is None


@pytest.mark.parametrize(
    ("words", "quiet", "off_days", "asked"),
    [
        ("exam on Friday", ("21:00", "08:00"), (), "2026-11-27T16:00:00+00:00"),  # that evening at six
        ("exam on Friday at 17", ("21:00", "08:00"), (), "2026-11-27T18:00:00+00:00"),  # when it is over
        ("exam on Friday", ("17:00", "08:00"), (), "2026-11-28T08:00:00+00:00"),  # evenings are quiet: next day at ten
        ("concert on Friday at 20", ("21:00", "08:00"), (), "2026-11-28T08:00:00+00:00"),
        ("exam on Friday", ("21:00", "08:00"), ("fri",), "2026-11-28T08:00:00+00:00"),
        ("exam on Friday", ("21:00", "08:00"), ("fri", "sat"), None),
    ],
)
def test_it_is_asked_about_when_it_is_over_and_the_client_may_be_written_to(words, quiet, off_days, asked) -> None:
    agreement = replace(Agreement(zone="Europe/Helsinki"), quiet_hours=quiet, off_days=off_days)
    assert ahead(replace(SCENE, agreement=agreement), words).get("event_ask_at") == asked
