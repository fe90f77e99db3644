"""Ages as they are set, counselling plans, and experience jobs of si/gun with their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.districts.reads import resolve
from majung.errors import NotAllowed
from majung.events.event import append
from majung.identifiers import refuse_resident_number
from majung.persons.models import Person
from majung.storage.transaction import current, find_row, load_for_change, save_change, write
from majung_jobs.errors import SeekerOfAnother
from majung_jobs.models import Seeker
from majung_jobs.writes.steps import require_centre, require_party
from majung_midlife_jobs.errors import (
    AgeRangeWrong,
    AgeRuleMissing,
    PlacementOver,
    PlanWrong,
    ProjectFull,
    ProjectOver,
    ProjectWrong,
)
from majung_midlife_jobs.events import ExperienceJoined, PlanMade
from majung_midlife_jobs.models import AgeRule, CounsellingPlan, ExperiencePlacement, ExperienceProject
from majung_midlife_jobs.scopes import PLAN, PROJECTS, SELECT
from majung_midlife_jobs.writes.deciding import require_age

AIMS = ("REEMPLOYMENT", "STARTUP", "RETURN_TO_FARM", "SOCIAL_CONTRIBUTION", "TRAINING")
MOST_STEPS = 20


@dataclass(frozen=True, kw_only=True)
class PlanStep:
    """One step of a plan, with the day by which it is to be done and on which it was."""

    words: str
    due_on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ProjectDraft:
    """An experience job as a si/gun offers it; the wage in won a month."""

    district: str
    title: str
    places: int
    wage_month_krw: int
    starts_on: date
    ends_on: date
    host: str = ""


@write
async def set_ages(actor: Actor, *, valid_from: date, age_from: int, age_to: int, source: str) -> AgeRule:
    """Say who is 신중년 from a day on (permission ``midlife_jobs.select``); the rule of the same day is replaced."""
    actor.require(SELECT)
    if not 0 <= age_from <= age_to <= 120 or valid_from < clock.today():
        raise AgeRangeWrong(given=f"{age_from}-{age_to}, {valid_from}")
    values = {"age_from": age_from, "age_to": age_to, "source": source}
    there = await AgeRule.filter(valid_from=valid_from).using_db(current().connection).select_for_update().first()
    if there is None:
        return await AgeRule.create(valid_from=valid_from, **values, using_db=current().connection)
    await save_change(there, **values)
    return there


@write
async def make_plan(
    actor: Actor,
    *,
    seeker_id: UUID,
    aim: str,
    steps: Sequence[PlanStep],
    strengths: str = "",
    review_on: date | None = None,
) -> CounsellingPlan:
    """Make a tailored plan with a seeker of the age (permission ``midlife_jobs.plan``)."""
    actor.require(PLAN)
    _check_plan(aim, steps, strengths)
    seeker = await find_row(Seeker, actor, seeker_id)
    require_centre(actor, seeker, seeker.centre_id)
    await _require_midlife(await find_row(Person, actor, seeker.person_id), clock.today())
    made = await CounsellingPlan.create(
        seeker_id=seeker.id,
        person_id=seeker.person_id,
        aim=aim,
        strengths=strengths,
        steps=[_stored(step) for step in steps],
        review_on=review_on,
        made_by=actor.name,
        made_at=clock.now(),
        using_db=current().connection,
    )
    await append(PlanMade(aim=aim), subject=made.id, persons=[made.person_id])
    return made


@write
async def change_plan(
    actor: Actor, *, plan_id: UUID, version: int, aim: str, steps: Sequence[PlanStep], review_on: date | None
) -> CounsellingPlan:
    """Change aim, steps and the day of the review of a plan."""
    actor.require(PLAN)
    plan = await load_for_change(CounsellingPlan, actor, plan_id, version)
    _check_plan(aim, steps, "")
    await save_change(plan, aim=aim, steps=[_stored(step) for step in steps], review_on=review_on)
    await append(PlanMade(aim=aim), subject=plan.id, persons=[plan.person_id])
    return plan


@write
async def offer_project(actor: Actor, *, draft: ProjectDraft) -> ExperienceProject:
    """Offer an experience job of a si/gun (``midlife_jobs.projects``); officials of a si/gun only their own."""
    actor.require(PROJECTS)
    district = (await resolve(draft.district)).code
    refuse_resident_number(f"{draft.title} {draft.host}", "title")
    for field, wrong in (
        ("title", not draft.title.strip()),
        ("district", district is None or bool(actor.districts and district not in actor.districts)),
        ("places", not 1 <= draft.places <= 1000),
        ("wageMonthKrw", draft.wage_month_krw < 0),
        ("endsOn", draft.ends_on < draft.starts_on),
    ):
        if wrong:
            raise ProjectWrong(field=field, path=(field,))
    values: Mapping[str, object] = {**vars(draft), "district": None}
    return await ExperienceProject.create(
        **{name: value for name, value in values.items() if name != "district"},
        district_code=district,
        year=draft.starts_on.year,
        using_db=current().connection,
    )


@write
async def join_project(
    actor: Actor, *, project_id: UUID, person_id: UUID, joined_on: date, seeker_id: UUID | None = None
) -> ExperiencePlacement:
    """Give a person of the age a place in an experience job (``midlife_jobs.projects``)."""
    require_party(actor, PROJECTS)
    person = await find_row(Person, actor, person_id, lock=True)
    project = await find_row(ExperienceProject, actor, project_id, lock=True)
    if project.closed_at is not None or not project.starts_on <= joined_on <= project.ends_on:
        raise ProjectOver(on=project.ends_on)
    if actor.districts and project.district_code not in actor.districts:
        raise NotAllowed(scope=PROJECTS, actor=actor.name)
    await _require_midlife(person, joined_on)
    if project.taken >= project.places:
        raise ProjectFull(places=project.places)
    if seeker_id is not None:
        seeker = await find_row(Seeker, actor, seeker_id)
        if seeker.person_id != person.id:
            raise SeekerOfAnother(number=seeker.number, path=("seeker",))
    made = await ExperiencePlacement.create(
        project_id=project.id,
        person_id=person.id,
        seeker_id=seeker_id,
        district_code=project.district_code,
        joined_on=joined_on,
        live_key=person.id,
        entered_by=actor.name,
        using_db=current().connection,
    )
    await save_change(project, taken=project.taken + 1)
    joined = ExperienceJoined(project_id=project.id)
    await append(joined, subject=made.id, persons=[person.id], district=project.district_code)
    return made


@write
async def end_placement(actor: Actor, *, placement_id: UUID, version: int, ended_on: date) -> ExperiencePlacement:
    """Taking part ends; before the project's end its place is free again."""
    require_party(actor, PROJECTS)
    placement = await load_for_change(ExperiencePlacement, actor, placement_id, version)
    project = await find_row(ExperienceProject, actor, placement.project_id, lock=True)
    last = min(clock.today(), project.ends_on)
    if placement.ended_on is not None or not placement.joined_on <= ended_on <= last:
        raise PlacementOver(last=last)
    await save_change(placement, ended_on=ended_on, live_key=None)
    if ended_on < project.ends_on:
        await save_change(project, taken=project.taken - 1)
    return placement


async def _require_midlife(person: Person, on: date) -> None:
    """Refuse a person who is not of the ages in force on a day."""
    rule = await AgeRule.filter(valid_from__lte=on).using_db(current().connection).order_by("-valid_from").first()
    if rule is None:
        raise AgeRuleMissing(on=on)
    require_age(person.birth_date, on, rule.age_from, rule.age_to)


def _check_plan(aim: str, steps: Sequence[PlanStep], strengths: str) -> None:
    for text in (strengths, *(step.words for step in steps)):
        refuse_resident_number(text, "steps")
    good = aim in AIMS and 0 < len(steps) <= MOST_STEPS
    if not good or any(not step.words.strip() or len(step.words) > 500 for step in steps):
        raise PlanWrong(aims=", ".join(AIMS), most=MOST_STEPS)


def _stored(step: PlanStep) -> dict[str, str | None]:
    return {
        "words": step.words,
        "due_on": step.due_on.isoformat() if step.due_on else None,
        "done_on": step.done_on.isoformat() if step.done_on else None,
    }
