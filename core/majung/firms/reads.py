"""Questions about firms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from tortoise.connection import get_connection

from majung.firms.size import FirmSize
from majung.firms.size_history import BusinessYear, size_from_years
from majung.firms.size_limits import SizeRules, reference_size_rules

# Of several sources of one year the best proved counts, then the one entered last. Workers are the mean of the
# month ends that one source has told, else what the year itself says.
_YEARS = """
select distinct on (y.firm_id, y.year) y.firm_id, y.year, y.sales_krw, y.assets_krw,
    coalesce((
        select avg(h.regular_workers) from firm_headcount h
        where h.firm_id = y.firm_id and extract(year from h.on) = y.year
        group by h.source order by count(*) desc, h.source limit 1
    ), y.workers) as workers
from firm_year y where y.firm_id = any($1::uuid[])
order by y.firm_id, y.year, array_position(array['VERIFIED', 'DOCUMENTED', 'STATED', 'ESTIMATED'],
    y.evidence_grade::text) nulls last, y.sys_from desc
"""

_FIRMS = """
select f.id, f.founded_on, coalesce(i.code, f.industry_code) as industry
from firm f left join lateral (
    select code from firm_industry i
    where i.firm_id = f.id and i.main and (i.valid_from is null or i.valid_from <= $2)
        and (i.valid_to is null or i.valid_to >= $2)
    order by i.valid_from desc nulls last limit 1
) i on true
where f.id = any($1::uuid[])
"""


@dataclass(frozen=True, kw_only=True)
class _Known:
    founded_on: date | None
    industry: str | None


async def size_class_on(firm_id: UUID, on: date, *, rules: SizeRules | None = None) -> FirmSize:
    """The size class of a firm on a day, with the steps to it; UNKNOWN with what is missing rather than a guess."""
    return (await size_classes_on([firm_id], on, rules=rules))[firm_id]


async def size_classes_on(
    firm_ids: Sequence[UUID], on: date, *, rules: SizeRules | None = None
) -> dict[UUID, FirmSize]:
    """The same for many firms, in two statements."""
    connection = get_connection("default")
    rules = rules or reference_size_rules()
    known = {
        row["id"]: _Known(founded_on=row["founded_on"], industry=row["industry"])
        for row in await connection.execute_query_dict(_FIRMS, [list(firm_ids), on])
    }
    years: dict[UUID, list[BusinessYear]] = {}
    for row in await connection.execute_query_dict(_YEARS, [list(firm_ids)]):
        years.setdefault(row["firm_id"], []).append(_business_year(row))
    return {
        firm_id: size_from_years(
            years.get(firm_id, ()), industry=firm.industry, founded_on=firm.founded_on, on=on, rules=rules
        )
        for firm_id, firm in known.items()
    }


async def find_firm_by_brn(brn: str) -> UUID | None:
    """The firm that a checked business registration number belongs to, for rules inside writes; no policy applies."""
    rows = await get_connection("default").execute_query_dict("select firm_id from establishment where brn = $1", [brn])
    return rows[0]["firm_id"] if rows else None


def _business_year(row: dict[str, Any]) -> BusinessYear:
    workers: Decimal | None = row["workers"]
    return BusinessYear(year=row["year"], sales_krw=row["sales_krw"], assets_krw=row["assets_krw"], workers=workers)
