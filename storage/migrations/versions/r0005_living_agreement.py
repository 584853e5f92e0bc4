"""A version of an agreement is never changed; when a commitment was asked about; how a client is addressed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

UTC = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
SAID = "a version of an agreement is never changed"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER agreements_stay BEFORE UPDATE ON agreements BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        )
    else:
        op.execute(
            "CREATE FUNCTION agreements_stay() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        op.execute(
            "CREATE TRIGGER agreements_stay BEFORE UPDATE ON agreements FOR EACH ROW EXECUTE FUNCTION agreements_stay()"
        )
    op.add_column("commitments", sa.Column("asked_at", UTC, nullable=True))
    op.add_column("engagements", sa.Column("address", sa.String(), nullable=False, server_default="sina"))
