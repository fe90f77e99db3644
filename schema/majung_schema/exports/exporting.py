"""Exporting: a list asked page by page as its viewer would, every page under the same policies, masks and limits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any, cast

import structlog
from msgspec import structs

from majung.access.actor import Actor
from majung.exports.writes import record_export
from majung_schema.asking import READS, Asked, RequestInfo
from majung_schema.exports.cells import row_of
from majung_schema.exports.errors import ExportFailed, ListNotThere, TooManyRows
from majung_schema.exports.files import RowsFile, open_file
from majung_schema.exports.paged_list import AFTER, FIRST, PAGE, PagedList, paged_list
from majung_schema.operations import Operations
from majung_schema.refusals import MutationOverGet, TooCostly, ValidationFault

MAX_ROWS = 1_000_000
"""An Excel sheet has 1,048,576 rows."""

SMALLEST_PAGE = 5
AT_ONCE = 2
"""Exports that one process works on at a time; others wait their turn."""

log = structlog.get_logger("majung.export")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A list as a file: the question, the file's format, and headings by the ones that it would have."""

    asked: Asked
    format: str
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Exported:
    """A file that is ready to be sent."""

    file: IO[bytes]
    name: str
    media_type: str
    rows: int
    replaced: int


class Exports:
    """Exports lists through the operations of one endpoint."""

    def __init__(self, operations: Operations) -> None:
        self.operations = operations
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def export(self, wanted: Wanted, actor: Actor, info: RequestInfo) -> Exported:
        """The list as a file, put on record. Nothing leaves unless every page was answered without an error."""
        paged = self._paged(wanted.asked, actor, info)
        headings = [wanted.titles.get(column.heading, column.heading) for column in paged.columns]
        file = open_file(wanted.format)
        try:
            async with self._turns:
                file.add(headings)
                rows = await self._fill(file, paged, wanted.asked, actor, info)
            finished = await asyncio.to_thread(file.finish)
        except BaseException:
            file.discard()
            raise
        async with self.operations.open_operation(actor, structs.replace(info, kind="mutation")) as context:
            await record_export(
                cast("Any", context).actor,
                operation=info.request_id,
                document=wanted.asked.query,
                columns=headings,
                format=wanted.format,
                rows=rows,
            )
        log.info("list exported", request_id=info.request_id, actor=actor.kind, format=wanted.format, rows=rows)
        name = f"{paged.path[-1]}.{file.extension}"
        return Exported(file=finished, name=name, media_type=file.media_type, rows=rows, replaced=file.replaced)

    async def _fill(self, file: RowsFile, paged: PagedList, asked: Asked, actor: Actor, info: RequestInfo) -> int:
        """Write every row of the list; how many there were."""
        rows = 0
        async for nodes in self._pages(paged, asked, actor, info):
            rows += len(nodes)
            if rows > MAX_ROWS:
                raise TooManyRows(counted=rows, allowed=MAX_ROWS)
            for node in nodes:
                file.add(row_of(node, paged.columns))
        return rows

    def _paged(self, asked: Asked, actor: Actor, info: RequestInfo) -> PagedList:
        """The list of a question, which must be a valid query; what it may cost is looked at with each page."""
        operations = self.operations
        limits = operations.settings
        document = operations.documents.read(asked.query, limits.ceiling(actor))
        _, operation = document.operation(asked.operation_name)
        faults = operations.documents.faults(asked.query, document, suggestions=limits.shows_schema(actor))
        if faults:
            raise ExportFailed(operations.speaker(actor, info).invalid(faults, ValidationFault).body)
        if operation.operation.value != "query":
            raise MutationOverGet(operation=operation.operation.value)
        return paged_list(operations.schema._schema, document.ast, operation)

    async def _pages(
        self, paged: PagedList, asked: Asked, actor: Actor, info: RequestInfo
    ) -> AsyncIterator[list[dict[str, Any]]]:
        first, after = self.operations.settings.ceiling(actor).page, None
        while True:
            variables = {**asked.variables, FIRST: first, AFTER: after}
            page = Asked(query=paged.document, operation_name=asked.operation_name, variables=variables)
            answer = await self.operations.answer(page, actor, info, allowed=READS)
            if errors := answer.body.get("errors"):
                if first > SMALLEST_PAGE and errors[0]["extensions"]["code"] == TooCostly.code:
                    first //= 2  # what hangs on each row is counted too; smaller pages cost less
                    continue
                raise ExportFailed(answer.body)
            found = answer.body["data"]
            for key in paged.path:
                found = found[key]
                if found is None:
                    raise ListNotThere
            yield found[paged.nodes]
            if not found[PAGE]["hasNextPage"]:
                return
            after = found[PAGE]["endCursor"]
