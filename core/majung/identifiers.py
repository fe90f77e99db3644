"""Numbers that name firms, and the one that must never be stored.

Business registration number (사업자등록번호): ten digits AAA-BB-CCCCD; BB tells the kind of taxpayer, D is a check
digit. Corporate registration number (법인등록번호): thirteen digits RRRRKK-SSSSSSD. Resident registration number
(주민등록번호): refused wherever it appears (Personal Information Protection Act art. 24-2).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from majung.errors import Refusal, ResidentNumberRefused
from majung.korean_masks import mask_email, mask_phone
from majung.texts import Text

LONGEST_SHOWN = 60
"""Characters of what was given that a refusal repeats."""

_BRN_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_RRN_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_CRN_KINDS = frozenset({"11", "12", "13", "14", "15", "21", "22"})
"""Kinds of corporation in a corporate number (general knowledge); other values below 32 look like days of birth."""

_ASCII = {
    **{code: str(unicodedata.digit(chr(code))) for code in range(0x80, 0x20000) if chr(code).isdecimal()},
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
}
_HYPHENS = re.compile(r"[\s\-‐‑‒–—―−·.]+")
_RRN = re.compile(r"(?<!\d)(\d{6})[^\S\n]?[-‐‑‒–—―−]?[^\S\n]?([1-8])(\d{6})(?!\d)")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<!\d)(?:\+82[\s.-]?\(?0?\)?|\(?0)(?:1[016-9]|2|[3-6]\d|70|50\d)\)?[\s.-]{0,2}\d{3,4}[\s.-]{0,2}\d{4}(?!\d)"
)


class BrnRefused(Refusal):
    """{given} is not a business registration number: it has ten digits, such as 124-81-00998.

    ko: {given}은(는) 사업자등록번호가 아닙니다. 124-81-00998처럼 숫자 10자리여야 합니다.
    """


class BrnNotDigits(BrnRefused):
    """{given} has characters other than digits; a business registration number is ten digits, e.g. 124-81-00998.

    ko: {given}에 숫자가 아닌 문자가 있습니다. 사업자등록번호는 124-81-00998처럼 숫자 10자리입니다.
    """


class BrnWrongLength(BrnRefused):
    """{given} has {count} digits; a business registration number has 10, such as 124-81-00998.

    ko: {given}은(는) {count}자리입니다. 사업자등록번호는 124-81-00998처럼 10자리여야 합니다.
    """


class BrnAllSame(BrnRefused):
    """{given} is one digit ten times; no business has such a number.

    ko: {given}은(는) 같은 숫자만 반복된 번호로, 사업자등록번호로 쓸 수 없습니다.
    """


class BrnCheckDigitWrong(BrnRefused):
    """{given} has a typing error: after the first nine digits the last must be {expected}, not {last}.

    ko: {given}에 오타가 있습니다. 앞 9자리가 맞다면 마지막 자리는 {last}이(가) 아니라 {expected}이어야 합니다.
    """


class CrnRefused(Refusal):
    """{given} is not a corporate registration number: it has thirteen digits, such as 130111-0006246.

    ko: {given}은(는) 법인등록번호가 아닙니다. 130111-0006246처럼 숫자 13자리여야 합니다.
    """


@dataclass(frozen=True, kw_only=True)
class BrnKind:
    """A kind of taxpayer: the range of fourth and fifth digits that mean it, both ends included."""

    first: int
    last: int
    name: Text


def clean_brn(text: str) -> str:
    """The ten digits of a business registration number written with spaces, hyphens or full-width digits.

    Refuses (a kind of BrnRefused) letters, another length, ten equal digits and a wrong check digit; the number
    may still belong to nobody, which only the tax office can tell.
    """
    digits = _bare(text)
    shown = redact(text.strip())[:LONGEST_SHOWN]
    if looks_like_resident_number(text):
        raise ResidentNumberRefused(field="brn", path=("brn",))
    if not digits:
        raise BrnRefused(given=shown, path=("brn",))
    if not _is_digits(digits):
        raise BrnNotDigits(given=shown, path=("brn",))
    if len(digits) != 10:
        raise BrnWrongLength(given=shown, count=len(digits), path=("brn",))
    if len(set(digits)) == 1:
        raise BrnAllSame(given=shown, path=("brn",))
    if (expected := _brn_check(digits)) != int(digits[9]):
        raise BrnCheckDigitWrong(given=shown, expected=expected, last=digits[9], path=("brn",))
    return digits


def brn_is_valid(brn: str) -> bool:
    """Whether ten digits (hyphens allowed) could be a business registration number, by arithmetic alone."""
    digits = _bare(brn)
    well_formed = len(digits) == 10 and _is_digits(digits) and len(set(digits)) > 1
    return well_formed and _brn_check(digits) == int(digits[9])


def format_brn(brn: str) -> str:
    """1248100998 -> 124-81-00998."""
    return f"{brn[:3]}-{brn[3:5]}-{brn[5:]}"


def brn_kinds(rows: Iterable[Mapping[str, str]]) -> tuple[BrnKind, ...]:
    """The kinds of taxpayer from the rows of `brn_type_digits`."""
    return tuple(
        BrnKind(first=int(row["from"]), last=int(row["to"]), name=Text(row["kind_ko"], row["kind_en"])) for row in rows
    )


def brn_kind(brn: str, table: Sequence[BrnKind]) -> BrnKind | None:
    """What kind of taxpayer a number's fourth and fifth digits tell, or None where the table has no such range."""
    digits = int(_bare(brn)[3:5])
    return next((kind for kind in table if kind.first <= digits <= kind.last), None)


