"""Wages: what an hour of an offer is worth, what a month is, and the minimum of its year."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from majung_jobs.rules.data import JobRules

WEEKS_A_MONTH = Decimal(365) / 7 / 12
"""Weeks of an average month, as the notices of the minimum wage count it."""


class WageKind(StrEnum):
    """What an amount of wage is for."""

    HOUR = "HOUR"
    DAY = "DAY"
    MONTH = "MONTH"
    YEAR = "YEAR"


@dataclass(frozen=True, kw_only=True)
class Wage:
    """A wage as offered: won for an hour, a day, a month or a year, for so many hours a week on so many days."""

    kind: WageKind
    krw: int
    hours_week: Decimal
    days_week: Decimal


def month_hours(hours_week: Decimal, rules: JobRules) -> int:
    """Paid hours of a month, paid weekly rest included: 209 for 40 hours a week."""
    rest = Decimal(0)
    if hours_week >= rules.paid_rest_from_hours:
        rest = rules.paid_rest_hours * min(Decimal(1), hours_week / rules.full_week_hours)
    return int(((hours_week + rest) * WEEKS_A_MONTH).to_integral_value(ROUND_HALF_UP))


def month_krw(wage: Wage, rules: JobRules) -> int:
    """What the wage comes to in a month, in whole won."""
    match wage.kind:
        case WageKind.MONTH:
            return wage.krw
        case WageKind.YEAR:
            return wage.krw // 12
        case WageKind.HOUR:
            return wage.krw * month_hours(wage.hours_week, rules)
        case WageKind.DAY:
            return int(hour_krw(wage, rules) * month_hours(wage.hours_week, rules))


def hour_krw(wage: Wage, rules: JobRules) -> Decimal:
    """What an hour is worth, in won: a month's wage over its paid hours, a day's over the hours of a day."""
    if wage.kind is WageKind.HOUR:
        return Decimal(wage.krw)
    if wage.kind is WageKind.DAY:
        return wage.krw * wage.days_week / wage.hours_week
    return Decimal(month_krw(wage, rules)) / month_hours(wage.hours_week, rules)


def minimum_wage(year: int, rules: JobRules) -> int | None:
    """The minimum wage of a year, in won an hour; None where it has not been entered."""
    return rules.minimum_wages.get(str(year))
