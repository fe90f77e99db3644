"""The answer to one condition: passed, failed or not known, with its reason and the values it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

import msgspec

from majung.texts import Text
from majung_growth_fund.rules.facts import Fact
from majung_growth_fund.rules.products import Product


class Outcome(StrEnum):
    """Passed, failed, or not to be said yet."""

    PASS = "PASS"
    FAIL = "FAIL"
    UNKNOWN = "UNKNOWN"


class Needs(StrEnum):
    """What would settle an unknown: a document of the firm, a term of the edition, or a person's decision."""

    DOCUMENT = "DOCUMENT"
    TERM = "TERM"
    STAFF = "STAFF"


class Words(msgspec.Struct, frozen=True):
    """A condition's name, and what to say when it holds and when it does not."""

    title: Text
    passed: Text
    failed: Text


class FactUsed(msgspec.Struct, frozen=True, kw_only=True):
    """A value a finding rests on; `value` None: it was missing."""

    name: str
    value: str | None = None
    source: str | None = None
    as_of: date | None = None


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One condition's outcome."""

    code: str
    outcome: Outcome
    title: Text
    reason: Text
    facts: tuple[FactUsed, ...] = ()
    needs: Needs | None = None


def verdict(findings: Iterable[Finding]) -> Outcome:
    """All together: one failure fails, one unknown leaves it open."""
    outcomes = {finding.outcome for finding in findings}
    for worst in (Outcome.FAIL, Outcome.UNKNOWN):
        if worst in outcomes:
            return worst
    return Outcome.PASS


def used(name: str, fact: Fact[object] | None) -> FactUsed:
    """A fact as it is kept with the decision."""
    if fact is None:
        return FactUsed(name=name)
    return FactUsed(name=name, value=_shown(fact.value), source=fact.source, as_of=fact.as_of)


def _shown(value: object) -> str:
    """A value as people and other programs read it, not as Python writes it."""
    match value:
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case tuple():
            return ", ".join(getattr(one, "code", str(one)) for one in value)
        case _:
            return str(value)


def decided(code: str, words: Words, holds: bool, facts: tuple[FactUsed, ...], **details: object) -> Finding:
    """Passed or failed, with the values in the wording."""
    wording = words.passed if holds else words.failed
    return Finding(
        code=code,
        outcome=Outcome.PASS if holds else Outcome.FAIL,
        title=words.title,
        reason=_filled(wording, details),
        facts=facts,
    )


def lacks_document(code: str, words: Words, name: str, fact: Fact[object] | None) -> Finding:
    """Not known: the firm has not shown it, or its paper ran out."""
    if fact is None:
        reason = Text(ko=f"{words.title.ko}: 확인할 서류가 필요합니다.", en=f"{words.title.en}: needs a document.")
    else:
        reason = Text(
            ko=f"{words.title.ko}: 서류 유효기간({fact.valid_until})이 지났습니다. 새 서류가 필요합니다.",
            en=f"{words.title.en}: the document was valid until {fact.valid_until}; a new one is needed.",
        )
    return Finding(
        code=code,
        outcome=Outcome.UNKNOWN,
        title=words.title,
        reason=reason,
        facts=(used(name, fact),),
        needs=Needs.DOCUMENT,
    )


def lacks_term(code: str, words: Words, product: Product, term: str) -> Finding:
    """Not known: the edition does not say what it asks for."""
    return Finding(
        code=code,
        outcome=Outcome.UNKNOWN,
        title=words.title,
        reason=Text(
            ko=f"{words.title.ko}: {product.year}년 {product.code}의 조건 {term}이(가) 입력되지 않았습니다.",
            en=f"{words.title.en}: the term {term} of {product.code} ({product.year}) is not entered.",
        ),
        needs=Needs.TERM,
    )


def for_staff(code: str, words: Words, reason: Text, facts: tuple[FactUsed, ...]) -> Finding:
    """Not known: someone must look."""
    return Finding(code=code, outcome=Outcome.UNKNOWN, title=words.title, reason=reason, facts=facts, needs=Needs.STAFF)


def _filled(text: Text, details: dict[str, object]) -> Text:
    return Text(ko=text.ko.format(**details), en=text.en.format(**details))
