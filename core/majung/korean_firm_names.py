"""Legal forms in the names of firms: (주)한빛, 한빛 주식회사 and ㈜한빛 are one name with a form beside it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ABBREVIATED = {
    "주": "주식회사",
    "유": "유한회사",
    "합": "합자회사",
    "자": "합자회사",
    "사": "사단법인",
    "재": "재단법인",
    "농": "농업회사법인",
    "영": "영농조합법인",
    "복": "사회복지법인",
    "의": "의료법인",
    "학": "학교법인",
}
_FORMS = (
    "농업회사법인", "어업회사법인", "영농조합법인", "영어조합법인", "사회적협동조합", "사회복지법인",
    "유한책임회사", "주식회사", "유한회사", "합자회사", "합명회사", "사단법인", "재단법인", "의료법인", "학교법인",
)  # fmt: skip
_PARTS_OF_NAMES = ("협동조합",)
"""Forms that also end names (해남농업협동조합); they are a form only where they stand as a word of their own."""

_BRACKETED = re.compile(rf"(?:[(\[<]\s*|^\s*)([{''.join(_ABBREVIATED)}])\s*[)\]>]")
_FORM = re.compile(
    rf"(?:^|(?<=\s))({'|'.join(_FORMS)})|({'|'.join(_FORMS)})(?=\s|$)"
    rf"|(?:^|(?<=\s))({'|'.join(_PARTS_OF_NAMES)})(?=\s|$)"
)
_ENGLISH = re.compile(r"(?<![\s,])[\s,]++(co\.?,?\s*,?\s*ltd|ltd|inc|corp|corporation|llc)\b\.?\s*$", re.IGNORECASE)


LONGEST_NAME = 500
"""Characters; what is longer is no firm's name, and is neither looked through nor kept."""


def split_legal_form(text: str) -> tuple[str, str | None]:
    """A firm's name without its legal form, and the form (several are joined by a space), or None.

    The form stands at either end of the name, as a word of its own, or abbreviated in brackets anywhere. A text
    that is nothing but a form is returned whole, without one, and so is one that is too long for a name.
    """
    return _split(text) if len(text) <= LONGEST_NAME else (text.strip(), None)


@lru_cache(maxsize=1_000)  # one name is split for its key, its form and its grams
def _split(text: str) -> tuple[str, str | None]:
    plain = unicodedata.normalize("NFC", text)
    if not unicodedata.is_normalized("NFKC", plain):
        plain = "".join(c if "ㄱ" <= c <= "ㆎ" else unicodedata.normalize("NFKC", c) for c in plain)
    bare = _BRACKETED.sub(lambda found: f" {_ABBREVIATED[found[1]]} ", plain)
    found: list[str] = []
    while match := _ENGLISH.search(bare) or _FORM.search(bare):
        found.append(next(group for group in match.groups() if group))
        bare = f"{bare[: match.start()]} {bare[match.end() :]}"
    bare = " ".join(bare.split())
    if not any(c.isalnum() for c in bare):
        return plain.strip(), None
    return bare, " ".join(dict.fromkeys(_spelled(form) for form in found)) or None


def _spelled(form: str) -> str:
    """English forms in one spelling: CO.,LTD. -> co ltd."""
    return re.sub(r"[\s.,]+", " ", form.casefold()).strip()
