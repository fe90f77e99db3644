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
from majung.events.event import Happening, append_many
from majung.imports.bulk_rows import copy_rows, in_batches, update_rows
from majung.imports.import_run import ImportRun, Outcome
from majung.imports.report import BadRow, ImportSummary, bad_row
from majung.institutions.models import Disclosure
from majung.storage.ids import uuid7
from majung.storage.transaction import write
from majung.support.models import SupportRecord
from majung_growth_fund.errors import FundProductUnknown
from majung_growth_fund.events import LoanTakenOver
from majung_growth_fund.models import BalanceReport, BankRate, Loan
from majung_growth_fund.models.loans import LoanNumberTaken
from majung_growth_fund.reads.products import StoredProduct, load_products
from majung_growth_fund.reads.sources import fetch
from majung_growth_fund.rules.interest import BalanceChange
from majung_growth_fund.rules.outstanding import balances_of
from majung_growth_fund.rules.schedule import Schedule, make_schedule
from majung_growth_fund.writes.bank_answers import stored_schedule
from majung_growth_fund.writes.errors import BankNotKnown, FirmNotKnown
from majung_growth_fund.writes.running_rows import RunningLoan, read_running_loans
from majung_growth_fund.writes.steps import PROGRAM

IMPORT = "imports.run"

LOAN_COLUMNS = (
    "id", "version", "number", "firm_id", "product_id", "bank_id", "family", "rate_kind", "facility_krw",
    "working_krw", "unsplit_krw", "principal_krw", "outstanding_krw", "balance_on", "granted_pct", "repayment_code",
    "executed_on", "matures_on", "ended_on", "state", "schedule", "support_record_id", "disclosure_id", "source",
)  # fmt: skip
_CHANGEABLE = (
    "principal_krw", "facility_krw", "working_krw", "unsplit_krw", "outstanding_krw", "granted_pct",
    "repayment_code", "executed_on", "matures_on",
)  # fmt: skip
_SUPPORT_COLUMNS = (
    "id", "version", "firm_id", "program_code", "sub_program_code", "year", "benefit", "title", "purpose",
    "institution_id", "period_from", "period_to", "decided_krw", "paid_krw", "returned_krw", "own_share_krw",
    "status", "origin", "source_id",
)  # fmt: skip
_DISCLOSURE_COLUMNS = ("id", "version", "firm_id", "institution_id", "program", "basis", "valid_from")


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
    rates: list[tuple[object, ...]] = []
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
            rates.append((uuid7(), 1, values["id"], row.executed_on, row.bank_pct, actor.name))
        elif known["source"] != "CUTOVER":
            outcome.bad.append(_bad(row, LoanNumberTaken()))
        elif any(known[name] != values[name] for name in _CHANGEABLE):
            changed.append((known["id"], *(values[name] for name in _CHANGEABLE), values["schedule"]))
            outcome.changed += 1
        else:
            outcome.unchanged += 1
    outcome.new = len(new)
    if not dry_run:
        await _store(actor, new, rates)
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
    product = stored.product
    plan = make_schedule(row.principal_krw, row.executed_on, product.choice(row.repayment))
    day = row.balance_on or clock.today()
    left = _left(plan, row, day)
    parts = row.facility_krw + row.working_krw
    return {
        "id": uuid7(),
        "version": 1,
        "number": row.number,
        "firm_id": around.firms[row.brn],
        "product_id": stored.id,
        "bank_id": around.banks[row.bank],
        "family": product.need(product.family, "family").value,
        "rate_kind": product.need(product.rates.kind, "rate kind").value,
        "facility_krw": row.facility_krw,
        "working_krw": row.working_krw,
        "unsplit_krw": row.principal_krw - parts,
        "principal_krw": row.principal_krw,
        "outstanding_krw": left,
        "balance_on": day,
        "granted_pct": row.granted_pct,
        "repayment_code": row.repayment,
        "executed_on": row.executed_on,
        "matures_on": plan.matures_on,
        "ended_on": None if left else day,
        "state": "ACTIVE" if left else "REPAID",
        "schedule": stored_schedule(plan),
        "support_record_id": uuid7(),
        "disclosure_id": uuid7(),
        "source": "CUTOVER",
        "year": row.year,
        "title": f"{row.year}년 {product.name_ko}",
        "sub_program_code": product.code,
        "reported": None if left == plan.balance_on(day) else left,
    }


def _left(plan: Schedule, row: RunningLoan, day: Any) -> int:
    if row.outstanding_krw is None:
        return plan.balance_on(day)
    history = balances_of(plan, [BalanceChange(day, row.outstanding_krw)])
    return [change.balance for change in history if change.on <= day][-1]


async def _store(actor: Actor, new: Sequence[dict[str, Any]], rates: Sequence[tuple[object, ...]]) -> None:
    today = clock.today()
    await copy_rows(SupportRecord, _SUPPORT_COLUMNS, [_support(one) for one in new])
    await copy_rows(
        Disclosure,
        _DISCLOSURE_COLUMNS,
        [
            (one["disclosure_id"], 1, one["firm_id"], one["bank_id"], PROGRAM, f"대출 {one['number']}", today)
            for one in new
        ],
    )
    await copy_rows(Loan, LOAN_COLUMNS, [tuple(one[name] for name in LOAN_COLUMNS) for one in new])
    await copy_rows(BankRate, ("id", "version", "loan_id", "on", "pct", "by"), rates)
    await copy_rows(
        BalanceReport,
        ("id", "version", "loan_id", "on", "balance_krw", "by"),
        [
            (uuid7(), 1, one["id"], one["balance_on"], one["reported"], actor.name)
            for one in new
            if one["reported"] is not None
        ],
    )
    await append_many(
        [
            Happening(
                event=LoanTakenOver(
                    loan_id=one["id"], principal_krw=one["principal_krw"], executed_on=one["executed_on"]
                ),
                subject=one["id"],
                firms=[one["firm_id"]],
                institutions=[one["bank_id"]],
                program=PROGRAM,
            )
            for one in new
        ]
    )


def _support(one: dict[str, Any]) -> tuple[object, ...]:
    over = one["state"] == "REPAID"
    return (
        one["support_record_id"], 1, one["firm_id"], PROGRAM, one["sub_program_code"], one["year"], "LOAN",
        one["title"], "", one["bank_id"], one["executed_on"], one["matures_on"], one["principal_krw"], 0, 0, 0,
        "FINISHED" if over else "ACTIVE", "IMPORTED", f"growth_fund/{one['bank_id']}/{one['number']}",
    )  # fmt: skip


def _bad(row: RunningLoan, refusal: Refusal) -> BadRow:
    return bad_row(row.line, "대출번호", row.number, refusal)
