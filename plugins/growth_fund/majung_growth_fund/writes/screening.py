"""Screening: the request fixed, facts entered from papers, the need checked, eligibility judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.applications.models import Application, Decision
from majung.applications.steps import load_application, take_step
from majung.applications.writes import FactUsed, Ruling, decide
from majung.errors import InvalidValue
from majung.identifiers import refuse_resident_number
from majung.programs.models import Call
from majung.programs.writes import rules_in_force
from majung.storage.transaction import current, save_change, write
from majung.support.reads import overlaps
from majung.support.rules import OverlapLevels
from majung_growth_fund.models import CheckedFact, LoanRequest
from majung_growth_fund.reads.facts import Judged, facts_of, read_fact
from majung_growth_fund.reads.products import StoredProduct, find_product, load_product
from majung_growth_fund.reads.sources import fetch
from majung_growth_fund.rules.edition import FundRules
from majung_growth_fund.rules.eligibility import eligibility
from majung_growth_fund.rules.facts import Asked, FirmFacts, Overlap
from majung_growth_fund.rules.findings import Finding, Needs, Outcome
from majung_growth_fund.rules.lifecycle import SCREEN
from majung_growth_fund.rules.products import Purpose, Route
from majung_growth_fund.writes.errors import BankNotKnown, ConditionsOpen, ProductNotEntered
from majung_growth_fund.writes.steps import PROGRAM


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What staff read in a paper: a fact by name, its value as text, the paper, its day, and how long it counts."""

    name: str
    value: str
    source: str
    as_of: date
    valid_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """Everything an eligibility decision rests on."""

    findings: tuple[Finding, ...]
    facts: FirmFacts
    rules_id: UUID


@write
async def begin_screening(actor: Actor, *, application_id: UUID, version: int) -> Application:
    """Take a submitted application up; what it asks for is fixed from its answers."""
    application = await load_application(actor, application_id, version, PROGRAM)
    await take_step(actor, application, action="screen")
    await request_of(application)
    return application


@write
async def enter_fact(actor: Actor, *, application_id: UUID, paper: Paper) -> CheckedFact:
    """Keep what a paper says (tax certificate, factory register …); a newer paper replaces an older one."""
    actor.require(SCREEN)
    application = await load_application(actor, application_id, None, PROGRAM)
    read_fact(paper.name, paper.value)
    refuse_resident_number(paper.source, "source")
    values = {name: value for name, value in vars(paper).items() if name != "name"} | {"by": actor.name}
    connection = current().connection
    known = await CheckedFact.get_or_none(application_id=application.id, name=paper.name, using_db=connection)
    if known is None:
        return await CheckedFact.create(application_id=application.id, name=paper.name, using_db=connection, **values)
    await save_change(known, **values)
    return known


@write
async def check_need(
    actor: Actor, *, application_id: UUID, facility_need_krw: int, working_need_krw: int, version: int | None = None
) -> LoanRequest:
    """Enter the need that the firm's papers show for each purpose, in won; `version` is the application's."""
    actor.require(SCREEN)
    for name, amount in (("facility_need_krw", facility_need_krw), ("working_need_krw", working_need_krw)):
        if amount < 0:
            raise InvalidValue(field=name, value=amount, reason="not below 0 won / 0원 이상이어야 합니다")
    application = await load_application(actor, application_id, version, PROGRAM)
    request = await request_of(application)
    await save_change(
        request, facility_need_krw=facility_need_krw, working_need_krw=working_need_krw, need_checked=True
    )
    return request


@write
async def judge_eligibility(
    actor: Actor, *, application_id: UUID, version: int, accepted: Mapping[str, str], visit: bool = False
) -> Decision:
    """Judge every condition: the firm is found ineligible, or goes on to the visit of its site or the decision.

    `accepted` holds, for conditions that only staff can decide, why they may pass. Refuses while others are open.
    """
    actor.require(SCREEN)
    application = await load_application(actor, application_id, version, PROGRAM)
    request = await request_of(application)
    judged = await judge(application, request, await load_product(request.product_id))
    failed = [finding.code for finding in judged.findings if finding.outcome is Outcome.FAIL]
    open_ones = [finding for finding in judged.findings if _open(finding, accepted)]
    if not failed and open_ones:
        shown = "; ".join(f"{finding.code}: {finding.reason.ko} / {finding.reason.en}" for finding in open_ones)
        raise ConditionsOpen(conditions=shown)
    note = "; ".join(f"{code}: {why}" for code, why in accepted.items())
    refuse_resident_number(note, "accepted")
    ruling = Ruling(
        outcome="INELIGIBLE" if failed else "ELIGIBLE",
        reason_codes=failed,
        facts=kept_with_decision(judged.findings),
        rules_id=judged.rules_id,
        note=note,
    )
    action = "find_ineligible" if failed else "visit" if visit else "evaluate"
    return await decide(actor, application=application, ruling=ruling, action=action)


