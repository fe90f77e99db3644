"""Connections in generated code: nodes, edges with their cursors, where the page lies, the total."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

from graphql import GraphQLObjectType, get_named_type

from majung_schema.planned.asked import Asked, AskedField, AskedObject

if TYPE_CHECKING:
    from majung_schema.planned.compiling import Compiler, RowPlace
    from majung_schema.planned.parts import What
    from majung_schema.planned.writing import Writing

_GIVEN = {"total_count": "total", "has_next_page": "after", "has_previous_page": "before"}
_BEHIND = {"has_previous_page": False, "has_next_page": True}
"""What lies behind the start of a page that is read forward, and of one that is read backward."""


def wants_of(asked: Asked, field: AskedField) -> frozenset[What]:
    """What of a list has to be read: its rows, their number."""
    parts = asked_of(asked, field).named()
    return frozenset("total" if _python_name(part) == "total_count" else "rows" for part in parts)


def directions_of(asked: Asked, field: AskedField) -> frozenset[bool]:
    """For pages read in which direction (`backward`) it is asked what lies behind their start.

    What lies before their end is known from the row that was read too many.
    """
    pages = [part for part in asked_of(asked, field).named() if _python_name(part) == "page_info"]
    names = {_python_name(f) for part in pages for f in asked_of(asked, part).named()}
    return frozenset(backward for name, backward in _BEHIND.items() if name in names)


def asked_of(asked: Asked, field: AskedField) -> AskedObject:
    """What is asked of the object behind a field whose type is one object type."""
    return asked.of(cast("GraphQLObjectType", get_named_type(field.definition.type)), field.selections)


def _python_name(field: AskedField) -> str:
    assert field.declared is not None
    return field.declared.python_name


@dataclass
class ConnectionText:
    """Python for the answer of one page, over `rows`, `after`, `before` and `total`."""

    compiler: Compiler
    items: RowPlace
    number: int

    def of(self, field: AskedField) -> str:
        """The answer of the connection."""
        return self._object(asked_of(self.compiler.plan.asked, field))

    def _object(self, asked: AskedObject) -> str:
        parts = [
            f"{f!r}: {asked.type.name!r}" if isinstance(f, str) else f"{f.key!r}: {self._value(f)}"
            for f in asked.fields
        ]
        return f"{{{', '.join(parts)}}}"

    def _value(self, field: AskedField) -> str:
        row, name = self.items.name, _python_name(field)
        match name:
            case "nodes":
                return f"[{self._node(field)} for {row} in rows]"
            case "node":
                return self._node(field)
            case "edges":
                return f"[{self._object(asked_of(self.compiler.plan.asked, field))} for {row} in rows]"
            case "page_info":
                return self._object(asked_of(self.compiler.plan.asked, field))
        return self._place_of(name, row)

    def _place_of(self, name: str, row: str) -> str:
        """Where the page or a row of it lies, and how many there are."""
        if name in _GIVEN:
            return _GIVEN[name]
        if name == "cursor":
            return f"{self._cursor}({row}[{self._place}])"
        place = {"start_cursor": 0, "end_cursor": -1}[name]
        return f"({self._cursor}(rows[{place}][{self._place}]) if rows else None)"

    def _node(self, field: AskedField) -> str:
        return self.compiler.typed(field.definition.type, field, field.selections, self.items)

    @cached_property
    def _cursor(self) -> str:
        self.compiler.heads.append(f"u{self.number} = b.cursor({self.number})")
        return f"u{self.number}"

    @cached_property
    def _place(self) -> int:
        number, alias = self.number, self.items.alias

        def position(writing: Writing) -> str:
            select = writing.selects[number]
            return "null" if select is None else f"row({', '.join(o.term(alias) for o in select.ordering)})"

        return self.items.frame.take(position)
