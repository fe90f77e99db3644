"""Many rows at once: read in batches, stored with COPY, changed in one round trip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from majung.storage.table import Table
from majung.storage.transaction import current

BATCH = 1_000
"""Rows of one transaction: few enough that an interrupt loses little, many enough that statements hardly count."""

R = TypeVar("R")


def in_batches(rows: Iterable[R], size: int = BATCH) -> Iterator[list[R]]:
    """The rows in lists of at most `size`."""
    batch: list[R] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


async def copy_rows(table: type[Table], columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Add new rows in the running transaction."""
    if not rows:
        return
    async with current().connection.acquire_connection() as connection:
        await connection.copy_records_to_table(table.table_name(), records=rows, columns=columns)


async def update_rows(table: type[Table], columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Change rows in the running transaction: each begins with its id; their versions go up by one."""
    if not rows:
        return
    changes = ", ".join(f'"{name}" = ${place}' for place, name in enumerate(columns, start=2))
    statement = f'update "{table.table_name()}" set {changes}, version = version + 1 where id = $1'
    async with current().connection.acquire_connection() as connection:
        await connection.executemany(statement, rows)
