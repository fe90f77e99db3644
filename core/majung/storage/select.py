"""Reads: one SELECT built from declarations, with the viewer's policy compiled in and no value in its text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from majung.access.actor import PARAMETER_TYPES, Actor
from majung.storage.history import as_of_source
from majung.storage.table import Table

_NAMED = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")


class Parameters:
    """Values bound to one statement as ``$1…``; viewer parameters are bound at most once each."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.values: list[object] = []
        self._viewer: dict[str, str] = {}
        self._known: Mapping[str, object] | None = None

    def add(self, value: object, sql_type: str) -> str:
        """Bind a value; the text that stands for it."""
        self.values.append(value)
        return f"${len(self.values)}::{sql_type}"

    def bind(self, text: str, given: Mapping[str, str] | None = None) -> str:
        """Replace ``:names`` in a condition by bound values: `given` first, then the viewer's parameters."""

        def one(match: re.Match[str]) -> str:
            name = match.group(1)
            if given and name in given:
                return given[name]
            if name not in self._viewer:
                if self._known is None:
                    self._known = self.actor.parameters()
                self._viewer[name] = self.add(self._known[name], PARAMETER_TYPES[name])
            return self._viewer[name]

        return _NAMED.sub(one, text)


@dataclass(frozen=True, kw_only=True)
class Where:
    """A condition on rows: SQL with ``{row}`` and ``:names``, and for each name its value and SQL type."""

    text: str
    values: Mapping[str, tuple[object, str]] = field(default_factory=dict)

    def compile(self, row: str, parameters: Parameters) -> str:
        """The SQL text with its values bound."""
        given = {name: parameters.add(value, kind) for name, (value, kind) in self.values.items()}
        return f"({parameters.bind(self.text.replace('{row}', row), given)})"


@dataclass(frozen=True)
class Order:
    """One step of an ordering, by a column or by an expression named `column`; rows without a value come last."""

    column: str
    descending: bool = False
    sql: str | None = None
    sql_type: str = "text"

    def term(self) -> str:
        """What is compared, in SQL over the alias ``t``."""
        return f't."{self.column}"' if self.sql is None else f"({self.sql.replace('{row}', 't')})"


@dataclass(frozen=True, kw_only=True)
class Page:
    """Which part of an ordered list: `size` rows after or before a keyset position (values of the order's columns).

    `backward` asks for the last rows instead of the first ones.
    """

    size: int
    after: tuple[str | None, ...] | None = None
    before: tuple[str | None, ...] | None = None
    backward: bool = False


@dataclass(frozen=True, kw_only=True)
class Select:
    """A question to one table, under the viewer's policy."""

    table: type[Table]
    where: tuple[Where, ...] = ()
    order: tuple[Order, ...] = ()
    page: Page | None = None
    as_of: datetime | None = None

    @property
    def ordering(self) -> tuple[Order, ...]:
        """The whole ordering: what was asked, then the id, so that no two rows are equal."""
        asked = tuple(o for o in self.order if o.column != "id")
        tail = next((o for o in self.order if o.column == "id"), Order("id", bool(asked) and asked[-1].descending))
        return (*asked, tail)


@dataclass(frozen=True)
class Statement:
    """SQL text with its values, ready for the driver."""

    text: str
    values: Sequence[object]


def rows_statement(select: Select, actor: Actor) -> Statement:
    """All rows that answer the question, one page of them if it names one."""
    p = Parameters(actor)
    return Statement(_select(select, "t.*", p), p.values)


def count_statement(select: Select, actor: Actor) -> Statement:
    """How many rows answer the question, regardless of the page."""
    p = Parameters(actor)
    conditions = " and ".join(_conditions(select, p))
    return Statement(f"select count(*) as n from {_source(select, p)} t where {conditions}", p.values)


