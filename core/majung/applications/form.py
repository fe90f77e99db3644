"""Answers to an application form, checked against its declaration: drafts for their kind, submissions whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from majung.applications.errors import AnswersRefused, AnswerWrong
from majung.errors import Refusal
from majung.identifiers import looks_like_resident_number, redact
from majung.plugin.contract import Field, Form
from majung.texts import Text

_LARGEST = 2**63 - 1
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""NUL and halves of surrogate pairs, which no text in the database can hold."""

_PERCENT = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")


def check_answers(form: Form, answers: Mapping[str, Any], *, complete: bool) -> None:
    """Refuse wrong answers, all at once; with `complete` also those that are missing or outside their limits."""
    problems = tuple(answer_problems(form, answers, complete=complete))
    if problems:
        raise AnswersRefused(problems)


def answer_problems(form: Form, answers: Mapping[str, Any], *, complete: bool) -> Iterator[Refusal]:
    """What is wrong with answers, each with the path of its question."""
    known = {field.name: field for field in form.fields}
    for name in sorted(answers.keys() - known.keys()):
        shown = redact(name)[:60]
        yield AnswerWrong(
            path=("answers", shown),
            label_ko=shown,
            label_en=shown,
            reason_ko="양식에 없는 항목입니다",
            reason_en=f"the form has no such question; it has {', '.join(known)}",
        )
    for field in form.fields:
        value = answers.get(field.name)
        if value is None or (isinstance(value, str) and not value.strip()):
            if complete and _needed(field, answers):
                yield _wrong(field, Text("필수 항목입니다", "an answer is required"))
            continue
        reason = _reason(field, value, complete)
        if reason is not None:
            yield _wrong(field, reason)


def _needed(field: Field, answers: Mapping[str, Any]) -> bool:
    if field.required_when is not None:
        other, value = field.required_when
        return answers.get(other) == value
    return field.required


def _wrong(field: Field, reason: Text) -> Refusal:
    return AnswerWrong(
        path=("answers", field.name),
        label_ko=field.title.ko,
        label_en=field.title.en,
        reason_ko=reason.ko,
        reason_en=reason.en,
    )


def _reason(field: Field, value: object, complete: bool) -> Text | None:
    match field.kind:
        case "text":
            return _text(field, value)
        case "integer" | "money":
            return _whole(field, value, complete)
        case "percent":
            return _percent(field, value, complete)
        case "date":
            return _day(value)
        case "boolean":
            return None if isinstance(value, bool) else Text("예/아니오로 답하십시오", "answer true or false")
        case "choice":
            codes = [code for code, _ in field.choices]
            ok = isinstance(value, str) and value in codes
            return None if ok else Text(f"{', '.join(codes)} 중 하나여야 합니다", f"one of {', '.join(codes)}")


def _text(field: Field, value: object) -> Text | None:
    if not isinstance(value, str):
        return Text("글자로 입력하십시오", "answer with text")
    if UNSTORABLE.search(value):
        return Text("사용할 수 없는 문자가 있습니다", "it contains NUL or half a character, which cannot be stored")
    if len(value) > field.max_length:
        return Text(f"최대 {field.max_length}자입니다", f"at most {field.max_length} characters")
    if looks_like_resident_number(value):
        return Text(
            "주민등록번호로 보이는 값이 있습니다. 삭제해 주십시오", "it seems to contain a resident number; remove it"
        )
    return None


def _whole(field: Field, value: object, complete: bool) -> Text | None:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _LARGEST:
        return Text("정수로 입력하십시오", "answer with a whole number")
    if field.kind == "money" and value < 0:
        return Text("0원 이상이어야 합니다", "an amount is not below 0 won")
    return _limits(field, Decimal(value)) if complete else None


def _percent(field: Field, value: object, complete: bool) -> Text | None:
    whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST
    written = str(value) if isinstance(value, str) or whole else ""
    if not _PERCENT.fullmatch(written):
        return Text('소수는 글자로 입력하십시오. 예: "2.5"', 'write a decimal as text, for example "2.5"')
    return _limits(field, Decimal(written)) if complete else None


def _day(value: object) -> Text | None:
    try:
        plain = isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        plain = False
    if not plain:
        return Text("날짜는 YYYY-MM-DD 형식입니다", "write a date as YYYY-MM-DD")
    return None


def _limits(field: Field, number: Decimal) -> Text | None:
    if field.minimum is not None and number < field.minimum:
        return Text(f"{field.minimum:,} 이상이어야 합니다", f"at least {field.minimum:,}")
    if field.maximum is not None and number > field.maximum:
        return Text(f"{field.maximum:,} 이하여야 합니다", f"at most {field.maximum:,}")
    return None
