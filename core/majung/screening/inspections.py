"""Visits to the applicant's place: planned with a day, reported with findings, which move the application on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.applications.decisions import FactUsed, Ruling, decide
from majung.applications.lifecycle import SCREEN
from majung.applications.models import Application
from majung.applications.steps import leading_to, step_to
from majung.deadlines.writes import Due, meet_due, open_due
from majung.errors import NotAllowed
from majung.events.event import Event, append
from majung.identifiers import refuse_resident_number
from majung.records import about
from majung.screening.errors import InspectionNotPlanned, VisitInTheFuture
from majung.screening.events import InspectionPlanned, InspectionReported
from majung.screening.models import Inspection
from majung.storage.transaction import current, load_for_change, save_change, write

REPORT = "inspection.report"
"""The kind of due date of a planned visit."""


@dataclass(frozen=True, kw_only=True)
class InspectionReport:
    """What was found at the applicant's place; `findings` are {code, met, note}."""

    visited_on: date
    passed: bool
    findings: Sequence[Mapping[str, Any]] = ()
    report: str = ""


@write
async def plan_inspection(actor: Actor, *, application_id: UUID, version: int, planned_on: date) -> Inspection:
    """Plan a visit, for oneself; the application waits for it. It is due on its day."""
    application = await load_for_change(Application, actor, application_id, version)
    if actor.account_id is None:
        raise NotAllowed(scope=SCREEN, actor=actor.name)
    if application.spine != "SITE_VISIT":
        await step_to(actor, application, "SITE_VISIT")
    made = await Inspection.create(
        application_id=application.id,
        firm_id=application.firm_id,
        person_id=application.person_id,
        program_code=application.program_code,
        district_code=application.district_code,
        account_id=actor.account_id,
        inspector=actor.name,
        planned_on=planned_on,
        using_db=current().connection,
    )
    due = Due(kind=REPORT, waits_for="OFFICIAL", on=planned_on, account_id=actor.account_id)
    await open_due(actor, about=about(made), due=due)
    await _tell(InspectionPlanned(planned_on=planned_on), made)
    return made


@write
async def report_inspection(actor: Actor, *, inspection_id: UUID, version: int, report: InspectionReport) -> Inspection:
    """Report a visit: a good one brings the application before the committee, a bad one finds it ineligible."""
    inspection = await load_for_change(Inspection, actor, inspection_id, version)
    if inspection.state != "PLANNED":
        raise InspectionNotPlanned(state=inspection.state)
    if report.visited_on > clock.today():
        raise VisitInTheFuture(given=report.visited_on)
    for text in (report.report, *(str(finding) for finding in report.findings)):
        refuse_resident_number(text, "report")
    application = await load_for_change(Application, actor, inspection.application_id, None)
    if report.passed:
        await step_to(actor, application, "EVALUATING")
    else:
        await _find_ineligible(actor, application, report)
    values = vars(report) | {"findings": [dict(finding) for finding in report.findings]}
    await save_change(inspection, state="DONE", **values)
    await meet_due(actor, subject_id=inspection.id, kind=REPORT)
    await _tell(InspectionReported(passed=report.passed), inspection)
    return inspection


async def _find_ineligible(actor: Actor, application: Application, report: InspectionReport) -> None:
    step = leading_to(application, "INELIGIBLE")
    fact = FactUsed(name="inspection", value="FAIL", source=f"inspection of {report.visited_on}", on=report.visited_on)
    ruling = Ruling(outcome="INELIGIBLE", reason_codes=["INSPECTION"], facts=[fact])
    await decide(actor, application=application, ruling=ruling, action=step.action)


async def _tell(happened: Event, inspection: Inspection) -> None:
    record = about(inspection)
    await append(
        happened,
        subject=record.id,
        firms=record.firms,
        persons=record.persons,
        program=record.program_code,
        district=record.district_code,
    )
