"""Codes of occupations below the major groups, as the Korean Employment Classification of Occupations lists them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from majung.access.actor import Actor
from majung.imports.bulk_rows import copy_rows, update_rows
from majung.imports.import_run import Outcome
from majung.imports.report import ImportSummary, bad_row
from majung.imports.typed_rows import Column, TypedRow, label, text
from majung.storage.ids import uuid7
from majung.storage.transaction import current, write
from majung_jobs.errors import OccupationUnknown
from majung_jobs.importing.running import run_import
from majung_jobs.models import Occupation
from majung_jobs.rules.words import is_occupation

_NAMES = ("name_ko", "name_en")


def _code(cell: str) -> str:
    if not is_occupation(cell.strip()):
        raise ValueError(cell)
    return cell.strip()


COLUMNS = {
    "code": Column(names=("직종코드", "분류코드", "코드", "code"), read=_code),
    "name_ko": Column(names=("직종명", "분류명", "항목명", "name_ko"), read=text(200)),
    "name_en": Column(names=("영문명", "name_en"), read=text(200), required=False),
}


async def read_occupations(actor: Actor, path: Path, dry_run: bool) -> ImportSummary:
    """Take codes of occupations; a code below one that is not known is bad."""
    return await run_import(actor, path, COLUMNS, _take, dry_run)


@write
async def _take(actor: Actor, rows: Sequence[TypedRow], dry_run: bool) -> Outcome:
    known = {
        row["code"]: row for row in await current().fetch("select id, code, name_ko, name_en from jobs_occupation")
    }
    outcome, new, changed = Outcome(bad=[]), [], []
    for row in sorted(rows, key=lambda one: len(one.values["code"])):
        code, names = row.values["code"], tuple(row.values.get(name, "") for name in _NAMES)
        there = known.get(code)
        if there is None and code[0] not in known:
            outcome.bad.append(bad_row(row.line, label(COLUMNS, "code"), code, OccupationUnknown(code=code[0])))
        elif there is None:
            made = uuid7()
            new.append((made, code, *names))
            known[code] = {"id": made, "code": code, **dict(zip(_NAMES, names, strict=True))}
        elif tuple(there[name] for name in _NAMES) != names:
            changed.append((there["id"], *names))
        else:
            outcome.unchanged += 1
    outcome.new, outcome.changed = len(new), len(changed)
    if not dry_run:
        await copy_rows(Occupation, ("id", "code", *_NAMES), new)
        await update_rows(Occupation, _NAMES, changed)
    return outcome
