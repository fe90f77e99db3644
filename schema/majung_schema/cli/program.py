"""The command `majung` with all its groups; what a command needs is imported when it runs."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from majung_schema.cli import (
    access,
    asking,
    audit,
    backups,
    data,
    documents,
    endpoints,
    explaining,
    identities,
    keys,
    listeners,
    persons,
    plugins,
    relaying,
    retention,
    sdl,
    serving,
)
from majung_schema.cli.running import told

app = typer.Typer(
    name="majung",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
app.command()(serving.demo)
app.command()(serving.serve)
app.command()(relaying.relay)
app.command()(data.migrate)
app.command("make-migration")(data.make_migration)
app.command()(backups.backup)
app.command()(backups.restore)
app.add_typer(data.imports, name="import")
app.command()(asking.query)
app.command()(asking.export)
app.command()(explaining.explain)
app.command()(asking.token)
app.add_typer(audit.group, name="audit")
app.add_typer(documents.group, name="documents")
app.add_typer(endpoints.group, name="endpoints")
app.add_typer(keys.group, name="keys")
app.add_typer(persons.group, name="persons")
app.add_typer(retention.group, name="retention")
app.add_typer(plugins.group, name="plugins")
app.add_typer(listeners.group, name="listeners")
app.add_typer(identities.group, name="identities")
app.add_typer(sdl.group, name="schema")
app.add_typer(access.group, name="access")


COLLECTED_AFTER = (50_000, 20, 50)
"""A start makes half a million objects that stay: looking through them as often as Python does takes a quarter."""


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"majung {version('majung')}")
        raise typer.Exit


@app.callback()
def majung(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """마중: one graph of firms and persons; every support program is a plugin.

    Data are where `MAJUNG_DATABASE_URL` says, else in an own PostgreSQL below `MAJUNG_DATA_DIR` (`.majung`).

    Example: `majung demo`
    """


def main() -> None:
    """Run the command line; expected refusals are told in words, with exit code 1."""
    gc.set_threshold(*COLLECTED_AFTER)
    try:
        _add_plugin_groups()
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if not told(error):
            raise
        sys.exit(1)


def _add_plugin_groups() -> None:
    """Let ``majung <plugin> …`` work for plugins that bring commands; other commands do not load plugins for it."""
    named = next((word for word in sys.argv[1:2] if not word.startswith("-")), None)
    if named is None or named in _own_names():
        return
    file = Path(os.environ.get("MAJUNG_PLUGINS_FILE") or "plugins.toml").expanduser()
    if not file.exists():
        return
    from majung.settings import Settings
    from majung_schema.cli.logs import log_to_stderr
    from majung_schema.platform import read_registry

    log_to_stderr()
    for name, group in read_registry(Settings.from_environment()).commands.items():
        app.add_typer(group, name=name)


def _own_names() -> set[str]:
    commands = {c.name or (c.callback.__name__ if c.callback else "") for c in app.registered_commands}
    return commands | {str(group.name) for group in app.registered_groups}
