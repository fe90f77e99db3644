"""Tables in every dress that a Korean office gives them."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from majung.errors import ResidentNumberRefused
from majung.imports.encodings import sniff_encoding
from majung.imports.refusals import (
    FileBroken,
    FileEmpty,
    FileKindRefused,
    FileNotOpened,
    OldOfficeFile,
    TableMissing,
    TextNotReadable,
)
from majung.imports.tables import header_key, read_table

PLAIN = "상호,업종코드\n해남고구마,01110\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def workbook(*rows: tuple[str | float | date | bool | None, ...]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def values(content: bytes) -> list[dict[str, str | None]]:
    return [row.values for row in read_table(content).rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_reads_korean_csv_in_every_encoding_offices_use(encoding: str) -> None:
    assert values(PLAIN.encode(encoding)) == [{"상호": "해남고구마", "업종코드": "01110"}]


def test_finds_the_encoding_when_the_first_korean_letter_stands_far_below() -> None:
    late = "code,name\n" + "1,a\n" * 400_000 + "2,똠방각하\n"
    assert sniff_encoding(late.encode("cp949")) == "cp949"
    assert sniff_encoding(late.encode("utf-8")) == "utf-8-sig"


def test_one_broken_byte_damages_one_value_and_not_the_file() -> None:
    content = ("상호\n" + "해남고구마\n" * 50).encode() + b"\xea\xb0\n"
    rows = list(read_table(content).rows)
    assert len(rows) == 51
    assert rows[0].values == {"상호": "해남고구마"}
    assert "\N{REPLACEMENT CHARACTER}" in str(rows[-1].values["상호"])


def test_refuses_bytes_that_are_no_text() -> None:
    with pytest.raises(TextNotReadable):
        read_table(b"name,code\n" + bytes(range(128, 256)) * 20)


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_finds_the_delimiter(delimiter: str) -> None:
    assert values(PLAIN.replace(",", delimiter).encode()) == [{"상호": "해남고구마", "업종코드": "01110"}]


def test_commas_in_a_quoted_header_are_not_delimiters() -> None:
    assert values('"상호, 법인명"\t지역\n가나\t해남군\n'.encode()) == [{"상호,법인명": "가나", "지역": "해남군"}]


def test_header_spellings_are_equal() -> None:
    assert header_key("고객휴게실_보유여부") == header_key(" 고객휴게실 보유 여부 ")
    assert header_key("Firm_Name") == header_key("ＦＩＲＭ name")


def test_dashes_and_blanks_are_nothing_but_a_no_stays_no() -> None:
    assert values("상호,전화,주차장\n가나,-,N\n다라,N/A,\n".encode()) == [
        {"상호": "가나", "전화": None, "주차장": "N"},
        {"상호": "다라", "전화": None, "주차장": None},
    ]


def test_line_numbers_are_those_of_the_file_across_quoted_line_breaks() -> None:
    rows = list(read_table('상호,비고\n"가\n나",x\n\n다,y\n'.encode()).rows)
    assert [row.line for row in rows] == [2, 5]


def test_a_title_above_the_header_is_skipped() -> None:
    assert values("2026년 업체 현황,,\n상호,지역\n가나,해남군\n".encode()) == [{"상호": "가나", "지역": "해남군"}]


def test_columns_of_the_same_name_are_both_kept() -> None:
    assert values("상호,비고,비고\n가나,x,y\n".encode()) == [{"상호": "가나", "비고": "x", "비고#3": "y"}]


def test_cells_beyond_the_header_are_surplus() -> None:
    (row,) = read_table("상호,지역\n가나,해남군,라\n".encode()).rows
    assert row.surplus == ("라",)


def test_a_header_that_is_data_with_a_resident_number_refuses_the_file() -> None:
    with pytest.raises(ResidentNumberRefused) as refused:
        read_table("홍길동,900101-1234567\n임꺽정,해남군\n".encode())
    assert "1234567" not in str(refused.value)


def test_workbook_cells_become_text_as_people_see_them() -> None:
    content = workbook(
        ("상호", "수량", "등록일", "비율", "참"),
        ("가나", 12, date(2026, 1, 31), 0.5, True),
        ("다라", 3.0, None, "-", None),
    )
    assert values(content) == [
        {"상호": "가나", "수량": "12", "등록일": "2026-01-31", "비율": "0.5", "참": "Y"},
        {"상호": "다라", "수량": "3", "등록일": None, "비율": None, "참": None},
    ]


def test_workbook_codes_keep_the_leading_zeros_that_their_format_shows() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(("상호", "업종코드"))
    sheet.append(("가나", 1110))
    sheet["B2"].number_format = "00000"
    content = io.BytesIO()
    book.save(content)
    assert values(content.getvalue()) == [{"상호": "가나", "업종코드": "01110"}]


def test_html_named_xls_is_read_in_its_declared_encoding() -> None:
    page = """
    <html><head><meta http-equiv="Content-Type" content="text/html; charset=euc-kr"></head><body>
    <table><tr><td>menu</td></tr></table>
    <table><tr><th>회사명</th><th>종목코드</th></tr>
    <tr><td>가나<br>다라</td><td style="mso-number-format:'@'">005930</td></tr>
    <tr><td><b>마바</b></td><td>-</td></tr></table>
    """
    assert values(page.encode("cp949")) == [
        {"회사명": "가나\n다라", "종목코드": "005930"},
        {"회사명": "마바", "종목코드": None},
    ]


def test_html_cells_over_several_rows_fill_them_all() -> None:
    page = "<table><tr><th>지역<th>상호<tr><td rowspan=2>해남군<td>가나<tr><td>다라</table>"
    assert values(page.encode()) == [{"지역": "해남군", "상호": "가나"}, {"지역": "해남군", "상호": "다라"}]


def test_refuses_old_excel_and_says_to_save_as_xlsx() -> None:
    with pytest.raises(OldOfficeFile) as refused:
        read_table(OLE)
    assert ".xlsx" in refused.value.message("en")
    assert "예전 Excel 파일" in refused.value.message("ko")
    assert ".xlsx" in refused.value.message("ko")


def test_tells_hangul_and_locked_workbooks_from_old_excel() -> None:
    hangul, locked = (OLE + name.encode("utf-16-le") for name in ("HwpSummaryInformation", "EncryptedPackage"))
    with pytest.raises(OldOfficeFile, match="Hangul"):
        read_table(hangul)
    with pytest.raises(OldOfficeFile, match="password"):
        read_table(locked)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", FileEmpty),
        (b" \n\n", FileEmpty),
        (b"%PDF-1.7 ...", FileKindRefused),
        (b"PK\x03\x04 broken", FileBroken),
        (b"<html><body>maintenance</body></html>", TableMissing),
    ],
)
def test_refuses_what_is_no_table(content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        list(read_table(content).rows)


def test_refuses_an_archive_that_is_no_workbook() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(FileKindRefused):
        read_table(content.getvalue())


def test_refuses_a_path_that_is_not_there_without_naming_its_folders(tmp_path: Path) -> None:
    with pytest.raises(FileNotOpened) as refused:
        read_table(tmp_path / "없음.csv")
    assert str(tmp_path) not in str(refused.value)
