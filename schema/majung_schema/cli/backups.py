"""The whole database into one file, and back from it into an empty one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from majung_schema.cli.audit import tell_whole
from majung_schema.cli.running import doing, run, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from majung.storage.restoring import Restored

MAIN = (
    "firm",
    "person",
    "program",
    "call",
    "application",
    "support_record",
    "payment",
    "stored_file",
    "event_log",
    "access_record",
)
"""Tables whose rows are told; all are in the manifest."""


def backup(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="Where to write it; never over another file.")],
) -> None:
    """Write one consistent backup of the database while the servers run. Keys and documents are not in it.

    Example: `majung backup /backups/2026-11-28.majung`
    """
    from majung.settings import Settings
    from majung.storage.backup import make_backup
    from majung_schema.platform import read_registry

    settings = Settings.from_environment()
    plugins = {plugin.name: plugin.version for plugin in read_registry(settings).plugins}
    with doing("데이터베이스를 백업하는 중…", "backing up the database …"):
        made = run(make_backup(settings, plugins, file))
    _tell_rows(made.rows)
    say(
        "기록 위치 {position}, 접속기록 봉인 {seals}({head}), 필요한 키 {keys}, {size} MB",
        "log position {position}; seal {seals} of access records ({head}); keys needed {keys}; {size} MB",
        position=made.log_position,
        seals=made.access_chain.seals,
        head=made.access_chain.head,
        keys=", ".join(made.keys),
        size=f"{made.bytes / 1e6:.1f}",
    )
    print(file)


def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="What `backup` wrote.")],
    moved: Annotated[
        bool,
        typer.Option("--moved", help="All servers were stopped before the backup: nothing has happened since."),
    ] = False,
) -> None:
    """Restore a backup into the empty database that the settings name, and look through its access records.

    Partners' endpoints are parked, so that nothing is sent twice: `majung endpoints resume` lets each go on. The event
    `LogRestored` tells all who follow the log. With `--moved` neither is done.

    Example: `majung restore /backups/2026-11-28.majung`
    """
    from majung.settings import Settings
    from majung.storage.restoring import restore as restore_backup
    from majung.storage.restoring import verify_restored
    from majung_schema.platform import read_registry

    settings = Settings.from_environment()
    registry = read_registry(settings)
    plugins = {plugin.name: plugin.version for plugin in registry.plugins}
    with doing("백업을 확인하고 복원하는 중…", "checking and restoring the backup …"):
        restored = run(restore_backup(settings, registry.apps(), plugins, file, moved=moved))
    _tell_restored(restored)
    tell_whole(run(verify_restored(settings, registry.apps(), restored.manifest)))


def _tell_restored(restored: Restored) -> None:
    manifest = restored.manifest
    say(
        "{at:.16}Z에 마중 {version}에서 만든 백업을 복원했습니다. 기록 위치 {position}",
        "restored the backup of {at:.16}Z by Majung {version}; log position {position}",
        at=manifest.made_at.isoformat(),
        version=manifest.majung,
        position=manifest.log_position,
    )
    _tell_rows(manifest.rows)
    if restored.parked:
        say(
            "중지한 협력기관 수신 주소 {n}개: 확인한 뒤 `majung endpoints resume`로 다시 시작하십시오.",
            "parked endpoints of partners: {n}; after a look let each go on with `majung endpoints resume`",
            n=restored.parked,
        )
    if manifest.rows.get("stored_file"):
        say(
            "문서 파일 {n}개의 내용은 백업에 없습니다. 문서 저장소를 따로 복원하십시오.",
            "the contents of {n} documents are not in the backup: put the store of documents back by itself",
            n=manifest.rows["stored_file"],
        )
    if restored.pending:
        say(
            "백업이 이 코드보다 오래되었습니다(마이그레이션 {n}건). 이어서 `majung migrate`를 실행하십시오.",
            "the backup is older than this code by {n} migrations: run `majung migrate` next",
            n=len(restored.pending),
        )


def _tell_rows(rows: Mapping[str, int]) -> None:
    told = [f"{name} {rows[name]:,}" for name in MAIN if name in rows]
    say(
        "테이블 {count}개, 행 {total}건: {told}",
        "{count} tables with {total} rows: {told}",
        count=len(rows),
        total=f"{sum(rows.values()):,}",
        told=", ".join(told),
    )
