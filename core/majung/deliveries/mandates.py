"""The mandate under which a partner is told: looked up anew each time, because it can end any day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from uuid import UUID

from tortoise.connection import get_connection

from majung import clock
from majung.access.actor import Actor
from majung.access.authentication import MANDATE_COLUMNS, actor_from
from majung.institutions.in_force import IN_FORCE

_FIND = f"""
    select {MANDATE_COLUMNS} from mandate m join account a on a.id = m.account_id
    where m.id = any($1::uuid[]) and {IN_FORCE.format(day="$2")}
"""
_OF_INSTITUTION = f"""
    select {MANDATE_COLUMNS} from mandate m join account a on a.id = m.account_id
    where m.institution_id = $1 and m.kind = 'partner' and {IN_FORCE.format(day="$2")}
    order by m.valid_from, m.id limit 1
"""


async def actors_of(mandate_ids: Iterable[UUID]) -> Mapping[UUID, Actor]:
    """The actors of those mandates that are in force today."""
    rows = await get_connection("default").execute_query_dict(_FIND, [list(mandate_ids), clock.today()])
    return {row["mandate_id"]: actor_from(row) for row in rows}


async def partner_of(institution_id: UUID) -> Actor | None:
    """The actor of an institution's oldest mandate as a partner that is in force today."""
    rows = await get_connection("default").execute_query_dict(_OF_INSTITUTION, [institution_id, clock.today()])
    return actor_from(rows[0]) if rows else None


def rights_mark(actor: Actor) -> str:
    """The same text for the same rights, in every process."""
    parts = [sorted(map(str, part)) if isinstance(part, frozenset) else str(part) for part in actor.rights]
    return hashlib.sha256(repr(parts).encode()).hexdigest()
