"""May this firm apply? Every condition with its reason; what is not known is said, never taken for granted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec

from majung.calendar.months import add_months
from majung.texts import Text
from majung_growth_fund.rules.eligibility_words import WORDS
from majung_growth_fund.rules.facts import Asked, BusinessStatus, Fact, FirmFacts, Overlap, usable
from majung_growth_fund.rules.findings import (
    Finding,
    decided,
    for_staff,
    lacks_document,
    lacks_term,
    used,
)
from majung_growth_fund.rules.industries import Industry, IndustryRule, covers
from majung_growth_fund.rules.months import whole_months
from majung_growth_fund.rules.products import Product, Purpose, Route
from majung_growth_fund.rules.validity import in_force


class Case(msgspec.Struct, frozen=True):
    """One application under one product, judged on one day."""

    product: Product
    facts: FirmFacts
    asked: Asked
    today: date


def eligibility(product: Product, facts: FirmFacts, asked: Asked, today: date) -> tuple[Finding, ...]:
    """Every condition of the product, general ones first, then those of the ground applied on."""
    case = Case(product, facts, asked, today)
    general = (
        active_business(case),
        in_province(case),
        taxes(case, "NATIONAL_TAX", "national_tax_arrears", facts.national_tax_arrears),
        taxes(case, "LOCAL_TAX", "local_tax_arrears", facts.local_tax_arrears),
        size_class(case),
        sanction(case),
        overlap(case),
        min_operating(case),
        below_operating(case),
        industry_allowed(case),
        industry_restricted(case),
        purpose(case),
        route(case),
    )
    return general + _ROUTES[asked.route](case)


def active_business(case: Case) -> Finding:
    """Suspended and closed firms are excluded."""
    code, fact = "ACTIVE_BUSINESS", case.facts.business_status
    if not usable(fact, case.today):
        return lacks_document(code, WORDS[code], "business_status", fact)
    going_on = fact.value is BusinessStatus.ACTIVE
    return decided(code, WORDS[code], going_on, (used("business_status", fact),), status=fact.value.value)


def in_province(case: Case) -> Finding:
    """The fund is the province's."""
    code, fact = "IN_PROVINCE", case.facts.in_province
    if not usable(fact, case.today):
        return lacks_document(code, WORDS[code], "in_province", fact)
    return decided(code, WORDS[code], fact.value, (used("in_province", fact),))


def taxes(case: Case, code: str, name: str, fact: Fact[bool] | None) -> Finding:
    """Firms in arrears with taxes are excluded."""
    if not usable(fact, case.today):
        return lacks_document(code, WORDS[code], name, fact)
    return decided(code, WORDS[code], not fact.value, (used(name, fact),))


def size_class(case: Case) -> Finding:
    """Only the size classes of the product (framework act on SMEs; on its day)."""
    code, fact, wanted = "SIZE_CLASS", case.facts.size_class, case.product.terms.size_classes
    if wanted is None:
        return lacks_term(code, WORDS[code], case.product, "size_classes")
    if not usable(fact, case.today):
        return lacks_document(code, WORDS[code], "size_class", fact)
    listed = ", ".join(sorted(wanted))
    facts = (used("size_class", fact),)
    return decided(code, WORDS[code], fact.value in wanted, facts, size=fact.value, wanted=listed)


def sanction(case: Case) -> Finding:
    """Nobody under an exclusion from support (지방보조금법 art. 32), its last day included."""
    code, fact = "SANCTION", case.facts.sanction_until
    if not usable(fact, case.today):
        return lacks_document(code, WORDS[code], "sanction_until", fact)
    free = fact.value is None or fact.value < case.today
    return decided(code, WORDS[code], free, (used("sanction_until", fact),), until=fact.value)


def overlap(case: Case) -> Finding:
    """The double-benefit check; a possible match is for staff to decide."""
    code, fact = "OVERLAP", case.facts.overlap
    if not usable(fact, case.today):
        return lacks_document(code, WORDS[code], "overlap", fact)
    facts = (used("overlap", fact),)
    if fact.value is Overlap.WARN:
        reason = Text(
            ko="중복지원 가능성이 있어 담당자의 판단이 필요합니다.",
            en="There may be a double benefit; an official must decide.",
        )
        return for_staff(code, WORDS[code], reason, facts)
    return decided(code, WORDS[code], fact.value is Overlap.CLEAR, facts)


