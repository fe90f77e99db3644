"""What the chamber of workshops is asked when a voucher was issued: on which day it will visit the firm."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from majung.access.actor import Actor
from majung.plugin.answering import AnsweringHook
from majung.texts import Text
from majung_example.events import VoucherIssued
from majung_example.writes import plan_visit

DAYS = 14
"""Days after which a visit is planned for the day that nobody named."""


class VisitDay(msgspec.Struct, frozen=True, kw_only=True):
    """A yes: the day of the visit."""

    planned_on: date


def _deadline(event: Mapping[str, Any]) -> datetime:
    moment: datetime = event["at"] + timedelta(days=DAYS)
    return moment


async def _accept(actor: Actor, event: Mapping[str, Any], answer: VisitDay) -> None:
    await plan_visit(actor, voucher_id=UUID(event["snapshot"]["voucher_id"]), planned_on=answer.planned_on)


async def _decline(actor: Actor, event: Mapping[str, Any], reason: str) -> None:
    """No visit, nothing to do."""


async def _lapse(actor: Actor, event: Mapping[str, Any]) -> None:
    day = _deadline(event).date()
    await plan_visit(actor, voucher_id=UUID(event["snapshot"]["voucher_id"]), planned_on=day)


VISIT = AnsweringHook(
    name="example.visit",
    title=Text("방문일 질의", "the day of the visit"),
    event=VoucherIssued.type_name(),
    answer=VisitDay,
    deadline=_deadline,
    accept=_accept,
    decline=_decline,
    lapse=_lapse,
)
