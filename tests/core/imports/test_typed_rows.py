"""Rows as typed values: headers in any spelling, cells read by their column, bad rows told and never half taken."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from majung.errors import Refusal
from majung.identifiers import clean_brn
from majung.imports.refusals import ColumnsMissing
from majung.imports.report import BadRow
from majung.imports.typed_rows import Column, TypedRow, day, label, number, one_of, several, text, typed_rows, whole

COLUMNS = {
    "brn": Column(names=("사업자등록번호", "brn"), read=clean_brn),
    "title": Column(names=("제 목", "title"), read=text(10)),
    "on": Column(names=("등록일",), read=day, required=False),
    "krw": Column(names=("금액", "amount"), read=whole, required=False),
    "tags": Column(names=("자격증",), read=several, required=False),
    "kind": Column(names=("고용형태",), read=one_of({"정규직": "REGULAR", "시간제 근로": "PART_TIME"}), required=False),
}


def rows(folder: Path, *lines: str, encoding: str = "cp949") -> list[TypedRow | BadRow]:
    path = folder / "rows.csv"
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return list(typed_rows(path, COLUMNS))


def codes(found: list[TypedRow | BadRow]) -> list[str]:
    return [row.code if isinstance(row, BadRow) else "good" for row in found]


@pytest.mark.parametrize("encoding", ["cp949", "utf-8-sig"])
def test_values_are_read_by_their_columns(tmp_path: Path, encoding: str) -> None:
    header = "제목,사업자등록번호,등록일,금액,자격증,고용형태,비고"
    line = '  생산직  사원 ,124-81-00998,2026.03.02,"2,600,000원","용접, 지게차/CNC",시간제근로,무시'
    assert rows(tmp_path, header, line, encoding=encoding) == [
        TypedRow(
            2,
            {
                "brn": "1248100998", "title": "생산직 사원", "on": date(2026, 3, 2), "krw": 2_600_000,
                "tags": ("용접", "지게차", "CNC"), "kind": "PART_TIME",
            },
        )
    ]  # fmt: skip


def test_what_an_optional_column_does_not_say_is_left_out(tmp_path: Path) -> None:
    assert rows(tmp_path, "brn,title", "1248100998,사원") == [TypedRow(2, {"brn": "1248100998", "title": "사원"})]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("1248100998,,,,,", "MISSING"),
        ("1248100998,가나다라마바사아자차카,,,,", "TOO_LONG"),
        ("124810099,사원,,,,", "BRN_WRONG_LENGTH"),
        ("1248100998,사원,2026-13-01,,,", "DATE_INVALID"),
        ("1248100998,사원,,12.5,,", "CODE_INVALID"),
        ("1248100998,사원,,많음,,", "CODE_INVALID"),
        ("1248100998,사원,,NaN,,", "CODE_INVALID"),
        ("1248100998,사원,,,,평생직", "CODE_INVALID"),
        ("1248100998,사원 900101-1234567,,,,", "RESIDENT_NUMBER"),
        ("1248100998,사원,,,,,더", "TOO_MANY_CELLS"),
    ],
)
def test_a_bad_row_is_told_with_its_first_reason(tmp_path: Path, line: str, code: str) -> None:
    good = "1248100998,사원,,,,"
    found = codes(rows(tmp_path, "brn,제목,등록일,금액,자격증,고용형태", good, line, good))
    assert found == ["good", code, "good"]


def test_a_file_without_a_required_column_is_refused_before_any_row(tmp_path: Path) -> None:
    with pytest.raises(ColumnsMissing, match="제 목"):
        rows(tmp_path, "brn,등록일", "1248100998,2026-03-02")


def test_numbers_and_words_say_what_they_do_not_read() -> None:
    assert (number("1,234.5"), whole("3명"), number("-5")) == (Decimal("1234.5"), 3, Decimal(-5))
    for read, cell in ((whole, "1e30"), (number, "inf"), (one_of({"가": "A"}), "나")):
        with pytest.raises((ValueError, Refusal)):
            read(cell)
    assert one_of({"가": "A"})("a") == "A"
    assert label(COLUMNS, "title") == "제 목"
