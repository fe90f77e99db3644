"""Figures of business years that fit a firm's size: sales, assets, workers, payroll, exports."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

from majung.demo.batch import Batch, declare

if TYPE_CHECKING:
    from majung.demo.firms import DemoFirm

LAST_YEAR = 2025
MOST_YEARS = 5
_WON_A_DOLLAR = 1_380
"""A round rate of 2025, for figures that only have to look right."""

declare({"firm_year": "id firm_id year sales_krw assets_krw workers payroll_krw exports_usd source evidence_grade"})


def add_years(batch: Batch, firm: DemoFirm, chances: Random, ids: Callable[[int], UUID]) -> None:
    """One to five of the last business years, the newest of them filed with the tax office more often."""
    random = chances.random
    last = min(LAST_YEAR, firm.closed_on.year) if firm.closed_on else LAST_YEAR
    first = max(firm.founded_on.year, last - int(random() * MOST_YEARS))
    workers = firm.workers
    sales = workers * firm.industry.sales_per_worker_krw * (0.6 + random() * 0.8)
    exports = firm.industry.export_pct / 100 * random() * 2 if random() < 0.25 + firm.industry.export_pct / 100 else 0.0
    wage = 30_000_000 + random() * 20_000_000
    capital = 0.4 + random() * 1.1
    for year in range(last, first - 1, -1):
        part = (13 - firm.founded_on.month) / 12 if year == firm.founded_on.year else 1.0
        sold = int(sales * part) // 1_000_000 * 1_000_000
        filed = random() < 0.8
        batch.add(
            "firm_year",
            (
                ids(firm.number * 8 + LAST_YEAR - year), firm.id, year, sold, int(sold * capital),
                Decimal(workers), int(workers * wage * part), Decimal(int(sold * exports / _WON_A_DOLLAR)),
                "tax-office" if filed else "firm", "CERTIFIED" if filed else "STATED",
            ),
        )  # fmt: skip
        growth = 0.9 + random() * 0.28
        sales /= growth
        workers = max(1.0, round(workers / (1 + (growth - 1) / 2) * 2) / 2)
