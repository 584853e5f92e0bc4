"""A chat can be held for one update, while a language model is asked between its two transactions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

UTC = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    op.add_column("chats", sa.Column("held_for", sa.BigInteger(), nullable=True))
    op.add_column("chats", sa.Column("held_until", UTC, nullable=True))
