"""Visits, score sheets, the committee's result, and the ranking of a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.applications.errors import StepNotPossible
from majung.applications.models import Application, Decision
from majung.applications.steps import load_application, take_step
from majung.applications.writes import FactUsed, Ruling, decide
from majung.committees import rules as scoring
from majung.committees.rules import Place, Result, Rubric, Sheet
from majung.errors import InvalidValue
from majung.identifiers import refuse_resident_number
from majung.programs.models import Call
from majung.storage.transaction import current, find_row, save_change, write
from majung_growth_fund.models import CommitteeResult, ScoreSheet, SiteVisit
from majung_growth_fund.reads.products import load_rubric
from majung_growth_fund.rules.lifecycle import DECIDE, EVALUATE
from majung_growth_fund.writes.errors import RubricOfAnotherEdition, ScoringNeedsAccount
from majung_growth_fund.writes.steps import PROGRAM


@dataclass(frozen=True, kw_only=True)
class VisitReport:
    """What was found at the firm's site."""

    visited_on: date
    passed: bool
    factory_found: bool | None = None
    equipment_found: bool | None = None
    report: str = ""


@write
async def record_visit(actor: Actor, *, application_id: UUID, version: int, visit: VisitReport) -> SiteVisit:
    """Report on a visit; a good one brings the application before the decision, a bad one finds it ineligible."""
    actor.require(EVALUATE)
    refuse_resident_number(visit.report, "report")
    application = await load_application(actor, application_id, version, PROGRAM)
    made = await SiteVisit.create(
        application_id=application.id, by=actor.name, using_db=current().connection, **vars(visit)
    )
    if visit.passed:
        await take_step(actor, application, action="evaluate")
        return made
    fact = FactUsed(name="site_visit", value="FAIL", source=f"site visit of {visit.visited_on}", on=visit.visited_on)
    ruling = Ruling(outcome="INELIGIBLE", reason_codes=["SITE_VISIT"], facts=[fact])
    await decide(actor, application=application, ruling=ruling, action="find_ineligible")
    return made


@write
async def hand_in_sheet(
    actor: Actor,
    *,
    application_id: UUID,
    rubric_id: UUID,
    points: Mapping[str, Decimal],
    recused: bool = False,
    note: str = "",
) -> ScoreSheet:
    """A member's points for an application; handing in again before scoring is closed replaces them.

    A recused member hands in a sheet without points, which does not count.
    """
    actor.require(EVALUATE)
    if actor.account_id is None:
        raise ScoringNeedsAccount
    refuse_resident_number(note, "note")
    application = await load_application(actor, application_id, None, PROGRAM)
    _require_state(application, "hand_in_sheet", "EVALUATING")
    rubric = await _rubric_for(application, rubric_id)
    if not recused:
        scoring.check_sheet(rubric, Sheet(member=actor.name, points=dict(points)))
    values = {
        "rubric_id": rubric_id,
        "member": actor.name,
        "points": {} if recused else {code: str(given) for code, given in points.items()},
        "recused": recused,
        "note": note,
    }
    key = {"application_id": application.id, "account_id": actor.account_id}
    known = await ScoreSheet.get_or_none(**key, using_db=current().connection)
    if known is None:
        return await ScoreSheet.create(**key, **values, using_db=current().connection)
    await save_change(known, **values)
    return known


@write
async def close_scoring(actor: Actor, *, application_id: UUID, version: int, rubric_id: UUID) -> CommitteeResult:
    """Take the sheets that count together; from now on none is changed."""
    actor.require(EVALUATE)
    application = await load_application(actor, application_id, version, PROGRAM)
    rubric = await _rubric_for(application, rubric_id)
    rows = await ScoreSheet.filter(application_id=application.id, rubric_id=rubric_id).using_db(current().connection)
    sheets = [
        Sheet(member=f"{row.member} ({row.account_id})", points={c: Decimal(p) for c, p in row.points.items()})
        for row in rows
        if not row.recused
    ]
    result = scoring.committee_result(rubric, sheets)
    await take_step(actor, application, action="score")
    return await CommitteeResult.create(
        application_id=application.id,
        rubric_id=rubric_id,
        average=_shown(result.average),
        average_exact=str(result.average),
        by_criterion={code: str(points) for code, points in result.by_criterion.items()},
        passed=result.passed,
        counted=[*result.counted],
        dropped=[*result.dropped],
        closed_at=clock.now(),
        by=actor.name,
        using_db=current().connection,
    )


