"""Payments: in batches by a third account, whole settlement runs, corrected by counter-payments."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import date

import pytest
from tests.core.money.conftest import Treasury, official

from majung import clock
from majung.access.actor import Actor
from majung.errors import InvalidValue, VersionConflict
from majung.events.log import read_after
from majung.events.sequencer import sweep
from majung.money.errors import (
    AlreadyClaimed,
    BudgetExhausted,
    ClaimNotInState,
    MoreThanPaid,
    NotForCorrection,
    NothingToPay,
    PaidBeyondConsumed,
    SameAccount,
)
from majung.money.models import BudgetLine, Claim, LedgerEntry, Payment
from majung.money.reads import balance_of, reconcile
from majung.money.rules import Balance
from majung.money.writes import (
    ClaimDraft,
    Step,
    Transfer,
    consume,
    correct_payment,
    pay_claims,
    reserve,
    settle_claims,
)
from majung.storage.database import Database
from majung.storage.ids import uuid7
from majung.support.models import SupportRecord


async def consumed_line(treasury: Treasury, amount: int) -> BudgetLine:
    line = await treasury.line(10_000)
    await reserve(treasury.clerk, line_id=line.id, amount_krw=amount)
    await consume(treasury.clerk, line_id=line.id, amount_krw=amount)
    return line


def approval(actor: Actor) -> Step:
    return Step(by=actor.name, account_id=actor.account_id, at=clock.now())


async def test_batch_pays_its_claims_and_says_so_everywhere(treasury: Treasury, platform: Actor, march: date) -> None:
    line, record = await consumed_line(treasury, 700), await treasury.record()
    claims = [await treasury.approved_claim(amount, record=record, line=line) for amount in (300, 400)]
    payments = await pay_claims(treasury.payer, claim_ids=[c.id for c in claims], paid_on=march, reference="2026-31")

    events = await read_after(platform, 0, types=["core.PaymentMade"])
    assert [p.amount_krw for p in payments] == [300, 400]
    assert {c.status for c in await Claim.all()} == {"PAID"}
    assert (await SupportRecord.get(id=record.id)).paid_krw == 700
    assert await balance_of(treasury.budgeter, line.id) == Balance(consumed=700, paid=700)
    assert [(e["subject_id"], e["snapshot"]["amount_krw"]) for e in events] == [
        (claims[0].id, 300),
        (claims[1].id, 400),
    ]
    assert await reconcile(treasury.budgeter) == []


async def test_one_bad_claim_stops_the_whole_batch(treasury: Treasury, march: date) -> None:
    good = await treasury.approved_claim()
    paid = await treasury.approved_claim()
    await pay_claims(treasury.payer, claim_ids=[paid.id], paid_on=march)

    with pytest.raises(ClaimNotInState):
        await pay_claims(treasury.payer, claim_ids=[good.id, paid.id], paid_on=march)

    assert await Payment.filter(claim_id=good.id).count() == 0


async def test_two_payers_at_once_pay_a_claim_once(treasury: Treasury, march: date) -> None:
    claim = await treasury.approved_claim()
    pays = [pay_claims(treasury.payer, claim_ids=[claim.id], paid_on=march) for _ in range(5)]

    answers = await asyncio.gather(*pays, return_exceptions=True)

    assert sorted(type(a).__name__ for a in answers) == ["ClaimNotInState"] * 4 + ["list"]
    assert await Payment.all().count() == 1


async def test_refuses_payment_of_a_claim_that_was_changed_since(treasury: Treasury, march: date) -> None:
    claim = await treasury.approved_claim()
    seen = (await Claim.get(id=claim.id)).version
    with pytest.raises(VersionConflict):
        await pay_claims(treasury.payer, claim_ids=[claim.id], paid_on=march, version=seen - 1)
    assert await Payment.all().count() == 0
    await pay_claims(treasury.payer, claim_ids=[claim.id], paid_on=march, version=seen)
    assert await Payment.all().count() == 1


async def test_refuses_payment_by_the_account_that_approved(treasury: Treasury, march: date) -> None:
    treasury.approver = official("정겸직", "approve", "pay")
    claim = await treasury.approved_claim()

    with pytest.raises(SameAccount):
        await pay_claims(treasury.approver, claim_ids=[claim.id], paid_on=march)


async def test_refuses_an_empty_batch_and_a_claim_named_twice(treasury: Treasury, march: date) -> None:
    with pytest.raises(NothingToPay):
        await pay_claims(treasury.payer, claim_ids=[], paid_on=march)
    with pytest.raises(NothingToPay):
        await pay_claims(treasury.payer, claim_ids=[uuid7()] * 2, paid_on=march)


async def test_refuses_to_pay_from_a_line_what_was_not_consumed(treasury: Treasury, march: date) -> None:
    line = await consumed_line(treasury, 200)
    claim = await treasury.approved_claim(300, line=line)

    with pytest.raises(PaidBeyondConsumed) as refused:
        await pay_claims(treasury.payer, claim_ids=[claim.id], paid_on=march)

    assert (refused.value.details["payable"], refused.value.details["asked"]) == (200, 300)


async def test_drawing_takes_free_money_and_never_more(treasury: Treasury, march: date) -> None:
    line = await treasury.line(500)
    first = await treasury.approved_claim(300, line=line)
    second = await treasury.approved_claim(201, line=line)
    await pay_claims(treasury.payer, claim_ids=[first.id], paid_on=march, drawing=True)

    with pytest.raises(BudgetExhausted):
        await pay_claims(treasury.payer, claim_ids=[second.id], paid_on=march, drawing=True)

    assert await balance_of(treasury.budgeter, line.id) == Balance(consumed=300, paid=300)
    assert await reconcile(treasury.budgeter) == []


async def test_wrong_payment_is_taken_back_and_paid_rightly(treasury: Treasury, platform: Actor, march: date) -> None:
    line, record = await treasury.line(500), await treasury.record()
    claim = await treasury.approved_claim(300, record=record, line=line)
    [payment] = await pay_claims(treasury.payer, claim_ids=[claim.id], paid_on=march, drawing=True)
    counter = await correct_payment(treasury.payer, payment_id=payment.id, corrected_on=march, note="계좌 오류")

    assert (counter.amount_krw, counter.corrects_id) == (-300, payment.id)
    assert (await Payment.get(id=payment.id)).amount_krw == 300
    assert (await Claim.get(id=claim.id)).status == "APPROVED"
    assert (await SupportRecord.get(id=record.id)).paid_krw == 0
    assert await balance_of(treasury.budgeter, line.id) == Balance()
    [event] = await read_after(platform, 0, types=["core.PaymentCorrected"])
    assert event["snapshot"]["amount_krw"] == -300

    await pay_claims(treasury.payer, claim_ids=[claim.id], paid_on=march, drawing=True)
    assert await balance_of(treasury.budgeter, line.id) == Balance(consumed=300, paid=300)
    assert await reconcile(treasury.budgeter) == []


async def test_payment_is_corrected_in_parts_but_never_beyond_it(treasury: Treasury, march: date) -> None:
    record = await treasury.record()
    claim = await treasury.approved_claim(300, record=record)
    [payment] = await pay_claims(treasury.payer, claim_ids=[claim.id], paid_on=march)
    counter = await correct_payment(
        treasury.payer, payment_id=payment.id, corrected_on=march, note="과지급", amount_krw=100
    )

    assert (await Claim.get(id=claim.id)).status == "PAID"
    assert (await SupportRecord.get(id=record.id)).paid_krw == 200
    with pytest.raises(MoreThanPaid) as refused:
        await correct_payment(treasury.payer, payment_id=payment.id, corrected_on=march, note="", amount_krw=201)
    assert refused.value.details["left"] == 200
    with pytest.raises(NotForCorrection):
        await correct_payment(treasury.payer, payment_id=counter.id, corrected_on=march, note="")


async def many_rows(treasury: Treasury, database: Database, count: int, line: BudgetLine) -> list[ClaimDraft]:
    """One row for each of many support records of one firm."""
    firm = await treasury.firm()
    ids = [uuid7() for _ in range(count)]
    await database.execute(
        "insert into support_record (id, firm_id, program_code, year, benefit, title, purpose, decided_krw, paid_krw,"
        " returned_krw, own_share_krw, status, origin)"
        " select i, $2, 'fund', 2026, 'LOAN', '이차보전', '', 0, 0, 0, 0, 'ACTIVE', 'OURS' from unnest($1::uuid[]) i",
        ids,
        firm,
    )
    return [
        ClaimDraft(
            program_code="fund",
            amount_krw=1000 + n,
            firm_id=firm,
            support_record_id=i,
            line_id=line.id,
            period_from=date(2026, 3, 1),
            period_to=date(2026, 3, 31),
            natural_key=f"fund/{i}/2026-03",
        )
        for n, i in enumerate(ids)
    ]


async def test_settles_ten_thousand_claims_in_seconds(
    treasury: Treasury, database: Database, platform: Actor, march: date
) -> None:
    line = await treasury.line(10**9)
    rows = await many_rows(treasury, database, 10_000, line)
    total = sum(row.amount_krw for row in rows)
    began = time.monotonic()
    settled = await settle_claims(
        treasury.payer,
        rows=rows,
        transfer=Transfer(paid_on=march, reference="2026-03 정산", drawing=True),
        approved=approval(treasury.approver),
    )
    took = time.monotonic() - began
    await sweep()

    assert (len(settled.payment_ids), settled.amount_krw) == (10_000, total)
    assert await balance_of(treasury.budgeter, line.id) == Balance(consumed=total, paid=total)
    assert await reconcile(treasury.budgeter) == []
    assert await LedgerEntry.filter(line_id=line.id, kind="PAY").count() == 10_000
    assert (await SupportRecord.get(id=rows[7].support_record_id)).paid_krw == 1007
    assert len(await read_after(platform, 0, types=["core.PaymentMade"], limit=20_000)) == 10_000
    assert took < 10  # seconds; measured: under two


async def test_repeated_settlement_is_refused_whole_and_shows_the_earlier_claim(
    treasury: Treasury, database: Database, march: date
) -> None:
    line = await treasury.line(10**9)
    rows = await many_rows(treasury, database, 3, line)
    transfer = Transfer(paid_on=march, reference="r", drawing=True)
    first = await settle_claims(treasury.payer, rows=rows[:1], transfer=transfer, approved=approval(treasury.approver))

    with pytest.raises(AlreadyClaimed) as refused:
        await settle_claims(treasury.payer, rows=rows, transfer=transfer, approved=approval(treasury.approver))

    assert refused.value.details["claim"] == f"claim_{first.claim_ids[0]}"
    assert await Payment.all().count() == 1


async def test_settlement_beyond_the_line_pays_nobody(treasury: Treasury, database: Database, march: date) -> None:
    line = await treasury.line(2500)
    rows = await many_rows(treasury, database, 3, line)

    with pytest.raises(BudgetExhausted):
        await settle_claims(
            treasury.payer,
            rows=rows,
            transfer=Transfer(paid_on=march, reference="r", drawing=True),
            approved=approval(treasury.approver),
        )

    assert await Claim.all().count() == 0


async def test_refuses_a_settlement_approved_by_who_pays_it(
    treasury: Treasury, database: Database, march: date
) -> None:
    rows = await many_rows(treasury, database, 1, await treasury.line(10_000))
    transfer = Transfer(paid_on=march, reference="r", drawing=True)

    with pytest.raises(SameAccount):
        await settle_claims(treasury.payer, rows=rows, transfer=transfer, approved=approval(treasury.payer))
    with pytest.raises(SameAccount):
        await settle_claims(
            treasury.payer,
            rows=rows,
            transfer=transfer,
            submitted=approval(treasury.approver),
            approved=approval(treasury.approver),
        )


async def test_settlement_rows_need_keys_of_their_own(treasury: Treasury, database: Database, march: date) -> None:
    [row] = await many_rows(treasury, database, 1, await treasury.line(10_000))
    transfer = Transfer(paid_on=march, reference="r", drawing=True)

    with pytest.raises(AlreadyClaimed):
        await settle_claims(treasury.payer, rows=[row, row], transfer=transfer, approved=approval(treasury.approver))
    with pytest.raises(InvalidValue):
        await settle_claims(
            treasury.payer,
            rows=[replace(row, natural_key=None)],
            transfer=transfer,
            approved=approval(treasury.approver),
        )
