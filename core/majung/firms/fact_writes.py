"""Facts recorded about firms: business years, headcounts, certifications, the persons linked to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from majung.access.actor import Actor
from majung.days import reckoned_year
from majung.errors import InvalidValue
from majung.events.event import append
from majung.firms.errors import PeriodReversed
from majung.firms.events import FirmChanged
from majung.firms.models import Certification, Firm, FirmHeadcount, FirmPerson, FirmYear
from majung.firms.writes import WRITE
from majung.identifiers import refuse_resident_number
from majung.persons.models import Person
from majung.storage.transaction import current, find_row, load_for_change, save_change, write

PERSON_ROLES = ("REPRESENTATIVE", "OWNER", "EMPLOYEE", "CONTACT")
EVIDENCE = ("VERIFIED", "DOCUMENTED", "STATED", "ESTIMATED")
"""How well a figure is proved, best first: by a register, by a document, by the firm's word, by an estimate."""


@dataclass(frozen=True, kw_only=True)
class YearFigures:
    """Figures of one business year in won (exports in US dollars), from one source; what is not known is missing."""

    year: int
    source: str
    sales_krw: int | None = None
    assets_krw: int | None = None
    workers: Decimal | None = None
    payroll_krw: int | None = None
    exports_usd: Decimal | None = None
    evidence_grade: str = "STATED"


@dataclass(frozen=True, kw_only=True)
class NewCertification:
    """A designation or certificate with its validity."""

    kind: str
    number: str | None = None
    issued_by: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = "staff"


@write
async def record_year(actor: Actor, *, firm_id: UUID, figures: YearFigures) -> FirmYear:
    """Store a business year's figures from a source; the same source may correct itself."""
    actor.require(WRITE)
    if figures.evidence_grade not in EVIDENCE:
        raise InvalidValue(field="evidence_grade", value=figures.evidence_grade, reason=f"one of {', '.join(EVIDENCE)}")
    reckoned_year(figures.year, "year")
    for field in ("sales_krw", "assets_krw", "workers", "payroll_krw", "exports_usd"):
        _refuse_negative(field, getattr(figures, field))
    firm = await load_for_change(Firm, actor, firm_id, None)
    values = {
        "sales_krw": figures.sales_krw,
        "assets_krw": figures.assets_krw,
        "workers": figures.workers,
        "payroll_krw": figures.payroll_krw,
        "exports_usd": figures.exports_usd,
        "evidence_grade": figures.evidence_grade,
    }
    connection = current().connection
    row = await FirmYear.get_or_none(firm_id=firm.id, year=figures.year, source=figures.source, using_db=connection)
    if row is None:
        row = await FirmYear.create(
            firm_id=firm.id, year=figures.year, source=figures.source, **values, using_db=connection
        )
    else:
        await save_change(row, **values)
    await _changed(firm, "years", figures.source)
    return row


@write
async def record_headcount(
    actor: Actor, *, firm_id: UUID, on: date, regular_workers: Decimal, source: str = "staff"
) -> FirmHeadcount:
    """Store the regular workers of a month's end; the latest one is the firm's present number of employees."""
    actor.require(WRITE)
    _refuse_negative("regular_workers", regular_workers)
    firm = await load_for_change(Firm, actor, firm_id, None)
    connection = current().connection
    row = await FirmHeadcount.get_or_none(firm_id=firm.id, on=on, source=source, using_db=connection)
    if row is None:
        row = await FirmHeadcount.create(
            firm_id=firm.id, on=on, regular_workers=regular_workers, source=source, using_db=connection
        )
    else:
        await save_change(row, regular_workers=regular_workers)
    if not await FirmHeadcount.exists(firm_id=firm.id, on__gt=on, using_db=connection):
        await save_change(firm, employees=int(regular_workers.to_integral_value(ROUND_HALF_UP)))
    await _changed(firm, "headcounts", source)
    return row


@write
async def record_certification(actor: Actor, *, firm_id: UUID, certification: NewCertification) -> Certification:
    """Store a designation or certificate of a firm."""
    actor.require(WRITE)
    for field in ("kind", "number", "issued_by"):
        refuse_resident_number(getattr(certification, field), field)
    _refuse_reversed(certification.valid_from, certification.valid_to)
    firm = await load_for_change(Firm, actor, firm_id, None)
    row = await Certification.create(
        firm_id=firm.id,
        kind=certification.kind,
        number=certification.number,
        issued_by=certification.issued_by,
        valid_from=certification.valid_from,
        valid_to=certification.valid_to,
        source=certification.source,
        using_db=current().connection,
    )
    await _changed(firm, "certifications", certification.source)
    return row


@write
async def link_person(
    actor: Actor,
    *,
    firm_id: UUID,
    person_id: UUID,
    role: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> FirmPerson:
    """Say that a person has a role in a firm; needs sight of both."""
    actor.require(WRITE)
    if role not in PERSON_ROLES:
        raise InvalidValue(field="role", value=role, reason=f"one of {', '.join(PERSON_ROLES)}")
    _refuse_reversed(valid_from, valid_to)
    firm = await load_for_change(Firm, actor, firm_id, None)
    person = await find_row(Person, actor, person_id)
    row = await FirmPerson.create(
        firm_id=firm.id,
        person_id=person.id,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
        using_db=current().connection,
    )
    await _changed(firm, "persons")
    return row


async def _changed(firm: Firm, what: str, source: str = "staff") -> None:
    event = FirmChanged(changed=(what,), source=source)
    await append(event, subject=firm.id, firms=[firm.id], district=firm.district_code)


def _refuse_negative(field: str, value: int | Decimal | None) -> None:
    if value is not None and value < 0:
        raise InvalidValue(field=field, value=value, reason="below zero / 0보다 작습니다")


def _refuse_reversed(valid_from: date | None, valid_to: date | None) -> None:
    if valid_from and valid_to and valid_to < valid_from:
        raise PeriodReversed(valid_from=valid_from, valid_to=valid_to)
