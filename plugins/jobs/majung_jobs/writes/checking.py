"""What is checked of orders and seekers: occupations, districts, unlawful conditions, the minimum wage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from majung.districts.reads import load_districts, locate
from majung.districts.rules import Districts
from majung.errors import InvalidValue
from majung.storage.transaction import current
from majung_jobs.errors import (
    BelowMinimumWage,
    GroundUnknown,
    MinimumWageUnknown,
    OccupationUnknown,
    UnlawfulCondition,
)
from majung_jobs.rules.ads import Finding, find_conditions
from majung_jobs.rules.data import JobRules
from majung_jobs.rules.wages import Wage, WageKind, hour_krw, minimum_wage, month_hours
from majung_jobs.rules.words import is_occupation


@dataclass(frozen=True, kw_only=True)
class Known:
    """Codes of occupations and the districts that are known."""

    occupations: frozenset[str]
    districts: Districts

    def occupation(self, code: str) -> str:
        """The code, if it is a known occupation."""
        found = code.strip()
        if not is_occupation(found) or found not in self.occupations:
            raise OccupationUnknown(code=found[:20], path=("occupation",))
        return found

    def district(self, text: str) -> str:
        """The canonical code of a si/gun given by code or name."""
        found = locate(text, self.districts).code
        if found is None:
            reason = "no district of this code or name / 없는 지역"
            raise InvalidValue(field="district", value=text[:40], reason=reason, path=("district",))
        return found


async def load_known() -> Known:
    """What is known in the running transaction."""
    rows = await current().fetch("select code from jobs_occupation")
    return Known(occupations=frozenset(row["code"] for row in rows), districts=await load_districts())


def check_ground(ground: str | None, rules: JobRules) -> None:
    """Refuse a ground that the rules do not know."""
    known = [one.code for one in rules.grounds]
    if ground is not None and ground not in known:
        raise GroundUnknown(given=ground[:40], known=", ".join(known), path=("ground",))


def check_conditions(texts: Iterable[str], rules: JobRules, ground: str | None) -> list[dict[str, str]]:
    """Wordings that the ground makes lawful; refuses the first one that nothing does, naming the law."""
    findings = find_conditions(texts, rules, ground=ground)
    for finding in findings:
        if not finding.lawful:
            raise _unlawful(finding, rules)
    return [{"rule": one.rule.code, "law": one.rule.law, "words": one.words, "ground": str(ground)} for one in findings]


def check_wage(wage: Wage, rules: JobRules, year: int) -> None:
    """Refuse a wage below the minimum of a year."""
    minimum = minimum_wage(year, rules)
    if minimum is None:
        raise MinimumWageUnknown(year=year)
    hour = hour_krw(wage, rules)
    if hour < minimum:
        raise BelowMinimumWage(
            hour=f"{hour:.0f}", year=year, minimum=minimum, least=f"{least_krw(wage, rules, minimum):,}",
            path=("wageKrw",),
        )  # fmt: skip


def least_krw(wage: Wage, rules: JobRules, minimum: int) -> int:
    """The least that may be offered for the same hours, in won of the same kind of wage."""
    match wage.kind:
        case WageKind.HOUR:
            return minimum
        case WageKind.DAY:
            return int((minimum * wage.hours_week / wage.days_week).to_integral_value(ROUND_CEILING))
        case WageKind.MONTH:
            return minimum * month_hours(wage.hours_week, rules)
        case WageKind.YEAR:
            return int(Decimal(minimum * month_hours(wage.hours_week, rules) * 12))


def _unlawful(finding: Finding, rules: JobRules) -> UnlawfulCondition:
    rule = finding.rule
    grounds = [one for one in rules.grounds if one.code in rule.grounds]
    en = ", or say why it is lawful (ground): " + ", ".join(f"{g.code} ({g.title_en})" for g in grounds)
    ko = " 적법한 사유가 있으면 ground에 입력하십시오: " + ", ".join(f"{g.code}({g.title_ko})" for g in grounds)
    return UnlawfulCondition(
        rule=rule.code, title=rule.title_en, title_ko=rule.title_ko, law=rule.law, words=finding.words,
        or_ground=en if grounds else "", or_ground_ko=ko if grounds else "", path=("conditions",),
    )  # fmt: skip
