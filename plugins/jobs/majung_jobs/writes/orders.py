"""Job orders: drafted, checked, opened, renewed, confirmed, closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.firms.models import Firm
from majung.identifiers import refuse_resident_number
from majung.storage.transaction import current, find_row, load_for_change, save_change, write
from majung_jobs.errors import (
    HeadcountBelowHired,
    OrderNotOpen,
    OrderOpenForChange,
    OrderPeriod,
)
from majung_jobs.events import JobOrderOpened
from majung_jobs.lifecycles import ORDER
from majung_jobs.models import JobOrder
from majung_jobs.reads.rule_sets import job_rules
from majung_jobs.rules.periods import order_range
from majung_jobs.scopes import ORDERS
from majung_jobs.writes.checking import load_known
from majung_jobs.writes.numbers import next_number
from majung_jobs.writes.order_values import OrderDraft, check_order, draft_of, order_values
from majung_jobs.writes.steps import PLATFORM, centre_for, check_step, move_order, require_party, tell_order


@write
async def enter_order(actor: Actor, *, firm_id: UUID, draft: OrderDraft) -> JobOrder:
    """Enter an order of a firm as a draft: its agent, or an official (permission ``jobs.orders``)."""
    require_party(actor, ORDERS, firm_id=firm_id)
    firm = await find_row(Firm, actor, firm_id)
    rules = await job_rules(clock.today())
    values = order_values(draft, rules, await load_known())
    return await JobOrder.create(
        firm_id=firm.id,
        centre_id=await centre_for(actor, draft.centre_id, values["district_code"], rules),
        account_id=actor.account_id if actor.kind == "official" else None,
        **values,
        using_db=current().connection,
    )


@write
async def change_order(actor: Actor, *, order_id: UUID, version: int, changes: Mapping[str, Any]) -> JobOrder:
    """Change an order that is a draft or open; an open one is checked as if it were opened anew."""
    order = await _order_for_change(actor, order_id, version)
    if order.state not in {"DRAFT", "OPEN"}:
        raise OrderOpenForChange(state=order.state)
    rules = await job_rules(clock.today())
    draft = draft_of(order, changes)
    values = order_values(draft, rules, await load_known())
    if order.hired > values["headcount"]:
        raise HeadcountBelowHired(hired=order.hired, given=values["headcount"], path=("headcount",))
    wanted = {name: value for name, value in values.items() if getattr(order, name) != value}
    if order.state == "OPEN":
        wanted["findings"] = check_order(draft, rules, clock.today().year)
    if wanted:
        await save_change(order, **wanted)
    await fill_if_complete(order)
    return order


@write
async def open_order(actor: Actor, *, order_id: UUID, version: int, until: date | None = None) -> JobOrder:
    """Open a draft, or an expired order again, until a day: refused for unlawful conditions and too low a wage."""
    order = await _order_for_change(actor, order_id, version)
    renewed = order.state == "EXPIRED"
    action = "renew" if renewed else "open"
    check_step(actor, ORDER, order.state, action)
    today = clock.today()
    rules = await job_rules(today)
    earliest, latest = order_range(today, rules)
    last = until or latest
    if not earliest <= last <= latest:
        raise OrderPeriod(earliest=earliest, latest=latest, given=last, path=("until",))
    found = check_order(draft_of(order, {}), rules, today.year)
    await move_order(
        actor,
        order,
        action,
        number=order.number or await next_number(JobOrder, today),
        opened_on=order.opened_on or today,
        valid_until=last,
        renewals=order.renewals + renewed,
        confirmed_at=clock.now(),
        asked_on=None,
        findings=found,
    )
    opened = JobOrderOpened(
        occupation_code=order.occupation_code,
        headcount=order.headcount,
        wage_month_krw=order.wage_month_krw,
        valid_until=last,
    )
    await tell_order(opened, order)
    await fill_if_complete(order)
    return order


@write
async def confirm_order(actor: Actor, *, order_id: UUID, version: int) -> JobOrder:
    """The firm says that an open order still stands."""
    order = await _order_for_change(actor, order_id, version)
    if order.state != "OPEN":
        raise OrderNotOpen(state=order.state)
    await save_change(order, confirmed_at=clock.now(), asked_on=None)
    return order


@write
async def close_order(actor: Actor, *, order_id: UUID, version: int, reason: str = "") -> JobOrder:
    """Close an order; referrals that are under way go on."""
    refuse_resident_number(reason, "reason")
    order = await _order_for_change(actor, order_id, version)
    await move_order(actor, order, "close", close_reason=reason[:200])
    return order


async def _order_for_change(actor: Actor, order_id: UUID, version: int) -> JobOrder:
    """An order locked for the firm's agent or an official who sees the firm: everybody sees an open order."""
    order = await load_for_change(JobOrder, actor, order_id, version)
    require_party(actor, ORDERS, firm_id=order.firm_id)
    await find_row(Firm, actor, order.firm_id)
    return order


async def fill_if_complete(order: JobOrder) -> None:
    """An open order with as many confirmed hires as places is filled."""
    if order.state == "OPEN" and order.confirmed >= order.headcount:
        await move_order(PLATFORM, order, "fill")
