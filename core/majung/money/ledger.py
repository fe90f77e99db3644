"""Booking: movements change their budget lines and are written to the append-only ledger, many in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from majung import clock
from majung.errors import NotFound
from majung.money.errors import CallLimitReached, LineNotOfCall, NotReserved
from majung.money.rules import Balance, Movement, total_effect, why_not
from majung.storage.ids import uuid7
from majung.storage.transaction import current

RESERVED_SQL = "sum(case kind when 'RESERVE' then amount_krw when 'CONSUME' then -amount_krw\
 when 'RELEASE' then -amount_krw else 0 end)"
"""What ledger entries leave reserved, as in `rules.effect`."""

_CHANGE = """
update budget_line set reserved_krw = reserved_krw + $2, consumed_krw = consumed_krw + $3,
    paid_krw = paid_krw + $4, returned_krw = returned_krw + $5
where id = $1 and reserved_krw + $2 >= 0 and consumed_krw + $3 >= 0 and returned_krw + $5 >= 0
    and reserved_krw + $2 + consumed_krw + $3 <= amount_krw
    and paid_krw + $4 >= 0 and paid_krw + $4 <= consumed_krw + $3
returning id
"""

_DRAW = """
update call_budget b set drawn_krw = b.drawn_krw + $3
from application a
where a.id = $2 and b.call_id = a.call_id and b.line_id = $1
    and (b.limit_krw is null or b.drawn_krw + $3 <= b.limit_krw or $3 < 0)
returning b.id
"""

_ENTER = """
insert into ledger_entry (id, line_id, kind, amount_krw, application_id, support_record_id, payment_id, corrects_id,
    note, at, by)
select e.*, $10, $11
from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[],
    $9::text[]) e
"""


async def book(movements: Sequence[Movement]) -> list[UUID]:
    """Book movements in the running write, all or none; the ids of their ledger entries.

    Lines are taken in one order by everybody, so that two bookings never wait for each other. Refuses
    (`BudgetExhausted`, `NotReserved`, `PaidBeyondConsumed`, `CallLimitReached`) by conditional updates: what others
    book meanwhile counts.
    """
    if not movements:
        return []
    by_line: dict[UUID, list[Movement]] = defaultdict(list)
    for movement in movements:
        by_line[movement.line_id].append(movement)
    for line_id in sorted(by_line):
        await _change_line(line_id, total_effect(by_line[line_id]))
        await _draw_on_calls(line_id, by_line[line_id])
    return await _enter(movements)


async def require_reserved(line_id: UUID, application_id: UUID) -> None:
    """Refuse when an application has used up more of a line than was reserved for it; the line is locked already."""
    [row] = await current().fetch(
        f"select coalesce({RESERVED_SQL}, 0)::bigint as reserved from ledger_entry"
        " where application_id = $1 and line_id = $2",
        application_id,
        line_id,
    )
    if row["reserved"] < 0:
        [last] = await current().fetch(
            "select amount_krw from ledger_entry where application_id = $1 and line_id = $2 order by id desc limit 1",
            application_id,
            line_id,
        )
        asked = abs(last["amount_krw"])
        raise NotReserved(line=f"budget_{line_id}", reserved=row["reserved"] + asked, asked=asked)


async def _change_line(line_id: UUID, change: Balance) -> None:
    values = (line_id, change.reserved, change.consumed, change.paid, change.returned)
    if await current().fetch(_CHANGE, *values):
        return
    found = await current().fetch("select * from budget_line where id = $1 for update", line_id)
    if not found:
        raise NotFound(kind="BudgetLine", id=f"budget_{line_id}")
    [line] = found
    before = Balance(
        reserved=line["reserved_krw"],
        consumed=line["consumed_krw"],
        paid=line["paid_krw"],
        returned=line["returned_krw"],
    )
    refusal = why_not(line["code"], line["amount_krw"], before, change)
    if refusal is not None:
        raise refusal
    # room was made between the two statements; a check constraint guards what the rule does not name
    await current().execute(_CHANGE.replace("returning id", ""), *values)


async def _draw_on_calls(line_id: UUID, movements: Sequence[Movement]) -> None:
    """Count what applications draw against the limits of their calls."""
    drawn: dict[UUID, int] = defaultdict(int)
    for movement in movements:
        if movement.application_id is not None:
            drawn[movement.application_id] += total_effect([movement]).drawn
    for application_id, amount in sorted(drawn.items()):
        if amount and not await current().fetch(_DRAW, line_id, application_id, amount):
            await _refuse_draw(line_id, application_id, amount)


async def _refuse_draw(line_id: UUID, application_id: UUID, amount: int) -> None:
    found = await current().fetch(
        "select b.limit_krw, b.drawn_krw, l.code from budget_line l join application a on a.id = $2"
        " left join call_budget b on b.call_id = a.call_id and b.line_id = l.id where l.id = $1",
        line_id,
        application_id,
    )
    if not found:
        raise NotFound(kind="Application", id=f"app_{application_id}")
    [row] = found
    if row["drawn_krw"] is None:
        raise LineNotOfCall(line=row["code"])
    limit, drawn = row["limit_krw"], row["drawn_krw"]
    raise CallLimitReached(line=row["code"], limit=limit, available=limit - drawn, asked=amount)


async def _enter(movements: Sequence[Movement]) -> list[UUID]:
    ids = [uuid7() for _ in movements]
    await current().execute(
        _ENTER,
        ids,
        [m.line_id for m in movements],
        [m.kind for m in movements],
        [m.amount_krw for m in movements],
        [m.application_id for m in movements],
        [m.support_record_id for m in movements],
        [m.payment_id for m in movements],
        [m.corrects_id for m in movements],
        [m.note for m in movements],
        clock.now(),
        current().actor.name,
    )
    return ids
