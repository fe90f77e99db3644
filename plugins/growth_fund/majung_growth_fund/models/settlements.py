"""The province's monthly share of interest: what is due for each loan, what banks claim, what was paid."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tortoise import fields

from majung.access.policy import EVERYONE, Policy, follows, own_firm, own_institution
from majung.errors import Refusal
from majung.storage.columns import may_refer, refers, won
from majung.storage.table import Access, Table


class MonthSettled(Refusal):
    """This month has been settled already. Correct single payments instead.

    ko: 해당 월은 이미 정산되었습니다. 개별 지급 건을 정정해 주십시오.
    """


class Settlement(Table):
    """One month's interest difference over all loans (이차보전 정산): COMPUTED, APPROVED, PAID; amounts in won.

    `line` is the budget line it is paid from, `terms` how interest was counted, `not_settled` the loans left out.
    """

    edition = refers("core.Edition")
    edition_id: UUID
    line = refers("core.BudgetLine")
    line_id: UUID
    rules = may_refer("core.EditionRules")
    rules_id: UUID | None
    month = fields.DateField(unique=True)
    state = fields.CharField(max_length=10, default="COMPUTED")
    loans = fields.IntField()
    amount_krw = won()
    terms: fields.JSONField[Any] = fields.JSONField(default=dict)
    not_settled: fields.JSONField[Any] = fields.JSONField(default=list)
    computed_at = fields.DatetimeField()
    computed_by = fields.CharField(max_length=200)
    computed_account_id = fields.UUIDField(null=True)
    approved_at = fields.DatetimeField(null=True)
    approved_by = fields.CharField(max_length=200, null=True)
    approved_account_id = fields.UUIDField(null=True)
    paid_on = fields.DateField(null=True)
    paid_by = fields.CharField(max_length=200, null=True)
    reference = fields.CharField(max_length=100, null=True)

    class Meta:
        table = "growth_fund_settlement"

    access = Access(
        prefix="gfsettle",
        policy=Policy(official=EVERYONE),
        plain=(
            "edition_id", "line_id", "rules_id", "month", "state", "loans", "amount_krw", "terms", "not_settled",
            "computed_at", "computed_by", "computed_account_id", "approved_at", "approved_by",
            "approved_account_id", "paid_on", "paid_by", "reference",
        ),
        conflicts={"growth_fund_settlement_month_key": MonthSettled},
    )  # fmt: skip


class SubsidyLine(Table):
    """The subsidy of one loan and month, in won, with the stretches it was computed from.

    A correction is a further line of the same month (`number` 2, 3, …) with the difference, negative when too much
    was paid; nothing is overwritten. `claimed_krw` and `comparison` come from the bank's own claim.
    """

    settlement = refers("growth_fund.Settlement")
    settlement_id: UUID
    loan = refers("growth_fund.Loan")
    loan_id: UUID
    firm = refers("core.Firm")
    firm_id: UUID
    bank = refers("core.Institution")
    bank_id: UUID
    month = fields.DateField()
    number = fields.SmallIntField(default=1)
    amount_krw = won()
    segments: fields.JSONField[Any] = fields.JSONField(default=list)
    claimed_krw = won(null=True)
    comparison = fields.CharField(max_length=20, null=True)
    claim = may_refer("core.Claim")
    claim_id: UUID | None
    payment = may_refer("core.Payment")
    payment_id: UUID | None
    paid_on = fields.DateField(null=True)
    reason = fields.CharField(max_length=500, default="")

    class Meta:
        table = "growth_fund_subsidy_line"
        unique_together = (("loan_id", "month", "number"),)
        indexes = (("settlement_id",), ("firm_id",), ("bank_id", "month"))

    access = Access(
        prefix="gfsubsidy",
        policy=Policy(official=follows("firm_id", "firm"), firm=own_firm(), partner=own_institution("bank_id")),
        plain=(
            "settlement_id", "loan_id", "firm_id", "bank_id", "month", "number", "amount_krw", "segments",
            "claimed_krw", "comparison", "claim_id", "payment_id", "paid_on", "reason",
        ),
    )  # fmt: skip


class BankClaim(Table):
    """What a bank asks for one month, beside what was computed; `lines` holds both for each loan."""

    settlement = refers("growth_fund.Settlement")
    settlement_id: UUID
    bank = refers("core.Institution")
    bank_id: UUID
    month = fields.DateField()
    claimed_krw = won()
    computed_krw = won()
    differing = fields.IntField()
    lines: fields.JSONField[Any] = fields.JSONField()
    submitted_at = fields.DatetimeField()
    submitted_by = fields.CharField(max_length=200)

    class Meta:
        table = "growth_fund_bank_claim"
        unique_together = (("settlement_id", "bank_id"),)

    access = Access(
        prefix="gfclaim",
        policy=Policy(official=EVERYONE, partner=own_institution("bank_id")),
        plain=(
            "settlement_id", "bank_id", "month", "claimed_krw", "computed_krw", "differing", "lines",
            "submitted_at", "submitted_by",
        ),
    )  # fmt: skip
