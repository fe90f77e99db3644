"""The command `majung` with all its groups."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import structlog
import typer

from majung.errors import Refusal
from majung.plugin.problem import StartupError
from majung.settings import Settings
from majung_schema.cli import asking, data, plugins, sdl, serving
from majung_schema.cli.running import told
from majung_schema.composition import CompositionError

app = typer.Typer(
    name="majung",
    help="마중: one graph of firms and persons; every support program is a plugin.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
app.command()(serving.demo)
app.command()(serving.serve)
app.command()(data.migrate)
app.add_typer(data.imports, name="import")
app.command()(asking.query)
app.command()(asking.token)
app.add_typer(plugins.group, name="plugins")
app.add_typer(sdl.group, name="schema")


def main() -> None:
    """Run the command line; expected refusals are told in words, with exit code 1."""
    _log_to_stderr()
    try:
        _add_plugin_groups()
        app()
    except (Refusal, StartupError, CompositionError) as error:
        told(error)
        sys.exit(1)


def _add_plugin_groups() -> None:
    """Let ``majung <plugin> …`` work for plugins that bring commands; other commands do not load plugins for it."""
    named = sys.argv[1] if len(sys.argv) > 1 else ""
    known = {command.name or (command.callback and command.callback.__name__) for command in app.registered_commands}
    known |= {group.name for group in app.registered_groups}
    settings_file = Path(Settings.from_environment().plugins_file) if named and named[0] != "-" else None
    if named in known or settings_file is None or not settings_file.exists():
        return
    from majung_schema.platform import read_registry

    for name, group in read_registry(Settings.from_environment()).commands.items():
        app.add_typer(group, name=name)


def _log_to_stderr() -> None:
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
