"""The example plugins, loaded as a third party's would be, and an app that has the first."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Sequence
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from majung import clock
from majung.access.actor import Actor, system
from majung.applications.models import Application
from majung.applications.steps import take_step
from majung.firms.models import Firm
from majung.plugin.contract import GROUP, Plugin
from majung.storage.transaction import load_for_change, write
from majung.testing import agent_of, make_application, make_call
from majung_schema.testing import App, app, config, server  # noqa: F401 - fixtures

TESTS = Path(__file__).parents[1]
for folder in ("example_plugin", "second_plugin"):
    sys.path.insert(0, str(TESTS / folder))  # distributions of their own, not installed in this environment

RULES = {"highest_krw": 5_000_000, "share_pct": "70", "valid_days": 180}
ANSWERS = {"product": "무선 센서", "cost_krw": 3_000_000, "hours": 40, "market": "HOME"}

Issue = Callable[[App, Firm], Awaitable[Any]]


@pytest.fixture
def example() -> Plugin:
    """The manifest of the first example."""
    from majung_example.plugin import plugin

    return plugin


@pytest.fixture
def second() -> Plugin:
    """The manifest of the second, which requires the first."""
    from majung_second.plugin import plugin

    return plugin


@pytest.fixture
def entry_points() -> list[EntryPoint]:
    """What installing both examples says."""
    return [EntryPoint(name=n, value=f"majung_{n}.plugin:plugin", group=GROUP) for n in ("example", "second")]


@pytest.fixture
def plugins(example: Plugin) -> Sequence[Plugin]:
    """The first example alone."""
    return (example,)


@pytest.fixture
def issue() -> Issue:
    """Brings a firm to a voucher by the shortest way, past the graph."""
    from majung_example.writes import give_advice, issue_voucher

    async def run(opened: App, firm: Firm) -> Any:
        official, agent = await opened.official(), await agent_of(firm)
        call = await make_call("EXAMPLE_VOUCHER", rules=RULES)
        quote = {"kind": "QUOTE", "issued_on": clock.today().isoformat()}
        application = await make_application(agent, call, answers=ANSWERS, documents=[quote])
        await _step(official, application_id=application.id, action="begin_screening")
        await _step(official, application_id=application.id, action="send_to_adviser")
        await give_advice(official, application_id=application.id, verdict="SOUND", adviser_name="박전문")
        version = await _step(official, application_id=application.id, action="begin_evaluation")
        return await issue_voucher(official, application_id=application.id, version=version)

    return run


@write
async def _step(actor: Actor, *, application_id: UUID, action: str) -> int:
    application = await load_for_change(Application, actor, application_id, None)
    await take_step(actor, application, action=action)
    return application.version


@pytest.fixture
async def workshop(app: App) -> Any:  # noqa: F811 - the fixture
    """A workshop at which vouchers are redeemed."""
    from majung_example.models import Workshop
    from majung_example.writes import NewWorkshop, take_workshops

    await take_workshops(system("test"), workshops=[NewWorkshop(code="W1", name="새벽시제품제작소", hourly_krw=40_000)])
    return await Workshop.get(code="W1")
