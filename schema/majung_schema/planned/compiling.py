"""Compiling a part: which values its statement takes, and Python that makes answers of the rows.

Only response keys, numbers and the names of functions go into the text of the code, each of them quoted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, NoReturn

from graphql import GraphQLNonNull, GraphQLObjectType, GraphQLOutputType, SelectionSetNode, get_named_type

from majung.storage.select import Select, policy_of, select_text, source_of_rows
from majung.storage.table import Table
from majung_schema.graph.connections import behind
from majung_schema.graph.reading import MERGED, can_be_merged
from majung_schema.graph.sources import Source
from majung_schema.planned.arguments import Arguments
from majung_schema.planned.asked import AskedField, AskedObject
from majung_schema.planned.columns import form_of
from majung_schema.planned.connections import ConnectionText, directions_of, wants_of
from majung_schema.planned.failures import missing
from majung_schema.planned.kinds import WrongType
from majung_schema.planned.leaves import completion
from majung_schema.planned.parts import Kept, KeptField, Part, PartKind, Question, What, counted
from majung_schema.planned.writing import Frame, Piece, Writing

if TYPE_CHECKING:
    from majung_schema.planned.plan import Plan


@dataclass(frozen=True)
class RowPlace:
    """Where code finds the values of a row: `frame` takes them, `alias` names the row in SQL, `name` in Python."""

    frame: Frame
    alias: str
    table: type[Table]
    name: str
    single: bool
    """Whether there is only one such row, so that its lists are read with it."""

    def value(self, sql: Piece) -> str:
        """Python for a value that is taken of the row."""
        return f"{self.name}[{self.frame.take(sql)}]"

    def column(self, column: str) -> str:
        """Python for a column as the driver gives it."""
        return self.value(f'{self.alias}."{column}"')


@dataclass
class Compiler:
    """Compiles one part."""

    plan: Plan
    guarded: bool = False
    names: dict[str, Any] = field(default_factory=dict)
    heads: list[str] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=count)

    def one(self, asked: AskedField, table: type[Table], kind: PartKind, *, to: str = "id", single: bool) -> Part:
        """The part of a row that a root field or a key finds."""
        row = self._root(table, single=single)
        if kind == "keyed":
            row.column(to)  # the first value of each row is the key it was found by
            if to == "id" and can_be_merged(table):
                row.column(MERGED)  # and the second says that another record stands for it
        else:
            self.questions.append(Question(asked, Arguments(asked, self.plan.conversions, self.plan.operation)))
        made = self.typed(asked.definition.type, asked, asked.selections, row)
        return self._part(kind, asked, row.frame, f"def top(r): return {made}", to=to)

    def listed(self, asked: AskedField, kind: PartKind) -> Part:
        """The part of a list: the root's, or that of many rows."""
        row = self._root(asked.listing.table, single=False)
        self.questions.append(self._question(asked))
        name = self._connection(asked, row)
        return self._part(kind, asked, row.frame, f"top = {name}")

    def _root(self, table: type[Table], *, single: bool) -> RowPlace:
        frame = Frame(table, "t0")
        next(self._numbers)
        return RowPlace(frame, "t0", table, "r", single)

    def _part(self, kind: PartKind, asked: AskedField, frame: Frame, top: str, *, to: str = "id") -> Part:
        lines = [*self.heads, *self.functions, top]
        body = "\n".join(f"    {line}" for text in lines for line in text.split("\n"))
        code = f"def made(b):\n{body}\n    return top\n"
        exec(code, self.names)
        made = self.names["made"]
        actor, growth = self.plan.actor, self.plan.growth
        return Part(kind, asked, actor, frame, growth, to, self.questions, self.kept, made=made, code=code)

    # --- objects -------------------------------------------------------------------------------------------------

    def typed(
        self, kind: GraphQLOutputType, asked: AskedField, selections: Sequence[SelectionSetNode], row: RowPlace
    ) -> str:
        """Python for an object made of a row, of the type that the row is of."""
        named = get_named_type(kind)
        possible = self.plan.kinds.of_rows(named, row.table)
        abstract = not isinstance(named, GraphQLObjectType)
        wrong = self._name("w", lambda: _raise(WrongType(named, asked)))
        made = f"{wrong}()"
        told = row.column(possible.column) if possible.column else ""
        for choice in reversed(possible.choices):
            objects = self._object(self.plan.asked.of(choice.type, selections), row)
            if abstract:
                objects = f"b.noted({objects}, {self._name('o', self.plan.asked.of(choice.type, selections))})"
            if choice.values is None:
                made = objects
            else:
                test = f"{told} {'not in' if choice.others else 'in'} {self._name('s', choice.values)}"
                made = f"({objects} if {test} else {made})"
        return self._guard(asked, made)

    def _object(self, asked: AskedObject, row: RowPlace) -> str:
        kept: list[KeptField] = []
        parts = [
            f"{f!r}: {asked.type.name!r}" if isinstance(f, str) else f"{f.key!r}: {self._field(f, row, kept)}"
            for f in asked.fields
        ]
        made = f"{{{', '.join(parts)}}}"
        if not kept:
            return made
        self.kept.append(Kept(asked, row.table, tuple(kept)))
        name = f"k{len(self.kept) - 1}"
        self.heads.append(f"{name} = b.keeper({len(self.kept) - 1})")
        return f"{name}({made}, {row.name})"

    def _field(self, asked: AskedField, row: RowPlace, kept: list[KeptField]) -> str:
        """Python for a field's value; what comes afterwards has its place kept."""
        if asked.source is not None and asked.source.kind == "id":
            return row.value(f"'{row.table.access.prefix}_' || {row.alias}.id::text")
        made = self._now(asked, asked.source, row)
        if made is not None:
            return self._guard(asked, made)
        kept.append(self._afterwards(asked, row))
        return "None"

    def _now(self, asked: AskedField, source: Source | None, row: RowPlace) -> str | None:
        """Python for a value that the part's own statement answers, or None."""
        made: str | None = None
        if source is None:
            return None
        if source.kind == "to_one":
            made = self._to_one(asked, row)
        elif source.kind == "to_many":
            made = self._nested(asked, row) if row.single else None
        elif completion(asked) is None:
            return None
        elif source.kind == "column":
            made = self._column(asked, row, source.needs[0])
        elif source.kind == "personal":
            made = self._personal(asked, row, source.needs[0])
        elif source.kind == "computed" and source.function is not None:
            values = ", ".join(row.column(column) for column in source.needs)
            made = f"{self._complete(asked)}({self._name('f', source.function)}({values}))"
        return made

    def _column(self, asked: AskedField, row: RowPlace, column: str) -> str:
        form = form_of(asked, row.table, column)
        if form is None:
            return f"{self._complete(asked)}({row.column(column)})"
        value = row.value(form.sql.format(row.alias))
        if isinstance(asked.definition.type, GraphQLNonNull):
            absent = self._name("n", lambda: _raise(missing(asked)))
            return f"({form.python.format('x')} if (x := {value}) is not None else {absent}())"
        return value if form.python == "{}" else f"({form.python.format('x')} if (x := {value}) is not None else None)"

    def _personal(self, asked: AskedField, row: RowPlace, column: str) -> str:
        declared = row.table.access.personal[column]
        about = [row.column(c) if c else "None" for c in (column, "id", declared.subject, declared.firm)]
        name = f"m{next(self._numbers)}"
        self.heads.append(f"{name} = b.shown({self._name('t', row.table)}, {column!r})")
        return f"{self._complete(asked)}({name}({', '.join(about)}))"

    # --- relations -----------------------------------------------------------------------------------------------

    def _to_one(self, asked: AskedField, row: RowPlace) -> str:
        source, table, alias = asked.origin, asked.origin.table, f"t{next(self._numbers)}"
        assert table is not None
        found = f'{alias}."{source.to}" = {row.alias}."{source.needs[0]}"'

        def join(writing: Writing) -> str:
            rows, policy = source_of_rows(table, writing.places), policy_of(table, writing.places, alias)
            if _is_unique(table, source.to):
                return f"left join {rows} {alias} on {found} and {policy}"
            first = f"select {alias}.* from {rows} {alias} where {found} and {policy} limit 1"
            return f"left join lateral ({first}) {alias} on true"

        row.frame.joins.append(join)
        there = row.value(f"{alias}.id is not null")
        joined = RowPlace(row.frame, alias, table, row.name, row.single)
        made = self.typed(asked.definition.type, asked, asked.selections, joined)
        return f"({made} if {there} else {self._absent(asked)})"

    def _nested(self, asked: AskedField, row: RowPlace) -> str:
        """A list of the only row there is: read with it, as an array of rows."""
        number, question = len(self.questions), self._question(asked)
        self.questions.append(question)
        listing, source = asked.listing, asked.origin
        alias = f"t{next(self._numbers)}"
        frame = Frame(listing.table, alias)
        items = RowPlace(frame, alias, listing.table, f"r{number}", False)
        connection = self._connection(asked, items, number)
        of_row = (f'{alias}."{listing.via}" = {row.alias}."{source.needs[0]}"',)

        def piece(write: Callable[[Writing, Select], str]) -> Piece:
            def written(writing: Writing) -> str:
                select = writing.selects[number]
                return "null" if select is None else write(writing, select)

            return written

        def rows(writing: Writing, select: Select) -> str:
            return f"array({frame.page(writing, select, f'row({frame.columns(writing)})', of_row)})"

        def total(writing: Writing, select: Select) -> str:
            return f"({counted(writing, select, alias, of_row)})"

        def look_behind(writing: Writing, select: Select) -> str:
            if not question.looks_behind(select):
                return "false"
            return f"exists ({select_text(behind(select), 'true', writing.places, of_row, alias)})"

        pieces: dict[What, Callable[[Writing, Select], str]] = {"rows": rows, "total": total, "behind": look_behind}
        wanted = {*question.wants, "behind"} if question.directions else question.wants
        values = [row.value(piece(write)) if what in wanted else "None" for what, write in pieces.items()]
        self.functions.append(f"p{number} = b.page({number}, {connection})")
        return f"p{number}({', '.join(values)})"

    def _question(self, asked: AskedField) -> Question:
        arguments = Arguments(asked, self.plan.conversions, self.plan.operation)
        wants, directions = wants_of(self.plan.asked, asked), directions_of(self.plan.asked, asked)
        return Question(asked, arguments, asked.listing, wants, directions)

    def _connection(self, asked: AskedField, items: RowPlace, number: int = 0) -> str:
        """A function that makes the answer of a page: rows, what lies after and before, the total."""
        name = f"l{number}"
        text = ConnectionText(self, items, number).of(asked)
        self.functions.append(f"def {name}(rows, after, before, total): return {text}")
        return name

    def _afterwards(self, asked: AskedField, row: RowPlace) -> KeptField:
        source = asked.source
        if source is None or source.kind == "to_many":
            needs = source.needs if source else row.table.column_names()
        else:
            needs = ("id", *source.needs)
        columns = {c: row.frame.take(f'{row.alias}."{c}"') for c in needs}
        if source is not None and source.kind == "to_many":
            return KeptField(asked, columns, self.plan.level(asked))
        return KeptField(asked, columns)

    # --- names ---------------------------------------------------------------------------------------------------

    def _complete(self, asked: AskedField) -> str:
        return self._name("c", completion(asked, guarded=self.guarded))

    def _absent(self, asked: AskedField) -> str:
        if not isinstance(asked.definition.type, GraphQLNonNull):
            return "None"
        return f"{self._name('n', lambda: _raise(missing(asked)))}()"

    def _guard(self, asked: AskedField, made: str) -> str:
        return f"b.guard(lambda: {made})" if self.guarded else made

    def _name(self, kind: str, value: object) -> str:
        name = f"{kind}{next(self._numbers)}_"
        self.names[name] = value
        return name


def _raise(error: Exception) -> NoReturn:
    raise error


def _is_unique(table: type[Table], column: str) -> bool:
    """Whether at most one row has a value of the column, as its model declares."""
    declared = table._meta.fields_map.get(column) or table._meta.fields_map.get(column.removesuffix("_id"))
    return column == "id" or bool(getattr(declared, "unique", False))
