"""Changes of the centre: unpack, call, answer."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import strawberry

from majung.applications import models as applications
from majung_midlife_jobs import models
from majung_midlife_jobs.schema.records import (
    ExperiencePlacement,
    ExperienceProject,
    HiringIncentiveApplication,
    IncentiveHire,
    JobSearchApplication,
    JobSearchCost,
    MidlifeAges,
    MidlifePlan,
)
from majung_midlife_jobs.writes import claiming, deciding, hires, people, searching
from majung_midlife_jobs.writes.people import PlanStep, ProjectDraft
from majung_schema.changes.evidence import EvidenceInput, evidence_of
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import Won, optional_uuid_of, uuid_of
from majung_schema.mutation import Mutation
from majung_schema.parts import extend
from majung_schema.types.applications import Application


@strawberry.input(description="One step of a counselling plan.")
class PlanStepInput:
    words: str
    due_on: date | None = None
    done_on: date | None = None


@strawberry.input(description="An experience job of a si/gun; the wage in won a month.")
class ExperienceProjectInput:
    district: str = strawberry.field(description="The si/gun, by code or name.")
    title: str
    places: int
    wage_month_krw: Won
    starts_on: date
    ends_on: date
    host: str = ""


def _application(id: strawberry.ID) -> UUID:
    return uuid_of(id, "app")


def _steps(given: list[PlanStepInput]) -> list[PlanStep]:
    return [PlanStep(words=step.words, due_on=step.due_on, done_on=step.done_on) for step in given]


@extend(Mutation)
class MidlifeDecisions:
    """Who is supported, and who is 신중년."""

    @strawberry.mutation(description="Select a person for the job-search allowance: age, residence, income.")
    @staticmethod
    @change
    async def select_job_searcher(info: Info, application: strawberry.ID, version: int) -> Change[JobSearchApplication]:
        id = _application(application)
        await deciding.select_searcher(actor_of(info), application_id=id, version=version)
        return await changed(info, applications.Application, id)

    @strawberry.mutation(description="Select a firm for the hiring incentive: its regular employees.")
    @staticmethod
    @change
    async def select_incentive_firm(
        info: Info, application: strawberry.ID, version: int
    ) -> Change[HiringIncentiveApplication]:
        id = _application(application)
        await deciding.select_employer(actor_of(info), application_id=id, version=version)
        return await changed(info, applications.Application, id)

    @strawberry.mutation(description="Reject an application of the centre's programs, with reasons.")
    @staticmethod
    @change
    async def reject_midlife_application(
        info: Info, application: strawberry.ID, version: int, reason_codes: list[str], note: str = ""
    ) -> Change[Application]:
        id = _application(application)
        await deciding.reject(actor_of(info), application_id=id, version=version, reason_codes=reason_codes, note=note)
        return await changed(info, applications.Application, id)

    @strawberry.mutation(description="Say who is 신중년 for the centre from a day on.")
    @staticmethod
    @change
    async def set_midlife_ages(
        info: Info, valid_from: date, age_from: int, age_to: int, source: str
    ) -> Change[MidlifeAges]:
        made = await people.set_ages(
            actor_of(info), valid_from=valid_from, age_from=age_from, age_to=age_to, source=source
        )
        return await changed(info, models.AgeRule, made.id)


@extend(Mutation)
class MidlifeMoney:
    """Costs of looking for work, and supported hires month by month."""

    @strawberry.mutation(description="Claim costs of looking for work with their receipts, up to what is left.")
    @staticmethod
    @change
    async def claim_job_search_cost(
        info: Info,
        application: strawberry.ID,
        kind: str,
        receipts: list[EvidenceInput],
        documents: list[strawberry.ID] | None = None,
    ) -> Change[JobSearchCost]:
        made = await searching.claim_search_cost(
            actor_of(info),
            application_id=_application(application),
            kind=kind,
            receipts=evidence_of(receipts),
            document_ids=[uuid_of(document, "doc") for document in documents or ()],
        )
        return await changed(info, models.SearchCost, made.id)

    @strawberry.mutation(description="Enter a hire of a selected firm (`midlife_jobs.incentive`).")
    @staticmethod
    @change
    async def enter_incentive_hire(
        info: Info,
        application: strawberry.ID,
        person: strawberry.ID,
        hired_on: date,
        referral: strawberry.ID | None = None,
    ) -> Change[IncentiveHire]:
        made = await hires.enter_hire(
            actor_of(info),
            application_id=_application(application),
            person_id=uuid_of(person, "person"),
            hired_on=hired_on,
            referral_id=optional_uuid_of(referral, "jobref"),
        )
        return await changed(info, models.IncentiveHire, made.id)

    @strawberry.mutation(
        description="Say of a month whether insurance was held and what wage was paid: firm or official."
    )
    @staticmethod
    @change
    async def report_incentive_month(
        info: Info, hire: strawberry.ID, number: int, insured: bool, wage_krw: Won
    ) -> Change[IncentiveHire]:
        hire_id = uuid_of(hire, "mjhire")
        await hires.report_month(actor_of(info), hire_id=hire_id, number=number, insured=insured, wage_krw=wage_krw)
        return await changed(info, models.IncentiveHire, hire_id)

    @strawberry.mutation(description="Claim every month of a hire that is due, for worker and firm, each once.")
    @staticmethod
    @change
    async def claim_incentive_months(info: Info, hire: strawberry.ID, version: int) -> Change[IncentiveHire]:
        hire_id = uuid_of(hire, "mjhire")
        await claiming.claim_months(actor_of(info), hire_id=hire_id, version=version)
        return await changed(info, models.IncentiveHire, hire_id)

    @strawberry.mutation(description="The worker left: no further month is claimed.")
    @staticmethod
    @change
    async def report_last_day(info: Info, hire: strawberry.ID, version: int, left_on: date) -> Change[IncentiveHire]:
        hire_id = uuid_of(hire, "mjhire")
        await hires.report_last_day(actor_of(info), hire_id=hire_id, version=version, left_on=left_on)
        return await changed(info, models.IncentiveHire, hire_id)


@extend(Mutation)
class MidlifePeople:
    """Counselling plans, and experience jobs of si/gun."""

    @strawberry.mutation(description="Make a tailored plan with a seeker (`midlife_jobs.plan`).")
    @staticmethod
    @change
    async def make_midlife_plan(
        info: Info,
        seeker: strawberry.ID,
        aim: str,
        steps: list[PlanStepInput],
        strengths: str = "",
        review_on: date | None = None,
    ) -> Change[MidlifePlan]:
        made = await people.make_plan(
            actor_of(info),
            seeker_id=uuid_of(seeker, "seeker"),
            aim=aim,
            steps=_steps(steps),
            strengths=strengths,
            review_on=review_on,
        )
        return await changed(info, models.CounsellingPlan, made.id)

    @strawberry.mutation(description="Change aim, steps and the review of a plan.")
    @staticmethod
    @change
    async def change_midlife_plan(
        info: Info,
        id: strawberry.ID,
        version: int,
        aim: str,
        steps: list[PlanStepInput],
        review_on: date | None = None,
    ) -> Change[MidlifePlan]:
        plan_id = uuid_of(id, "mjplan")
        await people.change_plan(
            actor_of(info), plan_id=plan_id, version=version, aim=aim, steps=_steps(steps), review_on=review_on
        )
        return await changed(info, models.CounsellingPlan, plan_id)

    @strawberry.mutation(description="Offer an experience job of a si/gun (`midlife_jobs.projects`).")
    @staticmethod
    @change
    async def offer_experience_project(info: Info, input: ExperienceProjectInput) -> Change[ExperienceProject]:
        made = await people.offer_project(actor_of(info), draft=ProjectDraft(**vars(input)))
        return await changed(info, models.ExperienceProject, made.id)

    @strawberry.mutation(description="Give a person a place in an experience job.")
    @staticmethod
    @change
    async def join_experience_project(
        info: Info,
        project: strawberry.ID,
        person: strawberry.ID,
        joined_on: date,
        seeker: strawberry.ID | None = None,
    ) -> Change[ExperiencePlacement]:
        made = await people.join_project(
            actor_of(info),
            project_id=uuid_of(project, "mjproject"),
            person_id=uuid_of(person, "person"),
            joined_on=joined_on,
            seeker_id=optional_uuid_of(seeker, "seeker"),
        )
        return await changed(info, models.ExperiencePlacement, made.id)

    @strawberry.mutation(description="Taking part in an experience job ends.")
    @staticmethod
    @change
    async def end_experience_placement(
        info: Info, id: strawberry.ID, version: int, ended_on: date
    ) -> Change[ExperiencePlacement]:
        placement_id = uuid_of(id, "mjplace")
        await people.end_placement(actor_of(info), placement_id=placement_id, version=version, ended_on=ended_on)
        return await changed(info, models.ExperiencePlacement, placement_id)
