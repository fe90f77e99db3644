"""A plugin that requires another one: it extends the other's type and filter, and goes when the other goes."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import EntryPoint
from typing import Any

import pytest

from majung.access.actor import ANONYMOUS
from majung.plugin.contract import Plugin
from majung.plugin.loader import load
from majung.plugin.problem import StartupError
from majung.testing import DisposableServer, agent_of, make_firm
from majung_schema.build import build_schema
from majung_schema.printing import printed
from majung_schema.specs import SchemaSpecs
from majung_schema.testing import App, open_app

RATE = """mutation ($voucher: ID!, $stars: Int!) {
  rateWorkshop(voucher: $voucher, stars: $stars) {
    record { stars workshop { name stars } } refusals { code }
  }
}"""


@pytest.fixture
def plugins(example: Plugin, second: Plugin) -> Sequence[Plugin]:
    """Both."""
    return (second, example)


async def redeemed(app: App, issue: Any, workshop: Any) -> tuple[Any, str]:
    """An agent whose firm redeemed a voucher at the workshop, and the voucher's id."""
    from majung_example.writes import redeem_voucher

    firm = await make_firm()
    voucher, agent = await issue(app, firm), await agent_of(firm)
    await redeem_voucher(agent, voucher_id=voucher.id, version=1, workshop_id=workshop.id)
    return agent, f"exvoucher_{voucher.id}"


async def test_extends_the_type_and_the_filter_of_the_plugin_it_requires(app: App, issue: Any, workshop: Any) -> None:
    agent, voucher = await redeemed(app, issue, workshop)
    answer = await app.ask(RATE, agent, {"voucher": voucher, "stars": 4})
    assert answer["rateWorkshop"]["record"] == {"stars": 4, "workshop": {"name": workshop.name, "stars": "4.0"}}
    document = """query ($least: Int!) {
      workshops(where: {hourlyAtMost: 50000, starsAtLeast: $least}) {
        nodes { stars ratings { nodes { stars voucher { id } } } }
      }
    }"""
    found = await app.ask(document, ANONYMOUS, {"least": 4})
    [node] = found["workshops"]["nodes"]
    assert node == {"stars": "4.0", "ratings": {"nodes": [{"stars": 4, "voucher": None}]}}
    assert (await app.ask(document, ANONYMOUS, {"least": 5}))["workshops"]["nodes"] == []


async def test_refuses_a_second_rating_of_one_voucher(app: App, issue: Any, workshop: Any) -> None:
    agent, voucher = await redeemed(app, issue, workshop)
    await app.ask(RATE, agent, {"voucher": voucher, "stars": 4})
    again = await app.ask(RATE, agent, {"voucher": voucher, "stars": 5})
    assert again["rateWorkshop"] == {"record": None, "refusals": [{"code": "RATED_ALREADY"}]}


async def test_one_process_holds_two_plugin_sets_side_by_side(
    app: App, server: DisposableServer, example: Plugin
) -> None:
    document = '{ __type(name: "ExampleWorkshop") { fields { name } } }'
    official = await app.official()
    async with open_app(server, [example]) as alone:
        fields = {f["name"] for f in (await alone.ask(document, official))["__type"]["fields"]}
    both = {f["name"] for f in (await app.ask(document, official))["__type"]["fields"]}
    assert both - fields == {"ratings", "stars"}


def test_installed_plugins_are_found_by_their_entry_points(entry_points: list[EntryPoint]) -> None:
    registry = load("[plugins.second]\n[plugins.example]\n", available=entry_points, more_specs=(SchemaSpecs,))
    assert [p.name for p in registry.plugins] == ["example", "second"]
    assert "extend type ExampleWorkshop" in printed(build_schema(registry))["second.graphql"]


def test_does_not_start_without_the_plugin_it_requires(entry_points: list[EntryPoint]) -> None:
    with pytest.raises(StartupError, match=r"plugin 'second' requires plugin 'example' >=1.2,<2, which is not enabled"):
        load("[plugins.second]\n", available=entry_points, more_specs=(SchemaSpecs,))


async def test_what_a_plugin_left_behind_stays_readable_without_it(
    app: App, issue: Any, server: DisposableServer
) -> None:
    firm = await make_firm()
    await issue(app, firm)
    from majung_schema.platform import Platform
    from majung_schema.testing import load_plugins

    registry = load_plugins([])
    without = App(Platform(app.platform.settings, registry, build_schema(registry), app.database))
    document = """{
      applications { nodes { __typename programCode state program { plugin } } }
      supportRecords { nodes { programCode decidedKrw } }
    }"""
    found = await without.ask(document, await agent_of(firm))
    assert found["applications"]["nodes"] == [
        {
            "__typename": "GeneralApplication",
            "programCode": "EXAMPLE_VOUCHER",
            "state": "SELECTED",
            "program": {"plugin": "example"},
        }
    ]
    assert found["supportRecords"]["nodes"] == [{"programCode": "EXAMPLE_VOUCHER", "decidedKrw": 2_100_000}]
