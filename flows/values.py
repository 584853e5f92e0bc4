"""The values that pass between a dialogue and whoever runs it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from flows.agreement import Agreement
from flows.facts import Fact
from flows.listening import Listener
from flows.risk import Finding, Risk

Notes = Mapping[str, Any]
"""What a talk keeps: JSON values by the name of the step that asked for them."""


@dataclass(frozen=True)
class CoachProfile:
    """What a client is told about their coach, and what the coach proposes for the agreement."""

    name: str = ""
    approach: str = ""
    qualifications: str = ""
    limits: str = ""
    proposal: Agreement = field(default_factory=Agreement)

    @property
    def complete(self) -> bool:
        return bool(self.name and self.approach and self.qualifications and self.limits)


@dataclass(frozen=True)
class Helpline:
    """One place to get help; `region` is an ISO 3166 territory code or "" for anywhere."""

    region: str
    name: Mapping[str, str]
    phone: str = ""
    url: str = ""
    hours: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Proposal:
    """A clause that one side would like otherwise, until the other answers. `value` as the agreement holds it."""

    number: int
    clause: str
    value: Any
    by: str = "coach"
    """Who proposes: "client" or "coach"."""


@dataclass(frozen=True)
class Commitment:
    """What the client set out to do. `place` is its number as the client sees it, `number` as storage knows it."""

    number: int
    place: int
    text: str
    due_on: date | None = None
    outcome: str | None = None
    """None while it is open."""


@dataclass(frozen=True)
class Memory:
    """Something the client allowed the bot to remember, by its number in storage.

    `what`: "matters", "goal", "goal_why", "insight", "person", or "event" for what the client agreed to be asked about.
    """

    number: int
    what: str
    words: str


@dataclass(frozen=True)
class Coaching:
    """One of the client's coachings, by its engagement's number. `here`: it is the one they are in."""

    number: int
    coach: str
    state: str
    here: bool


@dataclass(frozen=True)
class Shareable:
    """A talk, or (`flow` "") a line of the client's, and whether the coach can read it. `number` 0: none is kept."""

    number: int
    flow: str
    at: datetime
    shown: bool


@dataclass(frozen=True)
class Talk:
    """One run of a flow. `question` counts the questions asked; a button carries it, so an old one is known."""

    flow: str
    step: str
    version: int = 1
    notes: Notes = field(default_factory=dict)
    trail: tuple[str, ...] = ()
    question: int = 1
    misses: int = 0

    def keeping(self, **notes: Any) -> "Talk":
        return replace(self, notes={**self.notes, **notes})


@dataclass(frozen=True)
class Heard:
    """What came from the person: `kind` is "text", "tap", "edit", "photo", "voice", "sticker" and so on.

    `choice` and `question` belong to a tap: the button's key and the number of the question it stood under
    (0 for a question of an earlier talk). `text` is the words, the caption, or the label of the button.
    """

    kind: str
    text: str = ""
    choice: str = ""
    question: int = 0
    answered: str = ""
    """Of an edit: the step that the edited words had answered in the open talk, or ""."""
    finding: Finding | None = None
    """What the risk screen found in the text, if it was looked at already."""


@dataclass(frozen=True)
class Button:
    """`opens`: the address of a Mini App that it opens; then it chooses nothing."""

    label: str
    choice: str
    opens: str = ""


@dataclass(frozen=True)
class Chart:
    """Scores from 1 to 5 over time, a row for each of `rows` and a column for each of `days`, both as they are said.

    `scores` has a tuple for each row; None is a gap, never a zero.
    """

    title: str
    rows: tuple[str, ...]
    days: tuple[str, ...]
    scores: tuple[tuple[int | None, ...], ...]


