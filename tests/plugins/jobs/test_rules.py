"""The platform's rules: minimum wage, unlawful conditions, periods, centres, words of a match."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import msgspec
import pytest

from majung.calendar.months import add_months
from majung_jobs.reference import default_rules
from majung_jobs.rules.ads import find_conditions
from majung_jobs.rules.data import JobRules
from majung_jobs.rules.matching import Compared, parts_of, words_of
from majung_jobs.rules.periods import centre_of, order_range, seeker_until
from majung_jobs.rules.wages import Wage, WageKind, hour_krw, minimum_wage, month_hours, month_krw
from majung_jobs.rules.words import all_spelled

RULES = msgspec.convert(default_rules(), JobRules)
FORTY = Decimal(40)


@pytest.mark.parametrize(
    ("hours", "paid"),
    [("40", 209), ("20", 104), ("15", 78), ("14.5", 63), ("44", 226)],
)
def test_paid_hours_of_a_month_have_weekly_rest_from_15_hours_on(hours: str, paid: int) -> None:
    assert month_hours(Decimal(hours), RULES) == paid


@pytest.mark.parametrize(
    ("kind", "krw", "hours", "days", "lawful"),
    [
        (WageKind.HOUR, 10_320, "40", "5", True),
        (WageKind.HOUR, 10_319, "40", "5", False),
        (WageKind.MONTH, 2_156_880, "40", "5", True),  # as the notice of 2026 has it: 209 hours
        (WageKind.MONTH, 2_156_879, "40", "5", False),
        (WageKind.DAY, 82_560, "40", "5", True),
        (WageKind.DAY, 82_559, "40", "5", False),
        (WageKind.YEAR, 25_882_560, "40", "5", True),
        (WageKind.YEAR, 25_882_000, "40", "5", False),
        (WageKind.MONTH, 1_073_280, "20", "5", True),
        (WageKind.MONTH, 2_156_880, "44", "6", False),
    ],
)
def test_an_hour_of_2026_is_worth_10_320_won_or_more(
    kind: WageKind, krw: int, hours: str, days: str, lawful: bool
) -> None:
    wage = Wage(kind=kind, krw=krw, hours_week=Decimal(hours), days_week=Decimal(days))
    assert (hour_krw(wage, RULES) >= (minimum_wage(2026, RULES) or 0)) is lawful


def test_wages_are_compared_by_the_month() -> None:
    def month(kind: WageKind, krw: int, hours: str = "40") -> int:
        return month_krw(Wage(kind=kind, krw=krw, hours_week=Decimal(hours), days_week=Decimal(5)), RULES)

    assert month(WageKind.HOUR, 12_000) == 2_508_000
    assert month(WageKind.DAY, 96_000) == 2_508_000
    assert month(WageKind.YEAR, 36_000_000) == 3_000_000
    assert month(WageKind.MONTH, 2_400_000) == 2_400_000
    assert month(WageKind.HOUR, 12_000, "20") == 1_248_000


def test_a_year_without_a_minimum_wage_is_said() -> None:
    assert minimum_wage(2021, RULES) == 8_720
    assert minimum_wage(2027, RULES) is None


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("만 35세 이하 우대", "AGE"),
        ("20~35세", "AGE"),
        ("나이: 40세 미만", "AGE"),
        ("30대 우대", "AGE"),
        ("젊은 인재를 찾습니다", "AGE"),
        ("1990년생 이후", "AGE"),
        ("under the age of 40", "AGE"),
        ("여성만 지원 가능", "SEX"),
        ("남자 2명", "SEX"),
        ("경리 여직원 모집", "SEX"),
        ("성별: 남", "SEX"),
        ("Men only", "SEX"),
        ("호남 출신 우대", "ORIGIN"),
        ("본적 기재", "ORIGIN"),
        ("미혼자 우대", "MARITAL"),
        ("기혼자 제외", "MARITAL"),
        ("결혼 여부 기재", "MARITAL"),
        ("용모 단정한 분", "LOOKS"),
        ("신장 170cm 이상", "LOOKS"),
        ("만\u00a035\uc138\u3000이하", "AGE"),  # other white space, and full width digits below
        ("\uff13\uff15세 이하", "AGE"),
    ],
)
def test_an_unlawful_condition_is_found_by_the_rule_that_names_its_law(text: str, rule: str) -> None:
    [found] = find_conditions(["생산직 모집", text], RULES)
    assert (found.rule.code, found.lawful) == (rule, False)
    assert "법" in found.rule.law


@pytest.mark.parametrize(
    "text",
    [
        "나이 제한 없음",
        "연령 무관, 성별 무관",
        "경력 3년 이상",
        "4대 보험, 주 40시간, 월 250만원",
        "여수시 공장 근무",
        "남원 지점",
        "키오스크 관리",
        "자격증 소지자 우대",
        "20인 이상 사업장",
        "여러 명 모집",
        "미혼모 쉼터 상담원",
    ],
)
def test_ordinary_wordings_are_left_alone(text: str) -> None:
    assert find_conditions([text], RULES) == []


def test_a_ground_makes_lawful_only_what_it_stands_for() -> None:
    texts = ["60세 이상 어르신 일자리", "여성만"]
    found = find_conditions(texts, RULES, ground="OLDER_WORKERS_PROGRAM")
    assert [(one.rule.code, one.lawful) for one in found] == [("AGE", True), ("SEX", False)]


def test_periods_end_on_the_same_day_of_a_later_month_or_its_last() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 11, 15), 3) == date(2027, 2, 15)
    assert order_range(date(2026, 3, 2), RULES) == (date(2026, 3, 17), date(2026, 5, 2))
    assert seeker_until(date(2026, 3, 2), RULES, overseas=False) == date(2026, 6, 2)
    assert seeker_until(date(2026, 3, 2), RULES, overseas=True) == date(2026, 9, 2)


def test_a_centre_serves_its_region_unless_a_district_is_given_to_another() -> None:
    assert centre_of("12130", "EAST", RULES) == "JEPA-JOBS-EAST"
    assert centre_of("12790", "WEST", RULES) == "JEPA-JOBS-WEST"
    assert centre_of("11110", None, RULES) is None
    east, west = RULES.centres
    moved = msgspec.structs.replace(RULES, centres=(east, msgspec.structs.replace(west, districts=("12130",))))
    assert centre_of("12130", "EAST", moved) == "JEPA-JOBS-WEST"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"weights": dict.fromkeys(default_rules()["weights"], 0)}, "at least one weight"),
        ({"minimum_wages": {"26": 10_320}}, "years of four digits"),
        ({"ad_rules": [{**default_rules()["ad_rules"][0], "patterns": ["("]}]}, "not a regular expression"),
        ({"grounds": []}, "not in `grounds`"),
        ({"order_months": 0}, "order_months"),
        ({"ordermonths": 2}, "unknown field"),
    ],
)
def test_rule_data_that_cannot_be_used_say_why(changed: dict[str, object], why: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=why):
        msgspec.convert({**default_rules(), **changed}, JobRules)


def test_skills_are_compared_in_one_spelling() -> None:
    assert all_spelled(["엑셀 (고급)", "Excel", "ＥＸＣＥＬ", " "]) == ["엑셀(고급)", "EXCEL"]


COMPARED = Compared(
    occupation="8",
    wished_occupations=["8"],
    km=18.2,
    wished_district=False,
    wage_krw=2_600_000,
    wished_wage_krw=2_400_000,
    hours=FORTY,
    hours_min=None,
    hours_max=FORTY,
    skills=["CNC"],
    had_skills=["CNC"],
    certificates=["지게차운전기능사"],
    had_certificates=[],
    career_months=12,
    had_career_months=6,
)


def test_each_part_of_a_match_is_told() -> None:
    words = words_of(COMPARED)
    assert [text.en for text in words.values()] == [
        "wished occupation",
        "18 km",
        "wage +200,000",
        "40 hours a week",
        "skills held",
        "certificate missing: 지게차운전기능사",
        "career 6 of 12 months",
    ]
    assert words["wage"].ko == "임금 +200,000원"


@pytest.mark.parametrize(
    ("changed", "part", "says"),
    [
        ({"wished_wage_krw": 2_700_000}, "wage", "wage -100,000"),
        ({"wished_wage_krw": 2_600_000}, "wage", "wage as wished"),
        ({"wished_wage_krw": None}, "wage", "wage 2,600,000"),
        ({"km": 0.0}, "distance", "same si/gun"),
        ({"km": None}, "distance", "distance unknown"),
        ({"wished_district": True}, "distance", "18 km (wished district)"),
        ({"hours_max": Decimal(30)}, "hours", "10 hours a week too many"),
        ({"hours_min": Decimal(45), "hours_max": None}, "hours", "5 hours a week too few"),
        ({"wished_occupations": []}, "occupation", "any occupation"),
        ({"occupation": "8211", "wished_occupations": ["8130"]}, "occupation", "same major group of occupations"),
        ({"occupation": "8211", "wished_occupations": ["8219"]}, "occupation", "similar occupation"),
        ({"certificates": []}, "certificates", "no certificate asked for"),
    ],
)
def test_what_differs_is_told(changed: dict[str, object], part: str, says: str) -> None:
    assert words_of(replace(COMPARED, **changed))[part].en == says  # type: ignore[arg-type]


def test_points_are_shares_of_the_weights_out_of_100() -> None:
    shares = dict.fromkeys(("occupation", "distance", "wage", "hours", "skills", "certificates", "career"), 1.0)
    parts = parts_of({**shares, "certificates": 0.0, "career": 0.5}, RULES.weights, COMPARED)
    assert sum(part.of for part in parts) == 100
    assert {part.code: part.points for part in parts if part.points < part.of} == {"certificates": 0, "career": 2.5}
