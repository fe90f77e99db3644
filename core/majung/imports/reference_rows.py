"""Official code lists that officials download: districts, industries (KSIC) and goods (HS)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Literal, TypeVar

from msgspec import Struct

from majung.imports.contact_texts import read_date
from majung.imports.encodings import Source
from majung.imports.refusals import ColumnsMissing
from majung.imports.report import BadRow
from majung.imports.row_checks import RowRefused, check_row, resident_columns
from majung.imports.tables import Row, Table, header_key, read_table

DistrictLevel = Literal["SIDO", "SIGUNGU", "EUPMYEONDONG", "RI"]

NAME_LENGTH = 1000
_DISTRICT_CODE = re.compile(r"[1-9]\d(?:\d{3}(?:\d{3}(?:\d{2})?)?)?", re.ASCII)
_SECTIONS = "ABCDEFGHIJKLMNOPQRSTU"
_SECTION = re.compile("[A-U]")
_KSIC_CODE = re.compile(r"[A-U]|[A-U]?\d{2,5}", re.ASCII)
_HS_CODE = re.compile(r"\d{2}(?:\d{2}){0,2}", re.ASCII)

_DISTRICT_COLUMNS = {
    "code": ("법정동코드", "code", "코드"),
    "name": ("법정동명", "name_ko", "name", "명칭"),
    "valid_from": ("생성일자", "valid_from"),
    "valid_to": ("말소일자", "폐지일자", "valid_to"),
    "abolished": ("폐지여부",),
}
_NAME_PARTS = ("시도명", "시군구명", "읍면동명", "동리명")
_KSIC_COLUMNS = {
    "code": ("code", "분류코드", "코드", "산업코드"),
    "name": ("name_ko", "name", "분류명", "항목명", "산업명"),
    "section": ("section", "대분류코드"),
    "level": ("level",),
}
_HS_COLUMNS = {
    "code": ("hscode", "code", "hs부호", "hs코드"),
    "name": ("description", "한글품목명", "품목명", "영문품목명"),
    "section": ("section",),
    "level": ("level",),
}


class DistrictRow(Struct, frozen=True, kw_only=True):
    """A district by its legal-dong code, cut to its level: 2 digits for a sido, 5, 8, and 10 for a ri.

    `name` is as published, usually the whole path; `code_as_received` keeps the ten digits.
    """

    line: int
    code: str
    code_as_received: str
    name: str
    level: DistrictLevel
    parent_code: str | None
    valid_from: date | None
    valid_to: date | None
    abolished: bool


class IndustryRow(Struct, frozen=True, kw_only=True):
    """A node of KSIC; levels 1 (section letter) to 5 (five digits)."""

    line: int
    revision: int
    code: str
    name: str
    level: int
    parent_code: str | None
    section: str


class HsRow(Struct, frozen=True, kw_only=True):
    """A node of the Harmonized System; levels 2 (chapter), 4 (heading), 6 (subheading)."""

    line: int
    edition: int
    code: str
    description: str
    level: int
    parent_code: str | None
    section: str | None


Read = TypeVar("Read")
_Find = Callable[[str], str | None]


def read_districts(source: Source) -> Iterator[DistrictRow | BadRow]:
    """The legal-dong list of the Ministry of the Interior, or a shorter list of codes and names."""
    table = read_table(source)
    parts = [header_key(part) for part in _NAME_PARTS if header_key(part) in table.columns]
    columns = _find_columns(table, _DISTRICT_COLUMNS, ("code",) if parts else ("code", "name"))

    def district(row: Row, value: _Find) -> DistrictRow:
        received = _code(value("code"), _DISTRICT_CODE, table, columns)
        name = value("name") if "name" in columns else " ".join(filter(None, (row.values[key] for key in parts)))
        code, level = _district_level(received)
        parent = {"SIDO": 0, "SIGUNGU": 2, "EUPMYEONDONG": 5, "RI": 8}[level]
        valid_to = _day(value("valid_to"))
        return DistrictRow(
            line=row.line,
            code=code,
            code_as_received=received,
            name=_name(name),
            level=level,
            parent_code=code[:parent] or None,
            valid_from=_day(value("valid_from")),
            valid_to=valid_to,
            abolished=valid_to is not None or value("abolished") == "폐지",
        )

    return _each(table, columns, district)


def read_ksic(source: Source, revision: int = 10) -> Iterator[IndustryRow | BadRow]:
    """The Korean Standard Industrial Classification of one revision; a section letter before a code is dropped.

    Where the list has no section column, a code belongs to the section letter last seen above it.
    """
    table = read_table(source)
    columns = _find_columns(table, _KSIC_COLUMNS, ("code", "name"))
    above = ""

    def industry(row: Row, value: _Find) -> IndustryRow:
        nonlocal above
        received = _with_zeros((value("code") or "").upper(), value("level"))
        code = _code(received, _KSIC_CODE, table, columns)
        letter = value("section") or (code[0] if code[0].isalpha() else above)
        if _SECTION.fullmatch(letter) is None:
            raise RowRefused("section", letter or None, "CODE_INVALID" if letter else "MISSING")
        above = letter
        code = code if len(code) == 1 else code.lstrip(_SECTIONS)
        level = 1 if code.isalpha() else len(code)
        parent = None if level == 1 else letter if level == 2 else code[:-1]
        return IndustryRow(
            line=row.line,
            revision=revision,
            code=code,
            name=_name(value("name")),
            level=level,
            parent_code=parent,
            section=letter,
        )

    return _each(table, columns, industry)


def read_hs(source: Source, edition: int = 2022) -> Iterator[HsRow | BadRow]:
    """The Harmonized System down to six digits. The one row that stands between two levels is no code: left out."""
    table = read_table(source)
    columns = _find_columns(table, _HS_COLUMNS, ("code", "name"))

    def goods(row: Row, value: _Find) -> HsRow | None:
        if value("level") not in (None, "2", "4", "6"):
            return None
        received = (value("code") or "").replace(".", "")
        # Codes have two, four or six digits: an odd number of them has lost its leading zero in a spreadsheet.
        code = _code("0" * (len(received) % 2) + received, _HS_CODE, table, columns)
        return HsRow(
            line=row.line,
            edition=edition,
            code=code,
            description=_name(value("name")),
            level=len(code),
            parent_code=code[:-2] or None,
            section=value("section"),
        )

    return _each(table, columns, goods)


def _each(table: Table, columns: dict[str, str], read: Callable[[Row, _Find], Read | None]) -> Iterator[Read | BadRow]:
    resident = resident_columns(table)
    for row in table.rows:
        try:
            check_row(row, table.columns, frozenset(), resident)
            found = read(row, partial(_value, columns, row.values))
        except RowRefused as refused:
            yield refused.at(row.line)
        else:
            if found is not None:
                yield found


def _value(columns: dict[str, str], values: dict[str, str | None], field: str) -> str | None:
    return values.get(columns.get(field, ""))


def _find_columns(table: Table, wanted: dict[str, tuple[str, ...]], required: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for field, headers in wanted.items():
        key = next((key for header in headers if (key := header_key(header)) in table.columns), None)
        if key is not None:
            found[field] = key
    missing = ["|".join(wanted[field]) for field in required if field not in found]
    if missing:
        shown = ", ".join(table.columns.values())[:1000]
        raise ColumnsMissing(name=table.name, missing=", ".join(missing), found=shown)
    return found


def _district_level(code: str) -> tuple[str, DistrictLevel]:
    padded = code.ljust(10, "0")
    if padded[8:] != "00":
        return padded, "RI"
    if padded[5:8] != "000":
        return padded[:8], "EUPMYEONDONG"
    if padded[2:5] != "000":
        return padded[:5], "SIGUNGU"
    return padded[:2], "SIDO"


def _code(text: str | None, pattern: re.Pattern[str], table: Table, columns: dict[str, str]) -> str:
    if not text:
        raise RowRefused(table.columns[columns["code"]], None, "MISSING")
    if pattern.fullmatch(text) is None:
        raise RowRefused(table.columns[columns["code"]], text, "CODE_INVALID")
    return text


def _with_zeros(code: str, level: str | None) -> str:
    """The code as long as its level says: spreadsheets turn 01110 into 1110, which is another class."""
    return code.zfill(int(level)) if code.isdecimal() and level in ("2", "3", "4", "5") else code


def _name(text: str | None) -> str:
    name = " ".join((text or "").split())
    if not name:
        raise RowRefused("name", None, "MISSING")
    if len(name) > NAME_LENGTH:
        raise RowRefused("name", name, "TOO_LONG")
    return name


def _day(text: str | None) -> date | None:
    day = read_date(text) if text else None
    if text and day is None:
        raise RowRefused("date", text, "DATE_INVALID")
    return day
