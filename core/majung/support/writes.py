"""Changes of support records: written by decisions, followed as money moves, imported from other bodies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.applications.models import Application
from majung.events.event import append
from majung.plugin.contract import ProgramDeclaration
from majung.programs.declared import declared
from majung.storage.transaction import current, load_for_change, save_change, write
from majung.support.events import SupportEnded, SupportGranted
from majung.support.models import SupportRecord


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


@write
async def grant_support(
    actor: Actor, *, application: Application, decision_id: UUID, given: SupportGiven
) -> SupportRecord:
    """Write the support record of a decision; called by the decision itself and by nobody else."""
    declaration: ProgramDeclaration = declared(application.program_code)
    record = await SupportRecord.create(
        firm_id=application.firm_id,
        person_id=application.person_id,
        establishment_id=application.establishment_id,
        program_code=application.program_code,
        sub_program_code=application.sub_program_code,
        year=given.year or clock.today().year,
        application_id=application.id,
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
    record = await load_for_change(SupportRecord, actor, support_record_id, None)
    await save_change(record, status=status, restricted_until=restricted_until or record.restricted_until)
    await _tell(SupportEnded(status=status), record)
    return record


async def _tell(happened: SupportGranted | SupportEnded, record: SupportRecord) -> None:
    await append(
        happened,
        subject=record.id,
        firms=[record.firm_id] if record.firm_id else [],
        persons=[record.person_id] if record.person_id else [],
        program=record.program_code,
    )
