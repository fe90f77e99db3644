"""The commands around docs/access.md: who sees what and who may do what, kept in git beside the code."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from majung_schema.cli.running import say

group = typer.Typer(
    help="Who sees what, who may do what, as kept in git.\n\nExample: `majung access print && git diff docs/access.md`",
    no_args_is_help=True,
)

File = Annotated[Path, typer.Option("--file", dir_okay=False, help="Where the printed table is kept.")]
KEPT = Path("docs/access.md")


def printed_now() -> str:
    """The table that the code and the enabled plugins make now."""
    from majung.settings import Settings
    from majung_schema.access_table import access_table
    from majung_schema.build import build_schema
    from majung_schema.platform import read_registry

    registry = read_registry(Settings.from_environment())
    return access_table(registry, build_schema(registry))


@group.command("print")
def print_(
    file: File = KEPT,
    stdout: Annotated[bool, typer.Option("--stdout", help="Print the table instead of writing it.")] = False,
) -> None:
    """Write the table of access: rows, personal columns, permissions, changes and steps.

    Example: `majung access print && git diff docs/access.md`
    """
    text = printed_now()
    if stdout:
        print(text, end="")
        return
    file.write_text(text, encoding="utf-8", newline="\n")
    say("기록: {path}", "wrote {path}", path=file)


@group.command()
def check(file: File = KEPT) -> None:
    """Compare the kept table with the code; exit 1 when they differ.

    Example: `majung access check`
    """
    kept = file.read_text(encoding="utf-8") if file.exists() else ""
    if kept == printed_now():
        say("[green]{file}이(가) 코드와 일치합니다.[/]", "[green]{file} says what the code says[/]", file=file)
        return
    say(
        "{file}이(가) 최신이 아닙니다. `majung access print` 후 차이를 확인하십시오.",
        "{file} is not up to date. Run `majung access print` and look at the difference.",
        file=file,
    )
    sys.exit(1)
