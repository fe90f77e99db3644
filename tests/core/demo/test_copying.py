from __future__ import annotations

import io
import os
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import asyncpg
import pytest

from majung.access.actor import system
from majung.access.cipher import decrypt
from majung.demo.batch import Batch
from majung.demo.blocks import FEW_BLOCKS, Make, copy_blocks
from majung.demo.copy_text import copy_text
from majung.demo.draws import RowIds
from majung.demo.persons import PersonRows
from majung.storage.database import Database
from majung.storage.transaction import transaction

COLUMNS = {"holiday": ("id", "day", "name_ko", "name_en", "substitute", "added_by_staff")}
MANY = FEW_BLOCKS + 3


def holidays(_block: int, places: range) -> Batch:
    """Their English names tell which process made them."""
    batch = Batch(COLUMNS)
    maker = str(os.getpid())
    for place in places:
        day = date.fromordinal(500_000 + place)
        batch.add("holiday", (UUID(int=place), day, "시범", maker, False, True))
    return batch


def refused(block: int, places: range) -> Batch:
    if block == 2:
        raise ValueError("block 2 cannot be made")
    return holidays(block, places)


async def test_every_kind_of_value_arrives_as_it_was(database: Database) -> None:
    id_, now = UUID(int=7), datetime(2026, 11, 2, 1, 2, 3, 456, tzinfo=UTC)
    awkward = 'tab\t line\nreturn\r back\\slash \\N "quote" {brace} 한빛'
    row = (
        id_,
        awkward,
        None,
        True,
        -5,
        Decimal("1.50"),
        date(2026, 1, 2),
        now,
        [awkward, None],
        (id_,),
        {"a": [awkward]},
    )
    names = [f"c{place}" for place in range(len(row))]
    kinds = ["uuid", "text", "text", "bool", "bigint", "numeric", "date", "timestamptz", "text[]", "uuid[]", "jsonb"]
    async with database.connection() as connection:
        columns = ", ".join(f"{name} {kind}" for name, kind in zip(names, kinds, strict=True))
        await connection.execute(f"create temporary table copied ({columns})")
        await connection.copy_to_table("copied", source=io.BytesIO(copy_text([row])), columns=names, format="text")
        [found] = await connection.fetch("select * from copied")
        await connection.execute("drop table copied")
    assert tuple(found)[:8] == row[:8]
    assert list(found["c8"]) == row[8]
    assert list(found["c9"]) == [id_]
    assert found["c10"] == row[10]


def test_refuses_a_value_that_copy_cannot_write() -> None:
    with pytest.raises(TypeError, match="complex"):
        copy_text([(1j,)])


async def test_many_blocks_are_made_in_other_processes_and_none_is_lost(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    persons, count = PersonRows(1, 0), MANY * 10 - 3

    def block(_self: PersonRows, _block: int, _places: range) -> Batch:
        raise AssertionError("made in this process")

    monkeypatch.setattr(PersonRows, "block", block)
    async with transaction(system("test")):
        told = [done async for done, _ in copy_blocks(database, persons.block, count, 10)]
        rows = await database.fetch("select id, phone from person order by id")
    assert told == [*range(10, count, 10), count]
    assert [row["id"] for row in rows] == list(RowIds("person", 1, count))
    assert {decrypt(row["phone"])[:6] for row in rows} == {"010-00"}  # under the keys of this process


async def test_few_blocks_need_no_process(database: Database) -> None:
    async with transaction(system("test")):
        assert [done async for done, _ in copy_blocks(database, holidays, 20, 10)] == [10, 20]
        rows = await database.fetch("select name_en from holiday where name_ko = '시범'")
    assert {row["name_en"] for row in rows} == {str(os.getpid())}


async def copied(database: Database, make: Make, times: int = 1) -> None:
    async with transaction(system("test")):
        for _ in range(times):
            async for _ in copy_blocks(database, make, 40, 10):
                pass


async def test_a_block_that_cannot_be_made_undoes_those_before_it(database: Database) -> None:
    with pytest.raises(ValueError, match="block 2 cannot be made"):
        await copied(database, refused)
    assert await database.fetch("select 1 from holiday where name_ko = '시범'") == []


async def test_rows_that_the_database_refuses_undo_those_before_them(database: Database) -> None:
    with pytest.raises(asyncpg.UniqueViolationError):
        await copied(database, holidays, times=2)
    assert await database.fetch("select 1 from holiday where name_ko = '시범'") == []
