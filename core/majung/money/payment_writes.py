"""Changes of payments: approved claims paid in batches, whole settlement runs, corrections by counter-payment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.errors import InvalidValue, NotFound, VersionConflict
from majung.money.claim_rows import ClaimDraft, Step, insert_claims
from majung.money.errors import (
    AlreadyClaimed,
    ClaimNotInState,
    MoreThanPaid,
    NotForCorrection,
    NothingToPay,
    SameAccount,
)
from majung.money.models import Claim, Payment
from majung.money.payment_rows import Due, Transfer, pay
from majung.money.rules import require_positive, same_account
from majung.storage.transaction import current, find_row, write

_LOCK_CLAIMS = "select id from claim where id = any($1::uuid[]) order by id for update"

_CLAIMS = """
select c.*, coalesce((select sum(p.amount_krw) from payment p where p.claim_id = c.id), 0)::bigint as paid_krw
from claim c where c.id = any($1::uuid[])
"""

_WAS_DRAWN = "select 1 from ledger_entry where payment_id = $1 and kind = 'CONSUME'"

_STILL_PAID = "select coalesce(sum(amount_krw), 0)::bigint as paid from payment where id = $1 or corrects_id = $1"


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What a settlement run paid: its claims in the order of its rows, and the sum in won."""

    claim_ids: tuple[UUID, ...]
    payment_ids: tuple[UUID, ...]
    amount_krw: int


@write
async def pay_claims(
    actor: Actor,
    *,
    claim_ids: Sequence[UUID],
    paid_on: date,
    reference: str | None = None,
    note: str = "",
    drawing: bool = False,
    version: int | None = None,
) -> list[Payment]:
    """Pay what is approved and unpaid of claims, all or none, in the order given (permission ``money.pay``).

    `version` is that of a single claim, as whoever pays saw it.

    Never by an account that approved one of them. `reference` is the batch's or the transfer's number. With
    `drawing` the amounts are drawn from the free money of the claims' lines; without it they were consumed before.
    """
    actor.require("money.pay")
    claims = await _lock_claims(claim_ids)
    if version is not None and version != claims[0]["version"]:
        raise VersionConflict(kind=Claim.__name__, given=version, current=claims[0]["version"])
    for claim in claims:
        _require_payable(actor, claim)
    dues = [Due.of(claim, claim["approved_krw"] - claim["paid_krw"]) for claim in claims]
    ids = await pay(dues, Transfer(paid_on=paid_on, reference=reference, note=note, drawing=drawing))
    await _set_status(claim_ids, "PAID")
    paid = {p.id: p for p in await Payment.filter(id__in=ids).using_db(current().connection)}
    return [paid[i] for i in ids]


@write
async def settle_claims(
    actor: Actor,
    *,
    rows: Sequence[ClaimDraft],
    transfer: Transfer,
    submitted: Step | None = None,
    approved: Step,
) -> Settlement:
    """Claim, approve and pay the rows of a settlement run at once, all or none (permission ``money.pay``).

    The run was approved by another account than pays it (`approved`), and prepared by another than approved it
    (`submitted`; the platform itself, if None). Each row needs a natural key: a run that is repeated is refused with
    the first claim that is there already.
    """
    actor.require("money.pay")
    if not rows:
        raise NothingToPay(given=0, distinct=0)
    by_platform = Step(by=f"settlement {transfer.reference or ''}".strip(), account_id=None, at=clock.now())
    prepared = submitted or by_platform
    if same_account(actor.account_id, approved.account_id):
        raise SameAccount(done="approved", asked="pay", done_ko="승인한", asked_ko="지급")
    if same_account(prepared.account_id, approved.account_id):
        raise SameAccount(done="submitted", asked="approve", done_ko="청구한", asked_ko="승인")
    _require_distinct_keys(rows)
    claim_ids = await insert_claims(rows, status="PAID", submitted=prepared, decided=approved)
    payment_ids = await pay([_due(i, row) for i, row in zip(claim_ids, rows, strict=True)], transfer)
    return Settlement(
        claim_ids=tuple(claim_ids), payment_ids=tuple(payment_ids), amount_krw=sum(r.amount_krw for r in rows)
    )


