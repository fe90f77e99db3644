"""Letters and loans: a bank sees those that name it, a firm its own, officials those of the firms they see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from majung.applications import models as applications
from majung.firms import models as firms
from majung.institutions import models as institutions
from majung.money import models as money
from majung.support import models as support
from majung_growth_fund import models
from majung_growth_fund.schema.products import FundProduct
from majung_schema.composition import open_input
from majung_schema.graph.bound import bound, computed
from majung_schema.graph.connections import Connection
from majung_schema.graph.filters import Direction, at_least, at_most, by, condition, equals, one_of
from majung_schema.graph.node import Node
from majung_schema.graph.relations import to_many, to_one
from majung_schema.graph.scalars import Won
from majung_schema.types.applications import Application
from majung_schema.types.firms import Firm
from majung_schema.types.institutions import Institution
from majung_schema.types.money import Clawback
from majung_schema.types.support import SupportRecord

if TYPE_CHECKING:
    from majung_growth_fund.schema.settlements import SubsidyLine

_BANK = "{row}.bank_id = (select i.id from institution i where i.bank_code = :value)"


@open_input
class LoanFilter:
    """Which loans; conditions given together must all hold."""

    states: list[str] | None = one_of("state", "EXECUTED, ACTIVE, SUSPENDED, REPAID, CANCELLED, CLAWBACK, CLOSED.")
    families: list[str] | None = one_of("family", "BANK, POLICY, OTHER.")
    bank: str | None = condition(_BANK, "text", "Three digits of the bank.")
    number: str | None = equals("number", "The bank's own number.")
    executed_since: date | None = at_least("executed_on")
    executed_until: date | None = at_most("executed_on")
    matures_until: date | None = at_most("matures_on")
    outstanding_at_least: Won | None = at_least("outstanding_krw")
    source: str | None = equals("source", "BANK, or CUTOVER for loans that were taken over.")


@open_input
class LoanOrder:
    """How loans are sorted."""

    executed_on: Direction | None = by("executed_on")
    matures_on: Direction | None = by("matures_on")
    outstanding_krw: Direction | None = by("outstanding_krw")


@open_input
class RecommendationFilter:
    """Which letters; conditions given together must all hold."""

    states: list[str] | None = one_of("state", "RECOMMENDED, EXECUTED, EXPIRED, BANK_DECLINED, CANCELLED.")
    families: list[str] | None = one_of("family")
    bank: str | None = condition(_BANK, "text", "Three digits of the bank.")
    valid_until: date | None = at_most("valid_until", "Letters that run out on this day or before.")


@open_input
class RecommendationOrder:
    """How letters are sorted."""

    recommended_on: Direction | None = by("recommended_on")
    valid_until: Direction | None = by("valid_until")
    amount_krw: Direction | None = by("amount_krw")


@strawberry.type(description="Principal due on a day; an early one was paid beside the plan.")
class Instalment:
    due_on: date
    principal_krw: Won
    early: bool


def instalments(schedule: Sequence[dict[str, Any]]) -> list[Instalment]:
    """The agreed instalments in the order of their days."""
    return [
        Instalment(due_on=date.fromisoformat(one["due_on"]), principal_krw=Won(one["principal"]), early=one["early"])
        for one in schedule
    ]


@bound(models.LoanStep)
class LoanStep(Node):
    """One step of a letter or loan, by whom and why."""

    action: str
    from_state: str
    to_state: str
    at: datetime
    by: str
    note: str


@bound(models.Recommendation)
class Recommendation(Node):
    """A letter to a bank (융자추천서). It is not a loan: the bank decides, until its last day."""

    number: str
    family: str
    facility_krw: Won
    working_krw: Won
    amount_krw: Won
    granted_pct: Decimal
    preferred: bool
    repayment_code: str
    recommended_on: date
    valid_until: date
    state: str
    answer_note: str
    version: int
    application: Application | None = to_one(applications.Application, "application_id")
    firm: Firm | None = to_one(firms.Firm, "firm_id")
    product: FundProduct | None = to_one(models.FundProduct, "product_id")
    bank: Institution | None = to_one(institutions.Institution, "bank_id")
    loan: Loan | None = to_one(models.Loan, "id", to="recommendation_id")
    support_record: SupportRecord | None = to_one(support.SupportRecord, "support_record_id")
    steps: Connection[LoanStep] = to_many(models.LoanStep, "recommendation_id", sort=("at",))


@bound(models.BalanceReport)
class BalanceReport(Node):
    """Principal outstanding from a day on, as the bank reported it."""

    on: date
    balance_krw: Won
    by: str


@bound(models.BankRate)
class BankRate(Node):
    """What the bank asks from a day on, per cent a year."""

    on: date
    pct: Decimal
    by: str


@bound(models.Suspension, name="LoanSuspension")
class Suspension(Node):
    """A time without subsidy: from `start` to the day before `until`."""

    start: date
    until: date | None
    ground: str
    note: str
    by: str


@bound(models.JobsReport)
class JobsReport(Node):
    """Jobs created with a loan since it was made, as the firm reports them."""

    on: date
    jobs: int
    youth_jobs: int
    evidence: str
    by: str


@bound(models.Loan)
class Loan(Node):
    """A loan of the fund at a bank; `outstandingKrw` is the balance of `balanceOn`."""

    number: str | None
    family: str
    rate_kind: str
    facility_krw: Won
    working_krw: Won
    unsplit_krw: Won
    principal_krw: Won
    outstanding_krw: Won
    balance_on: date
    granted_pct: Decimal
    repayment_code: str
    executed_on: date
    matures_on: date
    ended_on: date | None
    state: str
    stop_on: date | None
    stop_ground: str | None
    source: str
    version: int
    schedule: list[Instalment] = computed(instalments, "schedule")
    firm: Firm | None = to_one(firms.Firm, "firm_id")
    product: FundProduct | None = to_one(models.FundProduct, "product_id")
    bank: Institution | None = to_one(institutions.Institution, "bank_id")
    application: Application | None = to_one(applications.Application, "application_id")
    recommendation: Recommendation | None = to_one(models.Recommendation, "recommendation_id")
    support_record: SupportRecord | None = to_one(support.SupportRecord, "support_record_id")
    clawback: Clawback | None = to_one(money.Clawback, "clawback_id")
    steps: Connection[LoanStep] = to_many(models.LoanStep, "loan_id", sort=("at",))
    balances: Connection[BalanceReport] = to_many(models.BalanceReport, "loan_id", sort=("on",))
    bank_rates: Connection[BankRate] = to_many(models.BankRate, "loan_id", sort=("on",))
    suspensions: Connection[Suspension] = to_many(models.Suspension, "loan_id", sort=("start",))
    jobs_reports: Connection[JobsReport] = to_many(models.JobsReport, "loan_id", sort=("-on",))
    subsidy_lines: Connection[Annotated[SubsidyLine, strawberry.lazy("majung_growth_fund.schema.settlements")]] = (
        to_many(models.SubsidyLine, "loan_id", sort=("-month",))
    )
