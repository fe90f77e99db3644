"""What is stored of a loan that is taken over: the loan, its rate, balance, support record and disclosure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from majung.events.event import Happening
from majung.institutions.models import Disclosure
from majung.storage.ids import uuid7
from majung.storage.table import Table
from majung.support.models import SupportRecord
from majung_growth_fund.events import LoanTakenOver
from majung_growth_fund.models import BalanceReport, BankRate, Loan
from majung_growth_fund.reads.products import StoredProduct
from majung_growth_fund.rules.interest import BalanceChange
from majung_growth_fund.rules.outstanding import balances_of
from majung_growth_fund.rules.schedule import Schedule, make_schedule
from majung_growth_fund.writes.bank_answers import stored_schedule
from majung_growth_fund.writes.running_rows import RunningLoan
from majung_growth_fund.writes.steps import PROGRAM

LOAN_COLUMNS = (
    "id", "version", "number", "firm_id", "product_id", "bank_id", "family", "rate_kind", "facility_krw",
    "working_krw", "unsplit_krw", "principal_krw", "outstanding_krw", "balance_on", "granted_pct", "repayment_code",
    "executed_on", "matures_on", "ended_on", "state", "schedule", "support_record_id", "disclosure_id", "source",
)  # fmt: skip

TABLES: Mapping[type[Table], tuple[str, ...]] = {
    SupportRecord: (
        "id", "version", "firm_id", "program_code", "sub_program_code", "year", "benefit", "title", "purpose",
        "institution_id", "period_from", "period_to", "decided_krw", "paid_krw", "returned_krw", "own_share_krw",
        "status", "origin", "source_id",
    ),
    Disclosure: ("id", "version", "firm_id", "institution_id", "program", "basis", "valid_from"),
    Loan: LOAN_COLUMNS,
    BankRate: ("id", "version", "loan_id", "on", "pct", "by"),
    BalanceReport: ("id", "version", "loan_id", "on", "balance_krw", "by"),
}  # fmt: skip
"""The tables of a loan with the columns that are written, in the order in which they refer to each other."""


def loan_values(row: RunningLoan, firm_id: UUID, bank_id: UUID, stored: StoredProduct, today: date) -> dict[str, Any]:
    """The values of the loan's row, and of the rows beside it."""
    product = stored.product
    plan = make_schedule(row.principal_krw, row.executed_on, product.choice(row.repayment))
    day = row.balance_on or today
    left = _left(plan, row, day)
    parts = row.facility_krw + row.working_krw
    return {
        "id": uuid7(),
        "version": 1,
        "number": row.number,
        "firm_id": firm_id,
        "product_id": stored.id,
        "bank_id": bank_id,
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
        "bank_pct": row.bank_pct,
        "year": row.year,
        "title": f"{row.year}년 {product.name_ko}",
        "sub_program_code": product.code,
        "reported": None if left == plan.balance_on(day) else left,
    }


def loan_records(loan: Mapping[str, Any], by: str, today: date) -> dict[type[Table], tuple[object, ...]]:
    """One row for each table of `TABLES`; no balance was reported where the schedule says the same."""
    records: dict[type[Table], tuple[object, ...]] = {
        SupportRecord: _support(loan),
        Disclosure: (
            loan["disclosure_id"], 1, loan["firm_id"], loan["bank_id"], PROGRAM, f"대출 {loan['number']}", today,
        ),
        Loan: tuple(loan[name] for name in LOAN_COLUMNS),
        BankRate: (uuid7(), 1, loan["id"], loan["executed_on"], loan["bank_pct"], by),
    }  # fmt: skip
    if loan["reported"] is not None:
        records[BalanceReport] = (uuid7(), 1, loan["id"], loan["balance_on"], loan["reported"], by)
    return records


def taken_over(loan: Mapping[str, Any]) -> Happening:
    """The fact that the loan was taken over, for its firm and its bank."""
    return Happening(
        event=LoanTakenOver(loan_id=loan["id"], principal_krw=loan["principal_krw"], executed_on=loan["executed_on"]),
        subject=loan["id"],
        firms=[loan["firm_id"]],
        institutions=[loan["bank_id"]],
        program=PROGRAM,
    )


def _left(plan: Schedule, row: RunningLoan, day: date) -> int:
    if row.outstanding_krw is None:
        return plan.balance_on(day)
    history = balances_of(plan, [BalanceChange(day, row.outstanding_krw)])
    return [change.balance for change in history if change.on <= day][-1]


def _support(loan: Mapping[str, Any]) -> tuple[object, ...]:
    over = loan["state"] == "REPAID"
    return (
        loan["support_record_id"], 1, loan["firm_id"], PROGRAM, loan["sub_program_code"], loan["year"], "LOAN",
        loan["title"], "", loan["bank_id"], loan["executed_on"], loan["matures_on"], loan["principal_krw"], 0, 0, 0,
        "FINISHED" if over else "ACTIVE", "IMPORTED", f"growth_fund/{loan['bank_id']}/{loan['number']}",
    )  # fmt: skip
