"""What is wrong with one answer, by the kind of its question. Pure."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from majung.identifiers import looks_like_resident_number
from majung.plugin.contract import Field
from majung.texts import Text

_LARGEST = 2**63 - 1
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""NUL and halves of surrogate pairs, which no text in the database can hold."""

_DECIMAL = {
    "percent": re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?"),
    "decimal": re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,9})?"),
}
DOCUMENT = re.compile(r"doc_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def answer_reason(field: Field, value: object, complete: bool) -> Text | None:  # noqa: PLR0911 - one for each kind
    """Why an answer cannot be, or None; limits of numbers count only with `complete`."""
    match field.kind:
        case "text":
            return _text(field, value)
        case "integer" | "money":
            return _whole(field, value, complete)
        case "percent" | "decimal":
            return _decimal(field, value, complete)
        case "date":
            return _day(value)
        case "boolean" | "consent":
            return _yes_or_no(field, value, complete)
        case "choice" | "choices":
            return _chosen(field, value)
        case "document":
            ok = isinstance(value, str) and DOCUMENT.fullmatch(value)
            return None if ok else Text("등록된 서류를 지정하십시오", "name a stored document: doc_…")
        case "table":
            return _rows(field, value)


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


def _decimal(field: Field, value: object, complete: bool) -> Text | None:
    whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST
    written = str(value) if isinstance(value, str) or whole else ""
    if not _DECIMAL[field.kind].fullmatch(written):
        return Text('소수는 글자로 입력하십시오. 예: "2.5"', 'write a decimal as text, for example "2.5"')
    return _limits(field, Decimal(written)) if complete else None


def _yes_or_no(field: Field, value: object, complete: bool) -> Text | None:
    if not isinstance(value, bool):
        return Text("예/아니오로 답하십시오", "answer true or false")
    if field.kind == "consent" and complete and field.required and not value:
        return Text("동의가 필요합니다", "consent is needed")
    return None


def _chosen(field: Field, value: object) -> Text | None:
    codes = [code for code, _ in field.choices]
    if field.kind == "choice":
        ok = isinstance(value, str) and value in codes
        return None if ok else Text(f"{', '.join(codes)} 중 하나여야 합니다", f"one of {', '.join(codes)}")
    ok = isinstance(value, list) and all(isinstance(code, str) and code in codes for code in value)
    if not ok or (isinstance(value, list) and len({*value}) != len(value)):
        return Text(f"{', '.join(codes)} 중에서 중복 없이 고르십시오", f"some of {', '.join(codes)}, each once")
    return None


def _rows(field: Field, value: object) -> Text | None:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        return Text("행의 목록으로 입력하십시오", "answer with a list of rows")
    if len(value) > field.max_rows:
        return Text(f"최대 {field.max_rows}행입니다", f"at most {field.max_rows} rows")
    return None


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
