"""Announcements of the national portal into the database: each is a call of an external program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from majung import clock
from majung.access.actor import Actor
from majung.districts.reads import load_districts
from majung.districts.rules import Districts, covered
from majung.events.event import Happening, append_many
from majung.imports.announcement_texts import SIDO
from majung.imports.announcements import Announcement, read_announcements
from majung.imports.bulk_rows import copy_rows, in_batches, update_rows
from majung.imports.external_programs import SOURCE, ExternalProgram, external_program, store_programs
from majung.imports.firms_store import RUN
from majung.imports.import_run import ImportRun, Outcome, Progress
from majung.imports.report import ImportSummary, bad_row
from majung.korean import search_columns
from majung.programs.events import CallChanged, CallClosed, CallPublished
from majung.programs.models import Call, CallChange
from majung.storage.ids import uuid7
from majung.storage.transaction import write

_KINDS = {
    "재공고": "REANNOUNCED",
    "추가모집": "ADDITIONAL",
    "변경공고": "CHANGE",
    "연장공고": "EXTENSION",
    "수정공고": "CORRECTION",
}
"""What a title says about the call itself."""

_LAST_SECOND = time(23, 59, 59)

COLUMNS = (
    "title", "summary", "kind", "status", "opens_at", "closes_at", "closing_kind", "closing_text", "target", "areas",
    "districts", "industries", "topics", "supervisor", "executor", "url", "published_on",
)  # fmt: skip
"""What an announcement tells of a call."""

_SEARCH = ("search_jamo", "search_initials", "search_grams")


@dataclass(frozen=True, kw_only=True)
class _Told:
    """A call as announced: its source id, its program, and its columns in the order of COLUMNS."""

    line: int
    source_id: str
    program: ExternalProgram
    values: tuple[Any, ...]

    def __getitem__(self, column: str) -> Any:
        return self.values[COLUMNS.index(column)]


async def import_announcements(
    actor: Actor,
    path: Path,
    *,
    dry_run: bool = False,
    report: Path | None = None,
    progress: Progress | None = None,
) -> ImportSummary:
    """Take every announcement of the file as a call; bad ones go to the report. A dry run writes nothing."""
    actor.require(RUN)
    districts = await load_districts()
    entries = list(read_announcements(path))
    earlier: dict[str, _Told] = {}
    with ImportRun(report, progress, len(entries)) as run:
        for batch in in_batches(entries):
            announcements = run.sort_out(batch)
            run.warn([warning for one in announcements for warning in one.warnings])
            told = [_told(one, districts, clock.today()) for one in announcements]
            first, repeated = _apart(told, earlier)
            outcome = await _store(actor, told=first, dry_run=dry_run)
            outcome.unchanged += len(told) - len(first) - len(repeated)
            for one in repeated:
                outcome.bad.append(bad_row(one.line, "pblancId", one.source_id, "KEY_REPEATED"))
            run.done(outcome)
        return run.summary()


def _apart(told: Sequence[_Told], earlier: dict[str, _Told]) -> tuple[list[_Told], list[_Told]]:
    """Those that come first under their id, and those that repeat an id with other words."""
    first: list[_Told] = []
    repeated: list[_Told] = []
    for one in told:
        known = earlier.setdefault(one.source_id, one)
        if known is one:
            first.append(one)
        elif known.values != one.values:
            repeated.append(one)
    return first, repeated


@write
async def _store(actor: Actor, *, told: Sequence[_Told], dry_run: bool) -> Outcome:
    known = {
        row["source_id"]: row
        for row in await Call.filter(source_id__in=[one.source_id for one in told]).values(
            "id", "source_id", "program_id", *COLUMNS
        )
    }
    programs = await store_programs([one.program for one in told], dry_run=dry_run)
    new = [one for one in told if one.source_id not in known]
    changed = [one for one in told if one.source_id in known and _differs(one, known[one.source_id], programs)]
    outcome = Outcome(new=len(new), changed=len(changed), unchanged=len(told) - len(new) - len(changed))
    if not dry_run:
        await _add(new, programs)
        await _change(actor, changed, known, programs)
    return outcome


def _differs(one: _Told, row: Mapping[str, Any], programs: Mapping[str, UUID]) -> bool:
    return one.values != _values(row) or programs.get(one.program.code) != row["program_id"]


def _values(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column] for column in COLUMNS)


async def _add(new: Sequence[_Told], programs: Mapping[str, UUID]) -> None:
    calls = [(uuid7(), one) for one in new]
    await copy_rows(
        Call,
        ("id", "program_id", "source", "source_id", "applicant", "criteria", "documents", *COLUMNS, *_SEARCH),
        [
            (id, programs[one.program.code], SOURCE, one.source_id, "firm", "", [], *one.values, *_search(one))
            for id, one in calls
        ],
    )
    # what was over when it became known is no news to anyone
    await append_many(
        [
            Happening(event=_published(one), subject=id, program=one.program.code)
            for id, one in calls
            if one["status"] == "OPEN"
        ]
    )


async def _change(
    actor: Actor, changed: Sequence[_Told], known: Mapping[str, Mapping[str, Any]], programs: Mapping[str, UUID]
) -> None:
    await update_rows(
        Call,
        ("program_id", *COLUMNS, *_SEARCH),
        [(known[one.source_id]["id"], programs[one.program.code], *one.values, *_search(one)) for one in changed],
    )
    notes: list[tuple[object, ...]] = []
    happenings: list[Happening] = []
    for one in changed:
        row = known[one.source_id]
        different = [column for column in COLUMNS if row[column] != one[column]]
        event: CallChanged | CallClosed = CallChanged(kind="CHANGE", title=one["title"], closes_at=one["closes_at"])
        if different == ["status"]:
            event = CallClosed(title=one["title"])
        else:
            before = msgspec.to_builtins({column: row[column] for column in different})
            after = msgspec.to_builtins({column: one[column] for column in different})
            notes.append((uuid7(), row["id"], "CHANGE", "", before, after, clock.now(), actor.name))
        happenings.append(Happening(event=event, subject=row["id"], program=one.program.code))
    await copy_rows(CallChange, ("id", "call_id", "kind", "note", "before", "after", "at", "by"), notes)
    await append_many(happenings)


def _published(one: _Told) -> CallPublished:
    return CallPublished(
        title=one["title"],
        opens_at=one["opens_at"],
        closes_at=one["closes_at"],
        closing_kind=one["closing_kind"],
        districts=one["districts"],
    )


def _search(one: _Told) -> tuple[str, str, list[str]]:
    found = search_columns(one["title"])
    return found.jamo, found.initials, found.grams


def _told(one: Announcement, districts: Districts, today: date) -> _Told:
    areas = list(one.title_areas or one.areas)
    values = {
        "title": one.title,
        "summary": one.summary,
        "kind": next((_KINDS[word] for word in one.call_words), "NEW"),
        "status": "CLOSED" if one.closes_on and one.closes_on < today else "OPEN",
        "opens_at": _at(one.opens_on, time(0)),
        "closes_at": _at(one.closes_on, _LAST_SECOND),
        "closing_kind": one.closing_kind,
        "closing_text": one.closing_text,
        "target": one.target or "",
        "areas": areas,
        "districts": _districts(one, districts),
        "industries": list(one.industries),
        "topics": list(dict.fromkeys(topic for f in one.fields for topic in (f.major, f.minor) if topic)),
        "supervisor": one.supervising_body,
        "executor": one.executing_body,
        "url": one.url,
        "published_on": one.created_on,
    }
    return _Told(
        line=one.line,
        source_id=one.source_id,
        program=external_program(one),
        values=tuple(values[column] for column in COLUMNS),
    )


def _districts(one: Announcement, districts: Districts) -> list[str]:
    """The districts it is open to: those of a si/gun that the title begins with, else of its provinces.

    Open to the whole country is no restriction, and an empty list.
    """
    if len(one.provinces) == len(SIDO):
        return []
    in_title = covered(one.title, districts) if one.title_areas else frozenset()
    found = in_title or frozenset().union(*(covered(province, districts) for province in one.provinces))
    return sorted(found)


def _at(day: date | None, moment: time) -> datetime | None:
    return datetime.combine(day, moment, clock.SEOUL) if day else None
