"""What is known of the months of hires: reports, claims, and other subsidies for the same person and month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from majung_midlife_jobs.rules.incentive import Job, Report

MONTHS = """
select m.hire_id, m.number, m.insured, m.wage_krw,
    (select coalesce(c.approved_krw, c.amount_krw) from claim c
        where c.id = m.worker_claim_id and c.status <> 'REJECTED') as worker_krw,
    (select coalesce(c.approved_krw, c.amount_krw) from claim c
        where c.id = m.firm_claim_id and c.status <> 'REJECTED') as firm_krw,
    exists (
        select 1 from support_record s where s.person_id = m.person_id and s.program_code = any(h.against)
        and s.status not in ('CANCELLED', 'CLAWED_BACK')
        and coalesce(s.period_from, make_date(s.year, 1, 1)) <= m.ends_on
        and coalesce(s.period_to, make_date(s.year, 12, 31)) >= m.starts_on
    ) or exists (
        select 1 from midlife_jobs_month o join claim c on c.id in (o.worker_claim_id, o.firm_claim_id)
            and c.status <> 'REJECTED'
        where o.person_id = m.person_id and o.hire_id <> m.hire_id
        and o.starts_on <= m.ends_on and o.ends_on >= m.starts_on
    ) as doubled
from (
    select hire_id, string_to_array(against, ',') as against from unnest($1::uuid[], $2::text[]) t (hire_id, against)
) h join midlife_jobs_month m on m.hire_id = h.hire_id
order by m.hire_id, m.number
"""
"""Months of hires; the second parameter has, for each hire, the programs that stand against it, joined by commas.

A month is doubled by a support of such a program for the same person in these days (one without days: in its year),
and by a month of another supported hire of theirs that is claimed.
"""


def job_of(hired_on: date, left_on: date | None, rows: Iterable[Mapping[str, Any]]) -> Job:
    """A hire as the rules see it, from its months."""
    listed = list(rows)
    return Job(
        hired_on=hired_on,
        left_on=left_on,
        reports={
            row["number"]: Report(
                insured=row["insured"],
                wage_paid=row["wage_krw"] > 0,
                worker_krw=row["worker_krw"],
                firm_krw=row["firm_krw"],
            )
            for row in listed
        },
        doubled={row["number"] for row in listed if row["doubled"]},
    )
