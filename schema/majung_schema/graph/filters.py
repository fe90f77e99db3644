"""Filters and orderings: what a list can be narrowed and sorted by, declared per column, extended by plugins."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, cast

import strawberry
from strawberry.types.base import get_object_definition
from strawberry.types.field import StrawberryField

from majung.errors import Refusal
from majung.storage.select import Order, Where
from majung.storage.table import Table

WHERE = "majung.where"
ORDER = "majung.order"
TEXT = "majung.text"
"""The SQL of a condition over ``{row}``, for whoever looks what it compares; a condition built later has none."""


class ValueOutOfRange(Refusal):
    """{field} has a value that is out of range or cannot be stored: {value}.

    ko: {field}의 값이 범위를 벗어났거나 저장할 수 없습니다: {value}.
    """


@strawberry.enum(description="Direction of an ordering.")
class Direction(enum.Enum):
    ASC = "asc"
    DESC = "desc"


def _declared(metadata: dict[Any, Any], description: str | None) -> Any:
    return strawberry.field(default=strawberry.UNSET, metadata=metadata, description=description)


def _compared(column: str, sign: str, description: str | None) -> Any:
    def where(table: type[Table], value: Any) -> Where:
        return Where(text=f'{{row}}."{column}" {sign} :value', values={"value": (value, table.sql_type(column))})

    return _declared({WHERE: where, TEXT: f'{{row}}."{column}"'}, description)


def equals(column: str, description: str | None = None) -> Any:
    """Rows whose column equals the value."""
    return _compared(column, "=", description)


def at_least(column: str, description: str | None = None) -> Any:
    """Rows whose column is the value or more."""
    return _compared(column, ">=", description)


def at_most(column: str, description: str | None = None) -> Any:
    """Rows whose column is the value or less."""
    return _compared(column, "<=", description)


def one_of(column: str, description: str | None = None) -> Any:
    """Rows whose column is one of the values."""

    def where(table: type[Table], value: Any) -> Where:
        kind = f"{table.sql_type(column)}[]"
        return Where(text=f'{{row}}."{column}" = any(:value)', values={"value": (tuple(value), kind)})

    return _declared({WHERE: where, TEXT: f'{{row}}."{column}"'}, description)


def condition(text: str, sql_type: str, description: str | None = None, *, tables: tuple[type[Table], ...] = ()) -> Any:
    """Rows for which a SQL condition over ``{row}`` and ``:value`` holds; for `tables` see `Where`."""

    def where(table: type[Table], value: Any) -> Where:
        return Where(text=text, values={"value": (value, sql_type)}, tables=tables)

    return _declared({WHERE: where, TEXT: text}, description)


def holds(text: str, description: str | None = None, *, tables: tuple[type[Table], ...] = ()) -> Any:
    """A yes-or-no question about the row in SQL: true asks for rows where it holds, false for the others.

    Rows of other tables it looks at are named in `tables` (see `Where`).
    """

    def where(table: type[Table], value: Any) -> Where:
        return Where(text=text if value else f"({text}) is not true", tables=tables)

    return _declared({WHERE: where, TEXT: text}, description)


def computed_where(build: Callable[[Any], Where], description: str | None = None) -> Any:
    """A condition built by a function of the value."""

    def where(table: type[Table], value: Any) -> Where:
        return build(value)

    return _declared({WHERE: where}, description)


def by(column: str, description: str | None = None) -> Any:
    """An ordering by a column."""
    return _declared({ORDER: Order(column)}, description)


def by_expression(name: str, sql: str, sql_type: str, description: str | None = None) -> Any:
    """An ordering by a SQL expression over ``{row}``; `name` must be new among the table's columns."""
    return _declared({ORDER: Order(name, sql=sql, sql_type=sql_type)}, description)


def wheres_of(table: type[Table], value: object) -> tuple[Where, ...]:
    """The conditions that a filter input asks for, its plugins' parts included."""
    return tuple(
        _without_enums(cast("Where", field.metadata[WHERE](table, storable(given, field.python_name))))
        for field, given in _given(value)
        if given is not None
    )


def orders_of(value: object) -> tuple[Order, ...]:
    """The orderings that a list of order inputs asks for, in the order they were written."""
    asked = cast("Iterable[object]", value or ())
    return tuple(
        Order(o.column, given is Direction.DESC, sql=o.sql, sql_type=o.sql_type)
        for item in asked
        for field, given in _given(item)
        if given is not None
        for o in [cast("Order", field.metadata[ORDER])]
    )


def _without_enums(where: Where) -> Where:
    """The condition with the values that columns store; a function may have looked at members of enums."""
    plain = {name: (_stored(value), kind) for name, (value, kind) in where.values.items()}
    return replace(where, values=plain) if plain != where.values else where


def _stored(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(_stored(item) for item in value)
    return value.value if isinstance(value, enum.Enum) else value


def orderings_in(order_by: type) -> list[Order]:
    """The orderings that an order input offers."""
    fields = get_object_definition(order_by, strict=True).fields
    return [cast("Order", field.metadata[ORDER]) for field in fields if ORDER in field.metadata]


def _given(value: object) -> Iterator[tuple[StrawberryField, Any]]:
    if value is None or value is strawberry.UNSET:
        return
    for part in (value, *getattr(value, "__majung_shares__", {}).values()):
        for field in get_object_definition(type(part), strict=True).fields:
            given = getattr(part, field.python_name)
            if given is not strawberry.UNSET and field.metadata:
                yield field, given


def storable(value: Any, field: str) -> Any:
    """Refuse what PostgreSQL cannot hold before it is sent."""
    for item in value if isinstance(value, list | tuple) else (value,):
        if isinstance(item, str):
            check_text(item, field)
        elif isinstance(item, int) and not -(2**63) <= item < 2**63:
            raise ValueOutOfRange(field=field, value=str(item)[:40])
    return value


def check_text(text: str, field: str) -> str:
    """The text, refused where PostgreSQL cannot hold it: the character NUL, half of a surrogate pair."""
    if "\x00" in text:
        raise ValueOutOfRange(field=field, value="NUL")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueOutOfRange(field=field, value="surrogate") from None
    return text
