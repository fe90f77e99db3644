"""Budgets: promised, decided, given back; never oversold, and always equal to the ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from uuid import UUID

import pytest
from tests.core.money.conftest import Treasury

from majung.access.actor import Actor
from majung.errors import InvalidValue, NotAllowed, NotFound, VersionConflict
from majung.money.errors import (
    AlreadyCorrected,
    BudgetBelowDrawn,
    BudgetExhausted,
    CallLimitReached,
    LineNotOfCall,
    LineOfAnotherEdition,
    NotReserved,
)
from majung.money.models import BudgetLine, CallBudget, LedgerEntry
from majung.money.reads import balance_of, reconcile
from majung.money.rules import Balance
from majung.money.writes import (
    allow_call,
    change_budget_amount,
    consume,
    correct_entry,
    create_budget_line,
    release,
    reserve,
)
from majung.programs.models import Call, Edition, Program
from majung.settings import Settings
from majung.storage.apps import CORE_MODELS
from majung.storage.database import Database, open_database
from majung.storage.ids import uuid7
from majung.storage.transaction import AlreadyThere


async def columns(line_id: UUID) -> tuple[int, int]:
    line = await BudgetLine.get(id=line_id)
    return line.reserved_krw, line.consumed_krw


async def outcomes(works: Sequence[Awaitable[object]]) -> tuple[int, list[BaseException]]:
    """How many succeeded, and what the others raised."""
    done = await asyncio.gather(*works, return_exceptions=True)
    raised = [d for d in done if isinstance(d, BaseException)]
    return len(done) - len(raised), raised


async def test_fifty_writers_at_once_never_oversell_a_line(treasury: Treasury, settings: Settings) -> None:
    line = await treasury.line(1000)
    applications = [await treasury.application() for _ in range(50)]
    pool = await open_database(settings, {"core": CORE_MODELS}, min_size=50, max_size=50)
    async with pool:
        with pool.activate():
            works = [reserve(treasury.clerk, line_id=line.id, amount_krw=30, application_id=a) for a in applications]
            succeeded, raised = await outcomes(works)
            exhausted = [e for e in raised if isinstance(e, BudgetExhausted)]

            assert (succeeded, len(exhausted)) == (33, 17)  # floor(1000 / 30), and everyone else was told
            assert {(e.details["available"], e.details["asked"]) for e in exhausted} == {(10, 30)}
            assert await columns(line.id) == (990, 0)
            assert await balance_of(treasury.budgeter, line.id) == Balance(reserved=990)
            assert await reconcile(treasury.budgeter) == []
            assert await LedgerEntry.filter(line_id=line.id).count() == 33


async def test_fifty_writers_at_once_never_exceed_a_calls_limit(treasury: Treasury, settings: Settings) -> None:
    line = await treasury.line(1000, limit=200)
    applications = [await treasury.application() for _ in range(50)]
    pool = await open_database(settings, {"core": CORE_MODELS}, min_size=50, max_size=50)
    async with pool:
        with pool.activate():
            works = [reserve(treasury.clerk, line_id=line.id, amount_krw=30, application_id=a) for a in applications]
            succeeded, raised = await outcomes(works)

            assert succeeded == 6
            assert {type(e) for e in raised} == {CallLimitReached}
            assert await columns(line.id) == (180, 0)
            assert await reconcile(treasury.budgeter) == []


async def test_reserved_money_is_consumed_in_part_and_the_rest_released(treasury: Treasury) -> None:
    line, application = await treasury.line(1000), await treasury.application()
    await reserve(treasury.clerk, line_id=line.id, amount_krw=500, application_id=application)
    await consume(treasury.clerk, line_id=line.id, amount_krw=300, application_id=application)
    await release(treasury.clerk, line_id=line.id, amount_krw=200, application_id=application)

    assert await columns(line.id) == (0, 300)
    assert (await CallBudget.get(line_id=line.id)).drawn_krw == 300
    assert await reconcile(treasury.budgeter) == []


async def test_refusal_shows_the_balance_in_both_languages(treasury: Treasury) -> None:
    line = await treasury.line(100)

    with pytest.raises(BudgetExhausted) as refused:
        await reserve(treasury.clerk, line_id=line.id, amount_krw=101)

    assert refused.value.message("en").startswith("The budget line 2026-interest has 100 won left, but 101")
    assert "잔액은 100원인데 101원" in refused.value.message("ko")


async def test_refuses_to_consume_what_another_application_reserved(treasury: Treasury) -> None:
    line = await treasury.line(1000)
    mine, other = await treasury.application(), await treasury.application()
    await reserve(treasury.clerk, line_id=line.id, amount_krw=500, application_id=other)
    await reserve(treasury.clerk, line_id=line.id, amount_krw=100, application_id=mine)

    with pytest.raises(NotReserved) as refused:
        await consume(treasury.clerk, line_id=line.id, amount_krw=101, application_id=mine)

    assert (refused.value.details["reserved"], refused.value.details["asked"]) == (100, 101)
    assert await columns(line.id) == (600, 0)


async def test_refuses_to_release_more_than_is_reserved(treasury: Treasury) -> None:
    line = await treasury.line(1000)
    await reserve(treasury.clerk, line_id=line.id, amount_krw=50)

    with pytest.raises(NotReserved):
        await release(treasury.clerk, line_id=line.id, amount_krw=51)


async def test_refuses_an_application_whose_call_may_not_draw(treasury: Treasury) -> None:
    line = await create_budget_line(
        treasury.budgeter, edition_id=treasury.edition_id, code="other", fund_source="OWN", amount_krw=10
    )

    with pytest.raises(LineNotOfCall):
        await reserve(treasury.clerk, line_id=line.id, amount_krw=1, application_id=await treasury.application())


@pytest.mark.parametrize("amount", [0, -5])
async def test_refuses_to_reserve_nothing_or_less(treasury: Treasury, amount: int) -> None:
    line = await treasury.line(1000)

    with pytest.raises(InvalidValue):
        await reserve(treasury.clerk, line_id=line.id, amount_krw=amount)


async def test_wrong_movement_is_undone_by_a_counter_entry_once(treasury: Treasury) -> None:
    line, application = await treasury.line(1000), await treasury.application()
    await reserve(treasury.clerk, line_id=line.id, amount_krw=400, application_id=application)
    entry = await consume(treasury.clerk, line_id=line.id, amount_krw=400, application_id=application)
    counter = await correct_entry(treasury.budgeter, entry_id=entry.id, note="다른 건에 처리함")

    assert (counter.kind, counter.amount_krw, counter.corrects_id) == ("CONSUME", -400, entry.id)
    assert await columns(line.id) == (400, 0)
    assert await reconcile(treasury.budgeter) == []
    with pytest.raises(AlreadyCorrected):
        await correct_entry(treasury.budgeter, entry_id=entry.id, note="다시")


async def test_reservation_that_was_consumed_cannot_be_undone(treasury: Treasury) -> None:
    line, application = await treasury.line(1000), await treasury.application()
    entry = await reserve(treasury.clerk, line_id=line.id, amount_krw=400, application_id=application)
    await consume(treasury.clerk, line_id=line.id, amount_krw=400, application_id=application)

    with pytest.raises(NotReserved):
        await correct_entry(treasury.budgeter, entry_id=entry.id, note="취소")


async def test_amount_is_changed_but_never_below_what_is_drawn(treasury: Treasury) -> None:
    line = await treasury.line(1000)
    await reserve(treasury.clerk, line_id=line.id, amount_krw=400)
    changed = await change_budget_amount(treasury.budgeter, line_id=line.id, amount_krw=400, version=1)

    assert (changed.amount_krw, changed.version) == (400, 2)
    with pytest.raises(BudgetBelowDrawn):
        await change_budget_amount(treasury.budgeter, line_id=line.id, amount_krw=399, version=2)


async def test_reservations_do_not_spoil_an_officials_edit_but_other_edits_do(treasury: Treasury) -> None:
    line = await treasury.line(1000)
    await reserve(treasury.clerk, line_id=line.id, amount_krw=1)
    await change_budget_amount(treasury.budgeter, line_id=line.id, amount_krw=900, version=line.version)

    with pytest.raises(VersionConflict):
        await change_budget_amount(treasury.budgeter, line_id=line.id, amount_krw=800, version=line.version)


async def test_limit_of_a_call_is_changed_but_never_below_what_it_drew(treasury: Treasury) -> None:
    line = await treasury.line(1000, limit=500)
    await reserve(treasury.clerk, line_id=line.id, amount_krw=300, application_id=await treasury.application())
    changed = await allow_call(treasury.budgeter, call_id=treasury.call_id, line_id=line.id, limit_krw=300)

    assert changed.limit_krw == 300
    with pytest.raises(BudgetBelowDrawn):
        await allow_call(treasury.budgeter, call_id=treasury.call_id, line_id=line.id, limit_krw=299)


async def test_refuses_a_line_of_another_edition_for_a_call(treasury: Treasury) -> None:
    line = await treasury.line(1000)
    program = await Program.create(code="other", title_ko="다른 사업", benefit="GRANT")
    edition = await Edition.create(program_id=program.id, year=2026)
    call = await Call.create(program_id=program.id, edition_id=edition.id, title="다른 공고", status="OPEN")

    with pytest.raises(LineOfAnotherEdition):
        await allow_call(treasury.budgeter, call_id=call.id, line_id=line.id)


async def test_refuses_two_lines_of_one_code(treasury: Treasury) -> None:
    await treasury.line(1000)

    with pytest.raises(AlreadyThere):
        await treasury.line(1000)


async def test_budgets_need_the_permission(treasury: Treasury) -> None:
    with pytest.raises(NotAllowed):
        await create_budget_line(
            treasury.payer, edition_id=treasury.edition_id, code="x", fund_source="OWN", amount_krw=1
        )


async def test_refuses_a_line_that_is_not_there(treasury: Treasury, platform: Actor) -> None:
    with pytest.raises(NotFound):
        await reserve(platform, line_id=uuid7(), amount_krw=1)


async def test_reconcile_names_the_column_that_someone_changed_by_hand(
    treasury: Treasury, owner_database: Database
) -> None:
    line = await treasury.line(1000)
    await reserve(treasury.clerk, line_id=line.id, amount_krw=100)
    await owner_database.execute("update budget_line set reserved_krw = 90, consumed_krw = 5")

    differences = await reconcile(treasury.budgeter)

    assert [(d.column, d.stored, d.ledger) for d in differences] == [
        ("consumed_krw", 5, 0),
        ("reserved_krw", 90, 100),
    ]


async def test_the_server_cannot_rewrite_the_ledger(treasury: Treasury, database: Database) -> None:
    with pytest.raises(Exception, match="permission denied"):
        await database.execute("delete from ledger_entry")
