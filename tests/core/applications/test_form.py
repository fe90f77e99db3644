"""Answers: a draft takes whatever is of the right kind, a submission must be whole and within limits."""

from __future__ import annotations

from typing import Any

import pytest
from tests.core.programs.conftest import ANSWERS, FORM

from majung.applications.errors import AnswersRefused
from majung.applications.form import answer_problems, check_answers


def paths(answers: dict[str, Any], *, complete: bool = False) -> list[tuple[str | int, ...]]:
    return [problem.path for problem in answer_problems(FORM, answers, complete=complete)]


def test_empty_draft_is_accepted_and_empty_submission_names_what_is_missing() -> None:
    assert paths({}) == []
    assert paths({}, complete=True) == [("answers", "amount"), ("answers", "plan")]


def test_complete_answers_are_accepted() -> None:
    full = {"exporter": True, "country": "VN", "workers": 12, "share": "12.5", "begins": "2026-05-01"}

    assert paths({**ANSWERS, **full}, complete=True) == []


def test_question_is_required_only_when_its_condition_holds() -> None:
    assert paths({**ANSWERS, "exporter": False}, complete=True) == []
    assert paths({**ANSWERS, "exporter": True}, complete=True) == [("answers", "country")]
    assert paths({**ANSWERS, "exporter": True, "country": "JP"}, complete=True) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("amount", "5000000"),
        ("amount", True),
        ("amount", 1.5),
        ("amount", -1),
        ("amount", 2**63),
        ("plan", 7),
        ("plan", "계획\x00"),
        ("plan", "\ud800"),
        ("plan", "가" * 101),
        ("exporter", "yes"),
        ("exporter", 1),
        ("country", "US"),
        ("country", ["VN"]),
        ("workers", 2.0),
        ("share", 12.5),
        ("share", "1e999999999"),
        ("share", "NaN"),
        ("share", True),
        ("share", 10**4000),
        ("share", "1_0"),
        ("share", "١٢"),
        ("begins", "2026-02-30"),
        ("begins", "20260501"),
        ("begins", 20260501),
        ("unasked", "x"),
    ],
)
def test_refuses_answer_of_another_kind_even_in_a_draft(name: str, value: object) -> None:
    assert paths({name: value}) == [("answers", name)]


def test_limits_hold_only_when_it_is_handed_in() -> None:
    half_typed = {**ANSWERS, "amount": 5, "share": "250"}

    assert paths(half_typed) == []
    assert paths(half_typed, complete=True) == [("answers", "amount"), ("answers", "share")]
    assert paths({**ANSWERS, "amount": 50_000_001}, complete=True) == [("answers", "amount")]
    assert paths({**ANSWERS, "amount": 50_000_000}, complete=True) == []


@pytest.mark.parametrize("number", ["900101-1234567", "9001011234567", "대표 900101 - 1234567 입니다"])
def test_refuses_resident_number_and_never_repeats_it(number: str) -> None:
    [problem] = answer_problems(FORM, {"plan": number}, complete=False)

    assert problem.path == ("answers", "plan")
    assert "1234567" not in problem.message("ko") + problem.message("en")


def test_tells_all_problems_at_once_in_both_languages() -> None:
    with pytest.raises(AnswersRefused) as refused:
        check_answers(FORM, {"amount": "많이"}, complete=True)

    assert [part.message("en") for part in refused.value.parts] == [
        "Amount: answer with a whole number.",
        "Plan: an answer is required.",
    ]
    assert [part.message("ko") for part in refused.value.parts] == [
        "신청액: 정수로 입력하십시오.",
        "계획: 필수 항목입니다.",
    ]


def test_blank_text_is_no_answer() -> None:
    assert paths({**ANSWERS, "plan": " \n"}, complete=True) == [("answers", "plan")]


def test_resident_number_as_the_name_of_an_answer_is_never_repeated() -> None:
    with pytest.raises(AnswersRefused) as refused:
        check_answers(FORM, {"900101-1234567": "x"}, complete=False)

    [part] = refused.value.parts
    assert "1234567" not in f"{part.path} {part.message('ko')} {part.message('en')} {refused.value.message('en')}"
