"""Every command: its help with an example, wrong use told cleanly, and a start that costs little."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest
import typer
from tests.schema.cli.conftest import PATIENCE, CommandLine
from typer.testing import CliRunner

from majung_schema.cli.program import app

ROOT = typer.main.get_command(app)


def paths() -> Iterator[tuple[str, ...]]:
    """Every command and group with its path."""
    found: list[tuple[str, ...]] = [()]
    for path in found:
        command = ROOT
        for word in path:
            command = command.commands[word]  # type: ignore[attr-defined]
        found += [(*path, name) for name in getattr(command, "commands", {})]
    yield from found


@pytest.mark.parametrize("path", list(paths()), ids=" ".join)
def test_help_shows_an_example_of_the_command(path: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(app, [*path, "--help"], prog_name="majung", env={"COLUMNS": "200", "TERM": "dumb"})
    text = " ".join(shown.output.split())
    assert shown.exit_code == 0
    assert "Example" in text
    assert " ".join(["majung", *path]) in text.partition("Example")[2]


def test_light_commands_import_no_heavy_library() -> None:
    heavy = {"strawberry", "graphql", "tortoise", "uvicorn", "structlog", "asyncpg", "cryptography"}
    code = f"import sys; from majung_schema.cli import program; print(sorted({heavy} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "No such command 'nonsense'"),
        (["import", "nonsense", "file.csv"], "No such command 'nonsense'"),
        (["query", "--nonsense", "{ a }"], "No such option: --nonsense"),
        (["import", "firms", "absent.csv"], "absent.csv"),
        (["serve", "--port", "70000"], "--port"),
        (["demo", "--firms", "1"], "--firms"),
    ],
)
def test_wrong_use_is_told_cleanly(majung: CommandLine, arguments: list[str], said: str) -> None:
    done = majung(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_version(majung: CommandLine) -> None:
    assert majung("--version").stdout.startswith("majung ")


def test_plugin_brings_commands_of_its_own(majung: CommandLine, with_example: dict[str, str]) -> None:
    done = majung("example", "worth", "3000000", "--share", "60", **with_example)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "1800000", "")


def test_unreadable_settings_are_told_in_words(majung: CommandLine) -> None:
    done = majung("migrate", MAJUNG_DATABASE_URL="mysql://localhost/majung")
    assert (done.returncode, done.stderr.split()[0]) == (1, "BAD_SETTING")
    assert "Traceback" not in done.stderr


def test_two_processes_may_migrate_at_once(empty: CommandLine, with_example: dict[str, str]) -> None:
    with (
        empty.started("migrate", until="", **with_example) as one,
        empty.started("migrate", until="", **with_example) as two,
    ):
        assert (one.process.wait(PATIENCE), two.process.wait(PATIENCE)) == (0, 0)
    told = sorted([one.logged, two.logged], key=len)
    assert told[0].splitlines()[-1] == "nothing to apply"
    assert "applied core.0001_initial" in told[1]
    assert "applied example.0001_initial" in told[1]


def test_migrate_prepares_programs_and_is_safe_to_repeat(empty: CommandLine, with_example: dict[str, str]) -> None:
    first, second = (empty("migrate", **with_example) for _ in range(2))
    done = empty("query", "{ programs { nodes { code } } }", **with_example)
    assert (first.returncode, second.returncode, second.stderr) == (0, 0, "nothing to apply\n")
    assert [p["code"] for p in json.loads(done.stdout)["data"]["programs"]["nodes"]] != []


def test_make_migration_has_nothing_to_write(majung: CommandLine) -> None:
    done = majung("make-migration", "core", "nothing_changed")
    assert (done.returncode, done.stdout) == (0, "")
    assert "the models of core say what its migrations say" in done.stderr


def test_make_migration_refuses_an_unknown_app(majung: CommandLine) -> None:
    done = majung("make-migration", "absent", "something")
    assert (done.returncode, done.stderr.split()[0]) == (1, "APP_UNKNOWN")
