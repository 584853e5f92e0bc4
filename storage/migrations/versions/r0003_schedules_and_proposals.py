"""What a schedule is about, and proposals."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    op.add_column("schedules", sa.Column("subject", sa.LargeBinary(), nullable=True))
    op.create_table(
        "proposals",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("engagement_id", ID, nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_at", UTC, nullable=False),
        sa.Column("ended_at", UTC, nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagements.id"],
            name=op.f("fk_proposals_engagement_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    op.create_index("ix_proposals_engagement_id_id", "proposals", ["engagement_id", "id"], unique=False)
    op.create_index(
        "ux_proposals_open",
        "proposals",
        ["engagement_id", "clause"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
