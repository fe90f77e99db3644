"""A row is found under the policy of who asks, though the statement was made for somebody like them."""

from __future__ import annotations

from uuid import UUID

import pytest

from majung.access.actor import Actor
from majung.errors import NotFound
from majung.firms.models import Firm
from majung.firms.registration import NewFirm
from majung.firms.writes import register_firm
from majung.storage import transaction as transactions
from majung.storage.database import Database
from majung.storage.transaction import find_row, transaction

STAFF = Actor(kind="official", name="official:test", scopes=frozenset({"firms.write"}))


def agent(*firms: UUID) -> Actor:
    return Actor(kind="firm", name="agent", firm_ids=frozenset(firms))


async def found(actor: Actor, id: UUID, *, lock: bool = False) -> bool:
    async with transaction(actor):
        try:
            return (await find_row(Firm, actor, id, lock=lock)).id == id
        except NotFound:
            return False


async def test_those_who_are_alike_share_a_statement_and_not_its_values(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = [(await register_firm(STAFF, firm=NewFirm(name=name))).firm.id for name in ("하나", "둘")]
    monkeypatch.setattr(transactions, "_row_texts", {})
    for lock in (False, True):
        assert [await found(agent(one), id, lock=lock) for id in (one, two)] == [True, False]
        assert [await found(agent(two), id, lock=lock) for id in (one, two)] == [False, True]
        assert [await found(agent(one, two), id, lock=lock) for id in (one, two)] == [True, True]
        assert [await found(agent(), id, lock=lock) for id in (one, two)] == [False, False]
        assert [await found(STAFF, id, lock=lock) for id in (one, two)] == [True, True]
    assert len(transactions._row_texts) == 2 * 3  # an agent of one firm, of more or none, and an official
