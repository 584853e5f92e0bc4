"""An ear made of several: the first that understands an answer decides what it is."""

from dataclasses import dataclass
from typing import Any

from flows.ears import Ear, Hearing


@dataclass(frozen=True)
class Either:
    ears: tuple[Ear, ...]

    def __init__(self, *ears: Ear) -> None:
        object.__setattr__(self, "ears", ears)

    def hear(self, text: str, hearing: Hearing) -> Any:
        return next((value for ear in self.ears if (value := ear.hear(text, hearing)) is not None), None)
