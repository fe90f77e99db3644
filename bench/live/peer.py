"""The peer: subscriptions as Strawberry has them, on the same log; it reads each event once and keeps it in memory.

Each subscriber executes and serialises for itself, which is what stock subscriptions do. No database is asked while
an event is answered, which is kinder than the project's own server is to itself.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime

import asyncpg
import strawberry
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from strawberry.asgi import GraphQL

QUEUES: set[asyncio.Queue[asyncpg.Record]] = set()


@strawberry.type
class Subject:
    id: strawberry.ID
    name: str


@strawberry.type
class Update:
    cursor: str
    type: str
    at: datetime
    subject: Subject


@strawberry.type
class Query:
    ok: bool = True


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def updates(self) -> AsyncGenerator[Update, None]:
        queue: asyncio.Queue[asyncpg.Record] = asyncio.Queue()
        QUEUES.add(queue)
        try:
            while True:
                row = await queue.get()
                subject = Subject(id=strawberry.ID(f"firm_{row['subject_id']}"), name="한빛정밀")
                yield Update(cursor=str(row["position"]), type=row["type"], at=row["at"], subject=subject)
        finally:
            QUEUES.discard(queue)


@asynccontextmanager
async def lifespan(app: Starlette):  # type: ignore[no-untyped-def]
    connection = await asyncpg.connect(os.environ["MAJUNG_DATABASE_URL"])
    reader = await asyncpg.connect(os.environ["MAJUNG_DATABASE_URL"])
    last = await reader.fetchval("select coalesce(max(position), 0) from event_log")
    grown = asyncio.Event()
    await connection.add_listener("majung_events", lambda *_: grown.set())

    async def follow() -> None:
        nonlocal last
        while True:
            await grown.wait()
            grown.clear()
            for row in await reader.fetch("select * from event_log where position > $1 order by position", last):
                last = row["position"]
                for queue in QUEUES:
                    queue.put_nowait(row)

    task = asyncio.create_task(follow())
    yield
    task.cancel()


schema = strawberry.Schema(Query, subscription=Subscription)
app = Starlette(routes=[WebSocketRoute("/graphql", GraphQL(schema))], lifespan=lifespan)

if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", ws_per_message_deflate=False)
