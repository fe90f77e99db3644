"""The queue of messages: filled from the log once for each endpoint and event, worked off by any number of processes.

A process claims messages with ``for update skip locked`` and for a limited time, so that the connection is free while
the endpoint answers; what a dead process had claimed is claimed again when that time is over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise.connection import get_connection

from majung import clock
from majung.access.cipher import decrypt
from majung.storage.ids import uuid7
from majung.storage.transaction import Transaction, current

MOST_WAITING = 500
"""Messages waiting for one endpoint after which the log is not read further for it: the log keeps the rest."""

_LIVE = "e.state = 'ACTIVE' and s.state = 'ACTIVE' and s.schema_mark = $1"

_BEHIND = f"""
select e.id as endpoint_id, e.answers, e.document_id, s.mandate_id, s.revision, p.position
from webhook_endpoint e join stored_document s on s.id = e.document_id join endpoint_progress p on p.endpoint_id = e.id
where {_LIVE} and p.position < $2
  and not exists (select 1 from delivery d where d.endpoint_id = e.id and d.state = 'WAITING' offset {MOST_WAITING - 1})
"""

_INSERT = """
insert into delivery (id, endpoint_id, kind, seq, event_id, event_position, event_type, subject_id, once_key, next_at,
    created_at, by, body, digest, state, attempts)
select v.id, $1, $2, $3 + v.n, v.event_id, v.position, v.type, v.subject_id, v.once_key, $4, $4, $5, $6, $7,
    'WAITING', 0
from unnest($8::uuid[], $9::uuid[], $10::bigint[], $11::text[], $12::uuid[], $13::text[]) with ordinality
    v (id, event_id, position, type, subject_id, once_key, n)
on conflict (once_key) do nothing
"""

_CLAIM = f"""
with free as materialized (
    select e.id, $6 - (select count(*) from delivery c where c.endpoint_id = e.id and c.claimed_until > $2) as room
    from webhook_endpoint e join stored_document s on s.id = e.document_id
        join endpoint_progress p on p.endpoint_id = e.id
    where {_LIVE} and (p.rest_until is null or p.rest_until <= $2) and (p.failures > 0) = $7
    order by random()
), due as (
    select d.id from free cross join lateral (
        select w.id from delivery w
        where w.endpoint_id = free.id and w.state = 'WAITING' and w.next_at <= $2
          and (w.claimed_until is null or w.claimed_until <= $2)
          and not exists (select 1 from delivery o where o.endpoint_id = w.endpoint_id and o.state = 'WAITING'
              and o.subject_id = w.subject_id and o.seq < w.seq)
        order by w.seq limit greatest(free.room, 0) for update of w skip locked
    ) d limit $5
)
update delivery d set claimed_by = $3, claimed_until = $4
from due, webhook_endpoint e, stored_document s
where d.id = due.id and e.id = d.endpoint_id and s.id = e.document_id
returning d.id, d.endpoint_id, d.kind, d.seq, d.event_id, d.event_position, d.event_type, d.body, d.rights,
    d.attempts, e.url, e.answers, e.document_id, s.mandate_id, s.revision
"""

_SECRETS = """
select endpoint_id, secret from endpoint_secret
where endpoint_id = any($1::uuid[]) and valid_from <= $2 and (valid_until is null or valid_until > $2)
order by valid_from desc, id desc
"""


@dataclass(frozen=True, kw_only=True)
class Behind:
    """An endpoint for which the log was not looked at up to its end yet."""

    endpoint_id: UUID
    answers: Sequence[str]
    document_id: UUID
    mandate_id: UUID
    revision: int
    position: int


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A message that this process sends now. `body` and `rights` are None until it has been made once."""

    id: UUID
    endpoint_id: UUID
    kind: str
    seq: int
    event_id: UUID
    event_position: int
    event_type: str
    body: str | None
    rights: str | None
    attempts: int
    url: str
    answers: Sequence[str]
    document_id: UUID
    mandate_id: UUID
    revision: int


@dataclass(frozen=True, kw_only=True)
class Claim:
    """How much a process claims: `most` messages, `each` of one endpoint, of endpoints that failed last or others."""

    schema_mark: str
    process: UUID
    most: int
    each: int
    failing: bool
    lease: timedelta


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is put into the queue beside the event: why, by whom, and the body where it is known already."""

    kind: str
    by: str
    body: str | None = None
    digest: str | None = None


async def endpoints_behind(schema_mark: str, latest: int) -> list[Behind]:
    """Endpoints to look into the log for, under the schema that this process has."""
    rows = await get_connection("default").execute_query_dict(_BEHIND, [schema_mark, latest])
    return [Behind(**row) for row in rows]


async def take_turn(endpoint_id: UUID, position: int) -> int | None:
    """Lock an endpoint's progress; its last number, or None when another process is at it or was faster."""
    rows = await current().fetch(
        "select last_seq from endpoint_progress where endpoint_id = $1 and position = $2 for update skip locked",
        endpoint_id,
        position,
    )
    return int(rows[0]["last_seq"]) if rows else None


async def enqueue(
    running: Transaction, endpoint_id: UUID, events: Sequence[Mapping[str, Any]], message: Message, last_seq: int
) -> list[UUID]:
    """Add a message for each event, in this order, behind `last_seq`; the progress row is locked by the caller."""
    ids = [uuid7() for _ in events]
    once = message.kind == "EVENT"
    await running.execute(
        _INSERT,
        endpoint_id,
        message.kind,
        last_seq,
        clock.now(),
        message.by,
        message.body,
        message.digest,
        ids,
        [event["id"] for event in events],
        [event["position"] for event in events],
        [event["type"] for event in events],
        [event["subject_id"] for event in events],
        [f"{endpoint_id}:{event['id']}" if once else None for event in events],
    )
    await running.execute(
        "update endpoint_progress set last_seq = $2 where endpoint_id = $1", endpoint_id, last_seq + len(events)
    )
    return ids


async def advance(running: Transaction, endpoint_id: UUID, position: int) -> None:
    """The log was looked at up to a position."""
    await running.execute("update endpoint_progress set position = $2 where endpoint_id = $1", endpoint_id, position)


async def claim(asked: Claim) -> list[Claimed]:
    """Messages whose turn it is: the first of their subject and endpoint that wait, and whose pause is over."""
    now = clock.now()
    rows = await get_connection("default").execute_query_dict(
        _CLAIM,
        [asked.schema_mark, now, asked.process, now + asked.lease, asked.most, asked.each, asked.failing],
    )
    claimed = [Claimed(**{**row, "body": None if row["body"] is None else decrypt(row["body"])}) for row in rows]
    return sorted(claimed, key=lambda one: one.seq)


async def keys_of(endpoint_ids: Sequence[UUID], at: datetime) -> dict[UUID, list[str]]:
    """The secrets in force at a moment, the newest first."""
    rows = await get_connection("default").execute_query_dict(_SECRETS, [list(endpoint_ids), at])
    found: dict[UUID, list[str]] = {}
    for row in rows:
        found.setdefault(row["endpoint_id"], []).append(decrypt(row["secret"]))
    return found


async def next_due(schema_mark: str) -> datetime | None:
    """When the next message that waits for a pause may be tried."""
    rows = await get_connection("default").execute_query_dict(
        "select min(d.next_at) as at from delivery d join webhook_endpoint e on e.id = d.endpoint_id"
        f" join stored_document s on s.id = e.document_id where {_LIVE} and d.state = 'WAITING'"
        " and d.claimed_by is null",
        [schema_mark],
    )
    found: datetime | None = rows[0]["at"]
    return found
