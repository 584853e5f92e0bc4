"""Times off the record, and what a client shares or withholds of their lines."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.add_column("lines", sa.Column("shared", sa.Boolean(), nullable=True))
    op.create_table(
        "off_records",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("engagement_id", ID, nullable=False),
        sa.Column("began_at", UTC, nullable=False),
        sa.Column("heard_at", UTC, nullable=False),
        sa.Column("told_at", UTC, nullable=True),
        sa.Column("ended_at", UTC, nullable=True),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("rests", sa.Boolean(), nullable=False),
        sa.Column("unsaid_at", UTC, nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagements.id"],
            name=op.f("fk_off_records_engagement_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_off_records")),
    )
    op.create_index("ix_off_records_engagement_id_began_at", "off_records", ["engagement_id", "began_at"])
    op.create_index(
        "ux_off_records_open",
        "off_records",
        ["engagement_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
