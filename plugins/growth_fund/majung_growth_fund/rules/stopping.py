"""Why a subsidy stops or a loan is cancelled (지원 중단·취소 사유), checked after the loan is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

import msgspec

from majung.errors import InvalidValue
from majung.texts import Text
from majung_growth_fund.rules.facts import BusinessStatus, Fact, usable
from majung_growth_fund.rules.findings import Finding, Needs, Outcome, Words, decided, lacks_document, used
from majung_growth_fund.rules.validity import day_or_none, in_force


class Effect(StrEnum):
    """What a ground leads to."""

    SUSPEND = "SUSPEND"
    CANCEL = "CANCEL"


class StopGround(msgspec.Struct, frozen=True, kw_only=True):
    """A ground of the program's rules: its effect from the day of the cause, and whether money comes back."""

    code: str
    title: Text
    effect: Effect
    clawback: bool
    limit: int | None = None
    """A number the ground needs (months in arrears)."""
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""


class LoanFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the post-check knows; None is "not known"."""

    in_province: Fact[bool] | None = None
    business_status: Fact[BusinessStatus] | None = None
    is_sme: Fact[bool] | None = None
    used_as_agreed: Fact[bool] | None = None
    papers_genuine: Fact[bool] | None = None
    facility_completed: Fact[bool] | None = None
    arrears_months: Fact[int] | None = None


_FACT_OF = {
    "MOVED_OUT": "in_province",
    "NOT_SME": "is_sme",
    "OTHER_USE": "used_as_agreed",
    "FALSE_PAPERS": "papers_genuine",
    "FACILITY_UNFINISHED": "facility_completed",
    "CLOSED_OR_SUSPENDED": "business_status",
    "ARREARS": "arrears_months",
}
CODES = tuple(_FACT_OF)
"""The grounds that a fact can answer."""


def stop_grounds(rows: Iterable[Mapping[str, str]]) -> tuple[StopGround, ...]:
    """The grounds in a table; refuses one that no fact could answer."""
    rows = list(rows)
    for row in rows:
        if row["code"] not in CODES:
            raise InvalidValue(field="code", value=row["code"], reason=f"known grounds are {', '.join(CODES)}")
    return tuple(
        StopGround(
            code=row["code"],
            title=Text(ko=row["title_ko"], en=row["title_en"]),
            effect=Effect(row["effect"]),
            clawback=row["clawback"] == "true",
            limit=int(row["limit"]) if row["limit"] else None,
            valid_from=day_or_none(row["valid_from"]),
            valid_to=day_or_none(row["valid_to"]),
            source=row["source"],
        )
        for row in rows
    )


def post_check(facts: LoanFacts, grounds: Iterable[StopGround], today: date) -> tuple[Finding, ...]:
    """Each ground in force today: PASS when it is not met, FAIL when it is."""
    return tuple(_judge(facts, ground, today) for ground in in_force(grounds, today))


def _judge(facts: LoanFacts, ground: StopGround, today: date) -> Finding:
    words = Words(
        title=ground.title,
        passed=Text(ko="해당 사유가 없습니다.", en="This ground is not met."),
        failed=Text(ko=f"{ground.title.ko} 사유에 해당합니다.", en=f"Ground met: {ground.title.en}."),
    )
    if ground.code == "ARREARS" and ground.limit is None:
        return _lacks_limit(ground, words)
    name = _FACT_OF[ground.code]
    fact: Fact[object] | None = getattr(facts, name)
    if not usable(fact, today):
        return lacks_document(ground.code, words, name, fact)
    return decided(ground.code, words, _good(fact.value, ground.limit or 0), (used(name, fact),))


def _good(value: object, limit: int) -> bool:
    if isinstance(value, BusinessStatus):
        return value is BusinessStatus.ACTIVE
    if isinstance(value, bool):
        return value
    return isinstance(value, int) and value < limit


def _lacks_limit(ground: StopGround, words: Words) -> Finding:
    return Finding(
        code=ground.code,
        outcome=Outcome.UNKNOWN,
        title=words.title,
        reason=Text(
            ko=f"{ground.title.ko}: 기준값이 입력되지 않았습니다.",
            en=f"{ground.title.en}: the limit is not entered.",
        ),
        needs=Needs.TERM,
    )
