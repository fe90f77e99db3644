"""Matches both ways, found and scored by the database: who fits an order, and which orders fit a seeker.

Hard conditions filter (an index on major groups of occupations leaves a part of all rows), soft ones score. The text
of both questions is one; they differ in the side that is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from majung import clock
from majung.storage.select import Parameters, Statement
from majung_jobs.models import JobOrder, Seeker
from majung_jobs.reads.rule_sets import IN_FORCE, rules_from
from majung_jobs.rules.data import PARTS, JobRules
from majung_jobs.rules.matching import Compared, Part, parts_of
from majung_schema.graph.reading import Reading

MOST = 100
"""Matches of one record that may be asked for."""

Side = Literal["order", "seeker"]

_SHARES = {
    "occupation": """case when cardinality(s.occupations) = 0 then 0.4 else (
        select max(case when starts_with(o.occupation_code, w) then 1.0
            when starts_with(w, o.occupation_code) or left(w, 2) = left(o.occupation_code, 2) then 0.7
            when left(w, 1) = o.major then 0.4 else 0 end) from unnest(s.occupations) w) end""",
    "distance": """case when o.district_code = any(s.districts) then 1.0
        else greatest(0, 1 - coalesce(k.km, {most_km}) / {most_km}) end""",
    "wage": """case when s.wage_month_krw is null or {below} = 0 then 1.0
        else least(1, greatest(0, (o.wage_month_krw - s.wage_month_krw + {below})::float8 / (2 * {below}))) end""",
    "hours": """greatest(0, 1 - greatest(s.hours_min - o.hours_week, o.hours_week - s.hours_max, 0) / 20)""",
    "skills": """case when cardinality(o.skills) = 0 then 1.0 else
        (select count(*) from unnest(o.skills) x where x = any(s.skills))::float8 / cardinality(o.skills) end""",
    "certificates": """case when cardinality(o.certificates) = 0 then 1.0 else
        (select count(*) from unnest(o.certificates) x where x = any(s.certificates))::float8
        / cardinality(o.certificates) end""",
    "career": """case when o.career_months = 0 then 1.0
        else least(1, s.career_months::float8 / o.career_months) end""",
}
"""What each part is worth, from 0 to 1, over the order `o`, the seeker `s` and the kilometres `k.km` between them."""

_FITS = """{same_group} and s.valid_until >= {today} and o.valid_until >= {today}
        and o.hired < o.headcount
        and (cardinality(s.employment) = 0 or o.employment = any(s.employment))
        and o.certificates_required <@ s.certificates
        and (s.wage_month_krw is null or o.wage_month_krw >= s.wage_month_krw - {below})
        and (case when cardinality(s.districts) > 0 then o.district_code = any(s.districts)
            else k.km <= least(coalesce(s.within_km, {most_km}), {most_km}) end)
        and s.state = 'ACTIVE' and o.state = 'OPEN'"""

_SAME_GROUP: dict[Side, str] = {"order": "s.majors && array[o.major]::text[]", "seeker": "o.major = any(s.majors)"}
"""The same condition, as an index of the side that is looked through can serve it."""

_TEXT = """
select asked.id as asked, m.* from {asked} asked
cross join lateral (
    select jsonb_object_agg(b.code, 6371 * 2 * asin(least(1, sqrt(power(sin(radians(b.latitude - a.latitude) / 2), 2)
        + cos(radians(a.latitude)) * cos(radians(b.latitude))
        * power(sin(radians(b.longitude - a.longitude) / 2), 2))))) as from_there
    from district a join district b on b.latitude is not null
    where a.code = asked.district_code and a.latitude is not null
) near
cross join lateral (
    select {found}.id as found, {facts}, {shares}
    from {from_} cross join lateral (select (near.from_there ->> {found}.district_code)::float8 as km) k
    where {fits} and {policy}
        and not exists (select 1 from jobs_referral r where r.order_id = o.id and r.seeker_id = s.id)
    order by {score} desc, {found}.id limit {limit}
) m where asked.id = any({ids})
"""
"""Distances from the asked record's si/gun to all others are worked out once, then looked up for each row."""

_FACTS = """o.occupation_code, s.occupations, k.km, o.district_code = any(s.districts) as wished_district,
    o.wage_month_krw as wage, s.wage_month_krw as wished_wage, o.hours_week, s.hours_min, s.hours_max, o.skills,
    s.skills as had_skills, o.certificates || o.certificates_required as certificates,
    s.certificates as had_certificates, o.career_months, s.career_months as had_career"""


@dataclass(frozen=True, kw_only=True)
class Match:
    """One match: which record was found, its score out of 100, and each part."""

    found: UUID
    score: int
    parts: Sequence[Part]


async def find_matches(reading: Reading, side: Side, ids: Sequence[UUID], first: int) -> dict[UUID, list[Match]]:
    """The best matches of orders (`side` order: seekers are found) or of seekers, under the viewer's policy.

    Two statements, however many records are asked for.
    """
    [*stored] = await reading.fetch(Statement(IN_FORCE, [clock.today()]))
    rules = rules_from(stored[0]["data"] if stored else None)
    found: dict[UUID, list[Match]] = defaultdict(list)
    for row in await reading.fetch(statement(Parameters(reading.actor), side, ids, first, rules)):
        found[row["asked"]].append(_match(row, rules))
    return found


def statement(p: Parameters, side: Side, ids: Sequence[UUID], first: int, rules: JobRules) -> Statement:
    """The statement that finds the matches of some records."""
    values = {
        "most_km": p.add(float(rules.most_km), "float8"),
        "below": p.add(rules.wage_below_krw, "bigint"),
        "today": p.add(clock.today(), "date"),
    }
    shares = {part: f"({text.format(**values)})" for part, text in _SHARES.items()}
    weights = {part: p.add(float(getattr(rules.weights, part)), "float8") for part in PARTS}
    of_order = side == "order"
    table, alias = (Seeker, "s") if of_order else (JobOrder, "o")
    other = "o" if of_order else "s"
    return Statement(
        _TEXT.format(
            asked="jobs_order" if of_order else "jobs_seeker",
            from_=f"(select asked.*) {other} cross join {table.table_name()} {alias}",
            found=alias,
            facts=_FACTS,
            shares=", ".join(f"{text} as share_{part}" for part, text in shares.items()),
            fits=_FITS.format(same_group=_SAME_GROUP[side], **values),
            policy=p.bind(table.access.policy.compile(alias, p.actor)),
            score=" + ".join(f"{weights[part]} * {text}" for part, text in shares.items()),
            limit=p.add(first, "int"),
            ids=p.add(list(ids), "uuid[]"),
        ),
        p.values,
    )


def _match(row: Mapping[str, Any], rules: JobRules) -> Match:
    compared = Compared(
        occupation=row["occupation_code"],
        wished_occupations=row["occupations"],
        km=row["km"],
        wished_district=row["wished_district"],
        wage_krw=row["wage"],
        wished_wage_krw=row["wished_wage"],
        hours=row["hours_week"],
        hours_min=row["hours_min"],
        hours_max=row["hours_max"],
        skills=row["skills"],
        had_skills=row["had_skills"],
        certificates=row["certificates"],
        had_certificates=row["had_certificates"],
        career_months=row["career_months"],
        had_career_months=row["had_career"],
    )
    shares = {part: float(row[f"share_{part}"]) for part in PARTS}
    parts = parts_of(shares, rules.weights, compared)
    return Match(found=row["found"], score=round(sum(part.points for part in parts)), parts=parts)
