"""What the platform does on time: orders and registrations expire, stale orders are asked about, then closed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.notices.writes import NoticeDraft, serve_notice
from majung.records import about
from majung.storage.transaction import current, load_for_change, save_change, write
from majung_jobs.events import JobOrderAsked
from majung_jobs.models import JobOrder, Seeker
from majung_jobs.reads.rule_sets import job_rules
from majung_jobs.rules.data import JobRules
from majung_jobs.writes.steps import PLATFORM, move_order, move_seeker, tell_order

_ORDERS_OVER = "select id from jobs_order where state = 'OPEN' and valid_until < $1 order by id"
_SEEKERS_OVER = "select id from jobs_seeker where state = 'ACTIVE' and valid_until < $1 order by id"
_SILENT = """
select id from jobs_order where state = 'OPEN' and asked_on is null and confirmed_at < $1 and valid_until >= $2
order by id
"""
_UNANSWERED = "select id from jobs_order where state = 'OPEN' and asked_on < $1 order by id"


async def expire_orders(actor: Actor) -> int:
    """Let every open order expire whose last day is over, each in a transaction of its own; how many."""
    return await _each(actor, await _due(actor, _ORDERS_OVER, clock.today()), _expire_order)


async def expire_seekers(actor: Actor) -> int:
    """Let every active registration expire whose last day is over; how many."""
    return await _each(actor, await _due(actor, _SEEKERS_OVER, clock.today()), _expire_seeker)


async def ask_about_orders(actor: Actor) -> int:
    """Ask firms that have been silent for long whether their orders still stand, and close those not answered."""
    rules = await _rules(actor)
    silent = clock.now() - timedelta(days=rules.confirm_after_days)
    asked = await _each(actor, await _due(actor, _SILENT, silent, clock.today()), _ask)
    unanswered = clock.today() - timedelta(days=rules.confirm_within_days)
    return asked + await _each(actor, await _due(actor, _UNANSWERED, unanswered), _close_stale)


@write
async def _rules(actor: Actor) -> JobRules:
    return await job_rules(clock.today())


@write
async def _due(actor: Actor, sql: str, *values: object) -> list[UUID]:
    return [row["id"] for row in await current().fetch(sql, *values)]


async def _each(actor: Actor, ids: list[UUID], act: Callable[[Actor, UUID], Awaitable[bool]]) -> int:
    return sum([await act(actor, id) for id in ids])


@write
async def _expire_order(actor: Actor, id: UUID) -> bool:
    order = await load_for_change(JobOrder, PLATFORM, id, None)
    if order.state != "OPEN" or order.valid_until is None or order.valid_until >= clock.today():
        return False  # renewed or closed meanwhile
    await move_order(PLATFORM, order, "expire", asked_on=None)
    return True


@write
async def _expire_seeker(actor: Actor, id: UUID) -> bool:
    seeker = await load_for_change(Seeker, PLATFORM, id, None)
    if seeker.state != "ACTIVE" or seeker.valid_until >= clock.today():
        return False
    await move_seeker(PLATFORM, seeker, "expire")
    return True


@write
async def _ask(actor: Actor, id: UUID) -> bool:
    order = await load_for_change(JobOrder, PLATFORM, id, None)
    if order.state != "OPEN" or order.asked_on is not None:
        return False
    until = clock.today() + timedelta(days=(await job_rules(clock.today())).confirm_within_days)
    await save_change(order, asked_on=clock.today())
    notice = NoticeDraft(
        kind="JOB_ORDER_STANDS",
        title=f"구인 {order.number} 유효 여부 확인",
        body=f"{until:%Y-%m-%d}까지 확인하지 않으면 마감됩니다. / Confirm it by {until:%Y-%m-%d}, or it is closed.",
    )
    await serve_notice(PLATFORM, subject=about(order), notice=notice)
    await tell_order(JobOrderAsked(until=until), order)
    return True


@write
async def _close_stale(actor: Actor, id: UUID) -> bool:
    order = await load_for_change(JobOrder, PLATFORM, id, None)
    if order.state != "OPEN" or order.asked_on is None:
        return False  # confirmed meanwhile
    await move_order(PLATFORM, order, "close", close_reason="not confirmed in time / 기한 내 미확인")
    return True
