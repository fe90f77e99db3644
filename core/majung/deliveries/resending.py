"""Messages sent again: the stored bytes (retry), or made anew from today's graph under today's rights (replay)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.access.cipher import encrypt
from majung.deliveries.errors import EndpointNotActive, NothingToSendAgain, StillWaiting, TooManyToSendAgain
from majung.deliveries.models import Delivery, EndpointProgress, WebhookEndpoint
from majung.deliveries.queue import Message, enqueue
from majung.storage.ids import uuid7
from majung.storage.transaction import current, find_row, write

MOST = 10_000
"""Messages that one request may send again."""

_AGAIN = """
update delivery d set state = 'WAITING', reason = null, next_at = $2, seq = $3 + n.n, by = $4, attempts = 0
from (select id, row_number() over (order by seq) as n from delivery where id = any($1::uuid[])) n where d.id = n.id
"""


@write
async def send_again(actor: Actor, *, delivery_id: UUID) -> Delivery:
    """Send one message again as it was: the same id, the same bytes, a new signature."""
    delivery = await find_row(Delivery, actor, delivery_id, lock=True)
    if delivery.state == "WAITING":
        raise StillWaiting(at=delivery.next_at)
    endpoint = await _active(actor, delivery.endpoint_id)
    await _requeue(actor, endpoint.id, [delivery.id])
    return await Delivery.get(id=delivery.id, using_db=current().connection)


@write
async def send_range_again(
    actor: Actor, *, endpoint_id: UUID, after: int, until: int, failed_only: bool = False
) -> int:
    """Send the stored messages of events after one position up to another again, in their order; how many."""
    endpoint = await _active(actor, endpoint_id)
    rows = await current().fetch(
        "select id from delivery where endpoint_id = $1 and event_position > $2 and event_position <= $3"
        " and (state = 'FAILED' or state = 'DELIVERED' and not $4) and kind <> 'TEST' order by seq limit $5",
        endpoint.id,
        after,
        until,
        failed_only,
        MOST + 1,
    )
    if not rows:
        raise NothingToSendAgain
    if len(rows) > MOST:
        raise TooManyToSendAgain(counted=f"more than {MOST}", allowed=MOST)
    await _requeue(actor, endpoint.id, [row["id"] for row in rows])
    return len(rows)


@write
async def replay(actor: Actor, *, endpoint_id: UUID, events: Sequence[Mapping[str, Any]]) -> list[UUID]:
    """Queue events of the log anew; each message is made when it is sent, and says that it is a replay."""
    endpoint = await _active(actor, endpoint_id)
    if not events:
        raise NothingToSendAgain
    if len(events) > MOST:
        raise TooManyToSendAgain(counted=f"more than {MOST}", allowed=MOST)
    progress = await _locked(endpoint.id)
    message = Message(kind="REPLAY", by=actor.name)
    return await enqueue(current(), endpoint.id, events, message, progress.last_seq)


@write
async def send_test(actor: Actor, *, endpoint_id: UUID, event_id: UUID, type_name: str, body: str) -> Delivery:
    """Queue a made-up message, marked as a test."""
    endpoint = await _active(actor, endpoint_id)
    progress = await _locked(endpoint.id)
    event = {"id": event_id, "position": 0, "type": type_name, "subject_id": uuid7()}
    message = Message(kind="TEST", by=actor.name, body=encrypt(body), digest=sha256(body.encode()).hexdigest())
    [made] = await enqueue(current(), endpoint.id, [event], message, progress.last_seq)
    return await Delivery.get(id=made, using_db=current().connection)


async def _requeue(actor: Actor, endpoint_id: UUID, delivery_ids: Sequence[UUID]) -> None:
    progress = await _locked(endpoint_id)
    await current().execute(_AGAIN, list(delivery_ids), clock.now(), progress.last_seq, actor.name)
    await current().execute(
        "update endpoint_progress set last_seq = last_seq + $2 where endpoint_id = $1", endpoint_id, len(delivery_ids)
    )


async def _active(actor: Actor, endpoint_id: UUID) -> WebhookEndpoint:
    endpoint = await find_row(WebhookEndpoint, actor, endpoint_id)
    if endpoint.state != "ACTIVE":
        raise EndpointNotActive(state=endpoint.state, reason=endpoint.reason or "-")
    return endpoint


async def _locked(endpoint_id: UUID) -> EndpointProgress:
    return await EndpointProgress.select_for_update().using_db(current().connection).get(endpoint_id=endpoint_id)
