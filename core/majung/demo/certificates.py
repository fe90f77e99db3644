"""Designations and certificates that firms of the province hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

from majung.demo.batch import Batch, declare

if TYPE_CHECKING:
    from majung.demo.firms import DemoFirm

declare({"certification": "id firm_id kind number issued_by valid_from valid_to source"})

_MOST = 4
_FIRST_DAY = date(2023, 1, 1)
_METALS = frozenset(["steel", "metals", "machinery", "ships"])
_FOODS = frozenset(["seafood", "laver", "food", "tea"])
_MAKERS = _METALS | _FOODS | frozenset(["wood", "chemicals", "materials", "battery"])


@dataclass(frozen=True)
class Certificate:
    """A kind of certificate: how often firms large enough have it, who gives it, for how many years."""

    kind: str
    chance: float
    least_workers: int
    issued_by: str
    years: int
    groups: frozenset[str] = frozenset()


CERTIFICATES = (
    Certificate("PROMISING_SME", 0.06, 8, "전라남도", 3),
    Certificate("STRONG_SME", 0.03, 20, "전라남도", 3),
    Certificate("FAMILY_FRIENDLY", 0.04, 10, "여성가족부", 3),
    Certificate("MATERIALS_PARTS_ROOT", 0.12, 10, "중소벤처기업부", 3, _METALS),
    Certificate("VENTURE", 0.06, 3, "벤처기업확인기관", 3, _MAKERS | {"it"}),
    Certificate("INNOBIZ", 0.06, 8, "중소벤처기업부", 3, _MAKERS | {"it"}),
    Certificate("MAINBIZ", 0.05, 8, "중소벤처기업부", 3),
    Certificate("SOCIAL_ENTERPRISE", 0.015, 3, "고용노동부", 5),
    Certificate("WOMEN_OWNED", 0.07, 2, "한국여성경제인협회", 3),
    Certificate("HACCP", 0.3, 4, "식품의약품안전처", 3, _FOODS),
    Certificate("EXPORT_PROMISING", 0.08, 8, "전남지방중소벤처기업청", 2, _MAKERS),
)


def add_certificates(batch: Batch, firm: DemoFirm, chances: Random, ids: Callable[[int], UUID]) -> None:
    """What the firm holds or held; some have run out."""
    random = chances.random
    count = 0
    for certificate in CERTIFICATES:
        if firm.workers < certificate.least_workers or random() >= certificate.chance or count == _MOST:
            continue
        if certificate.groups and firm.industry.group not in certificate.groups:
            continue
        given = _FIRST_DAY + timedelta(days=int(random() * 1200))
        until = given.replace(year=given.year + certificate.years, day=min(given.day, 28))
        place = firm.number * _MOST + count
        batch.add(
            "certification",
            (
                ids(place), firm.id, certificate.kind, f"DEMO-{given.year}-{place:07}", certificate.issued_by,
                given, until, "demonstration",
            ),
        )  # fmt: skip
        count += 1
