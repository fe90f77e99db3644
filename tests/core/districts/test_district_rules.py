"""Codes, names, addresses and titles to districts, across the merger of 2026-07-01."""

import json
from datetime import date
from pathlib import Path

import pytest

from majung.districts.rules import candidates, covered, is_member, reference_districts, resolve
from majung.reference import read_reference

DISTRICTS = reference_districts()
DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
MEMBERS = read_reference("jeonnam_sigungu")


def code_of(received: str, on: date | None = None) -> str | None:
    found = resolve(received, DISTRICTS, on=on)
    return found.code if found else None


@pytest.mark.parametrize("row", MEMBERS, ids=lambda row: row["name_en"])
def test_every_spelling_of_a_member_is_one_district(row: dict[str, str]) -> None:
    name = row["name_ko"]
    spellings = [
        row["code_legacy"], row["code_2026"], row["code_legacy"] + "00000", row["code_2026"] + "25021", name,
        name[:-1], f"전남 {name}", f"전라남도 {name} 1", f"전남광주 {name}", f"전남광주통합특별시 {name} 무슨로 1",
        f"[전남] {name} 2026년 공고", f"행정구역상 전라남도 {name} 일원",
        f"(12345) 전라남도{name}무슨읍", f"전남 {name[:-1]} 읍내",
    ]  # fmt: skip
    assert {code_of(spelling) for spelling in spellings} == {row["code_2026"]}


def test_members_are_the_22_and_not_the_gu_of_gwangju() -> None:
    members = {code for code in DISTRICTS.known if is_member(code, DISTRICTS)}
    assert members == {row["code_2026"] for row in MEMBERS}
    assert is_member("46820", DISTRICTS)
    assert not is_member("12210", DISTRICTS)
    assert not is_member("29110", DISTRICTS)
    assert not is_member("12", DISTRICTS)
    assert not is_member("해남군", DISTRICTS)


@pytest.mark.parametrize("text", ["경기도 광주시 오포읍", "경기 광주시", "경기광주시", "[경기] 광주시 2021년"])
def test_gwangju_in_gyeonggi_is_not_gwangju(text: str) -> None:
    assert code_of(text) == "41610"


@pytest.mark.parametrize(
    "text", ["광주시", "광주시 오포읍", "중구", "서구 1", "강남구", "전남대학교", "광주은행", "", "99999", "서울@부산"]
)
def test_does_not_guess(text: str) -> None:
    assert code_of(text) is None


def test_gwangju_si_before_one_of_its_gu_is_gwangju() -> None:
    assert code_of("광주시 북구 용봉동") == "12300"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("광주광역시 동구", "12210"),
        ("29", "12"),
        ("46000", "12"),
        ("4600000000", "12"),
        ("전남", "12"),
        ("42110", "51"),
        ("강원도 춘천시", "51"),
        ("전라북도", "52"),
        ("26350", "26"),
        ("부산 해운대구", "26"),
        ("서울시 강남구 역삼동", "11680"),
        ("경기도 수원시 장안구", "41111"),
        ("28140", "28125"),
    ],
)
def test_other_districts_resolve_as_far_as_they_are_known(text: str, code: str) -> None:
    assert code_of(text) == code


@pytest.mark.parametrize("text", ["28260", "인천 서구", "[인천] 서구 2021년 수출상담장"])
def test_split_district_stays_ambiguous(text: str) -> None:
    assert code_of(text) is None
    assert {found.code for found in candidates(text, DISTRICTS)} == {"28275", "28290"}


def test_split_district_means_itself_before_the_split() -> None:
    assert code_of("28260", on=date(2026, 6, 30)) == "28260"
    assert code_of("28260", on=date(2026, 7, 1)) is None


def test_member_has_one_canonical_code_on_any_day() -> None:
    assert code_of("46820", on=date(2020, 1, 1)) == "12790"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("[전남] 소상공인", 22),
        ("전라남도", 22),
        ("[광주] 마을기업", 5),
        ("[광주ㆍ전남] 시니어", 27),
        ("전남@광주", 27),
        ("[전남] 여수시 융자", 1),
    ],
)
def test_region_words_cover_the_districts_they_meant(text: str, count: int) -> None:
    codes = covered(text, DISTRICTS)
    assert len(codes) == count
    assert all(DISTRICTS.known[code].sido == "12" for code in codes)


def test_region_of_several_sido_is_all_of_them() -> None:
    assert covered("[수도권] 컨설팅", DISTRICTS) == {"11", "28", "41"}
    assert [found.code for found in candidates("[인천ㆍ울산ㆍ전북] 구축", DISTRICTS)] == ["28", "31", "52"]


def test_words_of_titles_are_not_short_names() -> None:
    assert code_of("[전남] 강진 피해 복구") == "12"


@pytest.mark.skipif(not DATA.exists(), reason="the real announcements are not beside this checkout")
def test_every_real_title_prefix_is_understood() -> None:
    rows = json.loads((DATA / "kr_bizinfo/bizinfo_announcements.json").read_text(encoding="utf-8-sig"))["jsonArray"]
    titles = [row["pblancNm"] for row in rows if row["pblancNm"].startswith("[")]
    assert len(titles) > 400
    assert [title for title in titles if not covered(title, DISTRICTS)] == []
