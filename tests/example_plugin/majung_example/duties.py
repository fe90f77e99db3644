"""Work around vouchers: what happens without anyone asking, what waits for officials, which advice is given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor, system
from majung.plugin.contract import ConsultationKind, Listener, ScheduledWork, TaskSource
from majung.texts import Text
from majung_example.scopes import ISSUE
from majung_example.settings import Settings
from majung_example.writes import expire_vouchers, plan_visit


async def _expire(actor: Actor) -> int:
    return await expire_vouchers(actor, today=clock.today())


EXPIRY = ScheduledWork(
    name="example.expire_vouchers", title=Text("바우처 만료", "Expire vouchers"), every=timedelta(days=1), run=_expire
)


CONSULTATIONS = (
    ConsultationKind(
        code="PROTOTYPE_ADVICE",
        title=Text("시제품 상담", "advice on prototypes"),
        channels=(("WORKSHOP", Text("제작소 방문", "at a workshop")),),
    ),
)

TASKS = (
    TaskSource(
        name="example.vouchers_near_their_end",
        title=Text("만료가 다가온 바우처", "Vouchers that expire soon"),
        table="example_voucher",
        waiting="{row}.state = 'ISSUED' and {row}.valid_until <= :today + 30",
        due="{row}.valid_until",
        program="'EXAMPLE_VOUCHER'",
        scope=ISSUE,
    ),
)


def visits(settings: Settings) -> Listener:
    """Plans a visit some days after each voucher."""

    async def handle(event: Mapping[str, Any]) -> None:
        voucher_id = UUID(event["snapshot"]["voucher_id"])
        day = event["at"].astimezone(clock.SEOUL).date() + timedelta(days=settings.visit_after_days)
        await plan_visit(system("example.visits"), voucher_id=voucher_id, planned_on=day)

    return Listener(name="example.visits", types=("example.VoucherIssued",), handle=handle)
