"""A part bound to one request: its questions, its viewer, and what its generated code calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from majung.storage.positions import position_of
from majung.storage.select import Select
from majung.storage.table import Table
from majung_schema.graph.connections import cursor_of
from majung_schema.planned.asked import AskedObject
from majung_schema.planned.failures import Answer, Failure
from majung_schema.planned.parts import Part

if TYPE_CHECKING:
    from majung_schema.planned.run import Run

Values = Sequence[Any]
"""The values of one row, in the order in which the part's statement takes them."""


class BoundPart:
    """One execution of a part."""

    __slots__ = ("as_of", "kept", "keys", "part", "run", "selects")

    def __init__(
        self, run: Run, part: Part, selects: Sequence[Select | Exception], keys: Values, as_of: datetime | None
    ) -> None:
        self.run = run
        self.part = part
        self.selects: Sequence[Any] = selects
        self.keys = keys
        self.as_of = as_of
        self.kept: list[list[tuple[Answer, Values]]] = [[] for _ in part.kept]

    @property
    def viewer(self) -> dict[str, object]:
        """The viewer's parameters of policies."""
        return self.run.viewer

    def keeper(self, number: int) -> Callable[[Answer, Values], Answer]:
        """Remembers objects whose other fields are found afterwards."""
        kept = self.kept[number].append

        def keep(answer: Answer, row: Values) -> Answer:
            kept((answer, row))
            return answer

        return keep

    def shown(self, table: type[Table], column: str) -> Callable[..., Any]:
        """What this viewer may see of a personal column."""
        return self.run.reading.shown(table, column)

    def page(self, number: int, made: Callable[..., Any]) -> Callable[..., Any]:
        """Cuts a page to its size, puts it in order, and makes its answer."""
        select = self.selects[number]
        if isinstance(select, Exception):

            def refused(*_: object) -> Any:
                raise select

            return refused
        page = select.page
        size, backward = page.size, page.backward

        def cut(rows: Sequence[Values] | None, total: int | None, behind: bool | None) -> Any:
            rows = rows or ()
            more = len(rows) > size
            if more:
                rows = rows[:size]
            if backward:
                return made(rows[::-1], bool(behind), more, total)
            return made(rows, more, bool(behind), total)

        return cut

    def cursor(self, number: int) -> Callable[[Values], str | None]:
        """Makes cursors of the values of a list's ordering."""
        select = self.selects[number]
        if isinstance(select, Exception):
            return lambda values: None
        made = cursor_of(select)
        return lambda values: made(position_of(values))

    def guard(self, value: Callable[[], Any]) -> Any:
        """A value, or the failure that prevents it."""
        try:
            return value()
        except Exception as error:
            return Failure(error)

    def noted(self, answer: Answer, asked: AskedObject) -> Answer:
        """Note of which type an object is that could be of several."""
        self.run.noted[id(answer)] = asked
        return answer
