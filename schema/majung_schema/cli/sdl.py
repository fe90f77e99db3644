"""The contract in git: printing the schema, and telling breaking from safe changes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from graphql import build_schema as schema_from_sdl
from graphql.utilities import find_breaking_changes, find_dangerous_changes

from majung.settings import Settings
from majung_schema.build import build_schema
from majung_schema.cli.running import screen
from majung_schema.platform import read_registry
from majung_schema.printing import printed

group = typer.Typer(help="The GraphQL contract that is kept in git.", no_args_is_help=True)

Folder = Annotated[Path, typer.Option("--folder", help="Where the printed schema is kept.")]


@group.command("print")
def print_(
    folder: Folder = Path("schema"),
    stdout: Annotated[bool, typer.Option("--stdout", help="Print the composed schema instead of writing.")] = False,
) -> None:
    """Write core.graphql, one file for each plugin, and majung.graphql.

    Example: `majung schema print && git diff schema/`
    """
    files = printed(build_schema(read_registry(Settings.from_environment())))
    if stdout:
        print(files["majung.graphql"])
        return
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
        screen.print(f"wrote {folder / name}", highlight=False)


@group.command()
def check(folder: Folder = Path("schema")) -> None:
    """Compare the kept schema with the code; exit 1 when they differ, naming breaking and safe changes.

    Example: `majung schema check`
    """
    files = printed(build_schema(read_registry(Settings.from_environment())))
    stale = [name for name, text in files.items() if _kept(folder / name) != text]
    if not stale:
        screen.print("[green]schema/ says what the code says[/]", highlight=False)
        return
    kept = _kept(folder / "majung.graphql")
    if kept:
        _tell_changes(kept, files["majung.graphql"])
    screen.print(f"Not up to date: {', '.join(stale)}. Run `majung schema print` and look at the difference.")
    sys.exit(1)


def _tell_changes(kept: str, current: str) -> None:
    old, new = schema_from_sdl(kept), schema_from_sdl(current)
    breaking, dangerous = find_breaking_changes(old, new), find_dangerous_changes(old, new)
    for change in breaking:
        screen.print(f"[bold red]breaking[/]  {change.description}", highlight=False)
    for risk in dangerous:
        screen.print(f"[yellow]dangerous[/] {risk.description}", highlight=False)
    if not breaking and not dangerous:
        screen.print("[green]safe[/]      only additions and descriptions", highlight=False)


def _kept(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
