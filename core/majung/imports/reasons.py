"""Reasons why a row is refused or doubted, by stable code."""

from __future__ import annotations

from typing import Literal

from majung.texts import Text

Reason = Literal[
    "RESIDENT_NUMBER",
    "UNREADABLE_TEXT",
    "TOO_MANY_CELLS",
    "MISSING",
    "CRN_CHECKSUM",
    "DATE_INVALID",
    "PHONE_UNUSUAL",
    "HOMEPAGE_UNUSUAL",
    "KEY_MISSING",
    "TOO_LONG",
    "CODE_INVALID",
    "NOT_AN_OBJECT",
    "PERIOD_REVERSED",
    "KEY_REPEATED",
    "BELONGS_TO_ANOTHER",
]

REASONS: dict[Reason, Text] = {
    "RESIDENT_NUMBER": Text(
        "주민등록번호로 보이는 값이 있습니다. 주민등록번호는 받지도 저장하지도 않습니다",
        "contains what looks like a resident registration number, which is never taken",
    ),
    "UNREADABLE_TEXT": Text("깨진 글자가 있습니다", "contains characters that cannot be decoded"),
    "TOO_MANY_CELLS": Text(
        "제목 행보다 칸이 많습니다. 값 안의 쉼표를 확인해 주십시오",
        "has more cells than the header; look for an unquoted comma",
    ),
    "MISSING": Text("필요한 값이 없습니다", "a required value is missing"),
    "CRN_CHECKSUM": Text(
        "법인등록번호의 검증번호가 맞지 않습니다", "the check digit of the corporate number does not match"
    ),
    "DATE_INVALID": Text(
        "날짜가 아닙니다(예: 2026-01-31, 2026.01.31., 20260131)",
        "is not a date (such as 2026-01-31, 2026.01.31. or 20260131)",
    ),
    "PHONE_UNUSUAL": Text(
        "전화번호로 보이지 않습니다. 값은 받은 그대로 저장합니다",
        "does not look like a Korean telephone number; kept as received",
    ),
    "HOMEPAGE_UNUSUAL": Text(
        "홈페이지 주소로 쓸 수 없어 비워 둡니다", "cannot be used as a web address and is left empty"
    ),
    "KEY_MISSING": Text(
        "업체를 구별할 값(사업자등록번호, 다른 식별번호, 상호와 주소)이 없습니다",
        "nothing identifies the firm (business number, another identifier, or name and address)",
    ),
    "TOO_LONG": Text("값이 너무 깁니다", "is too long"),
    "CODE_INVALID": Text("코드 형식이 올바르지 않습니다", "is not a code of this list"),
    "NOT_AN_OBJECT": Text("공고 항목이 아닙니다", "is not an announcement object"),
    "KEY_REPEATED": Text(
        "앞의 행과 같은 키에 다른 값이 있습니다. 앞의 행을 저장했습니다",
        "has the key of an earlier row with other values; the earlier row was taken",
    ),
    "BELONGS_TO_ANOTHER": Text(
        "이 번호는 다른 기업에 등록되어 있습니다. 담당자가 확인해야 합니다",
        "is a number that another firm has; someone must look at both",
    ),
    "PERIOD_REVERSED": Text("마감일이 시작일보다 빠릅니다", "closes before it opens"),
}
