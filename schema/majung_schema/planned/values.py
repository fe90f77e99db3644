"""Values that no statement of a plan gives: rows given by resolvers, plain objects, what functions answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

import strawberry
from graphql import GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLOutputType, get_named_type
from graphql.pyutils import Path

from majung_schema.graph.rows import Row
from majung_schema.graph.sources import Source
from majung_schema.planned.asked import AskedField, AskedObject
from majung_schema.planned.failures import Answer, Failure, missing
from majung_schema.planned.kinds import WrongType
from majung_schema.planned.leaves import listed

if TYPE_CHECKING:
    from majung_schema.planned.run import Run


class Located:
    """The answer of a row that was found already, in the place of a value that is still to be completed."""

    __slots__ = ("answer",)

    def __init__(self, answer: Any) -> None:
        self.answer = answer


async def complete_values(run: Run, asked: AskedField, kind: GraphQLOutputType, values: Sequence[Any]) -> list[Any]:
    """Complete one field's values for many objects: null, lists, leaves, objects of one or several types."""
    complete = run.plan.completion(asked, kind, guarded=False)
    if complete is not None:
        return [_leaf(run, asked, kind, complete, value) for value in values]
    if isinstance(kind, GraphQLNonNull):
        done = await complete_values(run, asked, kind.of_type, values)
        return [run.failure(missing(asked)) if value is None else value for value in done]
    done = [_settled(run, value) for value in values]
    open_places = [i for i, value in enumerate(done) if value is _OPEN]
    given = [values[i] for i in open_places]
    if given:
        complete_all = _lists if isinstance(kind, GraphQLList) else _objects
        for i, value in zip(open_places, await complete_all(run, asked, kind, given), strict=True):
            done[i] = value
    return done


_OPEN = object()


def _settled(run: Run, value: Any) -> Any:
    """What needs no completing: null, failures, rows that a plan completed."""
    if value is None or isinstance(value, Failure):
        return value
    if isinstance(value, Located):
        return value.answer
    return run.failure(value) if isinstance(value, Exception) else _OPEN


def _leaf(run: Run, asked: AskedField, kind: GraphQLOutputType, complete: Callable[[Any], Any], value: Any) -> Any:
    if isinstance(value, Failure):
        return value
    try:
        if isinstance(value, Exception):
            raise value
        return complete(value)
    except Exception as error:
        failure = run.failure(error)
    guarded = run.plan.completion(asked, kind, guarded=True)
    assert guarded is not None
    try:
        return failure if isinstance(value, Exception) else guarded(value)
    except Exception as error:
        return run.failure(error)


async def _lists(run: Run, asked: AskedField, kind: Any, values: Sequence[Any]) -> list[Any]:
    lists: list[list[Any] | Failure] = []
    for value in values:
        try:
            lists.append(listed(value, asked))
        except Exception as error:
            lists.append(run.failure(error))
    flat = [item for items in lists if not isinstance(items, Failure) for item in items]
    completed = iter(await complete_values(run, asked, kind.of_type, flat))
    return [items if isinstance(items, Failure) else [next(completed) for _ in items] for items in lists]


async def _objects(run: Run, asked: AskedField, kind: Any, values: Sequence[Any]) -> list[Any]:
    done: list[Any] = [None] * len(values)
    groups: dict[str, tuple[GraphQLObjectType, list[int]]] = {}
    for i, value in enumerate(values):
        try:
            concrete = _type_of(run, asked, kind, value)
        except Exception as error:
            done[i] = run.failure(error)
        else:
            groups.setdefault(concrete.name, (concrete, []))[1].append(i)
    for concrete, places in groups.values():
        objects = run.plan.asked.of(concrete, asked.selections)
        answers = await _answers(run, objects, [values[i] for i in places])
        for i, answer in zip(places, answers, strict=True):
            done[i] = answer
            run.noted[id(answer)] = objects
    return done


def _type_of(run: Run, asked: AskedField, kind: Any, value: Any) -> GraphQLObjectType:
    """The object type of a value, as graphql-core finds it."""
    named = get_named_type(kind)
    if isinstance(value, Row):
        possible = run.plan.kinds.of_rows(named, value.table)
        told = value[possible.column] if possible.column else None
        found = next((choice.type for choice in possible.choices if choice.takes(told)), None)
        if found is None:
            raise WrongType(named, asked)
        return found
    info = _info(run, asked)._raw_info
    if isinstance(named, GraphQLObjectType):
        if named.is_type_of is not None and not named.is_type_of(value, info):
            raise WrongType(named, asked)
        return named
    resolve = cast("Any", named).resolve_type or run.executor.type_resolver
    name = resolve(value, info, named)
    concrete = run.plan.asked.schema.get_type(name) if isinstance(name, str) else None
    if not isinstance(concrete, GraphQLObjectType) or not run.plan.asked.schema.is_sub_type(
        cast("Any", named), concrete
    ):
        raise WrongType(named, asked)
    return concrete


