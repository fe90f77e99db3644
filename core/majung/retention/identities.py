"""Identities put apart: who a person was, for as long as a law keeps what was done with them (art. 21(3))."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from majung import clock
from majung.access.cipher import encrypt
from majung.retention.destroying import BATCH, Why, destroy
from majung.retention.due import basis_of, kept, until
from majung.retention.holdings import Holding, dealings, holdings, installed_tables
from majung.retention.models import KeptIdentity
from majung.retention.rules import Terms
from majung.storage.ids import uuid7
from majung.storage.quoting import quoted
from majung.storage.table import Table
from majung.storage.transaction import current

CLASS = "kept_identity"

_INSERT = """
insert into kept_identity (id, person_id, identity, kept_until, basis, put_apart_at)
select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::date[], $5::text[], $6::timestamptz[])
on conflict (person_id) do update set kept_until = greatest(kept_identity.kept_until, excluded.kept_until)
"""

_UNTIL = """
update kept_identity k set kept_until = n.until, basis = n.basis, version = k.version + 1
from unnest($1::uuid[], $2::date[], $3::text[]) n (person_id, until, basis)
where k.person_id = n.person_id and (k.kept_until, k.basis) <> (n.until, n.basis)
"""


async def put_apart(person_ids: Sequence[UUID], terms: Terms) -> int:
    """Keep name and birth date of those persons whose money or decisions a law keeps; how many they are.

    Called before the persons' own values are destroyed, in the same transaction.
    """
    longest = await _longest(person_ids, terms)
    persons = await current().fetch(
        "select id, name, birth_date from person where id = any($1::uuid[]) and name <> ''", list(longest)
    )
    if persons:
        await current().execute(
            _INSERT,
            [uuid7() for _ in persons],
            [row["id"] for row in persons],
            [encrypt(json.dumps(_identity(row), ensure_ascii=False)) for row in persons],
            [longest[row["id"]][0] for row in persons],
            [longest[row["id"]][1] for row in persons],
            [clock.now() for _ in persons],
        )
    return len(persons)


async def destroy_ended(run_id: UUID, terms: Terms, after: UUID) -> tuple[int, UUID | None]:
    """Destroy identities that no law keeps any longer, one batch; how many, and the last id that was looked at.

    Terms may have changed since they were put apart, and what is kept of a person too: each one's day is found anew.
    """
    rows = await current().fetch(
        "select id, person_id, basis from kept_identity where identity is not null and id > $1 order by id limit $2"
        " for update skip locked",
        after,
        BATCH,
    )
    if not rows:
        return 0, None
    longest = await _longest([row["person_id"] for row in rows], terms)
    days, bases = [until for until, _ in longest.values()], [basis for _, basis in longest.values()]
    await current().execute(_UNTIL, list(longest), days, bases)
    ended = [row for row in rows if row["person_id"] not in longest]
    basis = "; ".join(sorted({row["basis"] for row in ended}))[:300]
    why = Why(run_id=run_id, ground="KEPT_ENDED", retention=CLASS, basis=basis)
    return await destroy("kept_identity", ["identity"], [row["id"] for row in ended], why), rows[-1]["id"]


def may_be_asked(holding: Holding) -> bool:
    """Whether a person may ask that these columns be destroyed: they name one, and are no identity kept apart."""
    return holding.subject is not None and holding.retention != CLASS


def subjects(tables: Sequence[type[Table]] | None = None) -> list[tuple[type[Table], str]]:
    """Tables whose rows name a person, with the column that does; the person's own table is not among them."""
    found = dict.fromkeys(
        (h.table, h.subject) for h in holdings(tables or installed_tables()) if h.subject not in (None, "id")
    )
    found |= dict.fromkeys(dealings(tables or installed_tables()))
    return [(table, column) for table, column in found if column and table is not KeptIdentity]


async def _longest(person_ids: Sequence[UUID], terms: Terms) -> dict[UUID, tuple[date, str]]:
    """Until when, and why, a law wants to know who these persons were; those of whom none does are left out."""
    longest: dict[UUID, tuple[date, str]] = {}
    for table, column in subjects():
        held = kept(table, terms, identity=True)
        if held == "false":
            continue
        rows = await current().fetch(
            f"select t.{quoted(column)} as person, max({until(table, terms, identity=True)}) as until"
            f" from {quoted(table.table_name())} t where t.{quoted(column)} = any($1::uuid[]) and {held} group by 1",
            list(person_ids),
        )
        for row in rows:
            found = (row["until"], basis_of(table, terms) or "")
            longest[row["person"]] = max(longest.get(row["person"], found), found)
    return longest


def _identity(row: dict[str, object]) -> dict[str, object]:
    birth = row["birth_date"]
    return {"name": row["name"], "birth_date": birth.isoformat() if isinstance(birth, date) else None}
