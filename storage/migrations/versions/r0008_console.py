"""Coaches at the console: the ways in, who sits there, and how far each reading went."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def points_to_coach(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_coach_id_coaches")
    return sa.ForeignKeyConstraint(["coach_id"], ["coaches.id"], name=name, deferrable=True, initially="DEFERRED")


def upgrade() -> None:
    op.create_table(
        "sign_ins",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("coach_id", ID, nullable=False),
        sa.Column("expires_at", UTC, nullable=False),
        sa.Column("used_at", UTC, nullable=True),
        points_to_coach("sign_ins"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("hash", name=op.f("uq_sign_ins_hash")),
    )
    op.create_index("ix_sign_ins_coach_id", "sign_ins", ["coach_id"])
    op.create_table(
        "sittings",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("coach_id", ID, nullable=False),
        sa.Column("began_at", UTC, nullable=False),
        sa.Column("seen_at", UTC, nullable=False),
        points_to_coach("sittings"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sittings")),
        sa.UniqueConstraint("hash", name=op.f("uq_sittings_hash")),
    )
    op.create_index("ix_sittings_coach_id", "sittings", ["coach_id"])
    op.add_column("reads", sa.Column("sitting_id", ID, nullable=True))
    op.add_column("reads", sa.Column("first_line_id", ID, nullable=True))
    op.add_column("reads", sa.Column("last_line_id", ID, nullable=True))
    op.execute(
        "UPDATE reads SET last_line_id = (SELECT max(lines.id) FROM lines"
        " WHERE lines.engagement_id = reads.engagement_id AND lines.at <= reads.last_line_at)"
    )
