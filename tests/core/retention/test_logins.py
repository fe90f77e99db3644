"""Persons after their term: their logins end with their data; whoever still uses one, or waits for something, stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.core.programs.conftest import Office, office

from majung import clock
from majung.access.actor import system
from majung.access.cipher import Keys, use_keys
from majung.applications.models import Application
from majung.clock import clock_at
from majung.institutions.models import Account, Mandate, Token
from majung.institutions.writes import issue_token
from majung.logins.models import Identity
from majung.persons.models import Person
from majung.reference.seed import seed_reference
from majung.retention.running import Done, run_retention
from majung.retention.writes import confirm_terms
from majung.settings import Settings
from majung.storage.database import Database
from majung.support.models import SupportRecord
from majung.testing import make_person, person_self

__all__ = ["office"]

ACTOR = system("testing")
LATER = clock.now() + timedelta(days=14 * 365)


@pytest.fixture
async def person(settings: Settings, database: Database) -> Person:
    use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))
    await seed_reference(ACTOR)
    await confirm_terms(ACTOR, covers="personal")
    return await make_person("표식가나다")


async def run_later() -> list[Done]:
    with clock_at(LATER):
        return await run_retention(ACTOR)


async def test_logins_end_with_the_term(database: Database, person: Person) -> None:
    themself = await person_self(person)
    assert themself.mandate_id
    assert themself.account_id
    await issue_token(ACTOR, mandate_id=themself.mandate_id, name="test")
    identity = await Identity.create(account_id=themself.account_id, issuer="x", subject="표식")
    assert await run_later() == [Done(table="person", retention="personal", rows=1)]
    account = await Account.get(id=themself.account_id)
    assert (account.active, account.login, account.display_name) == (False, f"destroyed-{account.id}", "")
    assert (await Identity.get(id=identity.id)).subject == f"destroyed-{identity.id}"
    assert (await Mandate.get(id=themself.mandate_id)).valid_to is not None
    assert await database.fetch("select from token where revoked_at is null") == []
    logs = await database.fetch("select of_table, ground from destruction order by 1")
    assert [tuple(row) for row in logs] == [("account", "TERM"), ("identity", "TERM"), ("person", "TERM")]


async def test_whoever_still_logs_in_stays(person: Person) -> None:
    themself = await person_self(person)
    assert themself.mandate_id
    await issue_token(ACTOR, mandate_id=themself.mandate_id, name="test")
    await Token.all().update(last_used_at=LATER - timedelta(days=365))
    assert await run_later() == []


@pytest.mark.parametrize(("values", "done"), [({"live_key": "k"}, []), ({"live_key": None}, ["application", "person"])])
async def test_whoever_has_an_application_running_stays(
    office: Office, person: Person, values: dict[str, Any], done: list[str]
) -> None:
    _, draft = await office.draft()
    values |= {"firm_id": None, "person_id": person.id, "spine": "SCREENING", "helper_name": "x"}
    await Application.filter(id=draft.id).update(**values)
    assert sorted({one.table for one in await run_later()} - {"account"}) == done


@pytest.mark.parametrize("table", ["claim", "claim of a support", "reservation"])
async def test_whoever_waits_for_money_stays(
    office: Office, person: Person, owner_database: Database, table: str
) -> None:
    _, application = await office.draft()
    await Application.filter(id=application.id).update(firm_id=None, person_id=person.id, live_key=None)
    record = await SupportRecord.create(
        program_code="x", person_id=person.id, year=2026, status="ACTIVE", title="지원", benefit="GRANT"
    )
    claimed = (
        "insert into claim (id, program_code, amount_krw, status, evidence, decision_note, submitted_at, submitted_by,"
        " {})"
        " values (gen_random_uuid(), 'x', 1, 'APPROVED', '[]', '', now(), 'x', $1)"
    )
    statement, id = {
        "claim": (claimed.format("person_id"), person.id),
        "claim of a support": (claimed.format("support_record_id"), record.id),
        "reservation": (
            "insert into ledger_entry (id, line_id, kind, amount_krw, note, at, by, application_id)"
            " values (gen_random_uuid(), gen_random_uuid(), 'RESERVE', 1, '', now(), 'x', $1)",
            application.id,
        ),
    }[table]
    async with owner_database.connection() as connection, connection.transaction():
        await connection.execute("set local session_replication_role = 'replica'")  # without a budget and its line
        await connection.execute(statement, id)
    assert [one.table for one in await run_later() if one.table == "person"] == []
    await owner_database.execute("update claim set status = 'PAID'")
    await owner_database.execute("update ledger_entry set kind = 'PAY'")
    assert [one.table for one in await run_later() if one.table == "person"] == ["person"]
