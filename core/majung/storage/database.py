"""The opened database: a pool under one of the two roles, and the ORM's context on it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from types import TracebackType
from typing import Self

import asyncpg
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.context import TortoiseContext, _current_context
from tortoise.exceptions import DBConnectionError

from majung.errors import Refusal
from majung.settings import Settings
from majung.storage.codecs import set_codecs
from majung.storage.embedded import start_embedded
from majung.storage.engine import ENGINE, SafeClient
from majung.storage.readers import Readers
from majung.storage.roles import RUNTIME_ROLE
from majung.storage.session_state import is_plain_question

OLDEST_VERSION = 15
CONNECTION = "default"

CLOSING = 10.0
"""Seconds that whoever still holds a connection has to give it back when the database is closed."""

log = logging.getLogger(__name__)

_SESSION = {"application_name": "majung", "timezone": "UTC", "jit": "off"}

_CHARACTER = """
select current_setting('server_version_num')::int / 10000 as version, pg_encoding_to_char(encoding) as encoding,
    case datlocprovider::text when 'c' then datctype else to_jsonb(d) ->> 'datlocale' end as locale
from pg_database d where datname = current_database()
"""


class DatabaseUnreachable(Refusal):
    """The database cannot be opened: {reason}. Look at {setting}.

    ko: 데이터베이스에 연결할 수 없습니다: {reason}. {setting} 설정을 확인하십시오.
    """


class RuntimeRoleMissing(Refusal):
    """The database cannot be used as the role {role}: {reason}. Run `majung migrate` as its owner first.

    ko: {role} 역할로 데이터베이스를 사용할 수 없습니다: {reason}. 먼저 소유자 계정으로 `majung migrate`를 실행하십시오.
    """


class DatabaseUnfit(Refusal):
    """The database has {found}, but {expected}. Make a new one: create database majung template template0 encoding 'UTF8' locale 'C.UTF-8'.

    ko: 데이터베이스의 {found}을(를) 사용할 수 없습니다({expected}). 새로 만드십시오: create database majung template template0 encoding 'UTF8' locale 'C.UTF-8'.
    """  # noqa: E501


class Database:
    """An open database. Activate it in each task that uses models; `close` it once."""

    def __init__(self, url: str, context: TortoiseContext, role: str | None, *, readers: int = 4) -> None:
        self.url = url
        self.context = context
        self._role = role
        self._readers = Readers(url, _session(role), readers)

    @property
    def reads(self) -> Readers:
        """The connections that only read, with what they have counted."""
        return self._readers

    @contextmanager
    def activate(self) -> Iterator[Self]:
        """Let models use this database in this task and in those it starts; safe in parallel tasks."""
        token = _current_context.set(self.context)  # the context's own `with` keeps a single token for all
        try:
            yield self
        finally:
            _current_context.reset(token)

    def is_active(self) -> bool:
        """Whether models use this database here."""
        return _current_context.get() is self.context

    async def fetch(self, sql: str, *values: object) -> list[asyncpg.Record]:
        """Rows of one statement; inside a transaction it runs in that transaction."""
        async with self.connection() as connection:
            rows: list[asyncpg.Record] = await connection.fetch(sql, *values)
            return rows

    async def statement(self, sql: str, *values: object) -> list[asyncpg.Record]:
        """Rows of one statement, without clearing the session after it where it leaves nothing behind in it.

        Plain questions are asked on connections that only read; inside a transaction it runs in that transaction.
        """
        client = self.context.connections.get(CONNECTION)
        if not isinstance(client, SafeClient):
            return await self.fetch(sql, *values)
        if is_plain_question(sql):
            return await self._readers.fetch(sql, values)
        return await client.rows_of(sql, values)

    async def execute(self, sql: str, *values: object) -> str:
        """Run a statement; PostgreSQL's word about it (``UPDATE 3``)."""
        async with self.connection() as connection:
            return str(await connection.execute(sql, *values))

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection of the pool, or that of the running transaction, for COPY and cursors."""
        async with self.context.connections.get(CONNECTION).acquire_connection() as connection:
            yield connection

    async def connect_listen(self) -> asyncpg.Connection:
        """A connection of its own outside the pool, for LISTEN and session locks; the caller closes it."""
        connection = await asyncpg.connect(self.url, server_settings=_session(self._role))
        await set_codecs(connection)
        return connection

    async def close(self) -> None:
        """Close all connections. An embedded server goes on until the process ends."""
        await self._readers.close()
        try:
            async with asyncio.timeout(CLOSING):
                await self.context.close_connections()
        except TimeoutError:  # the driver has cut off what was not given back; it would wait for that for ever
            log.warning("connections were cut off at the end: they were not given back in time")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


async def open_database(
    settings: Settings,
    apps: Mapping[str, Sequence[str]],
    *,
    owner: bool = False,
    min_size: int = 1,
    max_size: int = 10,
) -> Database:
    """Open the installation's database with the models of these apps (label -> modules).

    As the runtime role, or as its owner for migrations. Refuses a server older than PostgreSQL 15, another
    encoding than UTF-8 and the locale C, in which Korean letters are no letters.
    """
    url = await locate(settings, owner=owner)
    role = None if owner else RUNTIME_ROLE
    context = TortoiseContext()
    database = Database(url, context, role, readers=max_size)
    try:
        EXECUTOR_CACHE.clear()  # keyed by table name only, while migrations know older shapes of a table
        credentials = {"dsn": url, "minsize": min_size, "maxsize": max_size, "server_settings": _session(role)}
        config = {
            "connections": {CONNECTION: {"engine": ENGINE, "credentials": credentials}},
            "apps": {
                label: {"models": list(modules), "default_connection": CONNECTION} for label, modules in apps.items()
            },
        }
        with database.activate():
            await context.init(config=config)
        with _refusals("MAJUNG_OWNER_DATABASE_URL" if owner else "MAJUNG_DATABASE_URL"):
            client = context.connections.get(CONNECTION)
            assert isinstance(client, SafeClient)
            await client.create_connection(with_db=True)
            await check_character(database)
    except BaseException:
        await database.close()
        raise
    return database


async def locate(settings: Settings, *, owner: bool = False) -> str:
    """The database's address; starts the embedded server if there is no other."""
    url = (settings.owner_database_url if owner else None) or settings.database_url
    return url or (await start_embedded(settings.data_dir)).uri()


