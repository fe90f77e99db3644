"""The legal-dong list into the districts: sido and si/gun/gu under their newest code, with every code they had."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from majung.access.actor import Actor
from majung.districts.models import District, DistrictCode
from majung.districts.reads import load_districts
from majung.districts.rules import Districts
from majung.imports.bulk_rows import copy_rows, in_batches, update_rows
from majung.imports.import_run import ImportRun, Outcome, Progress
from majung.imports.reference_rows import DistrictRow, read_districts
from majung.imports.report import ImportSummary
from majung.storage.ids import uuid7
from majung.storage.transaction import write

_KEPT = ("SIDO", "SIGUNGU")
_KINDS = {"시": "si", "군": "gun", "구": "gu"}
_COLUMNS = ("parent_code", "name_ko", "kind", "valid_from", "valid_to")


async def import_districts(
    actor: Actor,
    path: Path,
    *,
    dry_run: bool = False,
    report: Path | None = None,
    progress: Progress | None = None,
) -> ImportSummary:
    """Take sido and si/gun/gu of the list; smaller districts are left out and counted so.

    A code that gave way to another is kept as a former code of the district it became, never as a district.
    """
    districts = await load_districts()
    with ImportRun(report, progress) as run:
        rows = run.sort_out(list(read_districts(path)))
        kept = [row for row in rows if row.level in _KEPT]
        run.leave_out(len(rows) - len(kept))
        # a code that was abolished and given again stands twice: the one in force counts
        first = {row.code: row for row in sorted(kept, key=lambda row: not row.abolished)}
        run.done(Outcome(unchanged=len(kept) - len(first)))
        for batch in in_batches(first.values()):
            run.done(await _store(actor, rows=batch, districts=districts, dry_run=dry_run))
        return run.summary()


@write
async def _store(actor: Actor, *, rows: Sequence[DistrictRow], districts: Districts, dry_run: bool) -> Outcome:
    former = [row for row in rows if row.code in districts.changes]
    present = [row for row in rows if row.code not in districts.changes]
    known = {
        row["code"]: row
        for row in await District.filter(code__in=[row.code for row in present]).values("id", "code", *_COLUMNS)
    }
    codes = {row["code"] for row in await DistrictCode.filter(code__in=[row.code for row in rows]).values("code")}
    new = [row for row in present if row.code not in known]
    changed = [
        (known[row.code]["id"], *values)
        for row in present
        if row.code in known and (values := _laid_over(known[row.code], row)) != _values(known[row.code])
    ]
    unnamed = [row for row in former if row.code not in codes]
    if not dry_run:
        await _add(new, codes)
        await update_rows(District, _COLUMNS, changed)
        await _add_former(unnamed, districts)
    total = len(new) + len(unnamed)
    return Outcome(new=total, changed=len(changed), unchanged=len(rows) - total - len(changed))


async def _add(new: Sequence[DistrictRow], codes: set[str]) -> None:
    await copy_rows(
        District,
        ("id", "code", "name_en", "member", "capital_region", *_COLUMNS),
        [(uuid7(), row.code, "", False, False, *_told(row)) for row in new],
    )
    await copy_rows(
        DistrictCode,
        ("id", "code", "district_code", "name_ko"),
        [(uuid7(), row.code, row.code, _name(row)) for row in new if row.code not in codes],
    )


async def _add_former(rows: Sequence[DistrictRow], districts: Districts) -> None:
    await copy_rows(
        DistrictCode,
        ("id", "code", "district_code", "name_ko", "valid_to"),
        [
            (uuid7(), row.code, change.new, row.name[:100], row.valid_to)
            for row in rows
            for change in districts.changes[row.code]
        ],
    )


def _told(row: DistrictRow) -> tuple[Any, ...]:
    return (
        row.parent_code,
        _name(row),
        "sido" if row.level == "SIDO" else _KINDS.get(_name(row)[-1], "other"),
        row.valid_from,
        row.valid_to,
    )


def _laid_over(known: dict[str, Any], row: DistrictRow) -> tuple[Any, ...]:
    """What the list tells instead of what is known; what it does not tell stays."""
    return tuple(new if new is not None else old for new, old in zip(_told(row), _values(known), strict=True))


def _values(known: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(known[column] for column in _COLUMNS)


def _name(row: DistrictRow) -> str:
    """The district's own name: 경기도 수원시 장안구 -> 수원시 장안구, 세종특별자치시 as it is."""
    if row.level == "SIDO":
        return row.name[:100]
    _, _, own = row.name.partition(" ")
    return (own or row.name)[:100]
