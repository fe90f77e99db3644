"""Rows of a list of running loans, as banks and the old system write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from msgspec import Struct

from majung.errors import Refusal
from majung.identifiers import clean_brn
from majung.imports.contact_texts import read_date
from majung.imports.refusals import ColumnsMissing
from majung.imports.report import BadRow
from majung.imports.row_checks import RowRefused, check_row, resident_columns
from majung.imports.tables import Row, Table, header_key, read_table

COLUMNS: dict[str, tuple[str, ...]] = {
    "brn": ("사업자등록번호", "brn"),
    "year": ("연도", "사업연도", "year"),
    "product": ("자금코드", "자금", "product"),
    "bank": ("은행코드", "은행", "bank"),
    "number": ("대출번호", "계좌번호", "number"),
    "executed_on": ("실행일", "대출일", "executed_on"),
    "principal_krw": ("대출금액", "대출원금", "principal_krw"),
    "granted_pct": ("지원금리", "이차보전율", "granted_pct"),
    "bank_pct": ("은행금리", "대출금리", "bank_pct"),
    "repayment": ("상환방식", "repayment"),
    "outstanding_krw": ("잔액", "대출잔액", "outstanding_krw"),
    "balance_on": ("잔액기준일", "기준일", "balance_on"),
    "facility_krw": ("시설자금", "facility_krw"),
    "working_krw": ("운전자금", "working_krw"),
}
"""The columns and the headers that are known for them; spaces and underscores do not matter. Amounts in won."""

REQUIRED = tuple(COLUMNS)[:10]


class RunningLoan(Struct, frozen=True, kw_only=True):
    """A loan that runs already: its firm, product and bank by their codes; amounts in won, rates in per cent."""

    line: int
    brn: str
    year: int
    product: str
    bank: str
    number: str
    executed_on: date
    principal_krw: int
    granted_pct: Decimal
    bank_pct: Decimal
    repayment: str
    outstanding_krw: int | None = None
    balance_on: date | None = None
    facility_krw: int = 0
    working_krw: int = 0


def read_running_loans(path: Path) -> Iterator[RunningLoan | BadRow]:
    """The loans of a table (CSV, XLSX, HTML), bad rows with their reason in their place."""
    table = read_table(path)
    keys = _find_columns(table)
    resident = resident_columns(table)
    for row in table.rows:
        try:
            check_row(row, table.columns, frozenset(), resident)
            yield _loan(row, keys, table.columns)
        except RowRefused as refused:
            yield refused.at(row.line)


def _find_columns(table: Table) -> dict[str, str]:
    found = {field: key for field, names in COLUMNS.items() for key in [_existing(names, table)] if key is not None}
    missing = [COLUMNS[field][0] for field in REQUIRED if field not in found]
    if missing:
        raise ColumnsMissing(name=table.name, missing=", ".join(missing), found=", ".join(table.columns.values()))
    return found


def _existing(names: tuple[str, ...], table: Table) -> str | None:
    return next((key for name in names if (key := header_key(name)) in table.columns), None)


def _loan(row: Row, keys: dict[str, str], headers: dict[str, str]) -> RunningLoan:
    values: dict[str, Any] = {}
    for field, key in keys.items():
        text = row.values[key]
        if text is None:
            if field in REQUIRED:
                raise RowRefused(headers[key], None, "MISSING")
            continue
        try:
            values[field] = _READ.get(field, str)(text)
        except Refusal as refusal:
            raise RowRefused(headers[key], text, refusal) from refusal
        except (ValueError, InvalidOperation) as error:
            raise RowRefused(headers[key], text, "DATE_INVALID" if field.endswith("_on") else "CODE_INVALID") from error
    loan = RunningLoan(line=row.line, **values)
    for field, amount in (("outstanding_krw", loan.outstanding_krw or 0), ("working_krw", _parts(loan))):
        if not 0 <= amount <= loan.principal_krw:
            raise RowRefused(headers[keys.get(field, keys["principal_krw"])], str(amount), "CODE_INVALID")
    return loan


def _parts(loan: RunningLoan) -> int:
    return loan.facility_krw + loan.working_krw


def _won(text: str) -> int:
    return int(text.replace(",", "").removesuffix("원").strip().removesuffix(".0"))


def _percent(text: str) -> Decimal:
    found = Decimal(text.removesuffix("%").strip())
    if not Decimal(0) <= found < Decimal(100):
        raise ValueError(text)
    return found


def _day(text: str) -> date:
    found = read_date(text)
    if found is None:
        raise ValueError(text)
    return found


def _bank(text: str) -> str:
    digits = text.strip().zfill(3)
    if len(digits) != 3 or not digits.isdigit():
        raise ValueError(text)
    return digits


_READ: dict[str, Callable[[str], Any]] = {
    "brn": clean_brn,
    "year": lambda text: int(text.removesuffix("년")),
    "bank": _bank,
    "executed_on": _day,
    "balance_on": _day,
    "principal_krw": _won,
    "outstanding_krw": _won,
    "facility_krw": _won,
    "working_krw": _won,
    "granted_pct": _percent,
    "bank_pct": _percent,
}
