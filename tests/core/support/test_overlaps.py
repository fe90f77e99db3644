"""Double benefit: what stands against new support, how seriously, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.core.programs.conftest import Office

from majung.access.actor import system
from majung.storage.transaction import transaction
from majung.support.models import SupportRecord
from majung.support.reads import overlaps
from majung.support.rules import Against, Given, OverlapLevels, OverlapResult, overlap
from majung.texts import Text

TODAY = date(2026, 3, 10)
FREIGHT = Against(program_code="freight", level="WARN", reason=Text("물류비와 중복", "freight is paid"))


def given(**values: Any) -> Given:
    known: dict[str, Any] = {
        "id": "support_1",
        "program_code": "other",
        "year": 2026,
        "purpose": "",
        "decided_krw": 1,
        "status": "ACTIVE",
        "restricted_until": None,
    }
    return Given(**{**known, **values})


def judged(*records: Given, levels: OverlapLevels | None = None) -> OverlapResult:
    return overlap(
        records,
        program_code="marketing",
        year=2026,
        purpose="하노이 박람회 참가비",
        today=TODAY,
        levels=levels or OverlapLevels(),
        against=[FREIGHT],
    )


@pytest.mark.parametrize(
    ("record", "level", "grounds"),
    [
        (given(), "CLEAR", []),
        (given(program_code="marketing"), "BLOCK", ["SAME_PROGRAM"]),
        (given(program_code="marketing", year=2025), "CLEAR", []),
        (given(program_code="marketing", status="CANCELLED"), "CLEAR", []),
        (given(purpose="하노이박람회 참가비"), "WARN", ["SAME_PURPOSE"]),
        (given(purpose="하노이 박람회 참가비", year=2020), "WARN", ["SAME_PURPOSE"]),
        (given(purpose="하노이 박람회 참가비", status="CANCELLED"), "CLEAR", []),
        (given(purpose="도쿄 박람회 참가비"), "CLEAR", []),
        (given(restricted_until=TODAY), "BLOCK", ["SANCTION"]),
        (given(restricted_until=date(2026, 3, 9)), "CLEAR", []),
        (given(status="CANCELLED", restricted_until=date(2030, 1, 1)), "BLOCK", ["SANCTION"]),
        (given(program_code="freight"), "WARN", ["EXCLUSION"]),
        (given(program_code="freight", year=2025), "CLEAR", []),
        (given(program_code="freight", restricted_until=TODAY), "BLOCK", ["SANCTION", "EXCLUSION"]),
    ],
)
def test_each_ground_has_its_level(record: Given, level: str, grounds: list[str]) -> None:
    result = judged(record)

    assert (result.level, [m.ground for m in result.matches]) == (level, grounds)
    assert [m for m in result.matches if not (m.reason.ko and m.reason.en)] == []


def test_worst_ground_decides_and_every_match_is_shown() -> None:
    result = judged(given(program_code="freight"), given(id="support_2", program_code="marketing"))

    assert (result.level, [m.record.id for m in result.matches]) == ("BLOCK", ["support_1", "support_2"])


def test_levels_are_data() -> None:
    lenient = OverlapLevels(same_program_same_year="CLEAR", same_purpose="BLOCK", sanction="WARN")

    assert judged(given(program_code="marketing"), levels=lenient).level == "CLEAR"
    assert judged(given(purpose="하노이 박람회 참가비"), levels=lenient).level == "BLOCK"
    assert judged(given(restricted_until=TODAY), levels=lenient).level == "WARN"


def test_support_without_a_purpose_is_not_the_same_as_another_without() -> None:
    result = overlap(
        [given(purpose=" ")], program_code="marketing", year=2026, purpose="", today=TODAY, levels=OverlapLevels()
    )

    assert result.level == "CLEAR"


async def test_finds_ours_and_imported_support_of_the_firm_and_of_nobody_else(office: Office) -> None:
    firm, other = await office.firm(), await office.firm("다른기업")
    ours = await SupportRecord.create(
        firm_id=firm.id, program_code="marketing", year=2026, benefit="SALES", title="박람회"
    )
    imported = await SupportRecord.create(
        firm_id=firm.id, program_code="freight", year=2026, benefit="EXPORT", title="물류비", origin="IMPORTED"
    )
    await SupportRecord.create(firm_id=other.id, program_code="marketing", year=2026, benefit="SALES", title="박람회")

    async with transaction(system("test")):
        found = await overlaps(program_code="marketing", year=2026, firm_id=firm.id)
        without = await overlaps(program_code="marketing", year=2026, firm_id=firm.id, except_record=ours.id)

    assert {(m.record.id, m.ground) for m in found.matches} == {
        (f"support_{ours.id}", "SAME_PROGRAM"),
        (f"support_{imported.id}", "EXCLUSION"),
    }
    assert (found.level, without.level) == ("BLOCK", "WARN")


@pytest.mark.parametrize("reverse", [False, True])
def test_worst_of_several_exclusions_of_one_program_counts(reverse: bool) -> None:
    both = [FREIGHT, replace(FREIGHT, level="BLOCK")]

    result = overlap(
        [given(program_code="freight")],
        program_code="marketing",
        year=2026,
        purpose="",
        today=TODAY,
        levels=OverlapLevels(),
        against=reversed(both) if reverse else both,
    )

    assert [m.level for m in result.matches] == ["BLOCK"]
