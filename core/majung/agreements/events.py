"""What happened after the selection."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from majung.events.event import Event


class AgreementOffered(Event, frozen=True, kw_only=True):
    """An agreement is offered to a selected applicant, to be signed by a day."""

    subject_type: ClassVar[str] = "agreement"
    amount_krw: int
    sign_by: date


class AgreementMoved(Event, frozen=True, kw_only=True):
    """An agreement was signed by both, changed, or lapsed unsigned."""

    subject_type: ClassVar[str] = "agreement"
    state: str
    amount_krw: int


class SettlementMoved(Event, frozen=True, kw_only=True):
    """A settlement was handed in, returned for a supplement, or confirmed."""

    subject_type: ClassVar[str] = "settlement"
    state: str
    confirmed_krw: int | None = None
    excess_krw: int | None = None


class SurveyAnswered(Event, frozen=True, kw_only=True):
    """An applicant told what became of the support in a year."""

    subject_type: ClassVar[str] = "survey"
    year: int


class ObjectionMoved(Event, frozen=True, kw_only=True):
    """An objection was lodged or decided."""

    subject_type: ClassVar[str] = "objection"
    state: str
