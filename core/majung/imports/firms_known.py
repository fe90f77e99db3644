"""Firms that rows of a file may mean: what is stored of them, by every number they are known by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from tortoise.connection import get_connection

from majung.imports.firm_rows import FirmRow
from majung.storage.ids import uuid7

NAME_ADDRESS = "NAME-ADDRESS"
"""Scheme under which a firm that has no number is found again: a hash of its folded name and address."""

Number = tuple[str, str]
"""A scheme (brn, crn, or that of another register) and a value in it."""


@dataclass(slots=True, kw_only=True)
class KnownWorkplace:
    """A workplace as stored, or as it will be: `changed` must be stored again, of one that is `told` a row spoke."""

    id: UUID = field(default_factory=uuid7)
    brn: str | None
    name: str
    head: bool
    address: str | None = None
    district_code: str | None = None
    district_as_received: str | None = None
    phone: str | None = None
    opened_on: date | None = None
    new: bool = False
    changed: bool = False
    told: bool = False


@dataclass(slots=True, kw_only=True)
class KnownFirm:
    """A firm as stored, or as it will be; `changed` names the columns that must be stored again."""

    id: UUID = field(default_factory=uuid7)
    name: str
    crn: str | None = None
    representative: str | None = None
    founded_on: date | None = None
    district_code: str | None = None
    district_as_received: str | None = None
    industry_revision: int | None = None
    industry_code: str | None = None
    homepage: str | None = None
    products: str | None = None
    workplaces: list[KnownWorkplace] = field(default_factory=list)
    representatives: tuple[str, ...] = ()
    numbers: list[Number] = field(default_factory=list)
    new: bool = False
    changed: set[str] = field(default_factory=set)

    @property
    def to_store(self) -> bool:
        """Whether anything about the firm differs from what is stored."""
        return bool(self.new or self.changed or self.numbers) or any(w.new or w.changed for w in self.workplaces)

    def stored(self) -> None:
        """Note that all of it has been stored."""
        self.new, self.changed, self.numbers = False, set(), []
        for workplace in self.workplaces:
            workplace.new = workplace.changed = False


FIRM_COLUMNS = (
    "name", "crn", "representative", "founded_on", "district_code", "district_as_received", "industry_revision",
    "industry_code", "homepage", "products",
)  # fmt: skip
WORKPLACE_COLUMNS = (
    "brn", "name", "head", "address", "district_code", "district_as_received", "phone", "opened_on",
)  # fmt: skip

_OWNERS = """
select 'brn' as scheme, brn as value, firm_id from establishment where brn = any($1::text[])
union all select 'crn', crn, id from firm where crn = any($2::text[])
union all select i.scheme, i.value, i.firm_id
from unnest($3::text[], $4::text[]) n (scheme, value)
join firm_identifier i on i.scheme = n.scheme and i.value = n.value
"""


def key_of(row: FirmRow) -> Number:
    """The number by which a row's firm is looked for."""
    kind, value = row.key
    if kind == "name_address":
        return NAME_ADDRESS, hashlib.sha256(value.encode()).hexdigest()
    return kind, value


def numbers_of(row: FirmRow) -> list[Number]:
    """Every number a row tells, its key first."""
    told: list[Number] = [key_of(row)]
    if row.crn:
        told.append(("crn", row.crn))
    if row.brn:
        told.append(("brn", row.brn))
    return list(dict.fromkeys([*told, *row.identifiers]))


async def load_owners(rows: Iterable[FirmRow], *, lock: bool) -> dict[Number, KnownFirm]:
    """The stored firms that any number of these rows belongs to, locked for change if asked."""
    wanted = {number for row in rows for number in numbers_of(row)}
    others = [number for number in wanted if number[0] not in ("brn", "crn")]
    connection = get_connection("default")
    owners = await connection.execute_query_dict(
        _OWNERS,
        [
            [value for scheme, value in wanted if scheme == "brn"],
            [value for scheme, value in wanted if scheme == "crn"],
            [scheme for scheme, _ in others],
            [value for _, value in others],
        ],
    )
    firms = await _load_firms({row["firm_id"] for row in owners}, lock=lock)
    return {(row["scheme"], row["value"]): firms[row["firm_id"]] for row in owners}


async def _load_firms(firm_ids: set[UUID], *, lock: bool) -> Mapping[UUID, KnownFirm]:
    if not firm_ids:
        return {}
    connection = get_connection("default")
    ids = [sorted(firm_ids)]
    locked = " order by id for update" if lock else ""
    firms = {
        row["id"]: KnownFirm(**_taken(row, ("id", *FIRM_COLUMNS)))
        for row in await connection.execute_query_dict(
            f"select id, {', '.join(FIRM_COLUMNS)} from firm where id = any($1::uuid[]){locked}", ids
        )
    }
    for row in await connection.execute_query_dict(
        f"select id, firm_id, {', '.join(WORKPLACE_COLUMNS)} from establishment"
        " where firm_id = any($1::uuid[]) order by id",
        ids,
    ):
        firms[row["firm_id"]].workplaces.append(KnownWorkplace(**_taken(row, ("id", *WORKPLACE_COLUMNS))))
    return firms


def _taken(row: Mapping[str, Any], columns: Iterable[str]) -> dict[str, Any]:
    return {column: row[column] for column in columns}
