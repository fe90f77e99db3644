"""Who may apply, with the reason for every no and every not yet."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from majung_growth_fund import reference
from majung_growth_fund.rules.eligibility import eligibility
from majung_growth_fund.rules.eligibility_words import WORDS
from majung_growth_fund.rules.facts import Asked, BusinessStatus, Fact, FirmFacts, Overlap
from majung_growth_fund.rules.findings import Finding, Needs, Outcome, verdict
from majung_growth_fund.rules.industries import Industry
from majung_growth_fund.rules.preference import HeldCertification
from majung_growth_fund.rules.products import Purpose, Route

TODAY = date(2026, 4, 15)
BANK = reference.demonstration_products()[2026, "OPSTAB"]
START = reference.demonstration_products()[2026, "STARTCOMP"]
MICRO = reference.announced_products()[2021, "MICROSTART"]
WORKING = frozenset({Purpose.WORKING})
FACILITY = frozenset({Purpose.FACILITY})


def fact(value: Any, valid_until: date | None = None) -> Any:
    return Fact(value, "test", date(2026, 4, 1), valid_until)


def firm(**changed: Any) -> FirmFacts:
    good = {
        "business_status": fact(BusinessStatus.ACTIVE),
        "in_province": fact(True),
        "national_tax_arrears": fact(False),
        "local_tax_arrears": fact(False),
        "size_class": fact("SMALL"),
        "opened_on": fact(date(2020, 3, 2)),
        "industry": fact(Industry(10, "10309")),
        "sanction_until": fact(None),
        "overlap": fact(Overlap.CLEAR),
        "registered_factory": fact(True),
        "manufacturing_pct": fact(Decimal("80")),
    }
    return FirmFacts(**(good | changed))


def asked(route: Route = Route.GENERAL, purposes: frozenset[Purpose] = WORKING, on: date = TODAY) -> Asked:
    return Asked(route=route, purposes=purposes, applied_on=on)


def judge(product: Any, facts: FirmFacts, ask: Asked | None = None) -> dict[str, Finding]:
    return {finding.code: finding for finding in eligibility(product, facts, ask or asked(), TODAY)}


def outcome(code: str, product: Any, facts: FirmFacts, ask: Asked | None = None) -> Outcome:
    return judge(product, facts, ask)[code].outcome


def test_sound_firm_is_eligible() -> None:
    assert verdict(eligibility(BANK, firm(), asked(), TODAY)) is Outcome.PASS


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("ACTIVE_BUSINESS", {"business_status": fact(BusinessStatus.SUSPENDED)}),
        ("ACTIVE_BUSINESS", {"business_status": fact(BusinessStatus.CLOSED)}),
        ("IN_PROVINCE", {"in_province": fact(False)}),
        ("NATIONAL_TAX", {"national_tax_arrears": fact(True)}),
        ("LOCAL_TAX", {"local_tax_arrears": fact(True)}),
        ("SIZE_CLASS", {"size_class": fact("LARGE")}),
        ("SANCTION", {"sanction_until": fact(TODAY)}),
        ("OVERLAP", {"overlap": fact(Overlap.BLOCK)}),
        ("MIN_OPERATING_MONTHS", {"opened_on": fact(date(2026, 1, 16))}),
        ("INDUSTRY_RESTRICTED", {"industry": fact(Industry(10, "56211"))}),
    ],
)
def test_exclusion_is_found_alone_with_its_reason_and_value(code: Any, changed: Any) -> None:
    found = eligibility(BANK, firm(**changed), asked(), TODAY)
    failed = [finding for finding in found if finding.outcome is Outcome.FAIL]
    assert [finding.code for finding in failed] == [code]
    assert failed[0].reason.ko != failed[0].reason.en
    assert failed[0].facts[0].source == "test"
    assert verdict(found) is Outcome.FAIL


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("ACTIVE_BUSINESS", "business_status"),
        ("IN_PROVINCE", "in_province"),
        ("NATIONAL_TAX", "national_tax_arrears"),
        ("LOCAL_TAX", "local_tax_arrears"),
        ("SIZE_CLASS", "size_class"),
        ("SANCTION", "sanction_until"),
        ("OVERLAP", "overlap"),
        ("MIN_OPERATING_MONTHS", "opened_on"),
        ("INDUSTRY_RESTRICTED", "industry"),
    ],
)
def test_missing_fact_needs_a_document_and_never_passes(code: Any, name: Any) -> None:
    found = judge(BANK, firm(**{name: None}))
    assert (found[code].outcome, found[code].needs) == (Outcome.UNKNOWN, Needs.DOCUMENT)
    assert found[code].facts[0].name == name
    assert verdict(found.values()) is Outcome.UNKNOWN


def test_tax_certificate_that_ran_out_needs_a_new_one() -> None:
    last = judge(BANK, firm(national_tax_arrears=fact(False, valid_until=TODAY)))["NATIONAL_TAX"]
    late = judge(BANK, firm(national_tax_arrears=fact(False, valid_until=date(2026, 4, 14))))["NATIONAL_TAX"]
    assert (last.outcome, late.outcome) == (Outcome.PASS, Outcome.UNKNOWN)
    assert "2026-04-14" in late.reason.ko


def test_one_failure_outweighs_unknowns() -> None:
    assert verdict(eligibility(BANK, FirmFacts(in_province=fact(False)), asked(), TODAY)) is Outcome.FAIL


def test_nothing_known_of_a_firm_is_not_a_pass() -> None:
    assert {one.outcome for one in judge(BANK, FirmFacts()).values()} == {Outcome.UNKNOWN, Outcome.PASS}
    passed = {code for code, one in judge(BANK, FirmFacts()).items() if one.outcome is Outcome.PASS}
    assert passed == {"PURPOSE", "ROUTE"}


def test_term_that_was_not_announced_leaves_the_condition_open() -> None:
    found = judge(reference.announced_products()[2026, "OPSTAB"], firm())["MIN_OPERATING_MONTHS"]
    assert (found.outcome, found.needs) == (Outcome.UNKNOWN, Needs.TERM)
    assert "min_operating_months" in found.reason.ko


def test_three_months_to_the_day_are_enough() -> None:
    assert outcome("MIN_OPERATING_MONTHS", BANK, firm(opened_on=fact(date(2026, 1, 15)))) is Outcome.PASS


def test_firm_of_exactly_two_years_is_no_longer_new() -> None:
    just_below, two_years = fact(date(2024, 4, 16)), fact(date(2024, 4, 15))
    assert outcome("BELOW_OPERATING_MONTHS", MICRO, firm(opened_on=just_below)) is Outcome.PASS
    assert outcome("BELOW_OPERATING_MONTHS", MICRO, firm(opened_on=two_years)) is Outcome.FAIL


def test_small_firm_is_not_a_micro_firm() -> None:
    assert outcome("SIZE_CLASS", MICRO, firm()) is Outcome.FAIL
    assert outcome("SIZE_CLASS", MICRO, firm(size_class=fact("MICRO"))) is Outcome.PASS


def test_sanction_ends_with_its_last_day() -> None:
    assert outcome("SANCTION", BANK, firm(sanction_until=fact(date(2026, 4, 14)))) is Outcome.PASS


def test_possible_double_benefit_is_for_staff() -> None:
    found = judge(BANK, firm(overlap=fact(Overlap.WARN)))["OVERLAP"]
    assert (found.outcome, found.needs) == (Outcome.UNKNOWN, Needs.STAFF)


def test_industry_of_another_revision_is_for_staff() -> None:
    found = judge(BANK, firm(industry=fact(Industry(11, "56211"))))["INDUSTRY_RESTRICTED"]
    assert (found.outcome, found.needs) == (Outcome.UNKNOWN, Needs.STAFF)


def test_only_listed_industries_where_there_is_a_list() -> None:
    from majung_growth_fund.rules.industries import rules_of

    terms = msgspec.structs.replace(BANK.terms, allowed_industries=rules_of("10:C10;10:C31"))
    fund = msgspec.structs.replace(BANK, terms=terms)
    assert outcome("INDUSTRY_ALLOWED", fund, firm()) is Outcome.PASS
    assert outcome("INDUSTRY_ALLOWED", fund, firm(industry=fact(Industry(10, "24111")))) is Outcome.FAIL


def test_facility_money_is_not_in_the_bank_fund() -> None:
    found = judge(BANK, firm(), asked(purposes=frozenset(Purpose)))["PURPOSE"]
    assert (found.outcome, "FACILITY" in found.reason.en) == (Outcome.FAIL, True)


def test_ground_must_be_one_of_the_product() -> None:
    assert outcome("ROUTE", BANK, firm(), asked(Route.MANUFACTURER)) is Outcome.FAIL


def test_thirty_percent_manufacturing_is_enough() -> None:
    manufacturer = asked(Route.MANUFACTURER)
    at, below = fact(Decimal("30")), fact(Decimal("29.99"))
    assert outcome("MANUFACTURING_SHARE", START, firm(manufacturing_pct=at), manufacturer) is Outcome.PASS
    assert outcome("MANUFACTURING_SHARE", START, firm(manufacturing_pct=below), manufacturer) is Outcome.FAIL


def test_manufacturer_needs_a_registered_factory() -> None:
    none = firm(registered_factory=fact(False))
    assert outcome("REGISTERED_FACTORY", START, none, asked(Route.MANUFACTURER)) is Outcome.FAIL


def test_idle_factory_is_applied_for_within_six_months() -> None:
    bought = firm(idle_factory_awarded_on=fact(date(2025, 8, 31)))

    def ask(day: Any) -> Any:
        return asked(Route.IDLE_FACTORY, FACILITY, day)

    assert outcome("IDLE_FACTORY_WINDOW", START, bought, ask(date(2026, 2, 28))) is Outcome.PASS
    assert outcome("IDLE_FACTORY_WINDOW", START, bought, ask(date(2026, 3, 1))) is Outcome.FAIL
    assert outcome("IDLE_FACTORY_WINDOW", START, bought, ask(date(2025, 8, 30))) is Outcome.FAIL


def test_social_economy_firm_shows_a_certification_in_force() -> None:
    def held(until: Any) -> Any:
        return fact((HeldCertification(code="SOCIAL_ENTERPRISE", valid_to=until),))

    ask = asked(Route.SOCIAL_ECONOMY)
    assert outcome("SOCIAL_ECONOMY", START, firm(certifications=held(TODAY)), ask) is Outcome.PASS
    assert outcome("SOCIAL_ECONOMY", START, firm(certifications=held(date(2026, 4, 14))), ask) is Outcome.FAIL
    assert outcome("SOCIAL_ECONOMY", START, firm(), ask) is Outcome.UNKNOWN


def service(code: str, opened: date) -> FirmFacts:
    return firm(industry=fact(Industry(10, code)), opened_on=fact(opened))


def test_young_service_firm_gets_working_money_only() -> None:
    software = service("62010", date(2023, 4, 16))
    ask_facility = asked(Route.SERVICE, FACILITY)
    assert outcome("SERVICE_FACILITY", START, software, ask_facility) is Outcome.FAIL
    assert outcome("SERVICE_FACILITY", START, software, asked(Route.SERVICE)) is Outcome.PASS


def test_service_firm_of_three_years_may_have_facility_money() -> None:
    software = service("62010", date(2023, 4, 15))
    assert outcome("SERVICE_FACILITY", START, software, asked(Route.SERVICE, FACILITY)) is Outcome.PASS


def test_young_warehouse_may_have_facility_money() -> None:
    warehouse = service("52101", date(2026, 1, 1))
    assert outcome("SERVICE_FACILITY", START, warehouse, asked(Route.SERVICE, FACILITY)) is Outcome.PASS


def test_food_maker_is_no_service() -> None:
    assert outcome("SERVICE_INDUSTRY", START, firm(), asked(Route.SERVICE)) is Outcome.FAIL


def test_every_condition_has_words_in_both_languages() -> None:
    texts = [text for words in WORDS.values() for text in (words.title, words.passed, words.failed)]
    assert all(text.ko and text.en and text.ko != text.en for text in texts)
