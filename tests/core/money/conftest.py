"""A province with money in it: a program, its edition, a call, firms with applications and support records."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import pytest

from majung import clock
from majung.access.actor import Actor, system
from majung.applications.models import Application
from majung.firms.models import Firm
from majung.institutions.models import Institution
from majung.money.models import BudgetLine, Claim
from majung.money.writes import ClaimDraft, allow_call, approve_claim, create_budget_line, submit_claim
from majung.programs.models import Call, Edition, Program
from majung.storage.apps import core_tables
from majung.storage.database import Database
from majung.storage.ids import uuid7
from majung.support.models import SupportRecord


def official(name: str, *scopes: str) -> Actor:
    return Actor(kind="official", name=name, account_id=uuid7(), scopes=frozenset(f"money.{s}" for s in scopes))


@dataclass
class Treasury:
    """Who works with money here, and makers of what they work on."""

    edition_id: UUID
    call_id: UUID
    budgeter: Actor = field(default_factory=lambda: official("김예산", "manage"))
    clerk: Actor = field(default_factory=lambda: official("이접수", "claim"))
    approver: Actor = field(default_factory=lambda: official("박승인", "approve"))
    payer: Actor = field(default_factory=lambda: official("최지급", "pay"))

    async def line(self, amount: int = 1000, *, limit: int | None = None, code: str = "2026-interest") -> BudgetLine:
        """A budget line on which the call may draw."""
        line = await create_budget_line(
            self.budgeter, edition_id=self.edition_id, code=code, fund_source="PROVINCE", amount_krw=amount
        )
        await allow_call(self.budgeter, call_id=self.call_id, line_id=line.id, limit_krw=limit)
        return line

    async def firm(self, name: str = "나주정밀") -> UUID:
        return (await Firm.create(name=name, name_key=name)).id

    async def application(self, firm_id: UUID | None = None) -> UUID:
        created = await Application.create(
            call_id=self.call_id,
            program_code="fund",
            firm_id=firm_id or await self.firm(),
            created_at=clock.now(),
        )
        return created.id

    async def record(self, firm_id: UUID | None = None, *, paid: int = 0) -> SupportRecord:
        return await SupportRecord.create(
            firm_id=firm_id or await self.firm(),
            program_code="fund",
            year=2026,
            benefit="LOAN",
            title="이차보전",
            paid_krw=paid,
        )

    async def approved_claim(
        self, amount: int = 300, *, record: SupportRecord | None = None, line: BudgetLine | None = None
    ) -> Claim:
        """A claim that waits for its payment."""
        about = record or await self.record()
        draft = ClaimDraft(program_code="fund", amount_krw=amount, firm_id=about.firm_id, support_record_id=about.id)
        claim = await submit_claim(self.clerk, draft=draft)
        line_id = line.id if line else None
        return await approve_claim(self.approver, claim_id=claim.id, version=claim.version, line_id=line_id)


@pytest.fixture
async def treasury(database: Database) -> Treasury:
    core_tables()  # policies follow tables by name
    program = await Program.create(code="fund", title_ko="육성자금", benefit="LOAN")
    edition = await Edition.create(program_id=program.id, year=2026)
    call = await Call.create(program_id=program.id, edition_id=edition.id, title="공고", status="OPEN")
    return Treasury(edition_id=edition.id, call_id=call.id)


@pytest.fixture
async def bank(database: Database) -> Actor:
    """The system of a bank, acting for it."""
    found = await Institution.create(code="kwangju", kind="BANK", name_ko="광주은행")
    return Actor(kind="partner", name="광주은행", account_id=uuid7(), institution_id=found.id)


@pytest.fixture
def platform() -> Actor:
    return system("test")


@pytest.fixture
def march() -> date:
    return date(2026, 3, 31)
