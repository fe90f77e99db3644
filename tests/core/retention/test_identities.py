"""Identities that a law keeps apart: for as long as the terms in force say, not those when they were put apart."""

from __future__ import annotations

from datetime import timedelta

import pytest

from majung import clock
from majung.access.actor import system
from majung.access.cipher import Keys, use_keys
from majung.calendar.months import add_months
from majung.clock import clock_at
from majung.reference.seed import seed_reference
from majung.retention.models import KeptIdentity
from majung.retention.running import run_retention
from majung.retention.writes import NewTerm, set_term
from majung.rights.erasing import erase_person
from majung.settings import Settings
from majung.storage.apps import core_tables
from majung.storage.database import Database
from majung.support.models import SupportRecord
from majung.testing import make_person

ACTOR = system("testing")


@pytest.fixture(autouse=True)
async def terms(settings: Settings, database: Database) -> None:
    """The terms that the project ships, none of them confirmed."""
    use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))
    core_tables()
    await seed_reference(ACTOR)


@pytest.mark.parametrize(("months", "years", "kept"), [(240, 6, True), (12, 2, False)])
async def test_how_long_an_identity_is_kept_follows_the_terms(
    database: Database, months: int, years: int, kept: bool
) -> None:
    person = await make_person()
    await SupportRecord.create(
        program_code="x", person_id=person.id, year=2026, status="ACTIVE", title="지원", benefit="GRANT"
    )
    await erase_person(ACTOR, person_id=person.id, reason="요구")
    await set_term(
        ACTOR, term=NewTerm(covers="support_record", effect="KEEP", months=months, keeps_identity=True, basis="법")
    )
    with clock_at(clock.now() + timedelta(days=years * 366)):
        await run_retention(ACTOR)
    [found] = await KeptIdentity.all()
    assert (found.identity is not None) is kept
    assert (found.kept_until == add_months(clock.today(), months)) is kept
