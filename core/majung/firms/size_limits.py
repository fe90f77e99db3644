"""The tables a size class is judged by: limits by industry, workers of micro enterprises, other numbers of the law.

중소기업기본법 시행령, annexes 1 and 3 (raised on 2025-09-01), 소상공인기본법 시행령 art. 3 and 4. Limits in won.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from majung.errors import InvalidValue
from majung.reference import read_reference

EOK = 100_000_000
"""One 억, the unit of the tables, in won."""

_LIMIT_COLUMN = re.compile(r"(sme|small)_max_eok_(from|until)_(\d{8})")
_EXCLUDED = re.compile(r"([A-U]\d+) 제외")


@dataclass(frozen=True, kw_only=True)
class IndustryLimit:
    """The largest average sales, in won, of an SME and of a small enterprise in an industry (C10, S, C30393)."""

    prefix: str
    name_ko: str
    sme_max: int
    small_max: int
    valid_from: date | None = None
    valid_to: date | None = None
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MicroLimit:
    """Below how many regular workers a small enterprise of these sections is micro; no sections: all others."""

    sections: frozenset[str]
    workers_below: int


@dataclass(frozen=True, kw_only=True)
class SizeNumber:
    """One other number of the law (years of grace, assets) with its validity."""

    rule: str
    value: Decimal
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class SizeRules:
    """The tables that a size class is judged by."""

    limits: Sequence[IndustryLimit]
    micro: Sequence[MicroLimit]
    numbers: Sequence[SizeNumber]
    divisions: Mapping[str, str]

    def number(self, rule: str, on: date) -> Decimal:
        """The value in force on a day; a missing one refuses rather than guesses."""
        for row in self.numbers:
            if row.rule == rule and _in_force(row.valid_from, row.valid_to, on):
                return row.value
        raise InvalidValue(field=rule, value=on, reason="no value in force on that day / 그날 유효한 값이 없습니다")


def with_section(code: str, rules: SizeRules) -> str:
    """10309 -> C10309, by the division; a code that has its section letter stays."""
    if code[:1].isalpha():
        return code.upper()
    section = rules.divisions.get(code[:2])
    if section is None:
        raise InvalidValue(field="industry", value=code, reason="no such KSIC division / 없는 산업분류입니다")
    return section + code


def find_limit(code: str, on: date, rules: SizeRules) -> IndustryLimit | None:
    """The row in force with the longest prefix of the code: E36 before E, C30393 before C30; S94 has none."""
    fitting = [
        row
        for row in rules.limits
        if code.startswith(row.prefix)
        and not code.startswith(row.excluded or ("-",))
        and _in_force(row.valid_from, row.valid_to, on)
    ]
    return max(fitting, key=lambda row: len(row.prefix), default=None)


def industry_limits(rows: Iterable[Mapping[str, str]]) -> tuple[IndustryLimit, ...]:
    """The limits of rows like `sme_size_thresholds`, whose column names carry the validity."""
    return tuple(_limit(row, period) for row in rows for period in sorted(_periods(row)))


@cache
def reference_size_rules() -> SizeRules:
    """The tables that the project ships."""
    micro = read_reference("micro_enterprise_thresholds")
    return SizeRules(
        limits=industry_limits(read_reference("sme_size_thresholds")),
        micro=tuple(
            MicroLimit(
                sections=frozenset(row["ksic_sections"].split(";")) - {"*"},
                workers_below=int(row["max_regular_workers_exclusive"]),
            )
            for row in micro
        ),
        numbers=tuple(
            SizeNumber(
                rule=row["rule"],
                value=Decimal(row["value"]),
                valid_from=_day(row["valid_from"]),
                valid_to=_day(row["valid_to"]),
            )
            for row in read_reference("firm_size_rules")
        ),
        divisions={
            f"{division:02d}": row["section"]
            for row in read_reference("ksic10_sections")
            for division in range(int(row["divisions"][:2]), int(row["divisions"][-2:]) + 1)
        },
    )


def _in_force(valid_from: date | None, valid_to: date | None, on: date) -> bool:
    return (valid_from is None or valid_from <= on) and (valid_to is None or on <= valid_to)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _periods(row: Mapping[str, str]) -> set[tuple[str, str]]:
    return {(found[2], found[3]) for column in row if (found := _LIMIT_COLUMN.fullmatch(column))}


def _limit(row: Mapping[str, str], period: tuple[str, str]) -> IndustryLimit:
    word, day = period
    bound = date.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}")
    return IndustryLimit(
        prefix=row["ksic_prefix"],
        name_ko=row["name_ko"],
        sme_max=int(row[f"sme_max_eok_{word}_{day}"]) * EOK,
        small_max=int(row[f"small_max_eok_{word}_{day}"]) * EOK,
        valid_from=bound if word == "from" else None,
        valid_to=bound if word == "until" else None,
        excluded=tuple(_EXCLUDED.findall(row["name_ko"])),
    )
