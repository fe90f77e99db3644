"""Preparing an installation: tables, functions, reference data, roles and the programs that plugins declare."""

from __future__ import annotations

from majung.access.actor import system
from majung.access.cipher import Keys, use_keys
from majung.errors import Refusal
from majung.institutions.writes import sync_roles
from majung.plugin.registry import Registry
from majung.programs.writes import sync_programs
from majung.reference.seed import seed_reference
from majung.settings import Settings
from majung.storage.database import open_database
from majung.storage.migrations import migrate, model_modules, orphans, pending
from majung_schema.platform import all_scopes


class NotPrepared(Refusal):
    """The database is not ready: {count} migrations are pending ({first}). Run `majung migrate` first.

    ko: 적용되지 않은 마이그레이션이 {count}건 있습니다({first}). 먼저 `majung migrate`를 실행하십시오.
    """


async def prepare(settings: Settings, registry: Registry) -> list[str]:
    """Migrate the core and every plugin, and bring reference data, roles and programs up to date; what was applied."""
    use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))
    applied = await migrate(settings, registry.apps())
    actor = system("prepare")
    database = await open_database(settings, model_modules(registry.apps()))
    try:
        with database.activate():
            await seed_reference(actor)
            await sync_roles(actor, scopes=all_scopes(registry))
            await sync_programs(actor, declarations=list(registry.programs.values()))
    finally:
        await database.close()
    return applied


async def check_prepared(settings: Settings, registry: Registry) -> list[str]:
    """Refuse a database that lacks migrations; names of applied ones that no enabled plugin has any more."""
    waiting = await pending(settings, registry.apps())
    if waiting:
        raise NotPrepared(count=len(waiting), first=waiting[0])
    return await orphans(settings, registry.apps())
