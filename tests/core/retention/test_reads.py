"""The report of what is held: rows that name nobody have a line of their own."""

from __future__ import annotations

from datetime import timedelta

from tests.core.programs.conftest import Office, office

from majung import clock
from majung.access.actor import system
from majung.access.cipher import Keys, use_keys
from majung.applications.models import Application
from majung.clock import clock_at
from majung.reference.seed import seed_reference
from majung.retention.reads import read_held
from majung.retention.running import run_retention
from majung.retention.writes import confirm_terms
from majung.rights.erasing import erase_person
from majung.settings import Settings
from majung.testing import make_person

__all__ = ["office"]

ACTOR = system("testing")


async def test_what_a_run_destroys_on_request_is_told(settings: Settings, office: Office) -> None:
    use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))
    await seed_reference(ACTOR)
    person = await make_person()
    _, own = await office.draft()
    await Application.filter(id=own.id).update(
        firm_id=None, person_id=person.id, answers={"x": "표식"}, submitted_at=clock.now(), live_key=None
    )
    await erase_person(ACTOR, person_id=person.id, reason="요구")
    before = {one.table: one for one in await read_held()}
    assert (before["application"].kept, before["application"].asked) == (1, 0)
    with clock_at(clock.now() + timedelta(days=7 * 366)):
        found = {one.table: one for one in await read_held()}
        told = {"application": found["application"].asked, "kept_identity": found["kept_identity"].over}
        assert told == {done.table: done.rows for done in await run_retention(ACTOR)} == dict.fromkeys(told, 1)


async def test_rows_that_name_nobody_are_covered_by_no_term_of_persons(office: Office) -> None:
    await seed_reference(ACTOR)
    await confirm_terms(ACTOR, covers="personal")
    person = await make_person()
    _, firms = await office.draft()
    await Application.filter(id=firms.id).update(answers={"helper": "표식"})
    _, own = await office.draft()
    await Application.filter(id=own.id).update(firm_id=None, person_id=person.id, answers={"helper": "표식"})
    with clock_at(clock.now() + timedelta(days=14 * 365)):
        found = [one for one in await read_held() if one.table == "application"]
    assert [(one.state, one.of_nobody, one.rows, one.over) for one in found] == [
        ("READY", False, 1, 1),
        ("NO_TERM", True, 1, 0),
    ]
