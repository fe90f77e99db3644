"""Workshops from a table file: CSV, XLSX or HTML, with the columns code, name and hourly (won)."""

from __future__ import annotations

from pathlib import Path

from majung.access.actor import Actor
from majung.imports.report import ImportSummary
from majung.imports.tables import Row, read_table
from majung.plugin.contract import Importer
from majung.texts import Text
from majung_example.writes import NewWorkshop, take_workshops


async def read_workshops(actor: Actor, path: Path, dry_run: bool) -> ImportSummary:
    """Take the good rows, count the bad ones; the code is the natural key, so that a file can be read again."""
    rows = list(read_table(path).rows)
    good = [found for row in rows if (found := _workshop(row)) is not None]
    counts = (len(good), 0, 0) if dry_run else await take_workshops(actor, workshops=good)
    return ImportSummary(
        read=len(rows), bad=len(rows) - len(good), new=counts[0], changed=counts[1], unchanged=counts[2]
    )


def _workshop(row: Row) -> NewWorkshop | None:
    code, name, hourly = (row.values.get(column) for column in ("code", "name", "hourly"))
    if not code or not name or not hourly or not hourly.isdecimal():
        return None
    return NewWorkshop(code=code, name=name, hourly_krw=int(hourly))


IMPORTER = Importer(name="example_workshops", title=Text("시제품 제작소", "Prototype workshops"), run=read_workshops)
