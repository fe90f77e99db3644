"""Values of one statement: bound by place, so that none enters its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import cast

from majung.access.actor import PARAMETER_TYPES, Actor
from majung.access.policy import MOMENT

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
                self._viewer[name] = self._of_viewer(name, self._known[name])
            return self._viewer[name]

        return _NAMED.sub(one, text)

    def _of_viewer(self, name: str, value: object) -> str:
        """A viewer's parameter. Of one firm it is a list of one, as PostgreSQL can see.

        It takes a list of unknown length for ten rows, and plans anew each time that it is given one.
        """
        if name == "firms" and len(self.actor.firm_ids) == 1:
            return f"array[{self.add(self._first(value), 'uuid')}]"
        return self.add(value, PARAMETER_TYPES[name])

    def _first(self, value: object) -> object:
        return cast("Sequence[object]", value)[0]


_OfViewer = Callable[[Mapping[str, object]], object]
"""Finds one value among the parameters of a viewer."""


class ByName(Parameters):
    """Ways to the viewer's values in their places: the text serves all actors that are alike (`Actor.likeness`)."""

    def __init__(self, anyone: Actor) -> None:
        super().__init__(anyone)
        self._known = {name: itemgetter(name) for name in PARAMETER_TYPES}

    def _first(self, value: object) -> object:
        listed = cast("_OfViewer", value)
        return lambda known: cast("Sequence[object]", listed(known))[0]

    def of(self, actor: Actor) -> list[object]:
        """The values of such an actor, in their places."""
        if not self.values:
            return []
        known = actor.parameters()
        return [of_viewer(known) for of_viewer in cast("list[_OfViewer]", self.values)]
