"""Grounds on which a subsidy stops."""

from datetime import date
from typing import Any

import msgspec
import pytest

from majung.errors import InvalidValue
from majung_growth_fund import reference
from majung_growth_fund.rules.facts import BusinessStatus, Fact
from majung_growth_fund.rules.findings import Needs, Outcome, verdict
from majung_growth_fund.rules.stopping import Effect, LoanFacts, post_check, stop_grounds

TODAY = date(2026, 7, 1)
GROUNDS = reference.typical_stop_grounds()


def fact(value: Any) -> Any:
    return Fact(value, "post-check", TODAY)


def loan(**changed: Any) -> LoanFacts:
    good = {
        "in_province": fact(True),
        "business_status": fact(BusinessStatus.ACTIVE),
        "is_sme": fact(True),
        "used_as_agreed": fact(True),
        "papers_genuine": fact(True),
        "facility_completed": fact(True),
        "arrears_months": fact(0),
    }
    return LoanFacts(**(good | changed))


def met(facts: LoanFacts) -> list[str]:
    return [one.code for one in post_check(facts, GROUNDS, TODAY) if one.outcome is Outcome.FAIL]


def test_sound_loan_meets_no_ground() -> None:
    assert verdict(post_check(loan(), GROUNDS, TODAY)) is Outcome.PASS


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("MOVED_OUT", {"in_province": fact(False)}),
        ("CLOSED_OR_SUSPENDED", {"business_status": fact(BusinessStatus.CLOSED)}),
        ("OTHER_USE", {"used_as_agreed": fact(False)}),
        ("FALSE_PAPERS", {"papers_genuine": fact(False)}),
        ("ARREARS", {"arrears_months": fact(3)}),
        ("NOT_SME", {"is_sme": fact(False)}),
        ("FACILITY_UNFINISHED", {"facility_completed": fact(False)}),
    ],
)
def test_each_ground_is_found(code: Any, changed: Any) -> None:
    assert met(loan(**changed)) == [code]


def test_two_months_in_arrears_are_not_yet_a_ground() -> None:
    assert met(loan(arrears_months=fact(2))) == []


def test_arrears_suspend_and_the_rest_cancels() -> None:
    assert {ground.code for ground in GROUNDS if ground.effect is Effect.SUSPEND} == {"ARREARS"}


def test_unchecked_loan_is_not_taken_for_sound() -> None:
    assert {one.outcome for one in post_check(LoanFacts(), GROUNDS, TODAY)} == {Outcome.UNKNOWN}


def test_arrears_without_an_entered_limit_stay_open() -> None:
    grounds = [msgspec.structs.replace(one, limit=None) for one in GROUNDS if one.code == "ARREARS"]
    found = post_check(loan(), grounds, TODAY)
    assert [(one.outcome, one.needs) for one in found] == [(Outcome.UNKNOWN, Needs.TERM)]


def test_ground_no_longer_in_force_is_not_checked() -> None:
    old = [msgspec.structs.replace(one, valid_to=date(2026, 6, 30)) for one in GROUNDS]
    assert post_check(loan(), old, TODAY) == ()


def test_ground_that_no_fact_answers_is_refused() -> None:
    row = reference.rows("stop_grounds.csv")[0] | {"code": "BAD_MOOD"}
    with pytest.raises(InvalidValue):
        stop_grounds([row])
