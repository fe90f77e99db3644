"""Decisions on applications of both programs, told with a notice from which the time to object runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

import msgspec

from majung import clock
from majung.access.actor import Actor
from majung.applications.decisions import FactUsed, Ruling, decide
from majung.applications.models import Application
from majung.notices.writes import NoticeDraft, serve_notice
from majung.persons.models import Person
from majung.persons.rules import international_age
from majung.programs.models import Call, EditionRules
from majung.programs.writes import rules_in_force
from majung.records import about
from majung.storage.transaction import current, find_row, load_for_change, write
from majung.support.models import SupportRecord
from majung.support.writes import SupportGiven
from majung_jobs.writes.steps import PLATFORM
from majung_midlife_jobs.errors import (
    AgeOutside,
    BirthDateMissing,
    EmployeesOutside,
    IncomeAbove,
    MedianIncomeMissing,
    NotResident,
    NotSelectedHere,
)
from majung_midlife_jobs.program import ALLOWANCE, ALLOWANCE_TITLE, INCENTIVE, INCENTIVE_TITLE
from majung_midlife_jobs.rules.ages import within
from majung_midlife_jobs.rules.allowance import AllowanceRules, most_income
from majung_midlife_jobs.rules.incentive import IncentiveRules
from majung_midlife_jobs.scopes import SELECT

R = TypeVar("R", bound=msgspec.Struct)

_MEMBER = "select 1 from district where code = $1 and member"


@write
async def select_searcher(actor: Actor, *, application_id: UUID, version: int) -> Application:
    """Select a person for the allowance (``midlife_jobs.select``): age, residence and the household's income."""
    actor.require(SELECT)
    application = await load_for_change(Application, actor, application_id, version)
    in_force, rules = await rules_of(application, ALLOWANCE, AllowanceRules)
    person = await find_row(Person, actor, UUID(str(application.person_id)))
    age = require_age(person.birth_date, rules.ages_on, rules.age_from, rules.age_to)
    if not await current().fetch(_MEMBER, person.district_code):
        raise NotResident
    size, income = int(application.answers["household_size"]), int(application.answers["income_month_krw"])
    most = most_income(size, rules)
    if most is None:
        raise MedianIncomeMissing(size=size)
    if income > most:
        raise IncomeAbove(size=size, income=f"{income:,}", pct=rules.income_pct, most=f"{most:,}")
    facts = _facts(age=age, household_size=size, income_month_krw=income, most_income_krw=most)
    given = SupportGiven(
        decided_krw=rules.cap_krw, purpose=ALLOWANCE_TITLE.ko, period_from=rules.costs_from, period_to=rules.costs_to
    )
    await _select(actor, application, in_force, facts, given, ALLOWANCE_TITLE.ko)
    return application


@write
async def select_employer(actor: Actor, *, application_id: UUID, version: int) -> Application:
    """Select a firm for the incentive (``midlife_jobs.select``): the number of its regular employees."""
    actor.require(SELECT)
    application = await load_for_change(Application, actor, application_id, version)
    in_force, rules = await rules_of(application, INCENTIVE, IncentiveRules)
    employees = int(application.answers["employees"])
    if not rules.least_employees <= employees <= rules.most_employees:
        raise EmployeesOutside(given=employees, least=rules.least_employees, most=rules.most_employees)
    hires = min(int(application.answers["planned_hires"]), rules.most_hires)
    given = SupportGiven(
        decided_krw=hires * min(rules.firm_cap_krw, rules.firm_month_krw * rules.months),
        purpose=INCENTIVE_TITLE.ko,
        period_from=rules.hired_from,
    )
    await _select(actor, application, in_force, _facts(employees=employees), given, INCENTIVE_TITLE.ko)
    return application


@write
async def reject(
    actor: Actor, *, application_id: UUID, version: int, reason_codes: Sequence[str], note: str = ""
) -> Application:
    """Reject an application of either program, with reasons (permission ``applications.decide``)."""
    application = await load_for_change(Application, actor, application_id, version)
    titles = {ALLOWANCE: ALLOWANCE_TITLE, INCENTIVE: INCENTIVE_TITLE}
    if application.program_code not in titles:
        raise NotSelectedHere(program=f"{ALLOWANCE}, {INCENTIVE}", state=application.program_code)
    await decide(
        actor, application=application, ruling=Ruling(outcome="REJECTED", reason_codes=reason_codes, note=note),
        action="reject",
    )  # fmt: skip
    notice = NoticeDraft(kind="RESULT", title=f"{titles[application.program_code].ko} 선정 결과: 미선정", body=note)
    await serve_notice(actor, subject=about(application), notice=notice)
    return application


async def rules_of(application: Application, program: str, kind: type[R]) -> tuple[EditionRules, R]:
    """The rule data in force today of an application of this program, with the version they come from."""
    if application.program_code != program:
        raise NotSelectedHere(program=program, state=application.program_code)
    call = await Call.get(id=application.call_id, using_db=current().connection)
    assert call.edition_id is not None, "calls of a plugin's program have an edition"
    return await rules_in_force(call.edition_id, clock.today(), kind)


def require_age(birth: date | None, on: date, age_from: int, age_to: int) -> int:
    """The person's age on a day; refused where it is not known or outside."""
    if birth is None:
        raise BirthDateMissing
    age = international_age(birth, on)
    if not within(birth, on, age_from, age_to):
        raise AgeOutside(age=age, on=on, age_from=age_from, age_to=age_to)
    return age


async def require_selected(actor: Actor, application_id: UUID, program: str) -> Application:
    """A selected application of a program that the actor sees, locked for what follows from it."""
    application = await find_row(Application, actor, application_id, lock=True)
    if application.program_code != program or application.state != "SELECTED":
        raise NotSelectedHere(program=program, state=application.state)
    return application


async def hold_person(person_id: UUID | None) -> None:
    """Let whatever is claimed for a person wait until this transaction ends; rows about them may still be added."""
    await current().fetch("select 1 from person where id = $1 for no key update", person_id)


async def require_alive(support_record_id: UUID) -> None:
    """Refuse what follows from a support record that was cancelled or is clawed back."""
    record = await find_row(SupportRecord, PLATFORM, support_record_id, lock=True)
    if record.status in {"CANCELLED", "CLAWED_BACK"}:
        raise NotSelectedHere(program=record.program_code, state=record.status)


async def _select(
    actor: Actor,
    application: Application,
    in_force: EditionRules,
    facts: list[FactUsed],
    given: SupportGiven,
    title: str,
) -> None:
    ruling = Ruling(outcome="SELECTED", reason_codes=("QUALIFIED",), facts=facts, rules_id=in_force.id)
    await decide(actor, application=application, ruling=ruling, action="select", support=given)
    notice = NoticeDraft(kind="RESULT", title=f"{title} 선정 결과: 선정")
    await serve_notice(actor, subject=about(application), notice=notice)


def _facts(**values: int) -> list[FactUsed]:
    return [FactUsed(name=name, value=value, source="application", on=clock.today()) for name, value in values.items()]
