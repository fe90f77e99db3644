"""How long an order and a registration stand, and which centre serves a district."""

from __future__ import annotations

from datetime import date, timedelta

from majung.calendar.months import add_months
from majung_jobs.rules.data import JobRules


def order_range(opened_on: date, rules: JobRules) -> tuple[date, date]:
    """The earliest and the latest day until which an order may stand."""
    return opened_on + timedelta(days=rules.order_least_days), add_months(opened_on, rules.order_months)


def seeker_until(registered_on: date, rules: JobRules, *, overseas: bool) -> date:
    """The last day of a registration, if it is not renewed."""
    return add_months(registered_on, rules.seeker_overseas_months if overseas else rules.seeker_months)


def centre_of(district: str | None, job_region: str | None, rules: JobRules) -> str | None:
    """The code of the centre that serves a district; None where none does."""
    named = next((c for c in rules.centres if district is not None and district in c.districts), None)
    by_region = next((c for c in rules.centres if job_region is not None and job_region in c.job_regions), None)
    found = named or by_region
    return found.institution if found else None
