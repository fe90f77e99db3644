"""Job orders, seekers, job referrals and what leads from each to the others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry

from majung.districts import models as districts
from majung.firms import models as firms
from majung.institutions import models as institutions
from majung.persons import models as persons
from majung_jobs import models
from majung_jobs.reads.matching import MOST, Side, find_matches
from majung_jobs.schema.filters import JobReferralFilter
from majung_schema.graph.bound import batched, bound, computed
from majung_schema.graph.connections import Connection, PageArguments
from majung_schema.graph.located import located
from majung_schema.graph.node import Node
from majung_schema.graph.reading import Reading
from majung_schema.graph.relations import to_many, to_one
from majung_schema.graph.rows import Row
from majung_schema.graph.scalars import Json, Won
from majung_schema.graph.sources import RowAt
from majung_schema.refusals import PageTooLarge
from majung_schema.types.firms import Firm
from majung_schema.types.institutions import Institution
from majung_schema.types.persons import Person
from majung_schema.types.reference import District


@bound(models.Occupation)
class Occupation(Node):
    """A code of the Korean Employment Classification of Occupations (한국고용직업분류)."""

    code: str
    name_ko: str
    name_en: str


@strawberry.type(description="One part of a match: points, of how many, and what they are for.")
class MatchPart:
    code: str
    points: float
    of: float
    words: str


def _seeker(_: Any, match: SeekerMatch) -> RowAt:
    return RowAt(models.Seeker, match.found)


def _order(_: Any, match: OrderMatch) -> RowAt:
    return RowAt(models.JobOrder, match.found)


@strawberry.type(description="A seeker who fits an order: the score out of 100, and why.")
class SeekerMatch:
    found: strawberry.Private[UUID]
    score: int
    reasons: str = strawberry.field(description="All parts in words: `18 km, wage +200,000, certificate missing: …`.")
    parts: list[MatchPart]
    seeker: JobSeeker | None = located(_seeker)


@strawberry.type(description="An order that fits a seeker: the score out of 100, and why.")
class OrderMatch:
    found: strawberry.Private[UUID]
    score: int
    reasons: str = strawberry.field(description="All parts in words: `18 km, wage +200,000, certificate missing: …`.")
    parts: list[MatchPart]
    order: JobOrder | None = located(_order)


async def _matches(reading: Reading, rows: Sequence[Row], side: Side, kind: Any, first: int) -> list[list[Any]]:
    if first < 0:
        raise PageArguments(reason="first cannot be negative")
    if first > MOST:
        raise PageTooLarge(counted=first, allowed=MOST)
    if not first:
        return [[] for _ in rows]
    found = await find_matches(reading, side, [row.id for row in rows], first)
    locale = reading.actor.locale
    return [
        [
            kind(
                found=match.found,
                score=match.score,
                reasons=", ".join(part.words.in_(locale) for part in match.parts),
                parts=[
                    MatchPart(code=part.code, points=part.points, of=part.of, words=part.words.in_(locale))
                    for part in match.parts
                ],
            )
            for match in found.get(row.id, ())
        ]
        for row in rows
    ]


async def seekers_for(reading: Reading, rows: Sequence[Row], *, first: int = 20) -> list[list[Any]]:
    """Seekers whom the viewer may see, the best fitting first; those referred to the order already are left out."""
    return await _matches(reading, rows, "order", SeekerMatch, first)


async def orders_for(reading: Reading, rows: Sequence[Row], *, first: int = 20) -> list[list[Any]]:
    """Open orders, the best fitting first; those the seeker was referred to already are left out."""
    return await _matches(reading, rows, "seeker", OrderMatch, first)


def remaining(headcount: int, hired: int) -> int:
    """How many places are left."""
    return headcount - hired


@bound(models.JobOrder)
class JobOrder(Node):
    """A job order: what a firm offers, for how many, until when. Wages in won, before deductions."""

    number: str | None
    title: str
    duties: str
    conditions: str
    employment: str
    wage_kind: str
    wage_krw: Won
    wage_month_krw: Won
    hours_week: Decimal
    days_week: Decimal
    headcount: int
    hired: int
    skills: list[str]
    certificates: list[str]
    certificates_required: list[str]
    career_months: int
    ground: str | None
    findings: Json
    state: str
    opened_on: date | None
    valid_until: date | None
    renewals: int
    asked_on: date | None
    closed_at: datetime | None
    close_reason: str
    version: int
    remaining: int = computed(remaining, "headcount", "hired")
    firm: Firm | None = to_one(firms.Firm, "firm_id")
    centre: Institution | None = to_one(institutions.Institution, "centre_id")
    occupation: Occupation | None = to_one(models.Occupation, "occupation_code", to="code")
    district: District | None = to_one(districts.District, "district_code", to="code")
    referrals: Connection[JobReferral] = to_many(
        models.JobReferral, "order_id", sort=("-proposed_at",), where=JobReferralFilter
    )
    candidates: list[SeekerMatch] = batched(seekers_for, "id")


@bound(models.Seeker, name="JobSeeker")
class JobSeeker(Node):
    """One registration of a person as a seeker. Wages in won a month, hours a week, career in months."""

    number: str | None
    registered_on: date
    valid_until: date
    overseas: bool
    renewals: int
    state: str
    counsellor: str | None
    occupations: list[str]
    within_km: int | None
    employment: list[str]
    wage_month_krw: Won | None
    hours_min: Decimal | None
    hours_max: Decimal | None
    skills: list[str]
    certificates: list[str]
    career_months: int
    career: str
    closed_at: datetime | None
    close_reason: str
    version: int
    health: JobSeekerHealth | None = to_one(models.SeekerHealth, "id", to="seeker_id")
    wished_districts: list[str] = computed(list, "districts", description="Canonical codes of si/gun.")
    person: Person | None = to_one(persons.Person, "person_id")
    centre: Institution | None = to_one(institutions.Institution, "centre_id")
    offered_centre: Institution | None = to_one(institutions.Institution, "offered_centre_id")
    district: District | None = to_one(districts.District, "district_code", to="code")
    referrals: Connection[JobReferral] = to_many(
        models.JobReferral, "seeker_id", sort=("-proposed_at",), where=JobReferralFilter
    )
    handovers: Connection[JobHandover] = to_many(models.Handover, "seeker_id", sort=("-offered_at",))
    matches: list[OrderMatch] = batched(orders_for, "id")


@bound(models.SeekerHealth, name="JobSeekerHealth")
class JobSeekerHealth(Node):
    """Health and disability of a seeker, while their own consent to it holds."""

    health: str | None
    disability: str | None


@bound(models.Handover, name="JobHandover")
class JobHandover(Node):
    """A seeker offered by one centre to another; the giving side owns them until the other has accepted."""

    reason: str
    answer: str
    state: str
    offered_at: datetime
    offered_by: str
    answered_at: datetime | None
    answered_by: str | None
    version: int
    seeker: JobSeeker | None = to_one(models.Seeker, "seeker_id")
    from_centre: Institution | None = to_one(institutions.Institution, "from_centre_id")
    to_centre: Institution | None = to_one(institutions.Institution, "to_centre_id")


@bound(models.JobCandidate)
class JobCandidate(Node):
    """What an employer is told of a seeker with a sent referral, while the consent to it is in force."""

    name: str
    phone: str | None
    email: str | None
    career: str


@bound(models.JobReferral)
class JobReferral(Node):
    """A seeker referred to an order, from the proposal to half a year of work."""

    number: str | None
    state: str
    score: int | None
    proposed_at: datetime
    sent_at: datetime | None
    interview_at: datetime | None
    interview_place: str
    accompanied: bool
    hired_on: date | None
    start_on: date | None
    wage_month_krw: Won | None
    retained_1m_on: date | None
    retained_3m_on: date | None
    retained_6m_on: date | None
    left_on: date | None
    ended_at: datetime | None
    reason: str
    version: int
    order: JobOrder | None = to_one(models.JobOrder, "order_id")
    seeker: JobSeeker | None = to_one(models.Seeker, "seeker_id")
    person: Person | None = to_one(persons.Person, "person_id")
    firm: Firm | None = to_one(firms.Firm, "firm_id")
    candidate: JobCandidate | None = to_one(models.JobCandidate, "id", to="referral_id")
