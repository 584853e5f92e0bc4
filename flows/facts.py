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
class NameForgotten:
    """The client is called by no name, and the one they had given is kept nowhere but in what was said."""


@dataclass(frozen=True)
class AddressChosen:
    """How the client is addressed in Finnish: "sina" or "te"."""

    address: str


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
class Forgotten:
    """Something remembered is erased: `number` and `what` as in `flows.values.Memory`."""

    number: int
    what: str


@dataclass(frozen=True)
class AgreementMade:
    """Both sides agree; `changed` names the clauses in which the client differs from the coach's proposal."""

    agreement: Agreement
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClauseChanged:
    """The client decided a clause that is theirs alone: `value` as the agreement holds it."""

    clause: str
    value: Any


@dataclass(frozen=True)
class ClauseLeft:
    """After all it is to stay as it is: whoever says so takes back what they had proposed of it.

    `engagement` is the number a coach says it of.
    """

    clause: str
    engagement: int | None = None


@dataclass(frozen=True)
class ClauseProposed:
    """One side would like a clause otherwise; what was agreed holds until the other does too.

    `engagement` is the number a coach proposes it to; None where the client proposes.
    """

    clause: str
    value: Any
    engagement: int | None = None


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
class Repair:
    """Something is to be mended that the bot did: `about` "mirror" (said back wrongly twice). What came late, and
    outages, are written down where they are owned.
    """

    about: str


@dataclass(frozen=True)
class RepairTold:
    """The client told what went wrong, or how it was; until they say that it is mended it stays open."""

    about: str


@dataclass(frozen=True)
class RepairFollowUp:
    """The client would like to be asked once more, at `at` (ISO, UTC) on or after that local `day`."""

    day: str
    at: str


@dataclass(frozen=True)
class RepairClosed:
    """The client said that it is mended."""


@dataclass(frozen=True)
class PulseRated:
    """One statement of a pulse, from 1 to 5."""

    statement: str
    score: int


@dataclass(frozen=True)
class PulseShared:
    """The client lets the coach see these numbers; None where there was no answer."""

    scores: Mapping[str, int | None]


@dataclass(frozen=True)
class ReviewShared:
    """The client lets the coach see this review, as they left it; its shape is told in `flows.review`."""

    review: Mapping[str, Any]


@dataclass(frozen=True)
class AskingAgreed:
    """The client agreed to be asked regularly: `kind` is the dialogue, `recurrence` canonical text; "" ends it."""

    kind: Literal["pulse", "review"]
    recurrence: str


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
class CommitmentAsked:
    """The bot has asked how it went, and does not ask again."""

    number: int


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
    by: Literal["client", "coach"] = "client"


@dataclass(frozen=True)
class Resumed:
    pass


@dataclass(frozen=True)
class Exported:
    """The client was handed all that is kept of them."""


@dataclass(frozen=True)
class LiveBegun:
    """The client would like to talk with the coach now, as the coach asked."""


@dataclass(frozen=True)
class LiveDeclined:
    """Not now."""


@dataclass(frozen=True)
class CoachingEnded:
    """The client ended the coaching, and confirmed it."""


@dataclass(frozen=True)
class CoachChanged:
    """The client said yes to another coach: `handover` by its number, `reads` as `storage.handovers` has it."""

    handover: int
    reads: str


@dataclass(frozen=True)
class Erased:
    """The client asked for it to be deleted, and confirmed it: this coaching, or `everywhere` all that there is."""

    everywhere: bool = True


@dataclass(frozen=True)
class CoachingChosen:
    """From now on what the client says belongs to their coaching of this number. Written down in neither."""

    number: int


@dataclass(frozen=True)
class ProfileSaved:
    """A coach's answers, ready to be kept as their profile."""

    profile: Mapping[str, object] = field(default_factory=dict)


Fact = (
    LanguageChosen
    | Exported
    | AgeConfirmed
    | Consented
    | OnboardingHeld
    | NamePreferred
    | NameForgotten
    | AddressChosen
    | ZoneChosen
    | Remembered
    | Forgotten
    | AgreementMade
    | ClauseChanged
    | ClauseLeft
    | ClauseProposed
    | CheckInsScheduled
    | ModelDecided
    | DaysOffChosen
    | ProposalAnswered
    | ReadersChosen
    | SharingChosen
    | FollowUpAgreed
    | Repair
    | RepairTold
    | RepairFollowUp
    | RepairClosed
    | PulseRated
    | PulseShared
    | ReviewShared
    | AskingAgreed
    | ScoreGiven
    | CommitmentMade
    | CommitmentAsked
    | CommitmentClosed
    | CoachMessaged
    | ConcernRaised
    | ConcernClosed
    | RiskDenied
    | OffRecordBegun
    | OffRecordEnded
    | Paused
    | Resumed
    | LiveBegun
    | LiveDeclined
    | CoachingEnded
    | CoachingChosen
    | CoachChanged
    | Erased
    | ProfileSaved
)
