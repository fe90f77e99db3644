"""The printed contract: the core without a trace of plugins, each plugin's share, and the whole."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import strawberry
from graphql import build_schema, extend_schema, parse, print_type
from typer.testing import CliRunner, Result

from majung.plugin.loader import load
from majung_schema.build import CORE_TYPES
from majung_schema.build import build_schema as build_graph
from majung_schema.cli import contract
from majung_schema.cli.contract import compare, write_contract
from majung_schema.cli.program import app
from majung_schema.composition import ComposedSchema
from majung_schema.graph.connections import Connection
from majung_schema.graph.scalars import scalar_config
from majung_schema.mutation import Mutation
from majung_schema.parts import Part, extend
from majung_schema.printing import printed
from majung_schema.query import Query
from majung_schema.specs import SchemaSpecs
from majung_schema.subscription import Subscription
from majung_schema.types.firms import Firm, FirmFilter


@strawberry.type
class Boat:
    name: str


@strawberry.type(description="Where boats lie.")
class Harbour:
    name: str


@extend(Firm, since="1.4")
class FirmBoats:
    @strawberry.field(description="Its boats.")
    @staticmethod
    def boats() -> Connection[Boat]:
        raise NotImplementedError


@extend(FirmFilter)
class BoatFilter:
    has_boats: bool | None = strawberry.UNSET


@extend(Query)
class HarbourQuery:
    @strawberry.field(description="Harbours.")
    @staticmethod
    def harbours() -> list[Harbour]:
        raise NotImplementedError


@extend(Boat)
class BoatBerth:
    @strawberry.field(description="Where it lies.")
    @staticmethod
    def berth() -> str:
        raise NotImplementedError


for plugin, classes in {
    "fishing": (Boat, FirmBoats, BoatFilter),
    "harbours": (Harbour, HarbourQuery),
    "berths": (BoatBerth,),
}.items():
    for cls in classes:
        cls.__module__ = f"majung_{plugin}.schema"

FISHING = Part(plugin="fishing", package="majung_fishing", extensions=(FirmBoats, BoatFilter))
HARBOURS = Part(plugin="harbours", package="majung_harbours", extensions=(HarbourQuery,))
BERTHS = Part(plugin="berths", package="majung_berths", extensions=(BoatBerth,), requires=frozenset({"fishing"}))


@cache
def files(*parts: Part) -> dict[str, str]:
    schema = ComposedSchema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        parts=parts,
        types=CORE_TYPES,
        config=scalar_config(),
    )
    return printed(schema)


def test_core_says_the_same_whatever_plugins_run() -> None:
    assert files(FISHING, HARBOURS)["core.graphql"] == files()["core.graphql"]


def test_core_stands_alone_and_says_what_the_schema_without_plugins_says() -> None:
    core, whole = (build_schema(files()[name]) for name in ("core.graphql", "majung.graphql"))
    assert [print_type(t) for t in core.type_map.values()] == [print_type(t) for t in whole.type_map.values()]


def test_a_share_says_the_same_whatever_other_plugins_add_to_its_types() -> None:
    assert files(FISHING, BERTHS)["fishing.graphql"] == files(FISHING)["fishing.graphql"]
    assert "berth: String!" in files(FISHING, BERTHS)["berths.graphql"]


def test_share_of_a_plugin_has_its_types_their_connections_and_marked_additions() -> None:
    share = files(FISHING, HARBOURS)["fishing.graphql"]
    definitions = {d.name.value: type(d).__name__ for d in parse(share).definitions if hasattr(d, "name")}
    assert definitions == {
        "Boat": "ObjectTypeDefinitionNode",
        "BoatConnection": "ObjectTypeDefinitionNode",
        "BoatEdge": "ObjectTypeDefinitionNode",
        "Firm": "ObjectTypeExtensionNode",
        "FirmFilter": "InputObjectTypeExtensionNode",
    }
    assert 'boats: BoatConnection! @contributed(by: "fishing", since: "1.4")' in share
    assert 'hasBoats: Boolean @contributed(by: "fishing", since: "1.0")' in share


def test_core_and_shares_together_are_the_whole() -> None:
    printed_files = files(FISHING, HARBOURS)
    whole = build_schema(printed_files["majung.graphql"])
    together = build_schema(printed_files["core.graphql"])
    for name in ("fishing.graphql", "harbours.graphql"):
        together = extend_schema(together, parse(printed_files[name]), assume_valid_sdl=True)
    assert set(whole.type_map) == set(together.type_map)
    assert {n: set(getattr(t, "fields", ())) for n, t in whole.type_map.items()} == {
        n: set(getattr(t, "fields", ())) for n, t in together.type_map.items()
    }


def test_print_is_the_same_in_every_process(tmp_path: Path) -> None:
    (tmp_path / "plugins.toml").write_text("")
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    settings = {**kept, "MAJUNG_PLUGINS_FILE": str(tmp_path / "plugins.toml"), "MAJUNG_DATA_DIR": str(tmp_path)}
    command = [Path(sys.executable).with_name("majung"), "schema", "print", "--stdout"]
    texts = {
        subprocess.run(command, capture_output=True, check=True, env={**settings, "PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2")
    }
    assert len(texts) == 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a test keeps the printed schema."""
    return tmp_path / "schema"


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, folder: Path) -> CheckedWith:
    return CheckedWith(monkeypatch, folder)


