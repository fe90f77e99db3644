"""The report of an import."""

from __future__ import annotations

import csv
from pathlib import Path

from majung.imports.report import ImportSummary, RowReport, bad_row, row_warning


def test_the_report_opens_in_a_spreadsheet_with_bad_rows_and_warnings(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    with RowReport(path) as report:
        report.add(bad_row(7, "상호", None, "MISSING"))
        report.add(row_warning(9, "전화", "033-6629-2920", "PHONE_UNUSUAL"))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["line"], row["severity"], row["field"], row["code"]) for row in rows] == [
        ("7", "bad", "상호", "MISSING"),
        ("9", "warning", "전화", "PHONE_UNUSUAL"),
    ]
    assert (report.bad, report.warnings) == (1, 1)


def test_a_clean_import_leaves_no_report(tmp_path: Path) -> None:
    with RowReport(tmp_path / "report.csv"):
        pass
    assert not (tmp_path / "report.csv").exists()


def test_formulas_are_not_run_by_the_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    with RowReport(path) as report:
        report.add(bad_row(2, "코드", "=HYPERLINK(1)", "CODE_INVALID"))
    (row,) = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    assert row["value"] == "'=HYPERLINK(1)"


def test_personal_numbers_are_redacted_and_long_values_cut() -> None:
    row = bad_row(2, "비고", "홍길동 900101-1234567 010-1234-5678", "TOO_LONG")
    assert "1234567" not in str(row.value)
    assert "010-1234-5678" not in str(row.value)
    assert len(str(bad_row(2, "비고", "가" * 500, "TOO_LONG").value)) == 121


def test_the_exit_code_tells_whether_rows_were_refused() -> None:
    assert (ImportSummary(read=2, new=2).exit_code, ImportSummary(read=2, new=1, bad=1).exit_code) == (0, 1)
