"""Which columns of which tables hold personal data of which class, read from the declarations alone.

So the tables of a plugin are covered as soon as it runs. What "destroyed" means follows from the column: null where
that may be, else its default, else nothing; a column that must be unique keeps a word without meaning.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from tortoise.context import require_context

from majung.persons.models import Person
from majung.retention.models import KeptIdentity
from majung.storage.quoting import literal, quoted
from majung.storage.table import Table

OWN = "personal"
"""The class of columns that go with the personal ones in a table that has no personal column itself."""

DESTROYED = "destroyed-"
"""Begins what is left in a column that must be unique."""


@dataclass(frozen=True, kw_only=True)
class Holding:
    """Columns of one table with personal data of one class; `subject` is the column with the person's id, if any."""

    table: type[Table]
    retention: str
    columns: tuple[str, ...]
    subject: str | None

    @property
    def name(self) -> str:
        """The table's name."""
        return self.table.table_name()

    def has_values(self, row: str = "t") -> str:
        """SQL: something is there to be destroyed."""
        parts = (f"{row}.{quoted(c)} is distinct from {blank_of(self.table, c, row)}" for c in self.columns)
        return f"({' or '.join(parts)})"


def installed_tables() -> list[type[Table]]:
    """The tables of the installation that is active: in a process where several are, of no other one."""
    apps = require_context().apps
    assert apps is not None
    models = (model for models in apps.values() for model in models.values())
    return [model for model in models if issubclass(model, Table) and hasattr(model, "access")]


def holdings(tables: Iterable[type[Table]]) -> list[Holding]:
    """All personal data there are in these tables, by table and class."""
    found = []
    for table in sorted(tables, key=lambda one: one.table_name()):
        groups: dict[tuple[str, str | None], list[str]] = {}
        for column, personal in table.access.personal.items():
            groups.setdefault((personal.retention, personal.subject), []).append(column)
        if table.access.destroyed_too:
            first = next(iter(groups), (OWN, _person_column(table)))
            groups.setdefault(first, []).extend(table.access.destroyed_too)
        found += [
            Holding(table=table, retention=retention, columns=tuple(columns), subject=subject)
            for (retention, subject), columns in groups.items()
        ]
    return found


def classes_of(table: type[Table]) -> frozenset[str]:
    """The retention classes of which a table has data."""
    return frozenset(holding.retention for holding in holdings([table]))


def dealings(tables: Iterable[type[Table]]) -> list[tuple[type[Table], str]]:
    """Columns that name a person, in tables whose rows tell that there were dealings with them."""
    return [
        (table, f"{name}_id")
        for table in sorted(tables, key=lambda one: one.table_name())
        for name in sorted(table._meta.fk_fields)
        if _target(table, name) is Person and table not in (Person, KeptIdentity)
    ]


def dated(table: type[Table], row: str = "t") -> str:
    """SQL: the day in Seoul from which a row's time counts."""
    began = f"({row}.sys_from at time zone 'Asia/Seoul')::date"
    column = table.access.dated
    if column is None:
        return began
    named = f"{row}.{quoted(column)}"
    return f"coalesce({named if table.sql_type(column) == 'DATE' else _day(named)}, {began})"


def blank_of(table: type[Table], column: str, row: str = "t") -> str:
    """SQL: what stands in the column when its value is destroyed."""
    field: Any = next(
        f for n, f in table._meta.fields_map.items() if column in (n, f.source_field) and not f.pk and f.has_db_field
    )
    kind = table.sql_type(column)
    if field.unique or (_is_text(kind) and any(column in columns for columns in table._meta.unique_together)):
        return f"({literal(DESTROYED)} || {row}.id::text)"
    if field.null:
        return f"null::{kind}"
    return f"{_empty(kind, field.default)}::{kind}"


def _empty(kind: str, default: Any) -> str:
    if kind == "JSONB":
        return "'[]'" if default is list else "'{}'"
    if kind.endswith("[]"):
        return "'{}'"
    if _is_text(kind):
        return literal(default) if isinstance(default, str) else "''"
    if kind not in _NOTHING:
        raise ValueError(f"a value of the type {kind} cannot be destroyed: let the column be null")
    return _NOTHING[kind]


_NOTHING = {"INT": "0", "SMALLINT": "0", "BIGINT": "0", "BOOL": "false"}


def _is_text(kind: str) -> bool:
    return kind == "TEXT" or (kind.startswith("VARCHAR") and not kind.endswith("[]"))


def _day(named: str) -> str:
    return f"({named} at time zone 'Asia/Seoul')::date"


def _person_column(table: type[Table]) -> str | None:
    return next((column for column in ("person_id", "subject_id") if column in table.column_names()), None)


@cache
def _target(table: type[Table], reference: str) -> Any:
    field: Any = table._meta.fields_map[reference]
    return field.related_model
