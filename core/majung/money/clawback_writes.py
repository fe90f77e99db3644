"""Changes of clawbacks: money demanded back, and money that came back."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from majung.access.actor import Actor
from majung.errors import InvalidValue
from majung.events.event import Event, append
from majung.money.errors import ClawbackTooHigh, MoreThanOwed
from majung.money.events import ClawbackOrdered, MoneyReturned
from majung.money.ledger import book
from majung.money.models import Clawback
from majung.money.rules import Movement, clawback_status, principal_returned, require_positive
from majung.storage.transaction import current, find_row, save_change, write
from majung.support.models import SupportRecord

_PAID_FROM = """
select p.line_id from payment p join claim c on c.id = p.claim_id
where c.support_record_id = $1 and p.line_id is not null and p.corrects_id is null
order by p.paid_on desc, p.id desc limit 1
"""


@write
async def order_clawback(
    actor: Actor,
    *,
    support_record_id: UUID,
    amount_krw: int,
    interest_krw: int,
    reason_code: str,
    cause_on: date | None,
    due_on: date,
) -> Clawback:
    """Demand paid support back with interest until a day (permission ``money.approve``).

    The program's rule says how much interest, and how long the notice (20 days or more for rural support). Refuses
    principal that was not paid, is returned, or is demanded back already.
    """
    actor.require("money.approve")
    require_positive("amount_krw", amount_krw)
    if interest_krw < 0:
        raise InvalidValue(field="interest_krw", value=interest_krw, reason="not below 0 won / 0원 이상이어야 합니다")
    await find_row(SupportRecord, actor, support_record_id, lock=True)
    record = await _record(support_record_id)
    open_krw = record["paid_krw"] - record["returned_krw"] - await _demanded(support_record_id)
    if amount_krw > open_krw:
        raise ClawbackTooHigh(asked=amount_krw, open=max(open_krw, 0))
    clawback = await Clawback.create(
        using_db=current().connection,
        support_record_id=support_record_id,
        firm_id=record["firm_id"],
        person_id=record["person_id"],
        amount_krw=amount_krw,
        interest_krw=interest_krw,
        reason_code=reason_code,
        cause_on=cause_on,
        due_on=due_on,
        ordered_by=actor.name,
    )
    ordered = ClawbackOrdered(
        support_record_id=support_record_id,
        amount_krw=amount_krw,
        interest_krw=interest_krw,
        reason_code=reason_code,
        due_on=due_on,
    )
    await _tell(ordered, clawback, record["program_code"])
    return clawback


@write
async def record_return(
    actor: Actor, *, clawback_id: UUID, amount_krw: int, returned_on: date, note: str = "", line_id: UUID | None = None
) -> Clawback:
    """Note money that came back on a clawback (permission ``money.pay``); interest is settled before principal.

    The principal goes to the support record and to the ledger of the line it was last paid from, or the one named.
    """
    actor.require("money.pay")
    require_positive("amount_krw", amount_krw)
    clawback = await find_row(Clawback, actor, clawback_id, lock=True)
    owed = clawback.amount_krw + clawback.interest_krw
    if clawback.returned_krw + amount_krw > owed:
        raise MoreThanOwed(asked=amount_krw, owed=owed - clawback.returned_krw)
    returned = clawback.returned_krw + amount_krw
    principal = principal_returned(clawback.interest_krw, returned) - principal_returned(
        clawback.interest_krw, clawback.returned_krw
    )
    await save_change(clawback, returned_krw=returned, status=clawback_status(owed, returned))
    await current().execute(
        "update support_record set returned_krw = returned_krw + $2, version = version + 1 where id = $1",
        clawback.support_record_id,
        principal,
    )
    await _book_return(clawback.support_record_id, principal, note, line_id)
    came = MoneyReturned(
        support_record_id=clawback.support_record_id,
        amount_krw=amount_krw,
        owed_krw=owed - returned,
        returned_on=returned_on,
    )
    await _tell(came, clawback, (await _record(clawback.support_record_id))["program_code"])
    return clawback


async def _book_return(support_record_id: UUID, principal: int, note: str, line_id: UUID | None) -> None:
    if line_id is None:
        paid_from = await current().fetch(_PAID_FROM, support_record_id)
        line_id = paid_from[0]["line_id"] if paid_from else None
    if line_id is None or principal == 0:
        return
    movement = Movement(
        kind="RETURN", line_id=line_id, amount_krw=principal, support_record_id=support_record_id, note=note
    )
    await book([movement])


async def _demanded(support_record_id: UUID) -> int:
    """Principal demanded back earlier that has not come back."""
    [row] = await current().fetch(
        "select coalesce(sum(amount_krw - greatest(returned_krw - interest_krw, 0)), 0)::bigint as demanded"
        " from clawback where support_record_id = $1",
        support_record_id,
    )
    return int(row["demanded"])


async def _record(support_record_id: UUID) -> dict[str, Any]:
    [row] = await current().fetch(
        "select firm_id, person_id, program_code, paid_krw, returned_krw from support_record where id = $1",
        support_record_id,
    )
    return row


async def _tell(event: Event, clawback: Clawback, program: str) -> None:
    await append(
        event,
        subject=clawback.id,
        firms=[clawback.firm_id] if clawback.firm_id else [],
        persons=[clawback.person_id] if clawback.person_id else [],
        program=program,
    )
