"""Reads: one SELECT built from declarations, with the viewer's policy compiled in and no value in its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from majung.access.actor import Actor
from majung.access.policy import MOMENT
from majung.storage.history import as_of_source
from majung.storage.parameters import Parameters as Parameters  # noqa: PLC0414 - plugins take it from here
from majung.storage.positions import Key, Position, beyond, compared_type
from majung.storage.table import Table

FEW = 100
"""Rows of a page that need not be planned for their number."""


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

    def term(self, row: str = "t") -> str:
        """What is compared, in SQL over an alias of the table."""
        return f'{row}."{self.column}"' if self.sql is None else f"({self.sql.replace('{row}', row)})"


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

    @property
    def few(self) -> bool:
        """Whether it is so short that PostgreSQL can be told so, whatever its size."""
        return self.size <= FEW

    @property
    def asked(self) -> int:
        """How many rows are asked for: one more tells whether another page follows."""
        return self.size + 1


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
    conditions = " and ".join(conditions_of(select, p))
    return Statement(f"select count(*) as n from {source_of_rows(select.table, p)} t where {conditions}", p.values)


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
    conditions = " and ".join([f't."{via}" = any({ids})', *conditions_of(select, p)])
    source = source_of_rows(select.table, p)
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


def source_of_rows(table: type[Table], p: Parameters) -> str:
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
    return f"(select r_.* from {source_of_rows(table, p)} r_ where {policy})"


def policy_of(table: type[Table], p: Parameters, row: str = "t") -> str:
    """The condition under which the viewer sees a row of the table."""
    return p.bind(table.access.policy.compile(row, p.actor, as_of=p.as_of is not None))


def conditions_of(select: Select, p: Parameters, row: str = "t") -> list[str]:
    """What holds for the rows that answer a question, the viewer's policy first."""
    return [policy_of(select.table, p, row), *(w.compile(row, p) for w in select.where)]


def ordering_of(select: Select, row: str = "t") -> str:
    """The ORDER BY of a question, from the end that its page is read from."""
    backward = bool(select.page and select.page.backward)
    return "order by " + ", ".join(key.order(backward) for key in _keys(select, row))


def _select(select: Select, columns: str, p: Parameters, more: tuple[str, ...] = ()) -> str:
    columns += "".join(f', {o.term()} as "{o.column}"' for o in select.ordering if o.sql is not None)
    return select_text(select, columns, p, more)


def select_text(
    select: Select, columns: str, p: Parameters, more: tuple[str, ...] = (), row: str = "t", *, few: bool = False
) -> str:
    """One SELECT of these columns of an alias; `more` are conditions on its rows.

    `few` promises a page of at most `FEW` rows. PostgreSQL takes a limit that it is given as a value for a tenth of the
    table, and plans anew each time in the hope of less; where no other values decide which rows there are, it is told.
    """
    given = len(p.values)
    conditions = [*more, *conditions_of(select, p, row)]
    few = few and len(p.values) == given
    page, keys = select.page, _keys(select, row)
    if page and page.after is not None:
        conditions.append(beyond(keys, page.after, p.add, reverse=False, inclusive=page.inclusive))
    if page and page.before is not None:
        conditions.append(beyond(keys, page.before, p.add, reverse=True, inclusive=page.inclusive))
    source = f"{source_of_rows(select.table, p)} {row} where {' and '.join(conditions)}"
    if select.among is not None:
        source = f"(select {row}.* from {source} limit {p.add(select.among, 'bigint')}) {row}"
    text = f"select {columns} from {source}"
    if page is not None or select.order:
        text += f" {ordering_of(select, row)}"
    if page is not None:
        if few:
            text = f"select * from ({text} limit {FEW + 1}) {row}"
        text += f" limit {p.add(page.asked, 'bigint')}"
    return text


def _keys(select: Select, row: str = "t") -> tuple[Key, ...]:
    table = select.table
    return tuple(
        Key(
            term=o.term(row),
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
