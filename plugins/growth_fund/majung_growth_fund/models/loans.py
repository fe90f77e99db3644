"""Letters of recommendation and the loans made on them. A recommendation is not a loan: the bank decides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from majung.access.policy import Policy, any_of, follows, own_firm, own_institution
from majung.errors import Refusal
from majung.storage.columns import may_refer, refers, won
from majung.storage.table import Access, Table

PARTIES = Policy(official=follows("firm_id", "firm"), firm=own_firm(), partner=own_institution("bank_id"))
"""Officials who see the firm, the firm itself, and the one bank that the row names."""

_THE_LOAN = follows("loan_id", "growth_fund_loan")
WITH_LOAN = Policy(official=_THE_LOAN, firm=_THE_LOAN, partner=_THE_LOAN)
WITH_EITHER = any_of(_THE_LOAN, follows("recommendation_id", "growth_fund_recommendation"))


class LetterAlive(Refusal):
    """There is already a recommendation for this application that is valid. Wait for the bank's answer or cancel it.

    ko: 이 신청에는 유효한 융자추천이 이미 있습니다. 은행의 회신을 기다리거나 추천을 취소해 주십시오.
    """


class LoanNumberTaken(Refusal):
    """This bank has reported another loan under the same number. Give the number of this loan.

    ko: 이 은행이 같은 번호로 보고한 다른 대출이 있습니다. 이 대출의 번호를 입력해 주십시오.
    """


class DayReported(Refusal):
    """Something was reported for this loan and day already. Report another day or correct that one.

    ko: 이 대출의 같은 날짜에 이미 보고된 내용이 있습니다. 다른 날짜로 보고하거나 기존 내용을 정정해 주십시오.
    """


class Recommendation(Table):
    """A letter to one bank (융자추천서): amount in won, rate in per cent a year, and the last day to lend on it.

    `live_key` is the application's id while the letter is valid: one valid letter for each application.
    """

    number = fields.CharField(max_length=40, unique=True)
    application = refers("core.Application")
    application_id: UUID
    firm = refers("core.Firm")
    firm_id: UUID
    product = refers("growth_fund.FundProduct")
    product_id: UUID
    bank = refers("core.Institution")
    bank_id: UUID
    family = fields.CharField(max_length=10)
    facility_krw = won()
    working_krw = won()
    amount_krw = won()
    granted_pct = fields.DecimalField(max_digits=6, decimal_places=3)
    preferred = fields.BooleanField(default=False)
    repayment_code = fields.CharField(max_length=40)
    recommended_on = fields.DateField()
    valid_until = fields.DateField()
    state = fields.CharField(max_length=20, default="RECOMMENDED")
    answer_note = fields.CharField(max_length=1000, default="")
    line = refers("core.BudgetLine")
    line_id: UUID
    decision = may_refer("core.Decision")
    decision_id: UUID | None
    support_record = may_refer("core.SupportRecord")
    support_record_id: UUID | None
    disclosure = may_refer("core.Disclosure")
    disclosure_id: UUID | None
    live_key = fields.CharField(max_length=40, null=True, unique=True)
    by = fields.CharField(max_length=200)
    by_account_id = fields.UUIDField(null=True)

    class Meta:
        table = "growth_fund_recommendation"
        indexes = (("firm_id",), ("application_id",), ("bank_id",), ("state", "valid_until"))
        constraints = (
            CheckConstraint(
                check="amount_krw > 0 and facility_krw >= 0 and working_krw >= 0"
                " and facility_krw + working_krw = amount_krw",
                name="growth_fund_letter_adds_up",
            ),
        )

    access = Access(
        prefix="gfletter",
        policy=PARTIES,
        plain=(
            "number", "application_id", "firm_id", "product_id", "bank_id", "family", "facility_krw",
            "working_krw", "amount_krw", "granted_pct", "preferred", "repayment_code", "recommended_on",
            "valid_until", "state", "answer_note", "line_id", "decision_id", "support_record_id",
            "disclosure_id", "live_key", "by", "by_account_id",
        ),
        conflicts={
            "growth_fund_recommendation_live_key_key": LetterAlive,
        },
    )  # fmt: skip


class Loan(Table):
    """A loan that a bank made, ours or taken over at cut-over: balance in won, the agreed schedule, where it stands.

    `balance_on` is the day whose balance `outstanding_krw` is, `stop_on` the day from which there is no subsidy.
    `schedule` holds the instalments: due_on, principal, early.
    """

    number = fields.CharField(max_length=60, null=True)
    recommendation = may_refer("growth_fund.Recommendation")
    recommendation_id: UUID | None
    application = may_refer("core.Application")
    application_id: UUID | None
    firm = refers("core.Firm")
    firm_id: UUID
    product = refers("growth_fund.FundProduct")
    product_id: UUID
    bank = refers("core.Institution")
    bank_id: UUID
    family = fields.CharField(max_length=10)
    rate_kind = fields.CharField(max_length=10)
    facility_krw = won(default=0)
    working_krw = won(default=0)
    unsplit_krw = won(default=0)
    principal_krw = won()
    outstanding_krw = won()
    balance_on = fields.DateField()
    granted_pct = fields.DecimalField(max_digits=6, decimal_places=3)
    repayment_code = fields.CharField(max_length=40)
    executed_on = fields.DateField()
    matures_on = fields.DateField()
    ended_on = fields.DateField(null=True)
    state = fields.CharField(max_length=20, default="EXECUTED")
    stop_on = fields.DateField(null=True)
    stop_ground = fields.CharField(max_length=30, null=True)
    schedule: fields.JSONField[Any] = fields.JSONField(default=list)
    support_record = may_refer("core.SupportRecord")
    support_record_id: UUID | None
    clawback = may_refer("core.Clawback")
    clawback_id: UUID | None
    disclosure = may_refer("core.Disclosure")
    disclosure_id: UUID | None
    source = fields.CharField(max_length=20, default="BANK")

    class Meta:
        table = "growth_fund_loan"
        indexes = (("firm_id",), ("application_id",), ("recommendation_id",), ("state",))
        constraints = (
            UniqueConstraint(fields=("bank_id", "number"), name="growth_fund_loan_number"),
            CheckConstraint(
                check="principal_krw > 0 and outstanding_krw >= 0 and outstanding_krw <= principal_krw"
                " and facility_krw + working_krw + unsplit_krw = principal_krw",
                name="growth_fund_loan_adds_up",
            ),
        )

    access = Access(
        prefix="gfloan",
        policy=PARTIES,
        plain=(
            "number", "recommendation_id", "application_id", "firm_id", "product_id", "bank_id", "family",
            "rate_kind", "facility_krw", "working_krw", "unsplit_krw", "principal_krw", "outstanding_krw",
            "balance_on", "granted_pct", "repayment_code", "executed_on", "matures_on", "ended_on", "state", "stop_on",
            "stop_ground", "schedule", "support_record_id", "clawback_id", "disclosure_id", "source",
        ),
        conflicts={"growth_fund_loan_number": LoanNumberTaken},
    )  # fmt: skip


class LoanStep(Table):
    """One step of a letter or loan, by whom and why."""

    recommendation = may_refer("growth_fund.Recommendation")
    recommendation_id: UUID | None
    loan = may_refer("growth_fund.Loan")
    loan_id: UUID | None
    action = fields.CharField(max_length=40)
    from_state = fields.CharField(max_length=20)
    to_state = fields.CharField(max_length=20)
    at = fields.DatetimeField()
    by = fields.CharField(max_length=200)
    note = fields.CharField(max_length=1000, default="")

    class Meta:
        table = "growth_fund_loan_step"
        indexes = (("recommendation_id",), ("loan_id",))

    access = Access(
        prefix="gfstep",
        policy=Policy(official=WITH_EITHER, firm=WITH_EITHER, partner=WITH_EITHER),
        plain=("recommendation_id", "loan_id", "action", "from_state", "to_state", "at", "by", "note"),
        append_only=True,
        history=False,
    )


class BalanceReport(Table):
    """Principal outstanding from a day on, as the bank reported it, in won."""

    loan = refers("growth_fund.Loan")
    loan_id: UUID
    on = fields.DateField()
    balance_krw = won()
    by = fields.CharField(max_length=200)

    class Meta:
        table = "growth_fund_balance_report"
        constraints = (UniqueConstraint(fields=("loan_id", "on"), name="growth_fund_balance_day"),)

    access = Access(
        prefix="gfbalance",
        policy=WITH_LOAN,
        plain=("loan_id", "on", "balance_krw", "by"),
        conflicts={"growth_fund_balance_day": DayReported},
    )


class BankRate(Table):
    """What the bank asks from a day on, in per cent a year."""

    loan = refers("growth_fund.Loan")
    loan_id: UUID
    on = fields.DateField()
    pct = fields.DecimalField(max_digits=6, decimal_places=3)
    by = fields.CharField(max_length=200)

    class Meta:
        table = "growth_fund_bank_rate"
        constraints = (UniqueConstraint(fields=("loan_id", "on"), name="growth_fund_rate_day"),)

    access = Access(
        prefix="gfrate",
        policy=WITH_LOAN,
        plain=("loan_id", "on", "pct", "by"),
        conflicts={"growth_fund_rate_day": DayReported},
    )


class Suspension(Table):
    """A time without subsidy: from `start` to the day before `until` (none: not resumed yet)."""

    loan = refers("growth_fund.Loan")
    loan_id: UUID
    start = fields.DateField()
    until = fields.DateField(null=True)
    ground = fields.CharField(max_length=30)
    note = fields.CharField(max_length=1000, default="")
    by = fields.CharField(max_length=200)

    class Meta:
        table = "growth_fund_suspension"
        indexes = (("loan_id",),)

    access = Access(
        prefix="gfpause",
        policy=WITH_LOAN,
        plain=("loan_id", "start", "until", "ground", "note", "by"),
    )


class JobsReport(Table):
    """Jobs created with a loan since it was made, as the firm reports them; never summed over reports."""

    loan = refers("growth_fund.Loan")
    loan_id: UUID
    on = fields.DateField()
    jobs = fields.IntField()
    youth_jobs = fields.IntField(default=0)
    evidence = fields.CharField(max_length=300, default="")
    by = fields.CharField(max_length=200)

    class Meta:
        table = "growth_fund_jobs_report"
        constraints = (UniqueConstraint(fields=("loan_id", "on"), name="growth_fund_jobs_day"),)

    access = Access(
        prefix="gfjobs",
        policy=Policy(official=_THE_LOAN, firm=_THE_LOAN),
        plain=("loan_id", "on", "jobs", "youth_jobs", "evidence", "by"),
        conflicts={"growth_fund_jobs_day": DayReported},
    )
