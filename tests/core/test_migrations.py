"""Changes of the core's tables that change what is stored."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import asyncpg
import pytest

from majung.access.actor import Actor, system
from majung.firms.models import Firm
from majung.settings import Settings
from majung.storage.database import Database, connect_plainly, locate
from majung.storage.migrations import App, migrate
from majung.storage.transaction import save_change, write


@write
async def _founded(actor: Actor, firm: Firm, day: date) -> None:
    await save_change(firm, founded_on=day)


@pytest.fixture
async def owner(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    connection = await connect_plainly(settings.owner_database_url or await locate(settings))
    yield connection
    await connection.close()


async def _again(owner: asyncpg.Connection, settings: Settings, apps: tuple[App, ...], name: str) -> None:
    """Apply a migration of core to what is stored now."""
    await owner.execute("delete from tortoise_migrations where app = 'core' and name = $1", name)
    assert await migrate(settings, apps) == [f"core.{name}"]


async def test_days_that_were_stored_as_infinities_become_days(
    settings: Settings, apps: tuple[App, ...], database: Database, owner: asyncpg.Connection
) -> None:
    names = ("끝", "infinity", "없음")
    last, first, none = [await Firm.create(name=name, name_key=name, source="test") for name in names]
    await owner.execute("alter table firm disable trigger user")
    await owner.execute("update firm set founded_on = 'infinity' where id = $1", last.id)
    await owner.execute("update firm set founded_on = '-infinity' where id = $1", first.id)
    await owner.execute("alter table firm enable trigger user")
    await _founded(system("test"), await Firm.get(id=first.id), date(2024, 5, 6))  # leaves an earlier version
    await owner.execute("update firm set founded_on = '-infinity' where id = $1", none.id)
    versions = await owner.fetch("select row_id, valid_from, valid_to from row_history order by 1, 2")
    began = await owner.fetch("select id, sys_from from firm order by 1")

    await _again(owner, settings, apps, "0019_days_as_days")

    kept = await owner.fetch("select id, founded_on::text as day from firm")
    assert {row["id"]: row["day"] for row in kept} == {
        last.id: "9999-12-31", first.id: "2024-05-06", none.id: "0001-01-01"
    }  # fmt: skip
    assert await owner.fetch("select id, sys_from from firm order by 1") == began
    earlier = await owner.fetch("select row ->> 'name' as name, row ->> 'founded_on' as day from row_history")
    assert {row["name"]: row["day"] for row in earlier} == {"infinity": "0001-01-01", "없음": None}
    assert await owner.fetch("select row_id, valid_from, valid_to from row_history order by 1, 2") == versions
    await _founded(system("test"), await Firm.get(id=last.id), date(2025, 1, 1))
    assert len(await owner.fetch("select from row_history")) == len(versions) + 1, "history is kept again"


async def test_moments_and_tables_of_any_name_too(
    settings: Settings, apps: tuple[App, ...], owner: asyncpg.Connection
) -> None:
    await owner.execute("""
        create table "Odd ""name" ("To" timestamptz, "from" date, twice timestamptz generated always as ("To") stored);
        insert into "Odd ""name" values
            ('infinity', '-infinity'), ('-infinity', null), ('2026-01-01T00:00Z', 'infinity');
    """)
    await _again(owner, settings, apps, "0019_days_as_days")
    found = await owner.fetch("""select "To" at time zone 'UTC' as t, "from"::text as f from "Odd ""name" """)
    assert {(str(row["t"]), row["f"]) for row in found} == {
        ("9999-12-31 23:59:59.999999", "0001-01-01"), ("0001-01-01 00:00:00", None),
        ("2026-01-01 00:00:00", "9999-12-31"),
    }  # fmt: skip
