"""Selecting exporters: the decision on an application, told to the firm with a notice."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.applications.decisions import FactUsed, Ruling, decide
from majung.applications.models import Application
from majung.applications.steps import load_application
from majung.notices.writes import NoticeDraft, serve_notice
from majung.programs.models import Call, EditionRules
from majung.programs.writes import rules_in_force
from majung.records import about
from majung.storage.transaction import current, write
from majung.support.writes import SupportGiven
from majung_export_costs.errors import ExportsOutsideRange
from majung_export_costs.program import CODE, TITLE
from majung_export_costs.rules import ExportCostRules, is_exporter
from majung_export_costs.scopes import SELECT

RESULT = "RESULT"
"""The kind of notice whose service opens the window of an objection."""


@write
async def select_exporter(actor: Actor, *, application_id: UUID, version: int) -> Application:
    """Select a firm whose exports of last year are within the edition's range (permission ``export_costs.select``).

    What it may claim at most in the year is what its support record says was decided.
    """
    actor.require(SELECT)
    application = await load_application(actor, application_id, version, CODE)
    in_force, rules = await rules_of(application)
    exports = Decimal(str(application.answers["exports_last_year_usd"]))
    if not is_exporter(exports, rules):
        most = "∞" if rules.most_exports_usd is None else rules.most_exports_usd
        raise ExportsOutsideRange(given=exports, least=rules.least_exports_usd, most=most)
    fact = FactUsed(name="exports_last_year_usd", value=str(exports), source="application", on=clock.today())
    ruling = Ruling(outcome="SELECTED", reason_codes=("EXPORTER",), facts=(fact,), rules_id=in_force.id)
    given = SupportGiven(
        decided_krw=rules.year_cap_krw or 0, purpose=TITLE.ko, period_from=rules.costs_from, period_to=rules.costs_to
    )
    await decide(actor, application=application, ruling=ruling, action="select", support=given)
    notice = NoticeDraft(kind=RESULT, title=f"{TITLE.ko} 선정 결과: 선정")
    await serve_notice(actor, subject=about(application), notice=notice)
    return application


@write
async def reject_exporter(
    actor: Actor, *, application_id: UUID, version: int, reason_codes: Sequence[str], note: str = ""
) -> Application:
    """Reject a firm with reasons (permission ``applications.decide``); with the notice its time to object begins."""
    application = await load_application(actor, application_id, version, CODE)
    in_force, _ = await rules_of(application)
    ruling = Ruling(outcome="REJECTED", reason_codes=reason_codes, rules_id=in_force.id, note=note)
    await decide(actor, application=application, ruling=ruling, action="reject")
    notice = NoticeDraft(kind=RESULT, title=f"{TITLE.ko} 선정 결과: 미선정", body=note)
    await serve_notice(actor, subject=about(application), notice=notice)
    return application


async def rules_of(application: Application) -> tuple[EditionRules, ExportCostRules]:
    """The rule data in force today in the edition of an application's call, with the version they come from."""
    call = await Call.get(id=application.call_id, using_db=current().connection)
    assert call.edition_id is not None, "calls of a plugin's program have an edition"
    return await rules_in_force(call.edition_id, clock.today(), ExportCostRules)
