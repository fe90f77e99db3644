"""Industries by KSIC code: restricted, allowed, new, weak; each list a dated set of code beginnings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from majung.errors import InvalidValue
from majung.texts import Text
from majung_growth_fund.rules.validity import day_or_none, in_force


def bare_code(code: str) -> str:
    """A KSIC code without the section letter that official papers write in front ("C10" is "10")."""
    digits = code.strip().lstrip("ABCDEFGHIJKLMNOPQRSTU")
    if not digits.isdigit():
        raise InvalidValue(field="KSIC", value=code, reason="a code has two to five digits; 숫자 2~5자리여야 합니다")
    return digits


class Industry(msgspec.Struct, frozen=True):
    """A firm's industry: a code means nothing without its KSIC revision."""

    revision: int
    code: str

    def __str__(self) -> str:
        return f"KSIC{self.revision}:{self.code}"


class IndustryRule(msgspec.Struct, frozen=True, kw_only=True):
    """All industries of one KSIC revision whose code begins with `prefix`."""

    revision: int
    prefix: str
    valid_from: date | None = None
    valid_to: date | None = None


class IndustrySet(msgspec.Struct, frozen=True, kw_only=True):
    """A named list of industries (NEW 신산업, WEAK 취약업종, …)."""

    code: str
    title: Text
    rules: tuple[IndustryRule, ...]


def rules_of(cell: str) -> tuple[IndustryRule, ...]:
    """Industries written in one cell: `10:521;10:C10`; an empty cell is an empty list."""
    pairs = [part.split(":", 1) for part in cell.split(";") if part.strip()]
    return tuple(IndustryRule(revision=int(revision), prefix=bare_code(prefix)) for revision, prefix in pairs)


def industry_sets(rows: Iterable[Mapping[str, str]]) -> tuple[IndustrySet, ...]:
    """The named lists in a table with one code beginning a row."""
    titles: dict[str, Text] = {}
    rules: dict[str, list[IndustryRule]] = {}
    for row in rows:
        titles.setdefault(row["set"], Text(ko=row["title_ko"], en=row["title_en"]))
        rules.setdefault(row["set"], []).append(
            IndustryRule(
                revision=int(row["revision"]),
                prefix=bare_code(row["prefix"]),
                valid_from=day_or_none(row["valid_from"]),
                valid_to=day_or_none(row["valid_to"]),
            )
        )
    return tuple(IndustrySet(code=code, title=titles[code], rules=tuple(members)) for code, members in rules.items())


def covers(rules: Iterable[IndustryRule], industry: Industry, on: date) -> bool | None:
    """Whether the list has the industry that day; None when it has rows, but none in this KSIC revision."""
    current = in_force(rules, on)
    if not current:
        return False
    same = [rule for rule in current if rule.revision == industry.revision]
    if not same:
        return None
    code = bare_code(industry.code)
    return any(code.startswith(rule.prefix) for rule in same)


def sets_of(industry: Industry, sets: Iterable[IndustrySet], on: date) -> tuple[IndustrySet, ...]:
    """The lists that surely have the industry that day."""
    return tuple(group for group in sets if covers(group.rules, industry, on))
