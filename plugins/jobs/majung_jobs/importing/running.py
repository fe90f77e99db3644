"""One run of an import of the platform, whatever its rows are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from majung import clock
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


def kept(stored: Mapping[str, Any] | None, values: Mapping[str, Any], running: str) -> dict[str, Any]:
    """What a file does not take back from a row that is known: its centre, and a renewal.

    `running` is the state of a row whose last day is not over.
    """
    if stored is None:
        return {}
    until = max(stored["valid_until"], values["valid_until"]) if stored["renewals"] else values["valid_until"]
    return {"centre_id": stored["centre_id"], "valid_until": until, "state": state_on(until, running)}


def state_on(valid_until: date, running: str) -> str:
    """The state today of what stands until a day: running or EXPIRED."""
    return running if valid_until >= clock.today() else "EXPIRED"


def refused(row: TypedRow, refusal: Refusal, columns: Mapping[str, Column], field: str) -> BadRow:
    """A row that the platform's rules refuse, at the column that the refusal names, else at `field`."""
    named = str(refusal.path[0]) if refusal.path else field
    column = named if named in columns else field
    return bad_row(row.line, label(columns, column), str(row.values.get(column, "")), refusal)
