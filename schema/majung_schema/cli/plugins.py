"""Plugins: listed, checked, and begun."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated

import typer

group = typer.Typer(
    help="The programs that run here: listed, checked, begun, taken away.\n\nExample: `majung plugins check`",
    no_args_is_help=True,
)


@group.command("list")
def list_() -> None:
    """Tell which plugins run here, with their programs, importers and commands, and which are only installed.

    Example: `majung plugins list`
    """
    from majung.plugin.contract import GROUP
    from majung.settings import Settings
    from majung_schema.cli.plugin_tables import running_plugins, wide_screen
    from majung_schema.platform import read_registry

    registry = read_registry(Settings.from_environment())
    running = {plugin.name for plugin in registry.plugins}
    asleep = sorted({point.name for point in entry_points(group=GROUP)} - running)
    screen = wide_screen()
    screen.print(running_plugins(registry))
    if asleep:
        screen.print(f"installed, but not enabled in plugins.toml: {', '.join(asleep)}", highlight=False)


@group.command()
def check(
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but problems.")] = False,
    whole: Annotated[bool, typer.Option("--all", help="Show the core's fields too.")] = False,
) -> None:
    """Compose everything without a server or a database; exit 1 when something is wrong.

    Tells what each plugin contributes, who may see it, how many SQL statements it takes, in which order tables are
    migrated, and what breaks when a plugin is removed.

    Example: `majung plugins check --quiet`
    """
    from majung.settings import Settings
    from majung_schema.cli.plugin_tables import tell_checked, wide_screen
    from majung_schema.cli.running import run
    from majung_schema.plugin_check import check_plugins

    checked = run(check_plugins(Settings.from_environment()))
    screen = wide_screen()
    if not quiet:
        tell_checked(screen, checked, whole=whole)
    for problem in checked.problems:
        screen.print(f"[red]problem[/] {problem}", highlight=False, soft_wrap=True)
    if checked.problems:
        sys.exit(1)


@group.command()
def new(
    name: Annotated[str, typer.Argument(help="Small letters, digits, single underscores: night_market.")],
    folder: Annotated[Path, typer.Option(help="This repository, or where a distribution of its own is made.")] = Path(
        "."
    ),
) -> None:
    """Begin a plugin: a running program with tables, form, lifecycle, an addition to Firm, an event, and tests.

    In this repository it makes plugins/NAME and writes the lines that the rest of it needs; elsewhere it makes a
    distribution of its own.

    Example: `majung plugins new night_market`
    """
    from majung_schema.cli.running import screen
    from majung_schema.scaffold import begin_plugin

    begun = begin_plugin(name, folder)
    for path in begun.written:
        screen.print(f"wrote   {path}", highlight=False)
    for path in begun.changed:
        screen.print(f"changed {path}", highlight=False)
    screen.print("\nNow:", highlight=False)
    for step in begun.next_steps:
        screen.print(f"  {step}", highlight=False, markup=False)


@group.command()
def uninstall(
    name: Annotated[str, typer.Argument(help="A plugin that is switched off in plugins.toml.")],
    to: Annotated[
        Path | None, typer.Option("--to", help="A new folder for the export (NAME-export-DATE-TIME).")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before the tables are removed.")] = False,
) -> None:
    """Take the tables of a plugin away for good, after they have been written to a folder as CSV.

    The plugin must be switched off (`enabled = false`), and no enabled one may require it. Applications, support
    records and events that it wrote stay and say which plugin they need.

    Example: `majung plugins uninstall night_market --to night_market-2026`
    """
    from majung import clock
    from majung.settings import Settings
    from majung_schema.cli.running import run, say
    from majung_schema.cli.uninstalling import confirmed, tell_uninstalled
    from majung_schema.uninstalling import uninstall_plugin

    folder = to or Path(f"{name}-export-{clock.now().astimezone(clock.SEOUL):%Y%m%d-%H%M%S}")
    done = run(uninstall_plugin(Settings.from_environment(), name, folder, lambda leaving: yes or confirmed(leaving)))
    if done is None:
        say("아무것도 제거하지 않았습니다.", "nothing was removed")
        sys.exit(1)
    tell_uninstalled(done)
