"""`majung plugins uninstall`: it exports, asks and tells, and refuses a plugin that still runs."""

from __future__ import annotations

from pathlib import Path

from tests.schema.cli.conftest import CommandLine


def test_exports_asks_and_takes_away(prepared: CommandLine, with_example: dict[str, str]) -> None:
    majung = CommandLine({**prepared.environment, **with_example}, prepared.folder)
    migrated = majung("migrate")
    enabled = majung("plugins", "uninstall", "example", "--yes")
    Path(with_example["MAJUNG_PLUGINS_FILE"]).write_text("[plugins.example]\nenabled = false\n")
    declined = majung("plugins", "uninstall", "example", "--to", "kept", stdin="n\n")
    nobody = majung("plugins", "uninstall", "example", "--to", "unanswered")
    done = majung("plugins", "uninstall", "example", "--to", "gone", "--yes")
    again = majung("plugins", "uninstall", "example", "--to", "again", "--yes")

    assert "applied example.0001_initial" in migrated.stderr
    assert (enabled.returncode, enabled.stderr.split()[0]) == (1, "PLUGIN_STILL_ENABLED")
    assert (declined.returncode, "nothing was removed" in declined.stderr) == (1, True)
    assert "exported kept/example_voucher.csv: 0 rows, 0 earlier versions" in declined.stderr
    assert (nobody.returncode, "nothing was removed" in nobody.stderr) == (1, True)
    assert (done.returncode, done.stdout) == (0, "")
    assert "taken back example.0001_initial" in done.stderr
    assert "removed 4 tables of example; the export is in gone" in done.stderr
    assert (again.returncode, again.stderr.split()[0]) == (1, "NOTHING_TO_UNINSTALL")
