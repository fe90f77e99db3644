"""Actors of each kind, as a token would make them: an account with a mandate behind each that is not anonymous."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from uuid import UUID

from majung.access.actor import Actor, system
from majung.firms.models import Firm
from majung.institutions.models import Institution
from majung.institutions.writes import create_account, grant_mandate
from majung.persons.models import Person
from majung.storage.transaction import write

_numbers = itertools.count(1)


async def make_official(*scopes: str, name: str = "official", districts: Iterable[str] = ()) -> Actor:
    """An official who holds these permissions; `districts` limits them to canonical district codes."""
    account_id, mandate_id = await _mandate(system("testing"), kind="official", scopes=scopes, districts=districts)
    return Actor(
        kind="official",
        name=f"{name}:{account_id}",
        account_id=account_id,
        mandate_id=mandate_id,
        scopes=frozenset(scopes),
        districts=frozenset(districts),
    )


async def agent_of(firm: Firm) -> Actor:
    """Somebody who acts for a firm."""
    account_id, mandate_id = await _mandate(system("testing"), kind="firm", firm_id=firm.id)
    name = f"firm:{account_id}"
    return Actor(kind="firm", name=name, account_id=account_id, mandate_id=mandate_id, firm_ids=frozenset({firm.id}))


async def person_self(person: Person) -> Actor:
    """A person who asks for themself."""
    account_id, mandate_id = await _mandate(system("testing"), kind="person", person_id=person.id)
    name = f"person:{account_id}"
    return Actor(kind="person", name=name, account_id=account_id, mandate_id=mandate_id, person_id=person.id)


async def partner_of(institution: Institution) -> Actor:
    """The system of an institution: of a bank, a ministry."""
    account_id, mandate_id = await _mandate(system("testing"), kind="partner", institution_id=institution.id)
    name = f"partner:{account_id}"
    return Actor(kind="partner", name=name, account_id=account_id, mandate_id=mandate_id, institution_id=institution.id)


@write
async def _mandate(
    actor: Actor,
    *,
    kind: str,
    firm_id: UUID | None = None,
    person_id: UUID | None = None,
    institution_id: UUID | None = None,
    scopes: Iterable[str] = (),
    districts: Iterable[str] = (),
) -> tuple[UUID, UUID]:
    account = await create_account(actor, login=f"testing-{next(_numbers)}@example.invalid")
    mandate = await grant_mandate(
        actor,
        account_id=account.id,
        kind=kind,
        firm_id=firm_id,
        person_id=person_id,
        institution_id=institution_id,
        scopes=scopes,
        districts=districts,
    )
    return account.id, mandate.id
