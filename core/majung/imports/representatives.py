"""Names of representatives as registers write them, with their roles, one by one."""

from __future__ import annotations

import re
import unicodedata

# "(각자대표이사)", "(공동 대표)", "(각자)", "(Independent CEOs)"
_ROLE_IN_BRACKETS = re.compile(r"\([^()]*(?:대표|각자|공동|단독|CEO)[^()]*\)", re.IGNORECASE)
# "각자대표이사", "공동 대표", "대표이사 전무", "각자 대표집행임원"
_ROLE = re.compile(
    r"(?<![가-힣])(?:(?:각자|공동|단독)\s*)?(?:(?:대표\s*)?집행임원|대표이사|대표자|대표)(?![가-힣])"
    r"(?:\s*(?:부?회장|부?사장|전무|상무)(?:이사)?(?![가-힣]))?\s*:?"
)
_ONE_NAME = re.compile(r"[가-힣]{2,4}")
_OTHERS = re.compile(r"\s*외\s*\d*\s*[명인]\s*$")
_SEPARATOR = re.compile(r"[,/;、\n]|(?<=[가-힣])\s*[ㆍ·.]\s*(?=[가-힣])")
# Two full Korean names with a space between; only surnames with which no transliterated foreign name begins.
_SURNAME = "[김박최정강조윤장임한권황송전홍손배백허남심곽성]"
_TWO_NAMES = re.compile(rf"({_SURNAME}[가-힣]{{2}}) ({_SURNAME}[가-힣]{{2}})")
_SURNAME_FIRST = re.compile(r"[A-Za-z.\-']+,\s*[A-Za-z.\-']+(?:\s[A-Za-z.\-']+)?")


def representative_names(text: str | None) -> tuple[str, ...]:
    """ "이준행, 이제중(각자대표이사)" as ("이준행", "이제중"); roles and "외 1명" go, a spelling in brackets stays."""
    if not text:
        return ()
    if _ONE_NAME.fullmatch(text) and "대표" not in text:
        return (text,)
    plain = _ROLE_IN_BRACKETS.sub(" ", unicodedata.normalize("NFKC", text))
    if _SURNAME_FIRST.fullmatch(plain.strip()) and plain.count(",") == 1 and not _two_people(plain):
        return (" ".join(plain.split()),)
    names = (_TWO_NAMES.sub(r"\1\n\2", _clean(part)) for part in _split(_ROLE.sub("\n", plain)))
    return tuple(dict.fromkeys(name for both in names for name in both.splitlines()))


def _two_people(text: str) -> bool:
    """Two Latin names in a row: the part before the comma has a given name of its own."""
    return " " in text.partition(",")[0].strip()


def _split(text: str) -> list[str]:
    """At separators, except inside brackets: "뤄젠룽(Luo, Jian Rong)" is one person."""
    parts: list[str] = []
    start = 0
    for found in _SEPARATOR.finditer(text):
        before = text[start : found.start()]
        if before.count("(") > before.count(")"):
            continue
        parts.append(before)
        start = found.end()
    return [*parts, text[start:]]


def _clean(part: str) -> str:
    name = _OTHERS.sub("", " ".join(part.split())).strip(" .-:")
    return name if any(letter.isalpha() for letter in name) else ""
