"""Running loans of a third of the firms, taken over as at cut-over."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from majung.clock import SEOUL, clock_at
from majung.plugin.contract import DemoProvince
from majung.storage.database import Database
from majung_growth_fund.demo.editions import ACTOR
from majung_growth_fund.writes.running_loans import take_over
from majung_growth_fund.writes.running_rows import RunningLoan

BLOCK = 3_000
ROWS_OF_A_LOAN = 5
"""Loan, rate, support record, disclosure, event."""
EVERY = 3
CUT_OVER = datetime(2026, 10, 31, 9, tzinfo=SEOUL)
_LENDERS = ("034", "011", "003", "004", "088", "081", "020", "007")
_BRNS = """
    select f.id, (select e.brn from establishment e where e.firm_id = f.id and e.brn is not null
        order by e.head desc, e.id limit 1) as brn, f.founded_on
    from firm f where f.id = any($1::uuid[]) order by f.id
"""


async def add_loans(database: Database, province: DemoProvince) -> AsyncIterator[int]:
    """Block after block, so that memory does not grow with the province."""
    wanted = range(0, len(province.firm_ids), EVERY)
    for start in range(0, len(wanted), BLOCK):
        ids = [province.firm_ids[i] for i in wanted[start : start + BLOCK]]
        loans = await _loans(database, ids, Random(province.seed + start))
        with clock_at(CUT_OVER):
            outcome = await take_over(ACTOR, rows=loans, dry_run=False)
        yield outcome.new * ROWS_OF_A_LOAN


async def _loans(database: Database, firm_ids: Sequence[UUID], chances: Random) -> list[RunningLoan]:
    rows = await database.fetch(_BRNS, list(firm_ids))
    return [_loan(i, row["brn"], chances) for i, row in enumerate(rows, 1) if row["brn"]]


def _loan(line: int, brn: str, chances: Random) -> RunningLoan:
    year = chances.choice((2025, 2025, 2026))
    executed = date(year, 1, 10) + timedelta(days=chances.randrange(270 if year == 2026 else 340))
    granted = Decimal(chances.choice(("1.1", "1.5", "2.0", "2.5")))
    principal = chances.randrange(3, 31) * 10_000_000
    return RunningLoan(
        line=line,
        brn=brn,
        year=year,
        product="OPSTAB",
        bank=chances.choice(_LENDERS),
        number=f"{year}-{brn}",
        executed_on=executed,
        principal_krw=principal,
        granted_pct=granted,
        bank_pct=granted + Decimal(chances.choice(("2.4", "3.1", "3.6"))),
        repayment=chances.choice(("GRACE_2Y_BULLET", "GRACE_2Y_INSTALMENTS_2Y")),
        working_krw=principal,
    )
