"""Every program of the agency together, for tests over all of them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from majung.plugin.contract import Plugin
from majung.storage.database import Database
from majung.storage.table import Table, all_tables
from majung_export_costs.plugin import plugin as export_costs
from majung_growth_fund.plugin import plugin as growth_fund
from majung_jobs.plugin import plugin as jobs
from majung_midlife_jobs.plugin import plugin as midlife_jobs


@pytest.fixture
def plugins() -> Sequence[Plugin]:
    """Every program of the agency."""
    return (growth_fund, export_costs, jobs, midlife_jobs)


async def tables_of(database: Database) -> list[type[Table]]:
    """The tables of the programs that run here; others may be declared in the process of a test run."""
    there = {row["tablename"] for row in await database.fetch("select tablename from pg_tables")}
    return [table for table in all_tables() if table.table_name() in there]
