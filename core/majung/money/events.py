"""What happened with money: claimed, approved, paid, corrected, demanded back, returned."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from majung.events.event import Event


class ClaimSubmitted(Event, frozen=True, kw_only=True):
    """Money was asked for with evidence."""

    subject_type: ClassVar[str] = "claim"
    amount_krw: int
    application_id: UUID | None
    support_record_id: UUID | None
    period_from: date | None
    period_to: date | None


class ClaimApproved(Event, frozen=True, kw_only=True):
    """A claim was found right, for this amount."""

    subject_type: ClassVar[str] = "claim"
    amount_krw: int
    approved_krw: int


class ClaimRejected(Event, frozen=True, kw_only=True):
    """A claim was refused; it may be made again."""

    subject_type: ClassVar[str] = "claim"
    amount_krw: int


class PaymentMade(Event, frozen=True, kw_only=True):
    """A claim was paid. The claims of a settlement run are submitted, approved and paid by this one fact."""

    subject_type: ClassVar[str] = "claim"
    payment_id: UUID
    amount_krw: int
    paid_on: date
    reference: str | None
    support_record_id: UUID | None


class PaymentCorrected(Event, frozen=True, kw_only=True):
    """A wrong payment was corrected by a negative one of this amount."""

    subject_type: ClassVar[str] = "claim"
    payment_id: UUID
    corrects_id: UUID
    amount_krw: int
    support_record_id: UUID | None


class ClawbackOrdered(Event, frozen=True, kw_only=True):
    """Money was demanded back, with interest, until a day."""

    subject_type: ClassVar[str] = "clawback"
    support_record_id: UUID
    amount_krw: int
    interest_krw: int
    reason_code: str
    due_on: date


class MoneyReturned(Event, frozen=True, kw_only=True):
    """Money came back on a clawback; `owed_krw` is what remains."""

    subject_type: ClassVar[str] = "clawback"
    support_record_id: UUID
    amount_krw: int
    owed_krw: int
    returned_on: date
