"""Preparing an installation: tables, functions, reference data, roles and the programs that plugins declare."""

from __future__ import annotations

from majung.access.actor import system
from majung.access.cipher import Keys, use_keys
from majung.applications.form_versions import sync_forms
from majung.documents.writes import sync_document_types
from majung.errors import Refusal
from majung.institutions.writes import sync_roles
from majung.plugin.registry import Registry
from majung.programs.writes import sync_programs
from majung.reference.seed import seed_reference
from majung.settings import Settings
from majung.storage.database import connect_plainly, locate, open_database
from majung.storage.migrations import migrate, model_modules, orphans, pending
from majung.storage.transaction import transaction
from majung.storage.unfinished import refuse_unfinished
from majung_schema.platform import all_scopes

_LOCK = 0x6D616A_30


class NotPrepared(Refusal):
    """The database is not ready: {count} migrations are pending ({first}). Run `majung migrate` first.

    ko: 적용되지 않은 마이그레이션이 {count}건 있습니다({first}). 먼저 `majung migrate`를 실행하십시오.
    """


class ProgramsNotPrepared(Refusal):
    """The database does not know the programs {codes} of the enabled plugins yet. Run `majung migrate` first.

    ko: 활성화된 사업 {codes}이(가) 아직 데이터베이스에 등록되지 않았습니다. 먼저 `majung migrate`를 실행하십시오.
    """


class MigrationsGone(Refusal):
    """The database has {names}, which this code does not have any more: it is older than the database.
    Install the version that has them, or restore the backup from before they were applied.

    ko: 데이터베이스에 적용된 {names}이(가) 이 코드에 없습니다. 코드가 데이터베이스보다 오래되었습니다.
    해당 마이그레이션이 있는 버전을 설치하거나, 적용 전의 백업을 복원하십시오.
    """


async def prepare(settings: Settings, registry: Registry) -> list[str]:
    """Migrate the core and every plugin, and bring reference data, roles and programs up to date; what was applied.

    Safe to run from several processes at once: one works, the others wait and find nothing to do.
    """
    use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))
    await refuse_unfinished(settings)
    applied = await migrate(settings, registry.apps())
    actor = system("prepare")
    database = await open_database(settings, model_modules(registry.apps()))
    async with database:
        with database.activate():
            async with transaction(actor) as opened:
                await opened.fetch("select pg_advisory_xact_lock($1)", _LOCK)
                await seed_reference(actor)
                await sync_roles(actor, scopes=all_scopes(registry))
                await sync_programs(actor, declarations=list(registry.programs.values()))
                await sync_forms(actor, declarations=[program for _, program in registry.programs.values()])
                kinds = [kind for _, program in registry.programs.values() for kind in program.documents]
                await sync_document_types(actor, kinds=kinds)
    return applied


async def check_prepared(settings: Settings, registry: Registry) -> list[str]:
    """Refuse a database that is behind the code or ahead of it; applied migrations of plugins that are switched off."""
    await refuse_unfinished(settings)
    waiting = await pending(settings, registry.apps())
    if waiting:
        raise NotPrepared(count=len(waiting), first=waiting[0])
    if missing := await _unknown_programs(settings, sorted(registry.programs)):
        raise ProgramsNotPrepared(codes=", ".join(missing))
    apps = registry.apps()
    unknown, labels = await orphans(settings, apps), {app.label for app in apps}
    if gone := [name for name in unknown if name.partition(".")[0] in labels]:
        raise MigrationsGone(names=", ".join(gone))
    return unknown


async def _unknown_programs(settings: Settings, codes: list[str]) -> list[str]:
    connection = await connect_plainly(await locate(settings))
    try:
        rows = await connection.fetch(
            "select c from unnest($1::text[]) c where not exists (select from program p where p.code = c)", codes
        )
        return [row["c"] for row in rows]
    finally:
        await connection.close()
