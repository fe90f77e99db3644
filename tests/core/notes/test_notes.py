"""Notes are for colleagues of the program or centre, and for nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.core.deadlines.conftest import Desk

from majung.errors import NotFound, ResidentNumberRefused, VersionConflict
from majung.notes.errors import CentreOfOthers, NoteEmpty, NotesAreForOfficials, NotYourNote
from majung.notes.models import Note
from majung.notes.writes import change_note, remove_note, write_note
from majung.testing import agent_of, partner_of, person_self


async def noted(desk: Desk, **for_whom: object) -> Note:
    values = {"subject_type": "firm", "subject_id": desk.firm.id, "text": "연락이 잘 안 됨", **for_whom}
    return await write_note(desk.adviser, **values)  # type: ignore[arg-type]


async def test_a_note_of_a_centre_is_seen_there(desk: Desk) -> None:
    note = await noted(desk, centre_id=desk.east.id)
    assert [await desk.seen(Note, a) for a in (desk.adviser, desk.colleague)] == [[note.id]] * 2
    others = [
        desk.stranger, desk.manager, await agent_of(desk.firm), await person_self(desk.person),
        await partner_of(desk.east),
    ]  # fmt: skip
    assert [await desk.seen(Note, a) for a in others] == [[]] * 5


async def test_a_note_of_a_program_is_seen_by_those_who_work_for_it(desk: Desk) -> None:
    note = await noted(desk, program_code="LOANS")
    lender, seller = [replace(desk.stranger, scopes=frozenset({f"{room}.work"})) for room in ("loans", "fairs")]
    limited = replace(lender, districts=frozenset({"12850"}))
    assert [await desk.seen(Note, a) for a in (lender, seller, limited)] == [[note.id], [], []]


async def test_a_note_for_nobody_is_the_authors_own(desk: Desk) -> None:
    note = await noted(desk)
    assert [await desk.seen(Note, a) for a in (desk.adviser, desk.colleague)] == [[note.id], []]


async def test_only_its_author_changes_or_removes_it(desk: Desk) -> None:
    note = await noted(desk, centre_id=desk.east.id)
    with pytest.raises(NotYourNote):
        await change_note(desk.colleague, note_id=note.id, version=1, text="다름")
    changed = await change_note(desk.adviser, note_id=note.id, version=1, text="오후에 연락")
    with pytest.raises(VersionConflict):
        await remove_note(desk.adviser, note_id=note.id, version=1)
    removed = await remove_note(desk.adviser, note_id=note.id, version=2)
    assert (changed.id, removed.text, removed.removed_at is not None) == (note.id, "", True)


async def test_notes_are_no_events(desk: Desk) -> None:
    await noted(desk, centre_id=desk.east.id)
    assert await desk.events() == []


async def test_what_cannot_be_noted(desk: Desk) -> None:
    with pytest.raises(NoteEmpty):
        await noted(desk, text=" ")
    with pytest.raises(ResidentNumberRefused):
        await noted(desk, text="900101-1234567")
    with pytest.raises(CentreOfOthers):
        await noted(desk, centre_id=desk.west.id)
    with pytest.raises(NotFound):
        await noted(desk, subject_id=desk.east.id)
    with pytest.raises(NotFound):
        await noted(desk, program_code="NOTHING")
    agent = await agent_of(desk.firm)
    with pytest.raises(NotesAreForOfficials):
        await write_note(agent, subject_type="firm", subject_id=desk.firm.id, text="메모")
