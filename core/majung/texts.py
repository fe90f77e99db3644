"""Words shown to people, in Korean and English."""

from __future__ import annotations

from dataclasses import dataclass

from majung.errors import Locale


@dataclass(frozen=True)
class Text:
    """One wording in both languages; Korean first, because it is the agency's own."""

    ko: str
    en: str

    def in_(self, locale: Locale) -> str:
        """The wording in one language."""
        return self.ko if locale == "ko" else self.en
