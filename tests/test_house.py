"""The walls of the house: who imports whom, how large a file is, what a file is called."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORE, SCHEMA, PLUGINS = ROOT / "core" / "majung", ROOT / "schema" / "majung_schema", ROOT / "plugins"

MAX_LINES = 300
LAYER_NAMES = {
    "utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "service", "services",
    "validators", "validator", "repository", "misc",
}  # fmt: skip
FOREIGN_WORDS = re.compile(r"(?i)\b(todo|fixme|xxx)\b|\.\./shared|/work/")


def sources(*roots: Path) -> list[Path]:
    return sorted(p for root in roots for p in root.rglob("*.py") if "migrations" not in p.parts)


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def plugin_folders() -> dict[str, Path]:
    return {p.name: p / f"majung_{p.name}" for p in sorted(PLUGINS.iterdir()) if (p / "pyproject.toml").exists()}


def under(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def test_core_imports_neither_the_schema_nor_a_plugin() -> None:
    packages = ["majung_schema", "strawberry", "graphql", *(f"majung_{name}" for name in plugin_folders())]
    found = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(CORE)
        for name in imported(path)
        for package in packages
        if under(name, package)
    }
    assert found == set()


def test_the_schema_imports_no_plugin() -> None:
    packages = [f"majung_{name}" for name in plugin_folders()]
    found = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(SCHEMA)
        for name in imported(path)
        for package in packages
        if under(name, package)
    }
    assert found == set()


def test_a_plugin_imports_another_only_if_its_distribution_depends_on_it() -> None:
    found = set()
    for own, folder in plugin_folders().items():
        depends = (folder.parent / "pyproject.toml").read_text()
        for other in set(plugin_folders()) - {own}:
            if f'"majung-{other.replace("_", "-")}' in depends:
                continue
            found |= {
                f"{path.relative_to(ROOT)} imports {name}"
                for path in sources(folder)
                for name in imported(path)
                if under(name, f"majung_{other}")
            }
    assert found == set()


def test_rules_are_pure() -> None:
    forbidden = ("tortoise", "asyncpg", "majung.storage", "majung.clock", "strawberry")
    files = [p for p in sources(CORE, PLUGINS) if p.name == "rules.py" or "rules" in p.parent.name]
    found = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files
        for name in imported(path)
        for package in forbidden
        if under(name, package)
    }
    found |= {
        f"{path.relative_to(ROOT)} awaits"
        for path in files
        if any(isinstance(node, ast.Await | ast.AsyncFunctionDef) for node in ast.walk(ast.parse(path.read_text())))
    }
    assert files
    assert found == set()


@pytest.mark.parametrize("path", sources(CORE, SCHEMA, PLUGINS), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_is_small_and_named_after_what_it_knows(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MAX_LINES
    assert path.stem not in LAYER_NAMES


@pytest.mark.parametrize("path", sources(CORE, SCHEMA, PLUGINS), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_says_what_it_is_for_and_leaves_nothing_undone(path: Path) -> None:
    text = path.read_text()
    assert not text.strip() or ast.get_docstring(ast.parse(text))
    assert FOREIGN_WORDS.search(text) is None


def test_a_plugin_file_reads_as_a_table_of_contents() -> None:
    long = {
        str(folder) for folder in plugin_folders().values() if len((folder / "plugin.py").read_text().splitlines()) > 60
    }
    assert long == set()


def test_hooks_are_implemented_in_plugin_files_only() -> None:
    found = {
        str(path.relative_to(ROOT))
        for folder in plugin_folders().values()
        for path in sources(folder)
        if path.name != "plugin.py" and "@hookimpl" in path.read_text()
    }
    assert found == set()
