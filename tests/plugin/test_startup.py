"""Refusals of the schema through the whole start: a distribution is installed, enabled, loaded, composed, refused."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from majung.plugin.contract import Plugin
from majung.plugin.problem import StartupError
from majung.settings import Settings, new_keys
from majung_schema.composition import CompositionError
from majung_schema.platform import open_platform
from majung_schema.testing import load_plugins

_numbers = itertools.count()

Install = Callable[..., str]

PLUGIN = """
import sys
from majung.plugin.contract import Plugin, hookimpl
from majung.texts import Text
from majung_schema.parts import Part
from {module} import schema

plugin = Plugin(
    name="{name}", version="1.0.0", sdk=">=1.0,<2", package="{module}", title=Text("시험", "Test"), owner="팀",
    hooks=sys.modules[__name__],
)
majung_schema_part = hookimpl(lambda: schema.part(Part))
"""

SCHEMA = """
import strawberry
from majung.firms import models as firms
from majung_schema.composition import open_input
from majung_schema.graph.bound import batched, bound, column_field, computed
from majung_schema.graph.filters import Direction, by, by_expression, condition, equals
from majung_schema.graph.node import Node
from majung_schema.parts import extend
from majung_schema.query import Query
from majung_schema.types.firms import Firm, FirmFilter, FirmOrder

def greeting(name: str) -> str:
    "How the firm is greeted."
    return name

{source}

def part(Part):
    return Part(plugin="{name}", package={package}, extensions=({extensions}))
