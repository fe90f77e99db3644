"""One run of an import of the platform, whatever its rows are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from majung.access.actor import Actor
from majung.errors import Refusal
from majung.imports.bulk_rows import batches_ahead
from majung.imports.import_run import ImportRun, Outcome
from majung.imports.report import BadRow, ImportSummary, bad_row
from majung.imports.typed_rows import Column, TypedRow, label, typed_rows

Take = Callable[[Actor, Sequence[TypedRow], bool], Awaitable[Outcome]]


async def run_import(
    actor: Actor, path: Path, columns: Mapping[str, Column], take: Take, dry_run: bool
) -> ImportSummary:
    """Take the rows of a table in batches (permission ``imports.run``); bad ones go to a report beside the file."""
    actor.require("imports.run")
    with ImportRun(path.with_name(f"{path.stem}.report.csv"), None) as run:
        async for batch in batches_ahead(typed_rows(path, columns)):
            run.done(await take(actor, run.sort_out(batch), dry_run))
        return run.summary()


def refused(row: TypedRow, refusal: Refusal, columns: Mapping[str, Column], field: str) -> BadRow:
    """A row that the platform's rules refuse, at the column that the refusal names, else at `field`."""
    named = str(refusal.path[0]) if refusal.path else field
    column = named if named in columns else field
    return bad_row(row.line, label(columns, column), str(row.values.get(column, "")), refusal)
