"""The context of one operation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import strawberry

from majung.access.actor import Actor
from majung.idempotency.writes import Key
from majung.plugin.registry import Registry
from majung.storage.database import Database
from majung.storage.table import Table
from majung_schema.graph.reading import Reading
from majung_schema.parts import Contribution

if TYPE_CHECKING:
    from majung_schema.deliveries.selections import StoredSelections


@dataclass(frozen=True)
class Graph:
    """What a composed schema knows of itself: the tables behind its types, and what each plugin added."""

    tables: Mapping[str, type[Table]] = field(default_factory=dict)
    contributions: Sequence[Contribution] = ()

    def table_of(self, prefix: str) -> type[Table] | None:
        """The table whose rows have ids that begin with a prefix, if a type of this schema shows it."""
        return self.tables.get(prefix)


@dataclass
class Context:
    """Who asks, what the operation reads through, and the application around it."""

    actor: Actor
    reading: Reading
    database: Database
    registry: Registry
    graph: Graph
    selections: StoredSelections
    idempotency: Key | None = None
    """What the client named its change by, so that sent twice it is made once."""


Info = strawberry.Info[Context, Any]


def reading_of(info: strawberry.Info[Any, Any]) -> Reading:
    """The reading of the running operation."""
    reading: Reading = info.context.reading
    return reading


def actor_of(info: strawberry.Info[Any, Any]) -> Actor:
    """Who asks."""
    actor: Actor = info.context.actor
    return actor