def min_operating(case: Case) -> Finding:
    """Old enough, in full months on the day of the application."""
    code, fact, needed = "MIN_OPERATING_MONTHS", case.facts.opened_on, case.product.terms.min_operating_months
    if needed is None:
        return lacks_term(code, WORDS[code], case.product, "min_operating_months")
    if not usable(fact, case.today):
        return lacks_document(code, WORDS[code], "opened_on", fact)
    months = whole_months(fact.value, case.asked.applied_on)
    facts = (used("opened_on", fact),)
    return decided(code, WORDS[code], months >= needed, facts, months=months, needed=needed)


def below_operating(case: Case) -> Finding:
    """Young enough, where the product is for new firms."""
    code, fact = "BELOW_OPERATING_MONTHS", case.facts.opened_on
    limit = case.product.terms.below_operating_months
    if limit is None:
        return lacks_term(code, WORDS[code], case.product, "below_operating_months")
    if not usable(fact, case.today):
        return lacks_document(code, WORDS[code], "opened_on", fact)
    months = whole_months(fact.value, case.asked.applied_on)
    young = limit == 0 or months < limit
    return decided(code, WORDS[code], young, (used("opened_on", fact),), months=months, limit=limit or "∞")


def industry_allowed(case: Case) -> Finding:
    """In the product's list of industries; an empty list is every industry."""
    listed = case.product.terms.allowed_industries
    if listed == ():
        return _by_industry(case, "INDUSTRY_ALLOWED", "allowed_industries", (), wanted=False)
    return _by_industry(case, "INDUSTRY_ALLOWED", "allowed_industries", listed, wanted=True)


def industry_restricted(case: Case) -> Finding:
    """Not in the product's list of restricted industries."""
    listed = case.product.terms.restricted_industries
    return _by_industry(case, "INDUSTRY_RESTRICTED", "restricted_industries", listed, wanted=False)


def purpose(case: Case) -> Finding:
    """Every purpose asked for is financed."""
    code, offered = "PURPOSE", case.product.terms.purposes
    if offered is None:
        return lacks_term(code, WORDS[code], case.product, "purposes")
    outside = sorted(case.asked.purposes - offered)
    names = ", ".join(sorted(offered))
    return decided(code, WORDS[code], not outside, (), purpose=", ".join(outside), offered=names)


def route(case: Case) -> Finding:
    """The ground applied on is one the product has."""
    code, offered = "ROUTE", case.product.terms.routes
    if offered is None:
        return lacks_term(code, WORDS[code], case.product, "routes")
    names = ", ".join(sorted(offered))
    return decided(code, WORDS[code], case.asked.route in offered, (), route=case.asked.route.value, offered=names)


def manufacturing_share(case: Case) -> Finding:
    """Enough of the sales come from manufacturing."""
    code, fact, needed = "MANUFACTURING_SHARE", case.facts.manufacturing_pct, case.product.terms.min_manufacturing_pct
    if needed is None:
        return lacks_term(code, WORDS[code], case.product, "min_manufacturing_pct")
    if not usable(fact, case.today):
        return lacks_document(code, WORDS[code], "manufacturing_pct", fact)
    facts = (used("manufacturing_pct", fact),)
    return decided(code, WORDS[code], fact.value >= needed, facts, share=fact.value, needed=needed)


def registered_factory(case: Case) -> Finding:
    """A factory in the register, where the product asks for one."""
    code, fact, needed = "REGISTERED_FACTORY", case.facts.registered_factory, case.product.terms.registered_factory
    if needed is None:
        return lacks_term(code, WORDS[code], case.product, "registered_factory")
    if needed is False:
        return decided(code, WORDS[code], True, (used("registered_factory", fact),))
    if not usable(fact, case.today):
        return lacks_document(code, WORDS[code], "registered_factory", fact)
    return decided(code, WORDS[code], fact.value, (used("registered_factory", fact),))


