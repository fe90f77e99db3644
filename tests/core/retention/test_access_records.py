"""Access records after their time: whole seals from the oldest on, and the chain over the rest is still verified."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from majung.access.actor import Actor, system
from majung.access.chain import AuditDestroyedEarly, AuditRecordDeleted, AuditRecordInserted, verify_chain
from majung.access.records import PersonalRead, record_reads
from majung.access.sealing import seal_access
from majung.clock import clock_at
from majung.errors import Refusal
from majung.reference.seed import seed_reference
from majung.retention.models import Destruction
from majung.retention.running import Done, run_retention
from majung.retention.writes import NewTerm, confirm_terms, set_term
from majung.storage.apps import core_tables
from majung.storage.database import Database

ACTOR = system("testing")
OFFICER = Actor(kind="official", name="official:test")


@pytest.fixture(autouse=True)
async def seals(database: Database) -> None:
    """Three seals over two records each: of three years ago, of eighteen months ago, and of now."""
    core_tables()
    await seed_reference(ACTOR)
    one = PersonalRead(table="person", unmasked=True, columns={"name"}, row_ids={uuid4()})
    for days in (3 * 365, 548, 0):
        with clock_at(datetime.now(UTC) - timedelta(days=days)):
            await record_reads(database, OFFICER, "PersonPage", [one])
            await record_reads(database, OFFICER, "PersonPage", [one])
        await seal_access(ACTOR)


async def test_nothing_goes_before_the_term_is_confirmed(database: Database) -> None:
    assert await run_retention(ACTOR) == []
    assert (await verify_chain(database)).records == 6


async def test_what_is_over_goes_and_the_chain_holds(database: Database) -> None:
    head = (await verify_chain(database)).head
    [term] = await confirm_terms(ACTOR, covers="access_record")
    assert await run_retention(ACTOR) == [Done(table="access_record", retention="access_record", rows=2)]
    found = await verify_chain(database, head=head)
    assert (found.seals, found.destroyed, found.records, found.head) == (3, 1, 4, head)
    [log] = await Destruction.all()
    assert (log.of_table, log.rows, log.term_id, log.by) == ("access_record", 2, term, "system:testing")
    await seal_access(ACTOR)
    assert await run_retention(ACTOR) == []


async def test_a_term_below_the_laws_least_time_destroys_nothing_younger(database: Database) -> None:
    await set_term(ACTOR, term=NewTerm(covers="access_record", months=1, basis="규정"))
    assert [done.rows for done in await run_retention(ACTOR)] == [2], "eighteen months are younger than two years"
    assert (await verify_chain(database)).records == 4


@pytest.mark.parametrize(
    ("tampering", "fault"),
    [
        ("delete from access_record where seal = 2", AuditRecordDeleted),
        ("update access_record set seal = 1 where seal = 2", AuditRecordInserted),
        ("update access_seal set destroyed_at = now() where number = 2", AuditRecordInserted),
        (
            "with gone as (delete from access_record where seal = 2)"
            " update access_seal set destroyed_at = now() where number = 2",
            AuditDestroyedEarly,
        ),
        (
            "with gone as (delete from access_record where seal = 3)"
            " update access_seal set destroyed_at = now() where number = 3",
            AuditDestroyedEarly,
        ),
    ],
)
async def test_other_losses_are_still_found(
    database: Database, owner_database: Database, tampering: str, fault: type[Refusal]
) -> None:
    await confirm_terms(ACTOR, covers="access_record")
    await run_retention(ACTOR)
    await owner_database.execute(tampering)
    with pytest.raises(fault):
        await verify_chain(database)
