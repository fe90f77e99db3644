"""Changes of support records: written by decisions, followed as money moves, imported from other bodies."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.applications.models import Application
from majung.errors import InvalidValue
from majung.events.event import Event, append
from majung.identifiers import refuse_resident_number
from majung.plugin.contract import ProgramDeclaration
from majung.programs.declared import declared
from majung.storage.transaction import current, load_for_change, save_change, write
from majung.support.errors import (
    AmountsFollowPayments,
    NotImported,
    ReturnedBeyondPaid,
    StatusUnknown,
    SupportOfNobody,
)
from majung.support.events import SupportChanged, SupportEnded, SupportGranted, SupportImported
from majung.support.models import SupportRecord
from majung.support.rules import STATUSES

MANAGE = "support.manage"
"""Permission to correct support records."""


@dataclass(frozen=True, kw_only=True)
class SupportGiven:
    """What a decision gives: amounts in won, for what, for how long."""

    decided_krw: int
    title: str = ""
    purpose: str = ""
    own_share_krw: int = 0
    period_from: date | None = None
    period_to: date | None = None
    year: int | None = None
    institution_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class SupportChange:
    """What staff correct in a support record; None leaves it as it is. Amounts in won, of imported records only."""

    paid_krw: int | None = None
    returned_krw: int | None = None
    period_from: date | None = None
    period_to: date | None = None
    status: str | None = None
    restricted_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class ImportedSupport:
    """A benefit that another body gave, as it told us; `source_id` is its natural key. Amounts in won."""

    source_id: str
    program_code: str
    year: int
    benefit: str
    title: str
    firm_id: UUID | None = None
    person_id: UUID | None = None
    institution_id: UUID | None = None
    purpose: str = ""
    period_from: date | None = None
    period_to: date | None = None
    decided_krw: int = 0
    paid_krw: int = 0
    returned_krw: int = 0
    own_share_krw: int = 0
    status: str = "ACTIVE"
    restricted_until: date | None = None


@write
async def grant_support(
    actor: Actor, *, application: Application, decision_id: UUID, given: SupportGiven, to_person: UUID | None = None
) -> SupportRecord:
    """Write the support record of a decision; called by the decision itself.

    A decision on a firm's application may benefit others too: a worker whom it hires with an incentive. The write that
    knows them calls this with `to_person`; the record is that person's, and leads to the decision.
    """
    declaration: ProgramDeclaration = declared(application.program_code)
    record = await SupportRecord.create(
        firm_id=None if to_person else application.firm_id,
        person_id=to_person or application.person_id,
        establishment_id=None if to_person else application.establishment_id,
        program_code=application.program_code,
        sub_program_code=application.sub_program_code,
        year=given.year or await _year(application),
        application_id=None if to_person else application.id,
        decision_id=decision_id,
        institution_id=given.institution_id,
        benefit=declaration.benefit,
        title=given.title or declaration.title.ko,
        purpose=given.purpose,
        period_from=given.period_from,
        period_to=given.period_to,
        decided_krw=given.decided_krw,
        own_share_krw=given.own_share_krw,
        using_db=current().connection,
    )
    happened = SupportGranted(
        application_id=application.id, benefit=record.benefit, year=record.year, decided_krw=record.decided_krw
    )
    await _tell(happened, record)
    return record


@write
async def end_support(
    actor: Actor, *, support_record_id: UUID, status: str, restricted_until: date | None = None
) -> SupportRecord:
    """End support: FINISHED, CANCELLED or CLAWED_BACK, with a sanction if there is one."""
    _require_status(status)
    record = await load_for_change(SupportRecord, actor, support_record_id, None)
    await save_change(record, status=status, restricted_until=restricted_until or record.restricted_until)
    await _tell(SupportEnded(status=status), record)
    return record


@write
async def change_support(
    actor: Actor, *, support_record_id: UUID, version: int, change: SupportChange
) -> SupportRecord:
    """Correct a support record (permission ``support.manage``); our own amounts follow payments and clawbacks."""
    actor.require(MANAGE)
    record = await load_for_change(SupportRecord, actor, support_record_id, version)
    given = {name: value for name, value in asdict(change).items() if value is not None}
    if record.origin != "IMPORTED" and given.keys() & {"paid_krw", "returned_krw"}:
        raise AmountsFollowPayments
    _require_status(given.get("status", record.status))
    _require_returned_within(given.get("paid_krw", record.paid_krw), given.get("returned_krw", record.returned_krw))
    await save_change(record, **given)
    await _tell(SupportChanged(fields=sorted(given)), record)
    return record


@write
async def import_support_record(actor: Actor, *, record: ImportedSupport) -> SupportRecord:
    """Take in a benefit of another body (permission ``imports.run``); the same source id again brings it up to date."""
    actor.require("imports.run")
    if (record.firm_id is None) == (record.person_id is None):
        raise SupportOfNobody
    _require_status(record.status)
    _require_returned_within(record.paid_krw, record.returned_krw)
    refuse_resident_number(f"{record.title} {record.purpose}", "purpose")
    values = asdict(record)
    connection = current().connection
    known = await SupportRecord.select_for_update().using_db(connection).get_or_none(source_id=record.source_id)
    if known is not None and known.origin != "IMPORTED":
        raise NotImported(source_id=record.source_id)
    if known is not None and all(getattr(known, name) == value for name, value in values.items()):
        return known
    if known is not None:
        await save_change(known, **values)
    else:
        known = await SupportRecord.create(origin="IMPORTED", using_db=connection, **values)
    await _tell(SupportImported(program_code=known.program_code, year=known.year), known)
    return known


async def _year(application: Application) -> int:
    """The fiscal year of the call's edition; without one, this year in Seoul."""
    [row] = await current().fetch(
        "select e.year from call c left join edition e on e.id = c.edition_id where c.id = $1", application.call_id
    )
    return int(row["year"] or clock.today().year)


def _require_status(status: str) -> None:
    if status not in STATUSES:
        raise StatusUnknown(given=status[:40], known=", ".join(sorted(STATUSES)))


def _require_returned_within(paid_krw: int, returned_krw: int) -> None:
    for field, amount in (("paid_krw", paid_krw), ("returned_krw", returned_krw)):
        if amount < 0:
            raise InvalidValue(field=field, value=amount, reason="not below 0 won / 0원 이상이어야 합니다")
    if returned_krw > paid_krw:
        raise ReturnedBeyondPaid(paid=paid_krw, returned=returned_krw)


async def _tell(happened: Event, record: SupportRecord) -> None:
    await append(
        happened,
        subject=record.id,
        firms=[record.firm_id] if record.firm_id else [],
        persons=[record.person_id] if record.person_id else [],
        program=record.program_code,
    )
