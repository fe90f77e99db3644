"""What a seeker looks for and brings, checked, and as it is stored: no database."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from majung.errors import InvalidValue
from majung.identifiers import refuse_resident_number
from majung_jobs.rules.words import MOST, MOST_TEXT, all_spelled
from majung_jobs.writes.checking import Known
from majung_jobs.writes.order_values import EMPLOYMENT


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What a seeker looks for and brings. `wage_month_krw` is the least a month in won; hours are a week's.

    `districts` are si/gun by code or name in which they would work (none: wherever is near enough), `within_km` how
    far from home.
    """

    occupations: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    within_km: int | None = None
    employment: tuple[str, ...] = ()
    wage_month_krw: int | None = None
    hours_min: Decimal | None = None
    hours_max: Decimal | None = None
    skills: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    career_months: int = 0
    career: str = ""


def wish_values(wishes: Wishes, known: Known) -> dict[str, Any]:
    """The columns of a registration; refused where something is out of its range. No wish of an occupation is all."""
    _check(wishes)
    occupations = list(dict.fromkeys(map(known.occupation, wishes.occupations)))
    return {
        **vars(wishes),
        "occupations": occupations,
        "majors": sorted({code[0] for code in occupations}) or list("0123456789"),
        "districts": list(dict.fromkeys(map(known.district, wishes.districts))),
        "employment": list(wishes.employment),
        "skills": all_spelled(wishes.skills),
        "certificates": all_spelled(wishes.certificates),
    }


def _check(wishes: Wishes) -> None:
    refuse_resident_number(wishes.career, "career")
    if len(wishes.career) > MOST_TEXT:
        raise InvalidValue(field="career", value="…", reason="at most 4,000 characters / 4,000자 이내")
    for name in ("occupations", "districts", "skills", "certificates"):
        given = getattr(wishes, name)
        if len(given) > MOST or any(len(one) > 100 for one in given):
            raise InvalidValue(field=name, value=str(len(given)), reason=f"at most {MOST} / {MOST}개 이내")
    if unknown := set(wishes.employment) - set(EMPLOYMENT):
        raise InvalidValue(field="employment", value=sorted(unknown)[0][:40], reason=", ".join(EMPLOYMENT))
    ranges: tuple[tuple[str, Any, int, int], ...] = (
        ("within_km", wishes.within_km, 1, 1000),
        ("wage_month_krw", wishes.wage_month_krw, 1, 10**9),
        ("hours_min", wishes.hours_min, 1, 68),
        ("hours_max", wishes.hours_max, 1, 68),
        ("career_months", wishes.career_months, 0, 720),
    )
    for name, value, least, most in ranges:
        if value is not None and (not least <= value <= most or value != round(value, 1)):
            raise InvalidValue(field=name, value=value, reason=f"{least} … {most}")
    if wishes.hours_min and wishes.hours_max and wishes.hours_min > wishes.hours_max:
        raise InvalidValue(field="hours_min", value=wishes.hours_min, reason=f"<= {wishes.hours_max}")
