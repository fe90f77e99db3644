"""An order as it is entered, checked, and as it is stored: no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any
from uuid import UUID

from majung.identifiers import refuse_resident_number
from majung_jobs.errors import OrderIncomplete
from majung_jobs.models import JobOrder
from majung_jobs.rules.data import JobRules
from majung_jobs.rules.wages import Wage, WageKind, month_krw
from majung_jobs.rules.words import MOST, MOST_TEXT, all_spelled
from majung_jobs.writes.checking import Known, check_conditions, check_ground, check_wage

EMPLOYMENT = ("REGULAR", "FIXED_TERM", "PART_TIME", "DAILY", "INTERN")
"""Kinds of employment: regular, for a fixed term, part-time, by the day, on trial."""


@dataclass(frozen=True, kw_only=True)
class OrderDraft:
    """An order as it is entered. The wage in won for `wage_kind`; `district` is a code or a name as received."""

    title: str
    occupation_code: str
    district: str
    employment: str
    wage_kind: str
    wage_krw: int
    hours_week: Decimal
    headcount: int
    days_week: Decimal = Decimal(5)
    duties: str = ""
    conditions: str = ""
    skills: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    certificates_required: tuple[str, ...] = ()
    career_months: int = 0
    ground: str | None = None
    centre_id: UUID | None = None


def order_values(draft: OrderDraft, rules: JobRules, known: Known) -> dict[str, Any]:
    """The columns of an order as it was entered; refused where something is out of its range."""
    _check_texts(draft)
    _check_numbers(draft)
    occupation = known.occupation(draft.occupation_code)
    if draft.employment not in EMPLOYMENT:
        raise _wrong("employment", ", ".join(EMPLOYMENT))
    check_ground(draft.ground, rules)
    named = {f.name: getattr(draft, f.name) for f in fields(draft) if f.name not in {"district", "centre_id"}}
    lists = {name: all_spelled(named[name]) for name in ("skills", "certificates", "certificates_required")}
    return {
        **named,
        **lists,
        "title": " ".join(draft.title.split()),
        "occupation_code": occupation,
        "major": occupation[0],
        "district_code": known.district(draft.district),
        "wage_month_krw": month_krw(_wage(draft), rules),
    }


def _check_texts(draft: OrderDraft) -> None:
    texts = {name: getattr(draft, name) for name in ("title", "duties", "conditions")}
    for name, text in texts.items():
        refuse_resident_number(text, name)
        if len(text) > MOST_TEXT:
            raise _wrong(name, "at most 4,000 characters / 4,000자 이내")
    if not 0 < len(" ".join(draft.title.split())) <= 200:
        raise _wrong("title", "1 to 200 characters / 1~200자")
    for name in ("skills", "certificates", "certificates_required"):
        given = getattr(draft, name)
        if len(given) > MOST or any(len(one) > 100 for one in given):
            raise _wrong(name, f"at most {MOST} of at most 100 characters / {MOST}개, 각 100자 이내")


def _check_numbers(draft: OrderDraft) -> None:
    if draft.wage_kind not in set(WageKind):
        raise _wrong("wageKind", ", ".join(WageKind))
    ranges: tuple[tuple[str, Any, Any, Any], ...] = (
        ("wageKrw", draft.wage_krw, 1, 10**10),
        ("hoursWeek", draft.hours_week, 1, 68),
        ("daysWeek", draft.days_week, Decimal("0.5"), 7),
        ("headcount", draft.headcount, 1, 1000),
        ("careerMonths", draft.career_months, 0, 600),
    )
    for name, value, least, most in ranges:
        if not least <= value <= most or (isinstance(value, Decimal) and value != round(value, 1)):
            raise _wrong(name, f"{least} … {most}")


def _wrong(field: str, why: str) -> OrderIncomplete:
    return OrderIncomplete(field=field, why=why, path=(field,))


def check_order(draft: OrderDraft, rules: JobRules, year: int) -> list[dict[str, str]]:
    """Wordings that a ground makes lawful; refuses others, and a wage below the minimum of the year."""
    check_wage(_wage(draft), rules, year)
    return check_conditions((draft.title, draft.duties, draft.conditions), rules, draft.ground)


def draft_of(order: JobOrder, changes: Mapping[str, Any]) -> OrderDraft:
    """The order as a draft, with changes."""
    names = {f.name for f in fields(OrderDraft)} - {"district", "centre_id"}
    stored = {name: getattr(order, name) for name in names}
    return OrderDraft(**{**stored, "district": order.district_code, **changes})


def _wage(draft: OrderDraft) -> Wage:
    return Wage(
        kind=WageKind(draft.wage_kind), krw=draft.wage_krw, hours_week=draft.hours_week, days_week=draft.days_week
    )
