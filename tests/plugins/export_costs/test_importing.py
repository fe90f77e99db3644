"""Export declarations from a file: the good rows go in, bad ones are told, the same file again changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from majung.access.actor import system
from majung.imports.refusals import ColumnsMissing
from majung.imports.report import ImportSummary
from majung.testing import agent_of, make_firm
from majung_export_costs.importing import read_exports
from majung_schema.testing import App

STAFF = system("test")
HEADER = "사업자등록번호,수출신고번호,란번호,수리일자,목적국,HS코드,신고금액(USD)"
EXPORTS = "query ($id: ID!) { firm(id: $id) { exportsByYear { year country hs6 amountUsd } } }"


def file(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "exports.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="cp949")
    return path


async def test_declarations_are_summed_by_year_country_and_goods(app: App, tmp_path: Path) -> None:
    with app.platform.active():
        firm = await make_firm("해남김", brn="124-81-00998")
        path = file(
            tmp_path,
            '124-81-00998,12345-26-100001X,1,2026-03-02,us,2008.99-5010,"12,000.50"',
            "1248100998,12345-26-100001X,2,2026.03.02,US,2008995010,500",
            "1248100998,12345-25-000007X,1,20250601,JP,121221,7000",
        )
        taken = await read_exports(STAFF, path, False)
        again = await read_exports(STAFF, path, False)
        agent = await agent_of(firm)
    assert taken == ImportSummary(read=3, new=3)
    assert again == ImportSummary(read=3, unchanged=3)
    seen = await app.ask(EXPORTS, agent, {"id": f"firm_{firm.id}"})
    assert seen["firm"]["exportsByYear"] == [
        {"year": 2026, "country": "US", "hs6": "200899", "amountUsd": "12500.50"},
        {"year": 2025, "country": "JP", "hs6": "121221", "amountUsd": "7000.00"},
    ]


async def test_changes_are_taken_and_a_dry_run_writes_nothing(app: App, tmp_path: Path) -> None:
    with app.platform.active():
        await make_firm("해남김", brn="124-81-00998")
        before = file(tmp_path, "1248100998,A-1,,2026-03-02,US,200899,100")
        dry = await read_exports(STAFF, before, True)
        assert await app.platform.database.fetch("select 1 from export_costs_record") == []
        await read_exports(STAFF, before, False)
        after = await read_exports(STAFF, file(tmp_path, "1248100998,A-1,,2026-03-02,US,200899,150"), False)
    assert (dry.new, after.changed, after.new) == (1, 1, 0)


async def test_bad_rows_are_told_with_their_reason(app: App, tmp_path: Path) -> None:
    with app.platform.active():
        await make_firm("해남김", brn="124-81-00998")
        await make_firm("목포어묵", brn="220-81-62517")
        path = file(
            tmp_path,
            "1248100998,A-1,1,2026-03-02,US,200899,100",
            "2208162517,A-1,1,2026-03-02,US,200899,100",
            "1078783297,A-2,1,2026-03-02,US,200899,100",
            "1248100998,A-3,1,2026-13-02,US,200899,100",
            "1248100998,A-4,1,2026-03-02,USA,200899,100",
            "1248100998,A-5,1,2026-03-02,US,2008,100",
            "1248100998,A-6,1,2026-03-02,US,200899,-5",
            "1248100998,,1,2026-03-02,US,200899,5",
        )
        taken = await read_exports(STAFF, path, False)
    told = (tmp_path / "exports.report.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert (taken.read, taken.new, taken.bad) == (8, 1, 7)
    codes = {line.split(",")[0]: line for line in told}
    for line, code in (
        ("3", "DECLARED_BY_ANOTHER"),
        ("4", "FIRM_UNKNOWN"),
        ("5", "DATE_INVALID"),
        ("6", "CODE_INVALID"),
        ("7", "CODE_INVALID"),
        ("8", "CODE_INVALID"),
        ("9", "MISSING"),
    ):
        assert code in codes[line]


async def test_a_file_without_its_columns_is_refused(app: App, tmp_path: Path) -> None:
    path = file(tmp_path, "1,2", header="사업자등록번호,목적국")
    with app.platform.active(), pytest.raises(ColumnsMissing, match="수출신고번호"):
        await read_exports(STAFF, path, False)
