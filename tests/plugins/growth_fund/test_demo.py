"""The fund's share of the demonstration: rows that were copied look like rows that were written one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from majung.access.actor import system
from majung.access.cipher import Keys, use_keys
from majung.clock import clock_at
from majung.demo.province import fill_province
from majung.plugin.contract import DemoProvince
from majung.plugin.loader import Core, load
from majung.programs.declared import use_declarations
from majung.programs.writes import sync_programs
from majung.settings import Settings
from majung.storage.apps import CORE_MODELS
from majung.storage.database import Database
from majung.storage.migrations import App
from majung_growth_fund.demo import SHARE
from majung_growth_fund.demo.loans import CUT_OVER, EVERY
from majung_growth_fund.program import program
from majung_growth_fund.writes.running_loans import take_over
from majung_growth_fund.writes.running_rows import RunningLoan

FIRMS = 300
LOANS = FIRMS // EVERY

_TAKEN = """
select l.number, l.principal_krw, l.outstanding_krw, l.granted_pct, l.schedule, l.state, l.unsplit_krw, l.source,
    l.product_id, l.matures_on, l.balance_on, s.decided_krw, s.status, s.period_from, s.period_to, s.title,
    s.institution_id = l.bank_id as same_bank, d.basis, d.valid_from, r.pct, r.on,
    e.type, e.program, e.firm_ids = array[l.firm_id] as of_firm, e.institution_ids = array[l.bank_id] as of_bank,
    e.snapshot - 'loan_id' as told
from growth_fund_loan l
join support_record s on s.id = l.support_record_id and s.firm_id = l.firm_id
join disclosure d on d.id = l.disclosure_id and d.firm_id = l.firm_id and d.institution_id = l.bank_id
join growth_fund_bank_rate r on r.loan_id = l.id
join event_log e on e.subject_id = l.id
where l.source = 'CUTOVER' order by l.number
"""


@pytest.fixture
async def province(database: Database, settings: Settings) -> DemoProvince:
    use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))
    declaration = program()
    core = Core(app=App("core", CORE_MODELS, "majung.migrations"), spine=None)
    registry = replace(load("", available=(), core=core), answers={"majung_demo": (("growth_fund", SHARE),)})
    with use_declarations({declaration.code: declaration}):
        await sync_programs(system("test"), declarations=[("growth_fund", declaration)])
        return await fill_province(database, registry, firms=FIRMS)


async def test_each_running_loan_is_whole(database: Database, province: DemoProvince) -> None:
    rows = await database.fetch(_TAKEN)
    firms = await database.fetch("select firm_id from growth_fund_loan where source = 'CUTOVER' order by number")
    positions = await database.fetch("select count(*) = max(position) as gapless from event_log")
    assert len(rows) == LOANS
    assert {row["firm_id"] for row in firms} == set(province.firm_ids[::EVERY])
    assert {(row["decided_krw"] == row["principal_krw"], row["same_bank"]) for row in rows} == {(True, True)}
    assert positions[0]["gapless"]


async def test_a_copied_loan_is_what_taking_it_over_would_have_made(database: Database, province: DemoProvince) -> None:
    copied = {row["number"]: dict(row) for row in await database.fetch(_TAKEN)}
    workplaces = await database.fetch("select firm_id, brn from establishment where head")
    brns = {row["firm_id"]: row["brn"] for row in workplaces}
    with clock_at(CUT_OVER):
        outcome = await take_over(
            system("demo"), rows=[_asked(row, brns) for row in await _loans(database)], dry_run=False
        )
    again = {row["number"].removesuffix("B"): dict(row) for row in await database.fetch(_TAKEN) if "B" in row["number"]}
    assert (outcome.new, outcome.bad) == (LOANS, [])
    assert {number: _unnumbered(row) for number, row in again.items()} == {
        number: _unnumbered(row) for number, row in copied.items()
    }


async def test_the_ledger_adds_up(database: Database, province: DemoProvince) -> None:
    wrong = await database.fetch(
        """
        select b.code from budget_line b left join lateral (
            select coalesce(sum(amount_krw) filter (where kind = 'RESERVE'), 0) as reserved,
                coalesce(sum(amount_krw) filter (where kind = 'RELEASE'), 0) as released,
                coalesce(sum(amount_krw) filter (where kind = 'CONSUME'), 0) as consumed
            from ledger_entry where line_id = b.id) l on true
        where b.reserved_krw <> l.reserved - l.released - l.consumed or b.consumed_krw <> l.consumed
        """
    )
    states = await database.fetch("select distinct state from application")
    assert wrong == []
    assert len(states) >= 3


def _unnumbered(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("number", "basis")}


async def _loans(database: Database) -> list[Any]:
    return await database.fetch(
        "select l.*, p.year, p.code, i.bank_code, r.pct from growth_fund_loan l"
        " join growth_fund_product p on p.id = l.product_id join institution i on i.id = l.bank_id"
        " join growth_fund_bank_rate r on r.loan_id = l.id where l.source = 'CUTOVER'"
    )


def _asked(row: Any, brns: dict[Any, str]) -> RunningLoan:
    return RunningLoan(
        line=1,
        brn=brns[row["firm_id"]],
        year=row["year"],
        product=row["code"],
        bank=row["bank_code"],
        number=f"{row['number']}B",
        executed_on=row["executed_on"],
        principal_krw=row["principal_krw"],
        granted_pct=row["granted_pct"],
        bank_pct=row["pct"],
        repayment=row["repayment_code"],
        working_krw=row["working_krw"],
    )
