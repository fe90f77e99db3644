"""Official code lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from majung.imports.reference_rows import DistrictRow, HsRow, IndustryRow, read_districts, read_hs, read_ksic
from majung.imports.refusals import ColumnsMissing
from majung.imports.report import BadRow


def test_districts_of_the_legal_dong_list_are_cut_to_their_level() -> None:
    content = (
        "법정동코드\t법정동명\t폐지여부\n4600000000\t전라남도\t존재\n4674000000\t전라남도 광양군\t폐지\n"
        "4682025000\t전라남도 해남군 해남읍\t존재\n4682025021\t전라남도 해남군 해남읍 읍내리\t존재\n"
    ).encode("cp949")
    rows = [row for row in read_districts(content) if isinstance(row, DistrictRow)]
    assert [(row.code, row.level, row.parent_code, row.abolished) for row in rows] == [
        ("46", "SIDO", None, False),
        ("46740", "SIGUNGU", "46", True),
        ("46820250", "EUPMYEONDONG", "46820", False),
        ("4682025021", "RI", "46820250", False),
    ]


def test_districts_with_names_in_parts_and_dates() -> None:
    content = "시도명,시군구명,법정동코드,생성일자,말소일자\n전라남도,광양군,4674000000,19880423,1995-01-01\n".encode()
    (row,) = read_districts(content)
    assert isinstance(row, DistrictRow)
    assert (row.name, row.code_as_received) == ("전라남도 광양군", "4674000000")
    assert (row.valid_from, row.valid_to, row.abolished) == (date(1988, 4, 23), date(1995, 1, 1), True)


def test_industries_take_section_letters_off_and_keep_zeros() -> None:
    content = "code,name_ko,level,section\nA,농업,1,A\nA01,농업,2,A\n1110,곡물 재배업,5,A\n".encode()
    rows = [row for row in read_ksic(content, revision=11) if isinstance(row, IndustryRow)]
    assert [(row.revision, row.code, row.level, row.parent_code, row.section) for row in rows] == [
        (11, "A", 1, None, "A"),
        (11, "01", 2, "A", "A"),
        (11, "01110", 5, "0111", "A"),
    ]


def test_goods_get_a_lost_zero_back() -> None:
    (row,) = read_hs(b"hscode,description\n30799,Other\n")
    assert isinstance(row, HsRow)
    assert (row.code, row.level, row.parent_code) == ("030799", 6, "0307")


@pytest.mark.parametrize(
    ("line", "code"),
    [("99x,a", "CODE_INVALID"), (",a", "MISSING"), ("0307,", "MISSING"), ("0307991000,a", "CODE_INVALID")],
)
def test_bad_rows_of_a_list_go_to_the_report(line: str, code: str) -> None:
    (row,) = read_hs(f"hscode,description\n{line}\n".encode())
    assert isinstance(row, BadRow)
    assert (row.line, row.code) == (2, code)


def test_refuses_a_file_without_codes() -> None:
    with pytest.raises(ColumnsMissing):
        list(read_ksic("이름,비고\n농업,x\n".encode()))


def test_the_whole_industry_list_is_read(real_file: Callable[[str], Path]) -> None:
    rows = list(read_ksic(real_file("ksic10.csv")))
    levels = Counter(row.level for row in rows if isinstance(row, IndustryRow))
    assert levels == {1: 21, 2: 77, 3: 232, 4: 495, 5: 1196}


def test_the_whole_goods_list_is_read_without_the_row_between_levels(real_file: Callable[[str], Path]) -> None:
    rows = list(read_hs(real_file("hs2022_hs6.csv")))
    levels = Counter(row.level for row in rows if isinstance(row, HsRow))
    assert levels == {2: 97, 4: 1229, 6: 5613}
    assert len(rows) == 6939
