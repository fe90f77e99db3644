"""The centre's part of the demonstration: supported hires, allowances, plans, and 37 experience jobs of 12 si/gun."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor, system
from majung.applications.models import Application
from majung.applications.preparer import Helper
from majung.applications.writes import Applicant, move_application, save_draft, start_application, submit_application
from majung.clock import SEOUL, clock_at
from majung.evidence.rules import Evidence
from majung.money.claim_writes import approve_claim
from majung.money.payment_writes import pay_claims
from majung.money.writes import allow_call, create_budget_line
from majung.plugin.contract import DemoProvince, DemoShare
from majung.programs.call_writes import CallDraft
from majung.programs.writes import create_call, create_edition, publish_call, set_edition_rules
from majung.storage.database import Database
from majung.storage.transaction import current
from majung_midlife_jobs.models import IncentiveHire
from majung_midlife_jobs.program import ALLOWANCE, ALLOWANCE_TITLE, INCENTIVE, INCENTIVE_TITLE, TITLE
from majung_midlife_jobs.reference import edition
from majung_midlife_jobs.rules.incentive import month_of
from majung_midlife_jobs.writes.claiming import claim_months
from majung_midlife_jobs.writes.deciding import select_employer, select_searcher
from majung_midlife_jobs.writes.hires import enter_hire, report_month
from majung_midlife_jobs.writes.people import PlanStep, ProjectDraft, join_project, make_plan, offer_project
from majung_midlife_jobs.writes.searching import claim_search_cost

ACTOR = system("demo")
YEAR = 2026
HIRES, SEARCHERS, PLANS, PROJECTS = 16, 10, 20, 37
_AGE = "date_part('year', age({on}, p.birth_date)) between 41 and 68"

_HIRED = f"""
select distinct on (r.firm_id) r.id, r.firm_id, r.person_id, r.start_on
from jobs_referral r join person p on p.id = r.person_id
where r.left_on is null and r.start_on between $1 and $2 and {_AGE.format(on="r.start_on")}
order by r.firm_id, r.start_on, r.id limit $3
"""
_SEEKING = f"""
select s.id, s.person_id from jobs_seeker s join person p on p.id = s.person_id
join district d on d.code = p.district_code and d.member
where s.state = 'ACTIVE' and {_AGE.format(on="$1::date")} order by s.id limit $2
"""
_DISTRICTS = "select code from district where member order by code limit 12"
_CLAIMS = "select id, version from claim where program_code = $1 and status = 'SUBMITTED' order by submitted_at, id"


async def fill(database: Database, province: DemoProvince) -> AsyncIterator[int]:
    """Few of everything, through the centre's own writes."""
    seekers = await current().fetch(_SEEKING, clock.today(), PLANS)
    incentive, line = await _announce(INCENTIVE, INCENTIVE_TITLE.ko, "incentive_2026")
    yield 4
    until = min(date(YEAR, 12, 31), clock.today() - timedelta(days=40))
    for row in await current().fetch(_HIRED, date(YEAR, 1, 10), until, HIRES):
        yield await _hire(row, incentive)
    yield await _pay(INCENTIVE, line)
    allowance, line = await _announce(ALLOWANCE, ALLOWANCE_TITLE.ko, "allowance_2026")
    for number, seeker in enumerate(seekers[:SEARCHERS]):
        yield await _search(seeker["person_id"], allowance, number)
    yield await _pay(ALLOWANCE, line)
    for number, seeker in enumerate(seekers):
        steps = [PlanStep(words="이력서 보완"), PlanStep(words="자격증 과정 수강")]
        await make_plan(ACTOR, seeker_id=seeker["id"], aim="REEMPLOYMENT" if number % 4 else "STARTUP", steps=steps)
        yield 1
    yield await _projects([seeker["person_id"] for seeker in seekers])


async def _announce(program: str, title: str, rules: str) -> tuple[UUID, UUID]:
    with clock_at(datetime(YEAR, 1, 5, 9, tzinfo=SEOUL)):
        made = await create_edition(ACTOR, program_code=program, year=YEAR)
        await set_edition_rules(ACTOR, edition_id=made.id, data=edition(rules), valid_from=date(YEAR, 1, 1))
        line = await create_budget_line(
            ACTOR, edition_id=made.id, code=program, fund_source="PROVINCE", amount_krw=610_000_000, title=title
        )
        draft = CallDraft(
            title=f"{YEAR}년 {title} 모집 공고",
            number=f"공고 제{YEAR}-{len(title)}호",
            opens_at=datetime(YEAR, 1, 5, 9, tzinfo=SEOUL),
            closes_at=datetime(YEAR, 12, 20, 18, tzinfo=SEOUL),
        )
        call = await create_call(ACTOR, edition_id=made.id, draft=draft)
        await allow_call(ACTOR, call_id=call.id, line_id=line.id)
        await publish_call(ACTOR, call_id=call.id, version=call.version)
        return call.id, line.id


