"""A database that does not fit the code is not served: it is behind the code, or ahead of it."""

from __future__ import annotations

import pytest

from majung.plugin.loader import load
from majung.settings import Settings
from majung.storage.database import connect_plainly, locate
from majung_schema.preparing import MigrationsGone, check_prepared
from majung_schema.specs import SchemaSpecs


async def applied(settings: Settings, app: str, name: str) -> None:
    connection = await connect_plainly(settings.owner_database_url or await locate(settings))
    try:
        await connection.execute(
            "insert into tortoise_migrations(app, name, applied_at) values ($1, $2, now())", app, name
        )
    finally:
        await connection.close()


async def test_a_migration_that_is_applied_and_no_longer_there_is_refused(settings: Settings) -> None:
    await applied(settings, "core", "9999_from_a_newer_version")
    with pytest.raises(MigrationsGone, match=r"core\.9999_from_a_newer_version.*older than the database"):
        await check_prepared(settings, load("", more_specs=(SchemaSpecs,)))


async def test_what_a_plugin_that_is_switched_off_left_is_told_and_does_not_stop_the_others(settings: Settings) -> None:
    await applied(settings, "switched_off", "0001_initial")
    assert await check_prepared(settings, load("", more_specs=(SchemaSpecs,))) == ["switched_off.0001_initial"]
