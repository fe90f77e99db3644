"""The work of delivering, in each server process: the log is spread to endpoints, messages are claimed and sent.

Nothing waits for a slow endpoint but its own messages: each has few places of its own, and endpoints that failed last
share places of their own, so that they cannot use up the others'.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4

from majung import clock
from majung.access.actor import Actor
from majung.deliveries.endpoint_writes import park_endpoint
from majung.deliveries.mandates import actors_of, rights_mark
from majung.deliveries.outcomes import WORKER, Made, Notes, Try, drop, put_back
from majung.deliveries.queue import (
    Behind,
    Claim,
    Claimed,
    Message,
    advance,
    claim,
    endpoints_behind,
    enqueue,
    keys_of,
    take_turn,
)
from majung.deliveries.rules import Outcome
from majung.deliveries.sending import Sender, Sent
from majung.deliveries.signing import signed_headers
from majung.errors import Refusal
from majung.events.tail import Tail
from majung.storage.away import DATABASE_AWAY, end_if_told
from majung.storage.transaction import Transaction, transaction
from majung.tracing import span, traceparent

log = logging.getLogger(__name__)

LAST_WORDS = 0.7
"""Seconds that messages on their way have when the process is told to stop."""


class NotMadeNow(Exception):
    """A message cannot be made just now for a reason that is not the partner's; it is tried again soon."""


class Selections(Protocol):
    """What stored documents select, as the schema of this process tells it."""

    @property
    def schema_mark(self) -> str:
        """Names the schema; only documents that were found valid against it are executed here."""

    async def events(
        self, document_id: UUID, actor: Actor, after: int, until: int
    ) -> tuple[Sequence[Mapping[str, Any]], int]:
        """Rows of the log after one position that a document's field yields, and up to where that was looked at."""

    async def message(self, one: Claimed, actor: Actor) -> str | None:
        """The body for one event under the actor's rights of now; None when the actor may not see it (any more)."""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What an answer meant that was more than an acknowledgement."""

    outcome: Outcome
    code: str


class Questions(Protocol):
    """Messages that ask something, and what is answered to them."""

    async def ask(self, running: Transaction, one: Behind, messages: Sequence[tuple[UUID, Mapping[str, Any]]]) -> None:
        """Make questions of the messages (id, event) that ask one, in the transaction that queues them."""

    async def hear(self, one: Claimed, sent: Sent, actor: Actor, keys: Sequence[str]) -> Heard | None:
        """What an endpoint answered; None where the status says all there is to say."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How much one process does at a time, and how long it waits."""

    healthy: int = 200
    """Messages on their way to endpoints that did well last."""
    failing: int = 50
    """Messages on their way to endpoints that failed last."""
    each: int = 4
    """Messages on their way to one endpoint; to one that failed last, a single one."""
    spreading: float = 0.1
    """Seconds between two looks at the log while it grows."""
    claiming: float = 0.05
    """Seconds between two claims while there is work."""
    idle: float = 0.5
    """Seconds after which claims are tried although nothing was told: pauses end, other processes die."""
    margin: float = 10.0
    """Seconds a claim outlives a try's longest time."""


