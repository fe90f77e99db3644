"""What the terminal says while a plugin's tables are taken away."""

from __future__ import annotations

import typer

from majung_schema.cli.running import say, worded
from majung_schema.uninstalling import Leaving, Uninstalled


def confirmed(leaving: Leaving) -> bool:
    """Show what was exported and what would go, and ask."""
    _tell_exported(leaving)
    rows = sum(table.rows for table in leaving.tables)
    question = worded(
        "{name} 플러그인의 테이블 {count}개와 자료 {rows}건을 영구히 제거할까요?",
        "Remove {count} tables of {name} with {rows} rows for good?",
        name=leaving.plugin.name,
        count=len(leaving.tables),
        rows=f"{rows:,}",
    )
    try:
        return typer.confirm(question, err=True)
    except typer.Abort:
        return False


def tell_uninstalled(done: Uninstalled) -> None:
    """What is gone, where it is kept, and what stays."""
    leaving = done.leaving
    for migration in done.migrations:
        say("되돌림 {name}", "taken back {name}", name=migration)
    say(
        "{name} 플러그인의 테이블 {count}개를 제거했습니다. 내보낸 자료: {folder}",
        "removed {count} tables of {name}; the export is in {folder}",
        name=leaving.plugin.name,
        count=len(leaving.tables),
        folder=leaving.folder,
    )
    kept = leaving.kept
    say(
        "신청 {applications}건, 지원이력 {support}건, 이벤트 {events}건은 조회할 수 있도록 남아 있습니다.",
        "still readable: {applications} applications, {support} support records, {events} events",
        applications=f"{kept.applications:,}",
        support=f"{kept.support_records:,}",
        events=f"{kept.events:,}",
    )


def _tell_exported(leaving: Leaving) -> None:
    for table in leaving.tables:
        say(
            "내보냄 {file}: {rows}건, 이전 버전 {versions}건",
            "exported {file}: {rows} rows, {versions} earlier versions",
            file=leaving.folder / table.file,
            rows=f"{table.rows:,}",
            versions=f"{table.versions:,}",
        )
