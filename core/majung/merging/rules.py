"""What speaks for two records being one, and how much; nothing here merges by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

WEIGHTS: Mapping[str, int] = {
    "NUMBER": 100,
    "NAME": 50,
    "NAME_VARIANT": 40,
    "REPRESENTATIVE": 25,
    "ADDRESS": 25,
    "FOUNDED_ON": 10,
    "DISTRICT": 5,
    "PERSON_NAME": 30,
    "BIRTH_DATE": 30,
    "PHONE": 40,
    "EMAIL": 40,
}
"""Points of each reason; measured by nobody yet, they only order what an official looks at."""

LEAST = 50
"""Candidates with fewer points are not shown."""

_LAST_WORDS = re.compile(r"(?<!\S)(\S++)\s++(\d[\d-]*+)\S*(?:\s*\(.*\))?\s*$")


@dataclass(frozen=True, kw_only=True)
class FirmLike:
    """What two firms are compared by. `numbers` are business, corporate and other registers' numbers, digits only."""

    name_key: str
    representative: str | None
    district_code: str | None
    founded_on: date | None
    crn: str | None
    addresses: frozenset[str]
    numbers: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class PersonLike:
    """What two persons are compared by; contact data only as keyed hashes."""

    name: str
    birth_date: date | None
    phone_hash: str | None
    email_hash: str | None


def firm_reasons(one: FirmLike, other: FirmLike, variants: frozenset[str]) -> tuple[str, ...]:
    """Why the other may be the same firm; `variants` are spellings of the one's name. Empty when it is another one.

    Two different corporate numbers are two legal entities, whatever else is equal (Commercial Registration Act).
    """
    if one.crn and other.crn and one.crn != other.crn:
        return ()
    found = {
        "NUMBER": bool(one.numbers & other.numbers),
        "NAME": one.name_key == other.name_key,
        "NAME_VARIANT": one.name_key != other.name_key and other.name_key in variants,
        "REPRESENTATIVE": _equal(one.representative, other.representative),
        "ADDRESS": _equal(one.district_code, other.district_code) and bool(one.addresses & other.addresses),
        "FOUNDED_ON": _equal(one.founded_on, other.founded_on),
        "DISTRICT": _equal(one.district_code, other.district_code),
    }
    return tuple(reason for reason, holds in found.items() if holds)


def person_reasons(one: PersonLike, other: PersonLike) -> tuple[str, ...]:
    """Why the other may be the same person; empty when the birth dates say that it is not."""
    if one.birth_date and other.birth_date and one.birth_date != other.birth_date:
        return ()
    found = {
        "PERSON_NAME": one.name == other.name,
        "BIRTH_DATE": _equal(one.birth_date, other.birth_date),
        "PHONE": _equal(one.phone_hash, other.phone_hash),
        "EMAIL": _equal(one.email_hash, other.email_hash),
    }
    return tuple(reason for reason, holds in found.items() if holds)


def points(reasons: tuple[str, ...]) -> int:
    """How much the reasons weigh together, at most 100."""
    return min(100, sum(WEIGHTS[reason] for reason in reasons))


def address_key(address: str | None) -> str | None:
    """Road and number, which stay the same however province and si/gun are written: 해남읍 중앙로 12 -> 중앙로12."""
    found = _LAST_WORDS.search(address or "")
    return f"{found[1]}{found[2]}" if found else None


def _equal(one: object, other: object) -> bool:
    return one is not None and one == other
