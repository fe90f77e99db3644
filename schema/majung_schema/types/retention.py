"""How long personal data are kept, and what was destroyed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from majung.retention import models
from majung_schema.graph.bound import bound
from majung_schema.graph.node import Node


@bound(models.RetentionTerm)
class RetentionTerm(Node):
    """For how many months data of a class or a table are kept (KEEP: must be), on what ground, confirmed by whom."""

    retention: str | None
    of_table: str | None
    effect: str
    months: int
    counts_from: str
    keeps_identity: bool
    basis: str
    valid_from: date
    valid_to: date | None
    entered_by: str
    confirmed_by: str | None
    confirmed_at: datetime | None


@bound(models.Destruction)
class Destruction(Node):
    """One batch of the destruction log: of which columns, how many rows and earlier versions, why, by whom."""

    run_id: UUID
    at: datetime
    by: str
    ground: str
    retention: str
    of_table: str
    columns: list[str]
    rows: int
    earlier: int
    basis: str
