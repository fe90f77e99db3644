"""Tables of the graph: every one says who sees which rows, and what is personal in each column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, ClassVar, Literal, Self

from tortoise import fields
from tortoise.exceptions import ValidationError
from tortoise.fields.db_defaults import SqlDefault
from tortoise.models import Model, ModelMeta

from majung.access.personal import Personal
from majung.access.policy import Policy
from majung.errors import Refusal
from majung.storage.conditions import make_when_asked
from majung.storage.ids import uuid7

BASE_COLUMNS = ("id", "version", "sys_from")


@dataclass(frozen=True, kw_only=True)
class Access:
    """What a table declares about access.

    `prefix` begins the global ids of its rows (``firm_0190…``). `plain` names the columns without personal data,
    `personal` the others; a column in neither fails the start. `history` keeps old versions of rows for `asOf`.
    `append_only` rows cannot be changed by the server's database role. `conflicts` gives the refusal for each
    database constraint that bad input can hit. `merging` says what happens when two firms (or persons) that are
    merged both have a row that may exist only once: the merge is refused, or the merged one's row stays behind.
    `dated` is the column from which the retention of a row counts (else from its last change), `destroyed_too` names
    plain columns that tell of the person as well and are destroyed with the personal ones: hashes, answers.
    `binding` is a condition over a row `{row}`: what a law keeps are rows of which it holds, not drafts and the like.
    """

    prefix: str
    policy: Policy
    plain: tuple[str, ...] = ()
    personal: Mapping[str, Personal] = field(default_factory=dict)
    history: bool = True
    append_only: bool = False
    conflicts: Mapping[str, type[Refusal]] = field(default_factory=dict)
    merging: Literal["refuse", "stay"] = "refuse"
    dated: str | None = None
    destroyed_too: tuple[str, ...] = ()
    binding: str = "true"


class _Unread(ModelMeta):
    """Spares the ORM its search of each table's source for comments that describe columns: 0.2 s of every start.

    It parses the whole file for each class, and Python keeps the lines. Columns here have no such comments.
    """

    def __new__(cls, name: str, bases: tuple[type, ...], attributes: dict[str, Any]) -> ModelMeta:
        return super().__new__(cls, name, bases, {**attributes, "_no_comments": True})


class Table(Model, metaclass=_Unread):
    """A stored noun with an id (UUIDv7), a version that guards edits, and the time its present version began."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    version = fields.IntField(default=1, db_default=1)
    sys_from = fields.DatetimeField(db_default=SqlDefault("now()"))

    access: ClassVar[Access]

    class Meta:
        abstract = True

    def __init_subclass__(cls, **settings: Any) -> None:
        super().__init_subclass__(**settings)
        make_when_asked(cls._meta)

    def __init__(self, **values: Any) -> None:
        try:
            _check(type(self), values)
            super().__init__(**values)
        except InvalidOperation:
            raise _too_many_digits(type(self)) from None

    def update_from_dict(self, data: dict[str, Any]) -> Self:
        """Change columns; what they cannot hold is refused: null, more decimal places or digits than there are."""
        try:
            _check(type(self), data)
            return super().update_from_dict(data)
        except InvalidOperation:
            raise _too_many_digits(type(self)) from None

    @classmethod
    def table_name(cls) -> str:
        """The table's name in PostgreSQL."""
        return str(cls._meta.db_table)

    @classmethod
    def column_names(cls) -> tuple[str, ...]:
        """All columns; those of references too, which Tortoise itself only adds when it is initialised."""
        return _column_names(cls)

    @classmethod
    def sql_type(cls, column: str) -> str:
        """PostgreSQL type of a column, for casts of bound values."""
        return _sql_types(cls)[column]


def _check(table: type[Table], values: Mapping[str, Any]) -> None:
    """Refuse what the ORM would round without a word, or fail over."""
    known = table._meta.fields_map
    for name, value in values.items():
        if value is None:
            if (field := known.get(name)) is not None and not field.null:
                raise ValidationError(f"{name}: it must not be null")
        elif type(value) is Decimal:
            places = getattr(known.get(name), "decimal_places", None)
            if places is not None and value.is_finite() and round(value, places) != value:
                raise ValidationError(f"{name}: it has more than {places} decimal places")


def _too_many_digits(table: type[Table]) -> ValidationError:
    """Tortoise rounds a decimal to its column's places, before the database could refuse it, and runs out of digits."""
    return ValidationError(f"{table.table_name()}: a number has too many digits")


_tables: dict[str, type[Table]] = {}


def register(tables: Iterable[type[Table]]) -> None:
    """Make tables known by name, so that policies may follow them."""
    for table in tables:
        _tables[table.table_name()] = table


def find_table(name: str) -> type[Table]:
    """The model of a table by its PostgreSQL name."""
    if name not in _tables:
        raise LookupError(f"no table {name!r} is declared")
    return _tables[name]


def all_tables() -> tuple[type[Table], ...]:
    """Every table that is declared here, the core's and those of the plugins that run."""
    return tuple(_tables.values())


def find_by_prefix(prefix: str) -> type[Table] | None:
    """The model whose rows' global ids begin with a prefix."""
    return next((table for table in _tables.values() if table.access.prefix == prefix), None)


def declared_tables(module: Any) -> list[type[Table]]:
    """The concrete tables that a models module defines itself, in order of definition; also registers them."""
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Table)
        and value.__module__ == module.__name__
        and not value._meta.abstract
    ]
    register(found)
    return found


def access_problems(table: type[Table]) -> list[str]:
    """What is wrong with a table's access declaration, each in one sentence; empty when all is well."""
    name = table.__name__
    access = table.__dict__.get("access")
    if not isinstance(access, Access):
        return [f"table {name} has no access declaration: give it `access = Access(prefix=…, policy=…, plain=…)`"]
    columns = set(table.column_names()) - set(BASE_COLUMNS)
    plain, personal = set(access.plain), set(access.personal)
    problems = [
        f"column {name}.{c} has no personal class: list it in `plain` or `personal`"
        for c in sorted(columns - plain - personal)
    ]
    problems += [f"{name} classifies {c}, which is not a column" for c in sorted((plain | personal) - columns)]
    problems += [f"{name}.{c} is both plain and personal" for c in sorted(plain & personal)]
    named = {*access.destroyed_too, *([access.dated] if access.dated else [])}
    problems += [f"{name} names {c} for its retention, which is not a plain column" for c in sorted(named - plain)]
    problems += [
        f"{name}.{c}: its person is read from {p.subject}, which is not a column"
        for c, p in access.personal.items()
        if p.subject is not None and p.subject not in columns | {"id"}
    ]
    return problems


@cache
def _column_names(table: type[Table]) -> tuple[str, ...]:
    references = (f"{name}_id" for name in table._meta.fk_fields)
    return tuple(dict.fromkeys((*(str(c) for c in table._meta.fields_db_projection.values()), *references)))


@cache
def _sql_types(table: type[Table]) -> dict[str, str]:
    types = {f"{name}_id": "uuid" for name in table._meta.fk_fields}
    for name, column in table._meta.fields_db_projection.items():
        described = table._meta.fields_map[name].get_for_dialect("postgres", "SQL_TYPE")
        types[column] = {"SERIAL": "int", "BIGSERIAL": "bigint"}.get(described, described)
    return types
