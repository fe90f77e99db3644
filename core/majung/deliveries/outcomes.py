"""Noting what came of a try, in one transaction: the proof, the message's next step, how the endpoint does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from tortoise.connection import get_connection

from majung import clock
from majung.access.actor import system
from majung.access.cipher import encrypt
from majung.deliveries.batching import Batching
from majung.deliveries.endpoint_writes import park_endpoint
from majung.deliveries.queue import Claimed
from majung.deliveries.rules import Outcome, must_park, next_try, outcome_of, rest_after
from majung.deliveries.sending import Sent
from majung.identifiers import redact
from majung.storage.ids import uuid7
from majung.storage.transaction import Transaction, transaction

LONGEST_KEPT_ANSWER = 2_000
"""Characters of an answer that are kept as proof."""

WORKER = system("deliveries")

_TRIED = """
insert into delivery_attempt (id, delivery_id, number, at, signed_at, signature, address, status, outcome, code, answer,
    duration_ms) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""
_ENDED = """
update delivery set state = $3, reason = $4, attempts = attempts + 1, next_at = $5, claimed_by = null,
    claimed_until = null, delivered_at = $6
where id = $1 and claimed_by = $2
"""
_DELIVERED = """
with given as (
    select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::timestamptz[], $5::bigint[], $6::text[], $7::text[],
        $8::int[], $9::text[], $10::text[], $11::text[], $12::int[], $13::uuid[]) g
        (id, delivery_id, number, at, signed_at, signature, address, status, outcome, code, answer, duration_ms,
        endpoint_id)
), tried as (
    insert into delivery_attempt (id, delivery_id, number, at, signed_at, signature, address, status, outcome, code,
        answer, duration_ms)
    select id, delivery_id, number, at, signed_at, signature, address, status, outcome, code, answer, duration_ms
    from given
), ended as (
    update delivery d set state = 'DELIVERED', reason = null, attempts = attempts + 1, claimed_by = null,
        claimed_until = null, delivered_at = given.at
    from given where d.id = given.delivery_id and d.claimed_by = $14
), locked as (
    select p.endpoint_id from endpoint_progress p
    where p.endpoint_id = any($13) and (p.failures > 0 or p.last_delivered_at is null
        or p.last_delivered_at < $15::timestamptz - interval '1 second')
    order by p.endpoint_id for update
)
update endpoint_progress p set failures = 0, failing_since = null, rest_until = null, last_delivered_at = $15
from locked where p.endpoint_id = locked.endpoint_id
"""
_KEEP = """
update delivery d set body = g.body, digest = g.digest, rights = g.rights, document_revision = g.revision
from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[]) g (id, body, digest, rights, revision)
where d.id = g.id and d.claimed_by = $6
"""


@dataclass(frozen=True, kw_only=True)
class Try:
    """One try of a message: when it was signed, with what, and what came back."""

    one: Claimed
    process: UUID
    sent: Sent
    at: datetime
    signature: str | None = None
    signed_at: int | None = None
    outcome: Outcome | None = None
    """What came of it, where that is not what the status says."""
    code: str | None = None


@dataclass(frozen=True, kw_only=True)
class Made:
    """A body that is about to be sent, and the rights under which it was made."""

    one: Claimed
    body: str
    rights: str


class Notes:
    """What one process notes of its messages: many at once, because each statement costs more than its rows."""

    def __init__(self, process: UUID) -> None:
        self._process = process
        self.keep: Batching[Made, None] = Batching(self._keep)
        """Keep what is about to be sent, so that a later try sends the same bytes."""
        self._delivered: Batching[list[object], None] = Batching(self._note_delivered)

    async def note(self, tried: Try) -> None:
        """Note a try and what follows from it."""
        outcome = tried.outcome or ("RETRY" if tried.sent.status is None else outcome_of(tried.sent.status))
        proof = _proof(tried, outcome)
        if outcome == "DELIVERED":
            await self._delivered([*proof, tried.one.endpoint_id])
            return
        async with transaction(WORKER) as running:
            await running.execute(_TRIED, *proof)
            await _failed(running, tried, outcome)

    async def _keep(self, made: Sequence[Made]) -> Sequence[None]:
        columns = [
            [one.one.id for one in made],
            [encrypt(one.body) for one in made],
            [sha256(one.body.encode()).hexdigest() for one in made],
            [one.rights for one in made],
            [one.one.revision for one in made],
        ]
        await get_connection("default").execute_query(_KEEP, [*columns, self._process])
        return [None] * len(made)

    async def _note_delivered(self, proofs: Sequence[list[object]]) -> Sequence[None]:
        columns = [list(column) for column in zip(*proofs, strict=True)]
        await get_connection("default").execute_query(_DELIVERED, [*columns, self._process, clock.now()])
        return [None] * len(proofs)


async def drop(one: Claimed, process: UUID, reason: str) -> None:
    """A message that its endpoint may not have any more is not sent."""
    async with transaction(WORKER) as running:
        await running.execute(_ENDED, one.id, process, "DROPPED", reason, clock.now(), None)


async def put_back(one: Claimed, process: UUID, next_at: datetime | None = None) -> None:
    """Give a message back without a try: it could not be made just now, or its endpoint was parked."""
    await get_connection("default").execute_query(
        "update delivery set claimed_by = null, claimed_until = null, next_at = coalesce($3, next_at)"
        " where id = $1 and claimed_by = $2",
        [one.id, process, next_at],
    )


def _proof(tried: Try, outcome: Outcome) -> list[object]:
    sent = tried.sent
    answer = redact(sent.answer.decode(errors="replace").replace("\x00", ""))[:LONGEST_KEPT_ANSWER]
    code = tried.code or sent.code
    return [
        uuid7(), tried.one.id, tried.one.attempts + 1, tried.at, tried.signed_at, tried.signature, sent.address,
        sent.status, outcome, code, answer if sent.status is not None else None, sent.duration_ms,
    ]  # fmt: skip


async def _failed(running: Transaction, tried: Try, outcome: Outcome) -> None:
    one, now = tried.one, clock.now()
    told = tried.code or tried.sent.code or f"HTTP {tried.sent.status}"
    following = next_try(one.attempts + 1, outcome, now, tried.sent.retry_after)
    state = "WAITING" if following.at else "FAILED"
    await running.execute(
        _ENDED, one.id, tried.process, state, f"{following.reason}: {told}", following.at or now, None
    )
    [row] = await running.fetch(
        "update endpoint_progress set failures = failures + 1, failing_since = coalesce(failing_since, $2),"
        " last_failure = $3 where endpoint_id = $1 returning failures, failing_since",
        one.endpoint_id,
        now,
        told[:200],
    )
    await running.execute(
        "update endpoint_progress set rest_until = $2 where endpoint_id = $1",
        one.endpoint_id,
        rest_after(row["failures"], now),
    )
    if outcome == "GONE":
        await park_endpoint(WORKER, endpoint_id=one.endpoint_id, reason="GONE: the endpoint answered 410")
    elif must_park(row["failures"], row["failing_since"], now):
        words = f"FAILING: {row['failures']} tries in a row since {row['failing_since']:%Y-%m-%d %H:%M}Z, last {told}"
        await park_endpoint(WORKER, endpoint_id=one.endpoint_id, reason=words)
