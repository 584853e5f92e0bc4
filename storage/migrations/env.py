"""Runs the migrations on the connection that `Database.upgrade` hands over, inside its transaction."""

from alembic import context

import storage.tables  # noqa: F401 (fills the metadata)
from storage.columns import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
)
context.run_migrations()
