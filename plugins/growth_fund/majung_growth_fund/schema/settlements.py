"""Months of interest difference: the run for officials, its lines for bank and firm, the bank's own claim."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import strawberry

from majung.firms import models as firms
from majung.institutions import models as institutions
from majung.money import models as money
from majung.programs import models as programs
from majung_growth_fund import models
from majung_growth_fund.schema.loans import Loan
from majung_schema.composition import open_input
from majung_schema.graph.bound import bound, computed
from majung_schema.graph.connections import Connection
from majung_schema.graph.filters import Direction, by, condition, equals, one_of
from majung_schema.graph.node import Node
from majung_schema.graph.relations import to_many, to_one
from majung_schema.graph.scalars import Json, Won
from majung_schema.types.firms import Firm
from majung_schema.types.institutions import Institution
from majung_schema.types.money import BudgetLine, Claim, Payment
from majung_schema.types.programs import Edition, EditionRules


@open_input
class SubsidyLineFilter:
    """Which lines; conditions given together must all hold."""

    month: date | None = equals("month", "First day of the month.")
    bank: str | None = condition(
        "{row}.bank_id = (select i.id from institution i where i.bank_code = :value)", "text", "Three digits."
    )
    comparisons: list[str] | None = one_of(
        "comparison", "EQUAL, TOO_MUCH, TOO_LITTLE, NOT_DUE, NOT_CLAIMED, CLAIMED_TWICE."
    )


@open_input
class SubsidyLineOrder:
    """How lines are sorted."""

    month: Direction | None = by("month")
    amount_krw: Direction | None = by("amount_krw")


@strawberry.type(description="Days with one balance and one rate; `end` is the first day after them.")
class InterestSegment:
    start: date
    end: date
    balance_krw: Won
    pct: Decimal
    interest_krw: Won


@strawberry.type(description="A loan that a settlement left out, and why.")
class NotSettledLoan:
    loan: strawberry.ID
    code: str
    reason_ko: str
    reason_en: str


@strawberry.type(description="One loan in a bank's claim beside what was computed.")
class ComparedClaimLine:
    loan: str = strawberry.field(description="The bank's own number.")
    claimed_krw: Won
    computed_krw: Won
    comparison: str


def interest_segments(segments: Sequence[dict[str, Any]]) -> list[InterestSegment]:
    """The stretches a line was computed from."""
    return [
        InterestSegment(
            start=date.fromisoformat(one["start"]),
            end=date.fromisoformat(one["end"]),
            balance_krw=Won(one["balance"]),
            pct=Decimal(one["pct"]),
            interest_krw=Won(one["interest"]),
        )
        for one in segments
    ]


def left_out(not_settled: Sequence[dict[str, str]]) -> list[NotSettledLoan]:
    """The loans that a settlement could not compute."""
    return [
        NotSettledLoan(
            loan=strawberry.ID(f"gfloan_{one['loan']}"), code=one["code"], reason_ko=one["ko"], reason_en=one["en"]
        )
        for one in not_settled
    ]


def compared_lines(lines: Sequence[dict[str, Any]]) -> list[ComparedClaimLine]:
    """The claim, loan by loan."""
    return [
        ComparedClaimLine(
            loan=one["loan"],
            claimed_krw=Won(one["claimed"]),
            computed_krw=Won(one["computed"]),
            comparison=one["comparison"],
        )
        for one in lines
    ]


@bound(models.SubsidyLine)
class SubsidyLine(Node):
    """The subsidy of one loan and month; `number` 2 and more are corrections, with the difference."""

    month: date
    number: int
    amount_krw: Won
    claimed_krw: Won | None
    comparison: str | None
    paid_on: date | None
    reason: str
    segments: list[InterestSegment] = computed(interest_segments, "segments")
    loan: Loan | None = to_one(models.Loan, "loan_id")
    firm: Firm | None = to_one(firms.Firm, "firm_id")
    bank: Institution | None = to_one(institutions.Institution, "bank_id")
    settlement: FundSettlement | None = to_one(models.Settlement, "settlement_id", description="For officials.")
    claim: Claim | None = to_one(money.Claim, "claim_id")
    payment: Payment | None = to_one(money.Payment, "payment_id")


@bound(models.BankClaim)
class BankClaim(Node):
    """What a bank asked for a month, beside what was computed."""

    month: date
    claimed_krw: Won
    computed_krw: Won
    differing: int
    submitted_at: datetime
    submitted_by: str
    lines: list[ComparedClaimLine] = computed(compared_lines, "lines")
    bank: Institution | None = to_one(institutions.Institution, "bank_id")


@bound(models.Settlement)
class FundSettlement(Node):
    """One month's interest difference over all loans: COMPUTED, APPROVED, PAID."""

    month: date
    state: str
    loans: int
    amount_krw: Won
    terms: Json
    computed_at: datetime
    computed_by: str
    approved_at: datetime | None
    approved_by: str | None
    paid_on: date | None
    paid_by: str | None
    reference: str | None
    version: int
    not_settled: list[NotSettledLoan] = computed(left_out, "not_settled")
    edition: Edition | None = to_one(programs.Edition, "edition_id")
    line: BudgetLine | None = to_one(money.BudgetLine, "line_id")
    rules: EditionRules | None = to_one(programs.EditionRules, "rules_id")
    lines: Connection[SubsidyLine] = to_many(
        models.SubsidyLine, "settlement_id", where=SubsidyLineFilter, order_by=SubsidyLineOrder
    )
    bank_claims: Connection[BankClaim] = to_many(models.BankClaim, "settlement_id", sort=("submitted_at",))
