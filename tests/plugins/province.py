"""The demonstration province with every program, filled once for a run of tests and copied for each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import pytest

from majung.demo.province import fill_province
from majung.plugin.contract import Plugin
from majung.settings import Settings
from majung.testing import DisposableServer
from majung_schema.platform import open_platform
from majung_schema.preparing import prepare
from majung_schema.testing import App, load_plugins

FIRMS = 100


@pytest.fixture
async def province(server: DisposableServer, plugins: Sequence[Plugin]) -> AsyncIterator[App]:
    """An installation of its own with the province's firms, people, loans, jobs and claims; active for its writes."""
    registry = load_plugins(plugins)

    async def fill(settings: Settings) -> None:
        await prepare(settings, registry)
        async with open_platform(settings, registry) as opened:
            with opened.active():
                await fill_province(opened.database, registry, firms=FIRMS)

    async with (
        server.database(f"province of {FIRMS}", fill) as settings,
        open_platform(settings, registry) as platform,
    ):
        with platform.active():
            yield App(platform)
