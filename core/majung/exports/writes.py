"""Putting on record that a list was taken out."""

from __future__ import annotations

from collections.abc import Sequence

from majung import clock
from majung.access.actor import Actor
from majung.exports.models import ListExport
from majung.storage.transaction import current, write


@write
async def record_export(
    actor: Actor, *, operation: str, document: str, columns: Sequence[str], format: str, rows: int
) -> None:
    """Keep who took which list out, in which format, with how many rows."""
    await ListExport.create(
        at=clock.now(),
        actor=actor.name,
        kind=actor.kind,
        mandate_id=actor.mandate_id,
        origin=actor.origin,
        operation=operation,
        document=document,
        columns=list(columns),
        format=format,
        rows=rows,
        purpose=actor.purpose,
        using_db=current().connection,
    )
