"""The caseload of each counsellor of a centre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from majung.storage.select import Parameters, Statement
from majung_jobs.models import Seeker
from majung_schema.graph.reading import Reading

_CASELOADS = """
select s.centre_id, s.account_id, s.counsellor, count(*) filter (where s.state = 'ACTIVE') as active,
    count(*) filter (where s.state = 'REGISTERED') as registered,
    count(*) filter (where s.state in ('PLACED', 'FOLLOW_UP')) as placed,
    count(*) filter (where s.state = 'ACTIVE' and s.valid_until < {soon}) as expiring
from jobs_seeker s
where s.state in ('REGISTERED', 'ACTIVE', 'PLACED', 'FOLLOW_UP') and {policy}
group by 1, 2, 3 order by 4 desc, 3
"""


@dataclass(frozen=True, kw_only=True)
class Caseload:
    """How many seekers a counsellor has in each state; without a counsellor, those who wait for one."""

    centre_id: UUID
    counsellor: str | None
    active: int
    registered: int
    placed: int
    expiring: int


async def caseloads(reading: Reading) -> Sequence[Caseload]:
    """The caseloads of all seekers that the viewer sees, in one statement."""
    p = Parameters(reading.actor)
    text = _CASELOADS.format(soon=":today + 14", policy=Seeker.access.policy.compile("s", reading.actor))
    rows = await reading.fetch(Statement(p.bind(text), p.values))
    return [
        Caseload(
            centre_id=row["centre_id"],
            counsellor=row["counsellor"],
            active=row["active"],
            registered=row["registered"],
            placed=row["placed"],
            expiring=row["expiring"],
        )
        for row in rows
    ]
