"""What is known of a firm when it is judged: each value with its source, its day, and how long its paper holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeGuard, TypeVar

import msgspec

from majung_growth_fund.rules.industries import Industry
from majung_growth_fund.rules.preference import HeldCertification
from majung_growth_fund.rules.products import Purpose, Route

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


class BusinessStatus(StrEnum):
    """The tax office's word on a business: going on (계속), suspended (휴업), closed (폐업)."""

    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    CLOSED = "CLOSED"


class Overlap(StrEnum):
    """The double-benefit check (중복지원): nothing, staff must decide, or forbidden."""

    CLEAR = "CLEAR"
    WARN = "WARN"
    BLOCK = "BLOCK"


class Fact(msgspec.Struct, Generic[T_co], frozen=True):
    """One value, where it comes from, the day it describes, and the last day its document may be used."""

    value: T_co
    source: str
    as_of: date
    valid_until: date | None = None


class FirmFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Facts of one firm; None is "not known", which never counts as good."""

    business_status: Fact[BusinessStatus] | None = None
    in_province: Fact[bool] | None = None
    """In one of the province's si and gun, by membership and not by the first digits of a code."""
    national_tax_arrears: Fact[bool] | None = None
    local_tax_arrears: Fact[bool] | None = None
    size_class: Fact[str] | None = None
    opened_on: Fact[date] | None = None
    industry: Fact[Industry] | None = None
    """The main industry: the one with the largest share of sales."""
    sanction_until: Fact[date | None] | None = None
    """Last day of an exclusion from support; a fact whose value is None: there is none."""
    overlap: Fact[Overlap] | None = None
    registered_factory: Fact[bool] | None = None
    manufacturing_pct: Fact[Decimal] | None = None
    """Share of sales that comes from manufacturing, in percent."""
    idle_factory_awarded_on: Fact[date] | None = None
    """Day of the award or contract for an idle factory (유휴공장)."""
    certifications: Fact[tuple[HeldCertification, ...]] | None = None


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the application says: on which ground, for which purposes, handed in when."""

    route: Route
    purposes: frozenset[Purpose]
    applied_on: date


def usable(fact: Fact[T] | None, on: date) -> TypeGuard[Fact[T]]:
    """Whether there is a value whose document has not run out."""
    return fact is not None and (fact.valid_until is None or on <= fact.valid_until)
