"""Questions about money: what the ledger says, and whether the lines say the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tortoise.connection import get_connection

from majung.access.actor import Actor
from majung.money.ledger import RESERVED_SQL
from majung.money.rules import Balance

_SUMS = f"""
coalesce({RESERVED_SQL}, 0)::bigint as reserved,
coalesce(sum(amount_krw) filter (where kind = 'CONSUME'), 0)::bigint as consumed,
coalesce(sum(amount_krw) filter (where kind = 'PAY'), 0)::bigint as paid,
coalesce(sum(amount_krw) filter (where kind = 'RETURN'), 0)::bigint as returned
"""

_LINES = f"""
select 'budget_' || l.id as record, c.name as column, c.stored, c.ledger
from budget_line l
left join (select line_id, {_SUMS} from ledger_entry group by line_id) s on s.line_id = l.id
cross join lateral (values ('reserved_krw', l.reserved_krw, coalesce(s.reserved, 0)),
    ('consumed_krw', l.consumed_krw, coalesce(s.consumed, 0)), ('paid_krw', l.paid_krw, coalesce(s.paid, 0)),
    ('returned_krw', l.returned_krw, coalesce(s.returned, 0))) c (name, stored, ledger)
where c.stored <> c.ledger
"""

_CALLS = """
select 'callbudget_' || b.id as record, 'drawn_krw' as column, b.drawn_krw as stored, coalesce(s.drawn, 0) as ledger
from call_budget b
left join (
    select a.call_id, e.line_id,
        sum(case e.kind when 'RESERVE' then e.amount_krw when 'RELEASE' then -e.amount_krw else 0 end)::bigint as drawn
    from ledger_entry e join application a on a.id = e.application_id group by 1, 2
) s on s.call_id = b.call_id and s.line_id = b.line_id
where b.drawn_krw <> coalesce(s.drawn, 0)
"""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A column that does not say what the ledger says; amounts in won."""

    record: str
    column: str
    stored: int
    ledger: int


async def balance_of(actor: Actor, line_id: UUID) -> Balance:
    """What a line's ledger adds up to (permission ``money.manage``)."""
    actor.require("money.manage")
    [row] = await _fetch(f"select {_SUMS} from ledger_entry where line_id = $1", line_id)
    return Balance(**row)


async def reconcile(actor: Actor) -> list[Difference]:
    """Every budget line and call whose columns differ from the ledger; empty when all is well (``money.manage``)."""
    actor.require("money.manage")
    return [Difference(**row) for row in await _fetch(f"{_LINES} union all {_CALLS} order by 1, 2")]


async def _fetch(sql: str, *values: object) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await get_connection("default").execute_query_dict(sql, list(values))
    return rows
