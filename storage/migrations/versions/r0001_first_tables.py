"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")

# An agreement is never changed: a new version is a new row. Rows go only when an engagement is erased.
IMMUTABLE = {
    "sqlite": (
        "CREATE TRIGGER agreements_are_immutable BEFORE UPDATE ON agreements "
        "BEGIN SELECT RAISE(ABORT, 'an agreement is never changed; add a version'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'an agreement is never changed; add a version'; END $$",
        "CREATE TRIGGER agreements_are_immutable BEFORE UPDATE ON agreements "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    ),
}


def upgrade() -> None:
    op.create_table(
        "chats",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("blocked_at", UTC, nullable=True),
        sa.Column("created_at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chats")),
        sa.UniqueConstraint("telegram_id", name=op.f("uq_chats_telegram_id")),
    )
    op.create_table(
        "data_keys",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_keys")),
    )
    op.create_table(
        "seen_updates",
        sa.Column("update_id", ID, autoincrement=False, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_seen_updates")),
    )
    op.create_table(
        "tombstones",
        sa.Column("engagement_id", ID, autoincrement=False, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("engagement_id", name=op.f("pk_tombstones")),
    )
    op.create_table(
        "clients",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("chat_id", ID, nullable=True),
        sa.Column("current_engagement_id", ID, nullable=True),
        sa.Column("created_at", UTC, nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name=op.f("fk_clients_chat_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["current_engagement_id"],
            ["engagements.id"],
            name=op.f("fk_clients_current_engagement_id"),
            initially="DEFERRED",
            deferrable=True,
            use_alter=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clients")),
        sa.UniqueConstraint("chat_id", name=op.f("uq_clients_chat_id")),
    )
    op.create_table(
        "coaches",
        sa.Column("id", ID, nullable=False),
        sa.Column("chat_id", ID, nullable=True),
        sa.Column("key_id", ID, nullable=False),
        sa.Column("label", sa.LargeBinary(), nullable=False),
        sa.Column("profile", sa.LargeBinary(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("revoked_at", UTC, nullable=True),
        sa.Column("created_at", UTC, nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name=op.f("fk_coaches_chat_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["key_id"],
            ["data_keys.id"],
            name=op.f("fk_coaches_key_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaches")),
        sa.UniqueConstraint("chat_id", name=op.f("uq_coaches_chat_id")),
        sa.UniqueConstraint("key_id", name=op.f("uq_coaches_key_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "set_aside",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", ID, nullable=True),
        sa.Column("key_id", ID, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"],
            ["chats.id"],
            name=op.f("fk_set_aside_chat_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["key_id"],
            ["data_keys.id"],
            name=op.f("fk_set_aside_key_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_aside")),
    )
    op.create_index(op.f("ix_set_aside_chat_id"), "set_aside", ["chat_id"], unique=False)
    op.create_table(
        "engagements",
        sa.Column("id", ID, nullable=False),
        sa.Column("coach_id", ID, nullable=False),
        sa.Column("client_id", ID, nullable=True),
        sa.Column("key_id", ID, nullable=False),
        sa.Column("label", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("age_ok", sa.Boolean(), nullable=True),
        sa.Column("consent_version", sa.Integer(), nullable=True),
        sa.Column("consented_at", UTC, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("paused_until", UTC, nullable=True),
        sa.Column("concern", sa.String(), nullable=False),
        sa.Column("concern_at", UTC, nullable=True),
        sa.Column("last_heard_at", UTC, nullable=True),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("ended_at", UTC, nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["clients.id"],
            name=op.f("fk_engagements_client_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["coach_id"],
            ["coaches.id"],
            name=op.f("fk_engagements_coach_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["key_id"],
            ["data_keys.id"],
            name=op.f("fk_engagements_key_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagements")),
        sa.UniqueConstraint("key_id", name=op.f("uq_engagements_key_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_engagements_client_id"), "engagements", ["client_id"], unique=False)
    op.create_index(op.f("ix_engagements_coach_id"), "engagements", ["coach_id"], unique=False)
    op.create_table(
        "agreements",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("engagement_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("clauses", sa.LargeBinary(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("agreed_at", UTC, nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagements.id"],
            name=op.f("fk_agreements_engagement_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        sa.UniqueConstraint("engagement_id", "version", name=op.f("uq_agreements_engagement_id_version")),
    )
    op.create_table(
        "commitments",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("engagement_id", ID, nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("made_at", UTC, nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("closed_at", UTC, nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagements.id"],
            name=op.f("fk_commitments_engagement_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
    )
    op.create_index("ix_commitments_engagement_id_id", "commitments", ["engagement_id", "id"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("coach_id", ID, nullable=False),
        sa.Column("engagement_id", ID, nullable=True),
        sa.Column("expires_at", UTC, nullable=False),
        sa.Column("used_at", UTC, nullable=True),
        sa.Column("used_by_chat_id", ID, nullable=True),
        sa.Column("created_at", UTC, nullable=False),
        sa.ForeignKeyConstraint(
            ["coach_id"],
            ["coaches.id"],
            name=op.f("fk_invitations_coach_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagements.id"],
            name=op.f("fk_invitations_engagement_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["used_by_chat_id"],
            ["chats.id"],
            name=op.f("fk_invitations_used_by_chat_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("hash", name=op.f("uq_invitations_hash")),
    )
    op.create_index(op.f("ix_invitations_coach_id"), "invitations", ["coach_id"], unique=False)
    op.create_index(op.f("ix_invitations_engagement_id"), "invitations", ["engagement_id"], unique=False)
    op.create_table(
        "promises",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("engagement_id", ID, nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("made_at", UTC, nullable=False),
        sa.Column("due_at", UTC, nullable=False),
        sa.Column("window_s", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("ended_at", UTC, nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagements.id"],
            name=op.f("fk_promises_engagement_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
    )
    op.create_index("ix_promises_engagement_id_due_at", "promises", ["engagement_id", "due_at"], unique=False)
    op.create_index(
        "ix_promises_open",
        "promises",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("outcome IS NULL"),
        postgresql_where=sa.text("outcome IS NULL"),
    )
    op.create_table(
        "reads",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("engagement_id", ID, nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("first_line_at", UTC, nullable=True),
        sa.Column("last_line_at", UTC, nullable=True),
        sa.Column("at", UTC, nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagements.id"],
            name=op.f("fk_reads_engagement_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reads")),
    )
    op.create_index("ix_reads_engagement_id_id", "reads", ["engagement_id", "id"], unique=False)
    op.create_table(
        "schedules",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("engagement_id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("recurrence", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("next_due_at", UTC, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagements.id"],
            name=op.f("fk_schedules_engagement_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedules")),
    )
    op.create_index("ix_schedules_engagement_id_kind", "schedules", ["engagement_id", "kind"], unique=False)
    op.create_index(
        "ix_schedules_next_due_at",
        "schedules",
        ["next_due_at"],
        unique=False,
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )
    op.create_table(
        "talks",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("engagement_id", ID, nullable=True),
        sa.Column("coach_id", ID, nullable=True),
        sa.Column("flow", sa.String(), nullable=False),
        sa.Column("flow_version", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("notes", sa.LargeBinary(), nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("started_at", UTC, nullable=False),
        sa.Column("touched_at", UTC, nullable=False),
        sa.Column("ended_at", UTC, nullable=True),
        sa.CheckConstraint("(engagement_id IS NULL) <> (coach_id IS NULL)", name=op.f("ck_talks_one_owner")),
        sa.ForeignKeyConstraint(
            ["coach_id"],
            ["coaches.id"],
            name=op.f("fk_talks_coach_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagements.id"],
            name=op.f("fk_talks_engagement_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talks")),
    )
    op.create_index("ix_talks_engagement_id", "talks", ["engagement_id"], unique=False)
    op.create_index(
        "ux_talks_open_coach",
        "talks",
        ["coach_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ux_talks_open_engagement",
        "talks",
        ["engagement_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "facts",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("engagement_id", ID, nullable=False),
        sa.Column("talk_id", ID, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagements.id"],
            name=op.f("fk_facts_engagement_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["talk_id"], ["talks.id"], name=op.f("fk_facts_talk_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facts")),
    )
    op.create_index("ix_facts_engagement_id_kind", "facts", ["engagement_id", "kind", "id"], unique=False)
    op.create_table(
        "lines",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("engagement_id", ID, nullable=False),
        sa.Column("talk_id", ID, nullable=True),
        sa.Column("flow", sa.String(), nullable=True),
        sa.Column("step", sa.String(), nullable=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("revision_of", ID, nullable=True),
        sa.Column("delivery", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagements.id"],
            name=op.f("fk_lines_engagement_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["revision_of"],
            ["lines.id"],
            name=op.f("fk_lines_revision_of"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["talk_id"], ["talks.id"], name=op.f("fk_lines_talk_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lines")),
    )
    op.create_index("ix_lines_engagement_id_id", "lines", ["engagement_id", "id"], unique=False)
    op.create_index(
        "ix_lines_engagement_id_message_id",
        "lines",
        ["engagement_id", "message_id"],
        unique=False,
        sqlite_where=sa.text("message_id IS NOT NULL"),
        postgresql_where=sa.text("message_id IS NOT NULL"),
    )
    op.create_index(
        "ix_lines_revision_of",
        "lines",
        ["revision_of"],
        unique=False,
        sqlite_where=sa.text("revision_of IS NOT NULL"),
        postgresql_where=sa.text("revision_of IS NOT NULL"),
    )
    op.create_table(
        "occurrences",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("schedule_id", ID, nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("due_at", UTC, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("promise_id", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["promise_id"],
            ["promises.id"],
            name=op.f("fk_occurrences_promise_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["schedules.id"],
            name=op.f("fk_occurrences_schedule_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrences")),
        sa.UniqueConstraint(
            "schedule_id", "local_date", "slot", name=op.f("uq_occurrences_schedule_id_local_date_slot")
        ),
    )
    op.create_index(
        "ix_occurrences_open",
        "occurrences",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('claimed', 'waiting')"),
        postgresql_where=sa.text("state IN ('claimed', 'waiting')"),
    )
    op.create_index(op.f("ix_occurrences_promise_id"), "occurrences", ["promise_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("chat_id", ID, nullable=False),
        sa.Column("engagement_id", ID, nullable=True),
        sa.Column("coach_id", ID, nullable=True),
        sa.Column("key_id", ID, nullable=True),
        sa.Column("line_id", ID, nullable=True),
        sa.Column("promise_id", ID, nullable=True),
        sa.Column("talk_id", ID, nullable=True),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("resend", sa.Boolean(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("not_before", UTC, nullable=False),
        sa.Column("claimed_at", UTC, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("resent_of", ID, nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("ended_at", UTC, nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name=op.f("fk_outbox_chat_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["coach_id"],
            ["coaches.id"],
            name=op.f("fk_outbox_coach_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagements.id"],
            name=op.f("fk_outbox_engagement_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["key_id"], ["data_keys.id"], name=op.f("fk_outbox_key_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["lines.id"], name=op.f("fk_outbox_line_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["promise_id"],
            ["promises.id"],
            name=op.f("fk_outbox_promise_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["resent_of"],
            ["outbox.id"],
            name=op.f("fk_outbox_resent_of"),
            ondelete="SET NULL",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["talk_id"], ["talks.id"], name=op.f("fk_outbox_talk_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_in_line",
        "outbox",
        ["chat_id", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('pending', 'sending')"),
        postgresql_where=sa.text("state IN ('pending', 'sending')"),
    )
    op.create_index("ix_outbox_line_id", "outbox", ["line_id"], unique=False)
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["lane", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index(
        "ux_outbox_resent_of",
        "outbox",
        ["resent_of"],
        unique=True,
        sqlite_where=sa.text("resent_of IS NOT NULL"),
        postgresql_where=sa.text("resent_of IS NOT NULL"),
    )
    if op.get_bind().dialect.name == "postgresql":
        # SQLite has it already: it takes a table that points to a later one, and cannot add it afterwards.
        op.create_foreign_key(
            "fk_clients_current_engagement_id",
            "clients",
            "engagements",
            ["current_engagement_id"],
            ["id"],
            initially="DEFERRED",
            deferrable=True,
        )
    for statement in IMMUTABLE[op.get_bind().dialect.name]:
        op.execute(statement)
