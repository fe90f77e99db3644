"""What happens on the jobs platform: facts without anything personal."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from majung.events.event import Event


class JobEvent(Event, frozen=True, kw_only=True):
    """Facts of the jobs platform."""

    owner: ClassVar[str] = "jobs"


class JobOrderOpened(JobEvent, frozen=True, kw_only=True):
    """An order has been opened to everyone, or again after it had expired; the wage in won a month."""

    subject_type: ClassVar[str] = "joborder"
    public: ClassVar[bool] = True

    occupation_code: str
    headcount: int
    wage_month_krw: int
    valid_until: date


class JobOrderMoved(JobEvent, frozen=True, kw_only=True):
    """An order was filled, closed, or has expired."""

    subject_type: ClassVar[str] = "joborder"
    public: ClassVar[bool] = True

    from_state: str
    to_state: str
    remaining: int


class JobOrderAsked(JobEvent, frozen=True, kw_only=True):
    """The firm has been asked whether an order still stands; without an answer it is closed after `until`."""

    subject_type: ClassVar[str] = "joborder"

    until: date


class SeekerMoved(JobEvent, frozen=True, kw_only=True):
    """A person registered as a seeker, or the registration changed its state; `account` is the counsellor's."""

    subject_type: ClassVar[str] = "seeker"

    action: str
    from_state: str | None
    to_state: str
    account_id: UUID | None = None


class SeekerTaken(JobEvent, frozen=True, kw_only=True):
    """A counsellor has taken a seeker, of whom nobody or another (`fromAccount`) had the charge."""

    subject_type: ClassVar[str] = "seeker"

    handed_over: bool
    account_id: UUID | None = None
    from_account_id: UUID | None = None


class HandoverMoved(JobEvent, frozen=True, kw_only=True):
    """A hand-over was offered, accepted, refused or taken back; `toAccount` is who accepted it."""

    subject_type: ClassVar[str] = "handover"

    to_state: str
    from_account_id: UUID | None = None
    to_account_id: UUID | None = None


class JobReferralMoved(JobEvent, frozen=True, kw_only=True):
    """A job referral was proposed or took a step; the employer is told from the day it was sent.

    `account` is the counsellor who has the charge of the seeker at that moment.
    """

    subject_type: ClassVar[str] = "jobref"

    action: str
    from_state: str | None
    to_state: str
    account_id: UUID | None = None


class SlotBooked(JobEvent, frozen=True, kw_only=True):
    """A person has booked a time."""

    subject_type: ClassVar[str] = "jobbooking"

    kind: str


class BookingEnded(JobEvent, frozen=True, kw_only=True):
    """A booking was cancelled, kept, or nobody came."""

    subject_type: ClassVar[str] = "jobbooking"

    to_state: str


EVENTS: tuple[type[JobEvent], ...] = (
    JobOrderOpened,
    JobOrderMoved,
    JobOrderAsked,
    SeekerMoved,
    SeekerTaken,
    HandoverMoved,
    JobReferralMoved,
    SlotBooked,
    BookingEnded,
)
