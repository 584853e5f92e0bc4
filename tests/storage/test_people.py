"""Chats, coaches, engagements and the invitations that bring people in."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage import coaches, engagements, invitations, people
from storage.database import Database
from storage.tables import Chat, Client, Coach, Engagement, Invitation
from tests.storage.conftest import NOW, Pair, make_pair


def test_a_chat_is_made_once_and_keeps_its_language(session: Session) -> None:
    first = people.get_or_make_chat(session, 7, "fi", NOW)
    assert people.get_or_make_chat(session, 7, "en", NOW) is first
    assert (first.language, first.created_at) == ("fi", NOW)
    people.set_language(session, first, "en")
    assert people.get_or_make_chat(session, 7, "fi", NOW).language == "en"
    assert people.chat_by_telegram_id(session, 8) is None


def test_telegram_ids_of_any_size_fit(session: Session) -> None:
    for telegram_id in (2**52, -(2**52)):
        assert people.get_or_make_chat(session, telegram_id, "en", NOW).telegram_id == telegram_id


def test_being_blocked_is_a_fact_that_is_told_once(session: Session) -> None:
    chat = people.get_or_make_chat(session, 7, "en", NOW)
    assert not people.mark_unblocked(session, chat.id)
    assert [people.mark_blocked(session, chat.id, NOW) for _ in range(2)] == [True, False]
    assert chat.blocked_at == NOW
    assert [people.mark_unblocked(session, chat.id) for _ in range(2)] == [True, False]
    assert chat.blocked_at is None


def test_who_is_behind_a_chat(session: Session, pair: Pair) -> None:
    assert people.coach_in(session, pair.coach_chat) is pair.coach
    assert people.client_in(session, pair.coach_chat) is None
    assert people.client_in(session, pair.chat) is pair.client
    assert people.coach_in(session, pair.chat) is None


def test_a_coach_has_a_label_and_a_profile(session: Session) -> None:
    coach = coaches.add(session, "Aino Järvi", NOW, zone="Europe/Helsinki")
    assert (coaches.label(session, coach), coaches.profile(session, coach)) == ("Aino Järvi", {})
    coaches.set_profile(session, coach, {"name": "Aino", "clauses": {"reply_hours": 24}})
    coaches.set_zone(session, coach, "Europe/London")
    session.expire_all()
    assert coaches.profile(session, coach) == {"name": "Aino", "clauses": {"reply_hours": 24}}
    assert coach.zone == "Europe/London"


def test_a_revoked_coach_is_a_stranger_with_no_clients_and_no_open_invitations(session: Session, pair: Pair) -> None:
    code, _ = invitations.make_for_client(session, pair.coach, "Eino", NOW)
    number = pair.coach.id
    coaches.revoke(session, pair.coach, NOW)
    session.expire_all()
    assert coaches.get(session, number) is None
    assert coaches.list_all(session) == []
    assert coaches.list_all(session, revoked=True) == [pair.coach]
    assert people.coach_in(session, pair.coach_chat) is None
    assert engagements.for_coach(session, number) == []
    assert engagements.find(session, number, "Maria") == []
    assert invitations.peek(session, code, None, NOW) is None


def test_coaches_are_listed_by_number(session: Session) -> None:
    made = [coaches.add(session, name, NOW) for name in ("Aino", "Eino", "Aino")]
    assert coaches.list_all(session) == made
    assert [coach.id for coach in made] == [1, 2, 3]
    assert coaches.get(session, 2) is made[1]
    assert coaches.get(session, 404) is None


def test_a_client_comes_in_by_a_code(session: Session) -> None:
    coach = coaches.add(session, "Aino", NOW, zone="Europe/Helsinki")
    code, engagement = invitations.make_for_client(session, coach, "Maria", NOW)
    assert len(code) == 22
    assert (engagement.state, engagement.client_id, engagement.zone) == ("invited", None, "Europe/Helsinki")
    assert engagements.chat_of(session, engagement) is None
    chat = people.get_or_make_chat(session, 7, "fi", NOW)
    opened = invitations.open_invitation(session, code, chat, NOW)
    assert opened is not None
    assert (opened.kind, opened.coach, opened.engagement) == ("client", coach, engagement)
    assert opened.client is people.client_in(session, chat)
    assert opened.client is not None
    assert opened.client.current_engagement_id == engagement.id
    assert (engagement.state, engagement.language, engagement.client_id) == (
        "onboarding",
        "fi",
        opened.client.id,
    )
    assert engagements.chat_of(session, engagement) is chat


def test_a_coach_comes_in_by_a_code_and_by_another_one_from_another_chat(session: Session) -> None:
    coach = coaches.add(session, "Aino", NOW)
    for telegram_id in (7, 8):
        code = invitations.make_for_coach(session, coach, NOW)
        chat = people.get_or_make_chat(session, telegram_id, "en", NOW)
        opened = invitations.open_invitation(session, code, chat, NOW)
        assert opened == invitations.Opened("coach", coach)
        assert people.coach_in(session, chat) is coach


def test_a_chat_that_takes_over_another_coachs_role_leaves_the_old_one(session: Session, pair: Pair) -> None:
    second = coaches.add(session, "Second", NOW)
    code = invitations.make_for_coach(session, second, NOW)
    assert invitations.open_invitation(session, code, pair.coach_chat, NOW)
    session.expire_all()
    assert people.coach_in(session, pair.coach_chat) is second
    assert pair.coach.chat_id is None


def used(session: Session, code: str, chat: Chat) -> str:
    other = people.get_or_make_chat(session, 50, "en", NOW)
    assert invitations.open_invitation(session, code, other, NOW)
    return code


def used_by_the_same_person(session: Session, code: str, chat: Chat) -> str:
    assert invitations.open_invitation(session, code, chat, NOW)
    return code


def expired(session: Session, code: str, chat: Chat) -> str:
    session.scalars(select(Invitation).where(Invitation.used_at.is_(None))).one().expires_at = NOW
    session.flush()
    return code


def renewed(session: Session, code: str, chat: Chat) -> str:
    engagement = session.scalars(select(Engagement).where(Engagement.state == "invited")).one()
    invitations.renew(session, session.get_one(Coach, engagement.coach_id), engagement, NOW)
    return code


def unknown(session: Session, code: str, chat: Chat) -> str:
    return "AAAAAAAAAAAAAAAAAAAAAA"


@pytest.mark.parametrize("spoil", [used, used_by_the_same_person, expired, renewed, unknown])
def test_a_code_that_does_not_count_is_answered_like_any_other(
    session: Session, spoil: Callable[[Session, str, Chat], str]
) -> None:
    coach = coaches.add(session, "Aino", NOW)
    code, _ = invitations.make_for_client(session, coach, "Maria", NOW)
    chat = people.get_or_make_chat(session, 7, "en", NOW)
    spoilt = spoil(session, code, chat)
    assert invitations.open_invitation(session, spoilt, chat, NOW) is None
    assert invitations.peek(session, spoilt, chat, NOW) is None


MALFORMED = ["", "x", "a" * 21, "a" * 23, "a" * 4096, "ä" * 22, "=" * 22, "\0" * 22, "a a", "\ud800" * 22]


@pytest.mark.parametrize("code", MALFORMED)
def test_a_malformed_code_is_answered_like_any_other(session: Session, pair: Pair, code: str) -> None:
    assert invitations.open_invitation(session, code, pair.chat, NOW) is None
    assert invitations.peek(session, code, None, NOW) is None


def test_a_code_opens_until_the_last_moment_of_its_time(session: Session, pair: Pair) -> None:
    code, _ = invitations.make_for_client(session, pair.coach, "Eino", NOW, lasts=timedelta(hours=1))
    before, end = NOW + timedelta(minutes=59), NOW + timedelta(hours=1)
    assert invitations.peek(session, code, None, before) is not None
    assert invitations.peek(session, code, None, end) is None


def test_a_coach_who_opens_their_own_invitation_does_not_use_it_up(session: Session, pair: Pair) -> None:
    code, engagement = invitations.make_for_client(session, pair.coach, "Eino", NOW)
    assert invitations.open_invitation(session, code, pair.coach_chat, NOW) is None
    peeked = invitations.peek(session, code, pair.coach_chat, NOW)
    assert peeked == invitations.Peeked("client", pair.coach.id, engagement.id, own=True)
    stranger = people.get_or_make_chat(session, 8, "en", NOW)
    assert invitations.peek(session, code, stranger, NOW) == invitations.Peeked(
        "client", pair.coach.id, engagement.id, own=False
    )
    assert invitations.open_invitation(session, code, stranger, NOW) is not None


def test_nobody_is_coach_and_client_at_once(session: Session, pair: Pair) -> None:
    second = coaches.add(session, "Second", NOW)
    for_coach = invitations.make_for_coach(session, second, NOW)
    for_client, _ = invitations.make_for_client(session, second, "Aino", NOW)
    assert invitations.open_invitation(session, for_coach, pair.chat, NOW) is None
    assert invitations.open_invitation(session, for_client, pair.coach_chat, NOW) is None
    assert invitations.peek(session, for_coach, None, NOW) is not None
    assert invitations.peek(session, for_client, None, NOW) is not None


def test_a_client_of_two_coaches_is_one_client_with_the_newer_engagement_current(session: Session, pair: Pair) -> None:
    second = make_pair(session, coach_telegram=901)
    assert second.client is pair.client
    assert pair.client.current_engagement_id == second.engagement.id
    assert engagements.for_client(session, pair.client.id) == [pair.engagement, second.engagement]


def test_invitations_past_their_time_are_deleted_and_their_engagements_wait(session: Session) -> None:
    coach = coaches.add(session, "Aino", NOW)
    _, engagement = invitations.make_for_client(session, coach, "Maria", NOW)
    end = NOW + invitations.LASTS
    assert invitations.expire_old(session, end - timedelta(seconds=1)) == 0
    assert invitations.expire_old(session, end) == 1
    code = invitations.renew(session, coach, engagement, end)
    opened = invitations.open_invitation(session, code, people.get_or_make_chat(session, 7, "en", end), end)
    assert opened is not None
    assert opened.engagement is engagement


def test_a_code_is_kept_nowhere(session: Session) -> None:
    coach = coaches.add(session, "Aino", NOW)
    codes = {invitations.make_for_client(session, coach, "Maria", NOW)[0] for _ in range(50)}
    assert len(codes) == 50
    kept = b"".join(session.scalars(select(Invitation.hash)))
    assert len(kept) == 50 * 32
    assert not any(code.encode() in kept for code in codes)


def test_of_many_who_open_one_code_at_once_one_gets_in(database: Database) -> None:
    with database.begin() as session:
        coach = coaches.add(session, "Aino", NOW)
        code, engagement = invitations.make_for_client(session, coach, "Maria", NOW)
        for telegram_id in range(8):
            people.get_or_make_chat(session, telegram_id, "en", NOW)
    together = Barrier(8)

    def open_it(telegram_id: int) -> bool:
        together.wait()
        with database.begin() as session:
            chat = people.chat_by_telegram_id(session, telegram_id)
            assert chat is not None
            return invitations.open_invitation(session, code, chat, NOW) is not None

    with ThreadPoolExecutor(8) as threads:
        got_in = list(threads.map(open_it, range(8)))
    assert got_in.count(True) == 1
    with database.read() as session:
        client = session.scalars(select(Client)).one()
        assert session.get_one(Engagement, engagement.id).client_id == client.id
        assert session.get_one(Chat, client.chat_id).telegram_id == got_in.index(True)


def test_a_chat_that_two_updates_make_at_once_is_one_chat(database: Database) -> None:
    together = Barrier(8)

    def make(_: int) -> int:
        together.wait()
        with database.begin() as session:
            return people.get_or_make_chat(session, 7, "en", NOW).id

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(make, range(8)))) == 1


def test_a_coach_finds_a_client_by_name_or_number(session: Session, pair: Pair) -> None:
    also = make_pair(session, telegram=101, label="  Maria  B ").engagement
    named = make_pair(session, telegram=102, label="E.").engagement
    engagements.set_name(session, named, "Äiti Straße")
    coach_id, number = pair.coach.id, pair.engagement.id
    for words in ("Maria", "maria", " MARIA ", str(number), f"#{number}", f" {number} "):
        assert engagements.find(session, coach_id, words) == [pair.engagement], words
    assert engagements.find(session, coach_id, "maria b") == [also]
    assert engagements.find(session, coach_id, "äiti strasse") == [named]
    for words in ("", " ", "#", "Mar", "404", "٣", "-1", "1.0"):
        assert engagements.find(session, coach_id, words) == [], words


def test_two_clients_of_one_name_are_both_found(session: Session, pair: Pair) -> None:
    second = make_pair(session, telegram=101, label="maria").engagement
    assert engagements.find(session, pair.coach.id, "Maria") == [pair.engagement, second]


def test_a_name_that_looks_like_a_number_is_found_where_no_number_is(session: Session, pair: Pair) -> None:
    named = make_pair(session, telegram=101, label="77").engagement
    assert engagements.find(session, pair.coach.id, "77") == [named]


def test_another_coachs_number_answers_like_an_unknown_one(session: Session, pair: Pair) -> None:
    other = make_pair(session, coach_telegram=901, telegram=101)
    assert engagements.find(session, other.coach.id, str(pair.engagement.id)) == []
    assert engagements.find(session, other.coach.id, "404") == []
    assert engagements.find(session, pair.coach.id, "Maria") == [pair.engagement]
    assert engagements.for_coach(session, pair.coach.id) == [pair.engagement]


def test_what_an_engagement_holds_is_set_and_read(session: Session, pair: Pair) -> None:
    engagement = pair.engagement
    assert engagements.name(session, engagement) == ""
    engagements.set_name(session, engagement, "Maija")
    engagements.set_language(session, engagement, "en")
    engagements.set_zone(session, engagement, "Australia/Lord_Howe", "AU")
    engagements.set_age_ok(session, engagement, True)
    engagements.set_consent(session, engagement, 3, NOW)
    engagements.set_concern(session, engagement, "crisis", NOW)
    session.expire_all()
    assert engagements.name(session, engagement) == "Maija"
    assert engagements.label(session, engagement) == "Maria"
    assert (engagement.language, engagement.zone, engagement.region) == ("en", "Australia/Lord_Howe", "AU")
    assert (engagement.age_ok, engagement.consent_version, engagement.consented_at) == (True, 3, NOW)
    assert (engagement.concern, engagement.concern_at) == ("crisis", NOW)
    assert engagements.with_concern(session, pair.coach.id) == [engagement]
    engagements.set_consent(session, engagement, None, NOW)
    engagements.set_concern(session, engagement, "none", NOW)
    session.expire_all()
    assert (engagement.consent_version, engagement.consented_at, engagement.concern_at) == (None, None, None)
    assert engagements.with_concern(session, pair.coach.id) == []


def test_a_state_keeps_only_the_moments_that_belong_to_it(session: Session, pair: Pair) -> None:
    engagement, until = pair.engagement, NOW + timedelta(days=3)
    engagements.set_state(session, engagement, "paused", NOW, paused_until=until)
    session.expire_all()
    assert (engagement.state, engagement.paused_until, engagement.ended_at) == ("paused", until, None)
    engagements.set_state(session, engagement, "ended", NOW)
    session.expire_all()
    assert (engagement.state, engagement.paused_until, engagement.ended_at) == ("ended", None, NOW)
    engagements.set_state(session, engagement, "active", NOW)
    session.expire_all()
    assert (engagement.state, engagement.paused_until, engagement.ended_at) == ("active", None, None)


def test_when_a_client_was_last_heard_is_kept_to_the_minute(session: Session, pair: Pair) -> None:
    kept = []
    for seconds in (0, 59, 60, 61, 200):
        engagements.heard(session, pair.engagement, NOW + timedelta(seconds=seconds))
        session.expire_all()
        assert pair.engagement.last_heard_at is not None
        kept.append((pair.engagement.last_heard_at - NOW).seconds)
    assert kept == [0, 0, 60, 60, 200]


def test_the_operator_sees_number_coach_and_state(session: Session, pair: Pair) -> None:
    invitations.make_for_client(session, pair.coach, "Eino", NOW)
    assert engagements.overview(session) == [
        engagements.Overview(1, pair.coach.id, "Aino", "active"),
        engagements.Overview(2, pair.coach.id, "Aino", "invited"),
    ]
    assert engagements.counts(session) == {"active": 1, "invited": 1}


def test_the_coachs_chat_is_found_from_the_engagement(session: Session, pair: Pair) -> None:
    assert engagements.coach_chat_of(session, pair.engagement) is pair.coach_chat
    coaches.revoke(session, pair.coach, NOW)
    assert engagements.coach_chat_of(session, pair.engagement) is None


def test_numbers_of_engagements_are_never_used_twice(session: Session, pair: Pair) -> None:
    _, second = invitations.make_for_client(session, pair.coach, "Eino", NOW)
    session.delete(second)
    session.flush()
    session.execute(Invitation.__table__.delete().where(Invitation.engagement_id == second.id))  # type: ignore[attr-defined]
    _, third = invitations.make_for_client(session, pair.coach, "Eino", NOW)
    assert third.id == 3
    assert session.scalar(select(func.count()).select_from(Engagement)) == 2
