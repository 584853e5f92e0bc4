"""What was said about a promise, when an occurrence is looked at, and when the bot was away."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
OPEN = sa.text("state IN ('claimed', 'waiting')")


def upgrade() -> None:
    long_ago = sa.text("0" if op.get_bind().dialect.name == "sqlite" else "'epoch'")
    for name in ("claimed_at", "look_at"):
        op.add_column("occurrences", sa.Column(name, UTC, nullable=False, server_default=long_ago))
    op.execute("UPDATE occurrences SET claimed_at = due_at, look_at = due_at")
    op.drop_index("ix_occurrences_open", "occurrences")
    op.create_index("ix_occurrences_open", "occurrences", ["look_at"], sqlite_where=OPEN, postgresql_where=OPEN)
    for name in ("owned_at", "seen_at", "reminded_at"):
        op.add_column("promises", sa.Column(name, UTC, nullable=True))
    op.create_table(
        "beats",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beats")),
    )
    op.create_table(
        "outages",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("began_at", UTC, nullable=False),
        sa.Column("ended_at", UTC, nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("told_up_to", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outages")),
    )
    op.create_index("ix_outages_ended_at", "outages", ["ended_at"])
