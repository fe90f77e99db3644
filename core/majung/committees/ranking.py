"""Ranking what a committee scored: selected within places or budget, kept in reserve, rejected; reserves moved up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.applications.decisions import FactUsed, Ruling, decide
from majung.applications.lifecycle import DECIDE
from majung.applications.models import Application, Decision
from majung.applications.steps import leading_to
from majung.committees import rules
from majung.committees.errors import AmountMissing, CommitteeNotInState, NothingToRank, PlacesOrBudget
from majung.committees.events import ApplicationsRanked
from majung.committees.models import Committee, Evaluation, Rubric
from majung.committees.rubrics import rubric_of
from majung.events.event import append
from majung.notices.writes import NoticeDraft, serve_notice
from majung.records import about
from majung.storage.transaction import current, load_for_change, save_change, write
from majung.support.writes import SupportGiven

RESULT = "RESULT"
"""The kind of notice that tells a result; periods of objection count from its service."""

_TITLES = {"SELECTED": "선정 결과 안내: 선정", "RESERVE": "선정 결과 안내: 예비", "REJECTED": "선정 결과 안내: 미선정"}


@dataclass(frozen=True, kw_only=True)
class Room:
    """What there is to give: a number of places, or a budget in won with what each application would get."""

    places: int | None = None
    budget_krw: int | None = None
    amounts: Mapping[UUID, int] = field(default_factory=dict)
    reserves: int = 0


@write
async def rank_applications(actor: Actor, *, committee_id: UUID, version: int, room: Room) -> list[Evaluation]:
    """Decide on everything a committee scored: best first, as far as places or budget reach, then reserves.

    Each decision has its reasons, its facts and its notice. Refuses a full tie across an edge.
    """
    actor.require(DECIDE)
    committee = await load_for_change(Committee, actor, committee_id, version)
    if committee.state != "CLOSED":
        raise CommitteeNotInState(state=committee.state, needed="CLOSED")
    connection = current().connection
    rows = await Evaluation.filter(committee_id=committee.id).order_by("id").using_db(connection)
    waiting = Application.filter(id__in=[r.application_id for r in rows], spine="EVALUATING").using_db(connection)
    applications = {a.id: a for a in await waiting.order_by("id").select_for_update()}
    rows = [row for row in rows if row.application_id in applications]  # others were withdrawn meanwhile
    if not rows:
        raise NothingToRank
    rubric = rubric_of(await Rubric.get(id=committee.rubric_id, using_db=connection))
    results = {str(row.application_id): _result(row) for row in rows}
    places = _places(rubric, results, room)
    ranked = {one.application: one for one in rules.ranking(rubric, results, places, room.reserves)}
    for row in rows:
        one = ranked[str(row.application_id)]
        amount = room.amounts.get(row.application_id)
        decision = await _decide(actor, applications[row.application_id], row, one.place, amount)
        await save_change(
            row, rank=one.rank, place=one.place.value, amount_krw=amount, decision_id=decision.id
        )  # fmt: skip
    await save_change(committee, state="RANKED")
    counts = {place: sum(one.place is place for one in ranked.values()) for place in rules.Place}
    happened = ApplicationsRanked(
        selected=counts[rules.Place.SELECTED],
        reserve=counts[rules.Place.RESERVE],
        rejected=counts[rules.Place.REJECTED],
    )
    await append(happened, subject=committee.id, program=committee.program_code)
    return rows


async def promote_reserve(actor: Actor, *, call_id: UUID) -> Application | None:
    """A place became free: the best application in reserve of the call is selected; None when there is none.

    Called by the write that frees the place, in its transaction.
    """
    found = await current().fetch(
        "select e.id, e.application_id from evaluation e join application a on a.id = e.application_id"
        " where a.call_id = $1 and a.spine = 'RESERVE' and e.place = 'RESERVE' order by e.rank, e.id limit 1"
        " for update of e, a",
        call_id,
    )
    if not found:
        return None
    connection = current().connection
    row = await Evaluation.get(id=found[0]["id"], using_db=connection)
    application = await Application.get(id=found[0]["application_id"], using_db=connection)
    decision = await _decide(actor, application, row, rules.Place.SELECTED, row.amount_krw)
    await save_change(row, place="SELECTED", decision_id=decision.id)
    return application


def _places(rubric: rules.Rubric, results: Mapping[str, rules.Result], room: Room) -> int:
    if (room.places is None) == (room.budget_krw is None):
        raise PlacesOrBudget
    if room.places is not None:
        return room.places
    best = rules.best_first(rubric, results)
    for name in best:
        if room.amounts.get(UUID(name), 0) <= 0:
            raise AmountMissing(application=f"app_{name}")
    return rules.places_within([room.amounts[UUID(name)] for name in best], room.budget_krw or 0)


async def _decide(
    actor: Actor, application: Application, row: Evaluation, place: rules.Place, amount: int | None
) -> Decision:
    step = leading_to(application, place.value)
    reasons = ["NO_PLACE" if row.passed else "BELOW_PASS_MARK"] if place is rules.Place.REJECTED else []
    facts = [FactUsed(name="average", value=str(row.average), source="committee", on=clock.today())]
    support = SupportGiven(decided_krw=amount) if amount and place is rules.Place.SELECTED else None
    ruling = Ruling(outcome=place.value, reason_codes=reasons, facts=facts)
    decision = await decide(actor, application=application, ruling=ruling, action=step.action, support=support)
    await serve_notice(actor, subject=about(application), notice=NoticeDraft(kind=RESULT, title=_TITLES[place.value]))
    return decision


def _result(row: Evaluation) -> rules.Result:
    return rules.Result(
        average=Fraction(row.average_exact),
        passed=row.passed,
        counted=tuple(row.counted),
        dropped=tuple(row.dropped),
        by_criterion={code: Fraction(points) for code, points in row.by_criterion.items()},
    )
