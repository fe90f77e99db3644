"""A bank's monthly claim beside what was computed; the month approved by one, paid by another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from majung import clock
from majung.access.actor import Actor
from majung.errors import NotAllowed
from majung.events.event import append, append_many
from majung.identifiers import refuse_resident_number
from majung.money.errors import SameAccount
from majung.money.rules import same_account
from majung.money.writes import ClaimDraft, Step, Transfer, settle_claims
from majung.storage.transaction import current, load_for_change, save_change, write
from majung_growth_fund.events import BankClaimCompared, SubsidyPaid
from majung_growth_fund.models import BankClaim, Settlement
from majung_growth_fund.rules import settlement as rules
from majung_growth_fund.rules.claims import ClaimedLine, ComparedLine, Comparison, compare_claim
from majung_growth_fund.rules.months import Month
from majung_growth_fund.writes.errors import BankClaimsOpen, MonthNotSettled, SettlementNotInState
from majung_growth_fund.writes.steps import PROGRAM, happening

_DUE = """
select s.id, s.loan_id, s.amount_krw, coalesce(l.number, l.id::text) as number
from growth_fund_subsidy_line s join growth_fund_loan l on l.id = s.loan_id
where s.settlement_id = $1 and s.bank_id = $2 and s.number = 1 order by l.number
"""

_MARK = """
update growth_fund_subsidy_line s set claimed_krw = e.claimed, comparison = e.comparison, version = s.version + 1
from unnest($1::uuid[], $2::bigint[], $3::text[]) e (id, claimed, comparison) where s.id = e.id
"""

_OPEN = """
select i.name_ko from institution i
join (select distinct bank_id from growth_fund_subsidy_line where settlement_id = $1 and amount_krw > 0) b
    on b.bank_id = i.id
left join growth_fund_bank_claim c on c.settlement_id = $1 and c.bank_id = i.id
where c.id is null or c.differing > 0 order by i.code
"""

_RECOMMENDED_BY = """
select 1 from growth_fund_subsidy_line s join growth_fund_loan l on l.id = s.loan_id
join growth_fund_recommendation r on r.id = l.recommendation_id
where s.settlement_id = $1 and r.by_account_id = $2 limit 1
"""

_PAYABLE = """
select s.id, s.loan_id, s.firm_id, s.bank_id, s.amount_krw, l.application_id, l.support_record_id
from growth_fund_subsidy_line s join growth_fund_loan l on l.id = s.loan_id
where s.settlement_id = $1 and s.number = 1 and s.amount_krw > 0 order by s.id
"""

_PAID = """
update growth_fund_subsidy_line s set claim_id = e.claim_id, payment_id = e.payment_id, paid_on = $4,
    version = s.version + 1
