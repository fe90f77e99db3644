"""Clawbacks: only what was paid, interest settled first, and the record and the ledger say what came back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.core.money.conftest import Treasury

from majung.access.actor import Actor
from majung.errors import NotAllowed
from majung.events.log import read_after
from majung.money.errors import ClawbackTooHigh, MoreThanOwed
from majung.money.models import Clawback
from majung.money.reads import balance_of, reconcile
from majung.money.rules import Balance
from majung.money.writes import order_clawback, pay_claims, record_return
from majung.support.models import SupportRecord


async def order(treasury: Treasury, record: SupportRecord, amount: int, interest: int = 0) -> Clawback:
    return await order_clawback(
        treasury.approver,
        support_record_id=record.id,
        amount_krw=amount,
        interest_krw=interest,
        reason_code="MOVED_OUT",
        cause_on=date(2026, 3, 2),
        due_on=date(2026, 3, 2) + timedelta(days=20),
    )


async def test_principal_and_interest_come_back_in_parts(treasury: Treasury, platform: Actor, march: date) -> None:
    line, record = await treasury.line(1000), await treasury.record()
    claim = await treasury.approved_claim(300, record=record, line=line)
    await pay_claims(treasury.payer, claim_ids=[claim.id], paid_on=march, drawing=True)
    ordered = await order(treasury, record, 300, interest=40)
    part = await record_return(treasury.payer, clawback_id=ordered.id, amount_krw=100, returned_on=march)

    assert (part.status, part.returned_krw) == ("PARTLY_RETURNED", 100)
    assert (await SupportRecord.get(id=record.id)).returned_krw == 60  # 40 of the 100 were interest
    whole = await record_return(treasury.payer, clawback_id=ordered.id, amount_krw=240, returned_on=march)

    assert whole.status == "RETURNED"
    assert (await SupportRecord.get(id=record.id)).returned_krw == 300
    assert await balance_of(treasury.budgeter, line.id) == Balance(consumed=300, paid=300, returned=300)
    assert await reconcile(treasury.budgeter) == []
    events = await read_after(platform, 0, types=["core.ClawbackOrdered", "core.MoneyReturned"])
    assert [e["snapshot"].get("owed_krw") for e in events] == [None, 240, 0]
    assert {e["firm_ids"][0] for e in events} == {record.firm_id}


async def test_refuses_to_demand_more_than_was_paid_and_not_demanded_yet(treasury: Treasury) -> None:
    record = await treasury.record(paid=500)
    await order(treasury, record, 200, interest=999)

    with pytest.raises(ClawbackTooHigh) as refused:
        await order(treasury, record, 301)

    assert refused.value.details["open"] == 300
    assert (await order(treasury, record, 300)).amount_krw == 300


async def test_what_came_back_is_not_demanded_again(treasury: Treasury, march: date) -> None:
    record = await treasury.record(paid=500)
    ordered = await order(treasury, record, 200, interest=10)
    await record_return(treasury.payer, clawback_id=ordered.id, amount_krw=210, returned_on=march)

    with pytest.raises(ClawbackTooHigh) as refused:
        await order(treasury, record, 301)

    assert refused.value.details["open"] == 300


async def test_refuses_to_take_more_than_is_owed(treasury: Treasury, march: date) -> None:
    ordered = await order(treasury, await treasury.record(paid=500), 200, interest=10)

    with pytest.raises(MoreThanOwed) as refused:
        await record_return(treasury.payer, clawback_id=ordered.id, amount_krw=211, returned_on=march)

    assert refused.value.details["owed"] == 210


async def test_clawbacks_need_the_permission(treasury: Treasury, march: date) -> None:
    treasury.approver = treasury.clerk

    with pytest.raises(NotAllowed):
        await order(treasury, await treasury.record(paid=500), 200)
