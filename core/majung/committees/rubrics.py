"""Rubrics as rows: entered by staff, checked, and read as rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from majung.access.actor import Actor
from majung.committees import models, rules
from majung.committees.composition import Composition
from majung.committees.errors import RubricUnusable
from majung.programs.reads import require_program
from majung.programs.scopes import MANAGE
from majung.storage.transaction import current, write
from majung.texts import Text


@dataclass(frozen=True, kw_only=True)
class RubricDraft:
    """A rubric as staff enter it; `criteria` as `majung.committees.models.Rubric` describes them."""

    program_code: str
    code: str
    title_ko: str
    criteria: tuple[Mapping[str, Any], ...]
    pass_mark: Decimal
    valid_from: date
    title_en: str = ""
    bonus_cap: Decimal = Decimal(0)
    min_sheets: int = 1
    drop_extremes_from: int | None = None
    tie_break: tuple[str, ...] = ()
    min_members: int = 1
    external_above_pct: Decimal | None = None
    quorum_pct: Decimal | None = None


@write
async def enter_rubric(actor: Actor, *, rubric: RubricDraft) -> models.Rubric:
    """Enter how applications of a program are scored from a day on (permission ``programs.manage``)."""
    actor.require(MANAGE)
    await require_program(rubric.program_code)
    criteria = criteria_of(rubric.criteria)
    rules.check_rubric(
        rules.Rubric(
            code=rubric.code,
            criteria=criteria,
            pass_mark=rubric.pass_mark,
            bonus_cap=rubric.bonus_cap,
            min_sheets=rubric.min_sheets,
            tie_break=rubric.tie_break,
        )
    )
    values = vars(rubric) | {
        "criteria": [_stored(line) for line in criteria],
        "tie_break": [*rubric.tie_break],
        "entered_by": actor.name,
    }
    return await models.Rubric.create(using_db=current().connection, **values)


def criteria_of(rows: Iterable[Mapping[str, Any]]) -> tuple[rules.Criterion, ...]:
    """The lines of a rubric; refuses what is not one."""
    try:
        return tuple(
            rules.Criterion(
                code=str(row["code"]),
                title=Text(ko=str(row["title_ko"]), en=str(row.get("title_en", ""))),
                most=Decimal(str(row["most"])),
                weight=Decimal(str(row.get("weight", "1"))),
                bonus=bool(row.get("bonus", False)),
            )
            for row in rows
        )
    except (KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise RubricUnusable(
            reason=f"a criterion has code, title_ko and most / 평가항목 형식 오류 ({error})"
        ) from error


def rubric_of(row: models.Rubric) -> rules.Rubric:
    """A stored rubric as the rules read it."""
    return rules.Rubric(
        code=row.code,
        criteria=criteria_of(row.criteria),
        pass_mark=Decimal(row.pass_mark),
        bonus_cap=Decimal(row.bonus_cap),
        min_sheets=row.min_sheets,
        drop_extremes_from=row.drop_extremes_from,
        tie_break=tuple(row.tie_break),
    )


def composition_of(row: models.Rubric) -> Composition:
    """What a committee needs that scores by this rubric."""
    return Composition(
        min_members=row.min_members, external_above_pct=row.external_above_pct, quorum_pct=row.quorum_pct
    )


def _stored(line: rules.Criterion) -> dict[str, Any]:
    return {
        "code": line.code, "title_ko": line.title.ko, "title_en": line.title.en, "most": str(line.most),
        "weight": str(line.weight), "bonus": line.bonus,
    }  # fmt: skip
