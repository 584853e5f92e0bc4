"""Off the record: the client's words are said back, by the default listener alone, and kept nowhere.

Nothing in here differs from another dialogue: that its talk, and a direct question asked in it, stay in memory is the
doing of whoever runs it (`UNWRITTEN`). The last exchanges are kept in mind so that a mirror does not repeat itself.
"""

from flows.ears import Words
from flows.grammar import Flow, Move, Step, skipped
from flows.listening import Listener, Reply
from flows.mirrors import mirror
from flows.safety import FLOW as SAFETY
from flows.values import Notes, Scene

IN_MIND = 10
"""Exchanges that are kept in mind."""


def listened(scene: Scene, listener: Listener) -> tuple[Reply, Notes]:
    said, kept = mirror("listening")(scene, listener)
    assert isinstance(said, Reply), "a mirror is a listener's reply"
    return said, {**kept, "mirrors": kept["mirrors"][-IN_MIND:]}


FLOW = Flow(
    "off_record",
    Step(
        "listening",
        hears=Words(),
        moves=(
            Move("listening", when=skipped("listening"), says="nothing", seals=True),
            Move("listening", says=listened, seals=True),
        ),
    ),
)

UNWRITTEN = frozenset({FLOW.name, SAFETY.name})
"""Flows whose talk is written down nowhere while the client is off the record. Any other one ends it."""
