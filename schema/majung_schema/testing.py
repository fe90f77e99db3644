"""For authors of plugins: an app with a chosen plugin set on a database of its own, and pytest fixtures for it.

In a conftest: ``from majung_schema.testing import app, server`` and a fixture `plugins` with the manifests.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from majung.access.actor import ANONYMOUS, Actor, system
from majung.duties.runner import run_due
from majung.events.listeners import handle_next
from majung.events.log import encode_cursor, latest_position
from majung.events.sequencer import settled, sweep
from majung.plugin.contract import Listener, Plugin
from majung.plugin.loader import load
from majung.plugin.registry import Registry
from majung.storage.database import Database
from majung.storage.transaction import transaction
from majung.testing import DisposableServer, disposable_server, make_official
from majung_schema.app import background_work
from majung_schema.asking import Asked, RequestInfo
from majung_schema.platform import Platform, all_scopes, open_platform
from majung_schema.preparing import prepare
from majung_schema.specs import SchemaSpecs

Data = dict[str, Any]


class NotAnswered(AssertionError):
    """The document was refused, or a field of it failed: `codes` says with which refusals."""

    def __init__(self, errors: Sequence[Mapping[str, Any]]) -> None:
        self.errors = list(errors)
        self.codes = [str(e.get("extensions", {}).get("code")) for e in errors]
        super().__init__("\n".join(f"{c}: {e['message']}" for c, e in zip(self.codes, errors, strict=True)))


@dataclass
class App:
    """An open installation with a chosen plugin set: what a test asks and does."""

    platform: Platform

    @property
    def database(self) -> Database:
        """Its database, for a look past the graph."""
        return self.platform.database

    @property
    def registry(self) -> Registry:
        """Its plugins."""
        return self.platform.registry

    async def ask(
        self,
        document: str,
        actor: Actor = ANONYMOUS,
        variables: Mapping[str, Any] | None = None,
        *,
        purpose: str | None = None,
    ) -> Data:
        """The data that a document answers to an actor, through the same limits as over HTTP; else `NotAnswered`."""
        body = await self.answer(document, actor, variables, purpose=purpose)
        if "errors" in body:
            raise NotAnswered(body["errors"])
        data: Data = body["data"]
        return data

    async def answer(
        self,
        document: str,
        actor: Actor = ANONYMOUS,
        variables: Mapping[str, Any] | None = None,
        *,
        purpose: str | None = None,
    ) -> dict[str, Any]:
        """The whole answer, errors and costs included."""
        asked = Asked(query=document, variables=dict(variables or {}))
        info = RequestInfo(request_id="testing", headers={"majung-purpose": purpose} if purpose else {})
        return (await self.platform.operations.answer(asked, actor, info)).body

    async def follow(
        self, document: str, actor: Actor = ANONYMOUS, variables: Mapping[str, Any] | None = None
    ) -> AsyncGenerator[Data, None]:
        """What a subscription answers, event by event; inside `serving()`."""

        async def who() -> Actor:
            return actor

        asked = Asked(query=document, variables=dict(variables or {}))
        info = RequestInfo(request_id="testing")
        async with aclosing(self.platform.operations.stream(asked, actor, who, info)) as answers:
            async for answer in answers:
                if "errors" in answer.body:
                    raise NotAnswered(answer.body["errors"])
                yield answer.body["data"]

    async def cursor(self) -> str:
        """The place in the log after everything that has happened; a subscription may begin there later."""
        await self._placed()
        return encode_cursor(await latest_position())

    async def official(self, *scopes: str) -> Actor:
        """An official with these permissions; without any named, with every one there is."""
        held = scopes or tuple(scope.name for scope in all_scopes(self.registry))
        return await make_official(*held)

    async def deliver(self) -> int:
        """Give every event that happened to the plugins' listeners, now; how many were handled."""
        return await self._deliver([listener for _, listener in self.registry.listeners])

    async def deliver_notices(self) -> int:
        """Give every event that happened to the core's own listeners, now: messages that tell of notices."""
        return await self._deliver(self.platform.listeners[: -len(self.registry.listeners) or None])

    async def _placed(self) -> None:
        """Let every event that has been committed have its place in the log, also those that others are placing."""
        await settled(self.database)
        await sweep()

    async def _deliver(self, listeners: Sequence[Listener]) -> int:
        await self._placed()
        handled = 0
        for listener in listeners:
            async with transaction(system("testing")) as running:
                await running.execute(
                    "insert into listener_cursor (name, position, attempts) values ($1, 0, 0) on conflict do nothing",
                    listener.name,
                )
            while await handle_next(listener):
                handled += 1
        return handled

    async def run_work(self, name: str) -> str:
        """Do a piece of scheduled work now, as the platform does when it is due; what it noted as its result."""
        known = {work.name: work for work in self.platform.scheduled_work}
        if name not in known:
            raise LookupError(f"there is no scheduled work {name!r}; there is {', '.join(sorted(known))}")
        work = known[name]
        async with transaction(system("testing")) as running:
            await running.execute("delete from work_run where name = $1", name)
        await run_due(work, system(f"duty:{name}"))
        [row] = await self.database.fetch("select last_result from work_run where name = $1", name)
        return str(row["last_result"])

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """What runs beside a server: what plugins hold open, the tail for subscriptions, listeners and duties."""
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self.registry.lifespan())
            await stack.enter_async_context(background_work(self.platform))
            yield


def load_plugins(plugins: Sequence[Plugin], config: str = "") -> Registry:
    """The plugins given, all enabled; `config` is text of a plugins.toml in front, for settings."""
    named = {line.strip() for line in config.splitlines()}
    enabled = [f"[plugins.{p.name}]" for p in plugins if f"[plugins.{p.name}]" not in named]
    text = "\n".join([*enabled, config])
    return load(text, available=(), extra=plugins, more_specs=(SchemaSpecs,))


@asynccontextmanager
async def open_app(server: DisposableServer, plugins: Sequence[Plugin] = (), config: str = "") -> AsyncIterator[App]:
    """An installation with these plugins, its database migrated and prepared as `majung migrate` does."""
    registry = load_plugins(plugins, config)
    key = repr([(p.name, p.version, p.package) for p in registry.plugins])
    async with (
        server.database(key, lambda settings: prepare(settings, registry)) as settings,
        open_platform(settings, registry) as platform,
    ):
        yield App(platform)


async def next_of(updates: AsyncGenerator[Data, None], seconds: float = 10.0) -> Data:
    """The next answer of a subscription; fails after some seconds instead of waiting for ever."""
    async with asyncio.timeout(seconds):
        return await anext(updates)


@pytest.fixture(scope="session")
def server() -> Iterator[DisposableServer]:
    """The PostgreSQL of this test run."""
    with disposable_server() as started:
        yield started


@pytest.fixture
def plugins() -> Sequence[Plugin]:
    """The manifests of the plugins that the app has; a folder of tests overrides it."""
    return ()


@pytest.fixture
def config() -> str:
    """Text of the app's plugins.toml, for settings; a test overrides it."""
    return ""


@pytest.fixture
async def app(server: DisposableServer, plugins: Sequence[Plugin], config: str) -> AsyncIterator[App]:
    """An app with the plugins of the fixture `plugins`."""
    async with open_app(server, plugins, config) as opened:
        yield opened
