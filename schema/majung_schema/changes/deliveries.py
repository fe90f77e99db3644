"""Changes of what partner systems are told: documents stored, endpoints managed, messages sent again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import strawberry

from majung.deliveries import endpoint_writes, models, resending
from majung.deliveries.document_writes import store_document
from majung_schema.deliveries.trying import replay_range, resend_range, test_message
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of, reading_of
from majung_schema.graph.scalars import Cursor, Json, uuid_of
from majung_schema.types.deliveries import Delivery, EndpointSecret, Resent, StoredDocument, WebhookEndpoint


@strawberry.input(description="An endpoint to set up: where to, and which stored document says what.")
class EndpointInput:
    name: str
    url: str = strawberry.field(description="An https address that is public; it is resolved before it is stored.")
    document: strawberry.ID
    answers: list[str] = strawberry.field(
        default_factory=list, description="Questions that this system answers at once: 200 yes, 202 later, 400 no."
    )
    after: Cursor | None = strawberry.field(default=None, description="Begin after this cursor; without one, now.")

    def given(self) -> endpoint_writes.NewEndpoint:
        """As the core takes it."""
        document_id = uuid_of(self.document, "selection")
        return endpoint_writes.NewEndpoint(
            name=self.name, url=self.url, document_id=document_id, answers=self.answers, after=self.after
        )


async def _with_secret(info: Info, endpoint_id: Any, secret: str) -> EndpointSecret:
    reading = reading_of(info)
    reading.forget()
    endpoint = await reading.one(models.WebhookEndpoint, "id", endpoint_id)
    return EndpointSecret(endpoint=endpoint, secret=secret)  # type: ignore[arg-type]


@strawberry.type
class DeliveryChanges:
    """What a partner changes for its own systems, and an official for a partner."""

    @strawberry.mutation(
        description="Store a subscription document; under a name that is there already, it is the next revision."
    )
    @staticmethod
    @change
    async def store_document(
        info: Info, name: str, text: str, variables: Json | None = None, institution: strawberry.ID | None = None
    ) -> Change[StoredDocument]:
        document = info.context.selections.check(text, variables)
        owner = uuid_of(institution, "inst") if institution else None
        made = await store_document(actor_of(info), name=name, document=document, institution_id=owner)
        return await changed(info, models.StoredDocument, made.id)

    @strawberry.mutation(description="Set an endpoint up; the secret is shown this once.")
    @staticmethod
    async def create_endpoint(info: Info, input: EndpointInput) -> EndpointSecret:
        info.context.selections.platform.asking.check_names(input.answers)
        targets = info.context.selections.targets
        made, secret = await endpoint_writes.create_endpoint(actor_of(info), given=input.given(), targets=targets)
        return await _with_secret(info, made.id, secret)

    @strawberry.mutation(description="Send to another address, or let another document say what is sent.")
    @staticmethod
    @change
    async def move_endpoint(
        info: Info, id: strawberry.ID, version: int, url: str | None = None, document: strawberry.ID | None = None
    ) -> Change[WebhookEndpoint]:
        moved = await endpoint_writes.move_endpoint(
            actor_of(info),
            endpoint_id=uuid_of(id, "endpoint"),
            version=version,
            targets=info.context.selections.targets,
            url=url,
            document_id=uuid_of(document, "selection") if document else None,
        )
        return await changed(info, models.WebhookEndpoint, moved.id)

    @strawberry.mutation(description="A new secret, shown this once; the old one signs too for the hours of overlap.")
    @staticmethod
    async def rotate_endpoint_secret(info: Info, id: strawberry.ID, overlap_hours: int = 24) -> EndpointSecret:
        endpoint_id, overlap = uuid_of(id, "endpoint"), timedelta(hours=max(-1, min(overlap_hours, 10_000)))
        secret = await endpoint_writes.rotate_secret(actor_of(info), endpoint_id=endpoint_id, overlap=overlap)
        return await _with_secret(info, endpoint_id, secret)

    @strawberry.mutation(description="Send nothing until somebody resumes; nothing is lost.")
    @staticmethod
    @change
    async def pause_endpoint(info: Info, id: strawberry.ID, reason: str = "") -> Change[WebhookEndpoint]:
        endpoint_id = uuid_of(id, "endpoint")
        await endpoint_writes.pause_endpoint(actor_of(info), endpoint_id=endpoint_id, reason=reason)
        return await changed(info, models.WebhookEndpoint, endpoint_id)

    @strawberry.mutation(description="Send again, after a pause or after what parked it has been mended.")
    @staticmethod
    @change
    async def resume_endpoint(info: Info, id: strawberry.ID) -> Change[WebhookEndpoint]:
        endpoint_id = uuid_of(id, "endpoint")
        await endpoint_writes.resume_endpoint(actor_of(info), endpoint_id=endpoint_id)
        return await changed(info, models.WebhookEndpoint, endpoint_id)

    @strawberry.mutation(description="Send a made-up event of a kind, marked as a test.")
    @staticmethod
    @change
    async def test_endpoint(info: Info, id: strawberry.ID, type: str) -> Change[Delivery]:
        sent = await test_message(info.context, uuid_of(id, "endpoint"), type)
        return await changed(info, models.Delivery, sent.id)

    @strawberry.mutation(description="Send a message again as it was: the same id and bytes, a new signature.")
    @staticmethod
    @change
    async def send_again(info: Info, delivery: strawberry.ID) -> Change[Delivery]:
        sent = await resending.send_again(actor_of(info), delivery_id=uuid_of(delivery, "delivery"))
        return await changed(info, models.Delivery, sent.id)

    @strawberry.mutation(
        description="Send the stored messages of the events between two cursors again as they were, in their order."
    )
    @staticmethod
    async def send_range_again(
        info: Info, endpoint: strawberry.ID, after: Cursor, until: Cursor | None = None, failed_only: bool = False
    ) -> Resent:
        endpoint_id = uuid_of(endpoint, "endpoint")
        return Resent(count=await resend_range(info.context, endpoint_id, after, until, failed_only=failed_only))

    @strawberry.mutation(
        description="Run the stored document again on the events between two cursors, on today's graph and under"
        " today's rights; such messages say `replayed`."
    )
    @staticmethod
    async def replay_range(info: Info, endpoint: strawberry.ID, after: Cursor, until: Cursor | None = None) -> Resent:
        return Resent(count=await replay_range(info.context, uuid_of(endpoint, "endpoint"), after, until))
