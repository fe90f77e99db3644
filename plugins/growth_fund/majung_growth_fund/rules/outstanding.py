"""What is outstanding on a loan: on which days, and for which purpose."""

from __future__ import annotations

from collections.abc import Iterable

from majung_growth_fund.rules.caps import Exposure
from majung_growth_fund.rules.interest import BalanceChange
from majung_growth_fund.rules.products import Family
from majung_growth_fund.rules.schedule import Schedule


def balances_of(schedule: Schedule, reported: Iterable[BalanceChange]) -> tuple[BalanceChange, ...]:
    """The history of a loan's balance: as agreed, except from the days on which the bank reported another one.

    After a report the later instalments go on from the reported balance. What is due on the day of a report is in
    it; the history ends with the first day on which nothing is owed.
    """
    reports = {change.on: change.balance for change in reported if change.on >= schedule.executed_on}
    due: dict[object, int] = {}
    for one in schedule.instalments:
        due[one.due_on] = due.get(one.due_on, 0) + one.principal
    balance = schedule.principal
    history = [BalanceChange(schedule.executed_on, reports.get(schedule.executed_on, balance))]
    balance = history[0].balance
    for day in sorted({*reports, *(one.due_on for one in schedule.instalments)}):
        if day <= schedule.executed_on:
            continue
        after = reports[day] if day in reports else max(0, balance - due.get(day, 0))
        if after != balance:
            history.append(BalanceChange(day, after))
            balance = after
    return tuple(history)


def exposure_of(family: Family, parts: tuple[int, int, int], outstanding: int) -> Exposure:
    """An outstanding loan against the caps; repayments reduce its parts (facility, working, unsplit) in proportion.

    Won lost in the division count as working money.
    """
    facility, working, unsplit = parts
    principal = facility + working + unsplit
    if principal == 0 or outstanding == 0:
        return Exposure(family=family)
    left_facility = facility * outstanding // principal
    left_unsplit = unsplit * outstanding // principal
    left_working = outstanding - left_facility - left_unsplit
    if working == 0 and facility == 0:
        return Exposure(family=family, unsplit=outstanding)
    if working == 0:
        return Exposure(family=family, facility=outstanding - left_unsplit, unsplit=left_unsplit)
    return Exposure(family=family, facility=left_facility, working=left_working, unsplit=left_unsplit)


def split_executed(facility: int, working: int, executed: int) -> tuple[int, int]:
    """The parts of a loan smaller than its recommendation: in proportion, the odd won as working money if any."""
    left = facility * executed // (facility + working)
    return (executed, 0) if working == 0 else (left, executed - left)
