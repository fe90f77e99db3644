"""Changes of endpoints: set up, given a new secret, paused, parked, resumed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.deliveries.document_writes import check_name
from majung.deliveries.errors import DocumentParked
from majung.deliveries.events import (
    EndpointCreated,
    EndpointParked,
    EndpointPaused,
    EndpointResumed,
    EndpointSecretRotated,
)
from majung.deliveries.models import EndpointProgress, EndpointSecret, StoredDocument, WebhookEndpoint
from majung.deliveries.signing import new_secret
from majung.deliveries.targets import Targets
from majung.errors import InvalidValue
from majung.events.event import Event, append
from majung.events.log import resume_position
from majung.identifiers import refuse_resident_number
from majung.storage.transaction import current, find_row, load_for_change, save_change, write

OVERLAP = timedelta(hours=24)
"""How long an old secret signs beside the new one, unless said otherwise."""

LONGEST_OVERLAP = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class NewEndpoint:
    """An endpoint to set up. `after` is the cursor from which it is told; without one, from now on."""

    name: str
    url: str
    document_id: UUID
    answers: Sequence[str] = ()
    after: str | None = None


async def create_endpoint(actor: Actor, *, given: NewEndpoint, targets: Targets) -> tuple[WebhookEndpoint, str]:
    """Set up an endpoint; the secret is shown this once. Its address is resolved before anything is stored."""
    await targets.check(given.url)
    return await _create(actor, given=given)


@write
async def _create(actor: Actor, *, given: NewEndpoint) -> tuple[WebhookEndpoint, str]:
    check_name(given.name)
    document = await load_for_change(StoredDocument, actor, given.document_id, None)
    if document.state == "PARKED":
        raise DocumentParked(name=document.name, reason=document.parked_reason)
    connection, now = current().connection, clock.now()
    endpoint = await WebhookEndpoint.create(
        institution_id=document.institution_id,
        document_id=document.id,
        name=given.name.strip(),
        url=given.url,
        answers=[*given.answers],
        state_at=now,
        by=actor.name,
        using_db=connection,
    )
    await EndpointProgress.create(
        endpoint_id=endpoint.id, position=await resume_position(given.after), using_db=connection
    )
    secret = new_secret()
    await EndpointSecret.create(endpoint_id=endpoint.id, secret=secret, valid_from=now, using_db=connection)
    await _tell(EndpointCreated(name=endpoint.name), endpoint)
    return endpoint, secret


async def move_endpoint(
    actor: Actor, *, endpoint_id: UUID, version: int, targets: Targets, url: str | None, document_id: UUID | None
) -> WebhookEndpoint:
    """Send to another address, or let another document of the same institution say what is sent."""
    if url is not None:
        await targets.check(url)
    return await _move(actor, endpoint_id=endpoint_id, version=version, url=url, document_id=document_id)


@write
async def _move(
    actor: Actor, *, endpoint_id: UUID, version: int, url: str | None, document_id: UUID | None
) -> WebhookEndpoint:
    endpoint = await load_for_change(WebhookEndpoint, actor, endpoint_id, version)
    changes: dict[str, Any] = {} if url is None else {"url": url}
    if document_id is not None:
        document = await find_row(StoredDocument, actor, document_id)
        if document.institution_id != endpoint.institution_id:
            raise InvalidValue(field="document", value=document.name, reason="it belongs to another institution")
        changes["document_id"] = document.id
    await save_change(endpoint, **changes)
    return endpoint


@write
async def rotate_secret(actor: Actor, *, endpoint_id: UUID, overlap: timedelta = OVERLAP) -> str:
    """A new secret, shown this once; until the overlap ends each message is signed with the old one too."""
    endpoint = await load_for_change(WebhookEndpoint, actor, endpoint_id, None)
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise InvalidValue(field="overlap", value=overlap, reason="0 to 30 days; 0일에서 30일까지입니다")
    now = clock.now()
    await current().execute(
        "update endpoint_secret set valid_until = least(coalesce(valid_until, $2), $2) where endpoint_id = $1",
        endpoint.id,
        now + overlap,
    )
    secret = new_secret()
    await EndpointSecret.create(endpoint_id=endpoint.id, secret=secret, valid_from=now, using_db=current().connection)
    await save_change(endpoint)
    await _tell(EndpointSecretRotated(name=endpoint.name), endpoint)
    return secret


@write
async def pause_endpoint(actor: Actor, *, endpoint_id: UUID, reason: str = "") -> WebhookEndpoint:
    """Send nothing until somebody resumes; what happens meanwhile is sent then."""
    refuse_resident_number(reason, "reason")
    endpoint = await load_for_change(WebhookEndpoint, actor, endpoint_id, None)
    await _set_state(endpoint, "PAUSED", reason or None)
    await _tell(EndpointPaused(name=endpoint.name), endpoint)
    return endpoint


@write
async def resume_endpoint(actor: Actor, *, endpoint_id: UUID) -> WebhookEndpoint:
    """Send again, from where the endpoint stood; waiting messages are tried at once."""
    endpoint = await load_for_change(WebhookEndpoint, actor, endpoint_id, None)
    await _set_state(endpoint, "ACTIVE", None)
    await current().execute(
        "update endpoint_progress set failures = 0, failing_since = null, rest_until = null where endpoint_id = $1",
        endpoint.id,
    )
    await current().execute(
        "update delivery set next_at = $2 where endpoint_id = $1 and state = 'WAITING' and next_at > $2",
        endpoint.id,
        clock.now(),
    )
    await _tell(EndpointResumed(name=endpoint.name), endpoint)
    return endpoint


@write
async def park_endpoint(actor: Actor, *, endpoint_id: UUID, reason: str) -> WebhookEndpoint:
    """Stop sending for a reason that somebody must look at; called by the platform, told to both sides."""
    endpoint = await load_for_change(WebhookEndpoint, actor, endpoint_id, None)
    if endpoint.state == "ACTIVE":
        await _set_state(endpoint, "PARKED", reason)
        await _tell(EndpointParked(name=endpoint.name, reason=reason[:500]), endpoint)
    return endpoint


async def _set_state(endpoint: WebhookEndpoint, state: str, reason: str | None) -> None:
    await save_change(endpoint, state=state, reason=reason[:500] if reason else None, state_at=clock.now())


async def _tell(event: Event, endpoint: WebhookEndpoint) -> None:
    await append(event, subject=endpoint.id, institutions=[endpoint.institution_id])
