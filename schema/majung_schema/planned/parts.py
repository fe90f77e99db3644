"""Parts of a plan: what one statement reads of one table, with everything that is joined or nested into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from majung.access.actor import Actor
from majung.storage.positions import compared_type
from majung.storage.select import Select, conditions_of, ordering_of, policy_of, select_text, source_of_rows
from majung.storage.table import Table
from majung_schema.graph.connections import behind, looks_behind
from majung_schema.graph.listings import Listing
from majung_schema.planned.arguments import Arguments
from majung_schema.planned.asked import AskedField, AskedObject
from majung_schema.planned.writing import Frame, Places, Template, Writing, shape_of, slotted

if TYPE_CHECKING:
    from majung_schema.planned.bound import BoundPart

PartKind = Literal["one", "list", "level", "keyed"]
What = Literal["rows", "total", "behind"]
Made = Callable[["BoundPart"], Callable[..., Any]]


@dataclass
class Growth:
    """How often a plan grew: by a part, or by a statement that was written."""

    times: int = 0


SHAPES_KEPT = 64
"""Statements kept for one part: one for each combination of filters, orderings and cursors that clients send."""


@dataclass(eq=False)
class Question:
    """What a part asks: a list with its arguments and which of rows, total and look behind are wanted; or the one
    row of a root field, which has no `listing` and is asked as its declaration says.
    """

    field: AskedField
    arguments: Arguments
    listing: Listing | None = None
    wants: frozenset[What] = frozenset()
    directions: frozenset[bool] = frozenset()
    """For pages read in which direction (`backward`) it is asked what lies behind their start."""
    _constant: Select | None = None

    def looks_behind(self, select: Select) -> bool:
        """Whether it has to be looked what lies behind the start of the page that is asked for."""
        return looks_behind(select) and select.page is not None and select.page.backward in self.directions

    def select(self, actor: Actor, variables: Any, as_of: datetime | None) -> Select | Exception:
        """The question for one request, or why it cannot be asked.

        What the document gives whole is worked out once: a plan is made for one kind of actor.
        """
        if self._constant is not None and as_of is None:
            return self._constant
        assert self.listing is not None
        try:
            found = self.listing.select(actor, self.arguments.of(variables), as_of)
        except Exception as error:
            return error
        if self.arguments.constant and as_of is None:
            self._constant = found
        return found


@dataclass(frozen=True, eq=False)
class KeptField:
    """A field of rows that their own statement does not answer: how it is found for all of them afterwards."""

    field: AskedField
    columns: Mapping[str, int]
    """Where the columns it needs are among the values of a row."""
    part: Part | None = None
    """For a list: the part that reads it for all rows."""


@dataclass(frozen=True, eq=False)
class Kept:
    """One object type of a part, some fields of which are found afterwards."""

    asked: AskedObject
    table: type[Table]
    fields: tuple[KeptField, ...]


@dataclass(eq=False)
class Part:
    """One statement of a plan and the code that makes answers of its rows.

    ``one`` finds a single row, ``list`` reads a page for the root, ``level`` a page for each of many rows, ``keyed``
    the rows whose column `to` has one of many values.
    """

    kind: PartKind
    asked: AskedField
    actor: Actor
    frame: Frame
    growth: Growth
    to: str = "id"
    questions: list[Question] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    made: Made | None = None
    guarded: Callable[[], Part] | None = None
    """The same part with code that leaves failures in the places of single values."""
    code: str = ""
    _written: dict[tuple[object, ...], Template] = field(default_factory=dict)

    @property
    def table(self) -> type[Table]:
        """The table whose rows it reads."""
        return self.frame.table

    def statement(self, what: What, selects: Sequence[Select | Exception], *, dated: bool, single: bool) -> Template:
        """The statement for questions of these shapes, written when it is first needed.

        For a `single` key it is another one: PostgreSQL takes a list of unknown length for ten keys, and plans anew
        each time that it is given one.
        """
        varying = tuple(
            isinstance(s, Select) and shape_of(s)
            for s, q in zip(selects, self.questions, strict=True)
            if not q.arguments.constant
        )
        key = (what, dated, single, varying)
        template = self._written.get(key)
        if template is None:
            if len(self._written) >= SHAPES_KEPT:
                self._written.clear()
            template = self._written[key] = self._write(what, selects, dated=dated, single=single)
            self.growth.times += 1
        return template

    @property
    def size(self) -> int:
        """Characters of everything that was written for it."""
        return len(self.code) + sum(len(template.text) for template in self._written.values())

    def _write(self, what: What, selects: Sequence[Select | Exception], *, dated: bool, single: bool) -> Template:
        places = Places(self.actor, dated=dated)
        writing = Writing(
            places, [slotted(s, n) if isinstance(s, Select) else None for n, s in enumerate(selects)], single=single
        )  # fmt: skip
        text = getattr(self, f"_{self.kind}_{what}")(writing)
        return Template(text, tuple(places.values))  # type: ignore[arg-type]

    def _one_rows(self, writing: Writing) -> str:
        frame, select = self.frame, self._own(writing)
        conditions = " and ".join(conditions_of(select, writing.places, frame.alias))
        return f"select {frame.columns(writing)} from {self._rows(writing)} where {conditions}"

    def _keyed_rows(self, writing: Writing) -> str:
        frame, places, kind = self.frame, writing.places, self._key_type(self.to)
        keys = places.add(_only_key, kind) if writing.single else f"any({places.add(_keys, f'{kind}[]')})"
        policy = policy_of(frame.table, places, frame.alias)
        found = f'{frame.alias}."{self.to}" = {keys}'
        return f"select {frame.columns(writing)} from {self._rows(writing)} where {found} and {policy}"

    def _list_rows(self, writing: Writing) -> str:
        own = self._own(writing)
        few = own.page is not None and own.page.few
        return self.frame.page(writing, own, self.frame.columns(writing), few=few)

    def _list_total(self, writing: Writing) -> str:
        return counted(writing, self._own(writing), self.frame.alias)

    def _list_behind(self, writing: Writing) -> str:
        return select_text(behind(self._own(writing)), "true", writing.places, (), self.frame.alias)

    def _level_rows(self, writing: Writing) -> str:
        frame, select = self.frame, self._own(writing)
        inner = select_text(select, f"{frame.alias}.*", writing.places, (self._of_parent(),), frame.alias)
        rows = f"{self._parents(writing)} cross join lateral ({inner}) {frame.alias}{frame.joined(writing)}"
        steps = ordering_of(select, frame.alias).removeprefix("order by ")
        return f"select p_.n_, {frame.columns(writing)} from {rows} order by p_.n_, {steps}"

    def _level_total(self, writing: Writing) -> str:
        inner = counted(writing, self._own(writing), self.frame.alias, (self._of_parent(),))
        return f"select p_.n_, ({inner}) from {self._parents(writing)}"

    def _level_behind(self, writing: Writing) -> str:
        select = behind(self._own(writing))
        inner = select_text(select, "true", writing.places, (self._of_parent(),), self.frame.alias)
        return f"select p_.n_, exists ({inner}) from {self._parents(writing)}"

    def _own(self, writing: Writing) -> Select:
        select = writing.selects[0]
        assert select is not None, "a refused list is not read"
        return select

    def _of_parent(self) -> str:
        return f'{self.frame.alias}."{self._via}" = p_.k_'

    @property
    def _via(self) -> str:
        listing = self.questions[0].listing
        assert listing is not None
        assert listing.via is not None
        return listing.via

    def _parents(self, writing: Writing) -> str:
        kind = self._key_type(self._via)
        if writing.single:
            return f"(select {writing.places.add(_only_key, kind)}, 1::bigint) p_(k_, n_)"
        return f"unnest({writing.places.add(_keys, f'{kind}[]')}) with ordinality p_(k_, n_)"

    def _rows(self, writing: Writing) -> str:
        frame = self.frame
        return f"{source_of_rows(frame.table, writing.places)} {frame.alias}{frame.joined(writing)}"

    def _key_type(self, column: str) -> str:
        return compared_type(self.frame.table.sql_type(column))


def counted(writing: Writing, select: Select, alias: str, more: tuple[str, ...] = ()) -> str:
    """How many rows answer a question, regardless of its page."""
    conditions = " and ".join([*more, *conditions_of(select, writing.places, alias)])
    return f"select count(*) from {source_of_rows(select.table, writing.places)} {alias} where {conditions}"


def _keys(bound: BoundPart) -> object:
    return bound.keys


def _only_key(bound: BoundPart) -> object:
    [key] = bound.keys
    return key
