"""Telephone numbers, web addresses and dates as people type them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_PUNCTUATION = re.compile(r"[\s\-.)(~–—]+")
_EXTENSION = re.compile(r"(?<!\s)\s*+(?:\(?(?:내선|교환|ext\.?)\s*:?\s*\d+\)?)\s*$", re.IGNORECASE)
# Exchanges have four digits in Seoul, Gyeonggi, Incheon, Busan and Daegu, three elsewhere; mobile, internet and
# personal numbers have their own shapes. Doubt only: numbering changes, and the value is kept either way.
_NUMBERS = re.compile(
    r"02[2-9]\d{6,7}|0(?:31|32|51|53)[2-9]\d{6,7}|0(?:33|4[1-4]|5[245]|6[1-4])[2-9]\d{6}|010\d{8}|01[16-9]\d{7,8}"
    r"|070\d{8}|080\d{7,8}|050\d{8,9}|1[568]\d{6}"
)
_DATE = re.compile(r"(\d{4})\s*(?:[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?|(\d{2})(\d{2}))(?:[ T].*)?")
_WEB = re.compile(r"(?:(https?):/{0,2}\s*)?((?:[\w\-]+\.)+[\w\-]{2,}(?::\d{1,5})?(?:[/?#]\S*)?)", re.IGNORECASE)


def looks_like_phone(text: str) -> bool:
    """Whether the number can exist in the Korean plan: 061-280-8000 yes, 033-6629-2920 no; extensions aside."""
    plain = _EXTENSION.sub("", unicodedata.normalize("NFKC", text))
    digits = _PUNCTUATION.sub("", plain)
    if digits.startswith("+82"):
        digits = "0" + digits[3:].removeprefix("0")
    return _NUMBERS.fullmatch(digits) is not None


def web_address(text: str) -> str | None:
    """A usable http(s) address, with http:// where the scheme is missing; None for anything else."""
    found = _WEB.fullmatch(text.strip())
    return f"{(found[1] or 'http').lower()}://{found[2]}" if found else None


def read_date(text: str) -> date | None:
    """2026-01-31, 2026.01.31., 2026년 1월 31일 or 20260131, a time after it aside; None for anything else."""
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    year, month, day = found[1], found[2] or found[4], found[3] or found[5]
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
