"""What a mask leaves of personal values: enough to recognise one's own record, not enough to use it."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W\d_]+")
_ROLES = frozenset({"대표이사", "각자대표이사", "공동대표이사", "각자대표", "공동대표", "대표", "이사장", "조합장"})
_SIDO = re.compile(
    r"(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|전남광주|경북|경남|제주)도?$"
    r"|[가-힣]+(?:특별시|광역시|특별자치시|특별자치도)$"
    r"|(?:충청|전라|경상)[남북]도$"
)
_SIGUNGU = re.compile(r"[가-힣]+[시군구]$")
_POSTCODE = re.compile(r"^\s*+[(\[]?\s*+(?:우편번호|우)?\s*+[)\]]?\s*+\d{5}\s*+[)\]]?\s*+")


def mask_name(name: str) -> str:
    """홍길동 -> 홍*동, 홍길 -> 홍*, 남궁길동 -> 남**동, John Smith -> J*** S****; roles beside names stay."""
    return _WORD.sub(lambda word: word[0] if word[0] in _ROLES else _mask_word(word[0]), _plain(name))


def mask_phone(phone: str) -> str:
    """010-1234-5678 -> 010-****-5678, 061-285-1234 -> 061-***-1234; of unusual numbers only the last four stay."""
    digits = "".join(c for c in _plain(phone) if c in "+0123456789")
    if digits.startswith("+82"):
        digits = "0" + digits[3:].removeprefix("0")
    if len(digits) < 7:
        return "***"
    known = re.fullmatch(r"(02|050\d|0\d\d)(\d{3,4})(\d{4})", digits)
    if known is None:
        return f"****-{digits[-4:]}"
    return f"{known[1]}-{'*' * len(known[2])}-{known[3]}"


def mask_email(email: str) -> str:
    """hong@example.com -> h***@example.com; the number of stars says nothing about the length."""
    local, at, host = _plain(email).strip().rpartition("@")
    if not at or not host:
        return "***"
    return f"{local[0] if len(local) > 2 else ''}***@{host}"


def mask_address(address: str) -> str:
    """Keeps the province and the si/gun (in cities the gu): 전라남도 해남군 해남읍 군청길 4 -> 전라남도 해남군 ***."""
    words = _POSTCODE.sub("", _plain(address)).split()
    kept = [word for word in words[:1] if _SIDO.match(word)]
    kept += [word for word in words[len(kept) : len(kept) + 1] if _SIGUNGU.match(word)]
    return " ".join([*kept, "***"])


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _mask_word(word: str) -> str:
    """One name: of Korean and Chinese ones the ends, of Latin ones the first letter."""
    if len(word) == 1:
        return "*"
    if word[0].isascii() or len(word) == 2:
        return word[0] + "*" * (len(word) - 1)
    return word[0] + "*" * (len(word) - 2) + word[-1]
