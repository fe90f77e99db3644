"""Many rows at once: read in batches, stored with COPY, changed in one round trip."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from majung.storage.table import Table
from majung.storage.transaction import current

BATCH = 1_000
"""Rows of one transaction: few enough that an interrupt loses little, many enough that statements hardly count."""

_TURN = 10
"""Rows read between two looks at whether the database has answered: less than a millisecond."""

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


async def batches_ahead(rows: Iterable[R], size: int = BATCH) -> AsyncIterator[list[R]]:
    """The rows in lists of at most `size`; the next list is read while the database stores the one before."""
    reading = iter(rows)
    coming = asyncio.create_task(_next_batch(reading, size))
    try:
        while batch := await coming:
            coming = asyncio.create_task(_next_batch(reading, size))
            yield batch
    finally:
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)


async def _next_batch(rows: Iterator[R], size: int) -> list[R]:
    batch: list[R] = []
    for row in islice(rows, size):
        batch.append(row)
        if len(batch) % _TURN == 0:  # what waits for the database goes first; a thread would keep it waiting longer
            await asyncio.sleep(0)
    return batch


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
