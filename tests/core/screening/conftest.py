"""A program whose applications go all the way: officials with accounts, and periods in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from tests.core.programs.conftest import Office, office

from majung.access.actor import Actor, system
from majung.applications.models import Application
from majung.deadlines.rules import Period
from majung.deadlines.writes import enter_period
from majung.testing import make_official

__all__ = ["office"]

PERIODS = {
    "notice.deemed_served": 14, "supplement.answer": 10, "agreement.sign": 14, "objection.lodge": 30,
    "objection.decide": 14,
}  # fmt: skip


@dataclass
class Bureau:
    """Who screens, decides and settles here, with accounts of their own."""

    office: Office
    screener: Actor
    decider: Actor
    settler: Actor

    async def reread(self, application: Application) -> Application:
        """The application as it is now."""
        return await Application.get(id=application.id)


@pytest.fixture
async def bureau(office: Office) -> Bureau:
    """The office on the morning of 10 March 2026, with periods in force."""
    for kind, days in PERIODS.items():
        period = Period(kind=kind, days=days, unit="DAYS", valid_from=date(2026, 1, 1))
        await enter_period(system("test"), period=period, source="test")
    return Bureau(
        office=office,
        screener=await make_official("applications.screen", "applications.decide", name="심사"),
        decider=await make_official("applications.decide", name="결정"),
        settler=await make_official("applications.settle", "money.approve", name="정산"),
    )
