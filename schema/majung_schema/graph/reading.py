"""Reading for one operation: rows under the viewer's policy, batched, with every personal read recorded."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import asyncpg
import structlog
from strawberry.dataloader import DataLoader

from majung.access.actor import Actor
from majung.access.cipher import decrypt
from majung.access.records import PersonalRead, record_reads
from majung.storage.database import Database
from majung.storage.faults import cannot_hold
from majung.storage.select import (
    Page,
    Select,
    Statement,
    count_statement,
    counts_statement,
    keyed_statement,
    pages_statement,
    rows_statement,
)
from majung.storage.table import Table
from majung_schema.graph.filters import ValueOutOfRange
from majung_schema.graph.interrupted import INTERRUPTED, ReadInterrupted
from majung_schema.graph.rows import Row
from majung_schema.traces import statement_span

MERGED = "merged_into_id"
_SURVIVORS = """
with recursive led (merged, survivor) as (
    select id, merged_into_id from "{table}" where id = any($1::uuid[]) and merged_into_id is not null
    union select l.merged, t.merged_into_id from led l join "{table}" t on t.id = l.survivor
    where t.merged_into_id is not null
)
select l.merged, l.survivor from led l join "{table}" t on t.id = l.survivor where t.merged_into_id is null
"""
"""Where ids of merged records lead, over as many merges as there were."""

log = structlog.get_logger("majung.graph")

_writing: set[asyncio.Future[None]] = set()
"""Access records on their way; the loop itself holds its tasks only weakly."""


NotePersonal = Callable[[list[PersonalRead]], Coroutine[Any, Any, None]]

Watch = Callable[[Statement, float, int], None]
"""Is told of each statement, the seconds it took and the rows it gave: `majung explain`."""


@dataclass(frozen=True)
class RowPage:
    """One page of rows, and whether more lie beyond it in the direction of reading."""

    rows: list[Row]
    more: bool


@dataclass
class Reading:
    """What one operation reads: made new for each operation and each event of a subscription."""

    database: Database
    actor: Actor
    operation: str | None = None
    note_personal: NotePersonal | None = None
    """Is told what was read, instead of an access record of the actor; it then leaves those of all viewers."""
    statements: int = 0
    watch: Watch | None = None
    _loaders: dict[Hashable, DataLoader[Any, Any]] = field(default_factory=dict)
    _personal: dict[tuple[type[Table], bool], PersonalRead] = field(default_factory=dict)

    async def fetch(
        self, statement: Statement, table: type[Table] | None = None, wants: str | None = None
    ) -> Sequence[Any]:
        """Rows of one statement, by position and by name; raises `ReadInterrupted` where the database gave up.

        What it is about, rows of which table or something else of them, is told to who collects traces.
        """
        self.statements += 1
        try:
            with statement_span(table, wants) as asked:
                rows = await self._asked(statement)
                asked.note({"db.response.returned_rows": len(rows)})
                return rows
        except INTERRUPTED as error:
            log.warning("a read was interrupted", reason=type(error).__name__)
            raise ReadInterrupted from error
        except asyncpg.DataError as error:
            if not cannot_hold(error):
                raise
            log.warning("a value could not be compared", reason=type(error).__name__)
            raise ValueOutOfRange(field="?", value="?") from error

    async def _asked(self, statement: Statement) -> Sequence[Any]:
        if self.watch is None:
            return await self.database.statement(statement.text, *statement.values)
        return await self._watched(statement, self.watch)

    async def _watched(self, statement: Statement, watch: Watch) -> Sequence[Any]:
        started = time.perf_counter()
        rows = await self.database.statement(statement.text, *statement.values)
        watch(statement, time.perf_counter() - started, len(rows))
        return rows

    async def rows(self, select: Select) -> list[Row]:
        """All rows (or one page and one more) that answer a question."""
        found = await self.fetch(rows_statement(select, self.actor))
        return [Row(select.table, values, select.as_of) for values in found]

    async def page(self, select: Select) -> RowPage:
        """One page of the rows that answer a question."""
        return _cut(await self.rows(select), select.page)

    async def count(self, select: Select) -> int:
        """How many rows answer a question."""
        found = await self.fetch(count_statement(select, self.actor))
        return int(found[0]["n"])

    async def page_of(self, key: Hashable, select: Select, via: str, parent: object) -> RowPage:
        """One page of a parent's rows; all parents asked for at once are read in one statement."""

        async def load(parents: list[object]) -> list[RowPage]:
            return await self.pages_of(select, via, parents)

        return cast("RowPage", await self._load(("page", key, select.as_of), load, parent))

    async def pages_of(self, select: Select, via: str, parents: Sequence[object]) -> list[RowPage]:
        """One page for each parent, in their order, in one statement."""
        found = await self.fetch(pages_statement(select, self.actor, via, list(dict.fromkeys(parents))))
        grouped: dict[object, list[Row]] = defaultdict(list)
        for values in found:
            grouped[values["parent_"]].append(Row(select.table, values, select.as_of))
        return [_cut(grouped[p], select.page) for p in parents]

    async def count_of(self, key: Hashable, select: Select, via: str, parent: object) -> int:
        """How many rows a parent has; one statement for all parents asked for at once."""

        async def load(parents: list[object]) -> list[int]:
            return await self.counts_of(select, via, parents)

        return cast("int", await self._load(("count", key, select.as_of), load, parent))

    async def counts_of(self, select: Select, via: str, parents: Sequence[object]) -> list[int]:
        """How many rows each parent has, in their order, in one statement."""
        found = await self.fetch(counts_statement(select, self.actor, via, list(dict.fromkeys(parents))))
        counts = {values["parent_"]: int(values["n"]) for values in found}
        return [counts.get(p, 0) for p in parents]

    async def one(self, table: type[Table], column: str, value: object, as_of: datetime | None = None) -> Row | None:
        """The row whose column has a value, or None if there is none or the viewer may not see it.

        The id of a record that was merged leads to the one that it was merged into.
        """
        return await self._one(table, column, value, as_of, follow=column == "id")

    async def related(self, table: type[Table], column: str, value: object, as_of: datetime | None) -> Row | None:
        """The row that another row refers to; its reference was moved when records were merged."""
        return await self._one(table, column, value, as_of, follow=False)

    async def _one(
        self, table: type[Table], column: str, value: object, as_of: datetime | None, *, follow: bool
    ) -> Row | None:

        async def load(values: list[object]) -> list[Row | None]:
            found = await self.ones(table, column, values, as_of)
            if follow and (gone := [v for v in values if _stands_for_another(found.get(v), table)]):
                found |= await self._survivors(table, gone, as_of)
            return [found.get(v) for v in values]

        return cast("Row | None", await self._load(("one", table, column, as_of, follow), load, value))

    async def _survivors(self, table: type[Table], ids: list[Any], as_of: datetime | None) -> dict[object, Row]:
        """The records that the ids lead to since they were merged, each under the viewer's policy."""
        led = await self.survivors(table, ids)
        rows = await self.ones(table, "id", list(led.values()), as_of)
        return {merged: rows[survivor] for merged, survivor in led.items() if survivor in rows}

    async def survivors(self, table: type[Table], ids: Sequence[Any]) -> dict[Any, Any]:
        """Where ids of merged records lead."""
        found = await self.fetch(Statement(_SURVIVORS.format(table=table.table_name()), [list(ids)]))
        return {row["merged"]: row["survivor"] for row in found}

    async def ones(
        self, table: type[Table], column: str, values: Iterable[object], as_of: datetime | None = None
    ) -> dict[object, Row]:
        """The rows whose column has one of the values, by value, in one statement."""
        wanted = [value for value in dict.fromkeys(values) if value is not None]
        if not wanted:
            return {}
        found = await self.fetch(keyed_statement(Select(table=table, as_of=as_of), self.actor, column, wanted))
        return {row[column]: Row(table, row, as_of) for row in found}

    async def batch(self, key: Hashable, load: Callable[[list[Row]], Awaitable[Sequence[Any]]], row: Row) -> Any:
        """A value computed for many rows at once: `load` is called once with all rows that ask for it."""

        async def load_rows(rows: list[Row]) -> list[Any]:
            return list(await load(rows))

        return await self._load(("batch", key), load_rows, row)

    def forget(self) -> None:
        """Drop what has been read so far; called when this operation changed something."""
        self._loaders.clear()

    def personal(self, row: Row, column: str) -> Any:
        """The value of a personal column as this viewer may see it; the read is recorded."""
        declared = row.table.access.personal[column]
        subject = row[declared.subject] if declared.subject else None
        return self.shown(row.table, column)(
            row.stored(column), row["id"], subject, row[declared.firm] if declared.firm else None
        )

    def shown(self, table: type[Table], column: str) -> Callable[[Any, UUID, UUID | None, UUID | None], Any]:
        """What this viewer may see of a personal column, given its value, the row, its person and its firm.

        Each read is recorded.
        """
        declared, actor = table.access.personal[column], self.actor

        def show(value: Any, row_id: UUID, subject: UUID | None, firm: UUID | None) -> Any:
            if value is None:
                return None
            whole = declared.open_to(actor, subject, firm)
            self._note(table, row_id, column, whole)
            return declared.shown(decrypt(value) if declared.encrypted else value, whole)

        return show

    async def close(self) -> None:
        """Write the access records of what was read, whatever became of the operation, also while it is cancelled."""
        if self._personal:
            reads, self._personal = list(self._personal.values()), {}
            note = self.note_personal
            records = note(reads) if note else record_reads(self.database, self.actor, self.operation, reads)
            writing = asyncio.ensure_future(records)
            _writing.add(writing)
            writing.add_done_callback(_writing.discard)
            await asyncio.shield(writing)

    def _note(self, table: type[Table], row_id: UUID, column: str, whole: bool) -> None:
        read = self._personal.get((table, whole))
        if read is None:
            read = self._personal[table, whole] = PersonalRead(table=table.table_name(), unmasked=whole)
        read.columns.add(column)
        read.row_ids.add(row_id)

    async def _load(self, key: Hashable, load: Callable[[list[Any]], Awaitable[list[Any]]], item: Any) -> Any:
        if key not in self._loaders:
            self._loaders[key] = DataLoader(load_fn=load)
        return await self._loaders[key].load(item)


def _stands_for_another(row: Row | None, table: type[Table]) -> bool:
    """Whether an id may lead to another record: it was not found, or what was found was merged into one."""
    return can_be_merged(table) and (row is None or row[MERGED] is not None)


def can_be_merged(table: type[Table]) -> bool:
    """Whether records of a table are merged when they turn out to be one."""
    return MERGED in table.column_names()


def _cut(rows: list[Row], page: Page | None) -> RowPage:
    """The page without the extra row that only tells that more follow; backward pages are put in order."""
    if page is None:
        return RowPage(rows, False)
    kept, more = rows[: page.size], len(rows) > page.size
    return RowPage(kept[::-1] if page.backward else kept, more)


def with_page(select: Select, page: Page) -> Select:
    """The same question for one page."""
    return replace(select, page=page)
