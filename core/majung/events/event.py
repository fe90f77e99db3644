"""Events: facts in the past tense, appended to the log in the transaction that made them true."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from majung import clock
from majung.storage.ids import uuid7
from majung.storage.transaction import current

_INSERT = """
insert into event_outbox (id, type, type_version, subject_type, subject_id, firm_ids, person_ids, institution_ids,
    program, district, public, actor, at, snapshot)
values ($1, $2, $3, $4, $5, $6::text::uuid[], $7::text::uuid[], $8::text::uuid[], $9, $10, $11, $12, $13, $14)
"""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of fact. A subclass's fields are its snapshot: facts of that moment, never personal ones.

    `type_name` is ``<owner>.<ClassName>`` (``growth_fund.LoanRecommended``); `subject_type` is the id prefix of
    the record it is about; `public` events may be read by anyone.
    """

    owner: ClassVar[str] = "core"
    subject_type: ClassVar[str]
    type_version: ClassVar[int] = 1
    public: ClassVar[bool] = False

    @classmethod
    def type_name(cls) -> str:
        """The type's name in the log and for subscribers."""
        return f"{cls.owner}.{cls.__name__}"

    def snapshot(self) -> dict[str, Any]:
        """The facts as JSON values."""
        built: dict[str, Any] = msgspec.to_builtins(self, str_keys=True)
        return built


@dataclass(frozen=True, kw_only=True)
class Happening:
    """An event with the record it is about and those whom it concerns, who may read it for that reason."""

    event: Event
    subject: UUID
    firms: Iterable[UUID] = ()
    persons: Iterable[UUID] = ()
    institutions: Iterable[UUID] = ()
    program: str | None = None
    district: str | None = None


async def append(
    event: Event,
    *,
    subject: UUID,
    firms: Iterable[UUID] = (),
    persons: Iterable[UUID] = (),
    institutions: Iterable[UUID] = (),
    program: str | None = None,
    district: str | None = None,
) -> UUID:
    """Write an event into the outbox of the running transaction; the event's id.

    The caller has locked the subject's row (or just made it), which gives its events an order. Who may read the
    event follows from `firms`, `persons` and `institutions`: those whom it concerns.
    """
    happening = Happening(
        event=event,
        subject=subject,
        firms=firms,
        persons=persons,
        institutions=institutions,
        program=program,
        district=district,
    )
    [event_id] = await append_many([happening])
    return event_id


async def append_many(happenings: Sequence[Happening]) -> list[UUID]:
    """Write events into the outbox of the running transaction, in this order and one round trip; their ids."""
    from majung.events.sequencer import nudge

    if not happenings:
        return []
    transaction, now = current(), clock.now()
    rows = [_row(happening, transaction.actor.name, now) for happening in happenings]
    if len(rows) == 1:
        await transaction.execute(_INSERT, *rows[0])
    else:
        await transaction.connection.execute_many(_INSERT, rows)
    transaction.after_commit.append(nudge)
    return [row[0] for row in rows]


def _row(happening: Happening, actor: str, at: datetime) -> list[Any]:
    event = happening.event
    return [
        uuid7(),
        event.type_name(),
        event.type_version,
        event.subject_type,
        happening.subject,
        _array(happening.firms),
        _array(happening.persons),
        _array(happening.institutions),
        happening.program,
        happening.district,
        event.public,
        actor,
        at,
        msgspec.json.encode(event.snapshot()).decode(),
    ]


def _array(ids: Iterable[UUID]) -> str:
    """A PostgreSQL array literal; the driver looks three times whether a list is one, and at each of its elements."""
    return f"{{{','.join(map(str, ids))}}}"
