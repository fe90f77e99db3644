"""Rubrics read from rows: one criterion a row, and one row of numbers for the committee."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from majung.committees.rules import Criterion, Rubric, check_rubric
from majung.texts import Text


def rubric_of(criteria: Iterable[Mapping[str, str]], numbers: Mapping[str, str]) -> Rubric:
    """A rubric; refuses one by which nothing could be scored."""
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
    rubric = Rubric(
        code=numbers["rubric"],
        criteria=lines,
        pass_mark=Decimal(numbers["pass_mark"]),
        bonus_cap=Decimal(numbers["bonus_cap"]),
        min_sheets=int(numbers["min_sheets"]),
        drop_extremes_from=int(numbers["drop_extremes_from"]) if numbers["drop_extremes_from"] else None,
        tie_break=tie_break,
    )
    check_rubric(rubric)
    return rubric
