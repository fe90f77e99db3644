"""What time does by itself: reminders before due dates, and what follows when one passes, each once."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from uuid import UUID

from tortoise.connection import get_connection

from majung import clock
from majung.access.actor import Actor
from majung.deadlines.events import DueDateNear, DueDatePassed
from majung.deadlines.models import DueDate
from majung.events.event import Event, append
from majung.plugin.contract import ScheduledWork
from majung.storage.transaction import current, save_change, write
from majung.texts import Text

Handler = Callable[[Actor, DueDate], Awaitable[None]]
"""What follows when a due date of one kind passes; runs in the transaction that marks it as passed."""

_OPEN = "done_at is null and passed_at is null"
_NEAR = f"select id from due_date where {_OPEN} and remind_on <= $1 and due_on >= $1 and reminded_at is null order by 1"
_PAST = f"select id from due_date where {_OPEN} and due_on < $1 order by due_on, id"

log = logging.getLogger(__name__)


class DueDatesLeft(RuntimeError):
    """Some due dates could not be handled; the log tells why. They are tried again at the next run."""


def due_dates_work(handlers: Mapping[str, Handler]) -> ScheduledWork:
    """The scheduled work that watches all due dates. A due date of a kind without a handler is only told of."""

    async def run(actor: Actor) -> int:
        return await watch_due_dates(actor, handlers)

    return ScheduledWork(
        name="core.due_dates", title=Text("기한 관리", "Watch due dates"), every=timedelta(minutes=10), run=run
    )


async def watch_due_dates(actor: Actor, handlers: Mapping[str, Handler]) -> int:
    """Remind of what is near and let pass what is over, each in a transaction of its own; how many there were.

    One that fails does not stop the others. After a crash in the middle the rest is still open, and done next time.
    """
    near = [row["id"] for row in await _ids(_NEAR)]
    past = [row["id"] for row in await _ids(_PAST)]
    failed = 0
    for due_id in near:
        await remind(actor, due_id=due_id)
    for due_id in past:
        try:
            await let_pass(actor, due_id=due_id, handlers=handlers)
        except Exception:
            log.exception("a due date could not pass", extra={"due_date": str(due_id)})
            failed += 1
    if failed:
        raise DueDatesLeft(f"{failed} of {len(past)} due dates could not be handled")
    return len(near) + len(past)


@write
async def remind(actor: Actor, *, due_id: UUID) -> None:
    """Tell once that a due date is near."""
    due = await _still_open(due_id)
    if due is None or due.reminded_at:
        return
    await save_change(due, reminded_at=clock.now())
    await _tell(DueDateNear, due)


@write
async def let_pass(actor: Actor, *, due_id: UUID, handlers: Mapping[str, Handler]) -> None:
    """A due day is over: mark it, do what follows from its kind, tell of it; all of it or nothing."""
    due = await _still_open(due_id)
    if due is None or due.due_on >= clock.today():
        return
    await save_change(due, passed_at=clock.now())
    handler = handlers.get(due.kind)
    if handler is not None:
        await handler(actor, due)
    await _tell(DueDatePassed, due)


async def _still_open(due_id: UUID) -> DueDate | None:
    rows = DueDate.filter(id=due_id, done_at=None, passed_at=None).using_db(current().connection)
    return await rows.select_for_update().first()


async def _ids(statement: str) -> list[dict[str, UUID]]:
    rows: list[dict[str, UUID]] = await get_connection("default").execute_query_dict(statement, [clock.today()])
    return rows


async def _tell(kind: type[DueDateNear] | type[DueDatePassed], due: DueDate) -> None:
    happened: Event = kind(
        about=f"{due.subject_type}_{due.subject_id}", kind=due.kind, due_on=due.due_on, waits_for=due.waits_for
    )
    await append(
        happened,
        subject=due.id,
        firms=[due.firm_id] if due.firm_id else [],
        persons=[due.person_id] if due.person_id else [],
        institutions=[due.institution_id] if due.institution_id else [],
        program=due.program_code,
        district=due.district_code,
    )
