"""Benefits that other bodies gave, as a partner's file would tell them, so that double benefits show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

from majung.demo.batch import Batch, declare
from majung.demo.programs import PROGRAMS

if TYPE_CHECKING:
    from majung.demo.firms import DemoFirm

declare(
    {
        "support_record": "id firm_id person_id establishment_id program_code sub_program_code year application_id"
        " decision_id institution_id benefit title purpose period_from period_to decided_krw paid_krw returned_krw"
        " own_share_krw status origin source_id restricted_until"
    }
)

_MOST = 4
_FOR_FIRMS = tuple(program for program in PROGRAMS if program.applicant == "firm")


def add_supports(
    batch: Batch, firm: DemoFirm, chances: Random, ids: tuple[Callable[[int], UUID], Callable[[int], UUID]]
) -> None:
    """None for two firms of three; for the others up to four, some of one program in one year."""
    random = chances.random
    if random() > 0.35:
        return
    support_id, establishment_id = ids
    first = max(2023, firm.founded_on.year)
    for count in range(1 + int(random() ** 2 * _MOST)):
        program = _FOR_FIRMS[int(random() * len(_FOR_FIRMS))]
        year = first + int(random() * (2027 - first))
        begins = date(year, 2, 1) + timedelta(days=int(random() * 240))
        decided = int(program.most_krw * (0.3 + random() * 0.7)) // 100_000 * 100_000
        done = year < 2026
        place = firm.number * _MOST + count
        batch.add(
            "support_record",
            (
                support_id(place), firm.id, None, establishment_id(firm.number * 2), program.code, None, year, None,
                None, None, program.benefit, f"{year}년 {program.title_ko}", program.purpose, begins,
                begins + timedelta(days=240), decided, decided if done else decided // 2, 0,
                int(decided * program.own_share_pct / 100), "FINISHED" if done else "ACTIVE", "IMPORTED",
                f"demo:{place}", None,
            ),
        )  # fmt: skip
