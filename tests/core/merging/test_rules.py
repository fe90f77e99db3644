from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from majung.korean import name_key
from majung.merging.rules import (
    LEAST,
    FirmLike,
    PersonLike,
    address_key,
    firm_reasons,
    person_reasons,
    points,
)
from majung.merging.spellings import MOST, spelling_variants

FIRM = FirmLike(
    name_key="한빛센터",
    representative="김민준",
    district_code="12790",
    founded_on=date(2016, 2, 1),
    crn=None,
    addresses=frozenset({"중앙로12"}),
    numbers=frozenset({"1248100998"}),
)
OTHER = replace(
    FIRM, representative=None, district_code=None, founded_on=None, addresses=frozenset(), numbers=frozenset()
)
PERSON = PersonLike(name="홍길동", birth_date=date(1980, 1, 2), phone_hash="a", email_hash="b")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("한빛센터", "한빛센타"),
        ("남도플라자", "남도프라자"),
        ("해냄식품", "헤냄식품"),
        ("새빛테크", "세빛테크"),
        ("광양텍", "광양테크"),
        ("씨월드", "시월드"),
        ("(주)LG전남", "엘지전남 주식회사"),
        ("한국 디지털", "한국디지탈㈜"),
    ],
)
def test_finds_names_that_are_written_another_way(one: str, other: str) -> None:
    assert name_key(other) in spelling_variants(name_key(one))
    assert name_key(one) in spelling_variants(name_key(other))


@pytest.mark.parametrize(("one", "other"), [("한빛", "한솔"), ("남도식품", "남도식당"), ("가람", "나람산업")])
def test_other_names_are_other_names(one: str, other: str) -> None:
    assert name_key(other) not in spelling_variants(name_key(one))


def test_a_long_name_has_a_bounded_number_of_spellings() -> None:
    assert len(spelling_variants("가대바사자" * 60)) <= MOST + 1


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("전라남도 해남군 해남읍 중앙로 12", "중앙로12"),
        ("전남 해남군 해남읍 중앙로 12 (수성리)", "중앙로12"),
        ("전남광주통합특별시 해남군 해남읍 중앙로 12-3", "중앙로12-3"),
        ("해남군", None),
        (None, None),
    ],
)
def test_an_address_is_its_road_and_number(address: str | None, key: str | None) -> None:
    assert address_key(address) == key


def test_reasons_of_firms() -> None:
    variants = spelling_variants(FIRM.name_key)
    assert firm_reasons(FIRM, replace(OTHER, numbers=FIRM.numbers), variants) == ("NUMBER", "NAME")
    assert firm_reasons(FIRM, replace(OTHER, name_key="한빛센타"), variants) == ("NAME_VARIANT",)
    assert firm_reasons(FIRM, replace(FIRM, name_key="온누리", numbers=frozenset()), variants) == (
        "REPRESENTATIVE", "ADDRESS", "FOUNDED_ON", "DISTRICT",
    )  # fmt: skip


def test_an_address_counts_only_within_its_district() -> None:
    elsewhere = replace(OTHER, name_key="온누리", district_code="12130", addresses=FIRM.addresses)
    assert firm_reasons(FIRM, elsewhere, frozenset()) == ()


def test_two_corporate_numbers_are_two_firms() -> None:
    assert firm_reasons(replace(FIRM, crn="1"), replace(FIRM, crn="2"), frozenset()) == ()
    assert firm_reasons(replace(FIRM, crn="1"), FIRM, frozenset()) != ()


def test_a_name_alone_is_worth_a_look_and_a_district_is_not() -> None:
    assert points(("NAME",)) >= LEAST
    assert points(("NAME_VARIANT", "DISTRICT")) < LEAST
    assert points(("REPRESENTATIVE", "ADDRESS")) >= LEAST
    assert points(("PERSON_NAME", "BIRTH_DATE")) >= LEAST
    assert points(("PHONE",)) < LEAST
    assert points(("NUMBER", "NAME", "ADDRESS")) == 100


def test_reasons_of_persons() -> None:
    assert person_reasons(PERSON, replace(PERSON, phone_hash="c", email_hash=None)) == ("PERSON_NAME", "BIRTH_DATE")
    assert person_reasons(PERSON, replace(PERSON, birth_date=None)) == ("PERSON_NAME", "PHONE", "EMAIL")
    assert person_reasons(PERSON, replace(PERSON, birth_date=date(1999, 1, 2))) == ()
