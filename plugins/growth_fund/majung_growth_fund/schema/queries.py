"""Questions about the fund from the root of the graph."""

from __future__ import annotations

import strawberry

from majung.firms.models import Firm
from majung_growth_fund import models
from majung_growth_fund.schema.findings import (
    FundEligibility,
    FundFinding,
    growth_fund_eligibility,
    growth_fund_post_check,
)
from majung_growth_fund.schema.loans import (
    Loan,
    LoanFilter,
    LoanOrder,
    Recommendation,
    RecommendationFilter,
    RecommendationOrder,
)
from majung_growth_fund.schema.products import (
    FundProduct,
    FundProductFilter,
    IndustryGroupMember,
    PreferredCertification,
    Rubric,
    StopGround,
)
from majung_growth_fund.schema.settlements import (
    BankClaim,
    FundSettlement,
    SubsidyLine,
    SubsidyLineFilter,
    SubsidyLineOrder,
)
from majung_schema.graph.connections import Connection
from majung_schema.graph.relations import list_of
from majung_schema.graph.sources import SOURCE, Source
from majung_schema.parts import extend
from majung_schema.query import Query, one_by_id


@extend(Query)
class FundQueries:
    """Root fields of the fund; each viewer sees the rows their policy says."""

    growth_fund_products: Connection[FundProduct] = list_of(
        models.FundProduct, sort=("-year", "code"), where=FundProductFilter, description="Funds by year, as announced."
    )
    growth_fund_preferences: Connection[PreferredCertification] = list_of(
        models.PreferredCertification, sort=("family", "certification")
    )
    growth_fund_industries: Connection[IndustryGroupMember] = list_of(
        models.IndustryGroupMember, sort=("code", "prefix"), description="New and weak industries, as dated sets."
    )
    growth_fund_stop_grounds: Connection[StopGround] = list_of(models.StopGround, sort=("code",))
    growth_fund_rubrics: Connection[Rubric] = list_of(models.Rubric, sort=("code",))
    growth_fund_eligibility: FundEligibility | None = strawberry.field(
        resolver=growth_fund_eligibility,
        description="Whether a firm may apply for a product, and for how much.",
        metadata={SOURCE: Source(kind="one", table=Firm)},
    )
    growth_fund_post_check: list[FundFinding] = strawberry.field(
        resolver=growth_fund_post_check,
        description="Whether a ground to stop a loan's subsidy is met; for officials.",
        metadata={SOURCE: Source(kind="one", table=models.Loan)},
    )
    recommendation: Recommendation | None = one_by_id(models.Recommendation, "One letter to a bank.")
    recommendations: Connection[Recommendation] = list_of(
        models.Recommendation,
        sort=("-recommended_on",),
        where=RecommendationFilter,
        order_by=RecommendationOrder,
        description="Letters: a bank's own, a firm's own, officials' all.",
    )
    loan: Loan | None = one_by_id(models.Loan, "One loan of the fund.")
    loans: Connection[Loan] = list_of(
        models.Loan,
        sort=("-executed_on",),
        where=LoanFilter,
        order_by=LoanOrder,
        description="Loans of the fund: a bank's own, a firm's own, officials' all.",
    )
    growth_fund_settlements: Connection[FundSettlement] = list_of(models.Settlement, sort=("-month",))
    subsidy_lines: Connection[SubsidyLine] = list_of(
        models.SubsidyLine, sort=("-month",), where=SubsidyLineFilter, order_by=SubsidyLineOrder
    )
    bank_claims: Connection[BankClaim] = list_of(models.BankClaim, sort=("-month",))
