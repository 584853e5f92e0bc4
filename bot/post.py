"""Post: what a turn puts into the outbox, for the client or for the coach, with the line that keeps it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.wire import FORGET_AFTER_S, parcels, requests
from flows.agreement import Agreement
from flows.values import Button, Message
from flows.versions import name_clause, say_clause
from flows.wording import Wording
from storage import engagements, lines, outbox
from storage.lines import NewLine
from storage.tables import Chat, Coach, Engagement, Talk

REPLY, NUDGE = outbox.REPLY, outbox.NUDGE


class Post:
    def __init__(self, wording: Wording) -> None:
        self.wording = wording

    # To the client

    def say(
        self,
        session: Session,
        chat: Chat,
        engagement: Engagement,
        messages: Sequence[Message],
        now: datetime,
        *,
        heard: NewLine | None = None,
        talk: Talk | None = None,
        lane: int = REPLY,
        promise_id: int | None = None,
        carries: Mapping[str, object] | None = None,
    ) -> None:
        """What was heard and what is said to it: the lines of the transcript, and what the outbox sends of them.

        `carries`: what the delivery has to know besides, such as the quiet hours of a nudge.
        """
        said = [
            NewLine(
                each.author,
                each.text,
                now,
                talk_id=talk.id if talk else None,
                flow=talk.flow if talk else None,
                step=talk.step if talk else None,
                delivery="pending",
            )
            for each in messages
        ]
        ids = lines.add_all(session, engagement, [heard, *said] if heard else said)
        talk_id, question = (talk.id, talk.question) if talk else (None, 0)
        going = [
            outbox.Request(
                chat.id,
                engagement,
                method,
                {**(carries or {}), **payload},
                lane=lane,
                line_id=line_id,
                promise_id=promise_id,
                talk_id=talk_id,
            )
            for line_id, message in zip(ids[-len(said) :], messages, strict=True)
            for method, payload in parcels(message, talk_id, question)
        ]
        outbox.put_all(session, going, now)

    def aside(
        self,
        session: Session,
        chat: Chat,
        engagement: Engagement,
        messages: Sequence[Message],
        now: datetime,
        *,
        talk: Talk | None = None,
        lane: int = REPLY,
        promise_id: int | None = None,
        carries: Mapping[str, object] | None = None,
    ) -> None:
        """Said to the client with no line of it in the transcript."""
        talk_id, question = (talk.id, talk.question) if talk else (None, 0)
        going = [
            outbox.Request(
                chat.id,
                engagement,
                "sendMessage",
                {**(carries or {}), "params": params},
                lane=lane,
                promise_id=promise_id,
                talk_id=talk_id,
            )
            for message in messages
            for params in requests(message, talk_id, question)
        ]
        outbox.put_all(session, going, now)

    def farewell_erased(self, session: Session, engagement: Engagement, now: datetime) -> None:
        """The coach is told that a client erased everything; the client's own name is not in it."""
        if chat := engagements.coach_chat_of(session, engagement):
            text = self.wording.text("coach", "erased", chat.language, number=engagement.id)
            outbox.put(session, outbox.Request(chat.id, None, "sendMessage", {"params": {"text": text}}), now)

    # To the coach

    def coach_language(self, session: Session, engagement: Engagement) -> str:
        chat = engagements.coach_chat_of(session, engagement)
        return chat.language if chat else "en"

    def to_coach(
        self,
        session: Session,
        engagement: Engagement,
        key: str,
        now: datetime,
        *,
        buttons: tuple[Button, ...] = (),
        **values: object,
    ) -> bool:
        """A notice to the engagement's coach, sealed by the client's key. False if the coach cannot be reached."""
        chat = engagements.coach_chat_of(session, engagement)
        if chat is None or chat.blocked_at is not None:
            return False
        about = {"client": engagements.label(session, engagement), "number": engagement.id}
        text = self.wording.text("coach", key, chat.language, **about, **values)
        self.to_coach_chat(session, chat, engagement, text, now, buttons=(buttons,) if buttons else ())
        return True

    def to_coach_chat(
        self,
        session: Session,
        chat: Chat,
        owner: Engagement | Coach,
        text: str,
        now: datetime,
        *,
        buttons: tuple[tuple[Button, ...], ...] = (),
        talk: Talk | None = None,
        private: bool = False,
    ) -> None:
        """`private` words cannot be forwarded, and are deleted from the chat after a day."""
        talk_id, question = (talk.id, talk.question) if talk else (None, 0)
        for params in requests(Message(text, buttons), talk_id, question):
            payload: dict[str, object] = {"params": params}
            if private:
                payload = {"params": {**params, "protect_content": True}, "forget_after_s": FORGET_AFTER_S}
            request = outbox.Request(chat.id, owner, "sendMessage", payload, talk_id=talk_id)
            outbox.put(session, request, now)

    def document(
        self,
        session: Session,
        chat: Chat,
        engagement: Engagement,
        name: str,
        content: str,
        caption: str,
        now: datetime,
    ) -> None:
        """Words for a coach: they cannot be forwarded, and are deleted from the chat after a day."""
        params = {"caption": caption, "protect_content": True}
        payload = {
            "params": params,
            "files": {name: content},
            "filename": name,
            "forget_after_s": FORGET_AFTER_S,
        }
        outbox.put(session, outbox.Request(chat.id, engagement, "sendDocument", payload), now)

    def export(
        self, session: Session, chat: Chat, engagement: Engagement, files: dict[str, str], now: datetime
    ) -> None:
        """All that is kept of a client, for that client to keep."""
        payload = {"params": {}, "files": files, "filename": "luottamus.zip"}
        outbox.put(session, outbox.Request(chat.id, engagement, "sendDocument", payload), now)

    def agreed(self, session: Session, engagement: Engagement, changed: tuple[str, ...], now: datetime) -> None:
        language = self.coach_language(session, engagement)
        named = [self.wording.text("coach", f"clauses.{each}", language) for each in changed]
        key = "agreed_changed" if named else "agreed"
        self.to_coach(session, engagement, key, now, changed=", ".join(named))

    def proposed(
        self,
        session: Session,
        engagement: Engagement,
        proposal: int,
        agreed: Agreement,
        clause: str,
        value: object,
        now: datetime,
    ) -> None:
        """What the client would like otherwise, old and new side by side, for the coach to answer."""
        language = self.coach_language(session, engagement)
        old, new = (
            say_clause(each, clause, language, self.wording) for each in (agreed, agreed.with_clauses({clause: value}))
        )
        named = name_clause(clause, language, self.wording)
        buttons = tuple(
            Button(self.wording.text("coach", f"answers.{key}", language), f"{key} {engagement.id} {proposal}")
            for key in ("accept", "decline", "otherwise")
        )
        self.to_coach(session, engagement, "proposed_by_client", now, buttons=buttons, clause=named, old=old, new=new)

    def please_check(self, session: Session, engagement: Engagement, now: datetime) -> None:
        language = self.coach_language(session, engagement)
        checked = Button(self.wording.text("coach", "checked_button", language), f"seen {engagement.id}")
        self.to_coach(session, engagement, "please_check", now, buttons=(checked,))
