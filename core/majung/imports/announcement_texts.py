"""Cleaning what announcements are made of: entities, mark-up, separators, and what a title says by its form."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import Literal

_BREAK = re.compile(r"<\s*/?\s*(?:br|p|div|li|ul|ol|tr|table|h[1-6])\b[^<>]*>", re.IGNORECASE)
# Only mark-up that is known: titles put names between angle brackets too.
_TAG = re.compile(
    r"<\s*/?\s*(?:a|b|i|u|em|strong|span|font|img|td|th|tbody|thead|style|script|sup|sub|o:p)\b[^<>]*>", re.IGNORECASE
)
_HIDDEN = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")
_PREFIX = re.compile(r"\s*[\[［]\s*([^\[\]［］]{1,60}?)\s*[\]］]")
_PREFIX_UNCLOSED = re.compile(r"\s*\[([^\[\]\s]{1,20})\s")
_AREA_SEPARATOR = re.compile(r"[ㆍ·・‧,/&@]|\s+")

CallWord = Literal["재공고", "추가모집", "변경공고", "연장공고", "수정공고"]
_CALL_WORDS: tuple[tuple[CallWord, re.Pattern[str]], ...] = (
    ("재공고", re.compile(r"재\s?공고|재\s?모집")),
    ("추가모집", re.compile(r"추가\s?(?:상시\s?)?(?:모집|접수|공고|공모|신청|선정)|추가ㆍ\S+\s?(?:모집|접수|신청)")),
    ("변경공고", re.compile(r"변경\s?(?:계획\s?)?(?:\d+차\s?)?(?:시행\s?)?공고")),
    # What is extended must be the call: not the validity of a certificate, nor the repayment of a loan.
    (
        "연장공고",
        re.compile(
            r"(?<!만기)(?<!상환기간)(?<!상환기간 )(?<!유효기간)(?<!유효기간 )연장\s?(?:모집\s?|접수\s?|시행\s?)?공고"
        ),
    ),
    ("수정공고", re.compile(r"(?:수정|정정)\s?공고")),
)

SIDO = (
    "서울", "부산", "대구", "인천", "광주", "대전", "울산", "세종", "경기",
    "강원", "충북", "충남", "전북", "전남", "경북", "경남", "제주",
)  # fmt: skip
"""The seventeen provinces by the short names that the portal uses."""

_GROUPS: dict[str, tuple[str, ...]] = {
    "전국": SIDO,
    "수도권": ("서울", "인천", "경기"),
    "대경권": ("대구", "경북"),
    "동남권": ("부산", "울산", "경남"),
    "부울경": ("부산", "울산", "경남"),
    "호남권": ("광주", "전북", "전남"),
    "충청권": ("대전", "세종", "충북", "충남"),
    "강원권": ("강원",),
    "제주권": ("제주",),
    "전남광주": ("광주", "전남"),
}


def clean_line(text: str) -> str:
    """One line without entities, mark-up and doubled spaces."""
    if text.isalnum():
        return text
    return " ".join(clean_lines(text).split())


def clean_lines(text: str) -> str:
    """Text without entities and mark-up, its lines kept, at most one empty line between two."""
    plain = html.unescape(html.unescape(text)) if "&" in text else text
    plain = _TAG.sub("", _BREAK.sub("\n", plain)) if "<" in plain else plain
    lines = [" ".join(line.split()) for line in _HIDDEN.sub("", plain).splitlines()]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return "\n".join(kept).strip()


@lru_cache(maxsize=1_024)  # the same regions and industries stand in most announcements
def split_list(text: str | None) -> tuple[str, ...]:
    """The parts of an @-joined list, cleaned, each once, in their order."""
    parts = (clean_line(part) for part in (text or "").split("@"))
    return tuple(dict.fromkeys(part for part in parts if part))


def title_areas(title: str) -> tuple[str, ...]:
    """Areas in the bracket before a title, as written: "[광주ㆍ전남] …" gives 광주 and 전남.

    A bracket that was not closed is forgiven; one that names no area of the country is no area.
    """
    found = _PREFIX.match(title) or _PREFIX_UNCLOSED.match(title)
    if found is None:
        return ()
    names = [name for name in _AREA_SEPARATOR.split(unicodedata.normalize("NFC", found[1])) if name]
    return tuple(dict.fromkeys(names)) if names and all(name in SIDO or name in _GROUPS for name in names) else ()


def provinces(areas: tuple[str, ...]) -> tuple[str, ...]:
    """Areas as provinces by short name, groups such as 수도권 opened; unknown names are left out."""
    named = {name for area in areas for name in _GROUPS.get(area, (area,))}
    return tuple(name for name in SIDO if name in named)


def call_words(title: str) -> tuple[CallWord, ...]:
    """What the title says about the call itself: announced again, more places, changed, extended, corrected."""
    return tuple(word for word, pattern in _CALL_WORDS if pattern.search(title))
