"""What a text signals, and of what kind the cue was."""

from dataclasses import dataclass
from enum import StrEnum

CUES = ("wish", "ready", "self_harm", "danger", "others")
"""Kinds of cue: a wish to be dead, getting ready for it, hurting oneself, danger from somebody, danger to somebody."""


class Risk(StrEnum):
    """NONE means only that nothing was noticed; CARE is the low level, CRISIS the high one."""

    NONE = "none"
    CARE = "care"
    CRISIS = "crisis"


@dataclass(frozen=True)
class Finding:
    """`cue` is one of CUES where the writer may be in danger; "" where it is heavy and no more (grief, own past...)."""

    risk: Risk = Risk.NONE
    cue: str = ""

    @property
    def asks(self) -> bool:
        """Whether it calls for the direct question: low, and the writer may be in danger."""
        return self.risk is Risk.CARE and bool(self.cue)


NOTHING = Finding()
