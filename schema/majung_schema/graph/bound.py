"""Types bound to tables: plain annotated fields are columns, relations and computed fields are declared."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast, dataclass_transform
from weakref import WeakKeyDictionary

import strawberry
from graphql import GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema
from strawberry.types.base import get_object_definition

from majung.storage.table import Table
from majung_schema.graph.context import reading_of
from majung_schema.graph.node import Node
from majung_schema.graph.reading import Reading
from majung_schema.graph.rows import Row
from majung_schema.graph.sources import SOURCE, Source, source_of

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Binding:
    """What a type is bound to: its table, and for implementors of an interface the rows that are of this type.

    `column` discriminates (``program_code``); a type with `kind` None takes the rows no other type claims.
    """

    table: type[Table]
    column: str | None = None
    kind: str | None = None


def binding_of(cls: type) -> Binding | None:
    """What a type is bound to, if it is."""
    return cast("Binding | None", cls.__dict__.get("__binding__"))


@dataclass_transform(kw_only_default=True)
def bound(
    table: type[Table], *, name: str | None = None, column: str | None = None, kind: str | None = None
) -> Callable[[type[T]], type[T]]:
    """Bind the decorated class to a table as a GraphQL object type.

    Each annotated field without a declaration is a column of that name; personal columns come out masked as
    their class says. The type implements `Node` (it must list it as a base) when the table's rows have ids.
    """

    def wrap(cls: type[T]) -> type[T]:
        binding = Binding(table=table, column=column, kind=kind)
        _declare_columns(cls, table)
        cls.__binding__ = binding  # type: ignore[attr-defined]
        cls.is_type_of = _type_test(binding)  # type: ignore[attr-defined]
        made: type[T] = strawberry.type(cls, name=name, description=_description(cls))
        return made

    return wrap


@dataclass_transform(kw_only_default=True)
def bound_interface(table: type[Table], *, name: str | None = None) -> Callable[[type[T]], type[T]]:
    """Bind the decorated class to a table as an interface: its columns are those all implementors share."""

    def wrap(cls: type[T]) -> type[T]:
        _declare_columns(cls, table)
        cls.__binding__ = Binding(table=table)  # type: ignore[attr-defined]
        made: type[T] = strawberry.interface(cls, name=name, description=_description(cls))
        return made

    return wrap


def _declare_columns(cls: type, table: type[Table]) -> None:
    columns = set(table.column_names())
    for field_name in inspect.get_annotations(cls):
        if field_name in cls.__dict__:
            continue
        if field_name not in columns:
            raise TypeError(
                f"{cls.__name__}.{field_name} is neither a column of {table.table_name()} nor declared as"
                " to_one, to_many, computed or batched"
            )
        if field_name in table.access.personal:
            setattr(cls, field_name, _personal(field_name))
        else:
            setattr(cls, field_name, column_field(field_name))


def column_field(column: str, description: str | None = None) -> Any:
    """A column under another field name."""

    def resolve(root: Any) -> Any:
        return root[column]

    return strawberry.field(
        resolver=resolve, metadata={SOURCE: Source(kind="column", needs=(column,))}, description=description
    )


def _personal(column: str) -> Any:
    def resolve(root: Any, info: strawberry.Info) -> Any:
        return reading_of(info).personal(root, column)

    return strawberry.field(resolver=resolve, metadata={SOURCE: Source(kind="personal", needs=(column,))})


def computed(function: Callable[..., Any], *needs: str, description: str | None = None) -> Any:
    """A field that is a pure function of some columns; the function takes their values in this order."""

    def resolve(root: Any) -> Any:
        return function(*(root[column] for column in needs))

    return strawberry.field(
        resolver=resolve,
        metadata={SOURCE: Source(kind="computed", needs=needs, function=function)},
        description=description or function.__doc__,
    )


def batched(function: Callable[..., Awaitable[Sequence[Any]]], *needs: str, description: str | None = None) -> Any:
    """A field computed for many rows at once by ``async def f(reading, rows) -> sequence`` in the order of the rows.

    Further keyword-only parameters of the function are the field's arguments.
    """
    signature = inspect.signature(function, eval_str=True)
    arguments = {p.name: (p.annotation, p.default) for p in list(signature.parameters.values())[2:]}

    async def values(reading: Reading, rows: list[Row], arguments: Mapping[str, Any]) -> list[Any]:
        found = list(await function(reading, rows, **arguments))
        if len(found) != len(rows):
            raise ValueError(f"{function.__qualname__} answered {len(found)} values for {len(rows)} rows")
        return found

    async def resolve(root: Any, info: strawberry.Info, **arguments: Any) -> Any:
        reading = reading_of(info)

        async def load(rows: list[Row]) -> Sequence[Any]:
            return await values(reading, rows, arguments)

        return await reading.batch((function, id(info._raw_info.field_nodes[0]), root.as_of), load, root)

    async def batch(info: strawberry.Info, rows: Sequence[Row], arguments: Mapping[str, Any]) -> Sequence[Any]:
        return await values(reading_of(info), list(rows), arguments)

    with_arguments(resolve, arguments)
    return strawberry.field(
        resolver=resolve,
        metadata={SOURCE: Source(kind="batched", needs=needs, batch=batch)},
        description=description or function.__doc__,
    )


def with_arguments(resolve: Callable[..., Any], arguments: Mapping[str, tuple[Any, Any]]) -> None:
    """Give a resolver made here (root, info, **arguments) the arguments that its field shows to clients."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    positional = inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = [
        inspect.Parameter("root", positional, annotation=Any),
        inspect.Parameter("info", positional, annotation=strawberry.Info),
        *(inspect.Parameter(n, keyword, annotation=a, default=d) for n, (a, d) in arguments.items()),
    ]
    resolve.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    resolve.__annotations__ = {p.name: p.annotation for p in parameters}


def _description(cls: type) -> str | None:
    return inspect.cleandoc(cls.__doc__) if cls.__doc__ else None


# Which rows are of which type, for each schema: plugins add implementors, so the answer differs between schemas.
_claims: WeakKeyDictionary[GraphQLSchema, dict[type[Table], set[str]]] = WeakKeyDictionary()


def _type_test(binding: Binding) -> Callable[[Any, GraphQLResolveInfo[Any]], bool]:
    def is_type_of(value: Any, info: GraphQLResolveInfo[Any]) -> bool:
        if not isinstance(value, Row) or value.table is not binding.table:
            return False
        if binding.column is None:
            return True
        kind = value[binding.column]
        return kind == binding.kind if binding.kind else kind not in claimed(info.schema, binding.table)

    return is_type_of


def claimed(schema: GraphQLSchema, table: type[Table]) -> set[str]:
    if schema not in _claims:
        found: dict[type[Table], set[str]] = {}
        for named in schema.type_map.values():
            definition = named.extensions.get("strawberry-definition") if isinstance(named, GraphQLObjectType) else None
            binding = binding_of(definition.origin) if definition is not None else None
            if binding and binding.kind:
                found.setdefault(binding.table, set()).add(binding.kind)
        _claims[schema] = found
    return _claims[schema].get(table, set())


__all__ = [
    "SOURCE",
    "Binding",
    "Node",
    "Source",
    "batched",
    "binding_of",
    "bound",
    "bound_interface",
    "column_field",
    "computed",
    "get_object_definition",
    "source_of",
    "with_arguments",
]
