"""When an announcement closes, from the words it was published with; most of them are not dates."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Literal

from msgspec import Struct

from majung.imports.contact_texts import read_date

ClosingKind = Literal["FIXED", "UNTIL_BUDGET", "ALWAYS", "FIRST_COME", "UNTIL_FILLED", "TBA", "VARIES", "OTHER"]

_DATE = r"(\d{8}|\d{4}\s*[-./년]\s*\d{1,2}\s*[-./월]\s*\d{1,2}\s*[.일]?)(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?"
_PERIOD = re.compile(rf"(?:{_DATE})?(?<!\s)\s*+[~∼〜–]\s*(?:{_DATE})?")
# In this order: "분기별 상이(예산 소진시까지)" varies, and "예산 소진시까지 선착순" ends with the budget.
_WORDS: tuple[tuple[ClosingKind, re.Pattern[str]], ...] = (
    ("VARIES", re.compile("상이")),
    ("UNTIL_BUDGET", re.compile("소진")),
    ("FIRST_COME", re.compile("선착순")),
    ("UNTIL_FILLED", re.compile("(?:모집|신청|접수|선정|선발|충원)(?:완료|마감|종료)시")),
    ("TBA", re.compile("추후|미정")),
    ("ALWAYS", re.compile("상시|수시|연중")),
)


class Closing(Struct, frozen=True, kw_only=True):
    """How and when intake ends. Dates only where the text names them; `text` is the original, as published."""

    kind: ClosingKind
    text: str
    opens_on: date | None = None
    closes_on: date | None = None
    impossible_date: bool = False


def read_closing(text: str) -> Closing:
    """Classify an intake period: a closing date makes it FIXED, otherwise its words decide, otherwise OTHER."""
    plain = unicodedata.normalize("NFKC", text)
    period = _PERIOD.search(plain)
    opens_text, closes_text = (period[1], period[2]) if period else (None, None)
    opens_on = read_date(opens_text) if opens_text else None
    closes_on = read_date(closes_text) if closes_text else None
    kind: ClosingKind = "FIXED" if closes_on else _kind_of_words(plain)
    return Closing(
        kind=kind,
        text=text,
        opens_on=opens_on,
        closes_on=closes_on,
        impossible_date=bool((opens_text and not opens_on) or (closes_text and not closes_on)),
    )


def _kind_of_words(text: str) -> ClosingKind:
    words = "".join(text.split())
    return next((kind for kind, pattern in _WORDS if pattern.search(words)), "OTHER")
