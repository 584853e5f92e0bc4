"""The tables. Columns called sealed hold what the vault made of words; see vault.py for what they are bound
to.
"""

from datetime import date, datetime
from typing import Literal

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import Base, Id, Sealed, Utc, points_to

EngagementState = Literal["invited", "onboarding", "active", "paused", "held", "declined", "ended"]
"""`held`: under age; `declined`: no consent to store, and nothing is asked until the person starts again."""
InvitationKind = Literal["coach", "client"]
TalkState = Literal["open", "done", "cancelled", "replaced", "unanswered", "resting"]
Author = Literal["client", "template", "coach", "model"]
LineDelivery = Literal["none", "pending", "sent", "unknown", "failed", "blocked"]
CommitmentOutcome = Literal["done", "partly", "not", "changed", "let_go"]
OccurrenceState = Literal["claimed", "waiting", "done", "skipped"]
OutageCause = Literal["stopped", "cut_off", "stalled"]
"""`stopped`: shut down in order; `cut_off`: ended without a word; `stalled`: it ran and could not work."""
PromiseMaker = Literal["bot", "coach"]
PromiseOutcome = Literal["kept", "late", "missed", "skipped", "undeliverable", "unconfirmed", "withdrawn"]
OutboxState = Literal["pending", "sending", "sent", "unknown", "failed", "dropped"]
ProposalState = Literal["open", "accepted", "declined", "replaced", "withdrawn"]
HandoverState = Literal["asked", "agreed", "replaced", "withdrawn"]
HandoverReads = Literal["all", "later", "nothing"]
"""What the client lets the new coach read: what the one before could, what comes from then on, what they share."""
Side = Literal["client", "coach"]
Reader = Literal["coach", "operator"]
ReadVia = Literal["telegram", "console", "export", "command line"]


class DataKey(Base, kw_only=True):
    """A 256-bit key, wrapped by the host's key. Its row gone, what it sealed is noise, in backups too."""

    __tablename__ = "data_keys"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    owner: Mapped[Literal["engagement", "coach"]] = mapped_column(String)
    wrapped: Mapped[bytes] = mapped_column(Sealed)


class Chat(Base, kw_only=True):
    """A private chat on Telegram. Whose it is, coach's or client's, is told by the row that points here.

    Until `held_until` it is held for the update numbered `held_for`, whose turn goes on in another transaction.
    """

    __tablename__ = "chats"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    telegram_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    language: Mapped[str] = mapped_column(String)
    blocked_at: Mapped[datetime | None] = mapped_column(Utc, default=None)
    created_at: Mapped[datetime] = mapped_column(Utc)
    held_for: Mapped[int | None] = mapped_column(BigInteger, default=None)
    held_until: Mapped[datetime | None] = mapped_column(Utc, default=None)


