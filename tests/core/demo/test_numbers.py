from __future__ import annotations

from majung.demo.numbers import branch_brn, firm_brn, firm_crn, firm_phone, person_phone
from majung.identifiers import (
    brn_is_valid,
    brn_kind,
    brn_kinds,
    clean_crn,
    crn_warning,
    looks_like_resident_number,
)
from majung.reference import read_reference

PLACES = [*range(0, 25_000), *range(999_000, 1_000_000)]
FIRST_TAX_OFFICE = 101
FIRST_REGISTER_OFFICE = 1101


def test_business_numbers_are_valid_and_no_tax_office_gave_them() -> None:
    numbers = [firm_brn(place, sole=place % 3 == 0) for place in PLACES] + [branch_brn(place) for place in PLACES]
    assert all(map(brn_is_valid, numbers))
    assert len(set(numbers)) == len(numbers)
    assert {int(number[:3]) < FIRST_TAX_OFFICE for number in numbers} == {True}


def test_business_numbers_tell_the_kind_of_taxpayer() -> None:
    table = brn_kinds(read_reference("brn_type_digits"))
    found = [brn_kind(firm_brn(place, sole=False), table) for place in PLACES]
    assert {kind.name.en for kind in found if kind} <= {
        "for-profit corporation HQ",
        "for-profit corporation HQ (81 exhausted)",
    }
    sole = [brn_kind(firm_brn(place, sole=True), table) for place in PLACES]
    assert {kind.name.en.partition(",")[0] for kind in sole if kind} == {"sole proprietor"}


def test_corporate_numbers_are_valid_and_no_birth_date() -> None:
    numbers = [firm_crn(place, kind="11") for place in PLACES]
    assert [clean_crn(number) for number in numbers] == numbers
    assert {crn_warning(number) for number in numbers} == {None}
    assert not any(map(looks_like_resident_number, numbers))
    assert {int(number[:4]) < FIRST_REGISTER_OFFICE for number in numbers} == {True}


def test_telephones_are_in_ranges_that_nobody_has() -> None:
    assert firm_phone(123_456) == "061-000-3456"
    assert person_phone(1_234_567) == "010-0023-4567"
