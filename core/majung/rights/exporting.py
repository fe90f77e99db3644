"""All that is held about a person, from every table that declares it is about them (개인정보 보호법 art. 35).

Rows that name the person, and rows that hang on those; the login the person uses; earlier versions of rows. The bytes
of documents are fetched from where they are always fetched.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.access.cipher import MARK, decrypt
from majung.access.policy import NOBODY
from majung.access.records import PersonalRead, record_reads
from majung.exports.writes import record_export
from majung.institutions.models import Account, Mandate
from majung.logins.models import Identity
from majung.persons.models import Person
from majung.retention.holdings import installed_tables
from majung.retention.identities import subjects
from majung.retention.logins import accounts_of
from majung.rights.errors import PurposeNotStated
from majung.rights.scopes import EXPORT
from majung.storage.columns import EncryptedText
from majung.storage.database import Database
from majung.storage.quoting import quoted
from majung.storage.table import Table
from majung.storage.transaction import current, find_row, transaction

OPERATION = "exportPerson"


@dataclass
class Found:
    """Rows of one table about the person, with their earlier versions; `withheld` names columns that are not told."""

    table: type[Table]
    rows: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    earlier: list[dict[str, Any]] = field(default_factory=list)

    @property
    def withheld(self) -> list[str]:
        """Words of officials for officials."""
        return sorted(column for column, personal in self.table.access.personal.items() if personal.staff_only)

    def told(self) -> dict[str, Any]:
        """As the export has it."""
        return {
            "table": self.table.table_name(),
            "rows": list(self.rows.values()),
            "earlier": self.earlier,
            "withheld": self.withheld,
        }


async def export_person(actor: Actor, database: Database, *, person_id: UUID) -> dict[str, Any]:
    """Everything held about a person: for themself, or by permission ``persons.export`` for a stated purpose.

    It leaves access records of every column that was told, and a line among the exported lists.
    """
    own = actor.kind == "person" and actor.person_id == person_id
    if not own:
        actor.require(EXPORT)
        if not actor.purpose and actor.kind != "system":
            raise PurposeNotStated
    async with transaction(actor) as running:
        await running.execute("set transaction isolation level repeatable read")
        person = await find_row(Person, actor, person_id)
        found, withheld = await _collect([person.id, *await merged_into(person.id)])
        count = sum(len(one.rows) + len(one.earlier) for one in found)
    await record_reads(database, actor, OPERATION, [_read(one) for one in found if one.table.access.personal])
    names = [one.table.table_name() for one in found]
    await record_export(actor, operation=OPERATION, document=OPERATION, columns=names, format="json", rows=count)
    return {
        "person": f"person_{person.id}",
        "at": clock.now().isoformat(),
        "tables": [one.told() for one in found],
        "withheld": withheld,
    }


async def merged_into(person_id: UUID) -> list[UUID]:
    """Records that were merged into a person's, over as many merges as there were."""
    rows = await current().fetch(
        "with recursive led (id) as (select id from person where merged_into_id = $1"
        " union select p.id from person p join led l on p.merged_into_id = l.id) select id from led order by id",
        person_id,
    )
    return [row["id"] for row in rows]


async def _collect(person_ids: Sequence[UUID]) -> tuple[list[Found], list[dict[str, Any]]]:
    """What is told, table by table, and how many rows of which tables are not."""
    found: dict[type[Table], Found] = {}
    hidden: dict[type[Table], set[UUID]] = {}
    accounts = await accounts_of(person_ids)
    own: list[tuple[type[Table], str, Sequence[UUID]]] = [
        (Person, "id", person_ids),
        (Mandate, "person_id", person_ids),
        (Account, "id", accounts),
        (Identity, "account_id", accounts),
    ]
    for table, column, ids in own:
        await _add(found, table, column, ids)
    for table, column in subjects():
        await _look(found, hidden, table, column, person_ids)
    await _look_below(found, hidden)
    told = [one for one in sorted(found.values(), key=lambda one: one.table.table_name()) if one.rows]
    for one in told:
        await _add_earlier(one)
    counted = sorted((table.table_name(), len(rows)) for table, rows in hidden.items() if rows)
    return told, [{"table": name, "rows": rows} for name, rows in counted]


