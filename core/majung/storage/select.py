"""Reads: one SELECT built from declarations, with the viewer's policy compiled in and no value in its text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from majung.access.actor import PARAMETER_TYPES, Actor
from majung.access.policy import MOMENT
from majung.storage.history import as_of_source
from majung.storage.positions import Key, Position, beyond, compared_type
from majung.storage.table import Table

_NAMED = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")


class Parameters:
    """Values bound to one statement as ``$1…``; viewer parameters are bound at most once each."""

    def __init__(self, actor: Actor, as_of: datetime | None = None) -> None:
        self.actor = actor
        self.as_of = as_of
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
            if name not in self._viewer and name == MOMENT:
                self._viewer[name] = self.add(self.as_of, "timestamptz")
            elif name not in self._viewer:
                if self._known is None:
                    self._known = self.actor.parameters()
                self._viewer[name] = self.add(self._known[name], PARAMETER_TYPES[name])
            return self._viewer[name]

        return _NAMED.sub(one, text)


@dataclass(frozen=True, kw_only=True)
class Where:
    """A condition on rows: SQL with ``{row}`` and ``:names``, and for each name its value and SQL type.

    Where it looks at rows of other tables, it names them in `tables` and writes ``{support_record}`` for those of
    them that the viewer may see, so that no answer tells of a row that is hidden.
    """

    text: str
    values: Mapping[str, tuple[object, str]] = field(default_factory=dict)
    tables: tuple[type[Table], ...] = ()

    def compile(self, row: str, parameters: Parameters) -> str:
        """The SQL text with its values bound."""
        given = {name: parameters.add(value, compared_type(kind)) for name, (value, kind) in self.values.items()}
        text = self.text.replace("{row}", row)
        for table in self.tables:
            text = text.replace(f"{{{table.table_name()}}}", _seen(table, parameters))
        return f"({parameters.bind(text, given)})"


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

    `backward` asks for the last rows instead of the first ones, `inclusive` takes in the rows at the position.
    """

    size: int
    after: Position | None = None
    before: Position | None = None
    backward: bool = False
    inclusive: bool = False


@dataclass(frozen=True, kw_only=True)
class Select:
    """A question to one table, under the viewer's policy.

    With `among`, only so many of the rows that answer it are put in order (whichever are found first): a search
    for what a quarter of all names contain need not sort a quarter of all rows.
    """

    table: type[Table]
    where: tuple[Where, ...] = ()
    order: tuple[Order, ...] = ()
    page: Page | None = None
    as_of: datetime | None = None
    among: int | None = None

    @property
    def ordering(self) -> tuple[Order, ...]:
        """The whole ordering: what was asked, each column once, then the id, so that no two rows are equal."""
        asked: dict[str, Order] = {}
        for o in self.order:
            asked.setdefault(o.column, o)
            if o.column == "id":
                return tuple(asked.values())  # nothing after the id can tell two rows apart
        return (*asked.values(), Order("id", bool(asked) and list(asked.values())[-1].descending))

    @property
    def position_types(self) -> tuple[str, ...]:
        """The PostgreSQL types in which positions of this ordering are compared."""
        return tuple(key.kind for key in _keys(self))


@dataclass(frozen=True)
class Statement:
    """SQL text with its values, ready for the driver."""

    text: str
    values: Sequence[object]


def rows_statement(select: Select, actor: Actor) -> Statement:
    """All rows that answer the question, one page of them if it names one."""
    p = Parameters(actor, select.as_of)
    return Statement(_select(select, _columns(select.table), p), p.values)


def count_statement(select: Select, actor: Actor) -> Statement:
    """How many rows answer the question, regardless of the page."""
    p = Parameters(actor, select.as_of)
    conditions = " and ".join(_conditions(select, p))
    return Statement(f"select count(*) as n from {_source(select.table, p)} t where {conditions}", p.values)


def pages_statement(select: Select, actor: Actor, via: str, parents: Sequence[object]) -> Statement:
    """One page for each parent, in one statement: rows with their parent's id as ``parent_``."""
    p = Parameters(actor, select.as_of)
    ids = _bound(select, via, parents, p)
    inner = _select(select, _columns(select.table), p, (f't."{via}" = p_.parent_',))
    return Statement(
        f"select p_.parent_, t_.* from unnest({ids}) with ordinality p_(parent_, n_) "
        f"cross join lateral ({inner}) t_ order by p_.n_",
        p.values,
    )


def counts_statement(select: Select, actor: Actor, via: str, parents: Sequence[object]) -> Statement:
    """How many rows each parent has."""
    p = Parameters(actor, select.as_of)
    ids = _bound(select, via, parents, p)
    conditions = " and ".join([f't."{via}" = any({ids})', *_conditions(select, p)])
    source = _source(select.table, p)
    return Statement(
        f'select t."{via}" as parent_, count(*) as n from {source} t where {conditions} group by 1', p.values
    )


