"""Checking claimed costs against caps and budget, and paying them in batches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from majung import clock
from majung.access.actor import Actor
from majung.applications.models import Application
from majung.events.event import append
from majung.money.claim_writes import approve_claim
from majung.money.errors import LineNotOfCall
from majung.money.models import Claim
from majung.money.payment_writes import pay_claims
from majung.programs.models import EditionRules
from majung.storage.transaction import current, find_row, load_for_change, save_change, write
from majung_export_costs.errors import BatchKnown, CostNotChecked, NoBudgetForCall, NothingToPayBack
from majung_export_costs.events import ExportCostChecked
from majung_export_costs.models import ExportCost, PaymentBatch
from majung_export_costs.program import CODE
from majung_export_costs.proving import record_exports
from majung_export_costs.rules import ExportCostRules, Left, left_of, pay
from majung_export_costs.scopes import CHECK

_LINES = "select line_id from call_budget where call_id = $1 order by id"

_HOLD_FIRM = "select id from support_record where firm_id = $1 and program_code = $2 order by id for update"
"""One claim of a firm is checked after the other, so that two of them never take the same rest of a cap."""

_HOLD_LINE = "select id from budget_line where id = $1 for update"

_USED = """
select coalesce(sum(u.krw) filter (where date_trunc('month', x.cost_on) = date_trunc('month', $3::date)), 0)::bigint
    as month, coalesce(sum(u.krw), 0)::bigint as year
from export_costs_cost x
join claim c on c.id = x.claim_id
join edition_rules r on r.id = x.rules_id
cross join lateral (
    select case when c.status = 'PAID'
        then (select sum(p.amount_krw) from payment p where p.claim_id = c.id) else c.approved_krw end as krw
) u
where x.firm_id = $1 and r.edition_id = $2 and c.status in ('APPROVED', 'PAID')
"""
"""What a firm was paid, or is to be paid, of an edition: in the month of the cost, and in all."""

_BUDGET = """
select b.amount_krw - b.reserved_krw - b.consumed_krw - coalesce((
    select sum(c.approved_krw) from claim c where c.line_id = b.id and c.program_code = $2 and c.status = 'APPROVED'
), 0)::bigint as left_krw
from budget_line b where b.id = $1
"""
"""What a line has left, less what is checked and not paid yet: that is drawn when the batch is paid."""


@write
async def check_cost(
    actor: Actor, *, cost_id: UUID, version: int, line_id: UUID | None = None, note: str = ""
) -> ExportCost:
    """Find a claimed cost right, for what caps and budget leave of it (``export_costs.check``, ``money.approve``).

    ``pay = min(round_down(eligible x rate), month cap - paid this month, year cap - paid this year, budget left)``,
    under the rules the cost was claimed under. Refuses when nothing is left, naming the limit.
    """
    actor.require(CHECK)
    cost = await load_for_change(ExportCost, actor, cost_id, version)
    claim = await find_row(Claim, actor, cost.claim_id)
    line = await _line_of(cost, line_id)
    rules, left = await _left(cost, line)
    result = pay(cost.eligible_krw, rules, left)
    if not result.amount_krw:
        raise NothingToPayBack(bound=result.bound.value, eligible=cost.eligible_krw, by_rate=result.by_rate_krw)
    await approve_claim(
        actor, claim_id=claim.id, version=claim.version, approved_krw=result.amount_krw, line_id=line, note=note
    )
    await save_change(
        cost,
        month_left_krw=left.month_krw,
        year_left_krw=left.year_krw,
        budget_left_krw=left.budget_krw,
        bound=result.bound.value,
        checked_at=clock.now(),
        checked_by=actor.name,
    )
    await record_exports(actor, cost)
    happened = ExportCostChecked(claim_id=claim.id, pay_krw=result.amount_krw, bound=result.bound.value)
    await append(happened, subject=cost.id, firms=[cost.firm_id], program=CODE)
    return cost


@write
async def pay_batch(actor: Actor, *, cost_ids: Sequence[UUID], number: str, paid_on: date) -> PaymentBatch:
    """Pay checked costs together, all or none (permission ``money.pay``); never by an account that checked one."""
    actor.require("money.pay")
    connection = current().connection
    if await PaymentBatch.exists(number=number, using_db=connection):
        raise BatchKnown(path=("number",), number=number[:100])
    costs = [await find_row(ExportCost, actor, cost_id, lock=True) for cost_id in dict.fromkeys(cost_ids)]
    claims = {claim.id: claim for claim in await Claim.filter(id__in=[c.claim_id for c in costs]).using_db(connection)}
    for cost in costs:
        if (status := claims[cost.claim_id].status) != "APPROVED":
            raise CostNotChecked(cost=f"expcost_{cost.id}", status=status)
    paid = await pay_claims(
        actor, claim_ids=[cost.claim_id for cost in costs], paid_on=paid_on, reference=number, drawing=True
    )
    batch = await PaymentBatch.create(
        number=number,
        paid_on=paid_on,
        costs=len(costs),
        amount_krw=sum(payment.amount_krw for payment in paid),
        paid_by=actor.name,
        using_db=connection,
    )
    for cost in costs:
        await save_change(cost, batch_id=batch.id)
    return batch


async def _line_of(cost: ExportCost, wanted: UUID | None) -> UUID:
    application = await Application.get(id=cost.application_id, using_db=current().connection)
    lines: list[UUID] = [row["line_id"] for row in await current().fetch(_LINES, application.call_id)]
    if not lines:
        raise NoBudgetForCall
    if wanted is not None and wanted not in lines:
        raise LineNotOfCall(line=f"budget_{wanted}")
    return wanted or lines[0]


async def _left(cost: ExportCost, line_id: UUID) -> tuple[ExportCostRules, Left]:
    """The rules of a cost, and what is left of caps and budget; both are held until the write ends."""
    stored = await EditionRules.get(id=cost.rules_id, using_db=current().connection)
    rules = msgspec.convert(stored.data, ExportCostRules)
    await current().fetch(_HOLD_FIRM, cost.firm_id, CODE)
    await current().fetch(_HOLD_LINE, line_id)  # a statement of its own: what others have taken is read after the wait
    [budget] = await current().fetch(_BUDGET, line_id, CODE)
    [used] = await current().fetch(_USED, cost.firm_id, stored.edition_id, cost.cost_on)
    left = Left(
        month_krw=left_of(rules.month_cap_krw, used["month"]),
        year_krw=left_of(rules.year_cap_krw, used["year"]),
        budget_krw=max(budget["left_krw"], 0),
    )
    return rules, left
