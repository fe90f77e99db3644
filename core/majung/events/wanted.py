"""Which events a reader asks for: told once, used both in SQL and on events that have been read already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from majung.storage.select import Where

Holds = Callable[[Mapping[str, Any]], bool]
"""A condition on a row of the log."""


@dataclass(frozen=True)
class AnyFact:
    """That at least one of these facts (its name, its value as text) is in the event's snapshot."""

    facts: tuple[tuple[str, str], ...]

    @classmethod
    def equal(cls, value: object, *names: str) -> AnyFact:
        """That the fact of one of these names has this value."""
        return cls(tuple((name, str(value)) for name in names))

    def __call__(self, event: Mapping[str, Any]) -> bool:
        """Whether it holds for a row of the log."""
        return any(event["snapshot"].get(name) == value for name, value in self.facts)

    def condition(self) -> Where:
        """The same in SQL."""
        values: dict[str, tuple[object, str]] = {}
        for n, (name, value) in enumerate(self.facts):
            values |= {f"fact{n}": (name, "text"), f"value{n}": (value, "text")}
        each = (f"{{row}}.snapshot ->> :fact{n} = :value{n}" for n in range(len(self.facts)))
        return Where(text=f"({' or '.join(each)})", values=values)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is not said is not asked; `holds` is a last condition on the event's row.

    What compares equal asks for the same, so that subscribers share it: a condition in Python is best an instance of a
    frozen dataclass that can be called (a closure equals only itself).

    Whether the reader may see an event is another matter: that is the log's policy.
    """

    types: tuple[str, ...] = ()
    firm_id: UUID | None = None
    person_id: UUID | None = None
    program: str | None = None
    district: str | None = None
    holds: Holds | None = None

    def has(self, event: Mapping[str, Any]) -> bool:
        """Whether this row of the log is asked for."""
        return (
            (not self.types or event["type"] in self.types)
            and (self.firm_id is None or self.firm_id in event["firm_ids"])
            and (self.person_id is None or self.person_id in event["person_ids"])
            and (self.program is None or event["program"] == self.program)
            and (self.district is None or event["district"] == self.district)
            and (self.holds is None or self.holds(event))
        )

    def conditions(self) -> tuple[Where, ...]:
        """The same in SQL, all but a condition in Python."""
        asked = [
            ("{row}.type = any(:types)", "types", list(self.types) or None, "text[]"),
            ("{row}.firm_ids @> array[:firm]", "firm", self.firm_id, "uuid"),
            ("{row}.person_ids @> array[:person_id]", "person_id", self.person_id, "uuid"),
            ("{row}.program = :program", "program", self.program, "text"),
            ("{row}.district = :district", "district", self.district, "text"),
        ]
        told = tuple(Where(text=text, values={name: (v, kind)}) for text, name, v, kind in asked if v is not None)
        return (*told, self.holds.condition()) if isinstance(self.holds, AnyFact) else told


EVERYTHING = Wanted()
