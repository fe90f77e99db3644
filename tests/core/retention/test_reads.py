"""The report of what is held: rows that name nobody have a line of their own."""

from __future__ import annotations

from datetime import timedelta

from tests.core.programs.conftest import Office, office

from majung import clock
from majung.access.actor import system
from majung.applications.models import Application
from majung.clock import clock_at
from majung.reference.seed import seed_reference
from majung.retention.reads import read_held
from majung.retention.writes import confirm_terms
from majung.testing import make_person

__all__ = ["office"]

ACTOR = system("testing")


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
