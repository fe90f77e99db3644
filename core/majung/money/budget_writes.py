"""Changes of budgets: lines, what calls may draw of them, and what is promised, decided and given back."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from majung.access.actor import Actor
from majung.errors import InvalidValue
from majung.money.errors import AlreadyCorrected, BudgetBelowDrawn, LineOfAnotherEdition
from majung.money.ledger import book, require_reserved
from majung.money.models import BudgetLine, CallBudget, LedgerEntry
from majung.money.rules import FUND_SOURCES, Kind, Movement, require_positive
from majung.programs.models import Call, Edition
from majung.storage.transaction import current, find_row, load_for_change, save_change, write


@write
async def create_budget_line(
    actor: Actor, *, edition_id: UUID, code: str, fund_source: str, amount_krw: int, title: str = ""
) -> BudgetLine:
    """Enter money of an edition from one fund source (permission ``money.manage``)."""
    actor.require("money.manage")
    _require_not_negative(amount_krw)
    if fund_source not in FUND_SOURCES:
        raise InvalidValue(field="fund_source", value=fund_source, reason=f"one of {', '.join(FUND_SOURCES)}")
    edition = await find_row(Edition, actor, edition_id)
    return await BudgetLine.create(
        using_db=current().connection,
        edition_id=edition.id,
        code=code,
        fund_source=fund_source,
        amount_krw=amount_krw,
        title=title,
    )


@write
async def change_budget_amount(actor: Actor, *, line_id: UUID, amount_krw: int, version: int) -> BudgetLine:
    """Raise or cut a line, never below what is reserved or consumed (permission ``money.manage``)."""
    actor.require("money.manage")
    _require_not_negative(amount_krw)
    line = await load_for_change(BudgetLine, actor, line_id, version)
    drawn = line.reserved_krw + line.consumed_krw
    if amount_krw < drawn:
        raise BudgetBelowDrawn(given=amount_krw, drawn=drawn)
    await save_change(line, amount_krw=amount_krw)
    return line


@write
async def allow_call(actor: Actor, *, call_id: UUID, line_id: UUID, limit_krw: int | None = None) -> CallBudget:
    """Let a call draw on a line of its edition, up to a limit; again changes it (permission ``money.manage``)."""
    actor.require("money.manage")
    if limit_krw is not None:
        _require_not_negative(limit_krw)
    call = await find_row(Call, actor, call_id)
    line = await find_row(BudgetLine, actor, line_id, lock=True)
    if call.edition_id != line.edition_id:
        raise LineOfAnotherEdition(line=line.code)
    budget = await CallBudget.get_or_none(call_id=call_id, line_id=line_id, using_db=current().connection)
    if budget is None:
        return await CallBudget.create(
            using_db=current().connection, call_id=call_id, line_id=line_id, limit_krw=limit_krw
        )
    if limit_krw is not None and limit_krw < budget.drawn_krw:
        raise BudgetBelowDrawn(given=limit_krw, drawn=budget.drawn_krw)
    await save_change(budget, limit_krw=limit_krw)
    return budget


@write
async def reserve(
    actor: Actor, *, line_id: UUID, amount_krw: int, application_id: UUID | None = None, note: str = ""
) -> LedgerEntry:
    """Promise money of a line to an application, within the line and within its call's limit.

    Like `consume` and `release` it is a part of a program's decision, whose write has asked for the permission.
    """
    return await _move(Movement(kind="RESERVE", line_id=line_id, amount_krw=amount_krw, note=note), application_id)


@write
async def consume(
    actor: Actor, *, line_id: UUID, amount_krw: int, application_id: UUID | None = None, note: str = ""
) -> LedgerEntry:
    """Decide for good about money that was reserved (for this application)."""
    return await _move(Movement(kind="CONSUME", line_id=line_id, amount_krw=amount_krw, note=note), application_id)


@write
async def release(
    actor: Actor, *, line_id: UUID, amount_krw: int, application_id: UUID | None = None, note: str = ""
) -> LedgerEntry:
    """Give money that was reserved (for this application) back to the line."""
    return await _move(Movement(kind="RELEASE", line_id=line_id, amount_krw=amount_krw, note=note), application_id)


@write
async def correct_entry(actor: Actor, *, entry_id: UUID, note: str) -> LedgerEntry:
    """Undo a wrong RESERVE, CONSUME or RELEASE by its counter-entry (permission ``money.manage``).

    Payments are corrected with `correct_payment`.
    """
    actor.require("money.manage")
    entry = await find_row(LedgerEntry, actor, entry_id)
    kinds: dict[str, Kind] = {"RESERVE": "RESERVE", "CONSUME": "CONSUME", "RELEASE": "RELEASE"}
    if entry.kind not in kinds:
        raise InvalidValue(field="entry_id", value=entry.kind, reason=f"one of {', '.join(kinds)}")
    await find_row(BudgetLine, actor, entry.line_id, lock=True)
    corrected = await LedgerEntry.filter(corrects_id=entry.id).using_db(current().connection).exists()
    if corrected or entry.corrects_id is not None:
        raise AlreadyCorrected(entry=f"ledger_{entry.id}")
    counter = Movement(
        kind=kinds[entry.kind],
        line_id=entry.line_id,
        amount_krw=-entry.amount_krw,
        support_record_id=entry.support_record_id,
        corrects_id=entry.id,
        note=note,
    )
    return await _book_one(replace(counter, application_id=entry.application_id))


async def _move(movement: Movement, application_id: UUID | None) -> LedgerEntry:
    require_positive("amount_krw", movement.amount_krw)
    return await _book_one(replace(movement, application_id=application_id))


async def _book_one(movement: Movement) -> LedgerEntry:
    [entry_id] = await book([movement])
    if movement.application_id is not None:
        await require_reserved(movement.line_id, movement.application_id)
    return await LedgerEntry.get(id=entry_id, using_db=current().connection)


def _require_not_negative(amount: int) -> None:
    if amount < 0:
        raise InvalidValue(field="amount_krw", value=amount, reason="not below 0 won / 0원 이상이어야 합니다")
