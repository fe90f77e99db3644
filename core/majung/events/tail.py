"""The tail: one connection per process that hears when the log has grown, for any number of readers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Any, Self

import asyncpg

from majung.events.sequencer import CHANNEL, sweep
from majung.storage.away import DATABASE_AWAY, end_if_told
from majung.storage.database import Database

POLL = 1.0
"""Seconds after which the log is looked at even if nothing was told."""

LONGEST_PAUSE = 5.0
"""Seconds between two attempts to reach a database that is away."""

LOOK = """
select (select coalesce(max(position), 0) from event_log) as latest,
    exists (select 1 from event_outbox) as waiting
"""
"""The newest position, and whether a writer left events without one."""

log = logging.getLogger(__name__)


class Tail:
    """Wakes readers when the log has grown. Holds one number, whatever the number of readers and events.

    A reader keeps its own cursor and reads the log itself, under its own rights; one that is slow costs nothing
    here. The tail also sweeps: what a writer that crashed left in the outbox is placed within a second.
    """

    def __init__(self, database: Database, *, poll: float = POLL) -> None:
        self._database = database
        self._poll = poll
        self._position = 0
        self._grown = asyncio.Event()
        self._ready = asyncio.Event()
        self._work: asyncio.Task[None] | None = None
        self.closed = False

    @property
    def position(self) -> int:
        """The newest position known here."""
        return self._position

    async def open(self) -> None:
        """Start to listen; returns when the log has been looked at once."""
        with self._database.activate():
            self._work = asyncio.create_task(self._listen())
        await self._ready.wait()

    async def close(self) -> None:
        """Stop listening and end all readers' loops."""
        self.closed = True
        self._grown.set()
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)

    async def wait(self, beyond: int, seconds: float | None = None) -> int:
        """The newest position, as soon as it is beyond the given one, the time is over, or the tail is closed."""
        try:
            async with asyncio.timeout(seconds):
                while self._position <= beyond and not self.closed:
                    await self._grown.wait()
        except TimeoutError:
            pass
        return self._position

    async def follow(self) -> AsyncIterator[int]:
        """The newest position: at once, then whenever it has grown. Growth meanwhile is told once."""
        told = -1
        while not self.closed:
            if self._position > told:
                told = self._position
                yield told
            else:
                await self._grown.wait()

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def _advance(self, position: int) -> None:
        if position > self._position:
            self._position = position
            grown, self._grown = self._grown, asyncio.Event()
            grown.set()

    async def _listen(self) -> None:
        pause = 0.1
        while True:
            try:
                connection = await self._database.connect_listen()
                try:
                    pause = 0.1
                    await self._hear(connection)
                finally:
                    connection.terminate()
            except DATABASE_AWAY as error:
                end_if_told()
                log.warning("the tail lost its database and tries again", extra={"reason": str(error)})
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _hear(self, connection: asyncpg.Connection) -> None:
        """Listen until the connection ends."""
        ended = asyncio.Event()
        connection.add_termination_listener(lambda _: ended.set())
        await connection.add_listener(CHANNEL, self._told)
        while not ended.is_set():
            await self._look(connection)
            self._ready.set()
            try:
                async with asyncio.timeout(self._poll):
                    await ended.wait()
            except TimeoutError:
                continue

    async def _look(self, connection: asyncpg.Connection) -> None:
        row = await connection.fetchrow(LOOK, timeout=LONGEST_PAUSE)
        self._advance(row["latest"])
        if row["waiting"]:
            await self._sweep()

    async def _sweep(self) -> None:
        try:
            await sweep()
        except Exception:
            log.warning("events wait for their places; the next look tries again", exc_info=True)

    def _told(self, connection: Any, pid: int, channel: str, payload: object) -> None:
        self._advance(int(str(payload)))
