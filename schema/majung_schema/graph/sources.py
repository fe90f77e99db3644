"""Sources: where the value of a field comes from, as its declaration says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import strawberry
from strawberry.types.field import StrawberryField

from majung.storage.table import Table
from majung_schema.graph.rows import Row

SOURCE = "majung.source"
"""Metadata key under which a field keeps its source, for the executor and for `plugins check`."""

Batch = Callable[[strawberry.Info, Sequence[Row], Mapping[str, Any]], Awaitable[Sequence[Any]]]


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a field's value comes from: ``id``, ``column``, ``personal``, ``computed``, ``to_one``, ``to_many``,
    ``batched``, ``list``, ``one``, ``part``, ``count``; with the columns it needs.

    A `computed` field has its pure `function` of columns, a ``part`` of a connection one of the page that was read.
    Fields that read for many rows at once have `batch`: the values of
    the field for all rows, in their order.
    """

    kind: str
    needs: tuple[str, ...] = ()
    table: type[Table] | None = None
    function: Callable[..., Any] | None = None
    batch: Batch | None = None


def source_of(field: StrawberryField) -> Source | None:
    """Where a field's value comes from, if it is declared; None for an ordinary resolver."""
    return cast("Source | None", field.metadata.get(SOURCE))