from unnest($1::uuid[], $2::uuid[], $3::uuid[]) e (id, claim_id, payment_id) where s.id = e.id
"""


@dataclass(frozen=True, kw_only=True)
class Payout:
    """How a settled month is paid: the day and the number of the transfer."""

    paid_on: date
    reference: str


@write
async def submit_bank_claim(
    actor: Actor, *, month: date, lines: Sequence[ClaimedLine], bank_id: UUID | None = None
) -> BankClaim:
    """A bank claims a month, loan by loan under its own numbers; each is compared with what was computed.

    A bank claims for itself, officials (``money.claim``) for a bank; again replaces the claim until approval.
    """
    bank = actor.institution_id if actor.kind == "partner" else bank_id
    if bank is None or (actor.kind != "partner" and not actor.may("money.claim")):
        raise NotAllowed(scope="money.claim", actor=actor.name)
    connection = current().connection
    settled = await Settlement.filter(month=Month.of(month).first).using_db(connection).select_for_update().first()
    if settled is None:
        raise MonthNotSettled(month=Month.of(month))
    _require_state(settled, "COMPUTED")
    due = await current().fetch(_DUE, settled.id, bank)
    compared = _compare(str(bank), lines, settled, due)
    by_number = {row["number"]: row["id"] for row in due}
    known = [one for one in compared if one.loan in by_number]
    await current().execute(
        _MARK,
        [by_number[one.loan] for one in known],
        [one.claimed for one in known],
        [one.comparison.value for one in known],
    )
    values: dict[str, Any] = {
        "month": settled.month,
        "claimed_krw": sum(one.claimed for one in compared),
        "computed_krw": sum(one.computed for one in compared),
        "differing": sum(one.comparison is not Comparison.EQUAL for one in compared),
        "lines": msgspec.to_builtins(compared),
        "submitted_at": clock.now(),
        "submitted_by": actor.name,
    }
    claim = await BankClaim.get_or_none(settlement_id=settled.id, bank_id=bank, using_db=connection)
    if claim is None:
        claim = await BankClaim.create(settlement_id=settled.id, bank_id=bank, using_db=connection, **values)
    else:
        await save_change(claim, **values)
    happened = BankClaimCompared(
        month=settled.month,
        claimed_krw=claim.claimed_krw,
        computed_krw=claim.computed_krw,
        differing=claim.differing,
    )
    await append(happened, subject=claim.id, institutions=[bank], program=PROGRAM)
    return claim


@write
async def approve_settlement(
    actor: Actor, *, settlement_id: UUID, version: int, despite: str | None = None
) -> Settlement:
    """Approve a computed month (permission ``money.approve``); banks that differ need a word (`despite`).

    Never by the account that computed it, nor by one that recommended a loan in it.
    """
    actor.require("money.approve")
    refuse_resident_number(despite, "despite")
    settled = await load_for_change(Settlement, actor, settlement_id, version)
    _require_state(settled, "COMPUTED")
    if same_account(actor.account_id, settled.computed_account_id):
        raise SameAccount(done="computed", asked="approve", done_ko="정산한", asked_ko="승인")
    if await current().fetch(_RECOMMENDED_BY, settled.id, actor.account_id):
        raise SameAccount(done="recommended", asked="approve", done_ko="추천한", asked_ko="승인")
    open_banks = [row["name_ko"] for row in await current().fetch(_OPEN, settled.id)]
    if open_banks and not (despite or "").strip():
        raise BankClaimsOpen(banks=", ".join(open_banks))
    await save_change(
        settled,
        state="APPROVED",
        approved_at=clock.now(),
        approved_by=actor.name,
        approved_account_id=actor.account_id,
    )
    return settled


@write
async def pay_settlement(actor: Actor, *, settlement_id: UUID, version: int, payout: Payout) -> Settlement:
    """Pay an approved month to its banks, all loans at once (permission ``money.pay``); by a third account."""
    settled = await load_for_change(Settlement, actor, settlement_id, version)
    _require_state(settled, "APPROVED")
    rows = await current().fetch(_PAYABLE, settled.id)
    month = Month.of(settled.month)
    if rows:
        drafts = [_draft(row, settled, month) for row in rows]
        transfer = Transfer(paid_on=payout.paid_on, reference=payout.reference, drawing=True, note=f"이차보전 {month}")
        paid = await settle_claims(
            actor, rows=drafts, transfer=transfer, submitted=_computed(settled), approved=_approved(settled)
        )
        ids = [row["id"] for row in rows]
        await current().execute(_PAID, ids, list(paid.claim_ids), list(paid.payment_ids), payout.paid_on)
    else:
        actor.require("money.pay")
    await save_change(settled, state="PAID", paid_on=payout.paid_on, paid_by=actor.name, reference=payout.reference)
    by_bank: dict[UUID, int] = defaultdict(int)
    for row in rows:
        by_bank[row["bank_id"]] += row["amount_krw"]
    await append_many(
        [
            happening(
                SubsidyPaid(settlement_id=settled.id, month=settled.month, amount_krw=amount, paid_on=payout.paid_on),
                settled.id,
                bank,
            )
            for bank, amount in by_bank.items()
        ]
    )
    return settled


def _compare(
    bank: str, lines: Sequence[ClaimedLine], settled: Settlement, due: Sequence[dict[str, Any]]
) -> tuple[ComparedLine, ...]:
    month = Month.of(settled.month)
    ours = tuple(
        rules.SettlementLine(loan=row["number"], bank=bank, month=month, segments=(), amount=row["amount_krw"])
        for row in due
    )
    return compare_claim(bank, lines, rules.Settlement(month=month, lines=ours, banks=(), not_settled=()))


def _draft(row: dict[str, Any], settled: Settlement, month: Month) -> ClaimDraft:
    return ClaimDraft(
        program_code=PROGRAM,
        amount_krw=row["amount_krw"],
        application_id=row["application_id"],
        support_record_id=row["support_record_id"],
        firm_id=row["firm_id"],
        institution_id=row["bank_id"],
        line_id=settled.line_id,
        period_from=month.first,
        period_to=date.fromordinal(month.end.toordinal() - 1),
        natural_key=natural_key(row["loan_id"], month, 1),
    )


def natural_key(loan_id: UUID, month: Month, number: int) -> str:
    """What makes a loan's month the same claim: it is paid once, each correction once."""
    return f"growth_fund/{loan_id}/{month}" + ("" if number == 1 else f"/{number}")


def _computed(settled: Settlement) -> Step:
    return Step(by=settled.computed_by, account_id=settled.computed_account_id, at=settled.computed_at)


def _approved(settled: Settlement) -> Step:
    assert settled.approved_at is not None
    return Step(by=settled.approved_by or "", account_id=settled.approved_account_id, at=settled.approved_at)


def _require_state(settled: Settlement, needed: str) -> None:
    if settled.state != needed:
        raise SettlementNotInState(month=Month.of(settled.month), state=settled.state, needed=needed)