class CheckedWith:
    """`majung schema check` with these plugins running."""

    def __init__(self, patch: pytest.MonkeyPatch, folder: Path) -> None:
        self.patch, self.folder = patch, folder

    def __call__(self, *parts: Part) -> Result:
        self.patch.setattr(contract, "printed_now", lambda: files(*parts))
        return CliRunner().invoke(app, ["schema", "check", "--folder", str(self.folder)], env={"LANG": "C"})


def test_check_passes_right_after_print(check: CheckedWith, folder: Path) -> None:
    write_contract(folder, files(FISHING))
    assert check(FISHING).exit_code == 0


def test_check_tells_an_addition_as_safe(check: CheckedWith, folder: Path) -> None:
    write_contract(folder, files())
    done = check(FISHING)
    assert done.exit_code == 1
    assert "safe      Firm.boats is new" in done.output
    assert "safe      BoatConnection is new" in done.output
    assert "BoatConnection.nodes" not in done.output
    assert "breaking" not in done.output
    assert "fishing.graphql" in done.output


def test_check_names_a_breaking_change_and_the_file_that_is_left_over(check: CheckedWith, folder: Path) -> None:
    write_contract(folder, files(FISHING))
    done = check()
    assert done.exit_code == 1
    assert "breaking  Field Firm.boats was removed" in done.output
    assert "Not up to date: fishing.graphql, majung.graphql." in done.output
    assert "core.graphql" not in done.output


def test_check_of_an_empty_folder_says_what_to_do(check: CheckedWith) -> None:
    done = check()
    assert done.exit_code == 1
    assert "Run `majung schema print`" in done.output


def test_change_of_a_description_is_safe(check: CheckedWith, folder: Path) -> None:
    write_contract(folder, {n: t.replace("Where boats lie.", "Where ships lie.") for n, t in files(HARBOURS).items()})
    done = check(HARBOURS)
    assert (done.exit_code, "only descriptions" in done.output) == (1, True)


def test_change_of_a_single_space_is_noticed(folder: Path) -> None:
    write_contract(folder, files())
    kept = folder / "core.graphql"
    kept.write_bytes(kept.read_bytes().replace(b"\n", b"\r\n"))
    assert compare(folder, files()).stale == ("core.graphql",)


def test_platform_prints_what_it_composes() -> None:
    schema = build_graph(load("", available=(), more_specs=(SchemaSpecs,)))
    assert printed(schema) == files()
