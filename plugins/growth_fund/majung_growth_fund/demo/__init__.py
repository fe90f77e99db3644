"""The fund's part of the demonstration province: its years, loans taken over, and applications on their way."""

from __future__ import annotations

from collections.abc import AsyncIterator

from majung.plugin.contract import DemoProvince, DemoShare
from majung.storage.database import Database
from majung.texts import Text
from majung_growth_fund.demo.applications import add_applications
from majung_growth_fund.demo.editions import add_editions
from majung_growth_fund.demo.loans import add_loans
from majung_growth_fund.demo.results import add_results


async def fill(database: Database, province: DemoProvince) -> AsyncIterator[int]:
    """Editions first, then loans of a third of the firms, then applications and results; yields the rows written."""
    current = await add_editions()
    yield 30
    async for rows in add_loans(database, province):
        yield rows
    yield await add_applications(database, province, current)
    yield await add_results(province)


SHARE = DemoShare(title=Text("중소기업 육성자금", "SME development fund"), fill=fill)
"""Applications are made by the writes that firms, officials and banks use; the mass of running loans is copied."""
