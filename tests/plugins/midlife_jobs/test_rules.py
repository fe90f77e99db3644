"""The centre's rules: ages, the household's income, caps of the allowance, and the months of the incentive."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import msgspec
import pytest

from majung_midlife_jobs.reference import edition
from majung_midlife_jobs.rules.ages import within
from majung_midlife_jobs.rules.allowance import AllowanceRules, most_income, payable
from majung_midlife_jobs.rules.incentive import IncentiveRules, Job, Report, Standing, month_of, months_of

ALLOWANCE = msgspec.convert(edition("allowance_2026"), AllowanceRules)
INCENTIVE = msgspec.convert(edition("incentive_2026"), IncentiveRules)
GOOD = Report(insured=True, wage_paid=True)
HIRED = date(2026, 1, 15)
LATER = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("birth", "on", "is_midlife", "is_youth"),
    [
        (date(1983, 5, 1), date(2026, 5, 1), True, True),  # 43: both a 신중년 and a youth of the ordinance (18 to 45)
        (date(1986, 5, 2), date(2026, 5, 1), False, True),  # 39 for one more day
        (date(1986, 5, 1), date(2026, 5, 1), True, True),
        (date(1956, 5, 2), date(2026, 5, 1), True, False),  # 69
        (date(1956, 5, 1), date(2026, 5, 1), False, False),  # 70
        (date(1980, 5, 1), date(2026, 5, 1), True, False),  # 46
    ],
)
def test_each_program_has_its_own_ages(birth: date, on: date, is_midlife: bool, is_youth: bool) -> None:
    assert within(birth, on, 40, 69) is is_midlife
    assert within(birth, on, 18, 45) is is_youth


def test_an_unknown_birth_date_is_no_answer() -> None:
    assert within(None, date(2026, 5, 1), 40, 69) is None


@pytest.mark.parametrize(
    ("household", "most"), [(1, 3_846_357), (2, 6_298_938), (3, 8_038_554), (4, 9_742_107), (5, None)]
)
def test_a_household_may_have_150_per_cent_of_the_median(household: int, most: int | None) -> None:
    assert most_income(household, ALLOWANCE) == most


@pytest.mark.parametrize(
    ("cost", "kind", "of_kind", "in_all", "paid"),
    [
        (120_000, "MATERIALS", 0, 0, 120_000),
        (350_000, "MATERIALS", 0, 0, 300_000),
        (120_000, "MATERIALS", 250_000, 250_000, 50_000),
        (120_000, "INTERVIEW", 0, 450_000, 50_000),
        (120_000, "INTERVIEW", 0, 500_000, 0),
        (120_000, "MATERIALS", 300_000, 300_000, 0),
    ],
)
def test_costs_are_paid_up_to_what_the_kind_and_the_person_have_left(
    cost: int, kind: str, of_kind: int, in_all: int, paid: int
) -> None:
    found = ALLOWANCE.kind(kind)
    assert found is not None
    assert payable(cost, found, of_kind, in_all, ALLOWANCE) == paid


def test_ten_full_months_are_three_million_to_the_worker_and_five_to_the_firm() -> None:
    months = months_of(Job(hired_on=HIRED, left_on=None, reports=dict.fromkeys(range(1, 11), GOOD)), LATER, INCENTIVE)
    assert len(months) == 10
    assert (sum(m.worker_krw for m in months), sum(m.firm_krw for m in months)) == (3_000_000, 5_000_000)
    assert {m.standing for m in months} == {Standing.DUE}
    assert (months[-1].starts_on, months[-1].ends_on) == (date(2026, 10, 15), date(2026, 11, 14))


def test_a_month_counts_from_the_day_after_it_is_over() -> None:
    job = Job(hired_on=HIRED, left_on=None, reports=dict.fromkeys(range(1, 11), GOOD))
    on_its_last_day = months_of(job, date(2026, 4, 14), replace_min(0))
    assert [m.standing for m in on_its_last_day[:3]] == [Standing.DUE, Standing.DUE, Standing.NOT_OVER]
    assert months_of(job, date(2026, 4, 15), replace_min(0))[2].standing is Standing.DUE


def test_only_months_that_were_insured_and_paid_count() -> None:
    reports = {
        **dict.fromkeys(range(1, 8), GOOD),
        2: Report(insured=False, wage_paid=True),
        4: Report(insured=True, wage_paid=False),
    }
    months = months_of(Job(hired_on=HIRED, left_on=None, reports=reports, doubled={5}), LATER, INCENTIVE)
    assert [m.standing.value for m in months] == [
        "DUE", "NOT_INSURED", "DUE", "WAGE_NOT_PAID", "OTHER_SUBSIDY", "DUE", "DUE", "NOT_REPORTED", "NOT_REPORTED",
        "NOT_REPORTED",
    ]  # fmt: skip
    assert (sum(m.worker_krw for m in months), sum(m.firm_krw for m in months)) == (1_200_000, 2_000_000)


def test_it_stops_when_the_worker_leaves() -> None:
    job = Job(hired_on=HIRED, left_on=date(2026, 6, 20), reports=dict.fromkeys(range(1, 11), GOOD))
    months = months_of(job, LATER, INCENTIVE)
    assert [m.standing for m in months] == [Standing.DUE] * 5 + [Standing.LEFT] * 5
    last_day = months_of(replace(job, left_on=date(2026, 6, 14)), LATER, INCENTIVE)
    assert [m.standing for m in last_day][4:6] == [Standing.DUE, Standing.LEFT]


def test_fewer_months_than_the_least_give_nothing() -> None:
    job = Job(hired_on=HIRED, left_on=date(2026, 3, 20), reports=dict.fromkeys((1, 2), GOOD))
    months = months_of(job, LATER, INCENTIVE)
    assert [m.standing for m in months[:3]] == [Standing.BELOW_MINIMUM, Standing.BELOW_MINIMUM, Standing.LEFT]
    assert sum(m.worker_krw + m.firm_krw for m in months) == 0
    third = months_of(replace(job, left_on=None, reports=dict.fromkeys((1, 2, 3), GOOD)), LATER, INCENTIVE)
    assert sum(m.worker_krw for m in third) == 900_000


def test_what_is_claimed_is_not_due_again_and_caps_hold() -> None:
    claimed = Report(insured=True, wage_paid=True, worker_krw=300_000, firm_krw=500_000)
    reports = {**dict.fromkeys(range(1, 11), GOOD), 1: claimed, 2: claimed}
    rules = msgspec.structs.replace(INCENTIVE, worker_cap_krw=1_000_000, firm_cap_krw=1_250_000)
    months = months_of(Job(hired_on=HIRED, left_on=None, reports=reports), LATER, rules)
    assert [m.worker_krw for m in months[:5]] == [0, 0, 300_000, 100_000, 0]
    assert [m.firm_krw for m in months[:5]] == [0, 0, 250_000, 0, 0]


def test_a_cap_that_is_used_up_by_later_months_leaves_nothing_for_an_earlier_one() -> None:
    claimed = Report(insured=True, wage_paid=True, worker_krw=300_000, firm_krw=500_000)
    rules = msgspec.structs.replace(INCENTIVE, worker_cap_krw=1_500_000, firm_cap_krw=2_500_000)
    reports = {1: GOOD, **dict.fromkeys(range(2, 7), claimed)}
    months = months_of(Job(hired_on=HIRED, left_on=None, reports=reports), LATER, rules)
    assert sum(month.worker_krw + month.firm_krw for month in months) == 0


def test_one_rejected_claim_of_two_may_be_made_again() -> None:
    reports = {1: Report(insured=True, wage_paid=True, firm_krw=500_000)}
    [first, *_] = months_of(Job(hired_on=HIRED, left_on=None, reports=reports), LATER, replace_min(0))
    assert (first.standing, first.worker_krw, first.firm_krw) == (Standing.DUE, 300_000, 0)


def test_a_claimed_month_in_which_the_worker_had_left_is_to_be_clawed_back() -> None:
    claimed = Report(insured=True, wage_paid=True, worker_krw=300_000, firm_krw=500_000)
    job = Job(hired_on=HIRED, left_on=date(2026, 2, 20), reports={1: claimed, 2: claimed})
    assert [month.standing for month in months_of(job, LATER, replace_min(0))[:3]] == [
        Standing.CLAIMED,
        Standing.TO_CLAW_BACK,
        Standing.LEFT,
    ]


def test_months_of_a_job_that_began_on_the_31st_follow_each_other() -> None:
    spans = [month_of(date(2026, 1, 31), n) for n in range(1, 5)]
    assert spans[0] == (date(2026, 1, 31), date(2026, 2, 27))
    for (_, ends_on), (starts_on, _) in pairwise(spans):
        assert (starts_on - ends_on).days == 1


@pytest.mark.parametrize(
    ("kind", "changed", "why"),
    [
        (AllowanceRules, {"age_from": 70}, "age_from is not above age_to"),
        (AllowanceRules, {"kinds": []}, "at least one kind"),
        (AllowanceRules, {"median_income_krw": {"one": 1}}, "numbers of people"),
        (IncentiveRules, {"min_months": 11}, "min_months is not above months"),
        (IncentiveRules, {"least_employees": 300}, "least_employees is not above most_employees"),
        (IncentiveRules, {"worker_month": 1}, "unknown field"),
    ],
)
def test_rule_data_that_cannot_be_used_say_why(kind: type, changed: dict[str, object], why: str) -> None:
    name = "allowance_2026" if kind is AllowanceRules else "incentive_2026"
    with pytest.raises(msgspec.ValidationError, match=why):
        msgspec.convert({**edition(name), **changed}, kind)


def replace_min(months: int) -> IncentiveRules:
    return msgspec.structs.replace(INCENTIVE, min_months=months)
