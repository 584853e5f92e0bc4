"""A coach's private notes on lines."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def points_to(column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_notes_{column}_{table}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, deferrable=True, initially="DEFERRED")


def upgrade() -> None:
    op.create_table(
        "notes",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("engagement_id", ID, nullable=False),
        sa.Column("line_id", ID, nullable=False),
        sa.Column("coach_id", ID, nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("at", UTC, nullable=False),
        points_to("engagement_id", "engagements"),
        points_to("line_id", "lines"),
        points_to("coach_id", "coaches"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index("ix_notes_engagement_id_line_id", "notes", ["engagement_id", "line_id"])
