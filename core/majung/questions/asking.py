"""Questions on their way: asked with a message, and the answer that comes back with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from tortoise.connection import get_connection

from majung.access.actor import Actor
from majung.deliveries.queue import Behind, Claimed
from majung.deliveries.sending import Sent
from majung.deliveries.signing import verify
from majung.deliveries.worker import Heard
from majung.errors import Refusal
from majung.plugin.answering import AnsweringHook
from majung.plugin.contract import ScheduledWork
from majung.questions.errors import AnswerToAnother, QuestionClosed, UnknownQuestionKind
from majung.questions.writes import (
    ASKER,
    Verdict,
    ask,
    lapse_questions,
    note_later,
    note_refusal,
    read_answer,
    take_answer,
)
from majung.storage.transaction import Transaction
from majung.texts import Text

YES, LATER, NO = 200, 202, 400
"""Statuses of an answer that comes back at once."""

LAPSE_EVERY = timedelta(minutes=1)

_OF_DELIVERY = "select id, hook, deadline, state from question where delivery_id = $1"


@dataclass(frozen=True)
class Asking:
    """The questions of one installation, by the names of their hooks."""

    hooks: Mapping[str, AnsweringHook] = field(default_factory=dict)

    def check_names(self, names: Sequence[str]) -> None:
        """Refuse questions that nobody asks here."""
        for name in names:
            if name not in self.hooks:
                raise UnknownQuestionKind(name=name[:100], known=", ".join(sorted(self.hooks)) or "-")

    async def ask(self, running: Transaction, one: Behind, messages: Sequence[tuple[UUID, Mapping[str, Any]]]) -> None:
        """Make questions of the messages that ask one of the questions their endpoint answers."""
        hooks = [self.hooks[name] for name in one.answers if name in self.hooks]
        if hooks:
            await ask(running, one.endpoint_id, messages, hooks)

    async def hear(self, one: Claimed, sent: Sent, actor: Actor, keys: Sequence[str]) -> Heard | None:
        """What an endpoint answered to a question; None when the message asked none or the status says nothing."""
        question = await question_of(one.id) if sent.status in (YES, LATER, NO) else None
        if question is None or question["hook"] not in self.hooks:
            return None
        if sent.status == LATER:
            await note_later(ASKER, question_id=question["id"])
            return Heard(outcome="DELIVERED", code="LATER")
        try:
            check_signed(question["id"], sent.answer, sent.headers, keys)
            verdict = Verdict(yes=sent.status == YES, answer=read_answer(sent.answer), body=sent.answer)
            await self.take(actor, question["id"], question["hook"], verdict)
        except QuestionClosed as refusal:
            return Heard(outcome="DELIVERED", code=refusal.code)
        except Refusal as refusal:
            return Heard(outcome="REFUSED", code=refusal.code)
        return Heard(outcome="DELIVERED", code="YES" if verdict.yes else "NO")

    async def take(self, actor: Actor, question_id: UUID, hook: str, verdict: Verdict) -> str:
        """Take a verdict whose signature was checked; the question's state. Why it is not taken is noted with it."""
        try:
            question = await take_answer(actor, question_id=question_id, hook=self.hooks[hook], verdict=verdict)
        except QuestionClosed:
            raise
        except Refusal as refusal:
            words = f"{refusal.code}: {refusal.message('en')}"
            await note_refusal(ASKER, question_id=question_id, reason=words)
            raise
        return question.state

    def work(self) -> ScheduledWork:
        """Letting questions lapse whose deadline has passed."""

        async def run(actor: Actor) -> int:
            return await lapse_questions(actor, self.hooks)

        title = Text("기한이 지난 질의 처리", "let questions lapse")
        return ScheduledWork(name="core.lapse_questions", title=title, every=LAPSE_EVERY, run=run)


def check_signed(question_id: UUID, body: bytes, headers: Mapping[str, str], keys: Sequence[str]) -> None:
    """Refuse an answer that the endpoint's secret did not sign for this very question."""
    verify(body, headers, keys)
    given = next((value for name, value in headers.items() if name.lower() == "webhook-id"), "")
    if given != f"question_{question_id}":
        raise AnswerToAnother(given=given[:100], expected=f"question_{question_id}")


async def question_of(delivery_id: UUID) -> dict[str, Any] | None:
    """The question that a message asks, if it does."""
    rows = await get_connection("default").execute_query_dict(_OF_DELIVERY, [delivery_id])
    return rows[0] if rows else None
