"""Stream tickets for browsers."""

from __future__ import annotations

from datetime import datetime

import strawberry

from majung.access.tickets import stream_ticket
from majung_schema.graph.context import Info, actor_of
from majung_schema.limits import TICKET_SECONDS


@strawberry.type(
    description="Lets a browser's EventSource, which cannot send a token, open event streams as who asked for it."
)
class StreamTicket:
    ticket: str = strawberry.field(description="To be sent as the parameter `ticket` of the stream's address.")
    expires_at: datetime = strawberry.field(description="Until when it opens streams; one that runs goes on.")


@strawberry.type
class StreamChanges:
    """What a frontend does to follow updates."""

    @strawberry.mutation(description="A ticket for event streams, good for a minute and for nothing else.")
    @staticmethod
    async def open_stream(info: Info) -> StreamTicket:
        ticket, expires_at = stream_ticket(actor_of(info), TICKET_SECONDS)
        return StreamTicket(ticket=ticket, expires_at=expires_at)
