"""Official code lists into the database: districts, industries (KSIC), goods (HS)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from majung.access.actor import Actor
from majung.errors import Refusal
from majung.imports.bulk_rows import copy_rows, in_batches, update_rows
from majung.imports.district_codes import import_districts
from majung.imports.firms_store import RUN
from majung.imports.import_run import ImportRun, Outcome, Progress
from majung.imports.reference_rows import HsRow, IndustryRow, read_hs, read_ksic
from majung.imports.report import BadRow, ImportSummary, bad_row
from majung.industries.models import HsCode, Industry
from majung.storage.ids import uuid7
from majung.storage.table import Table
from majung.storage.transaction import write

KINDS = ("districts", "ksic", "hs")

_NAME = 200


class ReferenceKindUnknown(Refusal):
    """There is no reference list {kind}. Known are: {known}.

    ko: 기준정보 {kind}은(는) 없습니다. 사용 가능: {known}.
    """


@dataclass(frozen=True, kw_only=True)
class _List:
    """Where a list is kept: its table, the columns of its key, and the columns that a row tells besides."""

    table: type[Table]
    key: tuple[str, ...]
    columns: tuple[str, ...]
    read: Callable[[Path], Iterator[Any]]
    told: Callable[[Any], tuple[object, ...]]
    untold: Mapping[str, object] = field(default_factory=dict)
    """Columns of a new row that the list says nothing about, with their values."""


async def import_reference(
    actor: Actor,
    kind: str,
    path: Path,
    *,
    dry_run: bool = False,
    report: Path | None = None,
    progress: Progress | None = None,
) -> ImportSummary:
    """Take an official list (districts, ksic or hs); what it does not name stays. A dry run writes nothing."""
    actor.require(RUN)
    if kind == "districts":
        return await import_districts(actor, path, dry_run=dry_run, report=report, progress=progress)
    if kind not in _LISTS:
        raise ReferenceKindUnknown(kind=kind, known=", ".join(KINDS))
    kept = _LISTS[kind]
    told_before: dict[tuple[object, ...], tuple[object, ...]] = {}
    with ImportRun(report, progress) as run:
        for batch in in_batches(kept.read(path)):
            rows = run.sort_out([_fitting(row) for row in batch])
            run.done(await _store(actor, kept=kept, rows=rows, told_before=told_before, dry_run=dry_run))
        return run.summary()


@write
async def _store(
    actor: Actor,
    *,
    kept: _List,
    rows: Sequence[Any],
    told_before: dict[tuple[object, ...], tuple[object, ...]],
    dry_run: bool,
) -> Outcome:
    outcome = Outcome()
    told: dict[tuple[object, ...], tuple[object, ...]] = {}
    for row in rows:
        key, values = tuple(getattr(row, name) for name in kept.key), kept.told(row)
        earlier = told_before.get(key, told.get(key))
        if earlier is None:
            told[key] = values
        elif earlier == values:
            outcome.unchanged += 1
        else:
            outcome.bad.append(bad_row(row.line, "code", row.code, "KEY_REPEATED"))
    known = await _known(kept, list(told))
    new = [(key, values) for key, values in told.items() if key not in known]
    changed = [(known[key][0], *values) for key, values in told.items() if key in known and known[key][1] != values]
    outcome.new, outcome.changed = len(new), len(changed)
    outcome.unchanged += len(told) - len(new) - len(changed)
    if not dry_run:
        columns = (*kept.key, *kept.columns)
        untold = tuple(kept.untold.values())
        rows_to_add = [(uuid7(), *key, *values, *untold) for key, values in new]
        await copy_rows(kept.table, ("id", *columns, *kept.untold), rows_to_add)
        await update_rows(kept.table, kept.columns, changed)
    told_before.update(told)
    return outcome


async def _known(
    kept: _List, keys: Sequence[tuple[object, ...]]
) -> Mapping[tuple[object, ...], tuple[object, tuple[object, ...]]]:
    rows = await kept.table.filter(code__in=[key[-1] for key in keys]).values("id", *kept.key, *kept.columns)
    return {
        tuple(row[name] for name in kept.key): (row["id"], tuple(row[name] for name in kept.columns)) for row in rows
    }


def _fitting(row: IndustryRow | HsRow | BadRow) -> IndustryRow | HsRow | BadRow:
    """The row, unless its name is longer than what is stored."""
    if isinstance(row, IndustryRow) and len(row.name) > _NAME:
        return bad_row(row.line, "name", row.name, "TOO_LONG")
    return row


def _industry(row: IndustryRow) -> tuple[object, ...]:
    return row.name, row.level, row.parent_code, row.section


def _goods(row: HsRow) -> tuple[object, ...]:
    return row.description, row.level, row.parent_code


_LISTS = {
    "ksic": _List(
        table=Industry,
        key=("revision", "code"),
        columns=("name_ko", "level", "parent_code", "section"),
        read=read_ksic,
        told=_industry,
        untold={"name_en": ""},
    ),
    "hs": _List(
        table=HsCode,
        key=("edition", "code"),
        columns=("description", "level", "parent_code"),
        read=read_hs,
        told=_goods,
    ),
}
