"""An agency with one declared program on the spine, and makers of what its officials and applicants work on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import pytest

from majung.access.actor import Actor, system
from majung.applications.lifecycle import SPINE
from majung.applications.models import Application
from majung.applications.writes import Applicant, move_application, save_draft, start_application, submit_application
from majung.clock import SEOUL, clock_at
from majung.firms.models import Firm
from majung.plugin.contract import DocumentKind, Exclusion, Field, Form, ProgramDeclaration, SubProgram
from majung.programs.call_writes import CallDraft
from majung.programs.declared import use_declarations
from majung.programs.models import Call, Edition
from majung.programs.writes import create_call, create_edition, publish_call, sync_programs
from majung.storage.apps import core_tables
from majung.storage.database import Database
from majung.storage.ids import uuid7
from majung.texts import Text

MORNING = datetime(2026, 3, 10, 9, 0, tzinfo=SEOUL)


class Rates(msgspec.Struct, kw_only=True):
    """Rule data of the declared program."""

    rate_pct: Decimal
    cap_krw: int
    bands: list[int] = []


FORM = Form(
    version=3,
    fields=(
        Field(name="amount", kind="money", title=Text("신청액", "Amount"), minimum=1_000_000, maximum=50_000_000),
        Field(name="plan", kind="text", title=Text("계획", "Plan"), max_length=100),
        Field(name="exporter", kind="boolean", title=Text("수출 여부", "Exporter"), required=False),
        Field(
            name="country",
            kind="choice",
            title=Text("수출국", "Country"),
            required_when=("exporter", True),
            choices=(("VN", Text("베트남", "Vietnam")), ("JP", Text("일본", "Japan"))),
        ),
        Field(name="workers", kind="integer", title=Text("인원", "Workers"), required=False),
        Field(name="share", kind="percent", title=Text("자부담률", "Own share"), required=False, maximum=100),
        Field(name="begins", kind="date", title=Text("시작일", "Begins"), required=False),
    ),
)

MARKETING = ProgramDeclaration(
    code="marketing",
    title=Text("판로 지원", "Sales support"),
    benefit="SALES",
    applicant="firm",
    lifecycle=SPINE,
    form=FORM,
    sub_programs=(SubProgram(code="fair", title=Text("박람회", "Fairs")),),
    documents=(
        DocumentKind(code="brn", title=Text("사업자등록증", "Business registration")),
        DocumentKind(code="tax", title=Text("납세증명서", "Tax clearance"), valid_days=30),
        DocumentKind(code="catalogue", title=Text("카탈로그", "Catalogue"), required=False),
    ),
    rules=Rates,
)

ANSWERS: dict[str, Any] = {"amount": 5_000_000, "plan": "하노이 박람회 참가"}
DOCUMENTS: tuple[dict[str, Any], ...] = (
    {"kind": "brn", "title": "사업자등록증", "issued_on": None, "reference": "124-81-00998"},
    {"kind": "tax", "title": "납세증명서", "issued_on": "2026-03-01", "reference": "2026-77"},
)


def official(name: str, *scopes: str) -> Actor:
    return Actor(kind="official", name=name, account_id=uuid7(), scopes=frozenset(scopes))


@dataclass
class Office:
    """Who works here, and makers of what they work on."""

    edition: Edition
    manager: Actor = field(default_factory=lambda: official("김공고", "programs.manage"))
    screener: Actor = field(default_factory=lambda: official("이검토", "applications.screen"))
    decider: Actor = field(default_factory=lambda: official("박결정", "applications.decide"))
    clerk: Actor = field(default_factory=lambda: official("최입력", "applications.enter"))
    reader: Actor = field(default_factory=lambda: official("정조회"))

    async def call(self, *, publish: bool = True, edition_id: UUID | None = None, **draft: Any) -> Call:
        """A call open from 1 March to 31 March 2026, 18:00."""
        written = CallDraft(
            title="2026년 판로 지원 공고",
            opens_at=datetime(2026, 3, 1, 9, tzinfo=SEOUL),
            closes_at=datetime(2026, 3, 31, 18, tzinfo=SEOUL),
        )
        draft_id = edition_id or self.edition.id
        call = await create_call(self.manager, edition_id=draft_id, draft=replace(written, **draft))
        return await publish_call(self.manager, call_id=call.id, version=call.version) if publish else call

    async def firm(self, name: str = "나주정밀", **values: Any) -> Firm:
        return await Firm.create(name=name, name_key=name, **{"district_code": "12790", **values})

    async def agent(self, firm: Firm | None = None) -> Actor:
        """An agent of a firm."""
        acted_for = firm or await self.firm()
        return Actor(kind="firm", name="나주정밀 대리인", account_id=uuid7(), firm_ids=frozenset({acted_for.id}))

    async def draft(self, agent: Actor | None = None, call: Call | None = None) -> tuple[Actor, Application]:
        """A draft without answers, and the agent who opened it."""
        actor = agent or await self.agent()
        [firm_id] = actor.firm_ids
        about = call or await self.call()
        started = await start_application(actor, call_id=about.id, applicant=Applicant(firm_id=firm_id))
        return actor, started

    async def submitted(self, agent: Actor | None = None, call: Call | None = None) -> tuple[Actor, Application]:
        """An application that was handed in."""
        actor, draft = await self.draft(agent, call)
        saved = await save_draft(actor, application_id=draft.id, version=draft.version, answers=ANSWERS)
        handed_in = await submit_application(actor, application_id=draft.id, version=saved.version, documents=DOCUMENTS)
        return actor, handed_in

    async def evaluating(self, agent: Actor | None = None) -> tuple[Actor, Application]:
        """An application that waits for its decision."""
        actor, application = await self.submitted(agent)
        application = await self.move(application, "begin_screening")
        return actor, await self.move(application, "begin_evaluation")

    async def move(self, application: Application, action: str, actor: Actor | None = None) -> Application:
        return await move_application(
            actor or self.screener, application_id=application.id, version=application.version, action=action
        )


EXCLUSIONS = (
    Exclusion(program="marketing", against="freight", level="WARN", reason=Text("물류비와 중복", "freight is paid")),
)


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    """The agency on the morning of 10 March 2026."""
    core_tables()  # policies follow tables by name
    with use_declarations({MARKETING.code: MARKETING}, EXCLUSIONS), clock_at(MORNING):
        await sync_programs(system("test"), declarations=[("sales", MARKETING)])
        manager = official("김공고", "programs.manage")
        yield Office(edition=await create_edition(manager, program_code="marketing", year=2026), manager=manager)


@pytest.fixture
def spring() -> date:
    return date(2026, 3, 1)
