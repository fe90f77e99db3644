"""Running loans of a third of the firms, as after cut-over: the rows that `take_over` makes, copied in blocks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import msgspec

from majung.clock import SEOUL
from majung.demo.batch import COLUMNS, Batch
from majung.demo.blocks import copy_blocks
from majung.demo.draws import block_chances
from majung.demo.history import OUTBOX, Past, outbox_record
from majung.events.sequencer import nudge
from majung.plugin.contract import DemoProvince
from majung.storage.database import Database
from majung.storage.ids import uuid7
from majung.storage.transaction import current
from majung_growth_fund.demo.editions import ACTOR
from majung_growth_fund.reads.products import StoredProduct, load_products
from majung_growth_fund.reads.sources import fetch
from majung_growth_fund.writes.running_records import TABLES, loan_records, loan_values, taken_over
from majung_growth_fund.writes.running_rows import RunningLoan

BLOCK = 3_000
EVERY = 3
CUT_OVER = datetime(2026, 10, 31, 9, tzinfo=SEOUL)
_COLUMNS = {OUTBOX: COLUMNS[OUTBOX], **{table.table_name(): columns for table, columns in TABLES.items()}}
_PRODUCT = "OPSTAB"
_LENDERS = ("034", "011", "003", "004", "088", "081", "020", "007")


@dataclass(frozen=True, kw_only=True)
class LoanRows:
    """Makes the records of loans, block by block; a loan's place is that of its firm among every third one."""

    seed: int
    firm_ids: Sequence[UUID]
    banks: Mapping[str, UUID]
    products: Mapping[int, StoredProduct]

    def block(self, block: int, places: range) -> Batch:
        """All records of the loans at these places."""
        chances = block_chances(self.seed, "growth_fund_loan", block)
        batch = Batch(_COLUMNS)
        for place in places:
            self._add(batch, _loan(place, chances), self.firm_ids[place * EVERY])
        return batch

    def _add(self, batch: Batch, loan: RunningLoan, firm_id: UUID) -> None:
        today = CUT_OVER.date()
        values = loan_values(loan, firm_id, self.banks[loan.bank], self.products[loan.year], today)
        schedule = msgspec.json.encode(values["schedule"]).decode()  # a list would be an array to COPY
        for table, record in loan_records({**values, "schedule": schedule}, ACTOR.name, today).items():
            batch.add(table.table_name(), record)
        batch.add(OUTBOX, outbox_record(uuid7(), Past(at=CUT_OVER, happening=taken_over(values)), ACTOR.name))


async def add_loans(database: Database, province: DemoProvince) -> AsyncIterator[int]:
    """The loans of the province; yields the rows of each block."""
    rows = LoanRows(
        seed=province.seed,
        firm_ids=province.firm_ids,
        banks={code: province.bank_ids[code] for code in _LENDERS},
        products=await _products(),
    )
    count = len(range(0, len(province.firm_ids), EVERY))
    async for _, written in copy_blocks(database, rows.block, count, BLOCK):
        yield written
    current().after_commit.append(nudge)


async def _products() -> dict[int, StoredProduct]:
    found = await load_products(
        [row["id"] for row in await fetch("select id from growth_fund_product where code = $1", _PRODUCT)]
    )
    return {stored.product.year: stored for stored in found.values()}


def _loan(place: int, chances: Random) -> RunningLoan:
    year = chances.choice((2025, 2025, 2026))
    executed = date(year, 1, 10) + timedelta(days=chances.randrange(270 if year == 2026 else 340))
    granted = Decimal(chances.choice(("1.1", "1.5", "2.0", "2.5")))
    principal = chances.randrange(3, 31) * 10_000_000
    return RunningLoan(
        line=place + 1,
        brn="",
        year=year,
        product=_PRODUCT,
        bank=chances.choice(_LENDERS),
        number=f"{year}-{place + 1:07}",
        executed_on=executed,
        principal_krw=principal,
        granted_pct=granted,
        bank_pct=granted + Decimal(chances.choice(("2.4", "3.1", "3.6"))),
        repayment=chances.choice(("GRACE_2Y_BULLET", "GRACE_2Y_INSTALMENTS_2Y")),
        working_krw=principal,
    )
