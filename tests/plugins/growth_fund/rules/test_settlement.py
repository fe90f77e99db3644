"""The monthly run, the bank's claim beside it, and what to do about wrong payments."""

import time
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from majung_growth_fund.errors import BankRateNotKnown, ReturnRateNotKnown
from majung_growth_fund.rules.claims import ClaimedLine, Comparison, compare_claim
from majung_growth_fund.rules.corrections import (
    InterestFrom,
    PaidLine,
    ReturnTerms,
    clawback,
    counter_entries,
    principal_clawback,
)
from majung_growth_fund.rules.interest import BalanceChange, InterestTerms, RateChange, SubsidisedLoan
from majung_growth_fund.rules.months import Month
from majung_growth_fund.rules.settlement import settle_month

TERMS = InterestTerms()
START = date(2026, 1, 1)
APRIL, MAY, JUNE = Month(2026, 4), Month(2026, 5), Month(2026, 6)


def loan(name: str = "L1", bank: str = "034", balance: int = 300_000_000, **more: Any) -> SubsidisedLoan:
    given: dict[str, Any] = {
        "id": name,
        "bank": bank,
        "granted_pct": Decimal("2.0"),
        "balances": (BalanceChange(START, balance),),
        "bank_rates": (RateChange(START, Decimal("5.2")),),
    }
    return SubsidisedLoan(**(given | more))


def paid(month: Month, amount: int, name: str = "L1") -> PaidLine:
    return PaidLine(loan=name, month=month, amount=amount, paid_on=month.end)


def test_month_has_a_line_for_each_loan_and_a_total_for_each_bank() -> None:
    run = settle_month(
        [loan("A"), loan("B", bank="011", balance=600_000_000, granted_pct=Decimal("2.5")), loan("C")],
        APRIL,
        TERMS,
    )
    assert [(line.loan, line.amount) for line in run.lines] == [
        ("A", 493_150),
        ("B", 1_232_876),
        ("C", 493_150),
    ]
    assert [(bank.bank, bank.loans, bank.amount) for bank in run.banks] == [
        ("011", 1, 1_232_876),
        ("034", 2, 986_300),
    ]
    assert run.amount == 2_219_176


def test_repaid_loan_has_no_line() -> None:
    assert settle_month([loan(balance=0)], APRIL, TERMS).lines == ()


def test_loan_that_cannot_be_computed_does_not_stop_the_others() -> None:
    run = settle_month([loan("BAD", bank_rates=()), loan("GOOD")], APRIL, TERMS)
    assert [line.loan for line in run.lines] == ["GOOD"]
    assert [(one.loan, type(one.reason)) for one in run.not_settled] == [("BAD", BankRateNotKnown)]


def test_ten_thousand_loans_settle_within_seconds() -> None:
    loans = [
        loan(
            f"L{number}",
            bank=str(number % 12),
            balances=(
                BalanceChange(START, 300_000_000),
                BalanceChange(date(2026, 4, 1 + number % 28), 262_500_000 + number),
            ),
        )
        for number in range(10_000)
    ]
    begun = time.process_time()
    run = settle_month(loans, APRIL, TERMS)
    assert time.process_time() - begun < 5
    assert len(run.lines) == 10_000
    assert run.amount == sum(line.amount for line in run.lines)


def test_claim_is_compared_loan_by_loan() -> None:
    run = settle_month([loan("A"), loan("B"), loan("C"), loan("D"), loan("E"), loan("OTHER", bank="011")], APRIL, TERMS)
    compared = compare_claim(
        "034",
        [
            ClaimedLine(loan="A", amount=493_150),
            ClaimedLine(loan="B", amount=493_151),
            ClaimedLine(loan="C", amount=493_149),
            ClaimedLine(loan="OTHER", amount=493_150),
            ClaimedLine(loan="E", amount=493_150),
            ClaimedLine(loan="E", amount=493_150),
        ],
        run,
    )
    assert {line.loan: (line.comparison, line.difference) for line in compared} == {
        "A": (Comparison.EQUAL, 0),
        "B": (Comparison.TOO_MUCH, 1),
        "C": (Comparison.TOO_LITTLE, -1),
        "OTHER": (Comparison.NOT_DUE, 493_150),
        "E": (Comparison.CLAIMED_TWICE, 493_150),
        "D": (Comparison.NOT_CLAIMED, -493_150),
    }


def test_months_after_the_cause_are_countered() -> None:
    moved_out = loan(stop_on=date(2026, 5, 11))
    entries = counter_entries([paid(APRIL, 493_150), paid(MAY, 509_589), paid(JUNE, 493_150)], moved_out, TERMS)
    assert [(entry.month, entry.due, entry.amount) for entry in entries] == [
        (MAY, 164_383, -345_206),
        (JUNE, 0, -493_150),
    ]


def test_correction_made_twice_changes_nothing() -> None:
    moved_out = loan(stop_on=date(2026, 5, 11))
    wrong = [paid(MAY, 509_589)]
    entries = counter_entries(wrong, moved_out, TERMS)
    corrected = [*wrong, *(paid(entry.month, entry.amount) for entry in entries)]
    assert counter_entries(corrected, moved_out, TERMS) == ()


def test_payment_too_small_is_corrected_upwards() -> None:
    entries = counter_entries([paid(APRIL, 400_000)], loan(), TERMS)
    assert [entry.amount for entry in entries] == [93_150]


def test_payments_of_another_loan_are_passed_over() -> None:
    assert counter_entries([paid(APRIL, 1, name="L2")], loan(), TERMS) == ()


def entries_after_stop() -> Any:
    return counter_entries([paid(MAY, 509_589), paid(JUNE, 493_150)], loan(stop_on=date(2026, 5, 1)), TERMS)


def test_clawback_bears_interest_from_the_cause_to_the_day_before_payment() -> None:
    terms = ReturnTerms(annual_pct=Decimal("3.65"))
    back = clawback(entries_after_stop(), date(2026, 5, 1), date(2026, 8, 9), terms)
    assert back.principal == 1_002_739
    assert [part.interest for part in back.parts] == [5_095, 4_931]
    assert back.total == 1_002_739 + 10_026


def test_interest_may_run_only_from_the_day_of_payment() -> None:
    terms = ReturnTerms(annual_pct=Decimal("3.65"), runs_from=InterestFrom.LATER_OF_BOTH)
    back = clawback(entries_after_stop(), date(2026, 5, 1), date(2026, 8, 9), terms)
    assert [part.start for part in back.parts] == [date(2026, 6, 1), date(2026, 7, 1)]


def test_money_returned_on_the_day_of_the_cause_bears_no_interest() -> None:
    back = principal_clawback(100_000_000, START, START, ReturnTerms(annual_pct=Decimal(5)))
    assert (back.principal, back.interest) == (100_000_000, 0)


def test_one_day_bears_one_day() -> None:
    back = principal_clawback(100_000_000, START, date(2026, 1, 2), ReturnTerms(annual_pct=Decimal(5)))
    assert back.interest == 13_698


def test_months_paid_too_little_are_not_set_off() -> None:
    entries = counter_entries([paid(APRIL, 1)], loan(), TERMS)
    assert clawback(entries, START, MAY.end, ReturnTerms(annual_pct=Decimal(5))).parts == ()


def test_clawback_without_an_entered_rate_is_refused() -> None:
    with pytest.raises(ReturnRateNotKnown):
        clawback(entries_after_stop(), date(2026, 5, 1), date(2026, 8, 9), ReturnTerms(annual_pct=None))
