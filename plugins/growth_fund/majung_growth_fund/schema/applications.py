"""Applications to the fund: what is asked for, what staff found, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

import strawberry

from majung.applications import models as applications
from majung.institutions import models as institutions
from majung_growth_fund import models
from majung_growth_fund.schema.loans import Loan, Recommendation
from majung_growth_fund.schema.products import FundProduct, Rubric
from majung_growth_fund.writes.steps import PROGRAM
from majung_schema.graph.bound import bound, computed
from majung_schema.graph.connections import Connection
from majung_schema.graph.node import Node
from majung_schema.graph.relations import to_many, to_one
from majung_schema.graph.scalars import Won
from majung_schema.types.applications import Application
from majung_schema.types.institutions import Institution


@strawberry.type(description="Points for one criterion of a rubric.")
class Points:
    criterion: str
    points: Decimal


def listed_points(points: Mapping[str, str]) -> list[Points]:
    """Points by criterion, in the order of the codes."""
    return [Points(criterion=code, points=Decimal(given)) for code, given in sorted(points.items())]


def listed_averages(by_criterion: Mapping[str, str]) -> list[Points]:
    """Averages by criterion; the fractions that were kept, shown with four decimals."""
    return [Points(criterion=code, points=_shown(given)) for code, given in sorted(by_criterion.items())]


def _shown(fraction: str) -> Decimal:
    above, _, below = fraction.partition("/")
    return (Decimal(above) / Decimal(below or "1")).quantize(Decimal("0.0001"))


@bound(models.LoanRequest)
class LoanRequest(Node):
    """What a firm asks for, fixed when screening began, and the need that staff found in its papers."""

    route: str
    facility_krw: Won
    working_krw: Won
    facility_need_krw: Won
    working_need_krw: Won
    need_checked: bool
    repayment_code: str
    version: int
    product: FundProduct | None = to_one(models.FundProduct, "product_id")
    bank: Institution | None = to_one(institutions.Institution, "bank_id", description="The bank wished for.")


@bound(models.CheckedFact)
class CheckedFact(Node):
    """A fact that staff read from a paper."""

    name: str
    value: str
    source: str
    as_of: date
    valid_until: date | None
    by: str


@bound(models.SiteVisit)
class SiteVisit(Node):
    """A visit to the firm's site before the decision."""

    visited_on: date
    factory_found: bool | None
    equipment_found: bool | None
    passed: bool
    report: str
    by: str


@bound(models.ScoreSheet)
class ScoreSheet(Node):
    """One member's points; members see their own, those who decide see all."""

    member: str
    recused: bool
    note: str
    version: int
    points: list[Points] = computed(listed_points, "points")
    rubric: Rubric | None = to_one(models.Rubric, "rubric_id")


@bound(models.CommitteeResult)
class CommitteeResult(Node):
    """What the committee gave an application, and its place in the ranking of its call."""

    average: Decimal
    passed: bool
    counted: list[str]
    dropped: list[str]
    rank: int | None
    place: str | None
    closed_at: datetime
    by: str
    by_criterion: list[Points] = computed(listed_averages, "by_criterion")


@bound(applications.Application, column="program_code", kind=PROGRAM)
class GrowthFundApplication(Application):
    """An application to the fund (육성자금 신청)."""

    request: LoanRequest | None = to_one(models.LoanRequest, "id", to="application_id")
    checked_facts: Connection[CheckedFact] = to_many(models.CheckedFact, "application_id", sort=("name",))
    site_visits: Connection[SiteVisit] = to_many(models.SiteVisit, "application_id", sort=("visited_on",))
    score_sheets: Connection[ScoreSheet] = to_many(models.ScoreSheet, "application_id")
    committee_result: CommitteeResult | None = to_one(models.CommitteeResult, "id", to="application_id")
    recommendations: Connection[Recommendation] = to_many(
        models.Recommendation, "application_id", sort=("-recommended_on",)
    )
    loan: Loan | None = to_one(models.Loan, "id", to="application_id")
