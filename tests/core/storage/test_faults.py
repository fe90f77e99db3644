"""What the database says of a write: refused where bad input can cause it, an error where the code is wrong."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import asyncpg
import pytest
from orchard.models import Tree
from tortoise.exceptions import BaseORMException

from majung.access.actor import Actor, system
from majung.storage.database import Database
from majung.storage.transaction import OutsideLimits, current, postgres_error, write

HIGH = "insert into tree (id, name, height, tags, notes) values (gen_random_uuid(), 'a', $1, '{}', '{}')"


@write
async def run(actor: Actor, sql: str, *values: object) -> None:
    """Plant a tree, then run a statement."""
    await Tree.create(name="not to be kept")
    await current().fetch(sql, *values)


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        ("select $1::bigint", (2**63,)),
        ("select ($1::bigint)::int", (2**31,)),
        (HIGH, (10**12,)),
        ("select daterange($1, $2)", (date(2026, 2, 1), date(2026, 1, 1))),
        ("select $1::text", ("\ud800",)),
        ("select $1::text", ("\x00",)),
        ("select $1::jsonb", ({"a": "\x00"},)),
        ("select to_date($1, 'YYYY-MM-DD')", ("2026-13-01",)),
        ("select $1::timestamptz", (datetime.max.replace(tzinfo=timezone(-timedelta(hours=1))),)),
    ],
)
async def test_values_that_cannot_be_held_are_refused(database: Database, sql: str, values: tuple[Any, ...]) -> None:
    with pytest.raises(OutsideLimits):
        await run(system("test"), sql, *values)
    assert await Tree.all().count() == 0


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        ("select $1::bigint", ("many",)),
        ("select $1::uuid", ("no uuid",)),
        ("select $1::timestamptz", ("2026-01-01",)),
        ("select 1 / $1::int", (0,)),
        ("select $1::text::int", ("many",)),
        ("select jsonb_path_query('{}', 'strict $.a')", ()),
    ],
)
async def test_mistakes_of_the_code_are_errors(database: Database, sql: str, values: tuple[Any, ...]) -> None:
    with pytest.raises(BaseORMException) as raised:
        await run(system("test"), sql, *values)
    assert isinstance(postgres_error(raised.value), asyncpg.DataError)
    assert await Tree.all().count() == 0
