"""Fund products as announced, read from the tables."""

from decimal import Decimal
from typing import Any

import pytest

from majung.errors import InvalidValue
from majung_growth_fund import reference
from majung_growth_fund.errors import (
    FundProductUnknown,
    PurposeNotFinanced,
    RateNotChosen,
    RateOutOfRange,
    RepaymentChoiceNotOffered,
    TermNotKnown,
)
from majung_growth_fund.rules.catalogue import catalogue, terms_of
from majung_growth_fund.rules.products import Family, Purpose, RateKind, RepaymentMethod
from majung_growth_fund.rules.rates import effective_subsidy, firm_pays, granted_rate


def announced(year: int, code: str) -> Any:
    return reference.announced_products()[year, code]


def test_every_announced_row_is_a_product() -> None:
    assert len(reference.announced_products()) == len(reference.rows("fund_products.csv")) == 13


def test_bank_fund_of_2026_as_announced() -> None:
    fund = announced(2026, "OPSTAB")
    assert (fund.family, fund.rates.kind) == (Family.BANK, RateKind.SUBSIDY)
    assert (fund.caps.total, fund.caps.preferred) == (300_000_000, 600_000_000)
    assert (fund.rates.lowest, fund.rates.highest, fund.rates.preferred) == (
        Decimal("1.1"),
        Decimal("2.0"),
        Decimal("2.5"),
    )
    assert fund.budget_krw == 330_000_000_000


def test_preferred_cap_was_lower_in_2025() -> None:
    assert announced(2025, "OPSTAB").caps.preferred == 500_000_000


def test_operating_months_of_2021_are_not_carried_into_2026() -> None:
    assert announced(2021, "OPSTAB").terms.min_operating_months == 3
    assert announced(2026, "OPSTAB").terms.min_operating_months is None


def test_unknown_term_is_refused_by_name() -> None:
    with pytest.raises(TermNotKnown) as refused:
        announced(2026, "SOCIAL").need(announced(2026, "SOCIAL").family, "family")
    assert refused.value.details == {"product": "SOCIAL", "year": 2026, "term": "family"}
    assert "family" in refused.value.message("ko")


def test_facility_money_is_not_lent_by_the_bank_fund() -> None:
    with pytest.raises(PurposeNotFinanced):
        announced(2026, "OPSTAB").lends_for(Purpose.FACILITY)


def test_repayment_choices_of_the_bank_fund() -> None:
    fund = announced(2026, "OPSTAB")
    assert fund.choice("GRACE_2Y_BULLET").method is RepaymentMethod.BULLET
    assert fund.choice("GRACE_2Y_BULLET").months == 24
    assert fund.choice("GRACE_2Y_INSTALMENTS_2Y").months == 48
    with pytest.raises(RepaymentChoiceNotOffered):
        fund.choice("GRACE_9Y")
    with pytest.raises(TermNotKnown):
        announced(2026, "POLICY").choice("GRACE_2Y_BULLET")


def test_terms_refuse_unknown_names_and_values() -> None:
    with pytest.raises(InvalidValue):
        terms_of({"colour": "blue"})
    with pytest.raises(InvalidValue):
        terms_of({"min_operating_months": "three"})
    with pytest.raises(InvalidValue):
        terms_of({"registered_factory": "perhaps"})


def test_terms_of_a_product_nobody_announced_are_refused() -> None:
    with pytest.raises(FundProductUnknown):
        catalogue([], [{"year": "2026", "code": "GHOST", "term": "purposes", "value": "WORKING"}])


def test_demonstration_keeps_what_is_announced() -> None:
    shown = reference.demonstration_products()[2026, "STARTCOMP"]
    assert shown.terms.min_manufacturing_pct == Decimal(30)
    assert shown.terms.recommendation_days == 90
    assert announced(2026, "STARTCOMP").terms.recommendation_days is None


def test_preferred_firm_is_granted_the_preferred_rate() -> None:
    assert granted_rate(announced(2026, "OPSTAB"), preferred=True) == Decimal("2.5")


def test_venture_firm_has_its_fixed_rate_in_the_policy_fund_and_others_three_percent() -> None:
    assert granted_rate(announced(2026, "POLICY"), preferred=True) == Decimal("2.5")
    assert granted_rate(announced(2026, "POLICY"), preferred=False) == Decimal("3.0")


@pytest.mark.parametrize("chosen", ["1.1", "2.0"])
def test_rate_on_the_edge_of_the_range_is_granted(chosen: Any) -> None:
    assert granted_rate(announced(2026, "OPSTAB"), False, Decimal(chosen)) == Decimal(chosen)


@pytest.mark.parametrize("chosen", ["1.09", "2.01"])
def test_rate_outside_the_range_is_refused(chosen: Any) -> None:
    with pytest.raises(RateOutOfRange):
        granted_rate(announced(2026, "OPSTAB"), False, Decimal(chosen))


def test_rate_must_be_chosen_inside_a_range() -> None:
    with pytest.raises(RateNotChosen):
        granted_rate(announced(2026, "OPSTAB"), preferred=False)


def test_rate_that_was_not_announced_is_refused() -> None:
    with pytest.raises(TermNotKnown):
        granted_rate(announced(2021, "OPSTAB"), preferred=False, chosen=Decimal("2.0"))


def test_firm_pays_the_rest_of_the_banks_rate() -> None:
    assert firm_pays(Decimal("2.0"), Decimal("5.2")) == Decimal("3.2")


def test_subsidy_is_never_more_than_the_banks_rate() -> None:
    assert effective_subsidy(Decimal("2.5"), Decimal("1.8")) == Decimal("1.8")
    assert firm_pays(Decimal("2.5"), Decimal("1.8")) == 0
