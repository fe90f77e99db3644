"""The job-search allowance (4060 구직활동 지원): who qualifies, and what is paid back of which costs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated

import msgspec

Krw = Annotated[int, msgspec.Meta(ge=0)]


class CostKind(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of cost that is paid back, at most `cap_krw` won a person in the edition (None: no limit of its own)."""

    code: Annotated[str, msgspec.Meta(pattern="^[A-Z][A-Z0-9_]{1,39}$")]
    title_ko: str
    title_en: str
    cap_krw: Krw | None = None


class AllowanceRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rule data of an edition. Money in won; ages are completed years on `ages_on`, the day of the announcement.

    `median_income_krw` is the median income (기준중위소득) of a month by the number of people in a household; the
    household has `income_pct` per cent of it at most. `cap_krw` is the most for one person in the edition.
    """

    age_from: int
    age_to: int
    ages_on: date
    income_pct: Decimal
    median_income_krw: Mapping[str, Krw]
    cap_krw: Krw
    costs_from: date
    costs_to: date
    kinds: tuple[CostKind, ...]

    def __post_init__(self) -> None:
        if self.age_from > self.age_to:
            raise ValueError("age_from is not above age_to")
        if not self.income_pct.is_finite() or not 0 < self.income_pct <= 1000:
            raise ValueError("income_pct is above 0 and at most 1000")
        if not all(size.isascii() and size.isdigit() for size in self.median_income_krw):
            raise ValueError("median_income_krw has numbers of people as its keys")
        if len({kind.code for kind in self.kinds}) < max(len(self.kinds), 1):
            raise ValueError("kinds has at least one kind of cost, each code once")

    def kind(self, code: str) -> CostKind | None:
        """The kind of cost with this code."""
        return next((kind for kind in self.kinds if kind.code == code), None)


def most_income(household: int, rules: AllowanceRules) -> int | None:
    """The most a household of so many may have in a month, in won, rounded down; None where no median is entered."""
    median = rules.median_income_krw.get(str(household))
    return None if median is None else int(median * rules.income_pct / 100)


def payable(cost_krw: int, kind: CostKind, claimed_of_kind_krw: int, claimed_krw: int, rules: AllowanceRules) -> int:
    """What of a cost is paid back, in won: not beyond what the kind and the person have left."""
    left = rules.cap_krw - claimed_krw
    if kind.cap_krw is not None:
        left = min(left, kind.cap_krw - claimed_of_kind_krw)
    return max(0, min(cost_krw, left))
