"""Firms in the files of others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from majung.imports.firm_rows import FirmRow, read_firms
from majung.imports.profiles import PROFILES, parse_map, profile_named, with_key
from majung.imports.refusals import ColumnsMissing, MappingRefused, ProfileUnknown
from majung.imports.report import BadRow

MAP = parse_map(
    [
        "name=상호", "brn=사업자번호", "crn=법인등록번호", "address=도로명주소|지번주소", "district=시도+시군구",
        "phone=전화", "opened_on=개업일", "id:KR-X=인허가",
    ]
)  # fmt: skip
HEADER = "상호,사업자번호,법인등록번호,도로명주소,지번주소,시도,시군구,전화,개업일,인허가,비고"


def read(line: str) -> FirmRow | BadRow:
    (row,) = read_firms(f"{HEADER}\n{line}\n".encode("cp949"), MAP)
    return row


def good(line: str) -> FirmRow:
    row = read(line)
    assert isinstance(row, FirmRow)
    return row


def bad(line: str) -> BadRow:
    row = read(line)
    assert isinstance(row, BadRow)
    return row


def test_reads_a_firm_with_everything() -> None:
    row = good(
        "해남식품 (주),124-81-00998,1301110006246,군청길 1,읍내리 2,전라남도,해남군,061-530-5114,2015.03.02.,가-7,좋음"
    )
    assert (row.name, row.brn, row.crn) == ("해남식품 (주)", "1248100998", "1301110006246")
    assert (row.address, row.district_text) == ("군청길 1", "전라남도 해남군")
    assert (row.opened_on, row.identifiers) == (date(2015, 3, 2), (("KR-X", "가-7"),))
    assert (row.extra, row.key, row.line) == ({"비고": "좋음"}, ("brn", "1248100998"), 2)
    assert row.warnings == ()


def test_the_key_falls_back_to_another_identifier_then_to_name_and_address() -> None:
    assert good("가나,,,길 1,,,,,,가-7,").key == ("KR-X", "가-7")
    assert good("가 나,,,길  1,,,,,,,").key == good("가나,,,길1,,,,,,,").key == ("name_address", "가나|길1")


def test_a_second_address_takes_the_place_of_an_empty_first_one() -> None:
    assert good("가나,,,0,읍내리 2,,,,,,").address == "읍내리 2"


def test_an_impossible_phone_number_is_a_warning_and_is_kept() -> None:
    row = good("가나,,,길 1,,,,033-6629-2920,,,")
    assert row.phone == "033-6629-2920"
    assert [(warning.code, warning.line, warning.field) for warning in row.warnings] == [("PHONE_UNUSUAL", 2, "전화")]


def test_a_corporate_number_with_a_wrong_check_digit_is_a_warning() -> None:
    row = good("가나,,200111-0000001,길 1,,,,,,,")
    assert (row.crn, row.key) == ("2001110000001", ("crn", "2001110000001"))
    assert [warning.code for warning in row.warnings] == ["CRN_CHECKSUM"]


def test_a_corporate_number_that_looks_like_a_birth_date_is_fine_in_its_column() -> None:
    assert good("가나,,110111-1129497,길 1,,,,,,,").crn == "1101111129497"


@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        (",124-81-00998,,길 1,,,,,,,", "상호", "MISSING"),
        ("가나,124-81-00999,,길 1,,,,,,,", "사업자번호", "BRN_CHECK_DIGIT_WRONG"),
        ("가나,12481,,길 1,,,,,,,", "사업자번호", "BRN_WRONG_LENGTH"),
        ("가나,,12345,길 1,,,,,,,", "법인등록번호", "CRN_REFUSED"),
        ("가나,,,길 1,,,,,2015-13-02,,", "개업일", "DATE_INVALID"),
        ("가나,,,,,,,,,,", "auto", "KEY_MISSING"),
        ("가나,,,길 1,,,,,,,,덤", "#12", "TOO_MANY_CELLS"),
        ("가" * 301 + ",,,길 1,,,,,,,", "상호", "TOO_LONG"),
    ],
)
def test_refuses_a_row_with_line_field_and_reason(line: str, field: str, code: str) -> None:
    row = bad(line)
    assert (row.line, row.field, row.code) == (2, field, code)
    assert row.reason_ko
    assert row.reason_en


@pytest.mark.parametrize(
    "line",
    [
        "가나,,,길 1,,,,,,,900101-1234567",
        "가나,,,길 1,,,,,,,대표 9001011234567 님",
        "가나,,,길 1,,,,,,,９００１０１－１２３４５６７",
        "가나,,,길 1,,,,,,,900101 - 1234567",
        "가나,,,길 1,,,,,,,900101~1234567",
        "가나,900101-1234567,,길 1,,,,,,,",
        "가나,,900101-1234568,길 1,,,,,,,",
        "900101-1234567,,,길 1,,,,,,,",
        "가나,,,길 1,,,,,,,,900101-1234567",
    ],
)
def test_refuses_a_resident_number_anywhere_and_never_shows_it(line: str) -> None:
    row = bad(line)
    assert row.code == "RESIDENT_NUMBER"
    assert "23456" not in str(row)


def test_refuses_whatever_stands_in_a_column_for_resident_numbers() -> None:
    (row,) = read_firms(
        "상호,주소,대표자 주민등록번호\n가나,길 1,900101-1\n".encode(), parse_map(["name=상호", "address=주소"])
    )
    assert isinstance(row, BadRow)
    assert (row.code, row.value) == ("RESIDENT_NUMBER", "***")


def test_good_rows_around_a_bad_one_are_read() -> None:
    content = "상호,주소\n가,길 1\n,길 2\n다,길 3\n".encode()
    kinds = [type(row) for row in read_firms(content, parse_map(["name=상호", "address=주소"]))]
    assert kinds == [FirmRow, BadRow, FirmRow]


def test_a_row_with_broken_characters_is_refused_alone() -> None:
    content = "상호,주소\n가,길 1\n".encode() + b"\xea\xb0,a\n"
    rows = list(read_firms(content, parse_map(["name=상호", "address=주소"])))
    assert [getattr(row, "code", None) for row in rows] == [None, "UNREADABLE_TEXT"]


def test_a_named_key_must_be_in_the_row() -> None:
    content = "상호,주소,코드\n가,길 1,7\n나,길 2,\n".encode()
    profile = parse_map(["name=상호", "address=주소", "id:KR-X=코드"], key="KR-X")
    rows = list(read_firms(content, profile))
    assert [getattr(row, "key", getattr(row, "code", None)) for row in rows] == [("KR-X", "7"), "KEY_MISSING"]


@pytest.mark.parametrize(
    ("entries", "key"),
    [
        (["name"], "auto"),
        (["name="], "auto"),
        (["brn=사업자번호"], "auto"),
        (["name=상호", "name=법인명"], "auto"),
        (["name=상호", "colour=색"], "auto"),
        (["name=상호", "id:소문자=코드"], "auto"),
        (["name=상호"], "brn"),
        (["name=상호"], "KR-X"),
    ],
)
def test_refuses_a_map_that_says_nothing_useful(entries: list[str], key: str) -> None:
    with pytest.raises(MappingRefused):
        parse_map(entries, key=key)


def test_a_mapped_column_must_exist_and_the_refusal_lists_those_there_are() -> None:
    with pytest.raises(ColumnsMissing, match="지역"):
        list(read_firms("상호,지역\n가,해남군\n".encode(), parse_map(["name=상호", "address=주소"])))


def test_a_header_with_a_plus_in_it_can_be_mapped() -> None:
    (row,) = read_firms("상호,주소+우편번호\n가,길 1\n".encode(), parse_map(["name=상호", "address=주소+우편번호"]))
    assert isinstance(row, FirmRow)
    assert row.address == "길 1"


def test_refuses_an_unknown_profile_naming_the_known_ones() -> None:
    with pytest.raises(ProfileUnknown, match="markets, gi_producers, krx_listed"):
        profile_named("nobody")


def test_another_key_can_be_asked_of_a_named_profile() -> None:
    assert with_key(PROFILES["gi_producers"], "KR-GI").key == "id:KR-GI"


def test_all_real_markets_are_read_and_told_apart(real_file: Callable[[str], Path]) -> None:
    rows = list(read_firms(real_file("kr_markets/semas_traditional_markets_20240719.csv"), profile_named("markets")))
    firms = [row for row in rows if isinstance(row, FirmRow)]
    assert len(rows) == len(firms) == len({firm.key for firm in firms}) == 1388
    assert sum((firm.district_text or "").startswith("전라남도 ") for firm in firms) == 95
    assert {firm.extra["고객휴게실_보유여부"] for firm in firms} == {"Y", "N"}
    # One market code stands beside twelve markets of the same name: it identifies nothing.
    assert Counter(firm.extra["시장코드"] for firm in firms).most_common(1) == [("a31080002", 12)]
    assert not [firm for firm in firms if firm.address in (None, "0")]


def test_all_real_producers_are_read_with_registration_product_and_district(
    real_file: Callable[[str], Path],
) -> None:
    path = real_file("jeonnam_gi/jeonnam_geographical_indications_20230808.csv")
    firms = [row for row in read_firms(path, profile_named("gi_producers")) if isinstance(row, FirmRow)]
    assert len(firms) == len({firm.identifiers for firm in firms}) == 29
    first = firms[0]
    assert (first.identifiers, first.products) == ((("KR-GI", "제1호"),), "보성 녹차")
    assert first.district_text == "전라남도 보성군"
    # 사단법인영광고추산업연합회 holds two registrations and is one firm.
    assert len({firm.key for firm in firms}) == 28


def test_all_real_listed_companies_are_read_from_the_page_named_xls(real_file: Callable[[str], Path]) -> None:
    path = real_file("krx_listed/krx_listed_companies_2021-08.xls")
    firms = [row for row in read_firms(path, profile_named("krx_listed")) if isinstance(row, FirmRow)]
    assert len(firms) == len({firm.key for firm in firms}) == 2451
    assert {len(value) for firm in firms for _, value in firm.identifiers} == {6}
    assert firms[-1].identifiers == (("KR-KRX", "003480"),)
    assert sum(firm.district_text == "전라남도" for firm in firms) == 22
    assert [firm.listed_on for firm in firms].count(None) == 0
    assert sum(not firm.representatives for firm in firms) == 5
    assert not [name for firm in firms for name in firm.representatives if "대표" in name or "각자" in name]


def test_listed_codes_that_a_spreadsheet_took_for_numbers_get_their_zeros_back() -> None:
    (row,) = read_firms("회사명,종목코드\n가나,5930\n".encode(), profile_named("krx_listed"))
    assert isinstance(row, FirmRow)
    assert row.identifiers == (("KR-KRX", "005930"),)
