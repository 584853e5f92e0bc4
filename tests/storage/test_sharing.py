"""Sharing: what a coach may read of a client's lines, line by line."""

import pytest
from sqlalchemy.orm import Session

from flows.agreement import Agreement
from flows.values import Talk
from storage import agreements, lines, off_records, sharing, talks
from storage.lines import LineView, NewLine
from tests.storage.conftest import NOW, Pair, make_pair

Said = list[tuple[str, str | None]]


def agree(session: Session, pair: Pair, readers: str) -> None:
    agreements.add(session, pair.engagement, Agreement(readers=readers).to_json(), "client", NOW)


def talk(session: Session, pair: Pair, flow: str = "reflection") -> int:
    if row := talks.open_talk(session, pair.engagement):
        talks.end(session, row, "done", NOW)
    return talks.start(session, pair.engagement, Talk(flow, "share"), NOW).id


def say(session: Session, pair: Pair, author: str, text: str, talk_id: int | None = None, kind: str = "text") -> int:
    return lines.add(session, pair.engagement, NewLine(author, text, NOW, kind=kind, talk_id=talk_id))  # type: ignore[arg-type]


def views(session: Session, pair: Pair) -> list[LineView]:
    return sharing.for_coach(session, pair.engagement, lines.transcript(session, pair.engagement))


def read(session: Session, pair: Pair) -> Said:
    found = views(session, pair)
    return [(each.author, each.text if each.shown else None) for each in found]


def a_talk(session: Session, pair: Pair) -> tuple[int, list[int]]:
    number = talk(session, pair)
    said = [
        ("client", "my sister is ill"),
        ("template", "Your sister is ill."),
        ("client", "and I am afraid"),
        ("template", "You are afraid."),
    ]
    return number, [say(session, pair, author, text, number) for author, text in said]


@pytest.mark.parametrize(("readers", "shows"), [("words", True), ("times", False), (None, False)])
def test_the_clause_decides_where_the_client_said_nothing(
    session: Session, pair: Pair, readers: str | None, shows: bool
) -> None:
    if readers:
        agree(session, pair, readers)
    a_talk(session, pair)
    assert {text is not None for _, text in read(session, pair)} == {shows}


def test_one_shared_line_shows_alone(session: Session, pair: Pair) -> None:
    agree(session, pair, "times")
    _, ids = a_talk(session, pair)
    sharing.set_line(session, pair.engagement, ids[2], shared=True)
    assert [text for _, text in read(session, pair)] == [None, None, "and I am afraid", None]
    sharing.set_line(session, pair.engagement, ids[2], shared=False)
    assert [text for _, text in read(session, pair)] == [None] * 4


def test_a_line_taken_back_takes_along_what_may_give_it_back(session: Session, pair: Pair) -> None:
    agree(session, pair, "words")
    _, ids = a_talk(session, pair)
    sharing.set_line(session, pair.engagement, ids[2], shared=False)
    assert [text for _, text in read(session, pair)] == ["my sister is ill", "Your sister is ill.", None, None]


def test_a_shared_talk_shows_whole_and_a_line_of_it_can_be_taken_back(session: Session, pair: Pair) -> None:
    agree(session, pair, "times")
    number, ids = a_talk(session, pair)
    sharing.set_talk(session, pair.engagement, number, shared=True)
    assert None not in [text for _, text in read(session, pair)]
    sharing.set_line(session, pair.engagement, ids[0], shared=False)
    assert [text for _, text in read(session, pair)] == [None, None, "and I am afraid", None]


@pytest.mark.parametrize(
    ("said", "quoting"),
    [
        ("call my sister on Sunday", "You wanted to try: “call my sister on Sunday”. How did it go?"),
        ("Call my sister on Sunday!", "Halusit kokeilla: ”call my sister on Sunday”. Miten kävi?"),
        ("swim", "You wanted to try: “swim”. How did it go?"),
        ("Swim.", "Halusit kokeilla: ”swim”. Miten kävi?"),
    ],
)
def test_what_is_kept_back_is_not_quoted_from_another_talk(
    session: Session, pair: Pair, said: str, quoting: str
) -> None:
    agree(session, pair, "times")
    say(session, pair, "client", said, talk(session, pair))
    later = talk(session, pair, "commitment")
    say(session, pair, "template", quoting, later)
    say(session, pair, "client", "well", later)
    say(session, pair, "template", "It went well.", later)
    sharing.set_talk(session, pair.engagement, later, shared=True)
    assert [text for _, text in read(session, pair)] == [None, None, "well", "It went well."]


