"""`majung access`: the table of access beside the code."""

from __future__ import annotations

from tests.schema.cli.conftest import CommandLine


def test_the_kept_table_says_what_the_code_says(majung: CommandLine) -> None:
    kept = majung.folder / "access.md"
    assert majung("access", "print", "--file", str(kept)).returncode == 0
    assert majung("access", "check", "--file", str(kept)).returncode == 0
    text = kept.read_text(encoding="utf-8")
    assert "### firm: `Firm`" in text
    assert "* personal `representative`: masked" in text
    assert "| `approveClaim` | core | – | `money.approve` |" in text

    kept.write_text(text.replace("masked (mask_name)", "whole", 1), encoding="utf-8")
    done = majung("access", "check", "--file", str(kept))
    assert done.returncode == 1
    assert "majung access print" in done.stderr