def idle_factory_window(case: Case) -> Finding:
    """Handed in within some months of the award or contract, the last day included."""
    code, fact = "IDLE_FACTORY_WINDOW", case.facts.idle_factory_awarded_on
    months = case.product.terms.idle_factory_months
    if months is None:
        return lacks_term(code, WORDS[code], case.product, "idle_factory_months")
    if not usable(fact, case.today):
        return lacks_document(code, WORDS[code], "idle_factory_awarded_on", fact)
    last = add_months(fact.value, months)
    in_time = fact.value <= case.asked.applied_on <= last
    facts = (used("idle_factory_awarded_on", fact),)
    return decided(code, WORDS[code], in_time, facts, awarded=fact.value, last=last, months=months)


def social_economy(case: Case) -> Finding:
    """Holds one of the certifications that make a social-economy firm."""
    code, fact, wanted = "SOCIAL_ECONOMY", case.facts.certifications, case.product.terms.social_certifications
    if wanted is None:
        return lacks_term(code, WORDS[code], case.product, "social_certifications")
    if not usable(fact, case.today):
        return lacks_document(code, WORDS[code], "certifications", fact)
    held = sorted({one.code for one in in_force(fact.value, case.today)} & wanted)
    return decided(code, WORDS[code], bool(held), (used("certifications", fact),), held=", ".join(held))


def service_industry(case: Case) -> Finding:
    """In the product's list of manufacturing-related and knowledge services."""
    listed = case.product.terms.service_industries
    return _by_industry(case, "SERVICE_INDUSTRY", "service_industries", listed, wanted=True)


def service_facility(case: Case) -> Finding:
    """Young service firms get working money only, except in some industries (warehousing)."""
    code, facts, terms = "SERVICE_FACILITY", case.facts, case.product.terms
    if Purpose.FACILITY not in case.asked.purposes:
        return decided(code, WORDS[code], True, ())
    if terms.service_working_only_months is None:
        return lacks_term(code, WORDS[code], case.product, "service_working_only_months")
    if not usable(facts.opened_on, case.today):
        return lacks_document(code, WORDS[code], "opened_on", facts.opened_on)
    months = whole_months(facts.opened_on.value, case.asked.applied_on)
    if months >= terms.service_working_only_months:
        return decided(code, WORDS[code], True, (used("opened_on", facts.opened_on),))
    excepted = _by_industry(case, code, "service_facility_industries", terms.service_facility_industries, wanted=True)
    return msgspec.structs.replace(excepted, facts=(used("opened_on", facts.opened_on), *excepted.facts))


def _by_industry(case: Case, code: str, term: str, listed: tuple[IndustryRule, ...] | None, wanted: bool) -> Finding:
    fact = case.facts.industry
    if listed is None:
        return lacks_term(code, WORDS[code], case.product, term)
    if not usable(fact, case.today):
        return lacks_document(code, WORDS[code], "industry", fact)
    inside = covers(listed, fact.value, case.today)
    facts = (used("industry", fact),)
    if inside is None:
        return for_staff(code, WORDS[code], _other_revision(fact.value), facts)
    limit = case.product.terms.service_working_only_months
    return decided(code, WORDS[code], inside is wanted, facts, industry=fact.value, limit=limit)


def _other_revision(industry: Industry) -> Text:
    return Text(
        ko=f"{industry}의 표준산업분류 차수로 작성된 업종 목록이 없어 담당자의 확인이 필요합니다.",
        en=f"The list of industries has no codes in the revision of {industry}; an official must decide.",
    )


_ROUTES: dict[Route, Callable[[Case], tuple[Finding, ...]]] = {
    Route.GENERAL: lambda case: (),
    Route.MANUFACTURER: lambda case: (manufacturing_share(case), registered_factory(case)),
    Route.IDLE_FACTORY: lambda case: (idle_factory_window(case),),
    Route.SOCIAL_ECONOMY: lambda case: (social_economy(case),),
    Route.SERVICE: lambda case: (service_industry(case), service_facility(case)),
}
