"""The ORM's engine for asyncpg, made safe against cancelled requests; found by the ORM as `client_class`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, cast

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import TransactionalDBClient, TransactionContext, TransactionContextPooled
from tortoise.backends.base_postgres.client import translate_exceptions
from tortoise.connection import get_connections

from majung.storage.codecs import set_codecs
from majung.storage.inserts import Inserts
from majung.storage.session_state import leaves_session_alone

ENGINE = __name__


class PooledConnection(asyncpg.Connection):  # type: ignore[misc]  # the driver tells no types
    """A connection of the pool that knows what its last holder left in the session."""

    __slots__ = ("left_clean",)

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.left_clean = False
        """Whether nothing can have been left there since it was taken from the pool."""


class SafeTransaction(TransactionContextPooled):
    """A transaction that gives its connection back also when it is cancelled while it starts.

    The ORM's own acquires the connection and then awaits BEGIN outside any `try`: each request that ends in
    between (a closed WebSocket, a deadline) would take one connection out of the pool for ever.
    """

    __slots__ = ()

    async def __aenter__(self) -> TransactionalDBClient:
        await self.ensure_connection()
        pool = self.client._parent._pool
        connection = await pool.acquire()
        self.client._connection = connection
        self.token = get_connections().set(self.connection_name, self.client)
        try:
            await self.client.begin()
        except BaseException:
            get_connections().reset(self.token)
            await asyncio.shield(_give_up(pool, connection))
            raise
        return self.client

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        pool, ended = self.client._parent._pool, False
        try:
            if self.client._finalized:
                pass
            elif exc_type is None:
                await self.client.commit()
                if isinstance(self.client, WatchedTransaction) and self.client.left_session_alone:
                    self.client._connection._con.left_clean = True
            else:
                await self.client.rollback()
            ended = True
        finally:
            get_connections().reset(self.token)
            if pool is not None:
                connection = self.client._connection
                # the pool itself lets nobody interrupt a release; a second shield would be a second task
                await (pool.release(connection) if ended else asyncio.shield(_give_up(pool, connection)))


async def _give_up(pool: asyncpg.Pool, connection: Any) -> None:
    """Give a connection back whose BEGIN, COMMIT or ROLLBACK was interrupted.

    Nobody knows how far it came, so it is rolled back here: the driver would do that too, but call it an error in
    the log each time that a client leaves at such a moment.
    """
    driver = connection._con
    if driver is not None and not driver.is_closed():
        driver._top_xact = None
        with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            await driver.execute("rollback")
    await pool.release(connection)


class WatchedTransaction(TransactionWrapper):
    """A transaction that knows whether all it ran were statements that leave nothing in the session.

    Each use of the connection counts; only a statement that is known and has succeeded counts as harmless.
    """

    executor_class = Inserts

    def __init__(self, connection: AsyncpgDBClient) -> None:
        super().__init__(connection)
        self._uses = self._harmless = 0

    @property
    def left_session_alone(self) -> bool:
        """Whether the connection can be given back as it is."""
        return self._uses == self._harmless

    def acquire_connection(self) -> Any:
        """The connection, for a statement of the ORM or by hand."""
        self._uses += 1
        return super().acquire_connection()

    def _in_transaction(self) -> TransactionContext:
        self._uses += 1  # what runs under a savepoint is not watched
        return super()._in_transaction()

    async def execute_insert(self, query: str, values: list[Any]) -> asyncpg.Record | None:
        """Insert a row."""
        rows = await self._asked(query, values)
        return rows[0] if rows else None

    async def execute_many(self, query: str, values: list[Any]) -> None:
        """One statement for many rows of values."""
        self._uses += 1
        await self._translate_exceptions(_ran_for_many, query, values)
        self._harmless += leaves_session_alone(query)

    async def execute_query(self, query: str, values: list[Any] | None = None) -> tuple[int, list[Any]]:
        """How many rows a statement touched, and what it answered."""
        if not _TOUCHES.match(query):
            rows = await self._asked(query, values or ())
            return len(rows), rows
        found: tuple[int, list[Any]] = await super().execute_query(query, values)
        self._harmless += leaves_session_alone(query)
        return found

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        """The rows of a statement."""
        return [dict(row) for row in await self._asked(query, values or ())]

    async def _asked(self, query: str, values: Sequence[Any]) -> list[asyncpg.Record]:
        """The rows of a statement, without the ORM's layers around it but with its errors."""
        self._uses += 1
        rows = cast("list[asyncpg.Record]", await self._translate_exceptions(_fetched, query, values))
        self._harmless += leaves_session_alone(query)
        return rows


_TOUCHES = re.compile(r"\s*(insert|update|delete)\b", re.IGNORECASE)
"""Statements of which the ORM wants to know how many rows they touched."""


async def _fetched(transaction: WatchedTransaction, query: str, values: Sequence[Any]) -> list[asyncpg.Record]:
    async with transaction._lock:
        transaction.log.debug("%s", query)  # without its values, which may be personal
        rows: list[asyncpg.Record] = await transaction._connection.fetch(query, *values)
        return rows


async def _ran_for_many(transaction: WatchedTransaction, query: str, values: list[Any]) -> None:
    async with transaction._lock:
        transaction.log.debug("%s", query)
        await transaction._connection.executemany(query, values)


class SafeClient(AsyncpgDBClient):
    """A pool made from one PostgreSQL URI (TCP or socket), whose connections have our codecs."""

    connection_class = PooledConnection
    executor_class = Inserts

    def __init__(self, *, dsn: str, **options: Any) -> None:
        super().__init__(**options)
        self.dsn = dsn

    async def create_pool(self, **options: Any) -> asyncpg.Pool:
        """asyncpg reads the URI itself: it knows sockets, several hosts, sslmode and password files."""
        for name in ("host", "port", "user", "password", "database"):
            options.pop(name, None)
        return await asyncpg.create_pool(self.dsn, init=set_codecs, reset=reset_if_touched, **options)

    def _in_transaction(self) -> TransactionContext:
        return SafeTransaction(WatchedTransaction(self), self._pool_init_lock)

    @translate_exceptions
    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        """The rows of a statement in a transaction of its own."""
        self.log.debug("%s", query)  # without its values, which may be personal
        return [dict(row) for row in await self.rows_of(query, values or ())]

    async def rows_of(self, sql: str, values: Sequence[object]) -> list[asyncpg.Record]:
        """Rows of one statement; the session is cleared after it unless the statement left nothing there."""
        async with self.acquire_connection() as connection:
            rows: list[asyncpg.Record] = await connection.fetch(sql, *values)
            if leaves_session_alone(sql):
                connection._con.left_clean = True  # of the connection itself, not the pool's proxy of it
            return rows


client_class = SafeClient


async def reset_if_touched(connection: PooledConnection) -> None:
    """Clear the session before a connection goes back to the pool, unless nothing can have been left in it.

    Clearing takes a round trip of six statements, as long as a point query, so plain reads and writes are spared it.
    Whatever else used the connection (COPY, locks of the session, statements by hand) may have left something.
    """
    if connection.left_clean:
        connection.left_clean = False
        return
    await connection.execute(f"{connection.get_reset_query()}\ndiscard temp;")  # the driver leaves temporary tables
