"""Stored documents executed: which events they are about, and what they select of one, under rights of that moment."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from graphql import ExecutionResult
from tortoise.connection import get_connection

from majung.access.actor import Actor
from majung.deliveries.document_writes import CheckedDocument
from majung.deliveries.mandates import rights_mark
from majung.deliveries.queue import Claimed
from majung.deliveries.targets import Targets
from majung.deliveries.worker import NotMadeNow
from majung.events.log import encode_cursor, read_after, resume_position
from majung.events.models import LoggedEvent
from majung.events.tail import Tail
from majung.questions.asking import question_of
from majung_schema.asking import RequestInfo
from majung_schema.deliveries.compiled import Compiled, compiled
from majung_schema.deliveries.envelope import webhook_body
from majung_schema.deliveries.refusals import DocumentRefused
from majung_schema.deliveries.source import events_between
from majung_schema.graph.context import Context
from majung_schema.graph.rows import Row
from majung_schema.refusals import InternalError, OperationTimedOut

if TYPE_CHECKING:
    from majung_schema.platform import Platform

KEPT_ANSWERS = 500
KEPT_SECONDS = 2.0
"""How long what a document selects of an event serves other endpoints with the same document and rights."""

BROKEN = frozenset({InternalError.code, OperationTimedOut.code})
"""Codes of errors that are ours and may pass: an answer with one is not sent."""

_READ = "select name, text, variables, revision from stored_document where id = $1"


@dataclass(frozen=True, kw_only=True)
class Selected:
    """A stored document as it is now, ready to run."""

    name: str
    revision: int
    document: Compiled


@dataclass
class StoredSelections:
    """The stored documents of one installation under the schema of this process."""

    platform: Platform
    targets: Targets
    tail: Tail | None = None
    """What tells when the log has grown; there is one while a server runs."""
    _compiled: OrderedDict[tuple[UUID, int], Compiled] = field(default_factory=OrderedDict)
    _answers: OrderedDict[tuple[object, ...], tuple[float, asyncio.Task[dict[str, Any]]]] = field(
        default_factory=OrderedDict
    )

    @cached_property
    def schema_mark(self) -> str:
        """The fingerprint of the composed schema: another plugin set or version has another."""
        return sha256(self.platform.schema.as_str().encode()).hexdigest()

    def check(self, text: str, variables: object = None) -> CheckedDocument:
        """A document that may be stored; refuses one that is invalid, too dear, or not over events."""
        given = {} if variables is None else variables
        if not isinstance(given, dict):
            raise DocumentRefused(reason_code="VARIABLES_INVALID", reason="variables are a JSON object")
        ready = compiled(self.platform.operations, text, given)
        return CheckedDocument(
            text=text,
            root_field=ready.root_field,
            cost=ready.cost,
            schema_mark=self.schema_mark,
            variables=given,
        )

    async def selected(self, document_id: UUID) -> Selected:
        """The stored document, compiled once for each revision."""
        [row] = await get_connection("default").execute_query_dict(_READ, [document_id])
        key = (document_id, row["revision"])
        if key not in self._compiled:
            self._compiled[key] = compiled(self.platform.operations, row["text"], row["variables"])
            while len(self._compiled) > KEPT_ANSWERS:
                self._compiled.popitem(last=False)
        return Selected(name=row["name"], revision=row["revision"], document=self._compiled[key])

    async def events(
        self, document_id: UUID, actor: Actor, after: int, until: int, *, most: int | None = None
    ) -> tuple[Sequence[Mapping[str, Any]], int]:
        """Rows of the log after one position that the document's field yields, and up to where that was looked at."""
        await resume_position(encode_cursor(after))  # events that retention has dropped are not passed over in silence
        selected = await self.selected(document_id)
        more = {} if most is None else {"most": most}
        async with self._opened(actor, "stored-document") as context:
            found, read_to = await events_between(selected.document, context, after, until, **more)
        return [row._values for row in found], read_to

    async def message(self, one: Claimed, actor: Actor) -> str | None:
        """The body of a webhook for one event; None when the actor may not see the event any more."""
        selected = await self.selected(one.document_id)
        event = await seen_event(actor, one.event_position)
        if event is None or event["id"] != one.event_id:
            return None
        answer = await self.answer(one.document_id, selected, actor, event)
        codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
        if codes & BROKEN or "data" not in answer:
            raise NotMadeNow(", ".join(sorted(codes)))
        replayed = True if one.kind == "REPLAY" else None
        question = await asked_question(one.id) if one.answers else None
        return webhook_body(event, selected.name, selected.revision, answer, replayed=replayed, question=question)

    async def answer(
        self, document_id: UUID, selected: Selected, actor: Actor, event: Mapping[str, Any]
    ) -> dict[str, Any]:
        """What the document selects of an event, as GraphQL answers; executed once for all who have the same rights."""
        key = (document_id, selected.revision, rights_mark(actor), event["id"])
        kept = self._answers.get(key)
        if kept is None or kept[0] < time.monotonic():
            work = asyncio.create_task(self.execute(selected.document, actor, event))
            kept = self._answers[key] = (time.monotonic() + KEPT_SECONDS, work)
            while len(self._answers) > KEPT_ANSWERS:
                self._answers.popitem(last=False)
        # a task of its own: who is cancelled must not take the others' answer with it
        return await asyncio.shield(kept[1])

    async def execute(self, document: Compiled, actor: Actor, event: Mapping[str, Any]) -> dict[str, Any]:
        """What a document selects of a row of the log, in a context and within a deadline of its own."""
        info = RequestInfo(request_id=f"event_{event['id']}", kind="subscription", is_event=True, origin=actor.origin)
        speaker = self.platform.operations.speaker(actor, info)
        executor = document.executor().build_per_event_executor(Row(LoggedEvent, event))
        seconds = self.platform.limits.operation_seconds
        try:
            async with asyncio.timeout(seconds) as deadline, self._opened(actor, info.request_id) as context:
                executor.context_value = context
                result = executor.execute_operation(False)
                if executor.is_awaitable(result):
                    result = await cast(Awaitable[ExecutionResult], result)
        except TimeoutError as error:
            late = OperationTimedOut(counted=seconds, allowed=seconds) if deadline.expired() else error
            return speaker.failed(late).body
        except Exception as error:
            return speaker.failed(error).body
        told = cast(ExecutionResult, result)
        errors = [speaker.error(error) for error in told.errors or ()]
        return {"data": told.data, "errors": errors} if errors else {"data": told.data}

    @asynccontextmanager
    async def _opened(self, actor: Actor, request_id: str) -> AsyncIterator[Context]:
        info = RequestInfo(request_id=request_id, kind="subscription", is_event=True, origin=actor.origin)
        async with self.platform.open_operation(actor, info) as context:
            yield context


async def asked_question(delivery_id: UUID) -> dict[str, str] | None:
    """The question of a message as its endpoint sees it: what is asked, until when, and where a later answer goes."""
    question = await question_of(delivery_id)
    if question is None:
        return None
    id = f"question_{question['id']}"
    deadline = question["deadline"].isoformat()
    return {"id": id, "hook": question["hook"], "deadline": deadline, "answer": f"/answers/{id}"}


async def seen_event(actor: Actor, position: int) -> dict[str, Any] | None:
    """The event at a position, if the actor may see it."""
    found = await read_after(actor, position - 1, until=position, limit=1)
    return found[0] if found else None
