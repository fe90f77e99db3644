"""Any stored record, named by its kind and id: what a note, a notice or a due date may be about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from majung.access.actor import Actor
from majung.errors import NotFound
from majung.storage.table import Table, find_by_prefix
from majung.storage.transaction import find_row


@dataclass(frozen=True, kw_only=True)
class About:
    """A record by the prefix of its id, with whose it is and where it belongs, as far as its row says so."""

    type: str
    id: UUID
    firm_id: UUID | None = None
    person_id: UUID | None = None
    program_code: str | None = None
    district_code: str | None = None

    @property
    def firms(self) -> list[UUID]:
        """The firm it concerns, as events list it."""
        return [self.firm_id] if self.firm_id else []

    @property
    def persons(self) -> list[UUID]:
        """The person it concerns, as events list it."""
        return [self.person_id] if self.person_id else []


def about(row: Table) -> About:
    """What a loaded row says about itself; a firm concerns itself, and so does a person."""
    kind = row.access.prefix
    return About(
        type=kind,
        id=row.id,
        firm_id=row.id if kind == "firm" else _said(row, "firm_id"),
        person_id=row.id if kind == "person" else _said(row, "person_id"),
        program_code=_said(row, "program_code"),
        district_code=_said(row, "district_code"),
    )


async def find_record(actor: Actor, kind: str, id: UUID) -> About:
    """A record that the actor may see, by the prefix of its id; refuses with NOT_FOUND otherwise."""
    table = find_by_prefix(kind)
    if table is None:
        raise NotFound(kind=kind, id=f"{kind}_{id}")
    return about(await find_row(table, actor, id))


def _said(row: Table, column: str) -> Any:
    return getattr(row, column) if column in row.column_names() else None
