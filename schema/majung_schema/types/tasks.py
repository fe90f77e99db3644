"""The task list: what waits for the viewer, due when, across programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import strawberry

from majung import clock
from majung.firms import models as firms
from majung.persons import models as persons
from majung.tasks.reads import tasks_statement
from majung.tasks.sources import CORE_TASKS
from majung_schema.graph.connections import MAX_PAGE, PageArguments
from majung_schema.graph.context import Context, actor_of, reading_of
from majung_schema.graph.node import Node
from majung_schema.refusals import PageTooLarge
from majung_schema.types.firms import Firm
from majung_schema.types.persons import Person


async def _subject(root: Any, info: strawberry.Info[Context, Any]) -> Any:
    table = info.context.graph.table_of(root.found["subject_type"])
    return None if table is None else await reading_of(info).one(table, "id", root.found["subject_id"])


async def _firm(root: Any, info: strawberry.Info[Context, Any]) -> Any:
    id = root.found["firm_id"]
    return None if id is None else await reading_of(info).one(firms.Firm, "id", id)


async def _person(root: Any, info: strawberry.Info[Context, Any]) -> Any:
    id = root.found["person_id"]
    return None if id is None else await reading_of(info).one(persons.Person, "id", id)


@strawberry.type(description="Something that waits for the viewer.")
class Task:
    found: strawberry.Private[dict[str, Any]]
    source: str = strawberry.field(description="Which kind of thing waits: core.applications, core.next_steps, …")
    title_ko: str
    title_en: str
    label: str = strawberry.field(description="What tells it from others of its kind: a state, a kind of deadline.")
    program_code: str | None
    due_on: date | None
    overdue: bool
    since: datetime | None
    subject: Node | None = strawberry.field(resolver=_subject, description="The record that a task leads to.")
    firm: Firm | None = strawberry.field(resolver=_firm)
    person: Person | None = strawberry.field(resolver=_person)


@strawberry.type(description="The first tasks, what is due first first, and how many there are in all.")
class TaskList:
    total_count: int
    nodes: list[Task]


async def tasks_of(
    root: Any, info: strawberry.Info[Context, Any], first: int = 50, until: date | None = None
) -> TaskList:
    """What waits for the viewer; `until` leaves out what is due later or has no day. One statement, at most 100."""
    if first < 0:
        raise PageArguments(reason="first cannot be negative")
    if first > MAX_PAGE:
        raise PageTooLarge(counted=first, allowed=MAX_PAGE)
    actor = actor_of(info)
    sources = [*CORE_TASKS, *(source for _, source in info.context.registry.task_sources)]
    statement = tasks_statement(actor, sources, until=until, limit=max(first, 1))  # a row says how many there are
    rows = await reading_of(info).fetch(statement) if statement else []
    titles = {source.name: source.title for source in sources}
    nodes = [
        Task(
            found=dict(row),
            source=row["source"],
            title_ko=titles[row["source"]].ko,
            title_en=titles[row["source"]].en,
            label=row["label"],
            program_code=row["program"],
            due_on=row["due_on"],
            overdue=row["due_on"] is not None and row["due_on"] < clock.today(),
            since=row["since"],
        )
        for row in rows[:first]
    ]
    return TaskList(total_count=rows[0]["total"] if rows else 0, nodes=nodes)