@write
async def correct_payment(
    actor: Actor, *, payment_id: UUID, corrected_on: date, note: str, amount_krw: int | None = None
) -> Payment:
    """Take back a wrong payment, wholly or in part, by a negative one (permission ``money.pay``).

    What was booked stays. A claim of which nothing remains paid is approved again, and can be paid rightly or
    rejected.
    """
    actor.require("money.pay")
    payment = await find_row(Payment, actor, payment_id)
    if payment.corrects_id is not None:
        raise NotForCorrection(payment=f"payment_{payment.id}")
    [claim] = await _lock_claims([payment.claim_id])
    [row] = await current().fetch(_STILL_PAID, payment.id)
    amount = row["paid"] if amount_krw is None else amount_krw
    if amount > row["paid"] or row["paid"] == 0:
        raise MoreThanPaid(asked=amount, left=row["paid"])
    require_positive("amount_krw", amount)
    counter = replace(Due.of(claim, -amount), line_id=payment.line_id, corrects_id=payment.id)
    drawn = bool(await current().fetch(_WAS_DRAWN, payment.id))
    transfer = Transfer(paid_on=corrected_on, reference=None, note=note, drawing=drawn)
    [counter_id] = await pay([counter], transfer)
    await _set_status([payment.claim_id], "PAID" if claim["paid_krw"] > amount else "APPROVED")
    return await Payment.get(id=counter_id, using_db=current().connection)


async def _lock_claims(claim_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """The claims' rows with what is paid on each, in the order asked for."""
    distinct = set(claim_ids)
    if not claim_ids or len(distinct) < len(claim_ids):
        raise NothingToPay(given=len(claim_ids), distinct=len(distinct))
    # a second statement after the lock, so that what others paid while this one waited is seen
    await current().execute(_LOCK_CLAIMS, list(claim_ids))
    found = {row["id"]: row for row in await current().fetch(_CLAIMS, list(claim_ids))}
    missing = [i for i in claim_ids if i not in found]
    if missing:
        raise NotFound(kind=Claim.__name__, id=f"claim_{missing[0]}")
    return [found[i] for i in claim_ids]


def _require_payable(actor: Actor, claim: dict[str, Any]) -> None:
    if claim["status"] != "APPROVED":
        raise ClaimNotInState(claim=f"claim_{claim['id']}", status=claim["status"], needed="APPROVED")
    if same_account(actor.account_id, claim["decided_account_id"]):
        raise SameAccount(done="approved", asked="pay", done_ko="승인한", asked_ko="지급")


def _require_distinct_keys(rows: Sequence[ClaimDraft]) -> None:
    seen: set[str] = set()
    for row in rows:
        if row.natural_key is None:
            raise InvalidValue(field="natural_key", value=None, reason="a settlement's rows need one / 필수 항목입니다")
        if row.natural_key in seen:
            raise AlreadyClaimed(key=row.natural_key, claim="-", amount=row.amount_krw, status="-", submitted_at="-")
        seen.add(row.natural_key)


def _due(claim_id: UUID, row: ClaimDraft) -> Due:
    return Due(
        claim_id=claim_id,
        program_code=row.program_code,
        amount_krw=row.amount_krw,
        line_id=row.line_id,
        firm_id=row.firm_id,
        person_id=row.person_id,
        institution_id=row.institution_id,
        application_id=row.application_id,
        support_record_id=row.support_record_id,
    )


async def _set_status(claim_ids: Sequence[UUID], status: str) -> None:
    await current().execute(
        "update claim set status = $2, version = version + 1 where id = any($1::uuid[])", list(claim_ids), status
    )
