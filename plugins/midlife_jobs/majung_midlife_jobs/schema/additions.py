"""What the centre adds to the root, to firms and persons, and to the types of the jobs platform."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

import strawberry

from majung import clock
from majung.storage.select import Parameters, Statement
from majung.support.models import SupportRecord
from majung_jobs.schema.records import JobReferral, JobSeeker
from majung_midlife_jobs import models
from majung_midlife_jobs.schema.records import (
    ExperiencePlacement,
    ExperienceProject,
    IncentiveHire,
    JobSearchCost,
    MidlifeAges,
    MidlifePlan,
)
from majung_schema.composition import open_input
from majung_schema.graph.bound import batched
from majung_schema.graph.connections import Connection
from majung_schema.graph.filters import at_least, equals, holds, one_of
from majung_schema.graph.reading import Reading
from majung_schema.graph.relations import list_of, to_many, to_one
from majung_schema.graph.rows import Row
from majung_schema.graph.scalars import Won
from majung_schema.parts import extend
from majung_schema.query import Query, one_by_id
from majung_schema.types.firms import Firm
from majung_schema.types.persons import Person

_MIDLIFE = """
select p.id, date_part('year', age({today}, p.birth_date)) between r.age_from and r.age_to as midlife
from person p, lateral (
    select age_from, age_to from midlife_jobs_age_rule where valid_from <= {today} order by valid_from desc limit 1
) r where p.id = any({persons})
"""
_ALLOWANCES = """
select s.person_id, s.year, s.decided_krw, s.paid_krw, s.decided_krw - coalesce((
    select sum(coalesce(c.approved_krw, x.payable_krw))
    from midlife_jobs_search_cost x join claim c on c.id = x.claim_id
    where x.application_id = s.application_id and c.status <> 'REJECTED'), 0)::bigint as left_krw
from support_record s where s.person_id = any({persons}) and s.program_code = 'MIDLIFE_JOB_SEARCH' and {policy}
order by s.year desc
"""


@open_input
class ExperienceProjectFilter:
    """Which experience jobs; conditions given together must all hold."""

    years: list[int] | None = one_of("year")
    districts: list[str] | None = one_of("district_code", "Canonical district codes.")
    ends_from: date | None = at_least("ends_on", "Those that end on this day or later.")
    free: bool | None = holds("{row}.taken < {row}.places", "Only with a place left.")


@open_input
class IncentiveHireFilter:
    """Which supported hires."""

    state: str | None = equals("state", "RUNNING, LEFT.")


@strawberry.type(description="A person's job-search allowance of a year: decided, paid, and not claimed yet, in won.")
class JobSearchAllowance:
    year: int
    decided_krw: Won
    paid_krw: Won
    left_krw: Won


async def _midlife(reading: Reading, rows: Sequence[Row]) -> list[bool | None]:
    """Whether the person is 신중년 today by the centre's ages; null where the birth date is not known."""
    p = Parameters(reading.actor)
    persons = p.add([row["person_id"] for row in rows], "uuid[]")
    text = _MIDLIFE.format(today=p.add(clock.today(), "date"), persons=persons)
    found = {one["id"]: one["midlife"] for one in await reading.fetch(Statement(text, p.values))}
    return [found.get(row["person_id"]) for row in rows]


async def _allowances(reading: Reading, rows: Sequence[Row]) -> list[list[JobSearchAllowance]]:
    """Allowances that each person was given, the newest year first."""
    p = Parameters(reading.actor)
    persons = p.add([row.id for row in rows], "uuid[]")
    text = _ALLOWANCES.format(persons=persons, policy=p.bind(SupportRecord.access.policy.compile("s", reading.actor)))
    found: dict[UUID, list[JobSearchAllowance]] = defaultdict(list)
    for one in await reading.fetch(Statement(text, p.values)):
        values = dict(one)
        found[values.pop("person_id")].append(JobSearchAllowance(**values))
    return [found[row.id] for row in rows]


@extend(Person)
class PersonMidlife:
    """What the centre knows of a person."""

    midlife_plans: Connection[MidlifePlan] = to_many(models.CounsellingPlan, "person_id", sort=("-made_at",))
    job_search_allowances: list[JobSearchAllowance] = batched(_allowances, "id")
    job_search_costs: Connection[JobSearchCost] = to_many(models.SearchCost, "person_id", sort=("-cost_on",))
    incentive_hires: Connection[IncentiveHire] = to_many(models.IncentiveHire, "person_id", sort=("-hired_on",))
    experience_jobs: Connection[ExperiencePlacement] = to_many(
        models.ExperiencePlacement, "person_id", sort=("-joined_on",)
    )


@extend(Firm)
class FirmMidlife:
    """What the centre knows of a firm."""

    incentive_hires: Connection[IncentiveHire] = to_many(
        models.IncentiveHire, "firm_id", sort=("-hired_on",), where=IncentiveHireFilter
    )


@extend(JobSeeker)
class SeekerMidlife:
    """What the centre adds to a seeker of the jobs platform."""

    midlife: bool | None = batched(_midlife, "person_id")
    plans: Connection[MidlifePlan] = to_many(models.CounsellingPlan, "seeker_id", sort=("-made_at",))


@extend(JobReferral)
class ReferralMidlife:
    """What the centre adds to a job referral."""

    incentive_hire: IncentiveHire | None = to_one(models.IncentiveHire, "id", to="referral_id")


@extend(Query)
class MidlifeQueries:
    """Questions about the centre."""

    midlife_ages: Connection[MidlifeAges] = list_of(models.AgeRule, sort=("-valid_from",))
    incentive_hire: IncentiveHire | None = one_by_id(models.IncentiveHire, "One supported hire.")
    incentive_hires: Connection[IncentiveHire] = list_of(
        models.IncentiveHire, where=IncentiveHireFilter, sort=("-hired_on",)
    )
    experience_projects: Connection[ExperienceProject] = list_of(
        models.ExperienceProject, where=ExperienceProjectFilter, sort=("-starts_on",)
    )
    midlife_plan: MidlifePlan | None = one_by_id(models.CounsellingPlan, "One counselling plan.")
