"""The centres' counters as the agency reports them: counsellings, referrals, placements, retention, of a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from majung.errors import InvalidValue
from majung.storage.select import Statement
from majung_jobs.kinds import KINDS
from majung_schema.graph.reading import Reading

_COUNTERS = """
with counted as (
    select centre_id, 'counsellings' as what, count(*) as n from consultation
    where kind = any($3::text[]) and (held_at at time zone 'Asia/Seoul')::date between $1 and $2 group by 1
    union all
    select centre_id, 'referrals', count(*) from jobs_referral
    where (sent_at at time zone 'Asia/Seoul')::date between $1 and $2 group by 1
    union all
    select centre_id, 'placements', count(*) from jobs_referral where start_on between $1 and $2 group by 1
    union all
    select centre_id, 'retained_1m', count(*) from jobs_referral where retained_1m_on between $1 and $2 group by 1
    union all
    select centre_id, 'retained_3m', count(*) from jobs_referral where retained_3m_on between $1 and $2 group by 1
    union all
    select centre_id, 'retained_6m', count(*) from jobs_referral where retained_6m_on between $1 and $2 group by 1
    union all
    select centre_id, 'seekers', count(*) from jobs_seeker where registered_on between $1 and $2 group by 1
    union all
    select centre_id, 'orders', count(*) from jobs_order where opened_on between $1 and $2 group by 1
)
select c.centre_id, i.code, c.what, c.n from counted c join institution i on i.id = c.centre_id order by i.code
"""


@dataclass(kw_only=True)
class Counters:
    """One centre's counters of a period; a placement counts on its first day of work, a referral when it was sent."""

    centre_id: UUID
    counsellings: int = 0
    referrals: int = 0
    placements: int = 0
    retained_1m: int = 0
    retained_3m: int = 0
    retained_6m: int = 0
    seekers: int = 0
    orders: int = 0


async def count_by_centre(reading: Reading, start: date, end: date) -> Sequence[Counters]:
    """The counters of every centre that has any, in one statement; numbers only, so no row's policy is asked."""
    if end < start:
        raise InvalidValue(field="to", value=end, reason=f"not before {start} / {start} 이후")
    found: dict[UUID, Counters] = {}
    for row in await reading.fetch(Statement(_COUNTERS, [start, end, KINDS])):
        counters = found.setdefault(row["centre_id"], Counters(centre_id=row["centre_id"]))
        setattr(counters, row["what"], row["n"])
    return list(found.values())
