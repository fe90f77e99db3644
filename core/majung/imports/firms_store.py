"""Firms of a file into the database: batch by batch, each whole or not at all, the same file twice changing nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.districts.reads import load_districts
from majung.events.event import Happening, append_many
from majung.firms.events import FirmChanged, FirmRegistered
from majung.firms.models import (
    Establishment,
    Firm,
    FirmAddress,
    FirmIdentifier,
    FirmIndustry,
    FirmName,
    FirmRepresentative,
)
from majung.firms.registration import name_columns
from majung.imports.bulk_rows import BATCH, batches_ahead, copy_rows, update_rows
from majung.imports.firm_rows import FirmRow, read_firms
from majung.imports.firms_known import FIRM_COLUMNS, WORKPLACE_COLUMNS, KnownFirm, Number, load_owners
from majung.imports.firms_merge import Merged, Surroundings, merge_rows
from majung.imports.import_run import ImportRun, Progress
from majung.imports.industry_texts import load_industry_names
from majung.imports.profiles import Profile
from majung.imports.report import BadRow, ImportSummary
from majung.storage.ids import uuid7
from majung.storage.table import Table
from majung.storage.transaction import AlreadyThere, current, write

RUN = "imports.run"
"""Permission to import files."""

_TRIES = 3
"""Times a batch is tried when someone else registers one of its firms at that very moment."""

_NAME_COLUMNS = ("name", "name_key", "legal_form", "search_jamo", "search_initials", "search_grams")
_PLAIN_COLUMNS = tuple(column for column in FIRM_COLUMNS if column != "name")
_HISTORIES: dict[type[Table], tuple[str, tuple[str, ...]]] = {
    FirmName: ("name", ("name",)),
    FirmRepresentative: ("representative", ("name",)),
    FirmAddress: ("address", ("address", "district_code", "district_as_received")),
    FirmIndustry: ("industry_code", ("revision", "code", "main")),
}
"""Tables that keep what was in force from when to when: what of a firm they follow, and their columns."""


async def import_firms(
    actor: Actor,
    path: Path,
    *,
    profile: Profile,
    dry_run: bool = False,
    report: Path | None = None,
    progress: Progress | None = None,
) -> ImportSummary:
    """Take the firms of a table; bad rows go to the report. A dry run reads the database and writes nothing."""
    actor.require(RUN)
    around = Surroundings(districts=await load_districts(), industries=await load_industry_names())
    told: set[int] = set()
    imagined = _Imagined()
    source = f"import:{profile.name}"
    with ImportRun(report, progress) as run:
        async for batch in batches_ahead(_read(path, profile)):
            rows = run.sort_out(batch)
            run.warn([warning for row in rows for warning in row.warnings])
            if dry_run:
                merged = imagined.merge(rows, await load_owners(rows, lock=False), told, around)
            else:
                merged = await _store_patiently(actor, rows, told, around, source)
            told |= merged.told
            run.done(merged.outcome)
        return run.summary()


class _Imagined:
    """What a dry run would have stored so far."""

    def __init__(self) -> None:
        self._owners: dict[Number, KnownFirm] = {}
        self._firms: dict[UUID, KnownFirm] = {}

    def merge(
        self, rows: Sequence[FirmRow], stored: dict[Number, KnownFirm], told: Set[int], around: Surroundings
    ) -> Merged:
        """Lay rows over what is stored and what would be by now."""
        for number, firm in stored.items():
            self._owners.setdefault(number, self._firms.setdefault(firm.id, firm))
        merged = merge_rows(rows, self._owners, told, around)
        for firm in merged.firms:
            self._firms[firm.id] = firm
            firm.stored()
        return merged


async def _store_patiently(
    actor: Actor, rows: Sequence[FirmRow], told: Set[int], around: Surroundings, source: str
) -> Merged:
    for _ in range(_TRIES - 1):
        try:
            return await _store(actor, rows=rows, told=told, around=around, source=source)
        except AlreadyThere:
            continue
    return await _store(actor, rows=rows, told=told, around=around, source=source)


@write
async def _store(actor: Actor, *, rows: Sequence[FirmRow], told: Set[int], around: Surroundings, source: str) -> Merged:
    merged = merge_rows(rows, await load_owners(rows, lock=True), told, around)
    new = [firm for firm in merged.firms if firm.new]
    changed = [firm for firm in merged.firms if not firm.new and firm.changed]
    await _store_firms(new, changed, source)
    await _store_workplaces(merged.firms)
    for table, (what, _) in _HISTORIES.items():
        moved = [firm for firm in changed if what in firm.changed]
        await _end_history(table, [firm.id for firm in moved])
        await _begin_history(table, new, moved)
    identifiers = [(uuid7(), firm.id, *number) for firm in merged.firms for number in firm.numbers]
    await copy_rows(FirmIdentifier, ("id", "firm_id", "scheme", "value"), identifiers)
    await append_many([_happening(firm, source) for firm in merged.firms])
    return merged


async def _store_firms(new: Sequence[KnownFirm], changed: Sequence[KnownFirm], source: str) -> None:
    await copy_rows(
        Firm,
        ("id", *_NAME_COLUMNS, *_PLAIN_COLUMNS, "source", "status", "version"),
        [(firm.id, *_name_values(firm.name), *_values(firm, _PLAIN_COLUMNS), source, "ACTIVE", 1) for firm in new],
    )
    renamed = [firm for firm in changed if "name" in firm.changed]
    await update_rows(Firm, _NAME_COLUMNS, [(firm.id, *_name_values(firm.name)) for firm in renamed])
    others = [firm for firm in changed if firm.changed - {"name", "address"}]
    await update_rows(Firm, _PLAIN_COLUMNS, [(firm.id, *_values(firm, _PLAIN_COLUMNS)) for firm in others])


async def _store_workplaces(firms: Sequence[KnownFirm]) -> None:
    every = [(firm, workplace) for firm in firms for workplace in firm.workplaces]
    await copy_rows(
        Establishment,
        ("id", "firm_id", *WORKPLACE_COLUMNS, "version"),
        [(w.id, firm.id, *_values(w, WORKPLACE_COLUMNS), 1) for firm, w in every if w.new],
    )
    await update_rows(
        Establishment,
        WORKPLACE_COLUMNS,
        [(w.id, *_values(w, WORKPLACE_COLUMNS)) for _, w in every if w.changed and not w.new],
    )


async def _end_history(table: type[Table], firm_ids: Sequence[UUID]) -> None:
    """End what is in force yesterday; what began today is replaced."""
    if not firm_ids:
        return
    name, today = table.table_name(), clock.today()
    await current().execute(
        f'delete from "{name}" where firm_id = any($1::uuid[]) and valid_to is null and valid_from = $2',
        firm_ids,
        today,
    )
    await current().execute(
        f'update "{name}" set valid_to = $2, version = version + 1'
        " where firm_id = any($1::uuid[]) and valid_to is null",
        firm_ids,
        today - timedelta(days=1),
    )


async def _begin_history(table: type[Table], new: Sequence[KnownFirm], moved: Sequence[KnownFirm]) -> None:
    """Of a new firm nobody knows since when it is so; a change counts from today, when it was learnt."""
    since = [*((firm, None) for firm in new), *((firm, clock.today()) for firm in moved)]
    rows = [(uuid7(), firm.id, day, *values) for firm, day in since for values in _in_force(table, firm)]
    await copy_rows(table, ("id", "firm_id", "valid_from", *_HISTORIES[table][1]), rows)


def _in_force(table: type[Table], firm: KnownFirm) -> list[tuple[object, ...]]:
    """The values of a firm's history that are in force now."""
    if table is FirmName:
        return [(firm.name,)]
    if table is FirmRepresentative:
        return [(name[:200],) for name in firm.representatives]
    if table is FirmIndustry:
        return [(firm.industry_revision, firm.industry_code, True)] if firm.industry_code else []
    return [(w.address, w.district_code, w.district_as_received) for w in firm.workplaces if w.head and w.address]


def _happening(firm: KnownFirm, source: str) -> Happening:
    if firm.new:
        event: FirmRegistered | FirmChanged = FirmRegistered(
            district_code=firm.district_code,
            industry_revision=firm.industry_revision,
            industry_code=firm.industry_code,
            source=source,
        )
    else:
        what = set(firm.changed)
        what |= {"identifiers"} if firm.numbers else set()
        what |= {"establishments"} if any(w.new or w.changed for w in firm.workplaces) else set()
        event = FirmChanged(changed=tuple(sorted(what)), source=source)
    return Happening(event=event, subject=firm.id, firms=[firm.id], district=firm.district_code)


def _read(path: Path, profile: Profile) -> Iterator[FirmRow | BadRow]:
    """The rows of a file; what their names are found by is made here, while the rows before are stored."""
    for row in read_firms(path, profile):
        if isinstance(row, FirmRow):
            _name_values(row.name)
        yield row


@lru_cache(maxsize=4 * BATCH)
def _name_values(name: str) -> tuple[object, ...]:
    columns = name_columns(name)
    return tuple(columns[name] for name in _NAME_COLUMNS)


def _values(record: object, columns: Sequence[str]) -> tuple[object, ...]:
    return tuple(getattr(record, column) for column in columns)
