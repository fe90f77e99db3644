"""Export declarations from a table file: CSV, XLSX or HTML, as customs brokers and the trade association write them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from msgspec import Struct

from majung.access.actor import Actor
from majung.errors import Refusal
from majung.identifiers import clean_brn
from majung.imports.bulk_rows import batches_ahead, copy_rows, update_rows
from majung.imports.import_run import ImportRun, Outcome
from majung.imports.report import BadRow, ImportSummary, bad_row
from majung.imports.typed_rows import Column, day, typed_rows
from majung.plugin.contract import Importer
from majung.storage.ids import uuid7
from majung.storage.transaction import current, write
from majung.texts import Text
from majung_export_costs.models import ExportRecord


def _country(text: str) -> str:
    code = text.strip().upper()
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        raise ValueError(text)
    return code


def _goods(text: str) -> str:
    digits = text.replace(".", "").replace("-", "").strip()
    if not 6 <= len(digits) <= 10 or not digits.isdigit() or not digits.isascii():
        raise ValueError(text)
    return digits[:6]


def _dollars(text: str) -> Decimal:
    amount = Decimal(text.replace(",", "").strip())
    if not 0 < amount < Decimal(10) ** 13:
        raise ValueError(text)
    return amount.quantize(Decimal("0.01"))


def _number(text: str) -> str:
    number = "".join(text.split()).upper()
    if not 0 < len(number) <= 40:
        raise ValueError(text)
    return number


COLUMNS = {
    "brn": Column(names=("사업자등록번호", "수출자사업자번호", "brn"), read=clean_brn),
    "declaration_no": Column(names=("수출신고번호", "신고번호", "declaration_no"), read=_number),
    "line_no": Column(names=("란번호", "line_no"), read=int, required=False),
    "declared_on": Column(names=("수리일자", "신고수리일", "신고일자", "declared_on"), read=day),
    "country": Column(names=("목적국", "목적국코드", "country"), read=_country),
    "hs6": Column(names=("HS코드", "세번부호", "품목번호", "hs6"), read=_goods),
    "amount_usd": Column(names=("신고금액(USD)", "수출금액(USD)", "금액(USD)", "amount_usd"), read=_dollars),
}
"""The columns, by the headers that are known for them. Amounts in US dollars."""

_CHANGEABLE = ("declared_on", "country", "hs6", "amount_usd")

_FIRMS = "select brn, firm_id from establishment where brn = any($1::text[])"
_KNOWN = """
select id, firm_id, declaration_no, line_no, declared_on, country, hs6, amount_usd from export_costs_record
where declaration_no = any($1::text[])
"""


class FirmUnknown(Refusal):
    """No firm has the business number {brn}. Register or import the firm first.

    ko: 사업자등록번호 {brn}의 기업이 없습니다. 먼저 기업을 등록하십시오.
    """


class DeclaredByAnother(Refusal):
    """The declaration {number} belongs to another firm already.

    ko: 수출신고번호 {number}은(는) 이미 다른 기업의 신고입니다.
    """


class Declared(Struct, frozen=True, kw_only=True):
    """A line of a declaration as one row tells it; `hs6` are the first six digits of the goods code."""

    line: int
    brn: str
    declaration_no: str
    line_no: int = 1
    declared_on: date
    country: str
    hs6: str
    amount_usd: Decimal


async def read_exports(actor: Actor, path: Path, dry_run: bool) -> ImportSummary:
    """Take the declarations of a table (``imports.run``); bad rows go to a report beside the file.

    A line is known by the number of its declaration and its own: the same file again changes nothing.
    """
    actor.require("imports.run")
    with ImportRun(path.with_name(f"{path.stem}.report.csv"), None) as run:
        async for batch in batches_ahead(_rows(path)):
            run.done(await take_exports(actor, rows=run.sort_out(batch), dry_run=dry_run))
        return run.summary()


@write
async def take_exports(actor: Actor, *, rows: Sequence[Declared], dry_run: bool) -> Outcome:
    """Take a batch of lines: new ones, changed ones; what names no firm or another's declaration is bad."""
    firms = {row["brn"]: row["firm_id"] for row in await current().fetch(_FIRMS, [row.brn for row in rows])}
    known = {
        (row["declaration_no"], row["line_no"]): dict(row)
        for row in await current().fetch(_KNOWN, [row.declaration_no for row in rows])
    }
    outcome = Outcome(bad=[])
    new: dict[tuple[str, int], tuple[object, ...]] = {}
    changed: list[tuple[object, ...]] = []
    for row in rows:
        key, firm_id = (row.declaration_no, row.line_no), firms.get(row.brn)
        there = known.get(key)
        if firm_id is None:
            outcome.bad.append(bad_row(row.line, "brn", row.brn, FirmUnknown(brn=row.brn)))
        elif there is not None and there["firm_id"] != firm_id:
            refusal = DeclaredByAnother(number=row.declaration_no)
            outcome.bad.append(bad_row(row.line, "declaration_no", row.declaration_no, refusal))
        elif there is None:
            known[key] = {"firm_id": firm_id, **{name: getattr(row, name) for name in _CHANGEABLE}}
            new[key] = (uuid7(), firm_id, *key, *(getattr(row, name) for name in _CHANGEABLE))
        elif any(there[name] != getattr(row, name) for name in _CHANGEABLE) and "id" in there:
            changed.append((there["id"], *(getattr(row, name) for name in _CHANGEABLE)))
            outcome.changed += 1
        else:
            outcome.unchanged += 1
    outcome.new = len(new)
    if not dry_run:
        await copy_rows(ExportRecord, ("id", "firm_id", "declaration_no", "line_no", *_CHANGEABLE), [*new.values()])
        await update_rows(ExportRecord, _CHANGEABLE, changed)
    return outcome


def _rows(path: Path) -> Iterator[Declared | BadRow]:
    for row in typed_rows(path, COLUMNS):
        yield row if isinstance(row, BadRow) else Declared(line=row.line, **row.values)


IMPORTER = Importer(name="export_records", title=Text("수출 실적(수출신고)", "Export declarations"), run=read_exports)
