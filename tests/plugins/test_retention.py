"""Personal data of every program after their term: planted markers are nowhere, and nobody else's row is touched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from tests.plugins.programs import plugins, tables_of

from majung.access.actor import system
from majung.access.cipher import encrypt
from majung.clock import clock_at
from majung.demo.province import fill_province
from majung.money.ledger import RESERVED_SQL
from majung.retention.holdings import Holding, holdings
from majung.retention.running import run_retention
from majung.retention.writes import NewTerm, set_term
from majung.rights.erasing import erase_person
from majung.rights.exporting import export_person
from majung.storage.columns import EncryptedText
from majung.storage.database import Database
from majung_schema.testing import App, app, config, server

__all__ = ["app", "config", "plugins", "server"]

ACTOR = system("testing")
MARKER = "표식zq"
LATER = datetime(2060, 1, 2, 3, tzinfo=UTC)


async def test_markers_of_every_program_are_told_on_request_and_nowhere_once_destroyed(app: App) -> None:
    with app.platform.active():
        await fill_province(app.database, app.platform.registry, firms=60)
        held = [one for one in holdings(await tables_of(app.database)) if one.subject and one.name != "kept_identity"]
        for round in ("first", "second"):  # the first ones become earlier versions of the rows
            planted = {one.name for one in held if await plant(app.database, one, round)}
        [other] = await app.database.fetch("select person_id as id from jobs_seeker order by id desc limit 1")
        await app.database.execute(
            "update consent set retention_until = $1 where person_id = $2", date(2070, 1, 1), other["id"]
        )
        assert {"person", "consultation", "jobs_seeker", "midlife_jobs_plan"} <= planted
        assert await marked(app.database) >= {*planted, "row_history"}
        before = await rows_of(app.database, held, other["id"])
        [asking] = await app.database.fetch("select person_id as id from jobs_seeker order by id limit 1")
        await told_whole(app.database, held, asking["id"])
        await erase_person(ACTOR, person_id=asking["id"], reason="요구")
        assert await marked_rows(app.database, held, asking["id"]) == set()
        assert await rows_of(app.database, held, other["id"]) == before
        for retention in sorted({one.retention for one in held}):
            term = NewTerm(covers=retention, months=60, counts_from="PERSON", basis="규정")
            await set_term(ACTOR, term=term)
        with clock_at(LATER):
            await run_retention(ACTOR)
            assert "application" in await marked(app.database), "whoever waits for something is not at rest"
            await end_what_runs(app.database)
            await run_retention(ACTOR)
        assert await rows_of(app.database, held, other["id"]) == before
        await forget(app.database, held, other["id"])
        assert await marked(app.database) == set()


async def end_what_runs(database: Database) -> None:
    """Let no application of a person be worked on, and nothing be reserved or waited for."""
    await database.execute("update application set live_key = null where person_id is not null")
    await database.execute("update claim set status = 'REJECTED' where status in ('SUBMITTED', 'APPROVED')")
    await database.execute(
        "insert into ledger_entry (id, line_id, kind, amount_krw, application_id, note, at, by)"
        f" select gen_random_uuid(), line_id, 'RELEASE', {RESERVED_SQL}, application_id, '', now(), 'test'"
        f" from ledger_entry group by line_id, application_id having {RESERVED_SQL} > 0"
    )


async def told_whole(database: Database, held: Sequence[Holding], person: UUID) -> None:
    """The export has each marker of the person's rows, of both rounds, in plain words, and nobody else's rows."""
    planted = await marked_rows(database, held, person)
    assert {"person", "jobs_seeker"} <= planted
    found = await export_person(ACTOR, database, person_id=person)
    told = {one["table"]: json.dumps(one, ensure_ascii=False) for one in found["tables"]}
    assert {name for name, text in told.items() if f"{MARKER}-second" in text} == planted
    assert f"{MARKER}-first" in told["person"]
    assert "enc1:" not in "".join(told.values())
    persons = {row.get("person_id", str(person)) for one in found["tables"] for row in one["rows"]}
    assert persons == {str(person)}


async def marked_rows(database: Database, held: Iterable[Holding], person: UUID) -> set[str]:
    """Tables in which a person's rows have a marker."""
    texts = [f"%{text}%" for text in (MARKER, *CIPHERS.values())]
    found = set()
    for one in held:
        of = f'"{one.name}" t where t."{one.subject}" = $1 and t::text like any($2)'
        found |= {one.name} if await database.fetch(f"select from {of} limit 1", person, texts) else set()
    return found


async def plant(database: Database, held: Holding, round: str) -> bool:
    """Put a marker into every text of a holding; whether it has rows of persons."""
    texts = [c for c in held.columns if held.table.sql_type(c).startswith(("TEXT", "VARCHAR")) and fits(held, c)]
    sets = ", ".join(f'"{c}" = {value(held, c, round)}' for c in texts)
    if not sets:
        return False
    done = await database.execute(f'update "{held.name}" set {sets} where "{held.subject}" in (select id from person)')
    return done != "UPDATE 0"


def fits(held: Holding, column: str) -> bool:
    return held.table.sql_type(column) not in {f"VARCHAR({n})" for n in range(len(MARKER) + 10)}


def value(held: Holding, column: str, round: str) -> str:
    marker = f"{MARKER}-{round}"
    if held.table.sql_type(column) == "TEXT[]":
        return f"array['{marker}']"
    return f"'{CIPHERS[round]}'" if encrypted(held, column) else f"'{marker}'"


def encrypted(held: Holding, column: str) -> bool:
    return isinstance(held.table._meta.fields_map[column], EncryptedText)


class Ciphers(dict[str, str]):
    """One encrypted marker for each round, made when the keys of the app are there."""

    def __missing__(self, round: str) -> str:
        self[round] = encrypt(f"{MARKER}-{round}")
        return self[round]


CIPHERS = Ciphers()


_TABLES = """
select relname as name from pg_class
where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace
"""


async def marked(database: Database) -> set[str]:
    """Tables, the history and logs among them, in which a marker stands anywhere, plain or encrypted."""
    found = set()
    for table in await database.fetch(_TABLES):
        texts = [MARKER, *CIPHERS.values()]
        rows = await database.fetch(
            f'select from "{table["name"]}" t where t::text like any($1) limit 1', [f"%{text}%" for text in texts]
        )
        found |= {table["name"]} if rows else set()
    return found


async def rows_of(database: Database, held: Iterable[Holding], person: UUID) -> list[str]:
    """A person's rows in every holding, whole, with their earlier versions."""
    found = []
    for one in held:
        rows = await database.fetch(
            f'select t.id, t::text as row from "{one.name}" t where t."{one.subject}" = $1 order by t.id', person
        )
        earlier = await database.fetch(
            "select row::text as row from row_history where row_id = any($1) order by row_id, valid_from",
            [row["id"] for row in rows],
        )
        found += [row["row"] for row in (*rows, *earlier)]
    return found


async def forget(database: Database, held: Iterable[Holding], person: UUID) -> None:
    """Take the markers of one person away, who was not to be touched, with their versions."""
    why = {"run": str(person), "by": "test", "ground": "TERM", "retention": "x", "basis": "x"}
    for one in held:
        await database.fetch(
            f'select majung_destroy($1, $2, array(select id from "{one.name}" where "{one.subject}" = $3), $4::jsonb)',
            one.name,
            list(one.columns),
            person,
            why,
        )
