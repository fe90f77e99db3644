"""Rows on their way to their tables, in the order in which the tables refer to each other."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

from majung.demo.copy_text import copy_text
from majung.storage.database import Database

Record = tuple[object, ...]

COLUMNS: dict[str, tuple[str, ...]] = {}
"""The columns of each table's records; every part of the province enters its own."""


class Batch:
    """Records by table; a table's place is where its first record came. A plugin's share names its own columns."""

    def __init__(self, columns: Mapping[str, tuple[str, ...]] = COLUMNS) -> None:
        self.columns = columns
        self.tables: dict[str, list[Record]] = {}

    def __len__(self) -> int:
        return sum(map(len, self.tables.values()))

    def add(self, table: str, *records: Record) -> None:
        """Add records, whose values are in the order of the table's columns."""
        self.tables.setdefault(table, []).extend(records)


@dataclass(frozen=True, kw_only=True)
class Written:
    """The records of one table as COPY reads them: cheap to hand from the process that made them to another."""

    table: str
    columns: tuple[str, ...]
    text: bytes
    rows: int


def declare(columns: Mapping[str, str]) -> None:
    """Enter the columns of tables, each as words; for the module that makes their records."""
    COLUMNS.update({table: tuple(words.split()) for table, words in columns.items()})


def written(batch: Batch) -> list[Written]:
    """A batch as text, table by table."""
    return [
        Written(table=table, columns=batch.columns[table], text=copy_text(records), rows=len(records))
        for table, records in batch.tables.items()
        if records
    ]


async def copy(database: Database, batch: Batch) -> int:
    """Write a batch with COPY; how many rows."""
    return await copy_written(database, written(batch))


async def copy_written(database: Database, parts: list[Written]) -> int:
    """Write the tables of a batch in their order; how many rows."""
    async with database.connection() as connection:
        for part in parts:
            await connection.copy_to_table(
                part.table, source=io.BytesIO(part.text), columns=part.columns, format="text"
            )
    return sum(part.rows for part in parts)
