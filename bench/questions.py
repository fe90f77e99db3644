"""The questions: what is asked of each dialect, with which variables, and what of the answers must be the same."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Any, Literal

from bench.data import MARK
from majung.korean import mask_name

Dialect = Literal["majung", "postgraphile", "plain"]
Variables = dict[str, Any]

_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")

PAGES = 20
"""Pages that are walked first, so that each request of a round asks for another one."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question in three dialects; the answers have the same shape, by aliases where names differ."""

    code: str
    title: str
    operation: str
    documents: dict[Dialect, str]
    keys: Literal["firms", "pages", "shipments"]
    list_name: str = ""
    wanted: float | None = None
    """Times PostGraphile, as the project wants it."""
    records: bool = False
    """Whether it reads personal fields, and so leaves an access record."""

    def body(self, dialect: Dialect, variables: Variables) -> bytes:
        """The request's body."""
        asked = {"operationName": self.operation, "query": self.documents[dialect], "variables": variables}
        return json.dumps(asked, ensure_ascii=False, separators=(",", ":")).encode()


_POINT = "name status foundedOn crn employees industryCode"
_LOAN = "state principalKrw outstandingKrw executedOn"
_POSTING = "title openings payKrw openUntil"
_EXPORT = "number year month shippedOn hsCode country amountUsd weightKg buyer terms"
_PAGE_INFO = "pageInfo { hasNextPage endCursor }"


def _firm(operation: str, selection: str, theirs: str | None = None) -> dict[Dialect, str]:
    return {
        "majung": f"query {operation}($id: ID!) {{ firm(id: $id) {{ {selection} }} }}",
        "plain": f"query {operation}($id: ID!) {{ firm(id: $id) {{ {selection} }} }}",
        "postgraphile": (
            f"query {operation}($id: UUID!) {{ firm: firmByRowId(rowId: $id) {{ {theirs or selection} }} }}"
        ),
    }


POINT = Question(
    code="Q1", title="one firm by its id, 6 fields", operation="Point", documents=_firm("Point", _POINT), keys="firms",
    wanted=3.0,
)  # fmt: skip

PERSONAL = Question(
    code="Q1p", title="one firm with its representative: masked, with an access record", operation="Personal",
    documents=_firm("Personal", "name status representative"), keys="firms", records=True,
)  # fmt: skip

_NESTED = f"""name status employees
    loans(first: 5) {{ nodes {{ {_LOAN} }} }}
    postings(first: 5) {{ nodes {{ {_POSTING} }} }}"""
_NESTED_THEIRS = f"""name status employees
    loans: growthFundLoansByFirmId(first: 5, orderBy: [EXECUTED_ON_DESC, ROW_ID_DESC]) {{ nodes {{ {_LOAN} }} }}
    postings: benchPostingsByFirmId(first: 5, orderBy: [ROW_ID_ASC]) {{ nodes {{ {_POSTING} }} }}"""

NESTED = Question(
    code="Q2", title="page of 50 firms, each with 5 loans and 5 postings", operation="Nested",
    documents={
        "majung": f"query Nested($after: Cursor) {{ firms(first: 50, after: $after) {{ nodes {{ {_NESTED} }}"
        f" {_PAGE_INFO} }} }}",
        "plain": f"query Nested($after: String) {{ firms(first: 50, after: $after) {{ nodes {{ {_NESTED} }}"
        f" {_PAGE_INFO} }} }}",
        "postgraphile": "query Nested($after: Cursor) { firms: allFirms(first: 50, after: $after,"
        f" orderBy: [NAME_ASC, ROW_ID_ASC]) {{ nodes {{ {_NESTED_THEIRS} }} {_PAGE_INFO} }} }}",
    },
    keys="pages", list_name="firms", wanted=1.7,
)  # fmt: skip

_AROUND = f"""name legalForm status representative foundedOn employees district {{ nameKo }}
    establishments(first: 5) {{ nodes {{ brn name address head }} }}
    years(first: 3) {{ nodes {{ year salesKrw workers }} }}
    people(first: 5) {{ nodes {{ role person {{ name }} }} }}
    loans(first: 10) {{ nodes {{ {_LOAN} bank {{ nameKo }} }} }}
    supportRecords(first: 10) {{ nodes {{ year title decidedKrw }} }}
    exports(first: 10) {{ nodes {{ year hsCode country amountUsd }} }}
    postings(first: 5) {{ nodes {{ title openings payKrw }} }}"""
