"""Facts: what a dialogue asks storage to write down. Plain values; storage decides the tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from flows.agreement import Agreement


@dataclass(frozen=True)
class LanguageChosen:
    language: str


@dataclass(frozen=True)
class AgeConfirmed:
    """The client is old enough. The age itself is not kept."""


@dataclass(frozen=True)
class Consented:
    version: int


@dataclass(frozen=True)
class OnboardingHeld:
    """Onboarding stopped: `reason` is "age" or "consent"; nothing is asked until the person starts again."""

    reason: str


@dataclass(frozen=True)
class NamePreferred:
    name: str


@dataclass(frozen=True)
class ZoneChosen:
    zone: str
    region: str


@dataclass(frozen=True)
class Remembered:
    """Something in the client's own words, such as what matters to them."""

    what: str
    words: str


@dataclass(frozen=True)
class AgreementMade:
    """Both sides agree; `changed` names the clauses in which the client differs from the coach's proposal."""

    agreement: Agreement
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class WishForReply:
    """The client would like the coach to answer within `hours`; the coach's proposal holds until they agree."""

    hours: int


@dataclass(frozen=True)
class CheckInsScheduled:
    """`recurrence` in its canonical text, such as "weekly mon 09:00"; "" stops them."""

    recurrence: str


@dataclass(frozen=True)
class ModelDecided:
    """The host whose language model may see the client's words from now on; "" for none."""

    host: str


@dataclass(frozen=True)
class DaysOffChosen:
    """Days of the week on which the bot starts nothing."""

    days: tuple[str, ...]


@dataclass(frozen=True)
class ProposalAnswered:
    """The other side said yes or no to a proposed clause: `value` as the agreement holds it."""

    proposal: int
    clause: str
    value: Any
    accepted: bool


@dataclass(frozen=True)
class ReadersChosen:
    """The client's clause on who reads; `earlier`: it opens up what was written before as well."""

    readers: str
    earlier: bool = False


@dataclass(frozen=True)
class SharingChosen:
    """A line or a talk, by the number storage gave it, is shared with the coach, or taken back."""

    shared: bool
    line: int | None = None
    talk: int | None = None


@dataclass(frozen=True)
class FollowUpAgreed:
    """The client would like to be asked at `at` (ISO, UTC) how an event of that local `day` went.

    `event` is one of the names in `flows.events`, never the client's own words.
    """

    event: str
    day: str
    at: str


@dataclass(frozen=True)
class ScoreGiven:
    score: int


@dataclass(frozen=True)
class CommitmentMade:
    """`due_on` is an ISO date in the client's zone; with one, the client is asked on it, at `ask_at` (ISO, UTC)."""

    text: str
    due_on: str | None = None
    ask_at: str | None = None


@dataclass(frozen=True)
class CommitmentClosed:
    """`words` is what the client said of it; `number` the one that was asked about, the latest if left out."""

    outcome: Literal["done", "partly", "not", "changed", "let_go"]
    words: str = ""
    number: int | None = None


@dataclass(frozen=True)
class CoachMessaged:
    """The client's words to their coach, with the reply time the agreement promises."""

    words: str


@dataclass(frozen=True)
class ConcernRaised:
    """A human should look. `tell` is whether the agreement lets the coach be told."""

    level: str
    tell: bool
    cue: str = ""


@dataclass(frozen=True)
class ConcernClosed:
    by: str


@dataclass(frozen=True)
class RiskDenied:
    """A clear no to the direct question that this kind of cue had led to."""

    cue: str


@dataclass(frozen=True)
class OffRecordBegun:
    """From the client's next message on nothing that is said is kept."""


@dataclass(frozen=True)
class OffRecordEnded:
    """By the client's own word."""


@dataclass(frozen=True)
class Paused:
    until: str | None = None
    """ISO date in the client's zone, or open."""


@dataclass(frozen=True)
class Resumed:
    pass


@dataclass(frozen=True)
class Erased:
    """The client asked for everything to be deleted, and confirmed it."""


@dataclass(frozen=True)
class ProfileSaved:
    """A coach's answers, ready to be kept as their profile."""

    profile: Mapping[str, object] = field(default_factory=dict)


Fact = (
    LanguageChosen
    | AgeConfirmed
    | Consented
    | OnboardingHeld
    | NamePreferred
    | ZoneChosen
    | Remembered
    | AgreementMade
    | WishForReply
    | CheckInsScheduled
    | ModelDecided
    | DaysOffChosen
    | ProposalAnswered
    | ReadersChosen
    | SharingChosen
    | FollowUpAgreed
    | ScoreGiven
    | CommitmentMade
    | CommitmentClosed
    | CoachMessaged
    | ConcernRaised
    | ConcernClosed
    | RiskDenied
    | OffRecordBegun
    | OffRecordEnded
    | Paused
    | Resumed
    | Erased
    | ProfileSaved
)
