"""The fund at work: an edition of 2026 with its products, budget and call, firms, banks, and who works with them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from majung.access.actor import Actor, system
from majung.applications.models import Application
from majung.applications.writes import Applicant, save_draft, start_application, submit_application
from majung.clock import SEOUL, clock_at
from majung.districts.models import District
from majung.firms.models import Certification, Establishment, Firm, FirmYear
from majung.institutions.models import Institution
from majung.money.models import BudgetLine
from majung.money.writes import allow_call, create_budget_line
from majung.programs.call_writes import CallDraft
from majung.programs.declared import use_declarations
from majung.programs.models import Call, Edition
from majung.programs.writes import create_call, create_edition, publish_call, set_edition_rules, sync_programs
from majung.storage.apps import core_apps, core_tables
from majung.storage.database import Database
from majung.storage.ids import uuid7
from majung.storage.migrations import App
from majung_growth_fund.models import FundProduct, Loan, Recommendation
from majung_growth_fund.program import program
from majung_growth_fund.reference import announced_preferences, demonstration_products, rows, typical_stop_grounds
from majung_growth_fund.rules.lifecycle import CLAW_BACK, DECIDE, EVALUATE, MANAGE, SCREEN, SETTLE
from majung_growth_fund.writes.bank_answers import Execution, report_execution
from majung_growth_fund.writes.catalogue import (
    Dated,
    ProductTerms,
    Repayment,
    enter_product,
    enter_stop_ground,
    offer_repayments,
    prefer_certification,
)
from majung_growth_fund.writes.loans import activate
from majung_growth_fund.writes.recommending import Offer, recommend
from majung_growth_fund.writes.screening import Paper, begin_screening, check_need, enter_fact, judge_eligibility

FUND = App("growth_fund", ("majung_growth_fund.models",), "majung_growth_fund.migrations")
ANSWERS: dict[str, Any] = {
    "route": "GENERAL",
    "working_krw": 300_000_000,
    "use_of_funds": "원자재 구입",
    "bank": "034",
    "repayment": "GRACE_2Y_BULLET",
    "sales_last_year_krw": 4_000_000_000,
    "workers": 24,
    "collateral": "GUARANTEE",
    "other_public_loans": False,
    "tell_bank": True,
}
PAPERS = tuple(
    {"kind": kind, "title": kind, "issued_on": "2026-03-02"}
    for kind in ("BUSINESS_REGISTRATION", "NATIONAL_TAX", "LOCAL_TAX", "FINANCIAL_STATEMENTS")
)
RULES: dict[str, Any] = {"return_annual_pct": "3.0"}


@pytest.fixture
def apps() -> tuple[App, ...]:
    """Core and fund."""
    return (*core_apps(), FUND)


def at(day: str, hour: int = 9) -> AbstractContextManager[None]:
    """That morning in Seoul."""
    return clock_at(datetime.fromisoformat(day).replace(hour=hour, tzinfo=SEOUL))


def official(name: str, *scopes: str) -> Actor:
    return Actor(kind="official", name=name, account_id=uuid7(), scopes=frozenset(scopes))


def terms_of(year: int, code: str, line_id: UUID | None) -> ProductTerms:
    """A product as the demonstration has it."""
    product = demonstration_products()[year, code]
    texts = {
        row["term"]: row["value"]
        for table in ("demonstration_terms.csv", "fund_terms.csv")
        for row in rows(table)
        if (row["year"], row["code"]) == (str(year), code)
    }
    return ProductTerms(
        name_ko=product.name_ko,
        family=product.family.value if product.family else None,
        cap_total_krw=product.caps.total,
        cap_facility_krw=product.caps.facility,
        cap_working_krw=product.caps.working,
        cap_preferred_krw=product.caps.preferred,
        rate_kind=product.rates.kind.value if product.rates.kind else None,
        lowest_pct=product.rates.lowest,
        highest_pct=product.rates.highest,
        preferred_pct=product.rates.preferred,
        agency=product.agency,
        source=product.source,
        terms=texts,
        volume_line_id=line_id,
    )


@dataclass
class Fund:
    """Who works with the fund, and makers of what they work on."""

    edition: Edition
    volume: BudgetLine
    subsidy: BudgetLine
    product: FundProduct
    call: Call
    bank: Institution
    other_bank: Institution
    manager: Actor
    officer: Actor = field(default_factory=lambda: official("이심사", SCREEN, EVALUATE, MANAGE, SETTLE, "money.claim"))
    decider: Actor = field(default_factory=lambda: official("박추천", DECIDE, CLAW_BACK, EVALUATE, "money.approve"))
    approver: Actor = field(default_factory=lambda: official("최승인", "money.approve"))
    payer: Actor = field(default_factory=lambda: official("정지급", "money.pay"))

    @property
    def teller(self) -> Actor:
        """The system of the first bank."""
        return Actor(kind="partner", name="광주은행", account_id=uuid7(), institution_id=self.bank.id)

    @property
    def stranger(self) -> Actor:
        """The system of another bank."""
        return Actor(kind="partner", name="국민은행", account_id=uuid7(), institution_id=self.other_bank.id)

    async def firm(self, name: str = "해남고구마가공", **values: Any) -> Firm:
        """A small food maker in the province, ten years old."""
        given = {
            "district_code": "12790",
            "founded_on": date(2016, 2, 1),
            "industry_revision": 10,
            "industry_code": "10309",
            **values,
        }
        firm = await Firm.create(name=name, name_key=name, **given)
        for year in (2022, 2023, 2024):
            await FirmYear.create(
                firm_id=firm.id, year=year, sales_krw=4_000_000_000, assets_krw=2_000_000_000, workers=24, source="tax"
            )
        return firm

    async def workplace(self, firm: Firm, brn: str) -> Establishment:
        return await Establishment.create(firm_id=firm.id, brn=brn, name=firm.name, opened_on=firm.founded_on)

    async def certify(self, firm: Firm, kind: str) -> None:
        await Certification.create(firm_id=firm.id, kind=kind, valid_from=date(2025, 1, 1), valid_to=date(2027, 12, 31))

    def agent(self, firm: Firm) -> Actor:
        """An agent of a firm."""
        return Actor(kind="firm", name=f"{firm.name} 대리인", account_id=uuid7(), firm_ids=frozenset({firm.id}))

    async def submitted(self, firm: Firm, call: Call | None = None, **answers: Any) -> Application:
        """An application that was handed in."""
        agent, about = self.agent(firm), call or self.call
        draft = await start_application(agent, call_id=about.id, applicant=Applicant(firm_id=firm.id))
        given = {**ANSWERS, **answers}
        saved = await save_draft(agent, application_id=draft.id, version=draft.version, answers=given)
        return await submit_application(agent, application_id=draft.id, version=saved.version, documents=PAPERS)

    async def screened(self, application: Application, need: int = 1_000_000_000) -> Application:
        """In screening, with tax papers in order and the need shown."""
        taken = await begin_screening(self.officer, application_id=application.id, version=application.version)
        for name in ("national_tax_arrears", "local_tax_arrears"):
            paper = Paper(name=name, value="false", source="납세증명서", as_of=date(2026, 3, 2))
            await enter_fact(self.officer, application_id=application.id, paper=paper)
        await check_need(self.officer, application_id=application.id, facility_need_krw=need, working_need_krw=need)
        return await Application.get(id=taken.id)

    async def judged(self, firm: Firm, call: Call | None = None, **answers: Any) -> Application:
        """Found eligible, waiting for the decision."""
        application = await self.screened(await self.submitted(firm, call, **answers))
        await judge_eligibility(self.officer, application_id=application.id, version=application.version, accepted={})
        return await Application.get(id=application.id)

    async def recommended(
        self, firm: Firm, amount: int = 300_000_000, call: Call | None = None, **offer: Any
    ) -> Recommendation:
        """A letter to the first bank, at 2.0 points unless said otherwise."""
        application = await self.judged(firm, call)
        return await recommend(
            self.decider,
            application_id=application.id,
            version=application.version,
            offer=Offer(**{"working_krw": amount, "granted_pct": Decimal("2.0"), **offer}),
        )

    async def executed(self, letter: Recommendation, day: str = "2026-03-10", **execution: Any) -> Loan:
        """The loan the bank made on a letter, at 5.2 per cent."""
        given = {
            "amount_krw": letter.amount_krw,
            "executed_on": date.fromisoformat(day),
            "bank_pct": Decimal("5.2"),
            "number": f"034-{letter.number[-8:]}",
            **execution,
        }
        return await report_execution(
            self.teller, recommendation_id=letter.id, version=letter.version, execution=Execution(**given)
        )

    async def active(self, firm: Firm | None = None, amount: int = 300_000_000, **offer: Any) -> Loan:
        """A subsidised loan, executed on 10 March 2026."""
        letter = await self.recommended(firm or await self.firm(), amount, **offer)
        loan = await self.executed(letter)
        return await activate(self.officer, loan_id=loan.id, version=loan.version)

    async def another_call(self, **draft: Any) -> Call:
        """A further round of the same product, with the same budget."""
        written = replace(CallDraft(**{**CALL, "title": "2026년 경영안정자금 2차"}), **draft)
        made = await create_call(self.manager, edition_id=self.edition.id, draft=written)
        await allow_call(self.manager, call_id=made.id, line_id=self.volume.id)
        return await publish_call(self.manager, call_id=made.id, version=made.version)


CALL: dict[str, Any] = {
    "title": "2026년 경영안정자금 1차",
    "sub_program_code": "OPSTAB",
    "opens_at": datetime(2026, 1, 5, 9, tzinfo=SEOUL),
    "closes_at": datetime(2026, 12, 20, 18, tzinfo=SEOUL),
}


@pytest.fixture
async def fund(database: Database) -> AsyncIterator[Fund]:
    """The fund on the morning of 10 March 2026."""
    core_tables()
    declaration = program()
    with use_declarations({declaration.code: declaration}), at("2026-03-10"):
        await sync_programs(system("test"), declarations=[("growth_fund", declaration)])
        await District.create(code="12790", name_ko="해남군", kind="GUN", member=True)
        await District.create(code="11440", name_ko="마포구", kind="GU", member=False)
        yield await _fund()


async def _fund() -> Fund:
    manager = official("김공고", "programs.manage", "money.manage")
    edition = await create_edition(manager, program_code="GROWTH_FUND", year=2026)
    await set_edition_rules(manager, edition_id=edition.id, data=RULES, valid_from=date(2026, 1, 1))
    volume = await create_budget_line(
        manager, edition_id=edition.id, code="VOLUME", fund_source="PROVINCE", amount_krw=10_000_000_000
    )
    subsidy = await create_budget_line(
        manager, edition_id=edition.id, code="SUBSIDY", fund_source="PROVINCE", amount_krw=1_000_000_000
    )
    product = await enter_product(
        manager, edition_id=edition.id, code="OPSTAB", product=terms_of(2026, "OPSTAB", volume.id)
    )
    choices = [
        Repayment(code="GRACE_2Y_BULLET", grace_months=24, method="BULLET"),
        Repayment(
            code="GRACE_2Y_INSTALMENTS_2Y", grace_months=24, method="INSTALMENTS", instalments=8, interval_months=3
        ),
    ]
    await offer_repayments(manager, product_id=product.id, choices=choices)
    for one in announced_preferences():
        dated = Dated(code=one.certification, title_ko=one.title.ko, valid_from=one.valid_from)
        await prefer_certification(manager, family=one.family.value, certification=dated)
    for ground in typical_stop_grounds():
        dated = Dated(code=ground.code, title_ko=ground.title.ko, title_en=ground.title.en)
        await enter_stop_ground(
            manager, ground=dated, effect=ground.effect.value, clawback=ground.clawback, limit_number=ground.limit
        )
    call = await create_call(manager, edition_id=edition.id, draft=CallDraft(**CALL))
    await allow_call(manager, call_id=call.id, line_id=volume.id)
    call = await publish_call(manager, call_id=call.id, version=call.version)
    bank = await Institution.create(code="KJB", name_ko="광주은행", kind="BANK", bank_code="034")
    other = await Institution.create(code="KB", name_ko="국민은행", kind="BANK", bank_code="004")
    return Fund(
        edition=edition,
        volume=volume,
        subsidy=subsidy,
        product=product,
        call=call,
        bank=bank,
        other_bank=other,
        manager=manager,
    )
