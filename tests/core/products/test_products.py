"""Products: entered by the firm or by staff, with a subheading that the loaded list of goods has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.core.deadlines.conftest import Desk

from majung.errors import NotAllowed, NotFound, VersionConflict
from majung.industries.models import HsCode
from majung.products.errors import (
    CertificateKnown,
    CertificatePeriodReversed,
    HsCodeUnknown,
    HsCodeWrong,
    HsListMissing,
    ProductKnown,
    ProductNameMissing,
)
from majung.products.models import Product
from majung.products.rules import clean_hs6
from majung.products.writes import (
    CertificateDraft,
    ProductDraft,
    certify_product,
    change_product,
    register_product,
)
from majung.testing import agent_of, make_firm

LAVER = ProductDraft(name_ko="조미김", name_en="seasoned laver", hs6="2008.99")


@pytest.fixture
async def goods(desk: Desk) -> HsCode:
    """The list of goods of 2022, as far as it matters, and an older one."""
    await HsCode.create(edition=2017, code="200899", description="Fruit, other", level=6, parent_code="2008")
    await HsCode.create(edition=2017, code="121220", description="Seaweeds", level=6, parent_code="1212")
    await HsCode.create(edition=2022, code="2008", description="Fruit", level=4, parent_code="20")
    return await HsCode.create(edition=2022, code="200899", description="Fruit, other", level=6, parent_code="2008")


@pytest.mark.parametrize(
    ("given", "clean"), [("2008.99", "200899"), ("0307 99", "030799"), ("０３０７-９９", "030799")]
)
def test_codes_are_six_digits_with_their_leading_zero(given: str, clean: str) -> None:
    assert clean_hs6(given) == clean


@pytest.mark.parametrize("given", ["", "2008", "2008991", "20089A", "2008.9900"])
def test_other_codes_are_refused(given: str) -> None:
    with pytest.raises(HsCodeWrong):
        clean_hs6(given)


async def test_agent_enters_a_product_of_the_firm(desk: Desk, goods: HsCode) -> None:
    agent = await agent_of(desk.firm)

    made = await register_product(agent, firm_id=desk.firm.id, product=LAVER)

    assert (made.hs6, made.hs_code_id, made.active) == ("200899", goods.id, True)
    assert await desk.events() == [("core.ProductRegistered", {"hs6": "200899"})]
    with pytest.raises(ProductKnown):
        await register_product(desk.adviser, firm_id=desk.firm.id, product=LAVER)


async def test_agents_of_other_firms_neither_enter_nor_see_it(desk: Desk, goods: HsCode) -> None:
    other = await agent_of(await make_firm("다른회사"))
    with pytest.raises(NotAllowed):
        await register_product(other, firm_id=desk.firm.id, product=LAVER)
    made = await register_product(desk.adviser, firm_id=desk.firm.id, product=LAVER)
    assert await desk.seen(Product, other) == []
    with pytest.raises(NotFound):
        await change_product(other, product_id=made.id, version=1, changes={"active": False})
    without = replace(desk.adviser, scopes=frozenset())
    with pytest.raises(NotAllowed):
        await register_product(without, firm_id=desk.firm.id, product=replace(LAVER, name_ko="김부각"))


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"hs6": "121220"}, HsCodeUnknown),  # not in the newest edition
        ({"hs6": "2008"}, HsCodeWrong),
        ({"name_ko": "  "}, ProductNameMissing),
    ],
)
async def test_what_the_list_of_goods_does_not_have_is_refused(
    desk: Desk, goods: HsCode, given: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await register_product(desk.adviser, firm_id=desk.firm.id, product=replace(LAVER, **given))


async def test_without_a_list_no_code_is_taken(desk: Desk) -> None:
    with pytest.raises(HsListMissing):
        await register_product(desk.adviser, firm_id=desk.firm.id, product=LAVER)
    made = await register_product(desk.adviser, firm_id=desk.firm.id, product=replace(LAVER, hs6=None))
    assert made.hs6 is None


async def test_change_takes_the_version_that_was_read(desk: Desk, goods: HsCode) -> None:
    made = await register_product(desk.adviser, firm_id=desk.firm.id, product=LAVER)
    changed = await change_product(desk.adviser, product_id=made.id, version=1, changes={"hs6": None, "active": False})
    assert (changed.hs6, changed.hs_code_id, changed.version) == (None, None, 2)
    with pytest.raises(VersionConflict):
        await change_product(desk.adviser, product_id=made.id, version=1, changes={"active": True})


async def test_certificates_have_a_period(desk: Desk, goods: HsCode) -> None:
    made = await register_product(desk.adviser, firm_id=desk.firm.id, product=LAVER)
    halal = CertificateDraft(kind="HALAL", number="KMF-1", valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31))
    await certify_product(desk.adviser, product_id=made.id, certificate=halal)
    with pytest.raises(CertificateKnown):
        await certify_product(desk.adviser, product_id=made.id, certificate=halal)
    reversed_ = replace(halal, number="KMF-2", valid_to=date(2025, 12, 31))
    with pytest.raises(CertificatePeriodReversed):
        await certify_product(desk.adviser, product_id=made.id, certificate=reversed_)