async def _look_below(found: dict[type[Table], Found], hidden: dict[type[Table], set[UUID]]) -> None:
    """Rows that point to rows found already, and those below them."""
    direct = {table for table, _ in subjects()} | {Person, Mandate, Account, Identity}
    references = _references(direct)
    waiting = [table for table in found if table in direct and table not in (Person, Account)]
    seen = set(waiting)
    while waiting:
        above = waiting.pop(0)
        for table, column in references.get(above, ()):
            if await _look(found, hidden, table, column, list(found[above].rows)) and table not in seen:
                seen.add(table)
                waiting.append(table)


def _references(direct: Collection[type[Table]]) -> dict[type[Table], list[tuple[type[Table], str]]]:
    """Which tables that name no person themselves point to a table, with the column that does."""
    pointing: dict[type[Table], list[tuple[type[Table], str]]] = {}
    for table in installed_tables():
        if table in direct:
            continue
        for name in sorted(table._meta.fk_fields):
            target: Any = table._meta.fields_map[name]
            pointing.setdefault(target.related_model, []).append((table, f"{name}_id"))
    return pointing


async def _look(
    found: dict[type[Table], Found],
    hidden: dict[type[Table], set[UUID]],
    table: type[Table],
    column: str,
    ids: Sequence[UUID],
) -> int:
    """Rows of a table for the export; of tables that persons never see their number alone."""
    if table is Mandate:
        return 0
    if table.access.policy.person is not NOBODY:
        return await _add(found, table, column, ids)
    rows = await current().fetch(
        f"select id from {quoted(table.table_name())} where {quoted(column)} = any($1::uuid[])", list(ids)
    )
    hidden.setdefault(table, set()).update(row["id"] for row in rows)
    return 0


async def _add(found: dict[type[Table], Found], table: type[Table], column: str, ids: Sequence[UUID]) -> int:
    rows = await current().fetch(
        f"select t.id, to_jsonb(t) as row from {quoted(table.table_name())} t"
        f" where t.{quoted(column)} = any($1::uuid[]) order by t.id",
        list(ids),
    )
    held = found.setdefault(table, Found(table=table))
    before = len(held.rows)
    held.rows |= {row["id"]: _told(table, row["row"]) for row in rows}
    return len(held.rows) - before


async def _add_earlier(one: Found) -> None:
    rows = await current().fetch(
        "select row, valid_from, valid_to from row_history where table_name = $1 and row_id = any($2::uuid[])"
        " order by row_id, valid_from",
        one.table.table_name(),
        list(one.rows),
    )
    one.earlier = [
        {"from": row["valid_from"].isoformat(), "to": row["valid_to"].isoformat(), **_told(one.table, row["row"])}
        for row in rows
    ]


def _told(table: type[Table], row: dict[str, Any]) -> dict[str, Any]:
    """A row's values in plain text, without those that are not told."""
    encrypted = {name for name, column in table._meta.fields_map.items() if isinstance(column, EncryptedText)}
    told = {}
    for column, value in row.items():
        personal = table.access.personal.get(column)
        if personal is not None and personal.staff_only:
            continue
        told[column] = decrypt(value) if column in encrypted and _is_cipher(value) else value
    return told


def _is_cipher(value: object) -> bool:
    return isinstance(value, str) and value.startswith(MARK)


def _read(one: Found) -> PersonalRead:
    columns = set(one.table.access.personal) - set(one.withheld)
    return PersonalRead(table=one.table.table_name(), unmasked=True, columns=columns, row_ids=set(one.rows))
