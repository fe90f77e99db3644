"""Sources: where the value of a field comes from, as its declaration says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import strawberry
from strawberry.types.field import StrawberryField

from majung.storage.select import Select
from majung.storage.table import Table
from majung_schema.graph.rows import Row

if TYPE_CHECKING:
    from majung_schema.graph.context import Context
    from majung_schema.graph.listings import Listing

SOURCE = "majung.source"
"""Metadata key under which a field keeps its source, for the executor and for `plugins check`."""

Batch = Callable[[strawberry.Info, Sequence[Row], Mapping[str, Any]], Awaitable[Sequence[Any]]]
Ask = Callable[["Context", Mapping[str, Any]], "Select | RowAt | None"]
Locate = Callable[["Context", Any], "RowAt | None"]


@dataclass(frozen=True)
class RowAt:
    """Which row a field leads to: of which table, and as it was at which moment (None is now)."""

    table: type[Table]
    id: UUID
    as_of: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a field's value comes from: ``id``, ``column``, ``personal``, ``computed``, ``to_one``, ``to_many``,
    ``batched``, ``list``, ``one``, ``located``, ``part``, ``count``; with the columns it needs.

    A `computed` field has its pure `function` of columns, a ``part`` of a connection one of the page that was read.
    Fields that read for many rows at once have `batch`: the values of the field for all rows, in their order.

    For whoever reads whole levels at once: `to` is the column that a ``to_one`` finds its row by, `listing` what a
    ``list`` or ``to_many`` reads, `ask` the question of a root field that finds one row, `locate` says which row of
    which table a ``located`` field leads to.
    """

    kind: str
    needs: tuple[str, ...] = ()
    table: type[Table] | None = None
    function: Callable[..., Any] | None = None
    batch: Batch | None = None
    to: str = "id"
    listing: Listing | None = None
    ask: Ask | None = None
    locate: Locate | None = None


def source_of(field: StrawberryField) -> Source | None:
    """Where a field's value comes from, if it is declared; None for an ordinary resolver."""
    return cast("Source | None", field.metadata.get(SOURCE))
