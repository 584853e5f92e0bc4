"""What this release means for talks that an earlier one began: looked at by `flows check`, `check` and `run`."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.config import Config
    from storage.database import Database


def recorded_faults() -> list[str]:
    """What the record of steps has that the flows do not account for, or not yet."""
    from bot.app import FLOWS, GONE, load_steps
    from flows.upgrades import unmapped, unrecorded

    recorded = load_steps()
    return [*unmapped(FLOWS, GONE, recorded), *unrecorded(FLOWS, recorded)]


def strandings(database: "Database") -> list[str]:
    """A sentence for each place where talks wait that this release would strand."""
    from bot.app import FLOWS, GONE
    from flows.upgrades import stranded
    from storage import talks

    with database.read() as session:
        return stranded(FLOWS, GONE, talks.places(session))


def strandings_before(settings: "Config") -> list[str]:
    """The same, for tables that may be of an older version: it is asked before an upgrade.

    Raises KeyFileError or DatabaseError.
    """
    from bot.app import open_database
    from storage.database import DatabaseError

    database = open_database(settings)
    try:
        if cure := database.check_revision(may_be_older=True):
            raise DatabaseError(cure)
        return strandings(database)
    finally:
        database.close()


def record_steps() -> int:
    """Write down at which steps each flow asks; how many flows. Raises FlowError if that hides one that went."""
    import json

    from bot.app import FLOWS, GONE, STEPS, load_steps
    from flows.upgrades import record

    recorded = record(FLOWS, GONE, load_steps())
    STEPS.write_text(json.dumps(recorded, indent=1) + "\n", encoding="utf-8")
    return len(FLOWS)
