"""What happened to referrals."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from majung.events.event import Event


class ReferralSent(Event, frozen=True, kw_only=True):
    """A firm or a person was referred; an answer is due."""

    subject_type: ClassVar[str] = "referral"
    to_program_code: str | None = None
    answer_due_on: date


class ReferralMoved(Event, frozen=True, kw_only=True):
    """A referral was answered, ended, taken back, or not answered in time."""

    subject_type: ClassVar[str] = "referral"
    action: str
    from_state: str
    to_state: str
    outcome: str | None = None
