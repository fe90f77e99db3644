"""Access records: that personal fields were read, by whom, whose, when, and why."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID
from weakref import WeakKeyDictionary

from majung import clock
from majung.access.actor import Actor
from majung.storage.ids import uuid7

if TYPE_CHECKING:
    from majung.storage.database import Database

MOST = 500
"""Records written in one statement."""

_INSERT = """
insert into access_record (id, at, actor, kind, mandate_id, origin, operation, read_table, columns, row_ids, unmasked,
    purpose)
select r.id, r.at, r.actor, r.kind, r.mandate_id, r.origin, r.operation, r.read_table, string_to_array(r.columns, ','),
    coalesce(string_to_array(nullif(r.row_ids, ''), ','), '{}')::uuid[], r.unmasked, r.purpose
from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::text[],
    $9::text[], $10::text[], $11::bool[], $12::text[])
    r (id, at, actor, kind, mandate_id, origin, operation, read_table, columns, row_ids, unmasked, purpose)
"""

log = logging.getLogger(__name__)

Record = tuple[object, ...]


@dataclass
class PersonalRead:
    """The personal columns and rows of one table that an operation read, whole or masked."""

    table: str
    unmasked: bool
    columns: set[str] = field(default_factory=set)
    row_ids: set[UUID] = field(default_factory=set)


async def record_reads(database: Database, actor: Actor, operation: str | None, reads: Sequence[PersonalRead]) -> None:
    """Append one record for each table and each way of reading it; they are stored when this returns.

    Operations that end at the same time share a commit. A caller that is cancelled has its records written all
    the same; `settled` waits for them.
    """
    now = clock.now()
    records: list[Record] = [
        (
            uuid7(), now, actor.name, actor.kind, actor.mandate_id, actor.origin, operation, read.table,
            ",".join(sorted(read.columns)), ",".join(map(str, sorted(read.row_ids))), read.unmasked, actor.purpose,
        )
        for read in reads
    ]  # fmt: skip
    queue = _queues.get(database)
    if queue is None:
        queue = _queues[database] = _Queue(database)
    await asyncio.shield(queue.add(records))


async def settled(database: Database) -> None:
    """Wait until every record of a database is stored; for an orderly shutdown."""
    queue = _queues.get(database)
    if queue is not None and queue.writer is not None:
        await asyncio.wait({queue.writer})


class _Queue:
    """Records of one database on their way: what comes while a batch is being written forms the next one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[list[Record], asyncio.Future[None]]] = []
        self.writer: asyncio.Task[None] | None = None

    def add(self, records: list[Record]) -> asyncio.Future[None]:
        """Put records into the queue; the future is done when they are stored."""
        stored = asyncio.get_running_loop().create_future()
        self._waiting.append((records, stored))
        if self.writer is None:
            self.writer = asyncio.create_task(self._write(), name="access records")
        return stored

    async def _write(self) -> None:
        try:
            while self._waiting:
                await self._write_batch(self._taken())
        finally:
            self.writer = None

    def _taken(self) -> list[tuple[list[Record], asyncio.Future[None]]]:
        count = rows = 0
        for records, _ in self._waiting:
            rows += len(records)
            if count and rows > MOST:
                break
            count += 1
        taken, self._waiting = self._waiting[:count], self._waiting[count:]
        return taken

    async def _write_batch(self, batch: list[tuple[list[Record], asyncio.Future[None]]]) -> None:
        try:
            await self._insert([record for records, _ in batch for record in records])
        except Exception as error:
            if len(batch) > 1:  # one that cannot be stored must not keep the others from it
                for one in batch:
                    await self._write_batch([one])
                return
            log.error("access records were not stored", exc_info=error)
            _, stored = batch[0]
            stored.set_exception(error)
            stored.exception()  # the operation may have been cancelled meanwhile, and look no more
            return
        for _, stored in batch:
            stored.set_result(None)

    async def _insert(self, records: Sequence[Record]) -> None:
        await self._database.statement(_INSERT, *(list(column) for column in zip(*records, strict=True)))


_queues: WeakKeyDictionary[Database, _Queue] = WeakKeyDictionary()