def clean_crn(text: str) -> str:
    """The thirteen digits of a corporate registration number; a wrong check digit is only a warning.

    Refused as a resident number: one that has a birth date, no company's kind digits, a wrong check digit of a
    corporation and the right one of a resident.
    """
    digits = _bare(text)
    if len(digits) != 13 or not _is_digits(digits):
        raise CrnRefused(given=redact(text.strip())[:LONGEST_SHOWN], path=("crn",))
    if _is_rather_a_resident(digits):
        raise ResidentNumberRefused(field="crn", path=("crn",))
    return digits


def crn_warning(crn: str) -> str | None:
    """A warning about a corporate number whose check digit does not fit, or None.

    Numbers given since 2025-01-31 are believed to have no check digit, so this refuses nothing.
    """
    digits = _bare(crn)
    expected, last = str(_crn_check(digits)), digits[12]
    if expected == last:
        return None
    return (
        f"법인등록번호 검증 숫자가 맞지 않습니다({last}, 계산값 {expected}). 등기부를 확인해 주십시오. / "
        f"The check digit of the corporate number does not fit ({last}, computed {expected}); see the register."
    )


def looks_like_resident_number(text: str) -> bool:
    """Whether a text has thirteen digits that begin with a birth date and a digit 1-8 (foreigners 5-8).

    The check digit clears nothing: resident numbers given since October 2020 have none. A corporate number can
    look the same, so a field for it is read with `clean_crn` instead.
    """
    return any(_is_birth_date(found[1], found[2]) for found in _RRN.finditer(_plain(text)))


def refuse_resident_number(text: str | None, field: str) -> None:
    """Raise ResidentNumberRefused, naming the field and never the value, if the text may hold a resident number.

    `field` is the Python name, with dots for what lies within; the refusal's path has the names that clients know.
    """
    if text and looks_like_resident_number(text):
        raise ResidentNumberRefused(field=field, path=tuple(_as_clients_say(step) for step in field.split(".")))


def _as_clients_say(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def redact(text: str) -> str:
    """The text with whatever looks personal masked: resident numbers whole, phone numbers, e-mail addresses."""
    safe = _RRN.sub("******-*******", _plain(text))
    safe = _EMAIL.sub(lambda found: mask_email(found[0]), safe)
    return _PHONE.sub(lambda found: mask_phone(found[0]), safe)


def _plain(text: str) -> str:
    """The text with full-width signs and the digits of any script as ASCII, and nothing else changed."""
    return text if text.isascii() else text.translate(_ASCII)


def _bare(text: str) -> str:
    return _HYPHENS.sub("", _plain(text))


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _brn_check(digits: str) -> int:
    total = sum(int(digit) * weight for digit, weight in zip(digits, _BRN_WEIGHTS, strict=False))
    return -(total + int(digits[8]) * 5 // 10) % 10


def _crn_check(digits: str) -> int:
    return -sum(int(digit) * (1 + place % 2) for place, digit in enumerate(digits[:12])) % 10


def _is_birth_date(six: str, century: str) -> bool:
    year = (1900 if century in "1256" else 2000) + int(six[:2])
    try:
        date(year, int(six[2:4]), int(six[4:]))
    except ValueError:
        return False
    return True


def _is_rather_a_resident(digits: str) -> bool:
    if not looks_like_resident_number(digits) or digits[4:6] in _CRN_KINDS:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, _RRN_WEIGHTS, strict=False))
    residents_digit = (11 - total % 11) % 10
    return _crn_check(digits) != int(digits[12]) and residents_digit == int(digits[12])
