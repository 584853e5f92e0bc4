"""Off the record at the desk: what is kept in mind of a talk that is written down nowhere.

It lives in this process's memory, a bounded number of talks: another process, or this one after a restart, answers as
well, with less in mind. Where the talk stands (a direct question is open, help was shown) is the row's to say.
"""

from dataclasses import dataclass, replace

from bot.door import Incoming
from bot.lately import Lately
from bot.wire import parse_data
from flows.off_record import FLOW
from flows.safety import FLOW as SAFETY
from flows.turn import ASKED
from flows.values import Heard, Scene, Talk, Turn
from storage.tables import OffRecord

TALKS_IN_MIND = 1_000


@dataclass(frozen=True)
class InMind:
    """The talk with its last exchanges, and the words that led to the direct question that is open."""

    talk: Talk
    words: str = ""


NOTHING_IN_MIND = InMind(Talk(FLOW.name, FLOW.first.name, FLOW.version))


@dataclass(frozen=True)
class _Kept:
    """A turn that runs again, because its commit failed, starts from what was in mind before it."""

    update_id: int
    before: InMind
    after: InMind


class OffRecordTalks:
    def __init__(self) -> None:
        self._kept: Lately[int, _Kept] = Lately(TALKS_IN_MIND)

    def scene(self, scene: Scene, row: OffRecord, update_id: int) -> Scene:
        """The scene with the talk as far as it is in mind, and at the step where the row says it stands."""
        mind = self._in_mind(row, update_id)
        scene = replace(scene, off_record=True, listener=None)
        if row.asked:
            notes = {"cue": row.asked, "words": mind.words, "interrupts": True, **ASKED}
            asked = Talk(SAFETY.name, SAFETY.first.name, SAFETY.version, notes)
            return replace(scene, talk=asked, resting=mind.talk)
        if row.rests:
            return replace(scene, talk=None, resting=mind.talk)
        return scene.with_talk(mind.talk)

    def heard(self, incoming: Incoming, scene: Scene, row: OffRecord) -> Heard:
        """A tap means the direct question or nothing: there are no other buttons, and that one is asked once."""
        talk_id, _, choice = parse_data(incoming.data)
        open_one = scene.talk is not None and scene.talk.flow == SAFETY.name and talk_id == row.id
        question = scene.talk.question if scene.talk and open_one else 0
        return Heard(incoming.kind, incoming.text, choice, question)

    def keep(self, turn: Turn, row: OffRecord, update_id: int) -> None:
        """Keep in mind what the next turn needs, and in the row where the talk stands."""
        before, talk = self._in_mind(row, update_id), turn.talk
        ended = bool(turn.ended) and turn.talk_is == "same"
        row.asked = str(talk.notes["cue"]) if talk and talk.flow == SAFETY.name and not ended else ""
        row.rests = not row.asked and (talk is None or ended)
        mind = replace(before, talk=talk, words="") if talk and talk.flow == FLOW.name else before
        if row.asked and talk:
            mind = InMind(mind.talk, str(talk.notes["words"]))
        self._kept.keep(row.id, _Kept(update_id, before, mind))

    def forget(self, row: OffRecord) -> None:
        self._kept.drop(row.id)

    def clear(self) -> None:
        self._kept.clear()

    def _in_mind(self, row: OffRecord, update_id: int) -> InMind:
        kept = self._kept.get(row.id)
        if kept is None:
            return NOTHING_IN_MIND
        return kept.before if kept.update_id == update_id else kept.after
