"""People at work: officials of centres and programs, periods in force, a firm and a person whom they serve."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from majung.access.actor import Actor, system
from majung.access.cipher import Keys, use_keys
from majung.clock import SEOUL, clock_at
from majung.deadlines.rules import Period, Unit
from majung.deadlines.writes import enter_period
from majung.firms.models import Firm
from majung.institutions.models import Institution
from majung.persons.models import Person
from majung.persons.rules import Notice
from majung.persons.writes import give_consent
from majung.programs.models import Program
from majung.settings import Settings
from majung.storage.apps import core_tables
from majung.storage.database import Database
from majung.storage.select import Select, rows_statement
from majung.storage.table import Table
from majung.testing import make_firm, make_institution, make_official, make_person

MORNING = datetime(2026, 3, 10, 9, 0, tzinfo=SEOUL)  # a Tuesday
WORK = ("consultations.write", "referrals.send", "notices.post", "persons.read", "firms.write")


@dataclass
class Desk:
    """Who works here, whom they serve, and questions about what is stored."""

    database: Database
    adviser: Actor
    colleague: Actor
    stranger: Actor
    manager: Actor
    east: Institution
    west: Institution
    firm: Firm
    person: Person

    async def seen(self, table: type[Table], actor: Actor) -> list[UUID]:
        """The rows of a table that an actor sees."""
        statement = rows_statement(Select(table=table), actor)
        return [row["id"] for row in await self.database.fetch(statement.text, *statement.values)]

    async def events(self) -> list[tuple[str, dict[str, Any]]]:
        """What happened at this desk, in order; not what made it."""
        rows = await self.database.fetch("select type, snapshot from event_outbox order by seq")
        rows += await self.database.fetch("select type, snapshot from event_log order by position")
        made = {"core.FirmRegistered", "core.PersonRegistered", "core.ConsentGiven"}
        return [(row["type"], row["snapshot"]) for row in rows if row["type"] not in made]

    async def period(self, kind: str, days: int, unit: Unit = "DAYS", **more: Any) -> None:
        """Let a period be in force since the beginning of the year."""
        found = Period(kind=kind, days=days, unit=unit, valid_from=date(2026, 1, 1), **more)
        await enter_period(system("test"), period=found, source="test")

    async def consent(self, recipient: Institution) -> UUID:
        """The person agrees that an institution is told of them."""
        notice = Notice(
            kind="THIRD_PARTY",
            purpose="연계",
            items=("성명", "연락처"),
            refusal_told=True,
            version="1",
            retention_until=date(2027, 12, 31),
            recipient_id=recipient.id,
        )
        given = await give_consent(system("test"), person_id=self.person.id, notice=notice, channel="visit")
        return given.id


@pytest.fixture
async def desk(database: Database, settings: Settings) -> AsyncIterator[Desk]:
    """The agency on the morning of 10 March 2026, with two centres."""
    core_tables()  # policies follow tables by name
    use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))
    with clock_at(MORNING):
        east = await make_institution("동부센터", kind="CENTRE")
        west = await make_institution("서부센터", kind="CENTRE")
        adviser, colleague, stranger = [
            replace(await make_official(*WORK, name=name), centre_ids=frozenset({centre.id}))
            for name, centre in (("상담사", east), ("동료", east), ("서부", west))
        ]
        for code, plugin in (("FAIRS", "fairs"), ("LOANS", "loans")):
            await Program.create(code=code, title_ko=code, benefit="SALES", plugin=plugin)
        yield Desk(
            database=database,
            adviser=adviser,
            colleague=colleague,
            stranger=stranger,
            manager=await make_official(*WORK, "consultations.read_all", "referrals.read_all", name="부서장"),
            east=east,
            west=west,
            firm=await make_firm(),
            person=await make_person(),
        )
