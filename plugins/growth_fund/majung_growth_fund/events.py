"""What happens with the fund's loans, addressed to the firm and to the bank concerned."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from majung.events.event import Event


class FundEvent(Event, frozen=True, kw_only=True):
    """Facts of the fund."""

    owner: ClassVar[str] = "growth_fund"


class LoanRecommended(FundEvent, frozen=True, kw_only=True):
    """A loan was recommended to a bank (융자추천), which may lend until the last day."""

    subject_type: ClassVar[str] = "gfletter"
    recommendation_id: UUID
    product: str
    amount_krw: int
    granted_pct: Decimal
    valid_until: date


class RecommendationExpired(FundEvent, frozen=True, kw_only=True):
    """A recommendation ran out without an answer; its budget is free again."""

    subject_type: ClassVar[str] = "gfletter"
    recommendation_id: UUID
    amount_krw: int
    valid_until: date


class RecommendationCancelled(FundEvent, frozen=True, kw_only=True):
    """A recommendation was taken back, or its application withdrawn; its budget is free again."""

    subject_type: ClassVar[str] = "gfletter"
    recommendation_id: UUID
    amount_krw: int


class BankDeclined(FundEvent, frozen=True, kw_only=True):
    """The bank does not lend on a recommendation."""

    subject_type: ClassVar[str] = "gfletter"
    recommendation_id: UUID
    amount_krw: int


class LoanExecuted(FundEvent, frozen=True, kw_only=True):
    """The bank lent on a recommendation."""

    subject_type: ClassVar[str] = "gfloan"
    loan_id: UUID
    recommendation_id: UUID | None
    principal_krw: int
    executed_on: date


class LoanTakenOver(FundEvent, frozen=True, kw_only=True):
    """A loan that ran before this platform was taken over from the bank's list."""

    subject_type: ClassVar[str] = "gfloan"
    loan_id: UUID
    principal_krw: int
    executed_on: date


class LoanActivated(FundEvent, frozen=True, kw_only=True):
    """A loan's papers were found in order; from its execution on it is subsidised."""

    subject_type: ClassVar[str] = "gfloan"
    loan_id: UUID


class BalanceReported(FundEvent, frozen=True, kw_only=True):
    """The bank reported the principal outstanding, after an early repayment or otherwise than agreed."""

    subject_type: ClassVar[str] = "gfloan"
    loan_id: UUID
    on: date
    outstanding_krw: int


class LoanSuspended(FundEvent, frozen=True, kw_only=True):
    """The subsidy of a loan stops for a time."""

    subject_type: ClassVar[str] = "gfloan"
    loan_id: UUID
    since: date
    ground: str


class LoanResumed(FundEvent, frozen=True, kw_only=True):
    """The subsidy of a loan goes on."""

    subject_type: ClassVar[str] = "gfloan"
    loan_id: UUID
    since: date


class LoanRepaid(FundEvent, frozen=True, kw_only=True):
    """A loan was paid back whole."""

    subject_type: ClassVar[str] = "gfloan"
    loan_id: UUID
    repaid_on: date


class LoanCancelled(FundEvent, frozen=True, kw_only=True):
    """A loan lost its support on a ground, from the day of its cause."""

    subject_type: ClassVar[str] = "gfloan"
    loan_id: UUID
    ground: str
    cause_on: date


class LoanClosed(FundEvent, frozen=True, kw_only=True):
    """Nothing is left to do with a cancelled loan."""

    subject_type: ClassVar[str] = "gfloan"
    loan_id: UUID


class ReliefGranted(FundEvent, frozen=True, kw_only=True):
    """Repayment was deferred, or the last instalment put off, for some months."""

    subject_type: ClassVar[str] = "gfloan"
    loan_id: UUID
    kind: str
    months: int
    matures_on: date


class JobsReported(FundEvent, frozen=True, kw_only=True):
    """The firm reported the jobs created with a loan so far."""

    subject_type: ClassVar[str] = "gfloan"
    loan_id: UUID
    jobs: int


class InterestSettled(FundEvent, frozen=True, kw_only=True):
    """What one bank is due for a month was computed: one fact for each bank."""

    subject_type: ClassVar[str] = "gfsettle"
    settlement_id: UUID
    month: date
    loans: int
    amount_krw: int


class BankClaimCompared(FundEvent, frozen=True, kw_only=True):
    """A bank's claim for a month was compared with what was computed."""

    subject_type: ClassVar[str] = "gfclaim"
    month: date
    claimed_krw: int
    computed_krw: int
    differing: int


class SubsidyPaid(FundEvent, frozen=True, kw_only=True):
    """A month's interest difference was paid to one bank."""

    subject_type: ClassVar[str] = "gfsettle"
    settlement_id: UUID
    month: date
    amount_krw: int
    paid_on: date


class SubsidyCorrected(FundEvent, frozen=True, kw_only=True):
    """A wrong month of a loan was put right by this difference, negative when too much was paid."""

    subject_type: ClassVar[str] = "gfloan"
    loan_id: UUID
    month: date
    difference_krw: int


EVENTS: tuple[type[FundEvent], ...] = (
    LoanRecommended,
    RecommendationExpired,
    RecommendationCancelled,
    BankDeclined,
    LoanExecuted,
    LoanTakenOver,
    LoanActivated,
    BalanceReported,
    LoanSuspended,
    LoanResumed,
    LoanRepaid,
    LoanCancelled,
    LoanClosed,
    ReliefGranted,
    JobsReported,
    InterestSettled,
    BankClaimCompared,
    SubsidyPaid,
    SubsidyCorrected,
)
"""Every kind of fact the fund appends to the log."""
