"""Events: facts in the past tense, appended to the log in the transaction that made them true."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from majung import clock
from majung.storage.ids import uuid7
from majung.storage.transaction import current

_INSERT = """
insert into event_outbox (id, type, type_version, subject_type, subject_id, firm_ids, person_ids, institution_ids,
    program, district, public, actor, at, snapshot)
select e.id, e.type, e.type_version, e.subject_type, e.subject_id, e.firm_ids::uuid[], e.person_ids::uuid[],
    e.institution_ids::uuid[], e.program, e.district, e.public, $12, $13, e.snapshot::jsonb
from unnest($1::uuid[], $2::text[], $3::smallint[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::text[],
    $9::text[], $10::text[], $11::bool[], $14::text[])
    with ordinality e (id, type, type_version, subject_type, subject_id, firm_ids, person_ids, institution_ids,
    program, district, public, snapshot, n)
order by e.n
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
    """Write events into the outbox of the running transaction in one statement, in this order; their ids."""
    from majung.events.sequencer import nudge

    if not happenings:
        return []
    transaction = current()
    event_ids = [uuid7() for _ in happenings]
    await transaction.execute(
        _INSERT,
        event_ids,
        [h.event.type_name() for h in happenings],
        [h.event.type_version for h in happenings],
        [h.event.subject_type for h in happenings],
        [h.subject for h in happenings],
        [_array(h.firms) for h in happenings],
        [_array(h.persons) for h in happenings],
        [_array(h.institutions) for h in happenings],
        [h.program for h in happenings],
        [h.district for h in happenings],
        [h.event.public for h in happenings],
        transaction.actor.name,
        clock.now(),
        [msgspec.json.encode(h.event.snapshot()).decode() for h in happenings],
    )
    transaction.after_commit.append(nudge)
    return event_ids


def _array(ids: Iterable[UUID]) -> str:
    """A PostgreSQL array literal: `unnest` would flatten arrays of arrays."""
    return f"{{{','.join(map(str, ids))}}}"
