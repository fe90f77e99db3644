"""Noting what came of a try, in one transaction: the proof, the message's next step, how the endpoint does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from tortoise.connection import get_connection

from majung import clock
from majung.access.actor import system
from majung.access.cipher import encrypt
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
_DELIVERED = f"""
with tried as ({_TRIED}), ended as (
    update delivery set state = 'DELIVERED', reason = null, attempts = attempts + 1, claimed_by = null,
        claimed_until = null, delivered_at = $4
    where id = $2 and claimed_by = $13
)
update endpoint_progress set failures = 0, failing_since = null, rest_until = null, last_delivered_at = $4
where endpoint_id = $14
  and (failures > 0 or last_delivered_at is null or last_delivered_at < $4::timestamptz - interval '1 second')
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


async def keep_body(one: Claimed, process: UUID, body: str, rights: str) -> bool:
    """Keep what is about to be sent, so that a later try sends the same bytes; False when the claim was lost."""
    count, _ = await get_connection("default").execute_query(
        "update delivery set body = $3, digest = $4, rights = $5, document_revision = $6"
        " where id = $1 and claimed_by = $2",
        [one.id, process, encrypt(body), sha256(body.encode()).hexdigest(), rights, one.revision],
    )
    return bool(count)


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


async def note(tried: Try) -> None:
    """Note a try and what follows from it."""
    outcome = tried.outcome or ("RETRY" if tried.sent.status is None else outcome_of(tried.sent.status))
    proof = _proof(tried, outcome)
    if outcome == "DELIVERED":
        values = [*proof, tried.process, tried.one.endpoint_id]
        await get_connection("default").execute_query(_DELIVERED, values)
        return
    async with transaction(WORKER) as running:
        await running.execute(_TRIED, *proof)
        await _failed(running, tried, outcome)


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
