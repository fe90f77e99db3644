"""Running a plan for one request: root fields, then level by level what hangs on the rows that were read."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from graphql import ExecutionResult, GraphQLOutputType

from majung.storage.select import Select, Statement
from majung_schema.graph.context import Context
from majung_schema.graph.interrupted import ReadInterrupted
from majung_schema.graph.reading import Reading, can_be_merged
from majung_schema.graph.sources import RowAt
from majung_schema.planned.asked import AskedField, AskedObject
from majung_schema.planned.bound import BoundPart, Values
from majung_schema.planned.failures import Answer, Failure, settle
from majung_schema.planned.kept import find_kept
from majung_schema.planned.parts import Part, What
from majung_schema.planned.plan import Plan
from majung_schema.planned.values import complete_values, resolve_values
from majung_schema.planned.writing import values_of

if TYPE_CHECKING:
    from majung_schema.planned.executor import PlanExecutor


class Run:
    """One execution of a plan."""

    def __init__(self, executor: PlanExecutor, plan: Plan) -> None:
        context: Context = executor.context_value
        self.executor = executor
        self.plan = plan
        self.context = context
        self.reading: Reading = context.reading
        self.variables = executor.variable_values
        self.noted: dict[int, AskedObject] = {}
        """What was asked of objects that could be of several types, by their identity."""
        self.failed = False
        """Whether a failure stands somewhere in the answer."""
        self.fatal: tuple[type[Exception], ...] = (ReadInterrupted,)
        """What ends the whole operation; an interrupted read after a change only fails its field."""

    @cached_property
    def viewer(self) -> dict[str, object]:
        """The viewer's parameters of policies."""
        return self.context.actor.parameters()

    async def result(self, *, serially: bool) -> ExecutionResult:
        """The operation's result."""
        root = self.plan.root
        answer: Answer = {f if isinstance(f, str) else f.key: root.type.name for f in root.fields}
        fields = root.named()
        if serially:
            self.fatal = ()
            for field in fields:
                answer[field.key] = await self._root(field)
        else:
            values = await together([self._root(field) for field in fields])
            for field, value in zip(fields, values, strict=True):
                answer[field.key] = value
        if not self.failed:
            return ExecutionResult(data=answer)
        data, errors = settle(root, answer, self._object_of)
        return ExecutionResult(data=data, errors=errors)

    def failure(self, error: Exception) -> Failure:
        """An error in the place of a value; what ends the operation is raised on."""
        if isinstance(error, self.fatal):
            raise error
        self.failed = True
        return Failure(error)

    async def _root(self, field: AskedField) -> Any:
        try:
            source = field.source
            if source is not None and source.listing is not None:
                return await self._list(field)
            if source is not None and source.ask is not None:
                asked = source.ask(self.context, self.plan.arguments(field).of(self.variables))
                if isinstance(asked, RowAt):
                    return (await self.rows_at(field, [asked], single=True)).get(asked)
                return await self._one(field, asked)
            if field.declared is None:
                return await self.executor.by_graphql_core(field)
            [value] = await resolve_values(self, field, [self.executor.root_value])
            [answer] = await complete_values(self, field, field.definition.type, [value])
        except Exception as error:
            return self.failure(error)
        return answer

    async def _list(self, field: AskedField) -> Any:
        part = self.plan.listed(field)
        own = part.questions[0].select(self.context.actor, self.variables, None)
        if isinstance(own, Exception):
            raise own
        bound = BoundPart(self, part, [own], (), own.as_of)
        rows = await self._fetch(bound, "rows") if "rows" in part.questions[0].wants else ()
        total = (await self._fetch(bound, "total"))[0][0] if "total" in part.questions[0].wants else None
        behind = bool(await self._fetch(bound, "behind")) if part.questions[0].looks_behind(own) else False
        return await self.completed(bound, lambda b, top: b.page(0, top)(rows, total, behind))

    async def _one(self, field: AskedField, select: Select | None) -> Any:
        if select is None:
            return None
        part = self.plan.one(field, select.table)
        bound = BoundPart(self, part, [select, *self._nested(part, select.as_of)], (), select.as_of)
        rows = await self._fetch(bound, "rows")
        if not rows:
            return None
        return await self.completed(bound, lambda b, top: top(rows[0]))

    async def level(self, part: Part, keys: Sequence[Any], as_of: datetime | None) -> list[Any]:
        """The answers of a list for each of many rows, by the values that their rows refer to."""
        question = part.questions[0]
        own = question.select(self.context.actor, self.variables, as_of)
        if isinstance(own, Exception):
            raise own
        distinct = list(dict.fromkeys(keys))
        bound = BoundPart(self, part, [own], distinct, as_of)
        rows: dict[int, list[Values]] = defaultdict(list)
        totals: dict[int, int] = {}
        behind: dict[int, bool] = {}
        if "rows" in question.wants:
            for row in await self._fetch(bound, "rows"):
                rows[row[0]].append(row[1:])
        if "total" in question.wants:
            totals = {row[0]: row[1] for row in await self._fetch(bound, "total")}
        if question.looks_behind(own):
            behind = {row[0]: row[1] for row in await self._fetch(bound, "behind")}

        def answers(b: BoundPart, top: Callable[..., Any]) -> dict[Any, Any]:
            page = b.page(0, top)
            return {key: page(rows.get(n), totals.get(n), behind.get(n)) for n, key in enumerate(distinct, 1)}

        found = await self.completed(bound, answers)
        return [found[key] for key in keys]

    async def rows_at(self, field: AskedField, places: Sequence[RowAt], *, single: bool) -> dict[RowAt, Any]:
        """The answers for rows of any tables, those of one table and moment together."""
        answers: dict[RowAt, Any] = {}
        for table, as_of in dict.fromkeys((place.table, place.as_of) for place in places):
            part = self.plan.keyed(field, table, "id", single=single)
            ids = [place.id for place in places if (place.table, place.as_of) == (table, as_of)]
            found = await self.keyed(part, ids, as_of, follow=can_be_merged(table))
            answers.update({RowAt(table, key, as_of): answer for key, answer in found.items()})
        return answers

    async def keyed(
        self, part: Part, keys: Iterable[Any], as_of: datetime | None, *, follow: bool = False
    ) -> dict[Any, Any]:
        """The answers for the rows that have these values in the part's column, by value.

        With `follow`, the id of a record that was merged leads to the one that it was merged into.
        """
        distinct = [key for key in dict.fromkeys(keys) if key is not None]
        if not distinct:
            return {}
        bound = BoundPart(self, part, self._nested(part, as_of), distinct, as_of)
        rows = {row[0]: row for row in await self._fetch(bound, "rows")}
        if follow and (gone := [key for key in distinct if key not in rows or rows[key][1] is not None]):
            led = await self.reading.survivors(part.table, gone)
            bound.keys = list(led.values())
            survivors = {row[0]: row for row in await self._fetch(bound, "rows")} if led else {}
            rows.update({merged: survivors[key] for merged, key in led.items() if key in survivors})
        made: dict[Any, Any] = await self.completed(bound, lambda b, top: {key: top(row) for key, row in rows.items()})
        return made

    def _nested(self, part: Part, as_of: datetime | None) -> list[Select | Exception]:
        return [
            question.select(self.context.actor, self.variables, as_of)
            for question in part.questions
            if question.listing is not None
        ]

    async def _fetch(self, bound: BoundPart, what: What) -> Sequence[Values]:
        dated, single = bound.as_of is not None, len(bound.keys) == 1
        template = bound.part.statement(what, bound.selects, dated=dated, single=single)
        statement = Statement(template.text, values_of(template, bound))
        rows = await self.reading.fetch(statement, bound.part.table, what)
        return [row[:] for row in rows]  # as tuples, whose values are found in a quarter of the time

    async def completed(self, bound: BoundPart, answers: Callable[[BoundPart, Callable[..., Any]], Any]) -> Any:
        """Answers made of rows by the part's code; if a value fails, made again with failures in their places."""
        part = bound.part
        assert part.made is not None
        assert part.guarded is not None
        try:
            made = answers(bound, part.made(bound))
        except Exception:
            self.failed = True
            part = part.guarded()
            assert part.made is not None
            bound = BoundPart(self, part, bound.selects, bound.keys, bound.as_of)
            made = answers(bound, part.made(bound))
        work = [
            find_kept(self, kept, field, items, bound.as_of)
            for kept, items in zip(part.kept, bound.kept, strict=True)
            if items
            for field in kept.fields
        ]
        if work:
            await together(work)
        return made

    def _object_of(self, kind: GraphQLOutputType, field: AskedField, answer: Answer) -> AskedObject:
        asked = self.plan.object_of(kind, field)
        return asked if asked is not None else self.noted[id(answer)]


async def together(work: Sequence[Awaitable[Any]]) -> list[Any]:
    """Await all; if one fails the others are cancelled and ended first, so that nothing goes on behind the answer."""
    if len(work) == 1:
        return [await work[0]]
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        return list(await asyncio.gather(*tasks))
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
