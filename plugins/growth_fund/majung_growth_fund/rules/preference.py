"""Preferred firms (우대기업): which certification prefers a firm in which family of funds, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from majung.texts import Text
from majung_growth_fund.rules.products import Family
from majung_growth_fund.rules.validity import day_or_none, holds, in_force


class Preference(msgspec.Struct, frozen=True, kw_only=True):
    """In this family of funds, firms with this certification are preferred between these days."""

    family: Family
    certification: str
    title: Text
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""


class HeldCertification(msgspec.Struct, frozen=True, kw_only=True):
    """A certification of a firm, with its first and last day."""

    code: str
    valid_from: date | None = None
    valid_to: date | None = None


def preferences(rows: Iterable[Mapping[str, str]]) -> tuple[Preference, ...]:
    """The dated set in a table."""
    return tuple(
        Preference(
            family=Family(row["family"]),
            certification=row["certification"],
            title=Text(ko=row["title_ko"], en=row["title_en"]),
            valid_from=day_or_none(row["valid_from"]),
            valid_to=day_or_none(row["valid_to"]),
            source=row["source"],
        )
        for row in rows
    )


def preferring(
    held: Iterable[HeldCertification], rules: Iterable[Preference], family: Family, on: date
) -> tuple[Preference, ...]:
    """Why the firm is preferred that day; empty when it is not."""
    codes = {certification.code for certification in held if holds(certification, on)}
    return tuple(rule for rule in in_force(rules, on) if rule.family is family and rule.certification in codes)
