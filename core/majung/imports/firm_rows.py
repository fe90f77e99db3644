"""Firms in a table that others made: one row, one firm, cleaned and keyed, or refused with a reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from msgspec import Struct

from majung.errors import Refusal
from majung.identifiers import clean_brn, clean_crn, crn_warning
from majung.imports.column_finding import Columns, find_columns
from majung.imports.contact_texts import looks_like_phone, read_date, web_address
from majung.imports.encodings import Source
from majung.imports.profiles import Profile
from majung.imports.reasons import Reason
from majung.imports.report import BadRow, RowWarning, row_warning
from majung.imports.representatives import representative_names
from majung.imports.row_checks import RowRefused, check_row
from majung.imports.tables import Row, Table, read_table

LENGTHS = {"name": 300, "address": 500, "district": 100, "phone": 30, "homepage": 400, "representative": 1000}
"""How long a text may be, in characters, as it is stored."""
TEXT_LENGTH = 4000
IDENTIFIER_LENGTH = 100
# "행정구역상 전라남도 보성군 일원": the register of geographical indications speaks in phrases.
_PHRASE = re.compile(r"^행정구역상\s*+|(?<!\s)\s*+(?:일원|일대|전역)$")
_SPACES = re.compile(r"\s+")


class FirmRow(Struct, frozen=True, kw_only=True):
    """A firm as one row tells it.

    `key` is the natural key: ("brn", number), ("crn", number), (scheme, value) or ("name_address", both folded).
    Rows of one file may share a key: a firm with several registrations has one row for each.
    `brn` is a checked business number of ten digits, `identifiers` are (scheme, value) of other registers,
    `extra` has the columns that no field took, by their header as written.
    """

    line: int
    key: tuple[str, str]
    name: str
    brn: str | None = None
    crn: str | None = None
    identifiers: tuple[tuple[str, str], ...] = ()
    representatives: tuple[str, ...] = ()
    address: str | None = None
    district_text: str | None = None
    ksic_text: str | None = None
    phone: str | None = None
    homepage: str | None = None
    opened_on: date | None = None
    listed_on: date | None = None
    products: str | None = None
    extra: dict[str, str] = {}
    warnings: tuple[RowWarning, ...] = ()


def read_firms(source: Source, profile: Profile) -> Iterator[FirmRow | BadRow]:
    """Every row of the file as a firm or as a bad row, in order.

    A file that is no table or that the profile does not fit is refused at once, damage further down when it is met.
    """
    table = read_table(source)
    return _firms(table, find_columns(table, profile))


def _firms(table: Table, columns: Columns) -> Iterator[FirmRow | BadRow]:
    for row in table.rows:
        try:
            yield _firm(row, columns)
        except RowRefused as refused:
            yield refused.at(row.line)


def name_address_key(name: str, place: str) -> str:
    """Name and address (or district) without spaces, case and width: equal for every spelling of the two."""
    folded = (_SPACES.sub("", unicodedata.normalize("NFKC", part)).casefold() for part in (name, place))
    return "|".join(folded)


def _firm(row: Row, columns: Columns) -> FirmRow:
    check_row(row, columns.headers, columns.crn, columns.resident)
    read = _Reading(row, columns)
    name = read.name()
    brn, crn, identifiers = read.brn(), read.crn(), read.identifiers()
    address, district = read.text("address"), read.district()
    key = _natural_key(columns.profile.key, _Known(name, brn, crn, identifiers, address or district))
    if key is None:
        raise RowRefused(columns.label(columns.profile.key), None, "KEY_MISSING")
    return FirmRow(
        line=row.line,
        key=key,
        name=name,
        brn=brn,
        crn=crn,
        identifiers=identifiers,
        representatives=representative_names(read.text("representative")),
        address=address,
        district_text=district,
        ksic_text=read.text("ksic"),
        phone=read.phone(),
        homepage=read.homepage(),
        opened_on=read.day("opened_on"),
        listed_on=read.day("listed_on"),
        products=read.text("products"),
        extra=columns.extra_values(row.values),
        warnings=tuple(read.warnings),
    )


class _Known(NamedTuple):
    name: str
    brn: str | None
    crn: str | None
    identifiers: tuple[tuple[str, str], ...]
    place: str | None


def _natural_key(kind: str, known: _Known) -> tuple[str, str] | None:
    """The key of the kind that was asked for; `auto` takes the first there is, in the order of trust."""
    if kind in ("auto", "brn") and known.brn:
        return "brn", known.brn
    if kind in ("auto", "crn") and known.crn:
        return "crn", known.crn
    if kind == "auto" and known.identifiers:
        return known.identifiers[0]
    if kind in ("auto", "name_address"):
        return ("name_address", name_address_key(known.name, known.place)) if known.place else None
    return next((one for one in known.identifiers if f"id:{one[0]}" == kind), None)


class _Reading:
    """The fields of one row, each cleaned or refused, with the doubts met on the way."""

    def __init__(self, row: Row, columns: Columns) -> None:
        self.line, self.values, self.columns = row.line, row.values, columns
        self.found = columns.field_values(row.values)
        self.warnings: list[RowWarning] = []

    def text(self, field: str) -> str | None:
        value = self.found.get(field)
        if value is not None and len(value) > LENGTHS.get(field, TEXT_LENGTH):
            raise self.refusal(field, value, "TOO_LONG")
        return value

    def name(self) -> str:
        value = self.text("name")
        if value is None:
            raise self.refusal("name", None, "MISSING")
        return " ".join(value.split())

    def district(self) -> str | None:
        value = self.text("district")
        return _PHRASE.sub("", value) if value else None

    def brn(self) -> str | None:
        value = self.text("brn")
        try:
            return clean_brn(value) if value else None
        except Refusal as refused:
            raise self.refusal("brn", value, refused) from refused

    def crn(self) -> str | None:
        value = self.text("crn")
        if value is None:
            return None
        try:
            number = clean_crn(value)
        except Refusal as refused:
            raise self.refusal("crn", value, refused) from refused
        if crn_warning(number) is not None:
            self.doubt("crn", value, "CRN_CHECKSUM")
        return number

    def identifiers(self) -> tuple[tuple[str, str], ...]:
        width = self.columns.profile.code_width
        found = self.columns.identifier_values(self.values)
        for scheme, value in found:
            if len(value) > IDENTIFIER_LENGTH:
                raise RowRefused(scheme, value, "TOO_LONG")
        # A spreadsheet that took the code for a number has dropped its leading zeros.
        return tuple((scheme, value.zfill(width) if value.isdecimal() else value) for scheme, value in found)

    def phone(self) -> str | None:
        value = self.text("phone")
        if value and not looks_like_phone(value):
            self.doubt("phone", value, "PHONE_UNUSUAL")
        return value

    def homepage(self) -> str | None:
        value = self.text("homepage")
        address = web_address(value) if value else None
        if value and address is None:
            self.doubt("homepage", value, "HOMEPAGE_UNUSUAL")
        return address

    def day(self, field: str) -> date | None:
        value = self.text(field)
        day = read_date(value) if value else None
        if value and day is None:
            raise self.refusal(field, value, "DATE_INVALID")
        return day

    def doubt(self, field: str, value: str, reason: Reason) -> None:
        self.warnings.append(row_warning(self.line, self.columns.label(field), value, reason))

    def refusal(self, field: str, value: str | None, reason: Reason | Refusal) -> RowRefused:
        return RowRefused(self.columns.label(field), value, reason)
