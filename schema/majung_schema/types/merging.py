"""Records that may be one, those that were merged, and what firms became."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import strawberry

from majung.errors import Refusal
from majung.firms import models as firm_models
from majung.merging import models
from majung.merging.reads import Likeness, list_firm_duplicates, list_person_duplicates, list_suspects
from majung.persons import models as person_models
from majung.storage.table import Table
from majung_schema.graph.bound import SOURCE, Source, bound
from majung_schema.graph.connections import MAX_PAGE, PageArguments
from majung_schema.graph.context import Context, actor_of, reading_of
from majung_schema.graph.node import Node
from majung_schema.graph.relations import to_one
from majung_schema.graph.rows import Row
from majung_schema.graph.scalars import Json, parse_global_id
from majung_schema.refusals import PageTooLarge
from majung_schema.types.firms import Firm
from majung_schema.types.persons import Person

_COMPARED = ("name", "birth_date", "phone", "email")


class NothingToCompare(Refusal):
    """Duplicates are looked for among firms and persons; {id} is neither.

    ko: 중복은 기업과 개인에 대해서만 찾습니다. {id}은(는) 해당하지 않습니다.
    """


@strawberry.type(description="A record that may be the same as another one; an official decides.")
class Duplicate:
    node: Node = strawberry.field(description="The record, as the viewer may see it.")
    points: int = strawberry.field(description="How much speaks for it, of 100.")
    reasons: list[str] = strawberry.field(
        description="What is equal: NUMBER, NAME, NAME_VARIANT, REPRESENTATIVE, ADDRESS, FOUNDED_ON, DISTRICT,"
        " PERSON_NAME, BIRTH_DATE, PHONE, EMAIL."
    )


@bound(models.FirmMerge)
class FirmMerge(Node):
    """That two records were one firm, until it was undone."""

    merged_name: str
    reason: str
    at: datetime
    by: str
    filled: list[str]
    moved: Json
    undone_at: datetime | None
    undone_by: str | None
    undone_reason: str | None
    version: int
    survivor: Firm | None = to_one(firm_models.Firm, "survivor_id")


@bound(models.PersonMerge)
class PersonMerge(Node):
    """That two records were one person, until it was undone."""

    reason: str
    at: datetime
    by: str
    filled: list[str]
    moved: Json
    undone_at: datetime | None
    undone_by: str | None
    undone_reason: str | None
    version: int
    survivor: Person | None = to_one(person_models.Person, "survivor_id")


@bound(models.FirmSuccession)
class FirmSuccession(Node):
    """That a firm goes on under another name or form, or has taken another in."""

    kind: str
    on: date
    before: Json
    after: Json
    note: str
    at: datetime
    by: str
    firm: Firm | None = to_one(firm_models.Firm, "firm_id")
    absorbed: Firm | None = to_one(firm_models.Firm, "absorbed_id")


async def _duplicates(
    root: Any, info: strawberry.Info[Context, Any], of: strawberry.ID, first: int = 20
) -> list[Duplicate]:
    prefix, id = parse_global_id(of)
    _check(first)
    asked: type[Table]
    if prefix == "firm":
        asked, found = firm_models.Firm, await list_firm_duplicates(actor_of(info), id)
    elif prefix == "person":
        asked, found = person_models.Person, await list_person_duplicates(actor_of(info), id)
    else:
        raise NothingToCompare(id=of)
    # who may not see the record learns nothing from those that are like it
    rows = await reading_of(info).ones(asked, "id", [id, *(one.id for one in found)])
    if id not in rows:
        return []
    return _shown(info, [(one, rows[one.id]) for one in found if one.id in rows][:first], rows[id])


def _shown(info: Any, found: Sequence[tuple[Likeness, Row]], asked: Row) -> list[Duplicate]:
    for row in [asked, *(row for _, row in found)]:
        _record_comparison(info, row)
    return [
        Duplicate(node=row, points=one.points, reasons=list(one.reasons))  # type: ignore[arg-type]
        for one, row in found
    ]


def _record_comparison(info: Any, row: Row) -> None:
    """That values are equal is knowledge of them: reading it leaves an access record like reading them masked."""
    table: type[Table] = row.table
    if table is person_models.Person:
        for column in _COMPARED:
            reading_of(info).personal(row, column)


async def _suspects(root: Any, info: strawberry.Info[Context, Any], first: int = 20) -> list[Firm]:
    _check(first)
    ids = await list_suspects(actor_of(info), first)
    rows = await reading_of(info).ones(firm_models.Firm, "id", ids)
    return [rows[id] for id in ids if id in rows]  # type: ignore[misc]


def _check(first: int) -> None:
    if first < 0:
        raise PageArguments(reason="first cannot be negative")
    if first > MAX_PAGE:
        raise PageTooLarge(allowed=MAX_PAGE, counted=first)


duplicates_field = strawberry.field(
    resolver=_duplicates,
    description="Records that may be the same as a firm (firms.merge) or a person (persons.merge), likeliest first.",
    metadata={SOURCE: Source(kind="list", table=firm_models.Firm)},
)
suspects_field = strawberry.field(
    resolver=_suspects,
    description="Firms that have a namesake with the same representative in the same district (firms.merge).",
    metadata={SOURCE: Source(kind="list", table=firm_models.Firm)},
)