"""


def installed(folder: Path, distribution: str, point: str) -> None:
    """What installing a distribution leaves behind: its name, version and entry point."""
    info = folder / f"{distribution}-1.0.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0.0\n")
    (info / "entry_points.txt").write_text(f"[majung.plugins]\n{point}\n")


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Puts a distribution on the path, entry point and all; its package has a name of its own; the name."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def run(source: str = "", *, name: str = "alpha", extensions: str = "", package: str = "__package__") -> str:
        module = f"installed_{next(_numbers)}"
        folder = tmp_path / module
        folder.mkdir()
        (folder / "__init__.py").touch()
        (folder / "plugin.py").write_text(PLUGIN.format(name=name, module=module))
        filled = {"name": name, "source": dedent(source), "extensions": extensions, "package": package}
        (folder / "schema.py").write_text(SCHEMA.format(**filled))
        installed(tmp_path, module, f"{name} = {module}.plugin:plugin")
        return name

    return run


async def refused(tmp_path: Path, *names: str) -> str:
    """Start as a server does, without any database in reach; what the start is refused with."""
    file = tmp_path / "plugins.toml"
    file.write_text("".join(f"[plugins.{name}]\n" for name in names))
    keys = new_keys()
    settings = Settings(
        data_dir=tmp_path,
        plugins_file=file,
        database_url="postgresql://nobody@127.0.0.1:1/none",
        keys=(keys["MAJUNG_KEYS"],),
        hash_key=keys["MAJUNG_HASH_KEY"],
    )
    with pytest.raises((StartupError, CompositionError)) as caught:
        async with open_platform(settings):
            pass
    return str(caught.value)


BROKEN = {
    "field of the core": (
        """
        @extend(Firm)
        class More:
            name: str = computed(greeting, "name")
        """,
        ("Firm.name is added by plugin 'alpha'", "already defined by the core", "expected a new GraphQL name"),
    ),
    "type name of the core": (
        """
        @bound(firms.FirmName, name="Firm")
        class Other(Node):
            '''Another firm.'''
            name: str

        @extend(Firm)
        class More:
            other: Other | None = computed(greeting, "name")
        """,
        ("Firm", "by plugin 'alpha'", "the core", "expected one owner of each type name"),
    ),
    "type that is not in the schema": (
        """
        @strawberry.type
        class Nowhere:
            x: int = 1

        @extend(Nowhere)
        class More:
            y: str = computed(greeting, "name")
        """,
        ("plugin 'alpha' extends Nowhere", "not part of this schema"),
    ),
    "input field without default": (
        """
        @extend(FirmFilter)
        class More:
            loud: bool
        """,
        ("More.loud is an added input field without default", "clients of FirmFilter", "strawberry.UNSET"),
    ),
    "closed input": (
        """
        @strawberry.input
        class Closed:
            x: int = 1

        @extend(Closed)
        class More:
            y: int | None = strawberry.UNSET
        """,
        ("More extends input Closed", "found closed", "expected an @open_input"),
    ),
    "addition without a value": (
        """
        @extend(Firm)
        class More:
            mood: str
        """,
        ("More.mood has no resolver, found a plain annotation", "where its value for Firm comes from"),
    ),
    "addition without a policy": (
        """
        @extend(Firm)
        class More:
            @strawberry.field
            @staticmethod
            async def secrets() -> list[str]:
                return []
        """,
        ("plugin 'alpha': More.secrets adds an ordinary resolver to Firm", "no policy", "to_one, to_many"),
    ),
    "field that shows a personal column past its mask": (
        """
        @extend(Firm)
        class More:
            boss: str = computed(greeting, "representative")
        """,
        ("'alpha': Firm.boss reads the personal Firm.representative past its mask", "columns that are not personal"),
    ),
    "personal column under another name": (
        """
        @extend(Firm)
        class More:
            boss: str = column_field("representative")
        """,
        ("'alpha': Firm.boss reads the personal Firm.representative past its mask",),
    ),
    "rows read for many at once, with a personal column": (
        """
        async def bosses(reading, rows) -> list[str]:
            "Who leads the firm."
            return [row["representative"] for row in rows]

        @extend(Firm)
        class More:
            boss: str = batched(bosses, "representative")
        """,
        ("'alpha': Firm.boss reads the personal Firm.representative past its mask",),
    ),
    "filter that compares a personal column": (
        """
        @extend(FirmFilter)
        class More:
            boss: str | None = equals("representative")
        """,
        ("'alpha': More.boss reads the personal Firm.representative past its mask",),
    ),
    "filter whose SQL compares a personal column": (
        """
        @extend(FirmFilter)
        class More:
            boss: str | None = condition("starts_with({row}.representative, :value)", "text")
        """,
        ("'alpha': More.boss reads the personal Firm.representative past its mask",),
    ),
    "filter whose SQL compares a personal column of another table": (
        """
        NAMED = "exists (select 1 from {firm_representative} r where r.firm_id = {row}.id and r.name = :value)"

        @extend(FirmFilter)
        class More:
            boss: str | None = condition(NAMED, "text", tables=(firms.FirmRepresentative,))
        """,
        ("'alpha': More.boss reads the personal FirmRepresentative.name past its mask",),
    ),
    "ordering by a personal column": (
        """
        @extend(FirmOrder)
        class More:
            boss: Direction | None = by("representative")
            boss_length: Direction | None = by_expression("boss_length", "length({row}.representative)", "int")
        """,
        ("'alpha': More.boss reads the personal Firm.representative", "'alpha': More.boss_length reads the personal"),
    ),
    "extension of nothing": (
        """
        class More:
            pass
        """,
        ("plugin 'alpha': More is listed as an extension but extends nothing", "@extend(Type)"),
    ),
    "field bound to no column": (
        """
        @bound(firms.FirmName, name="Other")
        class Other(Node):
            '''A type with a field that its table does not have.'''
            colour: str

        @extend(Firm)
        class More:
            greeting: str = computed(greeting, "name")
        """,
        ("IMPORT_FAILED: plugin 'alpha' cannot be imported", "Other.colour is neither a column of firm_name"),
    ),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
async def test_refuses(tmp_path: Path, install: Install, broken: tuple[str, tuple[str, ...]]) -> None:
    source, words = broken
    told = await refused(tmp_path, install(source, extensions="More,"))
    assert [w for w in words if w not in told] == [], told


async def test_refuses_one_field_added_by_two_plugins(tmp_path: Path, install: Install) -> None:
    source = """
        @extend(Firm)
        class More:
            greeting: str = computed(greeting, "name")
        """
    told = await refused(tmp_path, *(install(source, name=n, extensions="More,") for n in ("alpha", "beta")))
    assert "Firm.greeting is added by plugin 'beta' but already defined by plugin 'alpha'" in told


async def test_refuses_addition_to_a_type_of_a_plugin_not_required(tmp_path: Path, install: Install) -> None:
    source = """
        from majung_example.schema import Workshop

        @extend(Workshop)
        class More:
            greeting: str = computed(greeting, "name")
        """
    installed(tmp_path, "majung_example_plugin", "example = majung_example.plugin:plugin")
    told = await refused(tmp_path, "example", install(source, extensions="More,"))
    assert "plugin 'alpha' extends Workshop of plugin 'example', which it does not require" in told
    assert "expected 'example' among them" in told


async def test_refuses_two_parts_of_one_package(tmp_path: Path, install: Install) -> None:
    names = install(package="'majung_one'"), install(name="beta", package="'majung_one'")
    told = await refused(tmp_path, *names)
    assert "plugin 'beta' has the package 'majung_one', found also at plugin 'alpha'" in told
    assert "expected the package to be its own" in told


async def test_tells_every_problem_of_the_schema_at_once(tmp_path: Path, install: Install) -> None:
    source = """
        @extend(Firm)
        class More:
            name: str = computed(greeting, "name")
            mood: str
        """
    told = await refused(tmp_path, install(source, extensions="More,"))
    assert "More.mood has no resolver" in told
    assert "Firm.name is added by plugin 'alpha'" in told


def test_names_the_broken_plugin_even_when_another_is_built_on_it(example: Plugin, second: Plugin) -> None:
    hooks = type("Misspelt", (), {"majung_table": staticmethod(vars(example.hooks)["majung_tables"])})()
    with pytest.raises(StartupError) as caught:
        load_plugins([replace(example, hooks=hooks), second])
    first = caught.value.problems[0]
    assert (first.code, first.plugin) == ("UNKNOWN_HOOK", "example")
    assert "do you mean majung_tables?" in first.message
