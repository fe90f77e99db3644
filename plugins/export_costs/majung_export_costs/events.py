"""What happens with export costs, told to the firm concerned."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from majung.events.event import Event


class ExportCostEvent(Event, frozen=True, kw_only=True):
    """Facts of this program."""

    owner: ClassVar[str] = "export_costs"
    subject_type: ClassVar[str] = "expcost"


class ExportCostClaimed(ExportCostEvent, frozen=True, kw_only=True):
    """A firm claimed a cost; amounts in won."""

    claim_id: UUID
    cost_kind: str
    country: str
    eligible_krw: int


class ExportCostChecked(ExportCostEvent, frozen=True, kw_only=True):
    """A claim was found right for an amount in won; `bound` is the limit that decided."""

    claim_id: UUID
    pay_krw: int
    bound: str


EVENTS: tuple[type[ExportCostEvent], ...] = (ExportCostClaimed, ExportCostChecked)
