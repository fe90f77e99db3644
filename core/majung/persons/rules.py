"""Ages, contact data, and what a consent must have been told (개인정보 보호법)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from majung.errors import InvalidValue
from majung.identifiers import refuse_resident_number
from majung.persons.errors import (
    ConsentKindUnknown,
    ContactUnusable,
    GuardianNeeded,
    NoticeItemMissing,
    ResidentNumberNotCollected,
)
from majung.texts import Text

GUARDIAN_BELOW = 14
"""Years of age under which a legal guardian consents (개인정보 보호법 art. 22-2, general law and not a program's)."""

_PHONE = re.compile(r"0\d{8,11}|1\d{7}", re.ASCII)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]{2,}")
_RESIDENT = re.compile(r"주민\s*등록\s*번호|주민\s*번호|resident\s+(registration\s+)?number", re.IGNORECASE)


class ConsentKind(StrEnum):
    """Consents that are asked for separately, each with a notice of its own."""

    COLLECT = "COLLECT"
    OTHER_PURPOSE = "OTHER_PURPOSE"
    THIRD_PARTY = "THIRD_PARTY"
    SENSITIVE = "SENSITIVE"
    UNIQUE_ID = "UNIQUE_ID"
    OVERSEAS = "OVERSEAS"
    MARKETING = "MARKETING"


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What a person was told before consenting.

    `recipient_id` (an institution), `recipient_firm_id` (an employer) or `recipient_text` is who receives data,
    `country` where they are if abroad, `refusal_told` that refusing is possible and what follows from it,
    `retention_until` how long the data is kept by whoever receives it.
    """

    kind: str
    purpose: str
    items: tuple[str, ...]
    retention_until: date | None
    refusal_told: bool
    version: str
    recipient_id: UUID | None = None
    recipient_firm_id: UUID | None = None
    recipient_text: str | None = None
    country: str | None = None


_PURPOSE = ("purpose", Text("이용 목적", "the purpose"))
_ITEMS = ("items", Text("항목", "the items of personal data"))
_RETENTION = ("retention", Text("보유·이용 기간", "the retention period"))
_REFUSAL = ("refusal", Text("거부할 권리와 불이익", "the right to refuse and its consequence"))
_RECIPIENT = ("recipient", Text("제공받는 자", "the recipient"))
_COUNTRY = ("country", Text("이전되는 국가", "the country the data goes to"))

_FOUR = (_PURPOSE, _ITEMS, _RETENTION, _REFUSAL)
_FIVE = (_RECIPIENT, *_FOUR)

REQUIRED: Mapping[ConsentKind, tuple[str, tuple[tuple[str, Text], ...]]] = {
    ConsentKind.COLLECT: ("개인정보 보호법 art. 15(2)", _FOUR),
    ConsentKind.THIRD_PARTY: ("개인정보 보호법 art. 17(2)", _FIVE),
    ConsentKind.OTHER_PURPOSE: ("개인정보 보호법 art. 18(3)", _FOUR),
    ConsentKind.SENSITIVE: ("개인정보 보호법 art. 23(1)", _FOUR),
    ConsentKind.UNIQUE_ID: ("개인정보 보호법 art. 24(1)", _FOUR),
    ConsentKind.OVERSEAS: ("개인정보 보호법 art. 28-8(2)", (*_FIVE, _COUNTRY)),
    ConsentKind.MARKETING: ("개인정보 보호법 art. 22(1)", _FOUR),
}
"""What the notice of each kind must say, with the article that wants it."""


def international_age(birth: date, on: date) -> int:
    """Completed years (만 나이) on a day; who was born on 29 February completes a year on 1 March of other years.

    민법 art. 158 and 160.
    """
    if birth > on:
        raise InvalidValue(field="birth_date", value=birth, reason=f"after {on} / {on} 이후입니다")
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def check_notice(notice: Notice) -> ConsentKind:
    """The kind of consent, if its notice says all that the law wants; else refuses naming the first item missing."""
    try:
        kind = ConsentKind(notice.kind)
    except ValueError as err:
        raise ConsentKindUnknown(kind=notice.kind, known=", ".join(ConsentKind)) from err
    said = {
        "purpose": bool(notice.purpose.strip()),
        "items": bool(notice.items) and all(item.strip() for item in notice.items),
        "retention": notice.retention_until is not None,
        "refusal": notice.refusal_told,
        "recipient": bool(notice.recipient_id or notice.recipient_firm_id or (notice.recipient_text or "").strip()),
        "country": bool((notice.country or "").strip()),
    }
    law, items = REQUIRED[kind]
    for name, words in items:
        if not said[name]:
            raise NoticeItemMissing(path=(name,), item=words.en, item_ko=words.ko, law=law)
    if any(_RESIDENT.search(item) for item in notice.items):
        raise ResidentNumberNotCollected
    for text in (notice.purpose, *notice.items, notice.recipient_text, notice.country):
        refuse_resident_number(text, "notice")
    return kind


def require_guardian(birth: date | None, on: date, *, by_guardian: bool) -> None:
    """Refuse a child's own consent; where the birth date is not known, nothing can be said."""
    if birth is None or by_guardian:
        return
    if (age := international_age(birth, on)) < GUARDIAN_BELOW:
        raise GuardianNeeded(age=age, limit=GUARDIAN_BELOW)


def clean_phone(text: str) -> str:
    """A telephone number in digits alone, by which it is found again: +82 10-1234-5678 -> 01012345678."""
    refuse_resident_number(text, "phone")
    digits = re.sub(r"[\s\-.()]+", "", unicodedata.normalize("NFKC", text))
    digits = "0" + digits[3:].removeprefix("0") if digits.startswith("+82") else digits
    if _PHONE.fullmatch(digits) is None:
        expected = "a Korean telephone number such as 010-1234-5678"
        raise ContactUnusable(field="phone", expected=expected, expected_ko="010-1234-5678")
    return digits


def clean_email(text: str) -> str:
    """An e-mail address in small letters, by which it is found again."""
    refuse_resident_number(text, "email")
    address = unicodedata.normalize("NFKC", text).strip().casefold()
    if _EMAIL.fullmatch(address) is None:
        raise ContactUnusable(
            field="email", expected="an address such as name@example.kr", expected_ko="name@example.kr"
        )
    return address
