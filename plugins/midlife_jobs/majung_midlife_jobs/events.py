"""What happens at the centre: facts without anything personal."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from majung.events.event import Event


class MidlifeEvent(Event, frozen=True, kw_only=True):
    """Facts of the centre."""

    owner: ClassVar[str] = "midlife_jobs"


class IncentiveHireEntered(MidlifeEvent, frozen=True, kw_only=True):
    """A hire is supported from its first day on."""

    subject_type: ClassVar[str] = "mjhire"

    hired_on: date


class IncentiveMonthsClaimed(MidlifeEvent, frozen=True, kw_only=True):
    """Months of a hire were claimed for worker and firm; amounts in won."""

    subject_type: ClassVar[str] = "mjhire"

    months: list[int]
    worker_krw: int
    firm_krw: int


class IncentiveHireEnded(MidlifeEvent, frozen=True, kw_only=True):
    """The worker left; no further month is claimed."""

    subject_type: ClassVar[str] = "mjhire"

    left_on: date


class SearchCostClaimed(MidlifeEvent, frozen=True, kw_only=True):
    """A person claimed costs of looking for work; the amount in won is what is left of the caps."""

    subject_type: ClassVar[str] = "mjcost"

    claim_id: UUID
    kind: str
    amount_krw: int


class ExperienceJoined(MidlifeEvent, frozen=True, kw_only=True):
    """A person takes part in an experience job of a si/gun."""

    subject_type: ClassVar[str] = "mjplace"

    project_id: UUID


class PlanMade(MidlifeEvent, frozen=True, kw_only=True):
    """A counselling plan was made or changed."""

    subject_type: ClassVar[str] = "mjplan"

    aim: str


EVENTS: tuple[type[MidlifeEvent], ...] = (
    IncentiveHireEntered,
    IncentiveMonthsClaimed,
    IncentiveHireEnded,
    SearchCostClaimed,
    ExperienceJoined,
    PlanMade,
)
