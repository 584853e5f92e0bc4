"""Handovers: a coach leaves, another goes on, as the client answered."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
ASKED = sa.text("state = 'asked'")


def upgrade() -> None:
    op.create_table(
        "handovers",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("engagement_id", ID, nullable=False),
        sa.Column("from_coach_id", ID, nullable=False),
        sa.Column("to_coach_id", ID, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reads", sa.String(), nullable=True),
        sa.Column("asked_at", UTC, nullable=False),
        sa.Column("ended_at", UTC, nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [target],
                name=op.f(f"fk_handovers_{column}"),
                initially="DEFERRED",
                deferrable=True,
            )
            for column, target in (
                ("engagement_id", "engagements.id"),
                ("from_coach_id", "coaches.id"),
                ("to_coach_id", "coaches.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    op.create_index("ix_handovers_engagement_id_asked_at", "handovers", ["engagement_id", "asked_at"])
    op.create_index(
        "ux_handovers_asked",
        "handovers",
        ["engagement_id"],
        unique=True,
        sqlite_where=ASKED,
        postgresql_where=ASKED,
    )
