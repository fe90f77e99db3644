"""Notes written, changed and removed by their authors. They are no events: nobody else hears of them."""

from __future__ import annotations

from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.identifiers import refuse_resident_number
from majung.notes.errors import CentreOfOthers, NoteEmpty, NotesAreForOfficials, NotYourNote
from majung.notes.models import Note
from majung.programs.reads import require_program
from majung.records import find_record
from majung.storage.transaction import current, load_for_change, save_change, write


@write
async def write_note(
    actor: Actor,
    *,
    subject_type: str,
    subject_id: UUID,
    text: str,
    program_code: str | None = None,
    centre_id: UUID | None = None,
) -> Note:
    """Note something on a record that the official sees, for a program or for a centre of their own.

    Without either it is for the program of the record, if it has one, else for the author alone.
    """
    if actor.kind != "official" or actor.account_id is None:
        raise NotesAreForOfficials
    _check(text)
    record = await find_record(actor, subject_type, subject_id)
    if centre_id is not None and centre_id not in actor.centre_ids:
        raise CentreOfOthers(path=("centre",))
    if program_code is not None:
        await require_program(program_code)
    return await Note.create(
        subject_type=record.type,
        subject_id=record.id,
        program_code=program_code or (None if centre_id else record.program_code),
        centre_id=centre_id,
        district_code=record.district_code,
        account_id=actor.account_id,
        author=actor.name,
        text=text.strip(),
        written_at=clock.now(),
        using_db=current().connection,
    )


@write
async def change_note(actor: Actor, *, note_id: UUID, version: int, text: str) -> Note:
    """Change the words of one's own note; earlier ones stay in its history."""
    note = await _own(actor, note_id, version)
    _check(text)
    await save_change(note, text=text.strip())
    return note


@write
async def remove_note(actor: Actor, *, note_id: UUID, version: int) -> Note:
    """Remove one's own note: its words go, that there was one stays."""
    note = await _own(actor, note_id, version)
    await save_change(note, text="", removed_at=clock.now())
    return note


async def _own(actor: Actor, note_id: UUID, version: int) -> Note:
    note = await load_for_change(Note, actor, note_id, version)
    if note.account_id != actor.account_id:
        raise NotYourNote(author=note.author)
    return note


def _check(text: str) -> None:
    if not text.strip():
        raise NoteEmpty(path=("text",))
    refuse_resident_number(text, "text")