async def connect_plainly(url: str) -> asyncpg.Connection:
    """One connection under the login itself, whatever roles there are yet; the caller closes it."""
    with _refusals("MAJUNG_DATABASE_URL"):
        return await asyncpg.connect(url, server_settings=_SESSION)


async def check_character(database: Database | asyncpg.Connection) -> None:
    """Refuse a database in which Korean text would not be kept or not be found."""
    [row] = await database.fetch(_CHARACTER)
    if row["version"] < OLDEST_VERSION:
        found, expected = f"PostgreSQL {row['version']}", f"{OLDEST_VERSION} or newer is needed"
        raise DatabaseUnfit(found=found, expected=expected)
    if row["encoding"] != "UTF8":
        raise DatabaseUnfit(found=f"encoding {row['encoding']}", expected="Korean text needs UTF8")
    if row["locale"] in ("C", "POSIX"):
        found = f"locale {row['locale']}"
        raise DatabaseUnfit(found=found, expected="it takes Korean letters for no letters")


@contextmanager
def _refusals(setting: str) -> Iterator[None]:
    try:
        yield
    except (asyncpg.InvalidParameterValueError, asyncpg.InsufficientPrivilegeError) as error:
        raise RuntimeRoleMissing(role=RUNTIME_ROLE, reason=error) from error
    except (asyncpg.PostgresError, asyncpg.InterfaceError, DBConnectionError, OSError) as error:
        # the ORM wraps the driver's words about a missing database in less telling ones
        raise DatabaseUnreachable(reason=error.__cause__ or error, setting=setting) from error


def _session(role: str | None) -> dict[str, str]:
    return dict(_SESSION) if role is None else {**_SESSION, "role": role}
