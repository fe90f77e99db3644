"""What the statement of a part does not answer: found afterwards for all rows of a type together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from majung_schema.graph.rows import Row
from majung_schema.planned.bound import Values
from majung_schema.planned.failures import Answer
from majung_schema.planned.parts import Kept, KeptField
from majung_schema.planned.values import complete_values, values_of_rows

if TYPE_CHECKING:
    from majung_schema.planned.run import Run


async def find_kept(
    run: Run, kept: Kept, field: KeptField, items: Sequence[tuple[Answer, Values]], as_of: datetime | None
) -> None:
    """Find one field for rows whose answers wait for it, and put it in its place."""
    asked = field.field
    try:
        found = await _found(run, kept, field, [row for _, row in items], as_of)
    except Exception as error:
        found = [run.failure(error)] * len(items)
    for (answer, _), value in zip(items, found, strict=True):
        answer[asked.key] = value


async def _found(
    run: Run, kept: Kept, field: KeptField, rows: Sequence[Values], as_of: datetime | None
) -> Sequence[Any]:
    columns, asked = field.columns, field.field
    if field.part is not None:
        [place] = columns.values()
        return await run.level(field.part, [row[place] for row in rows], as_of)
    named = list(columns.items())
    given = [Row(kept.table, {name: row[place] for name, place in named}, as_of) for row in rows]
    return await complete_values(run, asked, asked.definition.type, await values_of_rows(run, asked, given))
