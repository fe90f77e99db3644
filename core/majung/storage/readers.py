"""Connections for reads alone: they carry no session state, so nothing need be cleared between two actors."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence

import asyncpg

from majung.storage.codecs import set_codecs

STATEMENTS_PREPARED = 500
"""Prepared statements kept on each connection; a plan has one for each of its levels."""


class Readers:
    """At most `size` connections that only ever read (PostgreSQL itself refuses anything else on them).

    asyncpg's own pool clears a session with a round trip and a task at each return, which takes longer than a point
    query. Here a connection is taken and given back without waiting; one that was interrupted or failed is closed.
    """

    def __init__(self, url: str, session: Mapping[str, str], size: int) -> None:
        self._url = url
        self._session = {**session, "default_transaction_read_only": "on"}
        self._idle: list[asyncpg.Connection] = []
        self._places = asyncio.Semaphore(size)
        self._closing: set[asyncio.Task[None]] = set()
        self._closed = False
        self.statements = 0
        self.seconds = 0.0
        """How many statements were asked, and how long PostgreSQL took to answer them."""

    async def fetch(self, sql: str, values: Sequence[object]) -> list[asyncpg.Record]:
        """Rows of one plain question (`is_plain_question`)."""
        async with self._places:
            connection = await self._taken()
            began = time.perf_counter()
            try:
                rows: list[asyncpg.Record] = await connection.fetch(sql, *values)
            except asyncpg.PostgresError:
                self._give_back(connection)  # refused by the server, which is ready for the next question
                raise
            except BaseException:  # interrupted in the middle: what the server still sends is nobody's
                self._leave(connection)
                raise
            self._give_back(connection)
            self.statements += 1
            self.seconds += time.perf_counter() - began
            return rows

    async def close(self) -> None:
        """Close what is idle; connections at work are closed when they are given back."""
        self._closed = True
        idle, self._idle = self._idle, []
        await asyncio.gather(
            *(connection.close(timeout=5) for connection in idle), *self._closing, return_exceptions=True
        )

    async def _taken(self) -> asyncpg.Connection:
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
        connection = await asyncpg.connect(
            self._url,
            server_settings=self._session,
            statement_cache_size=STATEMENTS_PREPARED,
            max_cached_statement_lifetime=0,
            max_cacheable_statement_size=0,
        )
        try:
            await set_codecs(connection)
            await connection.prepare(_KNOWN_TYPES)
        except BaseException:
            connection.terminate()
            raise
        return connection

    def _leave(self, connection: asyncpg.Connection) -> None:
        """Close a connection behind the caller's back; the driver asks the server to stop what it is doing."""
        closing = asyncio.ensure_future(connection.close(timeout=5))
        self._closing.add(closing)
        closing.add_done_callback(self._left)

    def _left(self, closing: asyncio.Task[None]) -> None:
        self._closing.discard(closing)
        if not closing.cancelled():
            closing.exception()  # a connection that cannot even be closed politely has been aborted

    def _give_back(self, connection: asyncpg.Connection) -> None:
        if self._closed:
            connection.terminate()
        elif not connection.is_closed():
            self._idle.append(connection)


_KNOWN_TYPES = (
    "select array(select row(1)), null::uuid[], null::text[], null::bigint[], null::int[], null::date[],"
    " null::numeric[], null::timestamptz[], null::bool[], null::smallint[], null::varchar[], null::jsonb[]"
)
"""Lets the driver learn the array types once, which it meets inside rows without their names."""