_AROUND_THEIRS = f"""name legalForm status representative foundedOn employees
    district: districtByDistrictCode {{ nameKo }}
    establishments: establishmentsByFirmId(first: 5, orderBy: [HEAD_DESC, ROW_ID_ASC])
        {{ nodes {{ brn name address head }} }}
    years: firmYearsByFirmId(first: 3, orderBy: [YEAR_DESC, ROW_ID_DESC]) {{ nodes {{ year salesKrw workers }} }}
    people: firmPeopleByFirmId(first: 5, orderBy: [VALID_FROM_DESC, ROW_ID_DESC])
        {{ nodes {{ role person: personByPersonId {{ name }} }} }}
    loans: growthFundLoansByFirmId(first: 10, orderBy: [EXECUTED_ON_DESC, ROW_ID_DESC])
        {{ nodes {{ {_LOAN} bank: institutionByBankId {{ nameKo }} }} }}
    supportRecords: supportRecordsByFirmId(first: 10, orderBy: [YEAR_DESC, ROW_ID_DESC])
        {{ nodes {{ year title decidedKrw }} }}
    exports: benchExportRecordsByFirmId(first: 10, orderBy: [ROW_ID_ASC])
        {{ nodes {{ year hsCode country amountUsd }} }}
    postings: benchPostingsByFirmId(first: 5, orderBy: [ROW_ID_ASC]) {{ nodes {{ title openings payKrw }} }}"""

AROUND = Question(
    code="Q3", title="firm 360°: 8 relations, masked persons, with an access record", operation="Around",
    documents=_firm("Around", _AROUND, _AROUND_THEIRS), keys="firms", wanted=2.0, records=True,
)  # fmt: skip

FLAT = Question(
    code="Q4", title="1,000 export records of 10 fields", operation="Flat",
    documents={
        "majung": f"query Flat($after: Cursor) {{ benchExports(first: 1000, after: $after) {{ nodes {{ {_EXPORT} }}"
        f" {_PAGE_INFO} }} }}",
        "plain": f"query Flat($after: String) {{ benchExports(first: 1000, after: $after) {{ nodes {{ {_EXPORT} }}"
        f" {_PAGE_INFO} }} }}",
        "postgraphile": "query Flat($after: Cursor) { benchExports: allBenchExportRecords(first: 1000, after: $after,"
        f" orderBy: [ROW_ID_ASC]) {{ nodes {{ {_EXPORT} }} {_PAGE_INFO} }} }}",
    },
    keys="pages", list_name="benchExports", wanted=3.0,
)  # fmt: skip

_PAYLOAD = "record { number hsCode amountUsd firm { name } }"

RECORD = Question(
    code="M1", title="mutation with payload: a row and its event in one transaction", operation="Record",
    documents={
        "majung": "mutation Record($firm: ID!, $shipment: BenchShipment!)"
        f" {{ recordBenchExport(firm: $firm, shipment: $shipment) {{ {_PAYLOAD} }} }}",
        "plain": "mutation Record($firm: ID!, $shipment: Shipment!)"
        f" {{ recordBenchExport(firm: $firm, shipment: $shipment) {{ {_PAYLOAD} }} }}",
        "postgraphile": "mutation Record($shipment: RecordBenchExportInput!) { recordBenchExport(input: $shipment)"
        " { record: result { number hsCode amountUsd firm: firmByFirmId { name } } } }",
    },
    keys="shipments", wanted=1.2,
)  # fmt: skip

QUESTIONS: tuple[Question, ...] = (POINT, PERSONAL, NESTED, AROUND, FLAT, RECORD)


def firm_key(dialect: Dialect, uuid: str) -> str:
    """A firm's id as a dialect writes it."""
    return f"firm_{uuid}" if dialect == "majung" else uuid


@dataclass
class Shipments:
    """Variables of the mutation, each with a number of its own."""

    numbers: count[int] = field(default_factory=count)

    def next(self, dialect: Dialect, uuid: str) -> Variables:
        """The same shipment for every dialect but for its number."""
        shipment = {
            "number": f"{MARK}{next(self.numbers)}", "shippedOn": "2026-03-02", "hsCode": "080830", "country": "VN",
            "amountUsd": "1234.50", "weightKg": "100.5", "buyer": "Trading Co.", "terms": "FOB",
        }  # fmt: skip
        firm = firm_key(dialect, uuid)
        if dialect == "postgraphile":
            return {"shipment": {**shipment, "firmId": firm}}
        return {"firm": firm, "shipment": shipment}


def comparable(value: Any, *, masked: bool, name: str = "", within: str = "") -> Any:
    """An answer without what may differ: cursors, the number of an added record, how a number is written.

    With `masked` names of persons are masked as the platform masks them: peers show them whole.
    """
    if isinstance(value, dict):
        return {
            key: comparable(item, masked=masked, name=key, within=name)
            for key, item in value.items()
            if key != "endCursor"
        }
    if isinstance(value, list):
        return [comparable(item, masked=masked, name=name, within=within) for item in value]
    if isinstance(value, str):
        if value.startswith(MARK):
            return MARK
        if masked and (name == "representative" or (within, name) == ("person", "name")):
            return mask_name(value)
    is_number = isinstance(value, int | float) or (isinstance(value, str) and _NUMBER.fullmatch(value))
    return str(Decimal(str(value)).normalize()) if is_number and not isinstance(value, bool) else value
