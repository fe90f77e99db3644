"""Job orders: drafted, checked, opened, renewed, confirmed, closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.errors import NotAllowed
from majung.firms.models import Firm
from majung.identifiers import refuse_resident_number
from majung.storage.transaction import current, find_row, load_for_change, save_change, write
from majung_jobs.errors import (
    HeadcountBelowHired,
    OrderIncomplete,
    OrderNotOpen,
    OrderOpenForChange,
    OrderPeriod,
)
from majung_jobs.events import JobOrderOpened
from majung_jobs.lifecycles import ORDER
from majung_jobs.models import JobOrder
from majung_jobs.reads.rule_sets import job_rules
from majung_jobs.rules.data import JobRules
from majung_jobs.rules.periods import order_range
from majung_jobs.rules.wages import Wage, WageKind, month_krw
from majung_jobs.rules.words import MOST, all_spelled
from majung_jobs.scopes import ORDERS
from majung_jobs.writes.checking import check_conditions, check_ground, check_wage, known_district, known_occupations
from majung_jobs.writes.steps import centre_for, check_step, move_order, tell_order

EMPLOYMENT = ("REGULAR", "FIXED_TERM", "PART_TIME", "DAILY", "INTERN")
"""Kinds of employment: regular, for a fixed term, part-time, by the day, on trial."""


@dataclass(frozen=True, kw_only=True)
class OrderDraft:
    """An order as it is entered. The wage in won for `wage_kind`; `district` is a code or a name as received."""

    title: str
    occupation_code: str
    district: str
    employment: str
    wage_kind: str
    wage_krw: int
    hours_week: Decimal
    headcount: int
    days_week: Decimal = Decimal(5)
    duties: str = ""
    conditions: str = ""
    skills: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    certificates_required: tuple[str, ...] = ()
    career_months: int = 0
    ground: str | None = None
    centre_id: UUID | None = None


@write
async def enter_order(actor: Actor, *, firm_id: UUID, draft: OrderDraft) -> JobOrder:
    """Enter an order of a firm as a draft: its agent, or an official (permission ``jobs.orders``)."""
    _require_side(actor, firm_id)
    firm = await find_row(Firm, actor, firm_id)
    rules = await job_rules(clock.today())
    values = await _values(draft, rules)
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
    order = await load_for_change(JobOrder, actor, order_id, version)
    _require_side(actor, order.firm_id)
    if order.state not in {"DRAFT", "OPEN"}:
        raise OrderOpenForChange(state=order.state)
    rules = await job_rules(clock.today())
    values = await _values(_draft_of(order, changes), rules)
    if order.hired > values["headcount"]:
        raise HeadcountBelowHired(hired=order.hired, given=values["headcount"], path=("headcount",))
    wanted = {name: value for name, value in values.items() if getattr(order, name) != value}
    if order.state == "OPEN":
        order.update_from_dict(wanted)
        wanted["findings"] = await _check(order, rules)
    if wanted:
        await save_change(order, **wanted)
    if order.state == "OPEN" and order.confirmed == order.headcount:
        await fill_if_complete(order)
    return order


@write
async def open_order(actor: Actor, *, order_id: UUID, version: int, until: date | None = None) -> JobOrder:
    """Open a draft, or an expired order again, until a day: refused for unlawful conditions and too low a wage."""
    order = await load_for_change(JobOrder, actor, order_id, version)
    _require_side(actor, order.firm_id)
    renewed = order.state == "EXPIRED"
    action = "renew" if renewed else "open"
    check_step(actor, ORDER, order.state, action)
    today = clock.today()
    rules = await job_rules(today)
    earliest, latest = order_range(today, rules)
    last = until or latest
    if not earliest <= last <= latest:
        raise OrderPeriod(earliest=earliest, latest=latest, given=last, path=("until",))
    found = await _check(order, rules)
    await move_order(
        actor,
        order,
        action,
        number=order.number or await _next_number(today),
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
    return order


@write
async def confirm_order(actor: Actor, *, order_id: UUID, version: int) -> JobOrder:
    """The firm says that an open order still stands."""
    order = await load_for_change(JobOrder, actor, order_id, version)
    _require_side(actor, order.firm_id)
    if order.state != "OPEN":
        raise OrderNotOpen(state=order.state)
    await save_change(order, confirmed_at=clock.now(), asked_on=None)
    return order


@write
async def close_order(actor: Actor, *, order_id: UUID, version: int, reason: str = "") -> JobOrder:
    """Close an order; referrals that are under way go on."""
    refuse_resident_number(reason, "reason")
    order = await load_for_change(JobOrder, actor, order_id, version)
    _require_side(actor, order.firm_id)
    await move_order(actor, order, "close", close_reason=reason[:200])
    return order


async def fill_if_complete(order: JobOrder) -> None:
    """An open order with as many confirmed hires as places is filled."""
    from majung_jobs.writes.steps import PLATFORM

    if order.state == "OPEN" and order.confirmed >= order.headcount:
        await move_order(PLATFORM, order, "fill")


def _require_side(actor: Actor, firm_id: UUID) -> None:
    if actor.kind == "firm" and firm_id in actor.firm_ids:
        return
    if actor.kind not in {"official", "system"}:
        raise NotAllowed(scope=ORDERS, actor=actor.name)
    actor.require(ORDERS)


async def _values(draft: OrderDraft, rules: JobRules) -> dict[str, Any]:
    """The columns of an order as it was entered; refused where something is out of its range."""
    _check_texts(draft)
    _check_numbers(draft)
    [occupation] = await known_occupations([draft.occupation_code])
    if draft.employment not in EMPLOYMENT:
        raise _wrong("employment", ", ".join(EMPLOYMENT))
    check_ground(draft.ground, rules)
    wage = Wage(
        kind=WageKind(draft.wage_kind), krw=draft.wage_krw, hours_week=draft.hours_week, days_week=draft.days_week
    )
    named = {f.name: getattr(draft, f.name) for f in fields(draft) if f.name not in {"district", "centre_id"}}
    lists = {name: all_spelled(named[name]) for name in ("skills", "certificates", "certificates_required")}
    return {
        **named,
        **lists,
        "title": " ".join(draft.title.split()),
        "occupation_code": occupation,
        "major": occupation[0],
        "district_code": await known_district(draft.district),
        "wage_month_krw": month_krw(wage, rules),
    }


def _check_texts(draft: OrderDraft) -> None:
    texts = {name: getattr(draft, name) for name in ("title", "duties", "conditions")}
    for name, text in texts.items():
        refuse_resident_number(text, name)
        if len(text) > 4000:
            raise _wrong(name, "at most 4,000 characters / 4,000자 이내")
    if not draft.title.strip():
        raise _wrong("title", "it is empty / 비어 있습니다")
    for name in ("skills", "certificates", "certificates_required"):
        given = getattr(draft, name)
        if len(given) > MOST or any(len(one) > 100 for one in given):
            raise _wrong(name, f"at most {MOST} of at most 100 characters / {MOST}개, 각 100자 이내")


def _check_numbers(draft: OrderDraft) -> None:
    if draft.wage_kind not in set(WageKind):
        raise _wrong("wageKind", ", ".join(WageKind))
    ranges: tuple[tuple[str, Any, Any, Any], ...] = (
        ("wageKrw", draft.wage_krw, 1, 10**10),
        ("hoursWeek", draft.hours_week, 1, 68),
        ("daysWeek", draft.days_week, Decimal("0.5"), 7),
        ("headcount", draft.headcount, 1, 1000),
        ("careerMonths", draft.career_months, 0, 600),
    )
    for name, value, least, most in ranges:
        if not least <= value <= most:
            raise _wrong(name, f"{least} … {most}")


def _wrong(field: str, why: str) -> OrderIncomplete:
    return OrderIncomplete(field=field, why=why, path=(field,))


def _draft_of(order: JobOrder, changes: Mapping[str, Any]) -> OrderDraft:
    """The order as a draft, with changes."""
    names = {f.name for f in fields(OrderDraft)} - {"district", "centre_id"}
    stored = {name: getattr(order, name) for name in names}
    return OrderDraft(**{**stored, "district": order.district_code, **changes})


async def _check(order: JobOrder, rules: JobRules) -> list[dict[str, str]]:
    """Wordings that a rule stands against and a ground makes lawful; refuses others, and too low a wage."""
    wage = Wage(
        kind=WageKind(order.wage_kind),
        krw=order.wage_krw,
        hours_week=Decimal(order.hours_week),
        days_week=Decimal(order.days_week),
    )
    check_wage(wage, rules, clock.today().year)
    return check_conditions((order.title, order.duties, order.conditions), rules, order.ground)


async def _next_number(today: date) -> str:
    """The next number of the year, `2026-000123`; two orders opened at once do not get the same."""
    await current().execute("select pg_advisory_xact_lock(hashtext('jobs.order_number'))")
    rows = await current().fetch(
        "select max(number) as last from jobs_order where number between $1 and $2",
        f"{today.year}-000000",
        f"{today.year}-999999",
    )
    return f"{today.year}-{int((rows[0]['last'] or '2000-0')[5:]) + 1:06}"