async def _answers(run: Run, objects: AskedObject, values: Sequence[Any]) -> list[Answer]:
    """The answers for objects of one type, in their order; each field for all of them together."""
    places = {f if isinstance(f, str) else f.key: objects.type.name for f in objects.fields}
    answers: list[Answer] = [dict(places) for _ in values]
    for field in objects.named():
        try:
            found = await values_of_rows(run, field, values)
            completed: Sequence[Any] = await complete_values(run, field, field.definition.type, found)
        except Exception as error:
            completed = [run.failure(error)] * len(values)
        for answer, value in zip(answers, completed, strict=True):
            answer[field.key] = value
    return answers


async def values_of_rows(run: Run, asked: AskedField, values: Sequence[Any]) -> Sequence[Any]:
    """One field's values for many rows or objects of one type."""
    source, declared = asked.source, asked.declared
    assert declared is not None
    kind = source.kind if source else None
    if source is not None and kind in {"to_one", "to_many", "located"}:
        return await _related(run, asked, values)
    if source is not None and source.batch is not None:
        info = _info(run, asked)
        return await source.batch(info, values, run.plan.arguments(asked).of(run.variables))
    if source is not None and source.function is not None:
        return [_computed(run, source, value) for value in values]
    if declared.is_basic_field:
        return [getattr(value, declared.python_name) for value in values]
    return await resolve_values(run, asked, values)


def _computed(run: Run, source: Source, value: Any) -> Any:
    assert source.function is not None
    try:
        if source.kind == "computed":
            return source.function(*(value[column] for column in source.needs))
        return source.function(value)
    except Exception as error:
        return run.failure(error)


async def _related(run: Run, asked: AskedField, rows: Sequence[Any]) -> Sequence[Any]:
    """The rows or pages that given rows lead to, read by plan, together for rows of one moment."""
    source, single = asked.origin, len(rows) == 1
    found: list[Any] = [None] * len(rows)
    if source.kind == "located":
        found = list(await _located(run, asked, rows, single=single))
        return [None if answer is None else Located(answer) for answer in found]
    moments: dict[datetime | None, list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        moments[row.as_of].append(i)
    for as_of, places in moments.items():
        keys = [rows[i][source.needs[0]] for i in places]
        if source.kind == "to_many":
            answers: Sequence[Any] = await run.level(run.plan.level(asked), keys, as_of)
        else:
            assert source.table is not None
            by_key = await run.keyed(run.plan.keyed(asked, source.table, source.to, single=single), keys, as_of)
            answers = [by_key.get(key) for key in keys]
        for i, answer in zip(places, answers, strict=True):
            found[i] = None if answer is None else Located(answer)
    return found


async def _located(run: Run, asked: AskedField, rows: Sequence[Any], *, single: bool) -> Sequence[Any]:
    locate = asked.origin.locate
    assert locate is not None
    places = [locate(run.context, row) for row in rows]
    answers = await run.rows_at(asked, [place for place in places if place is not None], single=single)
    return [None if place is None else answers.get(place) for place in places]


async def resolve_values(run: Run, asked: AskedField, values: Sequence[Any]) -> list[Any]:
    """What a field's resolver answers for each object; an error stands in the place of its value."""
    from majung_schema.planned.run import together

    info, arguments = _info(run, asked), run.plan.arguments(asked)
    raw, resolver = arguments.raw(run.variables), arguments.resolver
    resolve = asked.definition.resolve or run.executor.field_resolver
    results: list[Any] = []
    for value in values:
        try:
            if resolver is not None:
                results.append(arguments.called(resolver, value, info, raw))
            else:
                results.append(resolve(value, info._raw_info, **raw))
        except Exception as error:
            results.append(run.failure(error))
    awaited = [i for i, result in enumerate(results) if run.executor.is_awaitable(result)]
    if awaited:
        answers = await together([_caught(run, results[i]) for i in awaited])
        for i, answer in zip(awaited, answers, strict=True):
            results[i] = answer
    return results


async def _caught(run: Run, result: Any) -> Any:
    try:
        return await result
    except Exception as error:
        return run.failure(error)


def _info(run: Run, asked: AskedField) -> strawberry.Info:
    raw = run.executor.build_resolve_info(
        asked.definition, list(asked.nodes), asked.parent, Path(None, asked.key, asked.parent.name)
    )
    assert asked.declared is not None
    return strawberry.Info(_raw_info=raw, _field=asked.declared)
