"""A tail that is woken by the broker instead of by PostgreSQL: any number of processes cost the database nothing."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Any

from nats.errors import Error as NatsError
from nats.js.api import DeliverPolicy

from majung.events.broker import POSITION, STREAM, SUBJECTS, Broker, open_broker
from majung.events.tail import LOOK, POLL, Tail
from majung.storage.away import DATABASE_AWAY, end_if_told
from majung.storage.database import Database

SELDOM = 10.0
"""Seconds between two looks at the log while the broker is there; without it the log is looked at as always."""

log = logging.getLogger(__name__)


class BrokerTail(Tail):
    """Hears positions from the broker, whose messages carry them, and looks at the log itself now and then.

    Without the broker it looks every second, so that nothing is missed, only later.
    """

    def __init__(self, database: Database, address: str, *, seldom: float = SELDOM) -> None:
        super().__init__(database, poll=POLL)
        self._address = address
        self._seldom = seldom
        self._broker: Broker | None = None

    async def _listen(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._hear_broker())
            group.create_task(self._look_at_log())

    async def _look_at_log(self) -> None:
        while True:
            try:
                [row] = await self._database.fetch(LOOK)
                self._advance(row["latest"])
                self._ready.set()
                if row["waiting"]:
                    await self._sweep()
            except DATABASE_AWAY:
                end_if_told()  # else the next look may find it back
            there = self._broker is not None and self._broker.connected
            await asyncio.sleep(self._seldom if there else self._poll)

    async def _hear_broker(self) -> None:
        """Until the tail is closed, which is looked at too: the client swallows a cancellation now and then."""
        async with open_broker(self._address, name="majung tail") as broker:
            self._broker = broker
            while not self.closed:
                try:
                    await self._follow_stream(broker)
                except (NatsError, TimeoutError, OSError) as error:
                    log.warning("the tail lost the broker and looks at the log", extra={"reason": type(error).__name__})
                await asyncio.sleep(self._poll)

    async def _follow_stream(self, broker: Broker) -> None:
        """Hear of every new event until the stream is gone."""

        async def told(message: Any) -> None:
            self._advance(int((message.headers or {}).get(POSITION, 0)))

        subscription = await broker.jetstream.subscribe(
            SUBJECTS, stream=STREAM, cb=told, ordered_consumer=True, deliver_policy=DeliverPolicy.NEW, headers_only=True
        )
        try:
            while await broker.has_stream() and not self.closed:  # nobody tells that a stream was deleted
                end_if_told()
                await asyncio.sleep(self._seldom)
        finally:
            with suppress(NatsError, TimeoutError, OSError):
                await subscription.unsubscribe()
