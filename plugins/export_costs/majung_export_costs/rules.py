"""What the program says: which costs count, of which exporters, and how much of them is paid. No database, no clock."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from typing import Annotated

import msgspec

Krw = Annotated[int, msgspec.Meta(ge=0)]


class CostKind(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of cost that is paid back, with the papers that prove it.

    Each group of `papers` names kinds of evidence of which one is needed. `priced_by` are the kinds whose amount is
    the cost; `paid_by`, where given, those that show what was really paid: the lower sum counts.
    """

    code: Annotated[str, msgspec.Meta(pattern="^[A-Z][A-Z0-9_]{1,39}$")]
    title_ko: str
    title_en: str
    papers: tuple[tuple[str, ...], ...]
    priced_by: tuple[str, ...]
    paid_by: tuple[str, ...] = ()
    once_by: str | None = None
    """A kind of evidence whose number makes the claim unique: the waybill of a shipment."""

    def __post_init__(self) -> None:
        named = {kind for group in self.papers for kind in group}
        for kind in (*self.priced_by, *self.paid_by, *filter(None, (self.once_by,))):
            if kind not in named:
                raise ValueError(f"{kind} is not among the papers of {self.code}")
        if not self.priced_by:
            raise ValueError(f"priced_by of {self.code} names the papers that tell the cost")


class ExportCostRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rule data of an edition. Money in won unless it says dollars; a limit that is not given does not exist.

    Costs count from `costs_from` to `costs_to`, by the day of the paper that prices them. `countries` are ISO
    3166-1 codes of two letters; without them every country is eligible that is not `excluded_countries`.
    """

    rate_pct: Decimal
    round_down_krw: Annotated[int, msgspec.Meta(ge=1)] = 1
    month_cap_krw: Krw | None = None
    year_cap_krw: Krw | None = None
    least_exports_usd: Decimal = Decimal(0)
    most_exports_usd: Decimal | None = None
    costs_from: date
    costs_to: date
    kinds: tuple[CostKind, ...]
    countries: tuple[str, ...] = ()
    excluded_countries: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < self.rate_pct <= 100:
            raise ValueError("rate_pct is above 0 and at most 100")
        if self.costs_to < self.costs_from:
            raise ValueError("costs_to is not before costs_from")
        if len({kind.code for kind in self.kinds}) < max(len(self.kinds), 1):
            raise ValueError("kinds has at least one kind of cost, each code once")

    def kind(self, code: str) -> CostKind | None:
        """The kind of cost with this code."""
        return next((kind for kind in self.kinds if kind.code == code), None)

    def takes(self, country: str) -> bool:
        """Whether exports to a country count."""
        return country not in self.excluded_countries and (not self.countries or country in self.countries)


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A piece of evidence as the rules see it: its kind, its day, and what it is worth in won."""

    kind: str
    dated_on: date
    amount_krw: int


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What was spent, in won, and on which day it counts."""

    amount_krw: int
    on: date


class Limit(StrEnum):
    """What an amount was limited by."""

    RATE = "RATE"
    MONTH_CAP = "MONTH_CAP"
    YEAR_CAP = "YEAR_CAP"
    BUDGET = "BUDGET"


@dataclass(frozen=True, kw_only=True)
class Left:
    """What is still to be had, in won; None where there is no such limit."""

    month_krw: int | None
    year_krw: int | None
    budget_krw: int


@dataclass(frozen=True, kw_only=True)
class Pay:
    """What is paid, in won, with the limit that decided: the first of the formula's that is lowest."""

    by_rate_krw: int
    amount_krw: int
    bound: Limit


def missing(kind: CostKind, given: Collection[str]) -> tuple[tuple[str, ...], ...]:
    """The groups of papers of which none was handed in."""
    return tuple(group for group in kind.papers if not set(group) & set(given))


def cost_of(kind: CostKind, papers: Collection[Paper]) -> Cost:
    """The cost that papers prove: what they price, or what was really paid where that is less.

    It counts on the day of the latest paper that prices it. The papers are complete (`missing` is empty).
    """
    priced = [paper for paper in papers if paper.kind in kind.priced_by]
    amount = sum(paper.amount_krw for paper in priced)
    if kind.paid_by:
        amount = min(amount, sum(paper.amount_krw for paper in papers if paper.kind in kind.paid_by))
    return Cost(amount_krw=amount, on=max(paper.dated_on for paper in priced))


def by_rate(eligible_krw: int, rules: ExportCostRules) -> int:
    """``round_down(eligible x rate)``: whole won, then whole steps of `round_down_krw`."""
    share = int((eligible_krw * rules.rate_pct / 100).to_integral_value(ROUND_DOWN))
    return share // rules.round_down_krw * rules.round_down_krw


def pay(eligible_krw: int, rules: ExportCostRules, left: Left) -> Pay:
    """``min(round_down(eligible x rate), month cap - paid, year cap - paid, budget left)``, never below 0 won."""
    share = by_rate(eligible_krw, rules)
    amounts: Mapping[Limit, int | None] = {
        Limit.RATE: share,
        Limit.MONTH_CAP: left.month_krw,
        Limit.YEAR_CAP: left.year_krw,
        Limit.BUDGET: left.budget_krw,
    }
    bound, amount = min(((limit, krw) for limit, krw in amounts.items() if krw is not None), key=lambda pair: pair[1])
    return Pay(by_rate_krw=share, amount_krw=max(amount, 0), bound=bound)


def left_of(cap_krw: int | None, used_krw: int) -> int | None:
    """What is left of a cap, in won; None where there is none."""
    return None if cap_krw is None else max(cap_krw - used_krw, 0)


def is_exporter(exports_usd: Decimal, rules: ExportCostRules) -> bool:
    """Whether last year's exports, in US dollars, are within what the edition asks for."""
    most = rules.most_exports_usd
    return rules.least_exports_usd <= exports_usd and (most is None or exports_usd <= most)
