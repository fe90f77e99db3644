"""What partner systems are told: stored documents, endpoints with their health, messages and the proof of each try."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import strawberry

from majung import clock
from majung.deliveries import models
from majung.events.log import encode_cursor
from majung.institutions import models as institution_models
from majung.questions import models as question_models
from majung_schema.graph.bound import batched, bound, computed
from majung_schema.graph.connections import Connection
from majung_schema.graph.node import Node
from majung_schema.graph.reading import Reading
from majung_schema.graph.relations import to_many, to_one
from majung_schema.graph.rows import Row
from majung_schema.graph.scalars import Cursor, Json
from majung_schema.types.institutions import Institution
from majung_schema.types.updates import cursor_at

_HEALTH = """
select p.endpoint_id, p.position, p.failures, p.failing_since, p.rest_until, p.last_delivered_at, p.last_failure,
    (select count(*) from delivery d where d.endpoint_id = p.endpoint_id and d.state = 'WAITING') as waiting,
    (select min(d.created_at) from delivery d where d.endpoint_id = p.endpoint_id and d.state = 'WAITING') as oldest,
    (select count(*) from delivery d where d.endpoint_id = p.endpoint_id and d.delivered_at >= $2) as delivered,
    (select count(*) from delivery d where d.endpoint_id = p.endpoint_id and d.state = 'FAILED'
        and d.created_at >= $2) as failed,
    (select coalesce(max(position), 0) from event_log) - p.position as behind
from endpoint_progress p where p.endpoint_id = any($1::uuid[])
"""


@bound(models.StoredDocument)
class StoredDocument(Node):
    """A subscription document of a partner: one selection for webhooks and the feed, under its mandate's rights."""

    name: str
    text: str
    variables: Json
    revision: int
    field: str
    cost: int
    state: str
    parked_reason: str | None
    institution: Institution | None = to_one(institution_models.Institution, "institution_id")


@strawberry.type(description="How an endpoint does; counts are of the last 24 hours.")
class EndpointHealth:
    waiting: int
    oldest_waiting_at: datetime | None
    behind: int = strawberry.field(description="Events of the log that were not looked at for it yet.")
    delivered: int
    failed: int
    failures_in_a_row: int
    failing_since: datetime | None
    resting_until: datetime | None
    last_delivered_at: datetime | None
    last_failure: str | None
    cursor: Cursor = strawberry.field(description="The newest event that was queued or passed over for it.")


async def health_of(reading: Reading, rows: Sequence[Row]) -> list[EndpointHealth | None]:
    """Whether it keeps up, and what went wrong last."""
    since = clock.now() - timedelta(days=1)
    found = await reading.database.fetch(_HEALTH, [row["id"] for row in rows], since)
    reading.statements += 1
    known = {one["endpoint_id"]: _health(one) for one in found}
    return [known.get(row["id"]) for row in rows]


def _health(one: Any) -> EndpointHealth:
    return EndpointHealth(
        waiting=one["waiting"],
        oldest_waiting_at=one["oldest"],
        behind=max(one["behind"], 0),
        delivered=one["delivered"],
        failed=one["failed"],
        failures_in_a_row=one["failures"],
        failing_since=one["failing_since"],
        resting_until=one["rest_until"],
        last_delivered_at=one["last_delivered_at"],
        last_failure=one["last_failure"],
        cursor=Cursor(encode_cursor(one["position"])),
    )


@bound(models.DeliveryAttempt)
class DeliveryAttempt(Node):
    """One try: the signature that was sent, and what came back. With the digest of the message it is the proof."""

    number: int
    at: datetime
    signature: str | None
    address: str | None
    status: int | None
    outcome: str
    code: str | None
    answer: str | None
    duration_ms: int


def event_of(event_id: object) -> strawberry.ID:
    """The event's id, as it stands in the message's header `webhook-id`."""
    return strawberry.ID(f"event_{event_id}")


@bound(models.Delivery)
class Delivery(Node):
    """One message for one endpoint, with every try. Its body is shown to those who may see personal data whole."""

    kind: str
    state: str
    reason: str | None
    event_type: str
    document_revision: int | None
    attempts: int
    next_at: datetime
    delivered_at: datetime | None
    created_at: datetime
    by: str
    digest: str | None
    body: str | None
    event: strawberry.ID = computed(event_of, "event_id")
    cursor: Cursor = computed(cursor_at, "event_position", description="The place of its event in the log.")
    endpoint: WebhookEndpoint | None = to_one(models.WebhookEndpoint, "endpoint_id")
    tries: Connection[DeliveryAttempt] = to_many(models.DeliveryAttempt, "delivery_id", sort=("at",))


@bound(models.WebhookEndpoint)
class WebhookEndpoint(Node):
    """Where a partner's system is told what happened. Its secret is shown when it is made, and never again."""

    name: str
    url: str
    answers: list[str]
    state: str
    reason: str | None
    state_at: datetime
    version: int
    institution: Institution | None = to_one(institution_models.Institution, "institution_id")
    document: StoredDocument | None = to_one(models.StoredDocument, "document_id")
    health: EndpointHealth | None = batched(health_of, "id")
    deliveries: Connection[Delivery] = to_many(models.Delivery, "endpoint_id", sort=("-seq",))


@bound(question_models.Question)
class Question(Node):
    """A question to a partner's system: ASKED, LATER, then YES, NO or LAPSED."""

    hook: str
    state: str
    asked_at: datetime
    deadline: datetime
    answered_at: datetime | None
    answer: str | None
    reason: str | None
    refusal: str | None
    institution: Institution | None = to_one(institution_models.Institution, "institution_id")
    delivery: Delivery | None = to_one(models.Delivery, "delivery_id")


@strawberry.type(description="An endpoint with its new secret, which is shown this once.")
class EndpointSecret:
    endpoint: WebhookEndpoint | None
    secret: str


@strawberry.type(description="How many messages were queued, or why none.")
class Resent:
    count: int