def keyed_statement(select: Select, actor: Actor, key: str, keys: Sequence[object]) -> Statement:
    """The rows whose `key` column is one of `keys`."""
    p = Parameters(actor, select.as_of)
    ids = _bound(select, key, keys, p)
    return Statement(_select(select, _columns(select.table), p, (f't."{key}" = any({ids})',)), p.values)


@dataclass(frozen=True, kw_only=True)
class UnionPart:
    """Rows of one table in a list over several: `columns` are SQL over ``{row}`` under the names all parts share."""

    name: str
    table: type[Table]
    where: Where
    columns: Mapping[str, str]


def union_statement(
    parts: Sequence[UnionPart], actor: Actor, *, where: Where | None, order: str, limit: int
) -> Statement:
    """Rows of several tables as one list, each under its table's policy; ``source`` is the part, ``total`` the count.

    `order` is written here in the code, never by a client.
    """
    p = Parameters(actor)
    selects = []
    for part in parts:
        named = "".join(f", {p.bind(sql.replace('{row}', 't'))} as {name}" for name, sql in part.columns.items())
        conditions = f"{p.bind(part.table.access.policy.compile('t', actor))} and {part.where.compile('t', p)}"
        selects.append(f'select {p.add(part.name, "text")} as source{named} from "{part.table.table_name()}" t'
                       f" where {conditions}")  # fmt: skip
    text = f"select u.*, count(*) over () as total from ({' union all '.join(selects)}) u"
    if where is not None:
        text += f" where {where.compile('u', p)}"
    return Statement(f"{text} order by {order} limit {p.add(limit, 'bigint')}", p.values)


@cache
def _columns(table: type[Table]) -> str:
    """What a read takes of a row: everything but the columns that only serve to find it."""
    return ", ".join(f't."{name}"' for name in table.column_names() if not name.startswith("search_"))


def _bound(select: Select, column: str, values: Sequence[object], p: Parameters) -> str:
    return p.add(list(values), f"{compared_type(select.table.sql_type(column))}[]")


def _source(table: type[Table], p: Parameters) -> str:
    """The table's rows as they are, or as they were at the moment that is asked for."""
    name = table.table_name()
    if p.as_of is None:
        return f'"{name}"'
    moment = p.bind(f":{MOMENT}")
    if table.access.history:
        return as_of_source(name, moment, table.column_names())
    return f'(select r.* from "{name}" r where r.sys_from <= {moment})'  # its rows never change


def _seen(table: type[Table], p: Parameters) -> str:
    """The rows of another table that the viewer may see, to stand in a FROM."""
    policy = p.bind(table.access.policy.compile("r_", p.actor, as_of=p.as_of is not None))
    return f"(select r_.* from {_source(table, p)} r_ where {policy})"


def _conditions(select: Select, p: Parameters) -> list[str]:
    policy = p.bind(select.table.access.policy.compile("t", p.actor, as_of=p.as_of is not None))
    return [policy, *(w.compile("t", p) for w in select.where)]


def _select(select: Select, columns: str, p: Parameters, more: tuple[str, ...] = ()) -> str:
    conditions = [*more, *_conditions(select, p)]
    order, page, keys = select.ordering, select.page, _keys(select)
    backward = bool(page and page.backward)
    if page and page.after is not None:
        conditions.append(beyond(keys, page.after, p.add, reverse=False, inclusive=page.inclusive))
    if page and page.before is not None:
        conditions.append(beyond(keys, page.before, p.add, reverse=True, inclusive=page.inclusive))
    columns += "".join(f', {o.term()} as "{o.column}"' for o in order if o.sql is not None)
    source = f"{_source(select.table, p)} t where {' and '.join(conditions)}"
    if select.among is not None:
        source = f"(select t.* from {source} limit {p.add(select.among, 'bigint')}) t"
    text = f"select {columns} from {source}"
    if page is not None or select.order:
        text += " order by " + ", ".join(key.order(backward) for key in keys)
    if page is not None:
        text += f" limit {p.add(page.size + 1, 'bigint')}"  # one more tells whether another page follows
    return text


def _keys(select: Select) -> tuple[Key, ...]:
    table = select.table
    return tuple(
        Key(
            term=o.term(),
            kind=compared_type(table.sql_type(o.column) if o.sql is None else o.sql_type),
            descending=o.descending,
            # old versions of a row lack the columns that came later
            lacking=o.column != "id" and (o.sql is not None or select.as_of is not None or _nullable(table, o.column)),
        )
        for o in select.ordering
    )


def _nullable(table: type[Table], column: str) -> bool:
    declared = table._meta.fields_map.get(column) or table._meta.fields_map[column.removesuffix("_id")]
    return bool(declared.null)