@dataclass(frozen=True)
class Message:
    """One message of the bot. `buttons` belong to the talk's open question.

    `author` is "model" where a language model put any of it into words. `chart` is drawn when it is sent, and the text
    stands under it.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    author: Literal["template", "coach", "model"] = "template"
    chart: Chart | None = None
    silent: bool = False
    """Arrives without a sound: for a human's words in the client's quiet hours."""


@dataclass(frozen=True)
class Scene:
    """What a dialogue may look at. `now` is aware; `zone` is the client's, an IANA name."""

    now: datetime
    language: str = "en"
    zone: str = "UTC"
    region: str = ""
    name: str = ""
    address: str = "sina"
    """How the client is addressed in Finnish: "sina" or "te"."""
    state: str = "onboarding"
    """"onboarding", "active", "paused", "held" (too young), "declined" or "ended"; "coach" in a coach's own talk."""
    consented: bool = False
    coach: CoachProfile = field(default_factory=CoachProfile)
    agreement: Agreement | None = None
    agreed_at: datetime | None = None
    """When the version that binds was agreed on."""
    talk: Talk | None = None
    resting: Talk | None = None
    """A talk that was set aside and can be taken up again with /resume or /start."""
    commitment: str | None = None
    """What a dialogue may ask about: open, not asked about before, and not due on a day to come."""
    commitment_number: int | None = None
    commitments: tuple[Commitment, ...] = ()
    """All of them, the first one first. Looked up where they are called for."""
    remembered: tuple[Memory, ...] = ()
    """What the client allowed the bot to remember. Looked up where it is called for."""
    concern: str = "none"
    concern_at: datetime | None = None
    denied: frozenset[str] = frozenset()
    """Kinds of cue whose direct question was lately answered with a clear no."""
    off_record: bool = False
    """Whether nothing of this turn is kept, but for what a command does and that a concern was raised."""
    minimum_age: int = 18
    coach_reachable: bool = True
    """Whether a message to the coach would find a chat."""
    coachings: tuple[Coaching, ...] = ()
    """All of the client's, the first one first. Looked up where they are called for."""
    had_on: date | None = None
    """The client's latest local day that had a check-in of the schedule."""
    proposals: tuple[Proposal, ...] = ()
    """What either side proposes and the other has not answered yet. Looked up where a dialogue may begin."""
    talks_lately: tuple[Shareable, ...] = ()
    """What the client may share or take back, the latest first. Looked up where they ask to."""
    pointed: Shareable | None = None
    """The line that the client points at, by answering that message."""
    about: Notes = field(default_factory=dict)
    """What the dialogue that begins is about: what the schedule of a nudge keeps of it, and what storage knows."""
    helplines: tuple[Helpline, ...] = ()
    risk: Risk | None = None
    """What the message that is being answered signals; None where it was not looked for."""
    model_host: str = ""
    """Where a language model would be asked to listen; "" where none is set up."""
    listener: Listener | None = None
    """Who listens in this turn, if it is not the default."""

    @property
    def model_may_listen(self) -> bool:
        """Whether the client allowed this very host, and no concern is open."""
        allowed = self.agreement.model if self.agreement else ""
        return bool(self.model_host) and allowed == self.model_host and self.concern == "none"

    @property
    def proposal(self) -> Proposal | None:
        """What the coach proposes: the one that a nudge is about, else the latest."""
        coachs = {each.number: each for each in self.proposals if each.by == "coach"}
        return coachs.get(self.about.get("proposal", 0)) or next(reversed(coachs.values()), None)

    @property
    def notes(self) -> Notes:
        return self.talk.notes if self.talk else {}

    @property
    def local_now(self) -> datetime:
        return self.now.astimezone(ZoneInfo(self.zone))

    def with_talk(self, talk: Talk | None) -> "Scene":
        return replace(self, talk=talk)


@dataclass(frozen=True)
class Turn:
    """What was heard and said: the talk as it is now, the facts to write down, the messages to send.

    `ended` tells how the talk of before ended, if it did: "done", "cancelled", "replaced" or "resting".
    """

    talk: Talk | None
    said: tuple[Message, ...]
    facts: tuple[Fact, ...] = ()
    ended: str = ""
    talk_is: str = "same"
    """Whether `talk` is the one that was open ("same"), a new one ("opened") or one taken up again ("resumed")."""
    reading: str = "answer"
    """How the words were taken: "answer", "digression", "unheard" (not understood), "stale", "concern", or "apart":
    it is about another coaching too, so neither what was heard nor what is said stands in the transcript of this one.
    """
