"""Strawberry as its documentation writes it, with DataLoaders, on the same tables."""

from __future__ import annotations

import base64
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

import asyncpg
import orjson
import strawberry
import uvicorn
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache

_pool: list[asyncpg.Pool] = []


async def rows(text: str, *values: Any) -> list[Any]:
    """Rows of one statement."""
    if not _pool:
        size = int(os.environ["POOL"])
        _pool.append(await asyncpg.create_pool(min_size=size, max_size=size))
    async with _pool[0].acquire() as connection:
        found: list[Any] = await connection.fetch(text, *values)
        return found


def made(kind: type, row: Any) -> Any:
    """An object from a row with the same names."""
    names = kind.__dataclass_fields__  # type: ignore[attr-defined]
    return kind(**{name: row[name] for name in names if name in row})


@dataclass
class Loaders:
    """One DataLoader for each relation and page size of a request."""

    known: dict[Any, DataLoader[Any, Any]] = field(default_factory=dict)

    def many(self, kind: type, table: str, order: str, first: int) -> DataLoader[Any, Any]:
        """The first rows of each firm."""

        async def load(ids: list[UUID]) -> Sequence[Any]:
            found = await rows(
                "select p.n as n_, t.* from unnest($1::uuid[]) with ordinality p (id, n) cross join lateral"
                f" (select * from {table} where firm_id = p.id order by {order} limit $2) t order by p.n",
                ids,
                first,
            )
            lists: list[list[Any]] = [[] for _ in ids]
            for row in found:
                lists[row["n_"] - 1].append(made(kind, row))
            return lists

        return self.known.setdefault((table, first), DataLoader(load_fn=load))

    def one(self, kind: type, table: str, column: str) -> DataLoader[Any, Any]:
        """The row with a key."""

        async def load(keys: list[Any]) -> Sequence[Any]:
            found = await rows(f"select * from {table} where {column} = any($1)", keys)
            known = {row[column]: made(kind, row) for row in found}
            return [known.get(key) for key in keys]

        return self.known.setdefault((table, column), DataLoader(load_fn=load))


Info = strawberry.Info
T = TypeVar("T")


@strawberry.type
class Listed(Generic[T]):
    nodes: list[T]


def many(kind: Any, table: str, order: str) -> Any:
    """A list on a firm."""

    async def resolve(root: Any, info: Info, first: int) -> Any:
        return Listed(nodes=await info.context["loaders"].many(kind, table, order, first).load(root.id))

    resolve.__annotations__["return"] = Listed[kind]
    return strawberry.field(resolver=resolve)


@strawberry.type
class District:
    name_ko: str


@strawberry.type
class Bank:
    name_ko: str


@strawberry.type
class Person:
    name: str


@strawberry.type
class Establishment:
    brn: str | None
    name: str
    address: str | None
    head: bool


@strawberry.type
class Year:
    year: int
    sales_krw: Decimal | None
    workers: Decimal | None


@strawberry.type
class Role:
    person_id: strawberry.Private[UUID]
    role: str

    @strawberry.field
    async def person(self, info: Info) -> Person | None:
        """The person."""
        found: Person | None = await info.context["loaders"].one(Person, "person", "id").load(self.person_id)
        return found


@strawberry.type
class Loan:
    bank_id: strawberry.Private[UUID]
    state: str
    principal_krw: Decimal
    outstanding_krw: Decimal
    executed_on: date

    @strawberry.field
    async def bank(self, info: Info) -> Bank | None:
        """The bank."""
        found: Bank | None = await info.context["loaders"].one(Bank, "institution", "id").load(self.bank_id)
        return found


@strawberry.type
class Support:
    year: int
    title: str
    decided_krw: Decimal


@strawberry.type
class Posting:
    title: str
    openings: int
    pay_krw: Decimal
    open_until: date


@strawberry.type
class ExportFirm:
    name: str


