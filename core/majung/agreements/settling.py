"""Settlement: what was spent, with evidence; confirmed by an official; the excess demanded back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.agreements.errors import AgreementNotInState, NotAParty, SettlementNotInState
from majung.agreements.events import SettlementMoved
from majung.agreements.models import Agreement, ProjectSettlement
from majung.agreements.rules import check_confirmed, excess_of
from majung.applications.lifecycle import ENTER, SETTLE
from majung.applications.models import Application
from majung.applications.steps import step_to
from majung.events.event import Event, append
from majung.evidence.rules import Evidence
from majung.evidence.writes import UsedFor, require_reviewed, use_evidence
from majung.identifiers import refuse_resident_number
from majung.money.writes import order_clawback
from majung.notices.writes import NoticeDraft, serve_notice
from majung.records import about
from majung.storage.transaction import current, find_row, load_for_change, save_change, write


@write
async def submit_settlement(
    actor: Actor,
    *,
    agreement_id: UUID,
    spent_krw: int,
    interest_krw: int = 0,
    report: str = "",
    receipts: Sequence[Evidence] = (),
) -> ProjectSettlement:
    """The applicant says what was spent, in won, with its receipts, and which interest the paid money earned.

    The same receipt claimed before, in any program, is refused or marked for review, as the rules say.
    """
    agreement = await find_row(Agreement, actor, agreement_id, lock=True)
    _require_applicant(actor, agreement)
    if agreement.state != "SIGNED":
        raise AgreementNotInState(state=agreement.state, needed="SIGNED")
    refuse_resident_number(report, "report")
    application = await load_for_change(Application, actor, agreement.application_id, None)
    excess_of(paid_krw=0, interest_krw=interest_krw, confirmed_krw=spent_krw)
    await step_to(actor, application, "SETTLEMENT_SUBMITTED")
    made = await ProjectSettlement.create(
        application_id=application.id,
        firm_id=agreement.firm_id,
        person_id=agreement.person_id,
        agreement_id=agreement.id,
        program_code=agreement.program_code,
        district_code=agreement.district_code,
        spent_krw=spent_krw,
        interest_krw=interest_krw,
        report=report,
        live_key=str(application.id),
        submitted_at=clock.now(),
        submitted_by=actor.name,
        using_db=current().connection,
    )
    used_for = UsedFor(
        program_code=agreement.program_code,
        about_type=ProjectSettlement.access.prefix,
        about_id=made.id,
        firm_id=agreement.firm_id,
        person_id=agreement.person_id,
    )
    await use_evidence(actor, pieces=receipts, used_for=used_for)
    await _tell(SettlementMoved(state=made.state), made)
    return made


@write
async def return_settlement(actor: Actor, *, settlement_id: UUID, version: int, note: str) -> ProjectSettlement:
    """Send a settlement back for a supplement (permission ``applications.settle``); the applicant hands in anew."""
    actor.require(SETTLE)
    refuse_resident_number(note, "note")
    settlement = await _submitted(actor, settlement_id, version)
    application = await load_for_change(Application, actor, settlement.application_id, None)
    await step_to(actor, application, "SETTLEMENT_SUPPLEMENT")
    await save_change(
        settlement, state="RETURNED", live_key=None, note=note, decided_at=clock.now(), decided_by=actor.name
    )  # fmt: skip
    notice = NoticeDraft(kind="SETTLEMENT", title="정산 보완 요청", body=note)
    await serve_notice(actor, subject=about(application), notice=notice)
    await _tell(SettlementMoved(state="RETURNED"), settlement)
    return settlement


@write
async def confirm_settlement(
    actor: Actor, *, settlement_id: UUID, version: int, confirmed_krw: int, return_by: date, note: str = ""
) -> ProjectSettlement:
    """Fix the amount (permission ``applications.settle``): paid money with its interest beyond it must come back.

    Paid money beyond the confirmed amount is demanded back as a clawback (permission ``money.approve``).
    """
    actor.require(SETTLE)
    refuse_resident_number(note, "note")
    settlement = await _submitted(actor, settlement_id, version)
    await require_reviewed(about_type=ProjectSettlement.access.prefix, about_id=settlement.id)
    agreement = await Agreement.get(id=settlement.agreement_id, using_db=current().connection)
    check_confirmed(confirmed_krw=confirmed_krw, agreed_krw=agreement.amount_krw)
    application = await load_for_change(Application, actor, settlement.application_id, None)
    record_id, paid = await _paid(application.id)
    excess = excess_of(paid_krw=paid, interest_krw=settlement.interest_krw, confirmed_krw=confirmed_krw)
    clawback_id = None
    if excess.principal_krw and record_id is not None:
        ordered = await order_clawback(
            actor,
            support_record_id=record_id,
            amount_krw=excess.principal_krw,
            interest_krw=excess.interest_krw,
            reason_code="SETTLEMENT_EXCESS",
            cause_on=None,
            due_on=return_by,
        )
        clawback_id = ordered.id
    await save_change(
        settlement, state="CONFIRMED", live_key=None, paid_krw=paid, confirmed_krw=confirmed_krw,
        excess_krw=excess.total_krw, clawback_id=clawback_id, note=note, decided_at=clock.now(),
        decided_by=actor.name,
    )  # fmt: skip
    await step_to(actor, application, "SETTLED")
    title = f"정산 확정(반납 {excess.total_krw:,}원, 기한 {return_by})" if excess.total_krw else "정산 확정"
    await serve_notice(actor, subject=about(application), notice=NoticeDraft(kind="SETTLEMENT", title=title))
    happened = SettlementMoved(state="CONFIRMED", confirmed_krw=confirmed_krw, excess_krw=excess.total_krw)
    await _tell(happened, settlement)
    return settlement


async def _submitted(actor: Actor, settlement_id: UUID, version: int) -> ProjectSettlement:
    settlement = await load_for_change(ProjectSettlement, actor, settlement_id, version)
    if settlement.state != "SUBMITTED":
        raise SettlementNotInState(state=settlement.state, needed="SUBMITTED")
    return settlement


async def _paid(application_id: UUID) -> tuple[UUID | None, int]:
    """The support record of an application, and what was paid on it and not returned, in won."""
    rows = await current().fetch(
        "select id, paid_krw - returned_krw as paid from support_record where application_id = $1"
        " order by id limit 1 for update",
        application_id,
    )
    return (rows[0]["id"], int(rows[0]["paid"])) if rows else (None, 0)


def _require_applicant(actor: Actor, agreement: Agreement) -> None:
    theirs = agreement.firm_id in actor.firm_ids if agreement.firm_id else agreement.person_id == actor.person_id
    for_them = actor.kind == "official" and actor.may(ENTER)
    if not (for_them or (actor.kind in {"firm", "person"} and theirs)):
        raise NotAParty(scope=ENTER)


async def _tell(happened: Event, settlement: ProjectSettlement) -> None:
    record = about(settlement)
    await append(
        happened,
        subject=record.id,
        firms=record.firms,
        persons=record.persons,
        program=record.program_code,
        district=record.district_code,
    )
