"""The hiring incentive (신중년 희망 일자리장려금): a monthly claim for worker and firm, while the worker stays.

A month is a month of the job: from the day of the hire to the day before it a month later. It counts when employment
insurance was held and the wage was paid, the worker was there to its end, and no other hiring subsidy was given for it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

import msgspec

from majung.calendar.months import add_months

Krw = Annotated[int, msgspec.Meta(ge=0)]


class IncentiveRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rule data of an edition. Amounts in won; ages are completed years on the day of the hire.

    For `months` months the worker has `worker_month_krw` and the firm `firm_month_krw` a month, up to their caps for
    each hire. Fewer than `min_months` months that count give nothing. A firm has from `least_employees` to
    `most_employees` regular employees, and `most_hires` hires of the edition. `against` are codes of programs whose
    support of the same person stands against a month.
    """

    age_from: int
    age_to: int
    worker_month_krw: Krw
    firm_month_krw: Krw
    worker_cap_krw: Krw
    firm_cap_krw: Krw
    months: Annotated[int, msgspec.Meta(ge=1, le=60)]
    min_months: Annotated[int, msgspec.Meta(ge=0, le=60)] = 0
    least_employees: int
    most_employees: int
    most_hires: Annotated[int, msgspec.Meta(ge=1)]
    hired_from: date
    hired_to: date
    against: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for low, high in (("age_from", "age_to"), ("least_employees", "most_employees"), ("hired_from", "hired_to")):
            if getattr(self, low) > getattr(self, high):
                raise ValueError(f"{low} is not above {high}")
        if self.min_months > self.months:
            raise ValueError("min_months is not above months")


class Standing(StrEnum):
    """What became of a month, or why nothing is paid for it."""

    CLAIMED = "CLAIMED"
    DUE = "DUE"
    NOT_OVER = "NOT_OVER"
    NOT_REPORTED = "NOT_REPORTED"
    NOT_INSURED = "NOT_INSURED"
    WAGE_NOT_PAID = "WAGE_NOT_PAID"
    LEFT = "LEFT"
    OTHER_SUBSIDY = "OTHER_SUBSIDY"
    BELOW_MINIMUM = "BELOW_MINIMUM"
    TO_CLAW_BACK = "TO_CLAW_BACK"


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was reported of a month: employment insurance held throughout, and the wage paid.

    `worker_krw` and `firm_krw` are what is claimed for it already, in won, as far as it was not rejected.
    """

    insured: bool
    wage_paid: bool
    worker_krw: int | None = None
    firm_krw: int | None = None

    @property
    def claimed(self) -> bool:
        """Whether worker or firm has a claim for it."""
        return self.worker_krw is not None or self.firm_krw is not None


@dataclass(frozen=True, kw_only=True)
class Month:
    """One month of a hire, counted from 1; amounts in won, above 0 only where it is due."""

    number: int
    starts_on: date
    ends_on: date
    standing: Standing
    worker_krw: int = 0
    firm_krw: int = 0


@dataclass(frozen=True, kw_only=True)
class Job:
    """A hire as the rules see it; `doubled` are numbers of months for which another hiring subsidy was given."""

    hired_on: date
    left_on: date | None
    reports: Mapping[int, Report]
    doubled: Collection[int] = ()


def month_of(hired_on: date, number: int) -> tuple[date, date]:
    """The first and the last day of a month of the job, counted from 1."""
    return add_months(hired_on, number - 1), add_months(hired_on, number) - timedelta(days=1)


def months_of(job: Job, today: date, rules: IncentiveRules) -> list[Month]:
    """Every month of a hire with where it stands; those that are due have what is not claimed for them yet."""
    standings = {n: _standing(job, n, today) for n in range(1, rules.months + 1)}
    enough = sum(s in {Standing.CLAIMED, Standing.DUE} for s in standings.values()) >= rules.min_months
    reports = job.reports.values()
    worker_left = rules.worker_cap_krw - sum(report.worker_krw or 0 for report in reports)
    firm_left = rules.firm_cap_krw - sum(report.firm_krw or 0 for report in reports)
    months: list[Month] = []
    for n, standing in standings.items():
        report = job.reports.get(n)
        worker = firm = 0
        if standing in {Standing.CLAIMED, Standing.DUE} and enough and report is not None:
            worker = max(0, min(rules.worker_month_krw, worker_left)) if report.worker_krw is None else 0
            firm = max(0, min(rules.firm_month_krw, firm_left)) if report.firm_krw is None else 0
            worker_left, firm_left = worker_left - worker, firm_left - firm
        told = standing
        if standing is Standing.DUE and not enough:
            told = Standing.BELOW_MINIMUM
        elif standing is Standing.CLAIMED and (worker or firm):
            told = Standing.DUE  # one of the two claims was rejected, and may be made again
        starts_on, ends_on = month_of(job.hired_on, n)
        months.append(
            Month(
                number=n, starts_on=starts_on, ends_on=ends_on, standing=told, worker_krw=worker, firm_krw=firm
            )
        )  # fmt: skip
    return months


def _standing(job: Job, number: int, today: date) -> Standing:
    """Where a month stands by itself; the first of these that holds."""
    _, ends_on = month_of(job.hired_on, number)
    report = job.reports.get(number)
    claimed = report is not None and report.claimed
    left = job.left_on is not None and job.left_on < ends_on
    holds = {
        Standing.TO_CLAW_BACK: claimed and left,
        Standing.CLAIMED: claimed,
        Standing.LEFT: left,
        Standing.NOT_OVER: ends_on >= today,
        Standing.NOT_REPORTED: report is None,
        Standing.NOT_INSURED: report is not None and not report.insured,
        Standing.WAGE_NOT_PAID: report is not None and not report.wage_paid,
        Standing.OTHER_SUBSIDY: number in job.doubled,
    }
    return next((standing for standing, held in holds.items() if held), Standing.DUE)
