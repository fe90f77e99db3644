"""A PostgreSQL of the tests' own, and for each test that asks for it a database of its own.

One server serves a whole run, all its workers included; the last worker to end stops and deletes it. Tables are
migrated once, into a template; copying that takes some 15 ms in memory.
"""

from __future__ import annotations

import gc
import signal
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import hypothesis
import pytest
import structlog

from majung.settings import Settings
from majung.storage.apps import CORE_MODELS
from majung.storage.database import Database, open_database
from majung.storage.migrations import App, migrate, model_modules
from majung.testing import DisposableServer, disposable_server


def pytest_configure() -> None:
    """Collect garbage seldom; let processes that tests start be interrupted, wherever a shell started the run."""
    gc.set_threshold(50_000, 20, 50)  # each test that composes a schema makes half a million objects
    hypothesis.settings.register_profile("repeatable", derandomize=True, database=None, deadline=None)
    hypothesis.settings.load_profile("repeatable")
    signal.signal(signal.SIGINT, signal.default_int_handler)


def apps_under_test() -> tuple[App, ...]:
    """The apps whose tables a test's database has: the one place that says so.

    A folder of tests may have others: it overrides the fixture `apps`.
    """
    return (App("core", CORE_MODELS, "majung.migrations"),)


@pytest.fixture(scope="session")
def postgres() -> Iterator[DisposableServer]:
    """The server of this run, shared by its workers."""
    with disposable_server() as server:
        yield server


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
async def settings(postgres: DisposableServer, apps: tuple[App, ...], tmp_path: Path) -> AsyncIterator[Settings]:
    """Settings of an installation of the test's own: migrated, without any row."""
    async with postgres.database(repr(apps), lambda of: migrate(of, apps)) as made:
        yield replace(made, data_dir=tmp_path)


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
async def fresh_settings(postgres: DisposableServer, tmp_path: Path) -> AsyncIterator[Settings]:
    """Settings of an installation whose database is empty: not even migrated."""
    async with postgres.empty_database() as made:
        yield replace(made, data_dir=tmp_path)


@pytest.fixture
def fresh_database_url(fresh_settings: Settings) -> str:
    """The address of an empty database of the test's own."""
    assert fresh_settings.database_url is not None
    return fresh_settings.database_url
