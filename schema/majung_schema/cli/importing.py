"""One import from the command line: the database made ready, rows taken, and what became of them told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from majung.access.actor import Actor, system
from majung.errors import Refusal
from majung.imports.profiles import PROFILES, Profile, parse_map, profile_named, with_key
from majung.imports.report import ImportSummary
from majung.settings import Settings
from majung_schema.cli.running import progress_bar, say, worded
from majung_schema.platform import open_platform, read_registry
from majung_schema.preparing import check_prepared, prepare


class ProfileOrMap(Refusal):
    """Say how to read the file: either --profile ({known}) or --map name=… once for each column.

    ko: 파일 형식을 지정해 주십시오: --profile({known}) 또는 열마다 --map name=… 중 하나입니다.
    """


class ReportNotWritable(Refusal):
    """The report cannot be written to {place}: {reason}. Name another place with --report.

    ko: {place}에 보고서를 쓸 수 없습니다: {reason}. --report로 다른 위치를 지정하십시오.
    """


@dataclass(frozen=True, kw_only=True)
class Run:
    """What an importer is given beside its file."""

    actor: Actor
    report: Path
    tell: Callable[[int, int | None], None]


Taken = Callable[[Run], Awaitable[ImportSummary]]
"""An importer with its file, ready to run."""


def chosen_profile(profile: str | None, pairs: Sequence[str], key: str) -> Profile:
    """How to read a file of firms: a known profile or a map of columns, with the natural key that was named."""
    if (profile is None) == (not pairs):
        raise ProfileOrMap(known=", ".join(PROFILES))
    if profile is None:
        return parse_map(list(pairs), key)
    known = profile_named(profile)
    return known if key == "auto" else with_key(known, key)


async def take(taken: Taken, file: Path, report: Path | None) -> tuple[ImportSummary, Path]:
    """Run an import; its counts, and where the report is if there is one."""
    report = _place_of_report(file, report)
    settings = Settings.from_environment()
    registry = read_registry(settings)
    if settings.production:
        await check_prepared(settings, registry)
    else:
        await prepare(settings, registry)
    async with open_platform(settings, registry) as platform:
        with platform.active(), progress_bar() as bar:
            task = bar.add_task(worded("행", "rows"), total=None)
            run = Run(
                actor=system("import"),
                report=report,
                tell=lambda done, total: bar.update(task, completed=done, total=total),
            )
            return await taken(run), report


def tell_summary(summary: ImportSummary, report: Path) -> int:
    """Say what became of the rows; the exit code."""
    say(
        "읽음 {read}  신규 {new}  변경 {changed}  동일 {unchanged}  [{colour}]오류 {bad}[/]  경고 {warnings}",
        "read {read}  new {new}  changed {changed}  unchanged {unchanged}  [{colour}]bad {bad}[/]  warnings {warnings}",
        colour="red" if summary.bad else "green",
        **{name: f"{getattr(summary, name):,}" for name in summary.__struct_fields__},
    )
    if report.exists():
        say("보고서: {report}", "report: {report}", report=report)
    return summary.exit_code


def _place_of_report(file: Path, given: Path | None) -> Path:
    """Where bad rows go; what an earlier run left there is gone, so that a clean run leaves no report."""
    report = given or Path(f"{file.name}.report.csv")
    try:
        with report.open("w"):
            pass
        report.unlink()
    except OSError as error:
        raise ReportNotWritable(place=report, reason=error.strerror or error) from error
    return report
