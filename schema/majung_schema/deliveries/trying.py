"""Trying and telling again: dry runs, test messages, ranges of the log sent once more."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from tortoise.connection import get_connection

from majung.access.actor import Actor
from majung.deliveries.errors import NoMandate, TooManyToSendAgain
from majung.deliveries.mandates import actors_of
from majung.deliveries.models import Delivery, StoredDocument, WebhookEndpoint
from majung.deliveries.resending import MOST, replay, send_range_again, send_test
from majung.events.log import latest_position, resume_position
from majung.storage.transaction import find_row, transaction
from majung_schema.deliveries.envelope import webhook_body
from majung_schema.deliveries.refusals import EventNotSeen
from majung_schema.deliveries.samples import sample_event
from majung_schema.deliveries.selections import seen_event
from majung_schema.graph.context import Context


async def dry_run(context: Context, document_id: UUID, *, type_name: str | None, event_id: UUID | None) -> Any:
    """What would be sent for a past event, or for a made-up one of a kind; nothing is sent or stored."""
    document, actor = await _document(context.actor, document_id)
    if event_id is not None:
        event = await _past_event(actor, event_id)
    else:
        event = sample_event(context.registry, type_name or "core.FirmRegistered")
    return orjson.loads(await _body(context, document, actor, event, test=event_id is None or None))


async def test_message(context: Context, endpoint_id: UUID, type_name: str) -> Delivery:
    """Queue a made-up event of a kind for an endpoint, marked as a test."""
    endpoint = await _endpoint(context.actor, endpoint_id)
    document, actor = await _document(context.actor, endpoint.document_id)
    event = sample_event(context.registry, type_name)
    body = await _body(context, document, actor, event, test=True)
    return await send_test(context.actor, endpoint_id=endpoint_id, event_id=event["id"], type_name=type_name, body=body)


async def resend_range(
    context: Context, endpoint_id: UUID, after: str, until: str | None, *, failed_only: bool = False
) -> int:
    """Send stored messages of the events between two cursors again; how many."""
    first, last = await _range(after, until)
    return await send_range_again(
        context.actor, endpoint_id=endpoint_id, after=first, until=last, failed_only=failed_only
    )


async def replay_range(context: Context, endpoint_id: UUID, after: str, until: str | None) -> int:
    """Queue the events between two cursors anew, as the endpoint's document and mandate see them today; how many."""
    endpoint = await _endpoint(context.actor, endpoint_id)
    document, actor = await _document(context.actor, endpoint.document_id)
    first, last = await _range(after, until)
    found, read_to = await context.selections.events(document.id, actor, first, last, most=MOST)
    if read_to < last and len(found) >= MOST:
        raise TooManyToSendAgain(counted=f"{MOST} or more", allowed=MOST)
    return len(await replay(context.actor, endpoint_id=endpoint_id, events=found))


async def _range(after: str, until: str | None) -> tuple[int, int]:
    last = await latest_position() if until is None else await resume_position(until)
    return await resume_position(after), last


async def _body(context: Context, document: StoredDocument, actor: Actor, event: dict[str, Any], **more: Any) -> str:
    selected = await context.selections.selected(document.id)
    answer = await context.selections.execute(selected.document, actor, event)
    return webhook_body(event, document.name, document.revision, answer, **more)


async def _endpoint(actor: Actor, endpoint_id: UUID) -> WebhookEndpoint:
    async with transaction(actor):
        return await find_row(WebhookEndpoint, actor, endpoint_id)


async def _document(actor: Actor, document_id: UUID) -> tuple[StoredDocument, Actor]:
    """The document if the caller may see it, and the actor of its mandate, under whose rights it runs."""
    async with transaction(actor):
        document = await find_row(StoredDocument, actor, document_id)
    found = (await actors_of([document.mandate_id])).get(document.mandate_id)
    if found is None:
        raise NoMandate(institution=document.name)
    return document, found


async def _past_event(actor: Actor, event_id: UUID) -> dict[str, Any]:
    rows = await get_connection("default").execute_query_dict(
        "select position from event_log where id = $1", [event_id]
    )
    event = await seen_event(actor, rows[0]["position"]) if rows else None
    if event is None:
        raise EventNotSeen
    return event
