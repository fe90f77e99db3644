"""Institutions, mandates and disclosures: who may act for whom, and who is known to whom."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from majung.access.actor import Actor, system
from majung.clock import clock_at
from majung.errors import InvalidValue, NotAllowed
from majung.firms.models import Firm
from majung.firms.registration import NewFirm
from majung.firms.writes import register_firm
from majung.institutions.models import Institution
from majung.institutions.writes import (
    create_account,
    create_institution,
    disclose,
    end_disclosure,
    grant_mandate,
)
from majung.storage.apps import core_tables
from majung.storage.database import Database
from majung.storage.select import Select, rows_statement
from majung.storage.transaction import AlreadyThere, StillReferred

ADMIN = system("test")
NOVEMBER = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _tables() -> None:
    core_tables()


async def seen(database: Database, actor: Actor) -> set[str]:
    statement = rows_statement(Select(table=Firm), actor)
    return {row["name"] for row in await database.fetch(statement.text, *statement.values)}


async def make_bank() -> Institution:
    return await create_institution(ADMIN, code="bank", name_ko="은행", kind="BANK", bank_code="034")


async def test_a_code_is_given_once(database: Database) -> None:
    await make_bank()
    with pytest.raises(AlreadyThere):
        await make_bank()


async def test_an_account_of_its_own_may_do_nothing(database: Database) -> None:
    account = await create_account(ADMIN, login="hana")
    nobody = Actor(kind="official", account_id=account.id)
    with pytest.raises(NotAllowed):
        await create_account(nobody, login="dul")
    with pytest.raises(NotAllowed):
        await create_institution(nobody, code="x", name_ko="x", kind="BANK")
    with pytest.raises(NotAllowed):
        await grant_mandate(nobody, account_id=account.id, kind="official")


@pytest.mark.parametrize("kind", ["firm", "person", "partner", "system", "anonymous", "king"])
async def test_a_mandate_names_whom_it_acts_for(database: Database, kind: str) -> None:
    account = await create_account(ADMIN, login="hana")
    with pytest.raises(InvalidValue):
        await grant_mandate(ADMIN, account_id=account.id, kind=kind)


async def test_a_mandate_for_a_firm_that_is_not_there_is_refused(database: Database) -> None:
    account = await create_account(ADMIN, login="hana")
    with pytest.raises(StillReferred):
        await grant_mandate(ADMIN, account_id=account.id, kind="firm", firm_id=uuid4())


async def test_one_login_holds_several_mandates(database: Database) -> None:
    account = await create_account(ADMIN, login="hana")
    bank = await make_bank()
    official = await grant_mandate(ADMIN, account_id=account.id, kind="official")
    partner = await grant_mandate(ADMIN, account_id=account.id, kind="partner", institution_id=bank.id)
    assert {official.account_id, partner.account_id} == {account.id}
    assert official.id != partner.id


async def test_an_official_of_a_si_gun_sees_its_own_firms_only(database: Database) -> None:
    for name, district in (("여수식품", "46130"), ("목포식품", "12110"), ("어딘가", None)):
        await register_firm(ADMIN, firm=NewFirm(name=name, district=district))
    assert await seen(database, Actor(kind="official")) == {"여수식품", "목포식품", "어딘가"}
    assert await seen(database, Actor(kind="official", districts=frozenset({"12130"}))) == {"여수식품"}
    both = frozenset({"12130", "12110"})
    assert await seen(database, Actor(kind="official", districts=both)) == {"여수식품", "목포식품"}


async def test_a_bank_sees_what_was_disclosed_to_it_while_it_is(database: Database) -> None:
    bank = await make_bank()
    shown = (await register_firm(ADMIN, firm=NewFirm(name="여수식품"))).firm
    await register_firm(ADMIN, firm=NewFirm(name="목포식품"))
    partner = Actor(kind="partner", institution_id=bank.id)
    other = Actor(kind="partner", institution_id=uuid4())
    with clock_at(NOVEMBER):
        assert await seen(database, partner) == set()
        disclosure = await disclose(
            ADMIN,
            institution_id=bank.id,
            program="growth_fund",
            basis="융자추천",
            firm_id=shown.id,
            valid_to=date(2026, 12, 31),
        )
        assert await seen(database, partner) == {"여수식품"}
        assert await seen(database, other) == set()
    with clock_at(datetime(2027, 1, 1, 3, tzinfo=UTC)):
        assert await seen(database, partner) == set()
    with clock_at(NOVEMBER):
        ended = await end_disclosure(ADMIN, disclosure_id=disclosure.id)
    assert ended.valid_to == date(2026, 11, 20)
    with clock_at(datetime(2026, 11, 21, 3, tzinfo=UTC)):
        assert await seen(database, partner) == set()
