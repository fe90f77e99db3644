"""What happened before the demonstration began, as the event log tells it: editions, calls, the latest supports
and consents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from majung.clock import SEOUL
from majung.demo.batch import Batch, Record, copy, declare
from majung.demo.draws import RowIds
from majung.events.event import Happening
from majung.events.sequencer import nudge
from majung.persons.events import ConsentGiven
from majung.programs.events import CallClosed, CallPublished, EditionCreated
from majung.storage.database import Database
from majung.storage.transaction import current
from majung.support.events import SupportEnded, SupportGranted

OUTBOX = "event_outbox"

declare(
    {
        OUTBOX: "id type type_version subject_type subject_id firm_ids person_ids institution_ids program"
        " district public actor at snapshot"
    }
)

_SOURCE = "demonstration"
_EDITIONS = "select e.id, e.year, p.code from edition e join program p on p.id = e.program_id order by e.id"
_CALLS = """
select c.id, c.title, c.status, c.opens_at, c.closes_at, c.closing_kind, c.districts, c.published_on, p.code
from call c join program p on p.id = c.program_id where c.source = $1 order by c.id
"""
_SUPPORTS = """
select s.id, s.firm_id, s.benefit, s.year, s.decided_krw, s.status, s.period_from, s.period_to, s.program_code as code,
    f.district_code
from support_record s join firm f on f.id = s.firm_id
where s.origin = 'IMPORTED' order by s.period_from desc, s.id limit 200
"""


_CONSENTS = """
select c.person_id, c.kind, c.purpose, c.given_at, p.district_code, i.id as centre
from consent c join person p on p.id = c.person_id left join district d on d.code = p.district_code
join institution i on i.code = case when d.job_region is null then 'JEPA-SEOUL' else 'JEPA-JOBS-' || d.job_region end
order by c.given_at desc, c.id limit 200
"""
"""The newest consents, each given to the centre that is there for where the person lives."""


@dataclass(frozen=True, kw_only=True)
class Past:
    """Something that happened, and when."""

    at: datetime
    happening: Happening


def outbox_record(id: UUID, past: Past, actor: str) -> Record:
    """The row of the outbox that tells of it; whoever copies some calls `nudge` after the commit."""
    told, event = past.happening, past.happening.event
    return (
        id, event.type_name(), event.type_version, event.subject_type, told.subject, [*told.firms], [*told.persons],
        [*told.institutions], told.program, told.district, event.public, actor, past.at, event.snapshot(),
    )  # fmt: skip


async def append_history(database: Database, seed: int) -> None:
    """Write the past of the province into the outbox in the order of time; it is placed after the commit."""
    happened = [past for row in await database.fetch(_EDITIONS) for past in _edition(row)]
    happened += [past for row in await database.fetch(_CALLS, _SOURCE) for past in _call(row)]
    happened += [past for row in await database.fetch(_SUPPORTS) for past in _support(row)]
    happened += [_consent(row) for row in await database.fetch(_CONSENTS)]
    ids = RowIds("event_outbox", seed)
    actor = current().actor.name
    batch = Batch()
    for place, past in enumerate(sorted(happened, key=lambda past: past.at)):
        batch.add(OUTBOX, outbox_record(ids[place], past, actor))
    await copy(database, batch)
    current().after_commit.append(nudge)


def _edition(row: Mapping[str, Any]) -> Iterator[Past]:
    created = EditionCreated(year=row["year"])
    yield Past(
        at=_morning(date(row["year"], 1, 5)),
        happening=Happening(event=created, subject=row["id"], program=row["code"]),
    )


def _call(row: Mapping[str, Any]) -> Iterator[Past]:
    published = CallPublished(
        title=row["title"],
        opens_at=row["opens_at"],
        closes_at=row["closes_at"],
        closing_kind=row["closing_kind"],
        districts=row["districts"],
    )
    announced = _morning(row["published_on"])
    yield Past(at=announced, happening=Happening(event=published, subject=row["id"], program=row["code"]))
    if row["status"] == "CLOSED":
        closed = CallClosed(title=row["title"])
        ended = row["closes_at"] or announced + timedelta(days=120)
        yield Past(at=ended, happening=Happening(event=closed, subject=row["id"], program=row["code"]))


def _support(row: Mapping[str, Any]) -> Iterator[Past]:
    granted = SupportGranted(
        application_id=None, benefit=row["benefit"], year=row["year"], decided_krw=row["decided_krw"]
    )
    about = Happening(
        event=granted,
        subject=row["id"],
        firms=(row["firm_id"],),
        program=row["code"],
        district=row["district_code"],
    )
    yield Past(at=_morning(row["period_from"]), happening=about)
    if row["status"] == "FINISHED":
        ended = replace(about, event=SupportEnded(status=row["status"]))
        yield Past(at=_morning(row["period_to"]), happening=ended)


def _consent(row: Mapping[str, Any]) -> Past:
    about = Happening(
        event=ConsentGiven(kind=row["kind"], purpose=row["purpose"]),
        subject=row["person_id"],
        persons=(row["person_id"],),
        institutions=(row["centre"],),
        district=row["district_code"],
    )
    return Past(at=row["given_at"], happening=about)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9), SEOUL).astimezone(UTC)
