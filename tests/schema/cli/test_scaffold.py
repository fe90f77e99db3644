"""`majung plugins new`: what it writes is a running program, in this repository and as a distribution of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.schema.cli.conftest import CommandLine, install

ROOT = Path(__file__).parents[3]
RUFF = Path(sys.executable).with_name("ruff")
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "node_modules")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A copy of this repository, as far as a new plugin touches it."""
    copy = tmp_path / "repository"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    return copy


def own_tests(plugin: Path, tests: str, home: Path, *paths: Path) -> subprocess.CompletedProcess[str]:
    """The plugin's own tests, with the plugin installed beside what is installed here."""
    install(home / "installed", "my_program", "majung_my_program.plugin")
    found = os.pathsep.join(map(str, (home / "installed", plugin, *paths)))
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", tests],
        cwd=plugin if not paths else paths[0],
        env={**os.environ, "PYTHONPATH": found},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_plugin_in_the_repository_runs_and_follows_its_style(
    environment: dict[str, str], repository: Path, tmp_path: Path
) -> None:
    done = CommandLine(environment, repository)("plugins", "new", "my_program")
    assert (done.returncode, "wrote   plugins/my_program/majung_my_program/plugin.py" in done.stderr) == (0, True)
    new = [repository / "plugins/my_program", repository / "tests/plugins/my_program"]
    for check in (["check"], ["format", "--check"]):
        styled = subprocess.run([RUFF, *check, *new], cwd=repository, capture_output=True, text=True, check=False)
        assert styled.returncode == 0, styled.stdout
    ran = own_tests(new[0], "tests/plugins/my_program", tmp_path, repository)
    assert ran.returncode == 0, ran.stdout
    found = os.pathsep.join(map(str, (tmp_path / "installed", new[0])))
    its_own = {"PYTHONPATH": found, "MAJUNG_PLUGINS_FILE": str(repository / "plugins.toml")}
    line = CommandLine({**environment, **its_own}, repository)
    for kept in ("schema", "access"):
        checked = line(kept, "check")
        assert checked.returncode == 0, checked.stderr


def test_a_plugin_elsewhere_is_a_distribution_that_runs(environment: dict[str, str], tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = CommandLine(environment, elsewhere)("plugins", "new", "my_program")
    assert done.returncode == 0, done.stderr
    home = elsewhere / "majung-my-program"
    assert {path.name for path in home.iterdir()} == {"README.md", "majung_my_program", "pyproject.toml", "tests"}
    ran = own_tests(home, "tests", tmp_path)
    assert ran.returncode == 0, ran.stdout


def test_a_name_that_is_taken_or_no_name_is_refused(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "majung-my-program").mkdir()
    line = CommandLine(environment, tmp_path)
    assert line("plugins", "new", "my_program").stderr.startswith("PLACE_TAKEN")
    assert line("plugins", "new", "My-Program").returncode == 1
