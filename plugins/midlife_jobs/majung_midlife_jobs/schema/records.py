"""What clients see of the centre: plans, experience jobs, costs of looking for work, supported hires."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
import strawberry

from majung import clock
from majung.applications import models as applications
from majung.districts import models as districts
from majung.firms import models as firms
from majung.money import models as money
from majung.persons import models as persons
from majung.storage.select import Statement
from majung_jobs import models as jobs
from majung_jobs.schema.records import JobReferral, JobSeeker
from majung_midlife_jobs import models
from majung_midlife_jobs.program import ALLOWANCE, INCENTIVE
from majung_midlife_jobs.reads import MONTHS, job_of
from majung_midlife_jobs.rules.incentive import IncentiveRules, months_of
from majung_schema.graph.bound import batched, bound
from majung_schema.graph.connections import Connection
from majung_schema.graph.node import Node
from majung_schema.graph.reading import Reading
from majung_schema.graph.relations import to_many, to_one
from majung_schema.graph.rows import Row
from majung_schema.graph.scalars import Json, Won
from majung_schema.types.applications import Application
from majung_schema.types.firms import Firm
from majung_schema.types.money import Claim
from majung_schema.types.persons import Person
from majung_schema.types.reference import District

_RULES = "select id, data from edition_rules where id = any($1::uuid[])"


@bound(models.CounsellingPlan, name="MidlifePlan")
class MidlifePlan(Node):
    """A tailored counselling plan; steps are `{words, due_on, done_on}`."""

    aim: str
    strengths: str
    steps: Json
    review_on: date | None
    made_by: str
    made_at: datetime
    version: int
    seeker: JobSeeker | None = to_one(jobs.Seeker, "seeker_id")


@bound(models.AgeRule, name="MidlifeAges")
class MidlifeAges(Node):
    """Who is 신중년 for the centre from a day on: completed years, both included."""

    valid_from: date
    age_from: int
    age_to: int
    source: str


@bound(models.ExperienceProject, name="ExperienceProject")
class ExperienceProject(Node):
    """An experience job of a si/gun with its places."""

    year: int
    title: str
    host: str
    places: int
    taken: int
    wage_month_krw: Won
    starts_on: date
    ends_on: date
    closed_at: datetime | None
    version: int
    district: District | None = to_one(districts.District, "district_code", to="code")
    placements: Connection[ExperiencePlacement] = to_many(
        models.ExperiencePlacement, "project_id", sort=("-joined_on",)
    )


@bound(models.ExperiencePlacement, name="ExperiencePlacement")
class ExperiencePlacement(Node):
    """A person who takes part in an experience job."""

    joined_on: date
    ended_on: date | None
    version: int
    project: ExperienceProject | None = to_one(models.ExperienceProject, "project_id")
    person: Person | None = to_one(persons.Person, "person_id")


@bound(models.SearchCost, name="JobSearchCost")
class JobSearchCost(Node):
    """Costs of looking for work that a person claims, and what of them is left by the caps."""

    cost_kind: str
    cost_on: date
    cost_krw: Won
    payable_krw: Won
    version: int
    claim: Claim | None = to_one(money.Claim, "claim_id")


@strawberry.type(description="One month of a supported hire: where it stands, and what is due for it.")
class IncentiveMonth:
    number: int
    starts_on: date
    ends_on: date
    standing: str = strawberry.field(
        description="CLAIMED, DUE, or why nothing is paid: NOT_OVER, NOT_REPORTED, NOT_INSURED, WAGE_NOT_PAID, LEFT,"
        " OTHER_SUBSIDY, BELOW_MINIMUM. TO_CLAW_BACK: claimed, though the worker had left."
    )
    worker_krw: Won
    firm_krw: Won


async def _months(reading: Reading, rows: Sequence[Row]) -> list[list[IncentiveMonth]]:
    """Every month of each hire, from the rules it was entered under: two statements for all hires."""
    stored = await reading.fetch(Statement(_RULES, [list({row["rules_id"] for row in rows})]))
    rules = {one["id"]: _rules(one["data"]) for one in stored}
    against = [",".join(rules[row["rules_id"]].against) for row in rows]
    known: dict[UUID, list[Any]] = defaultdict(list)
    for one in await reading.fetch(Statement(MONTHS, [[row.id for row in rows], against])):
        known[one["hire_id"]].append(one)
    return [
        [
            IncentiveMonth(
                number=month.number,
                starts_on=month.starts_on,
                ends_on=month.ends_on,
                standing=month.standing.value,
                worker_krw=Won(month.worker_krw),
                firm_krw=Won(month.firm_krw),
            )
            for month in months_of(
                job_of(row["hired_on"], row["left_on"], known[row.id]), clock.today(), rules[row["rules_id"]]
            )
        ]
        for row in rows
    ]


def _rules(data: object) -> IncentiveRules:
    return msgspec.convert(msgspec.json.decode(data) if isinstance(data, str) else data, IncentiveRules)


@bound(models.IncentiveHire, name="IncentiveHire")
class IncentiveHire(Node):
    """A hire that is supported, month by month."""

    hired_on: date
    left_on: date | None
    state: str
    version: int
    firm: Firm | None = to_one(firms.Firm, "firm_id")
    person: Person | None = to_one(persons.Person, "person_id")
    referral: JobReferral | None = to_one(jobs.JobReferral, "referral_id")
    months: list[IncentiveMonth] = batched(_months, "id", "rules_id", "hired_on", "left_on")


@bound(applications.Application, name="JobSearchApplication", column="program_code", kind=ALLOWANCE)
class JobSearchApplication(Application):
    """An application for the job-search allowance."""

    search_costs: Connection[JobSearchCost] = to_many(models.SearchCost, "application_id", sort=("-cost_on",))


@bound(applications.Application, name="HiringIncentiveApplication", column="program_code", kind=INCENTIVE)
class HiringIncentiveApplication(Application):
    """A firm's application for the hiring incentive."""

    hires: Connection[IncentiveHire] = to_many(models.IncentiveHire, "application_id", sort=("-hired_on",))
