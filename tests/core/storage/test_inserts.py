"""Rows are stored as the ORM stores them, while the text of each INSERT is made once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from orchard.models import Harvest, Tree
from tortoise.backends.asyncpg.executor import AsyncpgExecutor

from majung.storage import inserts
from majung.storage.database import Database

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


async def test_columns_that_the_database_fills_in_are_told_apart(database: Database) -> None:
    one = await Tree.create(name="filled in", yields=3)
    two = await Tree.create(name="given", sys_from=LONG_AGO)
    three = await Tree.create(name="filled in again", tags=["a"])
    stored = {row["name"]: row for row in await database.fetch("select * from tree")}
    assert [stored[tree.name]["sys_from"] for tree in (one, two, three)] == [one.sys_from, LONG_AGO, three.sys_from]
    assert one.sys_from > LONG_AGO
    assert (stored["filled in"]["yields"], stored["filled in again"]["tags"]) == (3, ["a"])


async def test_the_text_of_an_insert_is_made_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    make = AsyncpgExecutor._build_insert_with_defaults

    def counted(self: AsyncpgExecutor, *args: Any, **more: Any) -> Any:
        made.append(self.model.__name__)
        return make(self, *args, **more)

    monkeypatch.setattr(AsyncpgExecutor, "_build_insert_with_defaults", counted)
    monkeypatch.setattr(inserts, "_worded", type(inserts._worded)())
    trees = [await Tree.create(name=f"tree {n}") for n in range(3)]
    await Tree.create(name="given", sys_from=LONG_AGO)
    for tree in trees:
        await Harvest.create(tree_id=tree.id, kilograms=2)
    assert made == ["Tree", "Harvest"]  # where nothing is left to the database the ORM has a text already
    assert await Tree.all().count() == 4
    assert await Harvest.all().count() == 3
