"""Skills, certificates and occupations as they are compared: one spelling each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MOST = 50
"""Skills, certificates or wishes of one record."""

MOST_TEXT = 4000
"""Characters of a long text."""

_OCCUPATION = re.compile(r"\d{1,6}", re.ASCII)


def spelled(text: str) -> str:
    """A skill or certificate as it is stored: NFKC, upper case, without spaces: `Excel (고급)` -> `EXCEL(고급)`."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def all_spelled(texts: Iterable[str]) -> list[str]:
    """Each of them once, in the order in which they came."""
    return list(dict.fromkeys(filter(None, map(spelled, texts))))


def is_occupation(code: str) -> bool:
    """Whether a text may be a code of the Korean Employment Classification of Occupations: one to six digits."""
    return _OCCUPATION.fullmatch(code) is not None
