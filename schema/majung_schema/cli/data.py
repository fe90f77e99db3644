"""The commands that bring data in: migrations and imports."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup

from majung_schema.cli.running import run, say

if TYPE_CHECKING:
    from typer._click.core import Command, Context

    from majung_schema.cli.importing import Taken

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file to read.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Read and check everything, write nothing.")]
Report = Annotated[
    Path | None,
    typer.Option(dir_okay=False, help="Where bad rows and warnings go, as CSV (FILE.report.csv in this folder)."),
]


class Importers(TyperGroup):
    """Our importers, and under every other name those of plugins, which are only loaded when one is named."""

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """One of ours, else a command for an importer of a plugin."""
        return super().get_command(ctx, cmd_name) or _of_plugin(cmd_name)


imports = typer.Typer(
    cls=Importers,
    help="Take files in: dry run, progress, a report of bad rows, safe to repeat."
    "\n\nThe exit code is 1 when rows were refused; the others are in."
    "\n\nImporters of plugins have names of their own (`majung plugins list`):"
    " `majung import NAME FILE`\n\nExample: `majung import firms markets.csv --profile markets --dry-run`",
    no_args_is_help=True,
)


def migrate() -> None:
    """Bring the database to the newest tables of the core and of every enabled plugin. Safe to repeat.

    Example: `majung migrate`
    """
    from majung.settings import Settings
    from majung_schema.platform import read_registry
    from majung_schema.preparing import prepare

    settings = Settings.from_environment()
    applied = run(prepare(settings, read_registry(settings)))
    for name in applied:
        say("적용됨 {name}", "applied {name}", name=name)
    if not applied:
        say("적용할 마이그레이션이 없습니다.", "nothing to apply")


def make_migration(
    app: Annotated[str, typer.Argument(help="core, or the name of an enabled plugin.")],
    name: Annotated[str, typer.Argument(help="What changes, in a few words: loan_schedule")],
) -> None:
    """For developers: write the next migration of an app from its models.

    Example: `majung make-migration growth_fund loan_schedule`
    """
    from majung.settings import Settings
    from majung.storage.migration_writing import make_migration as write_migration
    from majung_schema.platform import read_registry

    path = run(write_migration(app, name, read_registry(Settings.from_environment()).apps()))
    if path is None:
        say("{app}의 모델은 마이그레이션과 일치합니다.", "the models of {app} say what its migrations say", app=app)
    else:
        print(path)


@imports.command()
def announcements(file: File, dry_run: DryRun = False, report: Report = None) -> None:
    """Support announcements of the national portal (JSON) become calls of external programs.

    Example: `majung import announcements bizinfo.json --dry-run`
    """
    from majung.imports.announcements_store import import_announcements

    _finish(
        lambda t: import_announcements(t.actor, file, dry_run=dry_run, report=t.report, progress=t.tell), file, report
    )


@imports.command()
def firms(
    file: File,
    profile: Annotated[str | None, typer.Option(help="A known kind of file.")] = None,
    map_: Annotated[list[str] | None, typer.Option("--map", help="field=column header, once for each.")] = None,
    key: Annotated[
        str, typer.Option(help="Natural key: auto, brn, crn, name_address or an identifier's scheme.")
    ] = "auto",
    dry_run: DryRun = False,
    report: Report = None,
) -> None:
    """Firms from CSV, XLSX, or an HTML table named .xls.

    Example: `majung import firms markets.csv --profile markets`

    Any other file: `majung import firms list.xlsx --map name=상호 --map brn=사업자번호`
    """
    from majung.imports.firms_store import import_firms
    from majung_schema.cli.importing import chosen_profile

    chosen = chosen_profile(profile, map_ or [], key)
    _finish(
        lambda t: import_firms(t.actor, file, profile=chosen, dry_run=dry_run, report=t.report, progress=t.tell),
        file,
        report,
    )


@imports.command()
def reference(
    kind: Annotated[str, typer.Argument(help="districts, ksic or hs")],
    file: File,
    dry_run: DryRun = False,
    report: Report = None,
) -> None:
    """Official classifications: districts, KSIC industries, HS goods.

    Example: `majung import reference ksic ksic10.csv`
    """
    from majung.imports.reference_store import import_reference

    _finish(
        lambda t: import_reference(t.actor, kind, file, dry_run=dry_run, report=t.report, progress=t.tell), file, report
    )


def _of_plugin(name: str) -> Command | None:
    from majung.settings import Settings
    from majung_schema.platform import read_registry

    found = read_registry(Settings.from_environment()).importers.get(name)
    if found is None:
        return None
    importer = found[1]

    def take(file: File, dry_run: DryRun = False) -> None:
        _finish(lambda t: importer.run(t.actor, file, dry_run), file, None)

    alone = typer.Typer(add_completion=False, rich_markup_mode="markdown")
    alone.command(name, help=f"{importer.title.en}\n\nExample: `majung import {name} FILE --dry-run`")(take)
    return typer.main.get_command(alone)


def _finish(taken: Taken, file: Path, report: Path | None) -> None:
    from majung_schema.cli.importing import take, tell_summary

    sys.exit(tell_summary(*run(take(taken, file, report))))
