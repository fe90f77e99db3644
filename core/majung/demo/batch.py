"""Rows on their way to their tables, in the order in which the tables refer to each other."""

from __future__ import annotations

from collections.abc import Mapping

from majung.storage.database import Database

Record = tuple[object, ...]

COLUMNS: dict[str, tuple[str, ...]] = {}
"""The columns of each table's records; every part of the province enters its own."""


class Batch:
    """Records by table; a table's place is where its first record came."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Record]] = {}

    def __len__(self) -> int:
        return sum(map(len, self.tables.values()))

    def add(self, table: str, *records: Record) -> None:
        """Add records, whose values are in the order of `COLUMNS`."""
        self.tables.setdefault(table, []).extend(records)


def declare(columns: Mapping[str, str]) -> None:
    """Enter the columns of tables, each as words; for the module that makes their records."""
    COLUMNS.update({table: tuple(words.split()) for table, words in columns.items()})


async def copy(database: Database, batch: Batch) -> int:
    """Write a batch with COPY; how many rows."""
    async with database.connection() as connection:
        for table, records in batch.tables.items():
            await connection.copy_records_to_table(table, records=records, columns=COLUMNS[table])
    return len(batch)
