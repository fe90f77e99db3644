"""A PostgreSQL of the tests' own, and for each test that asks for it a database of its own.

One server serves a whole run, all its workers included; the last worker to end stops and deletes it. Tables are
migrated once, into a template; copying that takes some 40 ms.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import asyncpg
import pytest
import structlog

from majung.settings import Settings, new_keys
from majung.storage.apps import CORE_MODELS
from majung.storage.database import Database, open_database
from majung.storage.embedded import EmbeddedServer, start_embedded
from majung.storage.migrations import App, migrate, model_modules

T = TypeVar("T")

_KEYS = new_keys()
_TEMPLATE_LOCK = 0x6D616A_03


def pytest_configure() -> None:
    """Let processes that tests start be interrupted, also where a shell started the run itself in its background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def apps_under_test() -> tuple[App, ...]:
    """The apps whose tables a test's database has: the one place that says so.

    A folder of tests may have others: it overrides the fixture `apps`.
    """
    return (App("core", CORE_MODELS, "majung.migrations"),)


class Cluster:
    """The tests' server: databases migrated once for each set of apps, and quick copies of them."""

    def __init__(self, server: EmbeddedServer, settings: Settings) -> None:
        self._server = server
        self._settings = settings
        self._templates: dict[tuple[App, ...], str] = {}

    def settings(self, database: str) -> Settings:
        """Settings of an installation whose data are in one of this server's databases."""
        return replace(self._settings, database_url=self._server.uri(database))

    async def create(self, apps: Sequence[App]) -> str:
        """A new database with the tables of these apps, or an empty one; its name."""
        template = await self._template(tuple(apps)) if apps else "majung"
        name = f"test_{uuid4().hex}"
        await self._run(f"create database {name} template {template} strategy file_copy")
        return name

    async def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        await self._run(f"drop database if exists {name} with (force)")

    async def _template(self, apps: tuple[App, ...]) -> str:
        if apps not in self._templates:
            name = "template_" + hashlib.sha256(repr(apps).encode()).hexdigest()[:16]
            connection = await asyncpg.connect(self._server.uri("postgres"))
            try:
                await connection.execute("select pg_advisory_lock($1)", _TEMPLATE_LOCK)
                if not await connection.fetchval("select 1 from pg_database where datname = $1", name):
                    await connection.execute(f"drop database if exists {name}_draft with (force)")
                    await connection.execute(f"create database {name}_draft template majung")
                    await migrate(self.settings(f"{name}_draft"), apps)
                    await connection.execute(f"alter database {name}_draft rename to {name}")
            finally:
                await connection.close()
            self._templates[apps] = name
        return self._templates[apps]

    async def _run(self, sql: str) -> None:
        connection = await asyncpg.connect(self._server.uri("postgres"))
        try:
            await connection.execute(sql)
        finally:
            await connection.close()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The server of this run, shared by its workers."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
    folder = Path(tempfile.gettempdir()) / f"majung-tests-{run[:12]}"
    server = _aside(start_embedded(folder, disposable=True))
    settings = Settings(data_dir=folder / "data", keys=(_KEYS["MAJUNG_KEYS"],), hash_key=_KEYS["MAJUNG_HASH_KEY"])
    yield Cluster(server, settings)
    server.leave()
    if not server.folder.exists():
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def own_logging() -> Iterator[None]:
    """No test logs into a terminal that an earlier one has closed."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def apps() -> tuple[App, ...]:
    """The apps that the test's database has tables of."""
    return apps_under_test()


@pytest.fixture
async def settings(cluster: Cluster, apps: tuple[App, ...], tmp_path: Path) -> AsyncIterator[Settings]:
    """Settings of an installation of the test's own: migrated, without any row."""
    name = await cluster.create(apps)
    yield replace(cluster.settings(name), data_dir=tmp_path)
    await cluster.drop(name)


@pytest.fixture
async def database(settings: Settings, apps: tuple[App, ...]) -> AsyncIterator[Database]:
    """The test's own database, open as the server's role and active for models."""
    async with await open_database(settings, model_modules(apps)) as opened:
        with opened.activate():
            yield opened


@pytest.fixture
async def owner_database(settings: Settings, apps: tuple[App, ...]) -> AsyncIterator[Database]:
    """The same database open as its owner, for what the server's role may not do; not active for models."""
    async with await open_database(settings, model_modules(apps), owner=True) as opened:
        yield opened


@pytest.fixture
async def fresh_settings(cluster: Cluster, tmp_path: Path) -> AsyncIterator[Settings]:
    """Settings of an installation whose database is empty: not even migrated."""
    name = await cluster.create(())
    yield replace(cluster.settings(name), data_dir=tmp_path)
    await cluster.drop(name)


@pytest.fixture
def fresh_database_url(fresh_settings: Settings) -> str:
    """The address of an empty database of the test's own."""
    assert fresh_settings.database_url is not None
    return fresh_settings.database_url


def _aside(work: Coroutine[Any, Any, T]) -> T:
    """Run async work for a fixture of the session, which has no event loop, without touching the tests' loops."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
