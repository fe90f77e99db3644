"""Mutations by which officials enter the fund of a year: products, dated sets, grounds, rubrics."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import strawberry

from majung_growth_fund import models
from majung_growth_fund.schema.products import (
    FundProduct,
    IndustryGroupMember,
    PreferredCertification,
    Rubric,
    StopGround,
)
from majung_growth_fund.writes import catalogue
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import Won, uuid_of
from majung_schema.mutation import Mutation
from majung_schema.parts import extend


@strawberry.input(description="A term of a product by its name; one that is left out was not announced.")
class FundTermInput:
    name: str
    value: str


@strawberry.input(description="A fund product as announced; what the notice does not say is left out, never guessed.")
class FundProductInput:
    name_ko: str
    name_en: str = ""
    family: str | None = strawberry.field(default=None, description="BANK, POLICY or OTHER.")
    cap_total_krw: Won | None = None
    cap_facility_krw: Won | None = None
    cap_working_krw: Won | None = None
    cap_preferred_krw: Won | None = None
    rate_kind: str | None = strawberry.field(default=None, description="SUBSIDY or LOAN.")
    lowest_pct: Decimal | None = None
    highest_pct: Decimal | None = None
    preferred_pct: Decimal | None = None
    intake: str | None = None
    agency: str = ""
    source: str = ""
    note: str = ""
    terms: list[FundTermInput] = strawberry.field(default_factory=list)
    volume_line: strawberry.ID | None = strawberry.field(
        default=None, description="The budget line that loans of the product are reserved from."
    )


@strawberry.input(description="A way of paying back, in months from execution.")
class FundRepaymentInput:
    code: str
    grace_months: int
    method: str = strawberry.field(description="BULLET or INSTALMENTS.")
    instalments: int = 1
    interval_months: int = 0


@strawberry.input(description="Something with a code that holds from one day to another.")
class FundDatedInput:
    code: str
    title_ko: str
    title_en: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""


@strawberry.input(description="One line of a rubric; bonus points are capped together.")
class FundCriterionInput:
    code: str
    title_ko: str
    title_en: str = ""
    most: Decimal
    bonus: bool = False


@strawberry.input(description="How the committee scores an edition's applications.")
class FundRubricInput:
    code: str
    criteria: list[FundCriterionInput]
    pass_mark: Decimal
    bonus_cap: Decimal = Decimal(0)
    min_sheets: int = 1
    drop_extremes_from: int | None = strawberry.field(
        default=None,
        description="With so many sheets the highest and the lowest do not count; without it all count.",
    )
    tie_break: list[str] = strawberry.field(
        default_factory=list, description="Criteria that decide between equal averages, the first one first."
    )


def _rubric(given: FundRubricInput) -> catalogue.RubricTerms:
    criteria = [{**vars(one), "most": str(one.most)} for one in given.criteria]
    return catalogue.RubricTerms(**{**vars(given), "criteria": criteria})


def _terms(given: FundProductInput) -> catalogue.ProductTerms:
    values = {n: v for n, v in vars(given).items() if n not in {"terms", "volume_line"}}
    line = uuid_of(given.volume_line, "budget") if given.volume_line else None
    return catalogue.ProductTerms(**values, terms={t.name: t.value for t in given.terms}, volume_line_id=line)


@extend(Mutation)
class FundEntries:
    """What is entered for a year (permission ``programs.manage``)."""

    @strawberry.mutation(description="Enter a fund product of an edition.")
    @staticmethod
    @change
    async def enter_fund_product(
        info: Info, edition: strawberry.ID, code: str, input: FundProductInput
    ) -> Change[FundProduct]:
        made = await catalogue.enter_product(
            actor_of(info), edition_id=uuid_of(edition, "edition"), code=code, product=_terms(input)
        )
        return await changed(info, models.FundProduct, made.id)

    @strawberry.mutation(description="Enter the whole product anew; earlier decisions keep the terms they rest on.")
    @staticmethod
    @change
    async def change_fund_product(
        info: Info, id: strawberry.ID, version: int, input: FundProductInput
    ) -> Change[FundProduct]:
        product_id = uuid_of(id, "gfproduct")
        await catalogue.change_product(actor_of(info), product_id=product_id, version=version, product=_terms(input))
        return await changed(info, models.FundProduct, product_id)

    @strawberry.mutation(description="Say in which ways a product is paid back.")
    @staticmethod
    @change
    async def offer_fund_repayments(
        info: Info, product: strawberry.ID, choices: list[FundRepaymentInput]
    ) -> Change[FundProduct]:
        product_id = uuid_of(product, "gfproduct")
        given = [catalogue.Repayment(**vars(one)) for one in choices]
        await catalogue.offer_repayments(actor_of(info), product_id=product_id, choices=given)
        return await changed(info, models.FundProduct, product_id)

    @strawberry.mutation(description="Prefer firms with a certification in a family of funds.")
    @staticmethod
    @change
    async def prefer_certification(
        info: Info, family: str, certification: FundDatedInput
    ) -> Change[PreferredCertification]:
        made = await catalogue.prefer_certification(
            actor_of(info), family=family, certification=catalogue.Dated(**vars(certification))
        )
        return await changed(info, models.PreferredCertification, made.id)

    @strawberry.mutation(description="Put industries (the beginning of a KSIC code) into a group such as NEW or WEAK.")
    @staticmethod
    @change
    async def add_fund_industry(
        info: Info, group: FundDatedInput, revision: int, prefix: str
    ) -> Change[IndustryGroupMember]:
        made = await catalogue.add_industry(
            actor_of(info), group=catalogue.Dated(**vars(group)), revision=revision, prefix=prefix
        )
        return await changed(info, models.IndustryGroupMember, made.id)

    @strawberry.mutation(description="Enter a ground on which a subsidy stops.")
    @staticmethod
    @change
    async def enter_stop_ground(
        info: Info, ground: FundDatedInput, effect: str, clawback: bool, limit_number: int | None = None
    ) -> Change[StopGround]:
        made = await catalogue.enter_stop_ground(
            actor_of(info),
            ground=catalogue.Dated(**vars(ground)),
            effect=effect,
            clawback=clawback,
            limit_number=limit_number,
        )
        return await changed(info, models.StopGround, made.id)

    @strawberry.mutation(description="Enter how the committee scores an edition's applications.")
    @staticmethod
    @change
    async def enter_fund_rubric(info: Info, edition: strawberry.ID, input: FundRubricInput) -> Change[Rubric]:
        made = await catalogue.enter_rubric(
            actor_of(info), edition_id=uuid_of(edition, "edition"), rubric=_rubric(input)
        )
        return await changed(info, models.Rubric, made.id)