async def judge(application: Application, request: LoanRequest, stored: StoredProduct) -> Judgement:
    """Every condition of the product for this firm today, with the double-benefit check made now."""
    today = clock.today()
    rules, data = await rules_in_force(stored.edition_id, today, FundRules)
    found = await overlaps(
        program_code=PROGRAM,
        year=stored.product.year,
        purpose=str(application.answers.get("use_of_funds", "")),
        firm_id=request.firm_id,
        levels=OverlapLevels(same_program_same_year=data.same_year, same_purpose=data.same_purpose, sanction="CLEAR"),
    )
    judged = Judged(firm_id=request.firm_id, application_id=application.id, overlap=Overlap(found.level))
    facts = await facts_of(judged, today)
    submitted = application.submitted_at or clock.now()
    asked = Asked(
        route=Route(request.route),
        purposes=frozenset(p for p in Purpose if _asked(request, p) > 0),
        applied_on=submitted.astimezone(clock.SEOUL).date(),
    )
    return Judgement(findings=eligibility(stored.product, facts, asked, today), facts=facts, rules_id=rules.id)


async def request_of(application: Application) -> LoanRequest:
    """What an application asks for; fixed from its answers when it is first needed."""
    connection = current().connection
    known = await LoanRequest.get_or_none(application_id=application.id, using_db=connection)
    if known is not None:
        return known
    answers = application.answers
    product = await product_of_application(application)
    return await LoanRequest.create(
        application_id=application.id,
        firm_id=application.firm_id,
        product_id=product.id,
        bank_id=await bank_id_of(str(answers["bank"])),
        route=answers["route"],
        facility_krw=answers.get("facility_krw") or 0,
        working_krw=answers.get("working_krw") or 0,
        repayment_code=answers["repayment"],
        using_db=connection,
    )


async def product_of_application(application: Application) -> StoredProduct:
    """The product that the application's call offers."""
    call = await Call.get(id=application.call_id)
    code = application.sub_program_code or call.sub_program_code
    found = await find_product(call.edition_id, code)
    if found is None:
        rows = await fetch("select year from edition where id = $1", call.edition_id)
        raise ProductNotEntered(year=rows[0]["year"] if rows else "-", code=code or "-")
    return found


async def bank_id_of(code: str) -> UUID:
    """The institution of a bank by its three digits."""
    rows = await fetch(
        "select id, bank_code from institution where bank_code is not null and active order by bank_code"
    )
    found = {row["bank_code"]: row["id"] for row in rows}
    if code not in found:
        raise BankNotKnown(bank=code, known=", ".join(found))
    return UUID(str(found[code]))


def kept_with_decision(findings: tuple[Finding, ...]) -> list[FactUsed]:
    """Findings as the decision keeps them: each condition with its outcome, then the values it rests on."""
    kept: list[FactUsed] = []
    for finding in findings:
        kept.append(FactUsed(name=finding.code, value=finding.outcome.value, source=finding.reason.en))
        kept += [
            FactUsed(name=fact.name, value=fact.value, source=fact.source or "-", on=fact.as_of)
            for fact in finding.facts
        ]
    return kept


def _open(finding: Finding, accepted: Mapping[str, str]) -> bool:
    by_staff = finding.needs is Needs.STAFF and bool(accepted.get(finding.code, "").strip())
    return finding.outcome is Outcome.UNKNOWN and not by_staff


def _asked(request: LoanRequest, purpose: Purpose) -> int:
    amount: int = request.facility_krw if purpose is Purpose.FACILITY else request.working_krw
    return amount