class Deliverer:
    """One process's share of the work; any number of processes may run one on the same database."""

    def __init__(
        self, selections: Selections, questions: Questions, sender: Sender, tail: Tail, pace: Pace | None = None
    ) -> None:
        self._selections = selections
        self._questions = questions
        self._sender = sender
        self._tail = tail
        self._pace = pace or Pace()
        self._process = uuid4()
        self._notes = Notes(self._process)
        self._work = asyncio.Event()
        self._sending: dict[bool, set[asyncio.Task[None]]] = {False: set(), True: set()}

    async def run(self) -> None:
        """Deliver until cancelled; messages that are on their way then are claimed again after their time."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._keep_spreading())
                group.create_task(self._keep_claiming())
        finally:
            tasks = [task for tasks in self._sending.values() for task in tasks]
            if tasks:  # what an endpoint is answering just now is worth a moment: else it is sent twice
                await asyncio.wait(tasks, timeout=LAST_WORDS)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _keep_spreading(self) -> None:
        while not self._tail.closed:
            seen = self._tail.position
            try:
                more = await self.spread()
            except DATABASE_AWAY:
                end_if_told()
                log.warning("deliveries wait for the database", exc_info=True)
                more = False
            except Exception:
                end_if_told()
                log.exception("the log could not be spread to endpoints")
                more = False
            await asyncio.sleep(self._pace.spreading)
            if not more:
                await self._tail.wait(seen, seconds=self._pace.idle)

    async def spread(self) -> bool:
        """Queue what has happened for every endpoint that is behind; whether more is waiting in the log."""
        latest = self._tail.position
        behind = await endpoints_behind(self._selections.schema_mark, latest)
        if not behind:
            return False
        actors = await actors_of({one.mandate_id for one in behind})
        found: dict[tuple[UUID, UUID, int], tuple[Sequence[Mapping[str, Any]], int]] = {}
        more = False
        for one in behind:
            actor = actors.get(one.mandate_id)
            if actor is None:
                await park_endpoint(WORKER, endpoint_id=one.endpoint_id, reason="MANDATE_ENDED")
                continue
            key = (one.document_id, one.mandate_id, one.position)
            try:
                if key not in found:
                    found[key] = await self._selections.events(one.document_id, actor, one.position, latest)
                more |= await self._queue(one, *found[key]) < latest
            except Refusal as refusal:
                reason = f"{refusal.code}: {refusal.message('en')}"
                await park_endpoint(WORKER, endpoint_id=one.endpoint_id, reason=reason)
        return more

    async def _queue(self, one: Behind, events: Sequence[Mapping[str, Any]], until: int) -> int:
        async with transaction(WORKER) as running:
            last = await take_turn(one.endpoint_id, one.position)
            if last is None:
                return until
            if events:
                message = Message(kind="EVENT", by=WORKER.name)
                ids = await enqueue(running, one.endpoint_id, events, message, last)
                if one.answers:
                    await self._questions.ask(running, one, list(zip(ids, events, strict=True)))
            await advance(running, one.endpoint_id, until)
        if events:
            self._work.set()
        return until

    async def _keep_claiming(self) -> None:
        while True:
            self._work.clear()
            try:
                for failing in (False, True):
                    await self.claim(failing=failing)
            except DATABASE_AWAY:
                end_if_told()
                log.warning("deliveries wait for the database", exc_info=True)
            except Exception:
                end_if_told()
                log.exception("messages could not be claimed")
            await asyncio.sleep(self._pace.claiming)
            try:
                async with asyncio.timeout(self._pace.idle):
                    await self._work.wait()
            except TimeoutError:
                continue

    async def claim(self, *, failing: bool) -> int:
        """Claim what there is room for and begin to send it; how many messages."""
        pace, sending = self._pace, self._sending[failing]
        room = (pace.failing if failing else pace.healthy) - len(sending)
        if room <= 0:
            return 0
        lease = self._sender.timeout + pace.margin
        asked = Claim(
            schema_mark=self._selections.schema_mark,
            process=self._process,
            most=room,
            each=1 if failing else pace.each,
            failing=failing,
            lease=timedelta(seconds=lease),
        )
        begun = time.monotonic()
        claimed = await claim(asked)
        if not claimed:
            return 0
        actors = await actors_of({one.mandate_id for one in claimed})
        keys = await keys_of([one.endpoint_id for one in claimed], clock.now())
        for one in claimed:
            work = self._deliver(one, actors.get(one.mandate_id), keys.get(one.endpoint_id, []), begun + pace.margin)
            task = asyncio.create_task(work)
            sending.add(task)
            task.add_done_callback(sending.discard)
        return len(claimed)

    async def _deliver(self, one: Claimed, actor: Actor | None, keys: Sequence[str], latest_start: float) -> None:
        try:
            if actor is None:
                await put_back(one, self._process)
                await park_endpoint(WORKER, endpoint_id=one.endpoint_id, reason="MANDATE_ENDED")
                return
            body = await self._body(one, replace(actor, origin=f"endpoint_{one.endpoint_id}"))
            if body is None:
                await drop(one, self._process, "NOT_VISIBLE")
            elif time.monotonic() < latest_start:  # else the claim may be over before the endpoint has answered
                await self._send(one, actor, body, keys)
        except NotMadeNow:
            await put_back(one, self._process, clock.now() + timedelta(seconds=30))
        except Exception:
            log.exception("a message could not be dealt with", extra={"delivery": str(one.id)})
        finally:
            self._work.set()

    async def _body(self, one: Claimed, actor: Actor) -> str | None:
        """The stored bytes, unless none are stored or they were made under rights that have changed since."""
        mark = rights_mark(actor)
        if one.body is not None and (one.kind == "TEST" or one.rights == mark):
            return one.body
        body = await self._selections.message(one, actor)
        if body is not None:
            await self._notes.keep(Made(one=one, body=body, rights=mark))
        return body

    async def _posted(self, one: Claimed, body: str, headers: Mapping[str, str]) -> Sent:
        """Post within a trace of its own, which the endpoint may go on with."""
        facts = {"majung.endpoint": str(one.endpoint_id), "majung.event_id": str(one.event_id)}
        with span("delivery", {**facts, "majung.attempt": one.attempts + 1}, kind="client", alone=True) as delivery:
            sent = await self._sender.post(one.url, body.encode(), {**headers, **traceparent()})
            delivery.note({"http.response.status_code": sent.status})
            if sent.code is not None or not 200 <= (sent.status or 0) < 300:
                delivery.fail(sent.code or str(sent.status))
            return sent

    async def _send(self, one: Claimed, actor: Actor, body: str, keys: Sequence[str]) -> None:
        at = datetime.now(UTC)  # what partners compare with their own clocks is no date of the agency's
        headers = signed_headers(f"event_{one.event_id}", body, keys, at)
        if one.attempts:
            headers["majung-attempt"] = str(one.attempts + 1)
        sent = await self._posted(one, body, headers)
        heard = await self._questions.hear(one, sent, actor, keys) if one.answers else None
        tried = Try(
            one=one,
            process=self._process,
            sent=sent,
            at=at,
            signature=headers["webhook-signature"],
            signed_at=int(headers["webhook-timestamp"]),
            outcome=heard.outcome if heard else None,
            code=heard.code if heard else None,
        )
        await self._notes.note(tried)
