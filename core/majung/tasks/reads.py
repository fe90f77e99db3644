"""The task list of who asks: one statement over all sources, under their policies, what is due first first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from majung.access.actor import Actor
from majung.plugin.contract import TaskSource
from majung.storage.select import Statement, UnionPart, Where, union_statement
from majung.storage.table import Table, find_table


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing that waits: from which source, about which record, due when (None: no day), waiting since when."""

    source: str
    subject_type: str
    subject_id: UUID
    firm_id: UUID | None
    person_id: UUID | None
    program: str | None
    label: str
    due_on: date | None
    since: datetime | None


def tasks_statement(actor: Actor, sources: Sequence[TaskSource], *, until: date | None, limit: int) -> Statement | None:
    """The statement that lists what waits for the actor, with how much there is (`total`); None for nothing at all.

    `until` leaves out what is due later, and what has no day.
    """
    parts = list(_parts(actor, sources))
    if not parts:
        return None
    where = Where(text="{row}.due_on <= :until", values={"until": (until, "date")}) if until else None
    return union_statement(parts, actor, where=where, order="due_on nulls last, since, subject_id", limit=limit)


def _parts(actor: Actor, sources: Sequence[TaskSource]) -> Iterator[UnionPart]:
    for source in sources:
        if source.scope is not None and not actor.may(source.scope):
            continue
        waiting = Where(text=source.waiting) if isinstance(source.waiting, str) else source.waiting(actor)
        if waiting is None:
            continue
        table = find_table(source.table)
        yield UnionPart(table=table, where=waiting, name=source.name, columns=_columns(source, table))


def _columns(source: TaskSource, table: type[Table]) -> dict[str, str]:
    known = table.column_names()
    return {
        "subject_type": source.subject_type or f"'{table.access.prefix}'",
        "subject_id": source.subject_id,
        "firm_id": "{row}.firm_id" if "firm_id" in known else "null::uuid",
        "person_id": "{row}.person_id" if "person_id" in known else "null::uuid",
        "program": source.program,
        "label": source.label,
        "due_on": source.due,
        "since": source.since,
    }
