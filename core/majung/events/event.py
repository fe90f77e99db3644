"""Events: facts in the past tense, appended to the log in the transaction that made them true."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from majung import clock
from majung.storage.ids import uuid7
from majung.storage.transaction import current


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
    transaction = current()
    event_id = uuid7()
    await transaction.execute(
        "insert into event_outbox (id, type, type_version, subject_type, subject_id, firm_ids, person_ids,"
        " institution_ids, program, district, public, actor, at, snapshot)"
        " values ($1,$2,$3,$4,$5,$6::uuid[],$7::uuid[],$8::uuid[],$9,$10,$11,$12,$13,$14::jsonb)",
        event_id,
        event.type_name(),
        event.type_version,
        event.subject_type,
        subject,
        [*firms],
        [*persons],
        [*institutions],
        program,
        district,
        event.public,
        transaction.actor.name,
        clock.now(),
        msgspec.json.encode(event.snapshot()).decode(),
    )
    from majung.events.sequencer import nudge

    transaction.after_commit.append(nudge)
    return event_id
