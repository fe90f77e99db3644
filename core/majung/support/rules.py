"""Double benefit (중복지원): which earlier support stands against a new one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from majung.korean import search_form
from majung.texts import Text

Level = Literal["CLEAR", "WARN", "BLOCK"]
STATUSES = frozenset({"ACTIVE", "FINISHED", "CLOSED", "CANCELLED", "CLAWED_BACK"})
"""What became of a benefit; CLOSED is how other bodies report one that is over."""

_RANK: dict[Level, int] = {"CLEAR": 0, "WARN": 1, "BLOCK": 2}


@dataclass(frozen=True, kw_only=True)
class Given:
    """One support record as it matters here; amounts in won."""

    id: str
    program_code: str
    year: int
    purpose: str
    decided_krw: int
    status: str
    restricted_until: date | None


@dataclass(frozen=True, kw_only=True)
class OverlapLevels:
    """How serious each ground is; an edition's rule data may say otherwise."""

    same_program_same_year: Level = "BLOCK"
    same_purpose: Level = "WARN"
    sanction: Level = "BLOCK"


@dataclass(frozen=True, kw_only=True)
class Against:
    """A declared exclusion: support of another program in the same year."""

    program_code: str
    level: Level
    reason: Text


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """One earlier support that stands against the new one, how seriously and why."""

    record: Given
    level: Level
    ground: str
    reason: Text


@dataclass(frozen=True, kw_only=True)
class OverlapResult:
    """The worst level found, with every match."""

    level: Level
    matches: tuple[Overlap, ...]


def overlap(
    records: Iterable[Given],
    *,
    program_code: str,
    year: int,
    purpose: str,
    today: date,
    levels: OverlapLevels,
    against: Iterable[Against] = (),
) -> OverlapResult:
    """What stands against new support of a program in a year, for a purpose (subsidy law art. 26, 32; practice)."""
    exclusions = {a.program_code: a for a in sorted(against, key=lambda a: _RANK[a.level])}
    matches = [
        m for record in records for m in _matches(record, program_code, year, purpose, today, levels, exclusions)
    ]
    found = [m for m in matches if m.level != "CLEAR"]
    worst: Level = max((m.level for m in found), key=_RANK.__getitem__, default="CLEAR")
    return OverlapResult(level=worst, matches=tuple(found))


def _matches(
    record: Given,
    program_code: str,
    year: int,
    purpose: str,
    today: date,
    levels: OverlapLevels,
    exclusions: dict[str, Against],
) -> list[Overlap]:
    found: list[Overlap] = []
    live = record.status != "CANCELLED"
    if live and record.program_code == program_code and record.year == year:
        reason = Text("같은 해 같은 사업의 지원이 있습니다", "support of the same program in the same year")
        found.append(Overlap(record=record, level=levels.same_program_same_year, ground="SAME_PROGRAM", reason=reason))
    if live and search_form(purpose) and search_form(record.purpose) == search_form(purpose):
        reason = Text("같은 용도의 지원이 있습니다", "support for the same purpose")
        found.append(Overlap(record=record, level=levels.same_purpose, ground="SAME_PURPOSE", reason=reason))
    if record.restricted_until and record.restricted_until >= today:
        reason = Text(
            f"{record.restricted_until}까지 참여가 제한됩니다", f"excluded from support until {record.restricted_until}"
        )
        found.append(Overlap(record=record, level=levels.sanction, ground="SANCTION", reason=reason))
    exclusion = exclusions.get(record.program_code)
    if live and exclusion and record.year == year:
        found.append(Overlap(record=record, level=exclusion.level, ground="EXCLUSION", reason=exclusion.reason))
    return found