def test_an_edit_is_read_as_its_line_is_and_an_earlier_wording_is_not_quoted_either(
    session: Session, pair: Pair
) -> None:
    agree(session, pair, "words")
    number = talk(session, pair)
    line_id = say(session, pair, "client", "I owe my brother money", number)
    line = session.get_one(lines.Line, line_id)
    lines.revise(session, pair.engagement, line, "I owe money", NOW)
    [view] = views(session, pair)
    assert (view.text, [each.text for each in view.revisions]) == ("I owe money", ["I owe my brother money"])
    sharing.set_line(session, pair.engagement, line_id, shared=False)
    say(session, pair, "template", "In your words: “I owe my brother money”.")
    assert [text for _, text in read(session, pair)] == [None, None]
    assert views(session, pair)[0].revisions == ()


def test_a_coach_s_own_words_and_the_marks_of_off_the_record_always_show(session: Session, pair: Pair) -> None:
    agree(session, pair, "times")
    say(session, pair, "coach", "From Anna: I'm free at four")
    row = off_records.begin(session, pair.engagement, NOW, NOW)
    off_records.end(session, pair.engagement, row, NOW, NOW)
    assert [text for _, text in read(session, pair)] == ["From Anna: I'm free at four", "", ""]


def test_opening_up_opens_nothing_that_was_written_before(session: Session, pair: Pair) -> None:
    agree(session, pair, "times")
    a_talk(session, pair)
    sharing.keep_back_earlier(session, pair.engagement)
    agree(session, pair, "words")
    a_talk(session, pair)
    assert [text is not None for _, text in read(session, pair)] == [False] * 4 + [True] * 4


def test_the_latest_talks_are_listed_with_what_shows_of_them(session: Session, pair: Pair) -> None:
    agree(session, pair, "times")
    first, _ = a_talk(session, pair)
    talk(session, pair)  # nothing was said in it
    settings = talk(session, pair, "schedule")
    say(session, pair, "client", "every weekday at nine", settings)
    last, ids = a_talk(session, pair)
    sharing.set_talk(session, pair.engagement, first, shared=True)
    sharing.set_line(session, pair.engagement, ids[0], shared=True)
    assert [(each.number, each.shown) for each in sharing.talks_lately(session, pair.engagement, 5)] == [
        (last, False),
        (first, True),
    ]
    assert len(sharing.talks_lately(session, pair.engagement, 1)) == 1


def test_nobody_turns_round_another_engagement_s_lines(session: Session, pair: Pair) -> None:
    other = make_pair(session, coach_telegram=901)
    agree(session, pair, "words")
    number, ids = a_talk(session, pair)
    sharing.set_line(session, other.engagement, ids[0], shared=False)
    sharing.set_talk(session, other.engagement, number, shared=False)
    assert None not in [text for _, text in read(session, pair)]


@pytest.mark.parametrize("readers", ["words", "times"])
def test_a_page_shows_what_the_whole_transcript_would(session: Session, pair: Pair, readers: str) -> None:
    agree(session, pair, readers)
    _, first = a_talk(session, pair)
    number, _ = a_talk(session, pair)
    say(session, pair, "template", "You told me: my sister is ill", talk(session, pair))
    sharing.set_line(session, pair.engagement, first[0], shared=False)
    sharing.set_talk(session, pair.engagement, number, shared=True)
    whole, shown = lines.transcript(session, pair.engagement), views(session, pair)
    assert {each.shown for each in shown} == {True, False}
    for start in range(len(whole)):
        for end in range(start + 1, len(whole) + 1):
            assert sharing.for_coach(session, pair.engagement, whole[start:end]) == shown[start:end]


# What was written down of a talk


@pytest.mark.parametrize("readers", ["words", "times"])
def test_a_talk_shows_where_all_that_the_client_wrote_in_it_does(session: Session, pair: Pair, readers: str) -> None:
    agree(session, pair, readers)
    number, said = a_talk(session, pair)
    own = talk(session, pair, "repair")
    say(session, pair, "client", "that hurt", own)
    session.query(lines.Line).filter_by(talk_id=own).update({"flow": "repair"})
    assert sharing.talks_shown(session, pair.engagement) == ({number} if readers == "words" else set())
    sharing.set_talk(session, pair.engagement, number, shared=True)
    assert sharing.talks_shown(session, pair.engagement) == {number}
    say(session, pair, "client", "", number, kind="off_record")
    assert sharing.talks_shown(session, pair.engagement) == {number}, "a mark is nobody's words"
    sharing.set_line(session, pair.engagement, said[2], shared=False)
    assert sharing.talks_shown(session, pair.engagement) == set()
