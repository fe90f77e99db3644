"""Loans that ran before this platform, taken over at cut-over: batch by batch, the same list twice changing nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.errors import Refusal
from majung.events.event import append_many
from majung.imports.bulk_rows import copy_rows, in_batches, update_rows
from majung.imports.import_run import ImportRun, Outcome
from majung.imports.report import BadRow, ImportSummary, bad_row
from majung.storage.transaction import write
from majung_growth_fund.errors import FundProductUnknown
from majung_growth_fund.models import Loan
from majung_growth_fund.models.loans import LoanNumberTaken
from majung_growth_fund.reads.products import StoredProduct, load_products
from majung_growth_fund.reads.sources import fetch
from majung_growth_fund.writes.errors import BankNotKnown, FirmNotKnown
from majung_growth_fund.writes.running_records import TABLES, loan_records, loan_values, taken_over
from majung_growth_fund.writes.running_rows import RunningLoan, read_running_loans

IMPORT = "imports.run"

_CHANGEABLE = (
    "principal_krw", "facility_krw", "working_krw", "unsplit_krw", "outstanding_krw", "granted_pct",
    "repayment_code", "executed_on", "matures_on",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Around:
    """What the rows of a batch refer to, and the loans that are there already."""

    firms: Mapping[str, UUID]
    banks: Mapping[str, UUID]
    products: Mapping[tuple[int, str], StoredProduct]
    loans: Mapping[tuple[UUID, str], Mapping[str, Any]]


async def import_running_loans(actor: Actor, path: Path, dry_run: bool) -> ImportSummary:
    """Take the running loans of a table over (permission ``imports.run``); bad rows go to a report beside the file.

    A loan is known by its bank and the bank's number. Loans made here on a letter are never changed by a list.
    """
    actor.require(IMPORT)
    with ImportRun(path.with_name(f"{path.stem}.report.csv"), None) as run:
        for batch in in_batches(read_running_loans(path)):
            rows = run.sort_out(batch)
            run.done(await take_over(actor, rows=rows, dry_run=dry_run))
        return run.summary()


@write
async def take_over(actor: Actor, *, rows: Sequence[RunningLoan], dry_run: bool) -> Outcome:
    """Take a batch of running loans over; what disputes what is there already is bad, and told."""
    around, outcome = await _around(rows), Outcome(bad=[])
    new: list[dict[str, Any]] = []
    changed: list[tuple[object, ...]] = []
    for row in rows:
        try:
            values = _values(row, around)
        except Refusal as refusal:
            outcome.bad.append(_bad(row, refusal))
            continue
        known = around.loans.get((values["bank_id"], row.number))
        if known is None:
            new.append(values)
        elif known["source"] != "CUTOVER":
            outcome.bad.append(_bad(row, LoanNumberTaken()))
        elif any(known[name] != values[name] for name in _CHANGEABLE):
            changed.append((known["id"], *(values[name] for name in _CHANGEABLE), values["schedule"]))
            outcome.changed += 1
        else:
            outcome.unchanged += 1
    outcome.new = len(new)
    if not dry_run:
        await _store(actor, new)
        await update_rows(Loan, (*_CHANGEABLE, "schedule"), changed)
    return outcome


async def _around(rows: Sequence[RunningLoan]) -> _Around:
    firms = await fetch("select brn, firm_id from establishment where brn = any($1::text[])", [row.brn for row in rows])
    banks = await fetch("select bank_code, id from institution where bank_code is not null")
    products = await fetch("select id from growth_fund_product where year = any($1::int[])", [row.year for row in rows])
    stored = await load_products([row["id"] for row in products])
    loans = await fetch("select * from growth_fund_loan where number = any($1::text[])", [row.number for row in rows])
    return _Around(
        firms={row["brn"]: row["firm_id"] for row in firms},
        banks={row["bank_code"]: row["id"] for row in banks},
        products={(one.product.year, one.product.code): one for one in stored.values()},
        loans={(row["bank_id"], row["number"]): row for row in loans},
    )


def _values(row: RunningLoan, around: _Around) -> dict[str, Any]:
    if row.brn not in around.firms:
        raise FirmNotKnown(brn=row.brn)
    if row.bank not in around.banks:
        raise BankNotKnown(bank=row.bank, known=", ".join(sorted(around.banks)))
    stored = around.products.get((row.year, row.product))
    if stored is None:
        raise FundProductUnknown(code=row.product, year=row.year)
    return loan_values(row, around.firms[row.brn], around.banks[row.bank], stored, clock.today())


async def _store(actor: Actor, new: Sequence[dict[str, Any]]) -> None:
    records = [loan_records(one, actor.name, clock.today()) for one in new]
    for table, columns in TABLES.items():
        await copy_rows(table, columns, [one[table] for one in records if table in one])
    await append_many([taken_over(one) for one in new])


def _bad(row: RunningLoan, refusal: Refusal) -> BadRow:
    return bad_row(row.line, "대출번호", row.number, refusal)
