"""Scenes: what a dialogue may look at in one turn, put together from storage."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import coachings, memories
from bot.door import Incoming
from bot.lately import Lately
from bot.planning import CHECK_IN
from flows.agreement import Agreement
from flows.anywhere import command_of
from flows.listening.gate import touches
from flows.safety import NO_LASTS
from flows.share import MOST
from flows.values import CoachProfile, Commitment, Heard, Helpline, Proposal, Scene, Shareable
from flows.wording import Wording
from storage import agreements, coaches, commitments, engagements, facts, proposals, schedules, sharing, talks
from storage.tables import Coach, Engagement
from storage.turns import TurnRows

REMEMBERED = 10_000
SETTINGS = "settings"


class Scenes:
    """What is the same in every turn, and what was opened lately: agreements and profiles, by what sealed them."""

    def __init__(self, wording: Wording, helplines: Sequence[Helpline], minimum_age: int, model_host: str) -> None:
        self.wording = wording
        self.helplines = tuple(helplines)
        self.minimum_age = minimum_age
        self.model_host = model_host
        self._agreements: Lately[int, Agreement] = Lately(REMEMBERED)
        self._profiles: Lately[bytes, CoachProfile] = Lately(REMEMBERED)

    def forget(self) -> None:
        """After an erasure nothing of it lingers in memory."""
        self._agreements.clear()

    def of(self, session: Session, rows: TurnRows, incoming: Incoming | None, now: datetime) -> Scene:
        """What the dialogue may look at in this turn."""
        engagement = rows.engagement if rows.client else None
        if engagement is None:
            return self._coachs(session, rows, now)
        agreement = self.agreement(session, rows) if rows.agreement else None
        scene = Scene(
            now=now,
            language=engagement.language,
            zone=engagement.zone,
            region=engagement.region,
            name=engagements.name(session, engagement),
            address=engagement.address,
            state=engagement.state,
            consented=engagement.consent_version is not None,
            coach=self._profile(session, rows.coach) if rows.coach else CoachProfile(),
            agreement=agreement,
            agreed_at=rows.agreement.agreed_at if rows.agreement else None,
            concern=engagement.concern,
            concern_at=engagement.concern_at,
            minimum_age=self.minimum_age,
            helplines=self.helplines,
            model_host=self.model_host,
            coach_reachable=rows.coach_chat is not None and rows.coach_chat.blocked_at is None,
        )
        if rows.talk:
            scene = scene.with_talk(talks.value(session, engagement, rows.talk))
        if (scene.talk is None or scene.notes.get("interrupts")) and (rested := talks.resting(session, engagement)):
            scene = replace(scene, resting=talks.value(session, engagement, rested))
        # A turn that the bot begins, a first word, or a command may open a dialogue that looks at them.
        if rows.talk is None or incoming is None or incoming.text.startswith("/") or "/" in incoming.data:
            scene = self._with_commitment(session, engagement, scene)
            scene = replace(scene, proposals=self._proposals(session, engagement))
        if _calls_for("commitments", rows, incoming):
            scene = replace(scene, commitments=self._commitments(session, engagement))
        if scene.consented and _calls_for(SETTINGS, rows, incoming):
            found = memories.of(session, engagement, self.wording, scene.local_now.date())
            scene = replace(scene, remembered=found)
        if incoming and command_of(incoming.text)[0] == "share":
            scene = self._sharing(session, engagement, scene, incoming)
        if any(_calls_for(each, rows, incoming) for each in ("coaches", "delete", "erasure")):
            scene = replace(scene, coachings=coachings.listed(session, engagement))
        if agreement:
            scene = replace(scene, had_on=schedules.had_on(session, engagement.id, CHECK_IN, engagement.zone))
        return scene

    def _sharing(self, session: Session, engagement: Engagement, scene: Scene, incoming: Incoming) -> Scene:
        lately = sharing.talks_lately(session, engagement, MOST)
        if incoming.replied_to is None:
            return replace(scene, talks_lately=lately)
        line = sharing.line_of(session, engagement, incoming.replied_to)
        return replace(scene, talks_lately=lately, pointed=line or Shareable(0, "", scene.now, shown=False))

    def with_denials(self, session: Session, engagement: Engagement, scene: Scene, heard: Heard) -> Scene:
        """Only a cue that could be asked about is worth looking up what was lately denied."""
        if heard.finding is None or not heard.finding.asks:
            return scene
        found = facts.list_for(session, engagement, "risk_denied")
        lately = frozenset(each.value["cue"] for each in found if scene.now - each.at < NO_LASTS)
        return replace(scene, denied=lately)

    def agreement(self, session: Session, rows: TurnRows) -> Agreement:
        """The agreement that binds, with quiet hours by the client's zone of today.

        A version is never changed, so each is opened once.
        """
        engagement, row = rows.engagement, rows.agreement
        assert engagement is not None, "an agreement belongs to an engagement"
        assert row is not None, "nothing is started before there is an agreement"
        known = self._agreements.get(row.id)
        if known is None:
            known = Agreement.from_json(agreements.clauses(session, engagement, row))
            self._agreements.keep(row.id, known)
        return known if known.zone == engagement.zone else replace(known, zone=engagement.zone)

    def _with_commitment(self, session: Session, engagement: Engagement, scene: Scene) -> Scene:
        """The one that may be asked about, if any; none that touches what is off limits."""
        off_limits = scene.agreement.off_limits if scene.agreement else ()
        for row in commitments.to_ask(session, engagement.id, scene.local_now.date()):
            text = commitments.text(session, engagement, row)
            if not touches(off_limits, text):
                return replace(scene, commitment=text, commitment_number=row.id)
        return scene

    def _commitments(self, session: Session, engagement: Engagement) -> tuple[Commitment, ...]:
        return tuple(
            Commitment(each.id, place, commitments.text(session, engagement, each), each.due_on, each.outcome)
            for place, each in enumerate(commitments.list_for(session, engagement.id), 1)
        )

    def coach_name(self, session: Session, rows: TurnRows) -> str:
        return self._profile(session, rows.coach).name if rows.coach else ""

    def _proposals(self, session: Session, engagement: Engagement) -> tuple[Proposal, ...]:
        return tuple(
            Proposal(each.id, each.clause, proposals.value(session, engagement, each), each.proposed_by)
            for each in proposals.list_open(session, engagement.id)
        )

    def _profile(self, session: Session, coach: Coach) -> CoachProfile:
        """Opened again whenever the coach has changed it."""
        known = self._profiles.get(coach.profile)
        if known is None:
            known = profile_of(coaches.profile(session, coach))
            self._profiles.keep(coach.profile, known)
        return known

    def _coachs(self, session: Session, rows: TurnRows, now: datetime) -> Scene:
        assert rows.coach is not None, "a chat here is a client's or a coach's"
        talk = talks.value(session, rows.coach, rows.talk) if rows.talk else None
        return Scene(
            now=now,
            language=rows.chat.language,
            zone=rows.coach.zone,
            state="coach",
            consented=True,
            coach=self._profile(session, rows.coach),
            talk=talk,
        )


def _calls_for(name: str, rows: TurnRows, incoming: Incoming | None) -> bool:
    """Whether a command or a button names it, or a talk of that name is open."""
    command = f"/{name}"
    named = incoming is not None and (command in incoming.text or command in incoming.data)
    return named or (rows.talk is not None and rows.talk.flow == name)


def profile_of(profile: Mapping[str, Any]) -> CoachProfile:
    about = {key: str(profile.get(key, "")) for key in ("name", "approach", "qualifications", "limits")}
    proposal = profile.get("proposal")
    return CoachProfile(**about, proposal=Agreement.from_json(proposal) if proposal else Agreement())
