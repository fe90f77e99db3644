"""Telephone numbers, web addresses and dates as typed."""

from __future__ import annotations

from datetime import date

import pytest

from majung.imports.contact_texts import looks_like_phone, read_date, web_address


@pytest.mark.parametrize(
    "number",
    ["061-280-8000", "02-788-2114", "031-8045-1234", "010-1234-5678", "1588-1234", "070-1234-5678", "(061) 280.8000",
     "+82-61-280-8000", "0502-123-4567", "061-280-8000 (내선 12)", "０６１-280-8000"],
)  # fmt: skip
def test_numbers_that_can_exist(number: str) -> None:
    assert looks_like_phone(number)


@pytest.mark.parametrize("number", ["033-6629-2920", "061-28-8000", "099-123-4567", "전화없음", "12345"])
def test_numbers_that_cannot_exist(number: str) -> None:
    assert not looks_like_phone(number)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("www.majung.kr", "http://www.majung.kr"),
        ("HTTPS://majung.kr/a?b=1", "https://majung.kr/a?b=1"),
        ("http:// www.majung.kr", "http://www.majung.kr"),
        ("javascript:alert(1)", None),
        ("http://www,majung.kr", None),
        ("someone@majung.kr", None),
    ],
)
def test_web_addresses(text: str, address: str | None) -> None:
    assert web_address(text) == address


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-01-31", date(2026, 1, 31)),
        ("2026.01.31.", date(2026, 1, 31)),
        ("2026. 1. 31", date(2026, 1, 31)),
        ("20260131", date(2026, 1, 31)),
        ("2026년 1월 31일", date(2026, 1, 31)),
        ("2026-01-31 15:19:43", date(2026, 1, 31)),
        ("2026-02-30", None),
        ("260131", None),
        ("31/01/2026", None),
    ],
)
def test_dates(text: str, day: date | None) -> None:
    assert read_date(text) == day
