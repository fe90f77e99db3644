"""How an HS code is written: six digits, kept as text because of the leading zero."""

from __future__ import annotations

import re
import unicodedata

from majung.products.errors import HsCodeWrong

_SEPARATORS = re.compile(r"[\s.\-]+")
_SIX = re.compile(r"[0-9]{6}")


def clean_hs6(text: str) -> str:
    """The six digits of a subheading: ``0307.99`` -> ``030799``; refuses anything but six digits."""
    digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    if _SIX.fullmatch(digits) is None:
        raise HsCodeWrong(path=("hs6",), given=text[:40])
    return digits
