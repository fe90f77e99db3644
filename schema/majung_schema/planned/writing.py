"""Writing a plan's SQL: the text is made once for each shape of a question, with places for every value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from majung.access.actor import PARAMETER_TYPES, Actor
from majung.storage.positions import Position
from majung.storage.select import Page, Parameters, Select, Where, ordering_of, select_text
from majung.storage.table import Table

if TYPE_CHECKING:
    from majung_schema.planned.bound import BoundPart

Slot = Callable[["BoundPart"], object]
"""Gives the value of one place of a statement for one request."""


class Places(Parameters):
    """Places for values instead of values: `values` holds a `Slot` for each place of the text."""

    def __init__(self, actor: Actor, *, dated: bool) -> None:
        super().__init__(actor, cast("datetime | None", _as_of if dated else None))
        self._known = {name: _viewer(name) for name in PARAMETER_TYPES}

    def add(self, value: object, sql_type: str) -> str:
        """A place for a value; one that is the same for every request (the size of a look behind) stays it."""
        return super().add(value if callable(value) else lambda _: value, sql_type)

    def _first(self, value: object) -> object:
        slot = cast("Slot", value)
        return lambda bound: cast("Sequence[object]", slot(bound))[0]


def _as_of(bound: BoundPart) -> object:
    return bound.as_of


def _viewer(name: str) -> Slot:
    return lambda bound: bound.viewer[name]


@dataclass(frozen=True)
class Template:
    """One statement of a plan: its text, and what is put into its places."""

    text: str
    slots: tuple[Slot, ...]


def shape_of(select: Select) -> tuple[object, ...]:
    """What decides the text of a question; no value is part of it."""
    page = select.page
    return (
        tuple((w.text, w.tables, tuple((name, kind) for name, (_, kind) in w.values.items())) for w in select.where),
        select.order,
        None if page is None else (_nulls(page.after), _nulls(page.before), page.backward, page.inclusive, page.few),
    )


def _nulls(position: Position | None) -> tuple[bool, ...] | None:
    return None if position is None else tuple(value is None for value in position)


@dataclass(frozen=True, kw_only=True)
class _SlottedPage(Page):
    number: int

    @property
    def asked(self) -> int:
        """A place for the number of rows."""
        number = self.number
        return cast("int", lambda bound: bound.selects[number].page.asked)


def slotted(select: Select, number: int) -> Select:
    """The same question with places for its values: it is the part's question of this number."""
    where = tuple(
        replace(
            w, values={name: (_where_slot(number, i, name), kind) for name, (_, kind) in w.values.items()}
        )
        for i, w in enumerate(select.where)
    )  # fmt: skip
    page = select.page
    if page is not None:
        page = _SlottedPage(
            size=page.size,
            after=_position_slots(page.after, number, "after"),
            before=_position_slots(page.before, number, "before"),
            backward=page.backward,
            inclusive=page.inclusive,
            number=number,
        )
    return replace(select, where=where, page=page)


def _where_slot(number: int, i: int, name: str) -> Slot:
    return lambda bound: cast("Where", bound.selects[number].where[i]).values[name][0]


def _position_slots(position: Position | None, number: int, end: str) -> Position | None:
    if position is None:
        return None

    def slot(i: int) -> Slot:
        return lambda bound: getattr(bound.selects[number].page, end)[i]

    return cast("Position", tuple(None if value is None else slot(i) for i, value in enumerate(position)))


@dataclass
class Writing:
    """One statement being written: its places, and the part's questions with places for their values."""

    places: Places
    selects: Sequence[Select | None]
    """None for a question whose arguments were refused."""
    single: bool = False
    """Whether it is about one key, where there could be many."""

    def text(self, piece: Piece) -> str:
        """A piece of SQL, written now if it depends on the shape."""
        return piece if isinstance(piece, str) else piece(self)


Piece = str | Callable[[Writing], str]


class Frame:
    """The rows of one alias in a FROM: what is taken of them, and what is joined to them."""

    def __init__(self, table: type[Table], alias: str) -> None:
        self.table = table
        self.alias = alias
        self.outputs: list[Piece] = []
        self.joins: list[Piece] = []
        self._places: dict[str, int] = {}

    def take(self, piece: Piece) -> int:
        """Take a value of each row; its place among the values."""
        if isinstance(piece, str) and piece in self._places:
            return self._places[piece]
        self.outputs.append(piece)
        if isinstance(piece, str):
            self._places[piece] = len(self.outputs) - 1
        return len(self.outputs) - 1

    def columns(self, writing: Writing) -> str:
        """What is taken, as a select list."""
        return ", ".join(writing.text(piece) for piece in self.outputs) or "true"

    def joined(self, writing: Writing) -> str:
        """The joins, as they follow the alias."""
        return "".join(f" {writing.text(piece)}" for piece in self.joins)

    @property
    def plain(self) -> bool:
        """Whether only its own columns are taken, so that one SELECT without a nested one answers."""
        return not self.joins and all(isinstance(piece, str) for piece in self.outputs)

    def page(
        self, writing: Writing, select: Select, columns: str, more: tuple[str, ...] = (), *, few: bool = False
    ) -> str:
        """A page of its rows with these columns: first the page, then what hangs on its rows."""
        if self.plain:
            return select_text(select, columns, writing.places, more, self.alias, few=few)
        inner = select_text(select, f"{self.alias}.*", writing.places, more, self.alias, few=few)
        ordered = ordering_of(select, self.alias)
        return f"select {columns} from ({inner}) {self.alias}{self.joined(writing)} {ordered}"


def values_of(template: Template, bound: Any) -> list[object]:
    """The values of a statement's places for one request."""
    return [slot(bound) for slot in template.slots]
