"""Sittings at the console, and who reads how far: the same on SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy.orm import Session

from storage import coaches, engagements, lines, reads, sharing, sittings, worklist
from storage.database import Database
from storage.lines import NewLine
from tests.storage.conftest import NOW, Pair, make_pair


def test_of_two_who_open_a_link_at_a_time_one_gets_in(database: Database) -> None:
    with database.begin() as session:
        link = sittings.make_link(session, make_pair(session).coach, NOW)

    def open_it(_: int) -> str | None:
        with database.begin() as session:
            return sittings.open_link(session, link, NOW)

    with ThreadPoolExecutor(4) as threads:
        opened = list(threads.map(open_it, range(4)))
    assert sum(each is not None for each in opened) == 1


def test_a_sitting_is_found_by_its_token_alone(session: Session, pair: Pair) -> None:
    token = sittings.open_link(session, sittings.make_link(session, pair.coach, NOW), NOW)
    assert token is not None
    seat = sittings.find(session, token, NOW)
    assert seat is not None
    assert (seat.coach_id, seat.zone, seat.language) == (pair.coach.id, "Europe/Helsinki", "en")
    assert sittings.find(session, token + "a", NOW) is None
    assert sittings.find(session, "", NOW) is None


def test_a_proof_opens_once(session: Session, pair: Pair) -> None:
    assert sittings.open_app(session, 900, "proof", NOW) is not None
    assert sittings.open_app(session, 900, "proof", NOW) is None
    assert sittings.open_app(session, 100, "a client's", NOW) is None


def test_a_restored_database_has_nobody_at_the_console(session: Session, pair: Pair) -> None:
    token = sittings.open_app(session, 900, "proof", NOW)
    assert token is not None
    sittings.close_all(session)
    assert sittings.find(session, token, NOW) is None


def test_a_coach_finds_their_own_engagement_and_no_other(session: Session, pair: Pair) -> None:
    other = make_pair(session, coach_telegram=901, telegram=101)
    assert engagements.own(session, pair.coach.id, pair.engagement.id) is pair.engagement
    assert engagements.own(session, pair.coach.id, other.engagement.id) is None
    assert engagements.own(session, pair.coach.id, 10**18) is None
    coaches.revoke(session, pair.coach, NOW)
    assert engagements.own(session, pair.coach.id, pair.engagement.id) is None


def test_pages_of_a_transcript_join_without_a_gap(session: Session, pair: Pair) -> None:
    said = [NewLine("client", str(each), NOW + timedelta(minutes=each)) for each in range(10)]
    ids = lines.add_all(session, pair.engagement, said)
    assert [each.text for each in lines.before(session, pair.engagement, ids[7], 3)] == ["4", "5", "6"]
    assert [each.text for each in lines.transcript(session, pair.engagement, after=ids[7])] == ["8", "9"]
    assert lines.id_at(session, pair.engagement.id, NOW + timedelta(seconds=61)) == ids[2]
    assert lines.id_at(session, pair.engagement.id, NOW + timedelta(hours=1)) is None
    assert lines.is_there(session, pair.engagement.id, before=ids[1])
    assert not lines.is_there(session, pair.engagement.id, before=ids[0])
    assert not lines.is_there(session, pair.engagement.id, after=ids[9])
    assert lines.count(session, pair.engagement.id, first=ids[2], last=ids[4]) == 3


def test_what_was_read_is_no_longer_unread(session: Session, pair: Pair) -> None:
    ids = lines.add_all(session, pair.engagement, [NewLine("client", "one", NOW, kind="review", shared=True)] * 3)
    [standing] = worklist.of(session, pair.coach.id, NOW)
    assert standing.unread == 3
    shown = sharing.for_coach(session, pair.engagement, lines.transcript(session, pair.engagement, limit=2))
    reads.by_coach(session, pair.engagement.id, shown, "telegram", NOW)
    [standing] = worklist.of(session, pair.coach.id, NOW)
    assert (standing.unread, reads.list_for(session, pair.engagement.id)[0].last_line_id) == (1, ids[1])
