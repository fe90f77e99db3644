"""Bringing data in: migrations and imports."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from majung.access.actor import Actor, system
from majung.errors import Refusal
from majung.settings import Settings
from majung_schema.cli.running import progress_bar, run, screen
from majung_schema.platform import Platform, open_platform, read_registry
from majung_schema.preparing import check_prepared, prepare

if TYPE_CHECKING:
    from majung.imports.report import ImportSummary

imports = typer.Typer(
    help="Take files in: dry run, progress, a report of bad rows, safe to repeat.", no_args_is_help=True
)

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file to read.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Read and check everything, write nothing.")]
Report = Annotated[Path | None, typer.Option(help="Where to write the bad rows, as CSV.")]
Tell = Callable[[int, int | None], None]
Work = Callable[[Actor, Tell], "Awaitable[ImportSummary]"]


class ImporterUnknown(Refusal):
    """No enabled plugin imports {name}. Known are: {known}.

    ko: {name} 가져오기를 제공하는 사업이 없습니다. 사용 가능: {known}.
    """


class ProfileOrMap(Refusal):
    """Say how to read the file: --profile ({known}) or --map name=… (once for each column).

    ko: 파일 형식을 지정해 주십시오: --profile({known}) 또는 --map name=… (열마다 한 번씩).
    """


def migrate() -> None:
    """Bring the database to the newest tables of the core and of every enabled plugin.

    Example: `majung migrate`
    """
    settings = Settings.from_environment()
    applied = run(prepare(settings, read_registry(settings)))
    screen.print("\n".join(f"applied {name}" for name in applied) or "nothing to apply", highlight=False)


@imports.command()
def announcements(file: File, dry_run: DryRun = False, report: Report = None) -> None:
    """Support announcements of the national portal (JSON) become calls of external programs.

    Example: `majung import announcements bizinfo.json --dry-run`
    """
    from majung.imports.announcements_store import import_announcements

    _import(lambda actor, tell: import_announcements(actor, file, dry_run=dry_run, report=report, progress=tell))


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

    from majung.imports.profiles import PROFILES, parse_map, profile_named, with_key

    if (profile is None) == (not map_):
        raise ProfileOrMap(known=", ".join(PROFILES))
    chosen = profile_named(profile) if profile else parse_map(map_ or [], key)
    chosen = with_key(chosen, key) if profile and key != "auto" else chosen
    _import(
        lambda actor, tell: import_firms(actor, file, profile=chosen, dry_run=dry_run, report=report, progress=tell)
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

    _import(lambda actor, tell: import_reference(actor, kind, file, dry_run=dry_run, report=report, progress=tell))


@imports.command(name="plugin")
def of_plugin(
    name: Annotated[str, typer.Argument(help="The importer's name, as `majung plugins list` shows it.")],
    file: File,
    dry_run: DryRun = False,
) -> None:
    """A file that a plugin takes into its tables.

    Example: `majung import plugin growth_fund_loans running_loans.xlsx --dry-run`
    """

    def work(platform: Platform) -> Work:
        found = platform.registry.importers.get(name)
        if found is None:
            raise ImporterUnknown(name=name, known=", ".join(platform.registry.importers) or "none")
        return lambda actor, tell: found[1].run(actor, file, dry_run)

    sys.exit(run(_run_import(work)))


def _import(work: Work) -> None:
    sys.exit(run(_run_import(lambda _: work)))


async def _run_import(choose: Callable[[Platform], Work]) -> int:
    settings = Settings.from_environment()
    registry = read_registry(settings)
    if not settings.production:
        await prepare(settings, registry)
    else:
        await check_prepared(settings, registry)
    async with open_platform(settings, registry) as platform:
        work = choose(platform)
        with progress_bar() as bar:
            task = bar.add_task("rows", total=None)
            summary = await work(system("import"), lambda done, total: bar.update(task, completed=done, total=total))
    _tell(summary)
    return summary.exit_code


def _tell(summary: ImportSummary) -> None:
    colour = "red" if summary.bad else "green"
    screen.print(
        f"read {summary.read}  new {summary.new}  changed {summary.changed}  unchanged {summary.unchanged}"
        f"  [{colour}]bad {summary.bad}[/]  warnings {summary.warnings}",
        highlight=False,
    )
