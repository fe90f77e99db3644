"""What happens without anyone asking: vouchers expire, visits are planned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor, system
from majung.plugin.contract import Listener, ScheduledWork
from majung.texts import Text
from majung_example.settings import Settings
from majung_example.writes import expire_vouchers, plan_visit


async def _expire(actor: Actor) -> int:
    return await expire_vouchers(actor, today=clock.today())


EXPIRY = ScheduledWork(
    name="example.expire_vouchers", title=Text("바우처 만료", "Expire vouchers"), every=timedelta(days=1), run=_expire
)


def visits(settings: Settings) -> Listener:
    """Plans a visit some days after each voucher."""

    async def handle(event: Mapping[str, Any]) -> None:
        voucher_id = UUID(event["snapshot"]["voucher_id"])
        day = event["at"].astimezone(clock.SEOUL).date() + timedelta(days=settings.visit_after_days)
        await plan_visit(system("example.visits"), voucher_id=voucher_id, planned_on=day)

    return Listener(name="example.visits", types=("example.VoucherIssued",), handle=handle)
