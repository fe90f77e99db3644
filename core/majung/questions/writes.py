"""Questions asked, answered, and let lapse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

from majung import clock
from majung.access.actor import Actor, system
from majung.events.event import append
from majung.events.log import read_after
from majung.identifiers import redact
from majung.plugin.answering import AnsweringHook
from majung.questions.errors import AnswerUnreadable, QuestionClosed
from majung.questions.events import QuestionAnswered, QuestionLapsed
from majung.questions.models import OPEN, Question
from majung.storage.ids import uuid7
from majung.storage.transaction import Transaction, current, find_row, save_change, write

ASKER = system("questions")

_ASK = """
insert into question (id, hook, institution_id, endpoint_id, delivery_id, event_position, once_key, state, asked_at,
    deadline)
select $1, $2::text, e.institution_id, e.id, $3, $4::bigint, concat_ws(':', $2::text, e.institution_id, $4::bigint),
    'ASKED', $5, $6
from webhook_endpoint e where e.id = $7 and exists (select 1 from delivery d where d.id = $3)
on conflict (once_key) do nothing
"""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a system answers: `answer` is yes or no (an HTTP status may say it instead), with what it is about."""

    answer: str = ""
    data: Any = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A yes or no that was signed, with the bytes that were."""

    yes: bool
    answer: Answer
    body: bytes


def read_answer(body: bytes) -> Answer:
    """The answer in a body; an empty body is an answer without anything."""
    if not body.strip():
        return Answer()
    try:
        return msgspec.json.decode(body, type=Answer)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise AnswerUnreadable(reason=str(error)[:200], expected='{"data": {…}}') from None


async def ask(
    running: Transaction,
    endpoint_id: UUID,
    asked: Sequence[tuple[UUID, Mapping[str, Any]]],
    hooks: Sequence[AnsweringHook],
) -> None:
    """Make questions of the messages (delivery id, event) whose events ask one; an institution is asked once."""
    by_event = {hook.event: hook for hook in hooks}
    for delivery_id, event in asked:
        hook = by_event.get(event["type"])
        if hook is not None:
            values = (
                uuid7(),
                hook.name,
                delivery_id,
                event["position"],
                clock.now(),
                hook.deadline(event),
                endpoint_id,
            )
            await running.execute(_ASK, *values)


@write
async def take_answer(actor: Actor, *, question_id: UUID, hook: AnsweringHook, verdict: Verdict) -> Question:
    """Take a signed answer as what it says; the same bytes again change nothing.

    Refuses after the deadline or another answer, what cannot be read, and what the plugin refuses.
    """
    question = await find_row(Question, ASKER, question_id, lock=True)
    digest = sha256(verdict.body).hexdigest()
    if question.state not in OPEN or question.deadline <= clock.now():
        if question.digest == digest:
            return question
        state = question.state if question.state not in OPEN else "LAPSED"
        raise QuestionClosed(state=state, deadline=question.deadline.isoformat())
    event = await _event(question)
    if verdict.yes:
        await hook.accept(actor, event, _converted(hook, verdict.answer.data))
    else:
        await hook.decline(actor, event, redact(verdict.answer.reason)[:500])
    told = msgspec.json.encode(verdict.answer.data).decode() if verdict.yes else None
    await save_change(
        question,
        state="YES" if verdict.yes else "NO",
        answered_at=clock.now(),
        answer=told,
        digest=digest,
        reason=redact(verdict.answer.reason)[:500] or None,
        refusal=None,
    )
    happened = QuestionAnswered(hook=question.hook, answer=question.state)
    await append(happened, subject=question.id, institutions=[question.institution_id])
    return question


@write
async def note_later(actor: Actor, *, question_id: UUID) -> None:
    """The system has the question and will answer later."""
    await current().execute(
        "update question set state = 'LATER', version = version + 1 where id = $1 and state = 'ASKED'", question_id
    )


@write
async def note_refusal(actor: Actor, *, question_id: UUID, reason: str) -> None:
    """Why an answer was not taken, for those who look at the question."""
    await current().execute(
        "update question set refusal = $2, version = version + 1 where id = $1", question_id, reason[:500]
    )


async def lapse_questions(actor: Actor, hooks: Mapping[str, AnsweringHook]) -> int:
    """Do what is done without an answer for every open question whose deadline has passed; how many."""
    rows = await _due(actor)
    return sum([await _lapse(actor, question_id=row["id"], hook=hooks.get(row["hook"])) for row in rows])


@write
async def _due(actor: Actor) -> list[dict[str, Any]]:
    return await current().fetch(
        "select id, hook from question where state = any($1::text[]) and deadline <= $2 order by deadline, id",
        list(OPEN),
        clock.now(),
    )


@write
async def _lapse(actor: Actor, *, question_id: UUID, hook: AnsweringHook | None) -> bool:
    question = await find_row(Question, actor, question_id, lock=True)
    if question.state not in OPEN or hook is None:
        return False  # answered meanwhile, or its plugin does not run here
    await hook.lapse(actor, await _event(question))
    await save_change(question, state="LAPSED")
    await append(QuestionLapsed(hook=question.hook), subject=question.id, institutions=[question.institution_id])
    return True


async def _event(question: Question) -> dict[str, Any]:
    """The event that asked. What a question needs of it must outlive the log's retention: deadlines are shorter."""
    position = question.event_position
    [event] = await read_after(ASKER, position - 1, until=position, limit=1)
    return event


def _converted(hook: AnsweringHook, data: Any) -> Any:
    try:
        return msgspec.convert(data, hook.answer, strict=False)
    except msgspec.ValidationError as error:
        fields = ", ".join(field.encode_name for field in msgspec.structs.fields(hook.answer))
        raise AnswerUnreadable(reason=str(error), expected=fields) from None
