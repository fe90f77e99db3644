"""Announcements of the national portal, cleaned and none lost."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from majung.imports.announcement_texts import call_words, clean_lines, provinces, split_list, title_areas
from majung.imports.announcements import Announcement, SupportField, read_announcements
from majung.imports.refusals import AnnouncementsMissing, FileEmpty
from majung.imports.report import BadRow


def made(**changes: object) -> Announcement | BadRow:
    item = {
        "pblancId": "PBLN_000000000000001",
        "pblancNm": "[전남] 2026년 시설자금&#40;2차&#41; 추가모집 공고",
        "pblancUrl": "/see/detail.do?pblancId=PBLN_000000000000001",
        "jrsdInsttNm": "전라남도",
        "excInsttNm": "직접수행",
        "bsnsSumryCn": "안내&#40;요약&#41;\r\n\r\n☞ 대상\r\n\r\n\r\n☞ 혜택&nbsp;",
        "reqstBeginEndDe": "예산 소진시까지",
        "trgetNm": "중소기업",
        "areaNm": "광주@전남@전남",
        "industNm": "제조업(10~34)@건설업(41~42)",
        "pldirSportRealmLclasCodeNm": "금융@경영@금융",
        "pldirSportRealmMlsfcCodeNm": "융자@컨설팅@융자",
        "inqireCo": 159,
        "creatPnttm": "2026-01-05 15:19:43",
    }
    (read,) = read_announcements(json.dumps({"jsonArray": [item | changes]}).encode())
    return read


def good(**changes: object) -> Announcement:
    read = made(**changes)
    assert isinstance(read, Announcement)
    return read


def bad(**changes: object) -> BadRow:
    read = made(**changes)
    assert isinstance(read, BadRow)
    return read


def test_cleans_texts_and_splits_lists() -> None:
    read = good()
    assert read.title == "[전남] 2026년 시설자금(2차) 추가모집 공고"
    assert read.summary == "안내(요약)\n\n☞ 대상\n\n☞ 혜택"
    assert read.fields == (SupportField("금융", "융자"), SupportField("경영", "컨설팅"))
    assert read.industries == ("제조업(10~34)", "건설업(41~42)")
    assert read.url == "https://www.bizinfo.go.kr/see/detail.do?pblancId=PBLN_000000000000001"
    assert (read.views, read.created_on) == (159, date(2026, 1, 5))
    assert (read.closing_kind, read.closing_text) == ("UNTIL_BUDGET", "예산 소진시까지")
    assert read.call_words == ("추가모집",)


def test_keeps_areas_of_title_and_list_apart_and_believes_the_title() -> None:
    read = good()
    assert (read.title_areas, read.areas, read.provinces) == (("전남",), ("광주", "전남"), ("전남",))


def test_values_the_reader_does_not_know_are_kept_by_their_names() -> None:
    assert good(hashtags="수출,전남", printFileNm=None).extra == {"hashtags": "수출,전남"}


def test_lists_of_fields_of_different_length_lose_nothing() -> None:
    read = good(pldirSportRealmLclasCodeNm="금융", pldirSportRealmMlsfcCodeNm="융자@보증")
    assert read.fields == (SupportField("금융", "융자"), SupportField(None, "보증"))


def test_a_link_of_another_kind_is_no_link() -> None:
    assert good(pblancUrl="javascript:alert(1)").url is None


def test_an_impossible_closing_date_is_a_warning() -> None:
    read = good(reqstBeginEndDe="20260131 ~ 20260230")
    assert [warning.code for warning in read.warnings] == ["DATE_INVALID"]
    assert read.closing_text == "20260131 ~ 20260230"


def test_a_period_that_ends_before_it_begins_is_a_warning() -> None:
    assert [warning.code for warning in good(reqstBeginEndDe="20260131 ~ 20260101").warnings] == ["PERIOD_REVERSED"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"pblancId": None}, "MISSING"),
        ({"pblancId": "PBLN 1"}, "CODE_INVALID"),
        ({"pblancNm": " "}, "MISSING"),
        ({"pblancNm": "가" * 301}, "TOO_LONG"),
    ],
)
def test_refuses_an_entry_without_what_it_needs(changes: dict[str, object], code: str) -> None:
    assert bad(**changes).code == code


def test_refuses_an_entry_with_a_resident_number_and_never_shows_it() -> None:
    read = bad(bsnsSumryCn="담당자 홍길동 900101-1234567")
    assert (read.code, read.field) == ("RESIDENT_NUMBER", "bsnsSumryCn")
    assert "1234567" not in str(read)


@pytest.mark.parametrize("content", [b"[1, null]", b'{"jsonArray": ["a", []]}'])
def test_entries_that_are_no_announcements_are_bad_rows(content: bytes) -> None:
    assert [row.code for row in read_announcements(content) if isinstance(row, BadRow)] == ["NOT_AN_OBJECT"] * 2


@pytest.mark.parametrize("content", [b"{", b'"text"', b'{"other": []}', b"<html>"])
def test_refuses_files_that_are_no_list(content: bytes) -> None:
    with pytest.raises(AnnouncementsMissing):
        list(read_announcements(content))


def test_refuses_an_empty_file() -> None:
    with pytest.raises(FileEmpty):
        list(read_announcements(b""))


def test_known_markup_goes_and_angle_brackets_of_titles_stay() -> None:
    assert clean_lines('<p style="margin: 0px">가</p>\r\n<p>나&amp;#40;다&amp;#41;</p>') == "가\n\n나(다)"
    assert clean_lines("<소상공인> 지원 &lt;2차&gt;") == "<소상공인> 지원 <2차>"


def test_split_lists_have_each_part_once() -> None:
    assert split_list("경영@경영@@기술") == ("경영", "기술")


@pytest.mark.parametrize(
    ("title", "areas"),
    [
        ("[광주ㆍ전남] 공고", ("광주", "전남")),
        ("[수도권] 공고", ("수도권",)),
        ("[경기 2021년 에너지 분야 융자 안내", ("경기",)),
        ("[재공고] 사업", ()),
        ("전남 사업 공고", ()),
    ],
)
def test_areas_of_a_title(title: str, areas: tuple[str, ...]) -> None:
    assert title_areas(title) == areas


def test_groups_of_provinces_are_opened() -> None:
    assert provinces(("수도권", "전남")) == ("서울", "인천", "경기", "전남")


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("융자추천 변경 공고", ("변경공고",)),
        ("육성자금 지원 변경계획 4차 공고", ("변경공고",)),
        ("대출자 추가모집 재공고", ("재공고", "추가모집")),
        ("지원사업 모집 연장공고", ("연장공고",)),
        ("참여기업 모집 수정 공고", ("수정공고",)),
        ("융자지원 상환기간 연장 공고", ()),
        ("인증 유효기간 연장신청 접수 공고", ()),
        ("청년 추가고용 장려금 지원사업 시행 공고", ()),
    ],
)
def test_words_of_a_call_in_a_title(title: str, words: tuple[str, ...]) -> None:
    assert call_words(title) == words


def test_none_of_the_real_announcements_is_lost(real_file: Callable[[str], Path]) -> None:
    path = real_file("kr_bizinfo/bizinfo_announcements.json")
    given = json.loads(path.read_text(encoding="utf-8"))["jsonArray"]
    read = [row for row in read_announcements(path) if isinstance(row, Announcement)]
    assert len(read) == len({row.source_id for row in read}) == 800
    assert [row.closing_text for row in read] == [item["reqstBeginEndDe"].strip() for item in given]
    assert Counter(row.closing_kind for row in read) == {
        "UNTIL_BUDGET": 360,
        "ALWAYS": 199,
        "FIXED": 143,
        "VARIES": 43,
        "FIRST_COME": 17,
        "OTHER": 16,
        "TBA": 16,
        "UNTIL_FILLED": 6,
    }
    assert not [row for row in read if "&#" in row.title + row.summary or "@" in "".join(row.areas)]
    assert sum("전남" in row.title_areas for row in read) == 25