@strawberry.type
class Export:
    firm_id: strawberry.Private[UUID]
    number: str
    year: int
    month: int
    shipped_on: date
    hs_code: str
    country: str
    amount_usd: Decimal
    weight_kg: Decimal
    buyer: str
    terms: str

    @strawberry.field
    async def firm(self, info: Info) -> ExportFirm | None:
        """The firm."""
        found: ExportFirm | None = await info.context["loaders"].one(ExportFirm, "firm", "id").load(self.firm_id)
        return found


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class Firm:
    id: strawberry.Private[UUID]
    district_code: strawberry.Private[str]
    name: str
    legal_form: str | None
    crn: str | None
    representative: str | None
    status: str
    founded_on: date | None
    employees: int | None
    industry_code: str | None

    @strawberry.field
    async def district(self, info: Info) -> District | None:
        """The district."""
        found: District | None = (
            await info.context["loaders"].one(District, "district", "code").load(self.district_code)
        )
        return found

    establishments: Listed[Establishment] = many(Establishment, "establishment", "head desc, id")
    years: Listed[Year] = many(Year, "firm_year", "year desc, id desc")
    people: Listed[Role] = many(Role, "firm_person", "valid_from desc, id desc")
    loans: Listed[Loan] = many(Loan, "growth_fund_loan", "executed_on desc, id desc")
    support_records: Listed[Support] = many(Support, "support_record", "year desc, id desc")
    exports: Listed[Export] = many(Export, "bench_export_record", "id")
    postings: Listed[Posting] = many(Posting, "bench_posting", "id")


@strawberry.type
class Page(Generic[T]):
    nodes: list[T]
    page_info: PageInfo


def encode(*parts: str) -> str:
    """A cursor."""
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


def decode(text: str) -> list[str]:
    """What a cursor says."""
    parts: list[str] = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return parts


@strawberry.type
class Query:
    @strawberry.field
    async def firm(self, id: strawberry.ID) -> Firm | None:
        """One firm."""
        found = await rows("select * from firm where id = $1", UUID(id))
        return made(Firm, found[0]) if found else None

    @strawberry.field
    async def firms(self, first: int, after: str | None = None) -> Page[Firm]:
        """A page of firms."""
        if after:
            name, id = decode(after)
            found = await rows(
                "select * from firm where (name, id) > ($1, $2) order by name, id limit $3", name, UUID(id), first + 1
            )
        else:
            found = await rows("select * from firm order by name, id limit $1", first + 1)
        nodes = found[:first]
        end = encode(nodes[-1]["name"], str(nodes[-1]["id"])) if nodes else None
        return Page(
            nodes=[made(Firm, row) for row in nodes],
            page_info=PageInfo(has_next_page=len(found) > first, end_cursor=end),
        )

    @strawberry.field
    async def bench_exports(self, first: int, after: str | None = None) -> Page[Export]:
        """A page of exports."""
        if after:
            text = "select * from bench_export_record where id > $1 order by id limit $2"
            found = await rows(text, UUID(decode(after)[0]), first + 1)
        else:
            found = await rows("select * from bench_export_record order by id limit $1", first + 1)
        nodes = found[:first]
        end = encode(str(nodes[-1]["id"])) if nodes else None
        return Page(
            nodes=[made(Export, row) for row in nodes],
            page_info=PageInfo(has_next_page=len(found) > first, end_cursor=end),
        )


@strawberry.input
class Shipment:
    number: str
    shipped_on: date
    hs_code: str
    country: str
    amount_usd: Decimal
    weight_kg: Decimal
    buyer: str
    terms: str


@strawberry.type
class Payload:
    record: Export | None


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def record_bench_export(self, firm: strawberry.ID, shipment: Shipment) -> Payload:
        """Record an export with its event."""
        s = shipment
        given = (s.number, s.shipped_on, s.hs_code, s.country, s.amount_usd, s.weight_kg, s.buyer, s.terms)
        async with _pool[0].acquire() as connection, connection.transaction():
            row = await connection.fetchrow(
                "select * from record_bench_export($1, $2, $3, $4, $5, $6, $7, $8, $9)", UUID(firm), *given
            )
        return Payload(record=made(Export, row))


class App(GraphQL[Any, None]):
    """The application, with loaders for each request."""

    async def get_context(self, *args: Any, **kwargs: Any) -> Any:
        """What resolvers share."""
        return {"loaders": Loaders()}


if __name__ == "__main__":
    schema = strawberry.Schema(Query, Mutation, extensions=[ParserCache, ValidationCache])
    uvicorn.run(
        App(schema, graphql_ide=None),
        host="127.0.0.1",
        port=int(os.environ["PORT"]),
        http="httptools",
        loop="uvloop",
        lifespan="off",
        access_log=False,
        log_level="warning",
    )
