"""Rotation of the host's key: everything that it seals is sealed anew by another; clients' words are left alone."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.tables import DataKey, Outbox, SetAside
from storage.vault import Vault


def rotate(session: Session, old: Vault, new: Vault) -> None:
    """Hand all over from the old host key to the new one, in this transaction.

    Raises SealBroken if the old one is not the key of this database.
    """

    def anew(table: str, row: int, column: str, sealed: bytes | None) -> bytes | None:
        if sealed is None:
            return None
        return new.seal(session, None, table, row, column, old.open(session, None, table, row, column, sealed))

    for key in session.scalars(select(DataKey)):
        key.wrapped = new.wrapped_anew(key, old)
    # What belongs to nobody yet is sealed by the host's own key.
    for row in session.scalars(select(Outbox).where(Outbox.key_id.is_(None))):
        row.payload = anew("outbox", row.id, "payload", row.payload)
    for aside in session.scalars(select(SetAside).where(SetAside.key_id.is_(None))):
        aside.raw = anew("set_aside", aside.id, "raw", aside.raw)
    session.flush()
