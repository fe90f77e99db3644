"""A fund product of one year: caps, rates and terms as announced; what is not announced is None, not a default."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

import msgspec

from majung_growth_fund.errors import PurposeNotFinanced, RepaymentChoiceNotOffered, TermNotKnown
from majung_growth_fund.rules.industries import IndustryRule

T = TypeVar("T")


class Family(StrEnum):
    """Whose money: a bank's with a subsidised rate (은행자금), the province's fund (정책자금), or another body's."""

    BANK = "BANK"
    POLICY = "POLICY"
    OTHER = "OTHER"


class RateKind(StrEnum):
    """What the rate of a product is: points that the province pays (이차보전), or the rate of the fund's loan."""

    SUBSIDY = "SUBSIDY"
    LOAN = "LOAN"


class Purpose(StrEnum):
    """What the money is for: facility (시설자금) or working money (운전자금)."""

    FACILITY = "FACILITY"
    WORKING = "WORKING"


class Route(StrEnum):
    """The ground on which a firm may apply; each has its own conditions beside the general ones."""

    GENERAL = "GENERAL"
    MANUFACTURER = "MANUFACTURER"
    IDLE_FACTORY = "IDLE_FACTORY"
    SOCIAL_ECONOMY = "SOCIAL_ECONOMY"
    SERVICE = "SERVICE"


class RepaymentMethod(StrEnum):
    """After the grace period: all at once (만기일시상환), or in equal parts (분할상환)."""

    BULLET = "BULLET"
    INSTALMENTS = "INSTALMENTS"


class RepaymentChoice(msgspec.Struct, frozen=True, kw_only=True):
    """One way of paying back that a product offers; months count from the day of execution."""

    code: str
    grace_months: int
    method: RepaymentMethod
    instalments: int = 1
    interval_months: int = 0
    round_to_krw: int = 1
    """Each equal part is rounded down to a multiple of this; the last one takes the remainder."""

    @property
    def months(self) -> int:
        """From execution to the last payment."""
        if self.method is RepaymentMethod.BULLET:
            return self.grace_months
        return self.grace_months + self.instalments * self.interval_months


class Caps(msgspec.Struct, frozen=True, kw_only=True):
    """Most that one firm may owe, in KRW."""

    total: int | None = None
    facility: int | None = None
    working: int | None = None
    preferred: int | None = None
    """In place of `total` for preferred firms; without it they have the ordinary cap."""

    def whole(self, preferred: bool) -> int | None:
        """The cap over both purposes."""
        return self.preferred if preferred and self.preferred is not None else self.total

    def part(self, purpose: Purpose, preferred: bool) -> int | None:
        """The cap of one purpose. One that equals the total is no limit of its own: it rises with preference."""
        own = self.facility if purpose is Purpose.FACILITY else self.working
        return self.whole(preferred) if own is not None and own == self.total else own


class Rates(msgspec.Struct, frozen=True, kw_only=True):
    """Percent (points) a year."""

    kind: RateKind | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None
    preferred: Decimal | None = None
    """For preferred firms; without it they have the ordinary range."""


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """Conditions of a product; None is "not entered", an empty set is "entered: none"."""

    purposes: frozenset[Purpose] | None = None
    part_caps: bool | None = None
    """False: one cap for both purposes together; the parts have none of their own."""
    routes: frozenset[Route] | None = None
    size_classes: frozenset[str] | None = None
    min_operating_months: int | None = None
    below_operating_months: int | None = None
    """The firm must be younger than this; 0 is no such limit."""
    min_manufacturing_pct: Decimal | None = None
    registered_factory: bool | None = None
    idle_factory_months: int | None = None
    """Apply within this many months of the award or contract for an idle factory."""
    social_certifications: frozenset[str] | None = None
    service_industries: tuple[IndustryRule, ...] | None = None
    service_facility_industries: tuple[IndustryRule, ...] | None = None
    service_working_only_months: int | None = None
    """Service firms younger than this get working money only, save the industries above."""
    allowed_industries: tuple[IndustryRule, ...] | None = None
    """Empty: every industry."""
    restricted_industries: tuple[IndustryRule, ...] | None = None
    recommendation_days: int | None = None
    term_months: int | None = None
    relief_deferral_months: int | None = None
    relief_extension_months: int | None = None
    relief_sales_drop_pct: Decimal | None = None


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """One fund in one year, as announced."""

    year: int
    code: str
    name_ko: str
    name_en: str = ""
    family: Family | None = None
    caps: Caps = Caps()
    rates: Rates = Rates()
    intake: str | None = None
    agency: str = ""
    source: str = ""
    budget_krw: int | None = None
    note: str = ""
    terms: Terms = Terms()
    choices: tuple[RepaymentChoice, ...] = ()

    def need(self, value: T | None, term: str) -> T:
        """A term that a decision depends on; refuses when it was never entered."""
        if value is None:
            raise TermNotKnown(product=self.code, year=self.year, term=term)
        return value

    def lends_for(self, purpose: Purpose) -> None:
        """Refuse a purpose that the product does not finance."""
        offered = self.need(self.terms.purposes, "purposes")
        if purpose not in offered:
            raise PurposeNotFinanced(
                product=self.code, year=self.year, purpose=purpose.value, offered=", ".join(sorted(offered))
            )

    def choice(self, code: str) -> RepaymentChoice:
        """The repayment that a firm chose, if this product offers it."""
        if not self.choices:
            raise TermNotKnown(product=self.code, year=self.year, term="repayment choices")
        for offered in self.choices:
            if offered.code == code:
                return offered
        names = ", ".join(offered.code for offered in self.choices)
        raise RepaymentChoiceNotOffered(product=self.code, year=self.year, choice=code, offered=names)
