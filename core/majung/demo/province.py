"""Filling the demonstration province: reference data, the core's rows with COPY, then each plugin's share."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from majung.access.actor import Actor, system
from majung.demo.accounts import OFFICIALS, account_rows, logins, officer_id
from majung.demo.batch import copy
from majung.demo.blocks import Make, copy_blocks
from majung.demo.draws import RowIds
from majung.demo.firms import FirmRows
from majung.demo.history import append_history
from majung.demo.kinds import add_industries
from majung.demo.marker import Filled, fill_alone, filled_shares, find_filled, mark, mark_province, share_name
from majung.demo.persons import PersonRows
from majung.demo.programs import program_rows
from majung.demo.work import work_rows
from majung.errors import Refusal
from majung.institutions.models import WITHIN
from majung.plugin.contract import DemoProvince
from majung.plugin.registry import Registry
from majung.reference.seed import seed_reference
from majung.storage.database import Database, connect_plainly
from majung.storage.transaction import transaction

SEED = 20260101
PERSONS_FOR_FIRMS = (12, 5)
"""Twelve persons for five firms."""

BLOCK = 2_500
"""Firms (or persons, twice as many) made and copied at a time; memory does not grow with the province."""

Progress = Callable[[str, int, int | None], None]
"""Told what is being filled, how much is done, and of how much, if known."""

_SESSION = "set local work_mem = '128MB'; set local gin_pending_list_limit = '128MB'"
"""The search indexes take their entries in large portions."""


class DatabaseInUse(Refusal):
    """The demonstration needs a database of its own: this one has accounts such as {login} already.

    ko: 시범 자료는 별도의 데이터베이스가 필요합니다. 이 데이터베이스에는 {login} 등의 계정이 이미 있습니다.
    """


def _silent(_title: str, _done: int, _total: int | None) -> None:
    """Progress that nobody watches."""


async def fill_province(
    database: Database,
    registry: Registry,
    *,
    firms: int = 5_000,
    persons: int | None = None,
    seed: int = SEED,
    progress: Progress = _silent,
) -> DemoProvince:
    """Fill the province once, and each plugin's share once; what is there already is only described.

    The same seed and sizes give the same rows with the same ids, whenever they are filled (encrypted values differ
    in their bytes, not in what they hold). The core's rows are one transaction and each share is one: what is
    interrupted leaves nothing, and is filled anew at the next call.
    """
    if persons is None:
        persons = firms * PERSONS_FOR_FIRMS[0] // PERSONS_FOR_FIRMS[1]
    actor = system("demo")
    wanted = Filled(firms=firms, persons=persons, seed=seed)
    fresh = await find_filled(database) is None
    if fresh:
        await _fill_core(database, actor, wanted, progress)
    filled = await find_filled(database) or wanted
    province = DemoProvince(
        firm_ids=RowIds("firm", filled.seed, filled.firms),
        person_ids=RowIds("person", filled.seed, filled.persons),
        bank_ids=await _banks(database),
        official_account_id=officer_id(filled.seed),
        seed=filled.seed,
    )
    shared = await _fill_shares(database, registry, province, progress)
    if fresh or shared:
        progress("statistics", 0, 1)
        await _tidy(database)
        progress("statistics", 1, 1)
    return province


async def _fill_core(database: Database, actor: Actor, wanted: Filled, progress: Progress) -> None:
    async with transaction(actor):
        await fill_alone(database)
        if await find_filled(database):
            return
        await _refuse_accounts(database)
        await database.execute(_SESSION)
        await seed_reference(actor)
        await add_industries(database, wanted.seed)
        await copy(database, program_rows(wanted.seed))
        firms, persons = FirmRows(wanted.seed), PersonRows(wanted.seed, wanted.firms)
        await _copy_all(database, "firms", firms.block, wanted.firms, BLOCK, progress)
        await _copy_all(database, "persons", persons.block, wanted.persons, BLOCK * 2, progress)
        banks, centres = await _banks(database), await _centres(database)
        institutions = await _institutions(database)
        known = list(logins(wanted.firms, wanted.persons, banks, wanted.seed, institutions))
        await copy(database, account_rows(known, wanted.seed))
        await copy(database, work_rows(known, centres, wanted))
        await append_history(database, wanted.seed)
        await mark_province(database, wanted)


async def _copy_all(database: Database, title: str, make: Make, count: int, block: int, progress: Progress) -> None:
    async for done, _ in copy_blocks(database, make, count, block):
        progress(title, done, count)


async def _fill_shares(database: Database, registry: Registry, province: DemoProvince, progress: Progress) -> bool:
    """Fill the shares that are missing, required plugins first; whether there were any."""
    actor = system("demo")
    filled = await filled_shares(database)
    missing = [(name, share) for name, share in registry.demo_shares if name not in filled]
    for name, share in missing:
        async with transaction(actor):
            await fill_alone(database)
            if name in await filled_shares(database):
                continue
            done = 0
            async for rows in share.fill(database, province):
                done += rows
                progress(share.title.en, done, None)
            await mark(database, share_name(name), str(done))
    return bool(missing)


async def _refuse_accounts(database: Database) -> None:
    taken = [login.login for login in OFFICIALS]
    rows = await database.fetch("select login from account where login = any($1) limit 1", taken)
    if rows:
        raise DatabaseInUse(login=rows[0]["login"])


async def _banks(database: Database) -> dict[str, UUID]:
    rows = await database.fetch("select bank_code, id from institution where bank_code is not null order by 1")
    return {row["bank_code"]: row["id"] for row in rows}


async def _centres(database: Database) -> dict[str, UUID]:
    rows = await database.fetch("select code, id from institution where kind = any($1) order by 1", sorted(WITHIN))
    return {row["code"]: row["id"] for row in rows}


async def _institutions(database: Database) -> dict[str, UUID]:
    return {row["code"]: row["id"] for row in await database.fetch("select code, id from institution")}


async def _tidy(database: Database) -> None:
    """Bring statistics and search indexes up to date.

    Only the owner of the tables may, which the login of an embedded database is; for others PostgreSQL skips the
    tables with a warning and autovacuum does it within minutes.
    """
    connection = await connect_plainly(database.url)
    try:
        await connection.execute("vacuum (analyze)")
    finally:
        await connection.close()