@write
async def rank_call(actor: Actor, *, call_id: UUID, places: int, reserves: int = 0) -> list[CommitteeResult]:
    """Rank the scored applications of a call: the first places may be recommended, the next are kept in reserve.

    Those without a place are rejected. Refuses a full tie across an edge, which only the committee can break.
    """
    actor.require(DECIDE)
    for name, number in (("places", places), ("reserves", reserves)):
        if number < 0:
            raise InvalidValue(field=name, value=number, reason="not below 0; 0 이상이어야 합니다")
    await find_row(Call, actor, call_id)
    connection = current().connection
    applications = {
        row.id: row
        for row in await Application.filter(call_id=call_id, state="SCORED").using_db(connection).select_for_update()
    }
    rows = await CommitteeResult.filter(application_id__in=list(applications)).using_db(connection)
    if not rows:
        return []
    rubric = await load_rubric(rows[0].rubric_id)
    results = {str(row.application_id): _result(row) for row in rows}
    ranked = {one.application: one for one in scoring.ranking(rubric, results, places, reserves)}
    for row in rows:
        one = ranked[str(row.application_id)]
        await save_change(row, rank=one.rank, place=one.place.value)
        if one.place is not Place.SELECTED:
            await _decide_place(actor, applications[row.application_id], row, one.place)
    return rows


@write
async def reject(actor: Actor, *, application_id: UUID, version: int, reason_code: str, note: str = "") -> Decision:
    """Do not recommend an application."""
    actor.require(DECIDE)
    application = await load_application(actor, application_id, version, PROGRAM)
    ruling = Ruling(outcome="REJECTED", reason_codes=[reason_code], note=note)
    return await decide(actor, application=application, ruling=ruling, action="reject")


async def _decide_place(actor: Actor, application: Application, row: CommitteeResult, place: Place) -> None:
    fact = FactUsed(name="average", value=str(row.average), source="committee", on=clock.today())
    kept = place is Place.RESERVE
    ruling = Ruling(
        outcome="RESERVE" if kept else "REJECTED",
        reason_codes=[] if kept else ["NO_PLACE" if row.passed else "BELOW_PASS_MARK"],
        facts=[fact],
    )
    await decide(actor, application=application, ruling=ruling, action="keep_in_reserve" if kept else "reject")


async def _rubric_for(application: Application, rubric_id: UUID) -> Rubric:
    """The rubric, if it belongs to the edition whose call is applied for: nobody picks an easier one."""
    rubric = await load_rubric(rubric_id)
    rows = await current().fetch(
        "select 1 from growth_fund_rubric r join call c on c.edition_id = r.edition_id where r.id = $1 and c.id = $2",
        rubric_id,
        application.call_id,
    )
    if not rows:
        raise RubricOfAnotherEdition(rubric=rubric.code)
    return rubric


def _result(row: CommitteeResult) -> Result:
    return Result(
        average=Fraction(row.average_exact),
        passed=row.passed,
        counted=tuple(row.counted),
        dropped=tuple(row.dropped),
        by_criterion={code: Fraction(points) for code, points in row.by_criterion.items()},
    )


def _shown(average: Fraction) -> Decimal:
    return (Decimal(average.numerator) / Decimal(average.denominator)).quantize(Decimal("0.0001"))


def _require_state(application: Application, action: str, *states: str) -> None:
    if application.state not in states:
        raise StepNotPossible(state=application.state, action=action, possible=", ".join(states))
