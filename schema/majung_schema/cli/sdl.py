"""The commands around the contract in git: printing the schema, and telling breaking from safe changes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from majung_schema.cli.running import say

group = typer.Typer(
    help="The GraphQL contract that is kept in git.\n\nExample: `majung schema print && git diff schema/`",
    no_args_is_help=True,
)

Folder = Annotated[Path, typer.Option("--folder", file_okay=False, help="Where the printed schema is kept.")]


@group.command("print")
def print_(
    folder: Folder = Path("schema"),
    stdout: Annotated[bool, typer.Option("--stdout", help="Print the composed schema instead of writing.")] = False,
) -> None:
    """Write core.graphql, one file for each plugin, majung.graphql and asyncapi.json.

    Example: `majung schema print && git diff schema/`
    """
    from majung_schema.cli.contract import printed_now, write_contract

    files = printed_now()
    if stdout:
        print(files["majung.graphql"], end="")
        return
    for path in write_contract(folder, files):
        say("기록: {path}", "wrote {path}", path=path)


@group.command()
def check(folder: Folder = Path("schema")) -> None:
    """Compare the kept schema with the code; exit 1 when they differ, naming breaking and safe changes.

    Example: `majung schema check`
    """
    from majung_schema.cli.contract import compare, printed_now, tell_difference

    difference = compare(folder, printed_now())
    tell_difference(difference, folder)
    sys.exit(1 if difference.stale else 0)
