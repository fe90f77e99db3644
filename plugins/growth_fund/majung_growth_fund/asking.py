"""What a bank's system is asked when a loan was recommended to it: whether it has lent, until the letter's last day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from majung.access.actor import Actor
from majung.clock import SEOUL
from majung.plugin.answering import AnsweringHook
from majung.storage.transaction import find_row
from majung.texts import Text
from majung_growth_fund.events import LoanRecommended
from majung_growth_fund.models import Recommendation
from majung_growth_fund.writes.bank_answers import Execution, report_execution
from majung_growth_fund.writes.letters import let_lapse, report_decline


class ExecutionAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A yes: the loan as the bank made it, in won, its own rate in per cent a year, and its own number."""

    amount_krw: int
    executed_on: date
    bank_pct: Decimal
    number: str


def _letter_id(event: Mapping[str, Any]) -> UUID:
    return UUID(str(event["snapshot"]["recommendation_id"]))


def _deadline(event: Mapping[str, Any]) -> datetime:
    """The end of the letter's last day in Seoul."""
    last = date.fromisoformat(event["snapshot"]["valid_until"])
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=SEOUL)


async def _accept(actor: Actor, event: Mapping[str, Any], answer: ExecutionAnswer) -> None:
    letter = await find_row(Recommendation, actor, _letter_id(event))
    execution = Execution(**msgspec.structs.asdict(answer))
    await report_execution(actor, recommendation_id=letter.id, version=letter.version, execution=execution)


async def _decline(actor: Actor, event: Mapping[str, Any], reason: str) -> None:
    letter = await find_row(Recommendation, actor, _letter_id(event))
    await report_decline(actor, recommendation_id=letter.id, version=letter.version, note=reason)


async def _lapse(actor: Actor, event: Mapping[str, Any]) -> None:
    await let_lapse(actor, recommendation_id=_letter_id(event))


EXECUTION = AnsweringHook(
    name="growth_fund.execution",
    title=Text("융자추천에 대한 은행 회신", "the bank's answer to a recommendation"),
    event=LoanRecommended.type_name(),
    answer=ExecutionAnswer,
    deadline=_deadline,
    accept=_accept,
    decline=_decline,
    lapse=_lapse,
)
