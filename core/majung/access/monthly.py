"""The monthly check of access records: who read how much, unmasked, at odd hours, or far more than others.

개인정보의 안전성 확보조치 기준 art. 8: access records are looked through at least once a month, downloads and unusual
reads with their reasons. All is counted in the database; one row per account comes back, however many records.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from majung.access.actor import Actor
from majung.calendar.months import add_months
from majung.clock import SEOUL
from majung.errors import Refusal
from majung.storage.database import Database


class MonthUnreadable(Refusal):
    """A month is written as 2026-10, not {month}.

    ko: 월은 2026-10과 같이 적습니다({month}은(는) 사용할 수 없습니다).
    """


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """What is worth a look: hours of work in Seoul (from, until), and distinct rows a day by one account."""

    opens: int = 8
    closes: int = 20
    rows_a_day: int = 500


@dataclass(frozen=True, kw_only=True)
class AccountReads:
    """What one account read in the month.

    `rows` counts different rows, `out_of_hours` reads at night, on Saturdays and Sundays; `busiest_rows` are the
    different rows of the busiest day, `unusual` says that they are more than the threshold.
    """

    actor: str
    kind: str
    reads: int
    rows: int
    columns: tuple[str, ...]
    unmasked_reads: int
    unmasked_rows: int
    purposes: tuple[str, ...]
    without_purpose: int
    out_of_hours: int
    busiest_day: date | None
    busiest_rows: int
    unusual: bool


def month_of(text: str) -> tuple[datetime, datetime]:
    """Beginning and end of a month in Seoul, from ``2026-10``."""
    try:
        first = datetime.strptime(text, "%Y-%m").date()
        following = add_months(first, 1)
    except ValueError:
        raise MonthUnreadable(month=text[:20]) from None
    return datetime.combine(first, time(), SEOUL), datetime.combine(following, time(), SEOUL)


async def read_month(
    database: Database, actor: Actor, month: str, thresholds: Thresholds | None = None
) -> list[AccountReads]:
    """What each account read in a month, the most rows first."""
    actor.require("audit.read")
    limits = thresholds or Thresholds()
    since, until = month_of(month)
    rows = await database.fetch(_MONTH, since, until, limits.opens, limits.closes)
    return [
        AccountReads(
            **{**dict(row), "columns": tuple(row["columns"]), "purposes": tuple(row["purposes"])},
            unusual=row["busiest_rows"] > limits.rows_a_day,
        )
        for row in rows
    ]


_MONTH = """
with read as materialized (
    select id, actor, kind, read_table, columns, row_ids, unmasked, purpose, at at time zone 'Asia/Seoul' as local
    from access_record where at >= $1 and at < $2
), touched as (
    select actor, kind, local::date as day, unmasked, row_id
    from read cross join lateral unnest(row_ids) as u (row_id)
), daily as (
    select actor, kind, day, count(distinct row_id) as n from touched group by actor, kind, day
), busiest as (
    select distinct on (actor, kind) actor, kind, day, n from daily order by actor, kind, n desc, day
), persons as (
    select actor, kind, count(distinct row_id) as n, count(distinct row_id) filter (where unmasked) as whole
    from touched group by actor, kind
), named as (
    select actor, kind, array_agg(distinct read_table || '.' || c order by read_table || '.' || c) as columns
    from read cross join lateral unnest(columns) as u (c) group by actor, kind
)
select r.actor, r.kind, count(*) as reads, coalesce(max(p.n), 0) as rows, coalesce(max(n.columns), '{}') as columns,
    count(*) filter (where r.unmasked) as unmasked_reads, coalesce(max(p.whole), 0) as unmasked_rows,
    coalesce(array_agg(distinct r.purpose) filter (where r.unmasked and r.purpose is not null), '{}') as purposes,
    count(*) filter (where r.unmasked and r.purpose is null and r.kind in ('official', 'partner')) as without_purpose,
    count(*) filter (where extract(hour from r.local) < $3 or extract(hour from r.local) >= $4
        or extract(isodow from r.local) > 5) as out_of_hours,
    max(b.day) as busiest_day, coalesce(max(b.n), 0) as busiest_rows
from read r
left join persons p on (p.actor, p.kind) = (r.actor, r.kind)
left join named n on (n.actor, n.kind) = (r.actor, r.kind)
left join busiest b on (b.actor, b.kind) = (r.actor, r.kind)
group by r.actor, r.kind
order by rows desc, r.actor
"""
