"""Questions about support already given."""

from __future__ import annotations

from uuid import UUID

from majung import clock
from majung.programs.declared import exclusions_of
from majung.storage.transaction import current
from majung.support.rules import Against, Given, OverlapLevels, OverlapResult, overlap

_GIVEN = """
    select id, program_code, year, purpose, decided_krw, status, restricted_until from support_record
    where (firm_id = $1 or person_id = $2) and id is distinct from $3
    order by year desc, id
"""


async def overlaps(
    *,
    program_code: str,
    year: int,
    purpose: str = "",
    firm_id: UUID | None = None,
    person_id: UUID | None = None,
    except_record: UUID | None = None,
    levels: OverlapLevels | None = None,
) -> OverlapResult:
    """Earlier support that stands against new support, ours and imported; inside the transaction that decides."""
    rows = await current().fetch(_GIVEN, firm_id, person_id, except_record)
    return overlap(
        [Given(**{**row, "id": f"support_{row['id']}"}) for row in rows],
        program_code=program_code,
        year=year,
        purpose=purpose,
        today=clock.today(),
        levels=levels or OverlapLevels(),
        against=[Against(program_code=e.against, level=e.level, reason=e.reason) for e in exclusions_of(program_code)],
    )
