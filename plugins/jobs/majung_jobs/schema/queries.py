"""What the platform adds to the root, to firms and to persons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from majung.institutions import models as institutions
from majung.storage.select import Parameters, Statement
from majung_jobs import models
from majung_jobs.reads.caseloads import caseloads
from majung_jobs.reads.counters import count_by_centre
from majung_jobs.schema.filters import (
    JobOrderFilter,
    JobOrderOrder,
    JobReferralFilter,
    JobSeekerFilter,
    JobSeekerOrder,
)
from majung_jobs.schema.records import (
    JobOrder,
    JobReferral,
    JobSeeker,
    Occupation,
)
from majung_jobs.schema.slots import STANDING, JobBooking, JobFair, JobFairFilter, JobSlot, JobSlotFilter
from majung_jobs.scopes import MANAGE, REPORT
from majung_schema.composition import open_input
from majung_schema.graph.bound import batched, bound
from majung_schema.graph.connections import Connection
from majung_schema.graph.context import Context, actor_of, reading_of
from majung_schema.graph.filters import condition
from majung_schema.graph.located import located
from majung_schema.graph.node import Node
from majung_schema.graph.reading import Reading
from majung_schema.graph.relations import list_of, to_many
from majung_schema.graph.rows import Row
from majung_schema.graph.scalars import Json
from majung_schema.graph.sources import SOURCE, RowAt, Source
from majung_schema.parts import extend
from majung_schema.query import Query, one_by_id
from majung_schema.types.firms import Firm
from majung_schema.types.institutions import Institution
from majung_schema.types.persons import Person

_HIRES = """
select t.firm_id, extract(year from t.start_on)::int as year, count(*) as hired,
    count(t.retained_1m_on) as retained_1m, count(t.retained_3m_on) as retained_3m,
    count(t.retained_6m_on) as retained_6m, count(t.left_on) as left
from jobs_referral t where t.firm_id = any({firms}) and t.start_on is not null and {policy}
group by 1, 2 order by 1, 2 desc
"""


@open_input
class OccupationFilter:
    """Which occupations."""

    below: str | None = condition("starts_with({row}.code, :value)", "text", "What begins with this code.")


@bound(models.JobRuleSet, name="JobRuleSet")
class JobRuleSet(Node):
    """Rule data of the platform, in force from a day on."""

    valid_from: date
    data: Json
    source: str
    entered_by: str
    version: int


@strawberry.type(description="Hires of a firm through the centres by the year of their first day, and who stayed.")
class JobHires:
    year: int
    hired: int
    retained_1m: int
    retained_3m: int
    retained_6m: int
    left: int


def _centre(_: Any, of: JobCounters | JobCaseload) -> RowAt:
    return RowAt(institutions.Institution, of.centre_id)


@strawberry.type(description="One centre's counters of a period, as the agency reports them.")
class JobCounters:
    centre_id: strawberry.Private[UUID]
    counsellings: int
    referrals: int = strawberry.field(description="Job referrals sent.")
    placements: int = strawberry.field(description="Hires confirmed, by their first day of work.")
    retained_1m: int
    retained_3m: int
    retained_6m: int
    seekers: int = strawberry.field(description="Seekers registered.")
    orders: int = strawberry.field(description="Job orders opened.")
    centre: Institution | None = located(_centre)


@strawberry.type(description="How many seekers a counsellor has; without a counsellor, those who wait for one.")
class JobCaseload:
    centre_id: strawberry.Private[UUID]
    counsellor: str | None
    active: int
    registered: int
    placed: int
    expiring: int = strawberry.field(description="Active ones whose registration ends within two weeks.")
    centre: Institution | None = located(_centre)


async def _hires(reading: Reading, rows: Sequence[Row]) -> list[list[JobHires]]:
    """Hires of each firm by year, the newest first."""
    p = Parameters(reading.actor)
    policy = p.bind(models.JobReferral.access.policy.compile("t", reading.actor))
    text = _HIRES.format(firms=p.add([row.id for row in rows], "uuid[]"), policy=policy)
    found: dict[UUID, list[JobHires]] = defaultdict(list)
    for one in await reading.fetch(Statement(text, p.values)):
        values = dict(one)
        found[values.pop("firm_id")].append(JobHires(**values))
    return [found[row.id] for row in rows]


async def _counters(root: Any, info: strawberry.Info[Context, Any], start: date, end: date) -> list[JobCounters]:
    actor_of(info).require(REPORT)
    return [JobCounters(**vars(one)) for one in await count_by_centre(reading_of(info), start, end)]


async def _caseloads(root: Any, info: strawberry.Info[Context, Any]) -> list[JobCaseload]:
    actor_of(info).require(REPORT)
    return [JobCaseload(**vars(one)) for one in await caseloads(reading_of(info))]


@extend(Firm)
class FirmJobs:
    """What the platform knows of a firm."""

    job_orders: Connection[JobOrder] = to_many(
        models.JobOrder, "firm_id", sort=("-opened_on",), where=JobOrderFilter, order_by=JobOrderOrder
    )
    job_referrals: Connection[JobReferral] = to_many(
        models.JobReferral, "firm_id", sort=("-sent_at",), where=JobReferralFilter
    )
    job_hires: list[JobHires] = batched(_hires, "id")


@extend(Person)
class PersonJobs:
    """What the platform knows of a person."""

    job_registrations: Connection[JobSeeker] = to_many(
        models.Seeker, "person_id", sort=("-registered_on",), where=JobSeekerFilter, order_by=JobSeekerOrder
    )
    job_referrals: Connection[JobReferral] = to_many(
        models.JobReferral, "person_id", sort=("-proposed_at",), where=JobReferralFilter
    )
    job_bookings: Connection[JobBooking] = to_many(models.Booking, "person_id", sort=("-id",))


@extend(Query)
class JobQueries:
    """Questions about the jobs platform."""

    occupations: Connection[Occupation] = list_of(models.Occupation, sort=("code",), where=OccupationFilter)
    job_order: JobOrder | None = one_by_id(models.JobOrder, "One job order.")
    job_orders: Connection[JobOrder] = list_of(
        models.JobOrder, where=JobOrderFilter, order_by=JobOrderOrder, sort=("-opened_on",)
    )
    job_seeker: JobSeeker | None = one_by_id(models.Seeker, "One registration of a seeker.")
    job_seekers: Connection[JobSeeker] = list_of(
        models.Seeker, where=JobSeekerFilter, order_by=JobSeekerOrder, sort=("registered_on",)
    )
    job_referral: JobReferral | None = one_by_id(models.JobReferral, "One job referral.")
    job_referrals: Connection[JobReferral] = list_of(
        models.JobReferral, where=JobReferralFilter, sort=("-proposed_at",)
    )
    job_fairs: Connection[JobFair] = list_of(models.JobFair, where=JobFairFilter, sort=("starts_on",), only=STANDING)
    job_slots: Connection[JobSlot] = list_of(models.Slot, where=JobSlotFilter, sort=("starts_at",), only=STANDING)
    job_rules: Connection[JobRuleSet] = list_of(models.JobRuleSet, sort=("-valid_from",), scope=MANAGE)
    job_counters: list[JobCounters] = strawberry.field(
        resolver=_counters,
        description="The centres' counters of a period, both days included (`jobs.report`).",
        metadata={SOURCE: Source(kind="one", table=institutions.Institution)},
    )
    job_caseloads: list[JobCaseload] = strawberry.field(
        resolver=_caseloads,
        description="Caseloads of the counsellors whose seekers the viewer sees (`jobs.report`).",
        metadata={SOURCE: Source(kind="one", table=models.Seeker)},
    )
