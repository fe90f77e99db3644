"""Running a plan: all objects of one level together, each relation read once for all of them."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import strawberry
from graphql import (
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    SelectionSetNode,
)
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path
from strawberry.types.arguments import convert_arguments

from majung_schema.graph.rows import Row
from majung_schema.graph.sources import Source
from majung_schema.planned.leaves import Unplannable
from majung_schema.planned.plan import ObjectPlan, Plan, PlannedField

if TYPE_CHECKING:
    from majung_schema.planned.executor import PlanExecutor

Answer = dict[str, Any]


class Run:
    """One execution of a plan."""

    def __init__(self, executor: PlanExecutor, plan: Plan) -> None:
        self.executor = executor
        self.plan = plan

    async def objects(self, plan: ObjectPlan, values: Sequence[Any]) -> list[Answer]:
        """The answers for objects of one type, in their order."""
        if values and isinstance(values[0], Row):
            answers, rest = plan.from_rows(values), plan.rest
        else:
            answers, rest = self._places(plan, len(values)), tuple(f for f in plan.fields if not isinstance(f, str))
        waiting = []
        for planned in rest:
            source = planned.source
            if source is not None and source.kind == "personal" and planned.complete is not None:
                self._personal(planned, source.needs[0], values, answers)
            else:
                waiting.append(self._fill(plan.type, planned, values, answers))
        if waiting:
            await together(waiting)
        return answers

    @staticmethod
    def _places(plan: ObjectPlan, count: int) -> list[Answer]:
        """Answers that hold the fields' places in their order."""
        place = {
            f if isinstance(f, str) else f.key: plan.type.name if isinstance(f, str) else None for f in plan.fields
        }
        return [dict(place) for _ in range(count)]

    def _personal(self, planned: PlannedField, column: str, rows: Sequence[Row], answers: list[Answer]) -> None:
        assert planned.complete is not None
        personal, complete = self.executor.context_value.reading.personal, planned.complete
        for row, answer in zip(rows, answers, strict=True):
            answer[planned.key] = complete(personal(row, column))

    async def _fill(
        self, kind: GraphQLObjectType, planned: PlannedField, values: Sequence[Any], answers: list[Answer]
    ) -> None:
        if not values:
            return
        results = await self._values(kind, planned, values)
        done = await self.complete(planned.definition.type, planned.selections, results, planned)
        for answer, value in zip(answers, done, strict=True):
            answer[planned.key] = value

    async def _values(self, kind: GraphQLObjectType, planned: PlannedField, values: Sequence[Any]) -> Sequence[Any]:
        """What the field's resolver answers for each object: at once for declared fields, else one by one."""
        source = planned.source
        if source is not None and source.kind == "part" and source.function is not None:
            return [source.function(value) for value in values]
        if source is not None and source.batch is not None and self._together(source, values):
            info = self._info(planned, kind)
            return await source.batch(info, values, self._arguments(planned, info))
        if planned.strawberry.is_basic_field:
            return [getattr(value, planned.strawberry.python_name) for value in values]
        raw = self.executor.build_resolve_info(
            planned.definition,
            list(planned.nodes),
            kind,
            _path(planned),
        )
        arguments = self._raw_arguments(planned)
        resolve = cast("Callable[..., Any]", planned.definition.resolve)
        results = [resolve(value, raw, **arguments) for value in values]
        awaited = [i for i, result in enumerate(results) if self.executor.is_awaitable(result)]
        if awaited:
            for i, result in zip(awaited, await together([results[i] for i in awaited]), strict=True):
                results[i] = result
        return results

    @staticmethod
    def _together(source: Source, values: Sequence[Any]) -> bool:
        """Whether one reading serves all: rows of one moment, or pages."""
        if source.kind == "count":
            return True
        return isinstance(values[0], Row) and len({row.as_of for row in values}) == 1

    async def complete(
        self,
        kind: GraphQLOutputType,
        selections: Sequence[SelectionSetNode],
        results: Sequence[Any],
        planned: PlannedField,
    ) -> list[Any]:
        """Complete one field's values for many objects: null, lists, leaves, objects of one or several types."""
        if planned.complete is not None:
            return [planned.complete(result) for result in results]
        if isinstance(kind, GraphQLNonNull):
            if any(result is None for result in results):
                raise Unplannable
            return await self.complete(kind.of_type, selections, results, planned)
        present = [i for i, result in enumerate(results) if result is not None]
        done: list[Any] = [None] * len(results)
        given = [results[i] for i in present]
        if isinstance(kind, GraphQLList):
            completed = await self._lists(kind, selections, given, planned)
        else:
            completed = await self._typed(kind, selections, given, planned)
        for i, value in zip(present, completed, strict=True):
            done[i] = value
        return done

    async def _lists(
        self, kind: GraphQLList[Any], selections: Sequence[SelectionSetNode], lists: list[Any], planned: PlannedField
    ) -> list[Any]:
        if not all(isinstance(one, list | tuple) for one in lists):
            raise Unplannable
        flat = [item for one in lists for item in one]
        completed = iter(await self.complete(kind.of_type, selections, flat, planned))
        return [[next(completed) for _ in one] for one in lists]

    async def _typed(
        self, kind: GraphQLOutputType, selections: Sequence[SelectionSetNode], values: list[Any], planned: PlannedField
    ) -> list[Any]:
        if isinstance(kind, GraphQLObjectType):
            is_type_of = kind.is_type_of
            if is_type_of is not None:
                info = self._raw_info(planned)
                if not all(is_type_of(value, info) for value in values):
                    raise Unplannable
            return cast("list[Any]", await self.objects(self.plan.of(kind, selections), values))
        groups: dict[str, list[int]] = defaultdict(list)
        info = self._raw_info(planned)
        for i, value in enumerate(values):
            groups[self._type_name(kind, value, info)].append(i)
        done: list[Any] = [None] * len(values)
        for name, places in groups.items():
            concrete = self.plan.schema.get_type(name)
            if not isinstance(concrete, GraphQLObjectType):
                raise Unplannable
            completed = await self.objects(self.plan.of(concrete, selections), [values[i] for i in places])
            for i, answer in zip(places, completed, strict=True):
                done[i] = answer
        return done

    def _type_name(self, kind: Any, value: Any, info: Any) -> str:
        resolve = kind.resolve_type or self.executor.type_resolver
        name = resolve(value, info, kind)
        if not isinstance(name, str):
            raise Unplannable
        return name

    def _raw_arguments(self, planned: PlannedField) -> dict[str, Any]:
        if not planned.definition.args:
            return {}
        return get_argument_values(planned.definition, planned.nodes[0], self.executor.variable_values)

    def _arguments(self, planned: PlannedField, info: strawberry.Info) -> Mapping[str, Any]:
        raw = self._raw_arguments(planned)
        if not raw:
            return {}
        schema = cast("Any", self.plan.schema)._strawberry_schema
        converter = schema.schema_converter
        return convert_arguments(
            raw, planned.strawberry.arguments, converter.scalar_registry, converter.config, info=info
        )

    def _raw_info(self, planned: PlannedField) -> Any:
        return self.executor.build_resolve_info(
            planned.definition,
            list(planned.nodes),
            cast("Any", None),
            _path(planned),
        )

    def _info(self, planned: PlannedField, kind: GraphQLObjectType | None) -> strawberry.Info:
        return strawberry.Info(_raw_info=self._raw_info(planned), _field=planned.strawberry)


def _path(planned: PlannedField) -> Path:
    return Path(None, planned.key, None)


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
