"""Official lists: exact counts of the real ones, and codes that lead to the district they became."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from majung.access.actor import system
from majung.districts.reads import resolve
from majung.imports.reference_store import ReferenceKindUnknown, import_reference
from majung.imports.report import ImportSummary
from majung.reference.seed import seed_reference
from majung.storage.database import Database

IMPORTER = system("import")

LEGAL_DONGS = """법정동코드,법정동명,폐지여부
1100000000,서울특별시,존재
4600000000,전라남도,폐지
4611000000,전라남도 목포시,폐지
1200000000,전남광주통합특별시,존재
1211000000,전남광주통합특별시 목포시,존재
1211010100,전남광주통합특별시 목포시 용당동,존재
2611000000,부산광역시 중구,존재
4111100000,경기도 수원시 장안구,존재
3611000000,세종특별자치시,존재
9,틀린 코드,존재
"""


async def test_takes_the_whole_ksic_once(database: Database, real_file: Callable[[str], Path]) -> None:
    await seed_reference(system("prepare"))
    first = await import_reference(IMPORTER, "ksic", real_file("ksic10.csv"))
    assert (first.read, first.bad, first.new + first.changed) == (2021, 0, 2021)
    second = await import_reference(IMPORTER, "ksic", real_file("ksic10.csv"))
    assert second == ImportSummary(read=2021, unchanged=2021)
    rows = await database.fetch("select level, count(*) as n from industry where revision = 10 group by 1 order by 1")
    assert [row["n"] for row in rows] == [21, 77, 232, 495, 1196]


async def test_takes_the_whole_hs_once(database: Database, real_file: Callable[[str], Path]) -> None:
    first = await import_reference(IMPORTER, "hs", real_file("hs2022_hs6.csv"))
    assert first == ImportSummary(read=6939, new=6939)
    second = await import_reference(IMPORTER, "hs", real_file("hs2022_hs6.csv"))
    assert second == ImportSummary(read=6939, unchanged=6939)


async def test_former_codes_lead_to_the_district_they_became(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "dongs.csv"
    path.write_text(LEGAL_DONGS)
    await seed_reference(system("prepare"))
    first = await import_reference(IMPORTER, "districts", path, report=tmp_path / "report.csv")
    assert (first.read, first.bad, first.left_out) == (10, 1, 1)
    second = await import_reference(IMPORTER, "districts", path, report=tmp_path / "report.csv")
    assert (second.new, second.changed, second.unchanged) == (0, 0, 8)
    rows = await database.fetch(
        "select code, name_ko, kind from district where code in ('26110', '41111', '36110', '46110')"
    )
    assert {tuple(row) for row in rows} == {
        ("26110", "중구", "gu"),
        ("41111", "수원시 장안구", "gu"),
        ("36110", "세종특별자치시", "si"),
    }
    assert (await resolve("46110")).code == "12110"
    assert (await resolve("26110")).code == "26110"


async def test_a_dry_run_of_a_list_writes_nothing(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "ksic.csv"
    path.write_text("code,name_ko,level,section\nC,제조업,1,C\n10,식료품 제조업,2,C\n")
    assert await import_reference(IMPORTER, "ksic", path, dry_run=True) == ImportSummary(read=2, new=2)
    assert await database.fetch("select 1 from industry") == []


async def test_refuses_a_list_it_does_not_know(database: Database, tmp_path: Path) -> None:
    with pytest.raises(ReferenceKindUnknown, match="districts, ksic, hs"):
        await import_reference(IMPORTER, "phones", tmp_path / "x.csv")
