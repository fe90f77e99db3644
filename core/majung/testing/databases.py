"""A PostgreSQL that a test run starts and deletes: databases prepared once as templates and copied for each test.

All processes of one run (pytest-xdist's workers) share one server; the last to leave deletes it. Copying a
template takes some 15 ms where there is room for it in memory.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import asyncpg

from majung.settings import Settings
from majung.storage.embedded import EmbeddedServer, start_embedded

Prepare = Callable[[Settings], Awaitable[object]]
"""Brings an empty database to the state from which tests begin: tables, reference data, programs."""

_LOCK = 0x6D616A_05
_MEMORY = Path("/dev/shm")
_ROOM = 4 * 2**30
"""Bytes that a run takes at most, its write-ahead log included."""


class DisposableServer:
    """A server whose data may be lost, with templates by name."""

    def __init__(self, server: EmbeddedServer, settings: Settings) -> None:
        self._server = server
        self._settings = settings

    @asynccontextmanager
    async def database(self, key: str, prepare: Prepare) -> AsyncIterator[Settings]:
        """Settings of an installation with a database of its own, gone when the block is left.

        It is a copy of what `prepare` made; `prepare` runs once for each `key` in the whole test run.
        """
        template = await self._template(key, prepare)
        name = f"test_{uuid4().hex}"
        await self._run(f"create database {name} template {template} strategy file_copy")
        try:
            yield self._of(name)
        finally:
            await self._run(f"drop database if exists {name} with (force)")

    @asynccontextmanager
    async def empty_database(self) -> AsyncIterator[Settings]:
        """Settings of an installation whose database has not even been migrated."""
        name = f"test_{uuid4().hex}"
        await self._run(f"create database {name} template majung")
        try:
            yield self._of(name)
        finally:
            await self._run(f"drop database if exists {name} with (force)")

    def _of(self, database: str) -> Settings:
        return replace(self._settings, database_url=self._server.uri(database))

    async def _template(self, key: str, prepare: Prepare) -> str:
        name = "prepared_" + hashlib.sha256(key.encode()).hexdigest()[:16]
        connection = await asyncpg.connect(self._server.uri("postgres"))
        try:
            await connection.execute("select pg_advisory_lock($1)", _LOCK)
            if not await connection.fetchval("select 1 from pg_database where datname = $1", name):
                await connection.execute(f"drop database if exists {name}_draft with (force)")
                await connection.execute(f"create database {name}_draft template majung")
                await prepare(self._of(f"{name}_draft"))
                await connection.execute(f"alter database {name}_draft rename to {name}")
        finally:
            await connection.close()
        return name

    async def _run(self, sql: str) -> None:
        connection = await asyncpg.connect(self._server.uri("postgres"))
        try:
            await connection.execute(sql)
        finally:
            await connection.close()


_uses: Counter[Path] = Counter()
"""How often this process is inside `disposable_server`, for each folder."""


@contextmanager
def disposable_server() -> Iterator[DisposableServer]:
    """The server of this test run; started by the first process that asks for it."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
    folder = _quick_folder() / f"majung-tests-{run[:12]}"
    with ThreadPoolExecutor(1) as aside:  # a session's fixture has no event loop, and must not make one for the tests
        server = aside.submit(asyncio.run, start_embedded(folder, disposable=True)).result()
    settings = Settings(data_dir=folder / "data", keys=(_key(f"encryption {run}"),), hash_key=_key(f"hashes {run}"))
    _uses[folder] += 1
    try:
        yield DisposableServer(server, settings)
    finally:
        _uses[folder] -= 1
        if not _uses[folder]:  # a process has one share in a server, however often it asked for it
            server.leave()
            if not server.folder.exists():
                shutil.rmtree(folder, ignore_errors=True)


def _key(secret: str) -> str:
    """A key that is the same in all processes of a run: a template that one of them filled is read by the others."""
    return base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()).decode()


def _quick_folder() -> Path:
    """Where data may be kept that may be lost: in memory where there is room for it, since a disk may take half a
    second to copy the thousand small files of a database."""
    if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _ROOM:
        return _MEMORY
    return Path(tempfile.gettempdir())
