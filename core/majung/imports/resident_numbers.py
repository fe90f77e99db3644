"""Finding resident numbers in rows of strangers, however they are spaced, before anything else is done."""

from __future__ import annotations

import re
import unicodedata

from majung.identifiers import crn_warning, looks_like_resident_number, redact

_CANDIDATE = re.compile(r"\d{6}\D{0,3}\d{7}")
_SPACED = re.compile(r"(?<!\d)(\d{6})[\s\-‐-―−~._/·\u200b]{1,3}(\d{7})(?!\d)")
_WHOLE_CRN = re.compile(r"\d{6}-?\d{7}", re.ASCII)
_RRN_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
# Kinds of legal person in digits five and six of a corporate number (11 stock company … 22 other non-profit).
_CRN_KINDS = frozenset({"11", "12", "13", "14", "15", "21", "22"})


def may_contain_resident_number(text: str) -> bool:
    """A quick first look over a whole row; False is certain."""
    return _CANDIDATE.search(text) is not None


def contains_resident_number(text: str) -> bool:
    """Whether the text has something like a resident number, full-width digits and odd separators included."""
    if not may_contain_resident_number(text):
        return False
    plain = _SPACED.sub(r"\1-\2", unicodedata.normalize("NFKC", text))
    return looks_like_resident_number(plain)


def is_corporate_number(text: str) -> bool:
    """Whether thirteen digits in a corporate-number column are one, and not a person's number put there.

    Numbers issued since 2025 may have no check digit, so that a failing sum alone decides nothing; a number
    whose sum is that of a resident number, or whose kind no legal person has, is taken for a person's.
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if _WHOLE_CRN.fullmatch(plain) is None:
        return False
    number = plain.replace("-", "")
    if crn_warning(number) is None:
        return True
    weighted = sum(int(digit) * weight for digit, weight in zip(number, _RRN_WEIGHTS, strict=False))
    return number[4:6] in _CRN_KINDS and (11 - weighted % 11) % 10 != int(number[12])


def without_personal_numbers(text: str) -> str:
    """The text with personal numbers redacted; nothing but stars where one can still be made out."""
    safe = redact(text)
    return "***" if contains_resident_number(safe) else safe
