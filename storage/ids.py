"""Ids that are known before a row is written, so that its sealed columns can name the row they belong to.

An id is 42 bits of milliseconds since 1970 and 21 bits that start at a random place, so a later row has the
higher id. Within a process ids only grow, even when the machine's clock is set back. Between replicas they
are ordered as well as the replicas' clocks agree; what one chat says is seconds apart, so clocks kept by NTP
do. No id is ever read as a time: rows carry their moment in a column of their own.
"""

import secrets
import time
from threading import Lock

_TAIL_BITS = 21
# The upper half of the tail is left for counting, so that a burst within one millisecond stays within it.
_START = 1 << (_TAIL_BITS - 1)

_lock = Lock()
_last = 0


def new_id() -> int:
    """A positive 63-bit integer above every id this process made before."""
    global _last
    millisecond = time.time_ns() // 1_000_000
    with _lock:
        # A place is drawn once a millisecond: the ids that follow within it count on from there.
        fresh = _last >> _TAIL_BITS < millisecond
        _last = millisecond << _TAIL_BITS | secrets.randbelow(_START) if fresh else _last + 1
        return _last
