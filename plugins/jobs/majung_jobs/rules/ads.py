"""Unlawful conditions in a job order: each is found by a rule that names its law."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from majung_jobs.rules.data import AdRule, JobRules


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A wording that a rule stands against, and whether the ground that was given makes it lawful."""

    rule: AdRule
    words: str
    lawful: bool


def plain(text: str) -> str:
    """A text as the rules read it: NFKC, white space as single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def find_conditions(texts: Iterable[str], rules: JobRules, *, ground: str | None = None) -> list[Finding]:
    """The first wording each rule finds in an order's texts, in the order of the rules."""
    whole = " / ".join(filter(None, map(plain, texts)))
    found: list[Finding] = []
    for rule in rules.ad_rules:
        for pattern in rule.patterns:
            if (match := re.search(pattern, whole, re.IGNORECASE)) is not None:
                found.append(Finding(rule=rule, words=match.group(0).strip(), lawful=ground in rule.grounds))
                break
    return found
