"""The rule data of the jobs platform: periods, minimum wages, unlawful conditions, centres, weights of a match."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

import msgspec

Days = Annotated[int, msgspec.Meta(ge=1, le=3650)]
Months = Annotated[int, msgspec.Meta(ge=1, le=120)]
Weight = Annotated[int, msgspec.Meta(ge=0, le=1000)]
Code = Annotated[str, msgspec.Meta(pattern="^[A-Z][A-Z0-9_]{1,39}$")]

HOURS_A_WEEK = 168

PARTS = ("occupation", "distance", "wage", "hours", "skills", "certificates", "career")
"""The parts of a match, in the order in which they are shown."""


class Ground(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a condition that is unlawful otherwise may stand in an order."""

    code: Code
    title_ko: str
    title_en: str


class AdRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of unlawful condition: the law that forbids it, and the wordings that give it away.

    `patterns` are regular expressions over the text in NFKC, without regard to case. `grounds` are codes of those
    that make it lawful.
    """

    code: Code
    law: str
    title_ko: str
    title_en: str
    patterns: tuple[str, ...]
    grounds: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for pattern in self.patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{self.code}: {pattern!r} is not a regular expression: {error}") from error


class Centre(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A jobs centre by its institution's code, with the regions and single si/gun it serves; single ones go first."""

    institution: str
    job_regions: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()


class Weights(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What each part of a match counts; the score is out of 100 whatever their sum."""

    occupation: Weight
    distance: Weight
    wage: Weight
    hours: Weight
    skills: Weight
    certificates: Weight
    career: Weight

    def __post_init__(self) -> None:
        if not self.total:
            raise ValueError("at least one weight is above 0")

    @property
    def total(self) -> int:
        """The sum of all weights."""
        return sum(getattr(self, part) for part in PARTS)


class JobRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rule data in force from a day on. Wages in won; `minimum_wages` an hour, by year.

    An order runs `order_least_days` to `order_months`, a registration `seeker_months`. After `confirm_after_days`
    without a sign of life the firm is asked whether an order still stands, and has `confirm_within_days` to say so.
    Who works `paid_rest_from_hours` a week or more is paid `paid_rest_hours` of rest for a full week
    (`full_week_hours`), and less in proportion. A match lies within `most_km`, and offers no more than
    `wage_below_krw` less a month than is wished.
    """

    order_months: Months
    order_least_days: Days
    seeker_months: Months
    seeker_overseas_months: Months
    confirm_after_days: Days
    confirm_within_days: Days
    minimum_wages: Mapping[str, Annotated[int, msgspec.Meta(ge=1)]]
    paid_rest_from_hours: Decimal
    full_week_hours: Decimal
    paid_rest_hours: Decimal
    centres: tuple[Centre, ...]
    weights: Weights
    most_km: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    wage_below_krw: Annotated[int, msgspec.Meta(ge=0, le=10**9)]
    grounds: tuple[Ground, ...] = ()
    ad_rules: tuple[AdRule, ...] = ()

    def __post_init__(self) -> None:
        known = {ground.code for ground in self.grounds}
        for rule in self.ad_rules:
            if unknown := set(rule.grounds) - known:
                raise ValueError(f"{rule.code} names the grounds {sorted(unknown)}, which are not in `grounds`")
        if not all(year.isascii() and year.isdigit() and len(year) == 4 for year in self.minimum_wages):
            raise ValueError("minimum_wages has years of four digits as its keys")
        if not all(one.is_finite() for one in (self.full_week_hours, self.paid_rest_hours, self.paid_rest_from_hours)):
            raise ValueError("hours a week are numbers")
        if max(self.full_week_hours, self.paid_rest_hours, self.paid_rest_from_hours) > HOURS_A_WEEK:
            raise ValueError(f"a week has {HOURS_A_WEEK} hours")
        if self.full_week_hours <= 0 or self.paid_rest_hours < 0 or self.paid_rest_from_hours < 0:
            raise ValueError("hours a week are not negative, and full_week_hours is above 0")
