"""Mutations from the submitted application to the letter: screening, visit, scoring, recommendation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import strawberry

from majung.applications.models import Application as StoredApplication
from majung.programs.models import Call as StoredCall
from majung_growth_fund import models
from majung_growth_fund.schema.applications import (
    CheckedFact,
    CommitteeResult,
    GrowthFundApplication,
    LoanRequest,
    ScoreSheet,
    SiteVisit,
)
from majung_growth_fund.schema.loans import Recommendation
from majung_growth_fund.writes import letters, recommending, scoring, screening
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import Won, uuid_of
from majung_schema.mutation import Mutation
from majung_schema.parts import extend
from majung_schema.types.programs import Call


@strawberry.input(description="What a paper says: a fact by its name, its value, where it comes from, of which day.")
class FundPaperInput:
    name: str
    value: str
    source: str
    as_of: date
    valid_until: date | None = None


@strawberry.input(description="What was found at the site.")
class FundVisitInput:
    visited_on: date
    passed: bool
    factory_found: bool | None = None
    equipment_found: bool | None = None
    report: str = ""


@strawberry.input(description="Points for one criterion of the rubric.")
class FundPointsInput:
    criterion: str
    points: Decimal


@strawberry.input(description="Why an unknown or doubtful condition was accepted by staff.")
class FundAcceptedInput:
    code: str
    reason: str


@strawberry.input(description="What is recommended; what is left out follows from the application and the product.")
class FundOfferInput:
    facility_krw: Won = Won(0)
    working_krw: Won = Won(0)
    bank: strawberry.ID | None = None
    granted_pct: Decimal | None = None
    repayment_code: str | None = None
    valid_days: int | None = None
    note: str = ""


def _offer(given: FundOfferInput) -> recommending.Offer:
    values = {n: v for n, v in vars(given).items() if n != "bank"}
    return recommending.Offer(**values, bank_id=uuid_of(given.bank, "inst") if given.bank else None)


@extend(Mutation)
class FundDecisions:
    """From the submitted application to the letter."""

    @strawberry.mutation(description="Take a submitted application up.")
    @staticmethod
    @change
    async def begin_fund_screening(info: Info, id: strawberry.ID, version: int) -> Change[GrowthFundApplication]:
        application_id = uuid_of(id, "app")
        await screening.begin_screening(actor_of(info), application_id=application_id, version=version)
        return await changed(info, StoredApplication, application_id)

    @strawberry.mutation(description="Keep what a paper says (tax certificate, factory register …).")
    @staticmethod
    @change
    async def enter_fund_fact(info: Info, application: strawberry.ID, paper: FundPaperInput) -> Change[CheckedFact]:
        made = await screening.enter_fact(
            actor_of(info), application_id=uuid_of(application, "app"), paper=screening.Paper(**vars(paper))
        )
        return await changed(info, models.CheckedFact, made.id)

    @strawberry.mutation(description="Enter the need that the firm's papers show for each purpose.")
    @staticmethod
    @change
    async def check_fund_need(
        info: Info,
        application: strawberry.ID,
        facility_need_krw: Won,
        working_need_krw: Won,
        version: int | None = None,
    ) -> Change[LoanRequest]:
        made = await screening.check_need(
            actor_of(info),
            application_id=uuid_of(application, "app"),
            facility_need_krw=facility_need_krw,
            working_need_krw=working_need_krw,
            version=version,
        )
        return await changed(info, models.LoanRequest, made.id)

    @strawberry.mutation(description="Judge every condition; the decision keeps each with the values it rests on.")
    @staticmethod
    @change
    async def judge_fund_eligibility(
        info: Info,
        id: strawberry.ID,
        version: int,
        accepted: list[FundAcceptedInput] | None = None,
        visit: bool = False,
    ) -> Change[GrowthFundApplication]:
        application_id = uuid_of(id, "app")
        taken = {one.code: one.reason for one in accepted or ()}
        await screening.judge_eligibility(
            actor_of(info), application_id=application_id, version=version, accepted=taken, visit=visit
        )
        return await changed(info, StoredApplication, application_id)

    @strawberry.mutation(description="Report on a visit of the site.")
    @staticmethod
    @change
    async def record_fund_visit(
        info: Info, application: strawberry.ID, version: int, visit: FundVisitInput
    ) -> Change[SiteVisit]:
        made = await scoring.record_visit(
            actor_of(info),
            application_id=uuid_of(application, "app"),
            version=version,
            visit=scoring.VisitReport(**vars(visit)),
        )
        return await changed(info, models.SiteVisit, made.id)

    @strawberry.mutation(description="A member's points; handing in again replaces them until scoring closes.")
    @staticmethod
    @change
    async def hand_in_score_sheet(
        info: Info,
        application: strawberry.ID,
        rubric: strawberry.ID,
        points: list[FundPointsInput],
        recused: bool = False,
        note: str = "",
    ) -> Change[ScoreSheet]:
        made = await scoring.hand_in_sheet(
            actor_of(info),
            application_id=uuid_of(application, "app"),
            rubric_id=uuid_of(rubric, models.Rubric.access.prefix),
            points={one.criterion: one.points for one in points},
            recused=recused,
            note=note,
        )
        return await changed(info, models.ScoreSheet, made.id)

    @strawberry.mutation(description="Take the sheets that count together, as the rubric says.")
    @staticmethod
    @change
    async def close_fund_scoring(
        info: Info, application: strawberry.ID, version: int, rubric: strawberry.ID
    ) -> Change[CommitteeResult]:
        made = await scoring.close_scoring(
            actor_of(info),
            application_id=uuid_of(application, "app"),
            version=version,
            rubric_id=uuid_of(rubric, models.Rubric.access.prefix),
        )
        return await changed(info, models.CommitteeResult, made.id)

    @strawberry.mutation(
        description="Rank a call's scored applications: places for the best, the next wait, the others are rejected."
    )
    @staticmethod
    @change
    async def rank_fund_call(info: Info, call: strawberry.ID, places: int, reserves: int = 0) -> Change[Call]:
        call_id = uuid_of(call, "call")
        await scoring.rank_call(actor_of(info), call_id=call_id, places=places, reserves=reserves)
        return await changed(info, StoredCall, call_id)

    @strawberry.mutation(description="Recommend a loan: within every cap, its budget reserved, its bank told.")
    @staticmethod
    @change
    async def recommend_loan(
        info: Info, application: strawberry.ID, version: int, offer: FundOfferInput
    ) -> Change[Recommendation]:
        made = await recommending.recommend(
            actor_of(info), application_id=uuid_of(application, "app"), version=version, offer=_offer(offer)
        )
        return await changed(info, models.Recommendation, made.id)

    @strawberry.mutation(description="Do not recommend an application.")
    @staticmethod
    @change
    async def reject_fund_application(
        info: Info, id: strawberry.ID, version: int, reason_code: str, note: str = ""
    ) -> Change[GrowthFundApplication]:
        application_id = uuid_of(id, "app")
        await scoring.reject(
            actor_of(info), application_id=application_id, version=version, reason_code=reason_code, note=note
        )
        return await changed(info, StoredApplication, application_id)

    @strawberry.mutation(description="The firm withdraws; a valid letter is taken back with its application.")
    @staticmethod
    @change
    async def withdraw_fund_application(
        info: Info, id: strawberry.ID, version: int, note: str = ""
    ) -> Change[GrowthFundApplication]:
        application_id = uuid_of(id, "app")
        await letters.withdraw(actor_of(info), application_id=application_id, version=version, note=note)
        return await changed(info, StoredApplication, application_id)

    @strawberry.mutation(description="Take a letter back before the bank has lent on it.")
    @staticmethod
    @change
    async def cancel_recommendation(info: Info, id: strawberry.ID, version: int, note: str) -> Change[Recommendation]:
        letter_id = uuid_of(id, "gfletter")
        await letters.cancel_recommendation(actor_of(info), recommendation_id=letter_id, version=version, note=note)
        return await changed(info, models.Recommendation, letter_id)
