"""How a loan is paid back: grace, then all at once or in equal parts."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

from majung.calendar.months import add_months
from majung_growth_fund.errors import AmountNotPositive, EarlyRepaymentTooLarge
from majung_growth_fund.rules.interest import BalanceChange
from majung_growth_fund.rules.products import RepaymentChoice, RepaymentMethod


class EarlyEffect(StrEnum):
    """What an early repayment shortens: the last instalments, or all that are left by equal parts."""

    LAST_FIRST = "LAST_FIRST"
    SPREAD = "SPREAD"


class Instalment(msgspec.Struct, frozen=True, kw_only=True):
    """Principal due on a day, in KRW."""

    due_on: date
    principal: int
    early: bool = False


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """A loan from its execution to its last payment; the instalments sum to the principal."""

    executed_on: date
    principal: int
    instalments: tuple[Instalment, ...]

    @property
    def matures_on(self) -> date:
        """The day of the last payment."""
        return self.instalments[-1].due_on

    def balance_on(self, day: date) -> int:
        """Principal outstanding that day if all was paid as due: what falls due that day is already paid."""
        if day < self.executed_on:
            return 0
        return self.principal - sum(one.principal for one in self.instalments if one.due_on <= day)

    def balances(self) -> tuple[BalanceChange, ...]:
        """The same as a history, one entry for each day on which it changes."""
        days = sorted({self.executed_on, *(one.due_on for one in self.instalments)})
        return tuple(BalanceChange(day, self.balance_on(day)) for day in days)


def make_schedule(principal: int, executed_on: date, choice: RepaymentChoice) -> Schedule:
    """The schedule a firm chose; equal parts are rounded down and the last one takes the remainder."""
    if principal <= 0:
        raise AmountNotPositive(field="principal / 원금", amount=principal)
    if choice.method is RepaymentMethod.BULLET:
        parts = [Instalment(due_on=add_months(executed_on, choice.grace_months), principal=principal)]
    else:
        equal = principal // choice.instalments // choice.round_to_krw * choice.round_to_krw
        amounts = [equal] * (choice.instalments - 1)
        amounts.append(principal - sum(amounts))
        parts = [
            Instalment(
                # Counted from execution each time: 31 January, 28 February, 31 March
                due_on=add_months(executed_on, choice.grace_months + number * choice.interval_months),
                principal=amount,
            )
            for number, amount in enumerate(amounts, start=1)
            if amount
        ]
    return Schedule(executed_on=executed_on, principal=principal, instalments=tuple(parts))


def repay_early(schedule: Schedule, on: date, amount: int, effect: EarlyEffect = EarlyEffect.LAST_FIRST) -> Schedule:
    """The schedule after `amount` KRW was repaid on a day, beside what fell due by then; the whole balance ends it."""
    if amount <= 0:
        raise AmountNotPositive(field="early repayment / 조기상환액", amount=amount)
    outstanding = schedule.balance_on(on)
    if amount > outstanding:
        raise EarlyRepaymentTooLarge(amount=amount, outstanding=outstanding, day=on)
    done = [one for one in schedule.instalments if one.due_on <= on]
    ahead = [one for one in schedule.instalments if one.due_on > on]
    left = _last_first(ahead, amount) if effect is EarlyEffect.LAST_FIRST else _spread(ahead, amount)
    return msgspec.structs.replace(
        schedule, instalments=(*done, Instalment(due_on=on, principal=amount, early=True), *left)
    )


def _last_first(ahead: list[Instalment], amount: int) -> list[Instalment]:
    kept: list[Instalment] = []
    for one in reversed(ahead):
        taken = min(one.principal, amount)
        amount -= taken
        if taken < one.principal:
            kept.append(msgspec.structs.replace(one, principal=one.principal - taken))
    return kept[::-1]


def _spread(ahead: list[Instalment], amount: int) -> list[Instalment]:
    left = sum(one.principal for one in ahead) - amount
    equal = left // len(ahead)
    amounts = [equal] * (len(ahead) - 1)
    amounts.append(left - sum(amounts))
    return [msgspec.structs.replace(one, principal=share) for one, share in zip(ahead, amounts, strict=True) if share]
