"""Which records may be one: a few found by indexes, then compared."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tortoise.connection import get_connection

from majung.access.actor import Actor
from majung.merging.rules import (
    LEAST,
    FirmLike,
    PersonLike,
    address_key,
    firm_reasons,
    person_reasons,
    points,
)
from majung.merging.scopes import MERGE_FIRMS, MERGE_PERSONS
from majung.merging.spellings import spelling_variants

MOST_LOOKED_AT = 200
"""Records of one kind of likeness that are compared; a common name has more than anyone would look through."""

_FIRM = """
select f.id, f.name_key, f.representative, f.district_code, f.founded_on, f.crn,
    array(select e.address from establishment e where e.firm_id = f.id and e.address is not null) as addresses,
    array(select e.brn from establishment e where e.firm_id = f.id and e.brn is not null) as brns,
    array(select i.value from firm_identifier i where i.firm_id = f.id) as numbers
from firm f where f.id = any($1::uuid[]) and f.merged_into_id is null
"""

FIRMS_LIKE = f"""
(select id from firm where name_key = any($2::text[]) and id <> $1 and merged_into_id is null limit {MOST_LOOKED_AT})
union (select id from firm where representative = $3 and district_code = $4 and id <> $1 and merged_into_id is null
    limit {MOST_LOOKED_AT})
union (select firm_id from establishment where brn = any($5::text[]) and firm_id <> $1)
union (select id from firm where crn = any($5::text[]) and id <> $1 and merged_into_id is null)
union (select firm_id from firm_identifier where value = any($5::text[]) and firm_id <> $1 limit {MOST_LOOKED_AT})
"""
"""Firms that are written alike ($2), have the representative ($3) in the district ($4), or one of the numbers ($5)."""

_PERSON = """
select id, name, birth_date, phone_hash, email_hash from person
where id = any($1::uuid[]) and merged_into_id is null
"""

_PERSONS_LIKE = f"""
(select id from person where phone_hash = $2 and id <> $1 and merged_into_id is null limit {MOST_LOOKED_AT})
union (select id from person where email_hash = $3 and id <> $1 and merged_into_id is null limit {MOST_LOOKED_AT})
union (select id from person where name = $4 and birth_date = $5 and id <> $1 and merged_into_id is null
    limit {MOST_LOOKED_AT})
"""

_SUSPECTS = """
with twins as materialized (
    select name_key, representative, district_code from firm
    where merged_into_id is null and representative is not null and district_code is not null
        and ($1::text[] = '{}' or district_code = any($1::text[]))
    group by name_key, representative, district_code having count(*) > 1
    order by name_key, representative, district_code limit $2
)
select f.id from twins t join firm f
    on f.name_key = t.name_key and f.representative = t.representative and f.district_code = t.district_code
where f.merged_into_id is null and exists (
    select from firm o where o.name_key = f.name_key and o.representative = f.representative
        and o.district_code = f.district_code and o.id <> f.id and o.merged_into_id is null
        and (o.crn is null or f.crn is null)
)
order by f.name_key, f.id limit $2
"""
"""Read from an index that holds all four columns of the first part, in its order."""


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """A record that may be the same one: how much speaks for it (of 100), and what."""

    id: UUID
    points: int
    reasons: tuple[str, ...]


async def list_firm_duplicates(actor: Actor, firm_id: UUID) -> list[Likeness]:
    """Firms that may be the same as one that the actor sees, likeliest first (permission ``firms.merge``)."""
    actor.require(MERGE_FIRMS)
    one = (await _firms([firm_id])).get(firm_id)
    if one is None:
        return []
    variants = spelling_variants(one.name_key)
    found = await _fetch(
        FIRMS_LIKE, firm_id, sorted(variants), one.representative, one.district_code, sorted(one.numbers)
    )
    others = await _firms([row["id"] for row in found])
    return _ranked({id: firm_reasons(one, other, variants) for id, other in others.items()})


async def list_person_duplicates(actor: Actor, person_id: UUID) -> list[Likeness]:
    """Persons that may be the same as one, likeliest first (permission ``persons.merge``).

    What is equal is told, not what it is; the caller shows the persons under the reader's masks.
    """
    actor.require(MERGE_PERSONS)
    one = (await _persons([person_id])).get(person_id)
    if one is None:
        return []
    found = await _fetch(_PERSONS_LIKE, person_id, one.phone_hash, one.email_hash, one.name, one.birth_date)
    others = await _persons([row["id"] for row in found])
    return _ranked({id: person_reasons(one, other) for id, other in others.items()})


async def list_suspects(actor: Actor, most: int) -> list[UUID]:
    """Firms that have a namesake with the same representative in the same district, by name."""
    actor.require(MERGE_FIRMS)
    return [row["id"] for row in await _fetch(_SUSPECTS, sorted(actor.districts), most)]


def _ranked(found: Mapping[UUID, tuple[str, ...]]) -> list[Likeness]:
    alike = [Likeness(id=id, points=points(reasons), reasons=reasons) for id, reasons in found.items()]
    return sorted((one for one in alike if one.points >= LEAST), key=lambda one: (-one.points, one.id))


async def _firms(firm_ids: Sequence[UUID]) -> dict[UUID, FirmLike]:
    rows = await _fetch(_FIRM, list(firm_ids))
    return {
        row["id"]: FirmLike(
            name_key=row["name_key"],
            representative=row["representative"],
            district_code=row["district_code"],
            founded_on=row["founded_on"],
            crn=row["crn"],
            addresses=frozenset(key for address in row["addresses"] if (key := address_key(address))),
            numbers=frozenset(_numbers(row)),
        )
        for row in rows
    }


def _numbers(row: Mapping[str, Any]) -> set[str]:
    texts = [*row["brns"], *row["numbers"], *([row["crn"]] if row["crn"] else [])]
    digits = {re.sub(r"[^0-9]", "", text) for text in texts if not re.search(r"[^\W\d]", text)}
    return {number for number in digits if len(number) in (10, 13)} | set(row["numbers"])


async def _persons(person_ids: Sequence[UUID]) -> dict[UUID, PersonLike]:
    rows = await _fetch(_PERSON, list(person_ids))
    return {
        row["id"]: PersonLike(
            name=row["name"],
            birth_date=row["birth_date"],
            phone_hash=row["phone_hash"],
            email_hash=row["email_hash"],
        )
        for row in rows
    }


async def _fetch(sql: str, *values: object) -> Sequence[Mapping[str, Any]]:
    rows: Sequence[Mapping[str, Any]] = await get_connection("default").execute_query_dict(sql, list(values))
    return rows
