"""Preferred firms and lists of industries change with the day."""

from datetime import date
from typing import Any

import pytest

from majung.errors import InvalidValue
from majung_growth_fund import reference
from majung_growth_fund.rules.industries import Industry, bare_code, covers, rules_of, sets_of
from majung_growth_fund.rules.preference import HeldCertification, preferring
from majung_growth_fund.rules.products import Family

MAY_2026 = date(2026, 5, 15)


def held(code: str, since: str = "2026-01-01", until: str = "2026-12-31") -> HeldCertification:
    return HeldCertification(code=code, valid_from=date.fromisoformat(since), valid_to=date.fromisoformat(until))


def why(certification: HeldCertification, family: Family, on: date) -> list[str]:
    return [rule.title.ko for rule in preferring([certification], reference.announced_preferences(), family, on)]


@pytest.mark.parametrize("code", ["PROMISING_SME", "STRONG_SME", "FAMILY_FRIENDLY", "MATERIALS_PARTS_ROOT"])
def test_four_certifications_prefer_in_the_bank_family(code: Any) -> None:
    assert len(why(held(code), Family.BANK, MAY_2026)) == 1


def test_venture_firm_is_preferred_in_the_policy_family_only() -> None:
    assert why(held("VENTURE"), Family.POLICY, MAY_2026) == ["벤처기업"]
    assert why(held("VENTURE"), Family.BANK, MAY_2026) == []


def test_certification_counts_on_its_last_day_and_not_after() -> None:
    certification = held("STRONG_SME", until="2026-05-15")
    assert why(certification, Family.BANK, MAY_2026) == ["강소기업"]
    assert why(certification, Family.BANK, date(2026, 5, 16)) == []


def test_preference_does_not_reach_before_its_notice() -> None:
    assert why(held("STRONG_SME", since="2020-01-01"), Family.BANK, date(2024, 12, 31)) == []


def test_section_letter_in_front_of_a_code_is_dropped() -> None:
    assert bare_code("C10") == "10"
    assert covers(rules_of("10:C10"), Industry(10, "10309"), MAY_2026) is True


def test_code_must_have_digits() -> None:
    with pytest.raises(InvalidValue):
        bare_code("C")


def test_leading_zero_of_a_code_matters() -> None:
    assert covers(rules_of("10:01"), Industry(10, "01110"), MAY_2026) is True
    assert covers(rules_of("10:01"), Industry(10, "10110"), MAY_2026) is False


def test_list_in_another_ksic_revision_does_not_answer() -> None:
    assert covers(rules_of("10:5621"), Industry(11, "56211"), MAY_2026) is None


def test_empty_list_has_no_industry() -> None:
    assert covers((), Industry(11, "56211"), MAY_2026) is False


def test_weak_industry_leaves_the_list_after_its_last_day() -> None:
    clothes = Industry(10, "14111")
    sets = reference.example_industry_sets()
    assert [group.code for group in sets_of(clothes, sets, date(2026, 12, 31))] == ["WEAK"]
    assert sets_of(clothes, sets, date(2027, 1, 1)) == ()


def test_new_industry_is_not_new_before_its_day() -> None:
    assert sets_of(Industry(10, "27211"), reference.example_industry_sets(), date(2025, 12, 31)) == ()
