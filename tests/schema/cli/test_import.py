"""`majung import`: options, reports, exit codes, and importers of plugins by their names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.schema.cli.conftest import CommandLine

GOOD = "상호,주소\n한빛정밀,전라남도 순천시 중앙로 1\n남도식품,전라남도 여수시 시청로 2\n"
BAD = GOOD + ",전라남도 순천시 중앙로 3\n"
MAPPED = ("--map", "name=상호", "--map", "address=주소")


def firms_in(line: CommandLine) -> int:
    done = line("query", "{ firms { totalCount } }")
    found: int = json.loads(done.stdout)["data"]["firms"]["totalCount"]
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A table of firms without an error."""
    path = tmp_path / "firms.csv"
    path.write_text(GOOD)
    return path


def test_dry_run_reads_everything_and_writes_nothing(prepared: CommandLine, file: Path) -> None:
    done = prepared("import", "firms", str(file), *MAPPED, "--dry-run")
    assert (done.returncode, done.stdout) == (0, "")
    assert "read 2  new 2  changed 0  unchanged 0  bad 0  warnings 0" in done.stderr
    assert firms_in(prepared) == 0


def test_second_import_of_a_file_changes_nothing(prepared: CommandLine, file: Path) -> None:
    first, second = (prepared("import", "firms", str(file), *MAPPED) for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0)
    assert "new 2" in first.stderr
    assert "new 0  changed 0  unchanged 2" in second.stderr


def test_bad_rows_go_to_a_report_and_into_the_exit_code_while_good_ones_go_in(
    prepared: CommandLine, file: Path, tmp_path: Path
) -> None:
    file.write_text(BAD)
    done = prepared("import", "firms", str(file), *MAPPED)
    report = tmp_path / "firms.csv.report.csv"
    assert done.returncode == 1
    assert "report: firms.csv.report.csv" in done.stderr
    assert report.read_text("utf-8-sig").splitlines()[1].startswith("4,bad,상호,,MISSING")
    assert firms_in(prepared) == 2


def test_clean_import_leaves_no_report_of_an_earlier_one(prepared: CommandLine, file: Path, tmp_path: Path) -> None:
    report = tmp_path / "bad.csv"
    report.write_text("from an earlier import")
    prepared("import", "firms", str(file), *MAPPED, "--report", str(report))
    assert not report.exists()


def test_refuses_a_report_that_cannot_be_written_before_reading(prepared: CommandLine, file: Path) -> None:
    done = prepared("import", "firms", str(file), *MAPPED, "--report", "/nowhere/report.csv")
    assert (done.returncode, done.stderr.split()[0]) == (1, "REPORT_NOT_WRITABLE")
    assert firms_in(prepared) == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), "PROFILE_OR_MAP"),
        ((*MAPPED, "--profile", "markets"), "PROFILE_OR_MAP"),
        (("--map", "colour=색"), "MAPPING_REFUSED"),
    ],
)
def test_refuses_to_guess_how_to_read_a_file(
    majung: CommandLine, file: Path, arguments: tuple[str, ...], code: str
) -> None:
    done = majung("import", "firms", str(file), *arguments)
    assert (done.returncode, done.stdout, done.stderr.split()[0]) == (1, "", code)


def test_summary_speaks_korean(prepared: CommandLine, file: Path) -> None:
    done = prepared("import", "firms", str(file), *MAPPED, "--dry-run", LANG="ko_KR.UTF-8")
    assert "읽음 2  신규 2" in done.stderr


def test_importer_of_a_plugin_has_a_name_of_its_own(
    prepared: CommandLine, tmp_path: Path, with_example: dict[str, str]
) -> None:
    workshops = tmp_path / "workshops.csv"
    workshops.write_text("code,name,hourly\nA1,순천 제작소,30000\nA2,목포 제작소,\n")
    done = prepared("import", "example_workshops", str(workshops), **with_example)
    assert done.returncode == 1
    assert "read 2  new 1" in done.stderr


def test_importer_of_a_plugin_has_help(majung: CommandLine, with_example: dict[str, str]) -> None:
    done = majung("import", "example_workshops", "--help", **with_example)
    assert done.returncode == 0
    assert "majung import example_workshops" in done.stdout
    assert "Prototype workshops" in done.stdout
