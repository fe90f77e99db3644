"""Rubrics read from rows: one criterion a row, and one row of numbers for the committee."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from majung.errors import InvalidValue
from majung.texts import Text
from majung_growth_fund.rules.scoring import Criterion, Rubric


def rubric_of(criteria: Iterable[Mapping[str, str]], numbers: Mapping[str, str]) -> Rubric:
    """A rubric; refuses a tie-break by a criterion that it does not have."""
    lines = tuple(
        Criterion(
            code=row["criterion"],
            title=Text(ko=row["title_ko"], en=row["title_en"]),
            most=Decimal(row["most"]),
            bonus=row["bonus"] == "true",
        )
        for row in criteria
        if row["rubric"] == numbers["rubric"]
    )
    tie_break = tuple(code for code in numbers["tie_break"].split(";") if code)
    for code in tie_break:
        if code not in {line.code for line in lines}:
            raise InvalidValue(field="tie_break", value=code, reason="no such criterion; 없는 평가항목입니다")
    return Rubric(
        code=numbers["rubric"],
        criteria=lines,
        pass_mark=Decimal(numbers["pass_mark"]),
        bonus_cap=Decimal(numbers["bonus_cap"]),
        min_sheets=int(numbers["min_sheets"]),
        drop_extremes_from=int(numbers["drop_extremes_from"]) if numbers["drop_extremes_from"] else None,
        tie_break=tie_break,
    )