class Coach(Base, kw_only=True):
    """`label` is the name the operator gave, `profile` a JSON object; their sealed row name is `key_id`."""

    __tablename__ = "coaches"
    # Numbers are never used twice: people write them down.
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 (SQLAlchemy's own form)

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    chat_id: Mapped[int | None] = mapped_column(Id, points_to("chats.id"), unique=True, default=None)
    key_id: Mapped[int] = mapped_column(Id, points_to("data_keys.id"), unique=True)
    label: Mapped[bytes] = mapped_column(Sealed)
    profile: Mapped[bytes] = mapped_column(Sealed)
    zone: Mapped[str] = mapped_column(String, default="UTC")
    revoked_at: Mapped[datetime | None] = mapped_column(Utc, default=None)
    created_at: Mapped[datetime] = mapped_column(Utc)


class Client(Base, kw_only=True):
    __tablename__ = "clients"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    chat_id: Mapped[int | None] = mapped_column(Id, points_to("chats.id"), unique=True, default=None)
    current_engagement_id: Mapped[int | None] = mapped_column(
        Id,
        # The two tables point at each other, so this one is added when both are there.
        points_to("engagements.id", use_alter=True),
        default=None,
    )
    created_at: Mapped[datetime] = mapped_column(Utc)


class Engagement(Base, kw_only=True):
    """One coach with one client. `id` is the number people see; the sealed row name is `key_id`.

    `label` is the name given at /invite, `name` the one the client prefers ("" until told), `address` how they are
    addressed in Finnish, "sina" or "te". Client and coach talk live until `live_until`, if no word moves it on.
    """

    __tablename__ = "engagements"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 (SQLAlchemy's own form)

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    coach_id: Mapped[int] = mapped_column(Id, points_to("coaches.id"), index=True)
    client_id: Mapped[int | None] = mapped_column(Id, points_to("clients.id"), index=True, default=None)
    key_id: Mapped[int] = mapped_column(Id, points_to("data_keys.id"), unique=True)
    label: Mapped[bytes] = mapped_column(Sealed)
    name: Mapped[bytes | None] = mapped_column(Sealed, default=None)
    language: Mapped[str] = mapped_column(String, default="en")
    zone: Mapped[str] = mapped_column(String, default="UTC")
    region: Mapped[str] = mapped_column(String, default="")
    address: Mapped[str] = mapped_column(String, default="sina")
    age_ok: Mapped[bool | None] = mapped_column(default=None)
    consent_version: Mapped[int | None] = mapped_column(Integer, default=None)
    consented_at: Mapped[datetime | None] = mapped_column(Utc, default=None)
    state: Mapped[EngagementState] = mapped_column(String, default="invited")
    paused_until: Mapped[datetime | None] = mapped_column(Utc, default=None)
    concern: Mapped[str] = mapped_column(String, default="none")
    concern_at: Mapped[datetime | None] = mapped_column(Utc, default=None)
    last_heard_at: Mapped[datetime | None] = mapped_column(Utc, default=None)
    live_until: Mapped[datetime | None] = mapped_column(Utc, default=None)
    created_at: Mapped[datetime] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc, default=None)


class Invitation(Base, kw_only=True):
    """`hash` is the SHA-256 of the code; the code itself is kept nowhere."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(Sealed, unique=True)
    kind: Mapped[InvitationKind] = mapped_column(String)
    coach_id: Mapped[int] = mapped_column(Id, points_to("coaches.id"), index=True)
    engagement_id: Mapped[int | None] = mapped_column(Id, points_to("engagements.id"), index=True, default=None)
    expires_at: Mapped[datetime] = mapped_column(Utc)
    used_at: Mapped[datetime | None] = mapped_column(Utc, default=None)
    used_by_chat_id: Mapped[int | None] = mapped_column(Id, points_to("chats.id"), default=None)
    created_at: Mapped[datetime] = mapped_column(Utc)


class Agreement(Base, kw_only=True):
    """One version of an engagement's agreement. A trigger refuses every UPDATE; only erasure deletes."""

    __tablename__ = "agreements"
    __table_args__ = (UniqueConstraint("engagement_id", "version"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    engagement_id: Mapped[int] = mapped_column(Id, points_to("engagements.id"))
    version: Mapped[int] = mapped_column(Integer)
    clauses: Mapped[bytes] = mapped_column(Sealed)
    proposed_by: Mapped[Side] = mapped_column(String)
    agreed_at: Mapped[datetime] = mapped_column(Utc)


class Proposal(Base, kw_only=True):
    """A clause that one side would like otherwise. `value` seals it as the agreement would hold it.

    One a clause is open at most: a later one of either side takes its place.
    """

    __tablename__ = "proposals"
    __table_args__ = (
        Index("ux_proposals_open", "engagement_id", "clause", unique=True,
              sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'")),
        Index("ix_proposals_engagement_id_id", "engagement_id", "id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    engagement_id: Mapped[int] = mapped_column(Id, points_to("engagements.id"))
    clause: Mapped[str] = mapped_column(String)
    value: Mapped[bytes] = mapped_column(Sealed)
    proposed_by: Mapped[Side] = mapped_column(String)
    state: Mapped[ProposalState] = mapped_column(String, default="open")
    made_at: Mapped[datetime] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc, default=None)


class Handover(Base, kw_only=True):
    """A change of coach that was put to the client; see `storage.handovers`. `ended_at` of one that was agreed on is
    when it happened.
    """

    __tablename__ = "handovers"
    __table_args__ = (
        Index("ux_handovers_asked", "engagement_id", unique=True,
              sqlite_where=text("state = 'asked'"), postgresql_where=text("state = 'asked'")),
        Index("ix_handovers_engagement_id_asked_at", "engagement_id", "asked_at"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    engagement_id: Mapped[int] = mapped_column(Id, points_to("engagements.id"))
    from_coach_id: Mapped[int] = mapped_column(Id, points_to("coaches.id"))
    to_coach_id: Mapped[int] = mapped_column(Id, points_to("coaches.id"))
    state: Mapped[HandoverState] = mapped_column(String, default="asked")
    reads: Mapped[HandoverReads | None] = mapped_column(String, default=None)
    asked_at: Mapped[datetime] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc, default=None)


class Talk(Base, kw_only=True):
    """One run of a flow, by an engagement's client or by a coach. `notes` seals the notes and the trail."""

    __tablename__ = "talks"
    __table_args__ = (
        CheckConstraint("(engagement_id IS NULL) <> (coach_id IS NULL)", name="one_owner"),
        Index("ux_talks_open_engagement", "engagement_id", unique=True,
              sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'")),
        Index("ux_talks_open_coach", "coach_id", unique=True,
              sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'")),
        Index("ix_talks_engagement_id", "engagement_id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    engagement_id: Mapped[int | None] = mapped_column(Id, points_to("engagements.id"), default=None)
    coach_id: Mapped[int | None] = mapped_column(Id, points_to("coaches.id"), default=None)
    flow: Mapped[str] = mapped_column(String)
    flow_version: Mapped[int] = mapped_column(Integer)
    step: Mapped[str] = mapped_column(String)
    notes: Mapped[bytes] = mapped_column(Sealed)
    question: Mapped[int] = mapped_column(Integer, default=1)
    misses: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[TalkState] = mapped_column(String, default="open")
    started_at: Mapped[datetime] = mapped_column(Utc)
    touched_at: Mapped[datetime] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc, default=None)


class Line(Base, kw_only=True):
    """One message of a transcript. Its Telegram message id is the one in the client's chat, whoever wrote it.

    `delivery` is None for what the client wrote. `shared` is what the client said of it, None: as the agreement says.
    """

    __tablename__ = "lines"
    __table_args__ = (
        Index("ix_lines_engagement_id_id", "engagement_id", "id"),
        Index("ix_lines_engagement_id_message_id", "engagement_id", "message_id",
              sqlite_where=text("message_id IS NOT NULL"), postgresql_where=text("message_id IS NOT NULL")),
        Index("ix_lines_revision_of", "revision_of",
              sqlite_where=text("revision_of IS NOT NULL"), postgresql_where=text("revision_of IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    engagement_id: Mapped[int] = mapped_column(Id, points_to("engagements.id"))
    talk_id: Mapped[int | None] = mapped_column(Id, points_to("talks.id"), default=None)
    flow: Mapped[str | None] = mapped_column(String, default=None)
    step: Mapped[str | None] = mapped_column(String, default=None)
    author: Mapped[Author] = mapped_column(String)
    kind: Mapped[str] = mapped_column(String, default="text")
    text: Mapped[bytes] = mapped_column(Sealed)
    at: Mapped[datetime] = mapped_column(Utc)
    message_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    revision_of: Mapped[int | None] = mapped_column(Id, points_to("lines.id"), default=None)
    delivery: Mapped[LineDelivery | None] = mapped_column(String, default=None)
    shared: Mapped[bool | None] = mapped_column(default=None)


class Fact(Base, kw_only=True):
    __tablename__ = "facts"
    __table_args__ = (Index("ix_facts_engagement_id_kind", "engagement_id", "kind", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    engagement_id: Mapped[int] = mapped_column(Id, points_to("engagements.id"))
    talk_id: Mapped[int | None] = mapped_column(Id, points_to("talks.id"), default=None)
    kind: Mapped[str] = mapped_column(String)
    value: Mapped[bytes] = mapped_column(Sealed)
    at: Mapped[datetime] = mapped_column(Utc)


class Commitment(Base, kw_only=True):
    """`asked_at` is when the bot asked how it went: it asks once."""

    __tablename__ = "commitments"
    __table_args__ = (Index("ix_commitments_engagement_id_id", "engagement_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    engagement_id: Mapped[int] = mapped_column(Id, points_to("engagements.id"))
    text: Mapped[bytes] = mapped_column(Sealed)
    due_on: Mapped[date | None] = mapped_column(default=None)
    made_at: Mapped[datetime] = mapped_column(Utc)
    outcome: Mapped[CommitmentOutcome | None] = mapped_column(String, default=None)
    closed_at: Mapped[datetime | None] = mapped_column(Utc, default=None)
    asked_at: Mapped[datetime | None] = mapped_column(Utc, default=None)


class Schedule(Base, kw_only=True):
    """When something is due. `recurrence` is canonical text, None for once; `slot` tells apart what one day
    may hold. `subject` seals what it is about, where its kind alone does not say.
    """

    __tablename__ = "schedules"
    __table_args__ = (
        Index("ix_schedules_next_due_at", "next_due_at",
              sqlite_where=text("active"), postgresql_where=text("active")),
        Index("ix_schedules_engagement_id_kind", "engagement_id", "kind"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    engagement_id: Mapped[int] = mapped_column(Id, points_to("engagements.id"))
    kind: Mapped[str] = mapped_column(String)
    recurrence: Mapped[str | None] = mapped_column(String, default=None)
    zone: Mapped[str] = mapped_column(String)
    slot: Mapped[str] = mapped_column(String)
    subject: Mapped[bytes | None] = mapped_column(Sealed, default=None)
    next_due_at: Mapped[datetime | None] = mapped_column(Utc, default=None)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(Utc)


class Occurrence(Base, kw_only=True):
    """One due time of a schedule; the unique key is what keeps a nudge from being claimed twice.

    `look_at` is when an open one is looked at next.
    """

    __tablename__ = "occurrences"
    __table_args__ = (
        UniqueConstraint("schedule_id", "local_date", "slot"),
        Index("ix_occurrences_open", "look_at",
              sqlite_where=text("state IN ('claimed', 'waiting')"),
              postgresql_where=text("state IN ('claimed', 'waiting')")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    schedule_id: Mapped[int] = mapped_column(Id, points_to("schedules.id"))
    local_date: Mapped[date]
    slot: Mapped[str] = mapped_column(String)
    due_at: Mapped[datetime] = mapped_column(Utc)
    claimed_at: Mapped[datetime] = mapped_column(Utc)
    look_at: Mapped[datetime] = mapped_column(Utc)
    state: Mapped[OccurrenceState] = mapped_column(String, default="claimed")
    promise_id: Mapped[int | None] = mapped_column(Id, points_to("promises.id"), default=None, index=True)


class Promise(Base, kw_only=True):
    """What bot or coach said it would do by `due_at`, give or take `window_s` seconds after it.

    `ended_at` is when it came, or when it was known that it would not. `detail` says why in a word of ours, never a
    client's. `owned_at`: the client was told that it was late; `seen_at`: the coach said they read the message;
    `reminded_at`: the coach was reminded.
    """

    __tablename__ = "promises"
    __table_args__ = (
        Index("ix_promises_engagement_id_due_at", "engagement_id", "due_at"),
        Index("ix_promises_open", "due_at",
              sqlite_where=text("outcome IS NULL"), postgresql_where=text("outcome IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    engagement_id: Mapped[int] = mapped_column(Id, points_to("engagements.id"))
    made_by: Mapped[PromiseMaker] = mapped_column(String)
    kind: Mapped[str] = mapped_column(String)
    made_at: Mapped[datetime] = mapped_column(Utc)
    due_at: Mapped[datetime] = mapped_column(Utc)
    window_s: Mapped[int] = mapped_column(Integer, default=0)
    outcome: Mapped[PromiseOutcome | None] = mapped_column(String, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(Utc, default=None)
    detail: Mapped[str] = mapped_column(String, default="")
    owned_at: Mapped[datetime | None] = mapped_column(Utc, default=None)
    seen_at: Mapped[datetime | None] = mapped_column(Utc, default=None)
    reminded_at: Mapped[datetime | None] = mapped_column(Utc, default=None)


_IN_LINE = text("state IN ('pending', 'sending')")


class Outbox(Base, kw_only=True):
    """One request to Telegram that is meant to go out. `payload` is gone once it is sent or dropped.

    `key_id` None: sealed by the host's key (a chat that belongs to no engagement or coach yet).
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "lane", "id",
              sqlite_where=text("state = 'pending'"), postgresql_where=text("state = 'pending'")),
        Index("ix_outbox_in_line", "chat_id", "id", sqlite_where=_IN_LINE, postgresql_where=_IN_LINE),
        Index("ix_outbox_line_id", "line_id"),
        Index("ux_outbox_resent_of", "resent_of", unique=True,
              sqlite_where=text("resent_of IS NOT NULL"), postgresql_where=text("resent_of IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    chat_id: Mapped[int] = mapped_column(Id, points_to("chats.id"))
    engagement_id: Mapped[int | None] = mapped_column(Id, points_to("engagements.id"), default=None)
    coach_id: Mapped[int | None] = mapped_column(Id, points_to("coaches.id"), default=None)
    key_id: Mapped[int | None] = mapped_column(Id, points_to("data_keys.id"), default=None)
    line_id: Mapped[int | None] = mapped_column(Id, points_to("lines.id"), default=None)
    promise_id: Mapped[int | None] = mapped_column(Id, points_to("promises.id"), default=None)
    talk_id: Mapped[int | None] = mapped_column(Id, points_to("talks.id"), default=None)
    lane: Mapped[int] = mapped_column(Integer, default=0)
    resend: Mapped[bool] = mapped_column(default=True)
    method: Mapped[str] = mapped_column(String)
    payload: Mapped[bytes | None] = mapped_column(Sealed)
    state: Mapped[OutboxState] = mapped_column(String, default="pending")
    not_before: Mapped[datetime] = mapped_column(Utc)
    claimed_at: Mapped[datetime | None] = mapped_column(Utc, default=None)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    resent_of: Mapped[int | None] = mapped_column(Id, points_to("outbox.id", ondelete="SET NULL"), default=None)
    message_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    created_at: Mapped[datetime] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc, default=None)
    error: Mapped[str] = mapped_column(String, default="")


class SeenUpdate(Base, kw_only=True):
    __tablename__ = "seen_updates"

    update_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Utc)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    done: Mapped[bool] = mapped_column(default=False)


class SetAside(Base, kw_only=True):
    """An update that could not be processed. `raw` is its JSON, None when it was said off the record."""

    __tablename__ = "set_aside"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    update_id: Mapped[int] = mapped_column(BigInteger)
    chat_id: Mapped[int | None] = mapped_column(Id, points_to("chats.id"), index=True, default=None)
    key_id: Mapped[int | None] = mapped_column(Id, points_to("data_keys.id"), default=None)
    kind: Mapped[str] = mapped_column(String)
    raw: Mapped[bytes | None] = mapped_column(Sealed)
    error: Mapped[str] = mapped_column(String)
    at: Mapped[datetime] = mapped_column(Utc)


class Read(Base, kw_only=True):
    """`sitting_id` is the sitting at the console it belongs to, which may be over; `first_line_id` and
    `last_line_id` how far it went; older rows have no first one.
    """

    __tablename__ = "reads"
    __table_args__ = (Index("ix_reads_engagement_id_id", "engagement_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    engagement_id: Mapped[int] = mapped_column(Id, points_to("engagements.id"))
    reader: Mapped[Reader] = mapped_column(String)
    via: Mapped[ReadVia] = mapped_column(String)
    lines: Mapped[int] = mapped_column(Integer)
    first_line_at: Mapped[datetime | None] = mapped_column(Utc, default=None)
    last_line_at: Mapped[datetime | None] = mapped_column(Utc, default=None)
    at: Mapped[datetime] = mapped_column(Utc)
    sitting_id: Mapped[int | None] = mapped_column(Id, default=None)
    first_line_id: Mapped[int | None] = mapped_column(Id, default=None)
    last_line_id: Mapped[int | None] = mapped_column(Id, default=None)


class Note(Base, kw_only=True):
    """What a coach noted on a line, for themselves, whoever is the coach later; it is the client's data too."""

    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_engagement_id_line_id", "engagement_id", "line_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    engagement_id: Mapped[int] = mapped_column(Id, points_to("engagements.id"))
    line_id: Mapped[int] = mapped_column(Id, points_to("lines.id"))
    coach_id: Mapped[int] = mapped_column(Id, points_to("coaches.id"))
    text: Mapped[bytes] = mapped_column(Sealed)
    at: Mapped[datetime] = mapped_column(Utc)


class SignIn(Base, kw_only=True):
    """A way into the console that opens once. `hash` is the SHA-256 of what opens it; that itself is kept nowhere."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String, unique=True)
    coach_id: Mapped[int] = mapped_column(Id, points_to("coaches.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(Utc)
    used_at: Mapped[datetime | None] = mapped_column(Utc, default=None)


class Sitting(Base, kw_only=True):
    """A coach at the console in one browser, from signing in to signing out. `hash` is the SHA-256 of its token."""

    __tablename__ = "sittings"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String, unique=True)
    coach_id: Mapped[int] = mapped_column(Id, points_to("coaches.id"), index=True)
    began_at: Mapped[datetime] = mapped_column(Utc)
    seen_at: Mapped[datetime] = mapped_column(Utc)


class OffRecord(Base, kw_only=True):
    """A time in which nothing that is said is kept; see `storage.off_records`. None of its columns holds a word.

    `heard_at` is the client's last word in it. `told_at`: the client was told that it is over; what they sent before
    that is off the record still. `asked` is the kind of cue whose direct question is open, `rests` that help was shown
    and nothing else is said until they want to go on. `unsaid_at` is the turn whose reply is on its way.
    """

    __tablename__ = "off_records"
    __table_args__ = (
        Index("ux_off_records_open", "engagement_id", unique=True,
              sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
        Index("ix_off_records_engagement_id_began_at", "engagement_id", "began_at"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    engagement_id: Mapped[int] = mapped_column(Id, points_to("engagements.id"))
    began_at: Mapped[datetime] = mapped_column(Utc)
    heard_at: Mapped[datetime] = mapped_column(Utc)
    told_at: Mapped[datetime | None] = mapped_column(Utc, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(Utc, default=None)
    asked: Mapped[str] = mapped_column(String, default="")
    rests: Mapped[bool] = mapped_column(default=False)
    unsaid_at: Mapped[datetime | None] = mapped_column(Utc, default=None)


class Tombstone(Base, kw_only=True):
    """An engagement that was erased: its number and when, so that a restored backup erases it again."""

    __tablename__ = "tombstones"

    engagement_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Utc)


class Beat(Base, kw_only=True):
    """One row: when the sweep last looked, and whether the process was shut down in order after that."""

    __tablename__ = "beats"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Utc)
    stopped: Mapped[bool] = mapped_column(default=False)


class Outage(Base, kw_only=True):
    """A time in which nobody looked at the schedule.

    `told_up_to`: the engagements up to this number are told of it, if it was long enough to lose messages; None when
    nobody is left to be told.
    """

    __tablename__ = "outages"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    began_at: Mapped[datetime] = mapped_column(Utc)
    ended_at: Mapped[datetime] = mapped_column(Utc, index=True)
    cause: Mapped[OutageCause] = mapped_column(String)
    told_up_to: Mapped[int | None] = mapped_column(BigInteger, default=None)
