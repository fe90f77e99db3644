"""What the program says, without a database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from majung_example.rules import VoucherRules, addressee, can_be_redeemed, last_day, voucher_krw

RULES = VoucherRules(highest_krw=5_000_000, share_pct=Decimal("70"), valid_days=180)


def test_a_voucher_is_a_share_of_the_cost_in_whole_steps() -> None:
    assert voucher_krw(3_333_333, RULES) == 2_330_000


def test_a_voucher_is_not_above_the_highest_amount() -> None:
    assert voucher_krw(90_000_000, RULES) == 5_000_000


def test_a_voucher_is_good_on_its_last_day_and_not_after() -> None:
    last = last_day(date(2026, 1, 1), RULES)
    assert last == date(2026, 6, 30)
    assert can_be_redeemed("ISSUED", last, date(2026, 6, 30))
    assert not can_be_redeemed("ISSUED", last, date(2026, 7, 1))
    assert not can_be_redeemed("REDEEMED", last, date(2026, 6, 30))


def test_names_a_firm_with_the_year_it_was_founded_in_if_known() -> None:
    assert addressee("한빛정밀", date(2011, 5, 1)) == "한빛정밀 (2011)"
    assert addressee("한빛정밀", None) == "한빛정밀"