async def _hire(row: dict[str, Any], call_id: UUID) -> int:
    """A firm that applies before the hire, and every month that is over and was worked."""
    agent = Actor(kind="firm", name="firm:demo", firm_ids=frozenset({row["firm_id"]}))
    with clock_at(datetime(YEAR, 1, 8, 10, tzinfo=SEOUL)):
        application = await _apply(
            agent, call_id, Applicant(firm_id=row["firm_id"]), {"employees": 20, "planned_hires": 1}
        )
        await select_employer(ACTOR, application_id=application, version=await _version(application))
    hire = await enter_hire(
        ACTOR, application_id=application, person_id=row["person_id"], hired_on=row["start_on"], referral_id=row["id"]
    )
    written = 8
    for number in range(1, 11):
        if month_of(row["start_on"], number)[1] >= clock.today():
            break
        await report_month(ACTOR, hire_id=hire.id, number=number, insured=number % 7 != 5, wage_krw=2_400_000)
        written += 1
    hire = await IncentiveHire.get(id=hire.id, using_db=current().connection)
    if written - 8 >= 4:
        await claim_months(ACTOR, hire_id=hire.id, version=hire.version)
    return written


async def _search(person_id: UUID, call_id: UUID, number: int) -> int:
    """A person who applies; of those who are selected, a claim of books or of an interview."""
    oneself = Actor(kind="person", name="person:demo", person_id=person_id)
    with clock_at(datetime(YEAR, 4, 8, 10, tzinfo=SEOUL)):
        answers = {"household_size": 1 + number % 4, "income_month_krw": 2_000_000, "search_plan": "주 2회 상담"}
        application = await _apply(oneself, call_id, Applicant(person_id=person_id), answers)
        if number % 5 == 4:
            return 4
        await select_searcher(ACTOR, application_id=application, version=await _version(application))
        receipt = Evidence(
            kind="CARD_RECEIPT", issuer="남도서점", number=f"MJ{number:04}", dated_on=date(YEAR, 4, 7),
            amount=Decimal(40_000 + 9_000 * number),
        )  # fmt: skip
        kind = "MATERIALS" if number % 2 else "INTERVIEW"
        await claim_search_cost(oneself, application_id=application, kind=kind, receipts=(receipt,))
    return 8


async def _pay(program: str, line_id: UUID) -> int:
    """Approve and pay two of three claims."""
    claims = [row for n, row in enumerate(await current().fetch(_CLAIMS, program)) if n % 3]
    for row in claims:
        await approve_claim(ACTOR, claim_id=row["id"], version=row["version"], line_id=line_id)
    if claims:
        ids = [row["id"] for row in claims]
        await pay_claims(ACTOR, claim_ids=ids, paid_on=clock.today(), reference=f"{program}-1", drawing=True)
    return len(claims)


async def _projects(persons: list[UUID]) -> int:
    districts = [row["code"] for row in await current().fetch(_DISTRICTS)]
    made = []
    for number in range(PROJECTS):
        draft = ProjectDraft(
            district=districts[number % len(districts)],
            title=("도서관 운영 지원", "전통시장 안내", "마을 돌봄", "청년창업 상담")[number % 4],
            places=5 + number % 6,
            wage_month_krw=1_200_000,
            starts_on=date(YEAR, 3, 2),
            ends_on=date(YEAR, 12, 18),
        )
        made.append(await offer_project(ACTOR, draft=draft))
    for project, person_id in zip(made, persons, strict=False):
        await join_project(ACTOR, project_id=project.id, person_id=person_id, joined_on=date(YEAR, 3, 2))
    return len(made) + len(persons)


async def _apply(who: Actor, call_id: UUID, applicant: Applicant, answers: dict[str, object]) -> UUID:
    draft = await start_application(who, call_id=call_id, applicant=applicant)
    await save_draft(who, application_id=draft.id, version=None, answers=answers, helper=Helper(kind="SELF"))
    kind = "BUSINESS_REGISTRATION" if applicant.firm_id else "RESIDENT_CERTIFICATE"
    papers = ({"kind": kind, "title": "증빙", "issued_on": f"{YEAR}-01-04" if applicant.firm_id else f"{YEAR}-04-04"},)
    await submit_application(who, application_id=draft.id, version=None, documents=papers)
    for action in ("begin_screening", "begin_evaluation"):
        await move_application(ACTOR, application_id=draft.id, version=await _version(draft.id), action=action)
    return draft.id


async def _version(application_id: UUID) -> int:
    return (await Application.get(id=application_id, using_db=current().connection)).version


SHARE = DemoShare(title=TITLE, fill=fill)
