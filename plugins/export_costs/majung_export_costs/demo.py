"""The program's part of the demonstration province: exports of a tenth of the firms, and costs claimed by some."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from majung.access.actor import Actor, system
from majung.applications.models import Application
from majung.applications.preparer import Helper
from majung.applications.writes import Applicant, move_application, save_draft, start_application, submit_application
from majung.clock import SEOUL, clock_at
from majung.evidence.rules import Evidence
from majung.money.writes import allow_call, create_budget_line
from majung.plugin.contract import DemoProvince, DemoShare
from majung.programs.call_writes import CallDraft
from majung.programs.writes import create_call, create_edition, publish_call, set_edition_rules
from majung.storage.database import Database
from majung.storage.transaction import current
from majung.texts import Text
from majung_export_costs.claiming import NewCost, claim_cost
from majung_export_costs.models import ExportCost
from majung_export_costs.paying import check_cost, pay_batch
from majung_export_costs.program import CODE, TITLE
from majung_export_costs.reference import edition
from majung_export_costs.selecting import select_exporter

ACTOR = system("demo")
YEAR = 2026
FIRMS = 24
_GOODS = ("081190", "121221", "160414", "190590", "200899", "210390", "220299", "330499", "848180", "890399")
_COUNTRIES = ("US", "JP", "CN", "VN", "DE", "AU", "TH", "TW")
_BLOCK = 5_000
_COLUMNS = ["id", "firm_id", "declaration_no", "line_no", "declared_on", "country", "hs6", "amount_usd"]
_PAPERS = ({"kind": "BUSINESS_REGISTRATION", "title": "사업자등록증", "issued_on": "2026-02-02"},)


async def fill(database: Database, province: DemoProvince) -> AsyncIterator[int]:
    """Declarations of every tenth firm over three years, then an edition with claims in each state."""
    async for rows in _records(database, province):
        yield rows
    call_id = await _edition()
    yield 3
    made: list[ExportCost] = []
    for number in range(min(FIRMS, len(province.firm_ids) // 10)):
        made += await _firm(province.firm_ids[number * 10], call_id, number)
        yield 12
    with clock_at(datetime(YEAR, 4, 10, 10, tzinfo=SEOUL)):
        checked = [cost for number, cost in enumerate(made) if number % 3]
        for cost in checked:
            await check_cost(ACTOR, cost_id=cost.id, version=1)
        paid = [cost.id for cost in checked[::2]]
        await pay_batch(ACTOR, cost_ids=paid, number=f"{YEAR}-수출비용-1", paid_on=date(YEAR, 4, 15))
    yield len(made)


async def _records(database: Database, province: DemoProvince) -> AsyncIterator[int]:
    block: list[tuple[object, ...]] = []
    async with database.connection() as connection:
        for row in _lines(province):
            block.append(row)
            if len(block) == _BLOCK:
                await connection.copy_records_to_table("export_costs_record", records=block, columns=_COLUMNS)
                yield len(block)
                block = []
        await connection.copy_records_to_table("export_costs_record", records=block, columns=_COLUMNS)
    yield len(block)


def _lines(province: DemoProvince) -> Iterator[tuple[object, ...]]:
    chance = random.Random(province.seed)
    for number, firm_id in enumerate(province.firm_ids[::10]):
        home, goods = chance.choice(_COUNTRIES), chance.choice(_GOODS)
        for turn in range(chance.randrange(2, 9)):
            id = UUID(int=province.seed << 64 | 0xE << 60 | number << 8 | turn)
            day = date(YEAR - 3, 1, 1) + timedelta(days=chance.randrange(3 * 365))
            country = home if chance.random() < 0.7 else chance.choice(_COUNTRIES)
            amount = Decimal(chance.randrange(5_000, 90_000)) + Decimal(chance.randrange(100)) / 100
            yield id, firm_id, f"DEMO{number:07}-{turn}", 1, day, country, goods, amount


async def _edition() -> UUID:
    with clock_at(datetime(YEAR, 1, 5, 9, tzinfo=SEOUL)):
        made = await create_edition(ACTOR, program_code=CODE, year=YEAR)
        rules = edition(f"demonstration_{YEAR}")
        await set_edition_rules(ACTOR, edition_id=made.id, data=rules, valid_from=date(YEAR, 1, 1))
        line = await create_budget_line(
            ACTOR, edition_id=made.id, code="EXPORT_COSTS", fund_source="PROVINCE", amount_krw=200_000_000,
            title=TITLE.ko,
        )  # fmt: skip
        draft = CallDraft(
            title=f"{YEAR}년 {TITLE.ko} 참여기업 모집 공고",
            number=f"공고 제{YEAR}-12호",
            opens_at=datetime(YEAR, 1, 5, 9, tzinfo=SEOUL),
            closes_at=datetime(YEAR, 11, 30, 18, tzinfo=SEOUL),
        )
        call = await create_call(ACTOR, edition_id=made.id, draft=draft)
        await allow_call(ACTOR, call_id=call.id, line_id=line.id)
        await publish_call(ACTOR, call_id=call.id, version=call.version)
        return call.id


async def _firm(firm_id: UUID, call_id: UUID, number: int) -> list[ExportCost]:
    """An application as far as its turn; of those who are selected, costs of two months."""
    agent = Actor(kind="firm", name="firm:demo", firm_ids=frozenset({firm_id}))
    with clock_at(datetime(YEAR, 2, 3, 10, tzinfo=SEOUL)):
        draft = await start_application(agent, call_id=call_id, applicant=Applicant(firm_id=firm_id))
        helper = Helper(kind="SELF")
        await save_draft(agent, application_id=draft.id, version=None, answers=_answers(number), helper=helper)
        if number % 6 == 0:
            return []
        await submit_application(agent, application_id=draft.id, version=None, documents=_PAPERS)
        for action in ("begin_screening", "begin_evaluation"):
            version = await _version(draft.id)
            await move_application(ACTOR, application_id=draft.id, version=version, action=action)
        if number % 6 == 1:
            return []
        await select_exporter(ACTOR, application_id=draft.id, version=await _version(draft.id))
    with clock_at(datetime(YEAR, 4, 3, 10, tzinfo=SEOUL)):
        return [await claim_cost(agent, cost=_cost(draft.id, number, month)) for month in (2, 3)]


def _cost(application_id: UUID, number: int, month: int) -> NewCost:
    day, name = date(YEAR, month, 10 + number % 15), f"{month}{number:04}"
    krw = Decimal(250_000 + 37_000 * (number % 13))
    receipts = (
        Evidence(kind="WAYBILL", issuer="남해국제물류", number=f"NH{name}", dated_on=day, amount=krw),
        Evidence(kind="TAX_INVOICE", issuer="남해국제물류", number=f"T{name}", dated_on=day, amount=krw),
        Evidence(
            kind="EXPORT_DECLARATION", issuer="관세청", number=f"D{name}", dated_on=day,
            amount=Decimal(9_000 + 700 * number), currency="KRW",
        ),
        Evidence(kind="TRANSFER_SLIP", issuer="남도은행", number=f"S{name}", dated_on=day, amount=krw),
    )  # fmt: skip
    country = _COUNTRIES[number % len(_COUNTRIES)]
    return NewCost(
        application_id=application_id, kind="FREIGHT", country=country, receipts=receipts, buyer="Harbor Foods"
    )


async def _version(application_id: UUID) -> int:
    return (await Application.get(id=application_id, using_db=current().connection)).version


def _answers(number: int) -> dict[str, object]:
    return {
        "exports_last_year_usd": str(80_000 + 9_000 * number),
        "main_product": "조미김",
        "hs6": "200899",
        "target_countries": "미국, 일본",
        "wanted_krw": 3_000_000,
        "other_support": False,
    }


SHARE = DemoShare(title=Text("수출비용 지원", "Export costs"), fill=fill)