def pages_statement(select: Select, actor: Actor, via: str, parents: Sequence[object]) -> Statement:
    """One page for each parent, in one statement: rows with their parent's id as ``parent_``."""
    p = Parameters(actor)
    kind = select.table.sql_type(via)
    ids = p.add(list(parents), f"{kind}[]")
    inner = _select(select, "t.*", p, (f't."{via}" = p_.parent_',))
    return Statement(
        f"select p_.parent_, t_.* from unnest({ids}) with ordinality p_(parent_, n_) "
        f"cross join lateral ({inner}) t_ order by p_.n_",
        p.values,
    )


def counts_statement(select: Select, actor: Actor, via: str, parents: Sequence[object]) -> Statement:
    """How many rows each parent has."""
    p = Parameters(actor)
    ids = p.add(list(parents), f"{select.table.sql_type(via)}[]")
    conditions = " and ".join([f't."{via}" = any({ids})', *_conditions(select, p)])
    source = _source(select, p)
    return Statement(
        f'select t."{via}" as parent_, count(*) as n from {source} t where {conditions} group by 1', p.values
    )


def keyed_statement(select: Select, actor: Actor, key: str, keys: Sequence[object]) -> Statement:
    """The rows whose `key` column is one of `keys`."""
    p = Parameters(actor)
    ids = p.add(list(keys), f"{select.table.sql_type(key)}[]")
    return Statement(_select(select, "t.*", p, (f't."{key}" = any({ids})',)), p.values)


def _source(select: Select, p: Parameters) -> str:
    name = select.table.table_name()
    if select.as_of is None or not select.table.access.history:
        return f'"{name}"'
    return as_of_source(name, p.add(select.as_of, "timestamptz"), select.table.column_names())


def _conditions(select: Select, p: Parameters) -> list[str]:
    policy = p.bind(select.table.access.policy.compile("t", p.actor))
    return [policy, *(w.compile("t", p) for w in select.where)]


def _select(select: Select, columns: str, p: Parameters, more: tuple[str, ...] = ()) -> str:
    conditions = [*more, *_conditions(select, p)]
    order, page = select.ordering, select.page
    backward = bool(page and page.backward)
    if page and page.after is not None:
        conditions.append(_beyond(select.table, order, page.after, p, reverse=False))
    if page and page.before is not None:
        conditions.append(_beyond(select.table, order, page.before, p, reverse=True))
    columns += "".join(f', {o.term()} as "{o.column}"' for o in order if o.sql is not None)
    text = f"select {columns} from {_source(select, p)} t where {' and '.join(conditions)}"
    if page is not None or select.order:
        text += " order by " + ", ".join(_order_term(o, backward) for o in order)
    if page is not None:
        text += f" limit {p.add(page.size + 1, 'bigint')}"  # one more tells whether another page follows
    return text


def _order_term(o: Order, reverse: bool) -> str:
    descending = o.descending != reverse
    return f"{o.term()} {'desc' if descending else 'asc'} nulls {'first' if reverse else 'last'}"


def _beyond(
    table: type[Table], order: tuple[Order, ...], at: tuple[str | None, ...], p: Parameters, *, reverse: bool
) -> str:
    """Rows strictly after `at` in the ordering (before it when reversed), with missing values last."""
    alternatives: list[str] = []
    equal: list[str] = []
    for o, value in zip(order, at, strict=True):
        column = o.term()
        if value is None:
            further = f"{column} is not null" if reverse else "false"
            same = f"{column} is null"
        else:
            bound = f"({p.add(value, 'text')})::{table.sql_type(o.column) if o.sql is None else o.sql_type}"
            sign = ">" if o.descending == reverse else "<"
            further = f"{column} {sign} {bound}" if reverse else f"({column} {sign} {bound} or {column} is null)"
            same = f"{column} = {bound}"
        alternatives.append(" and ".join([*equal, further]))
        equal.append(same)
    return "(" + " or ".join(f"({a})" for a in alternatives) + ")"


def row_position(row: Mapping[str, Any], order: tuple[Order, ...]) -> tuple[str | None, ...]:
    """The keyset position of a row: the text of its ordering columns."""
    return tuple(None if row[o.column] is None else _text(row[o.column]) for o in order)


def _text(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
