"""What clients see of export records and postings: types, fields on `Firm`, lists, and one change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import strawberry

from majung.firms import models as firms
from majung_bench import events, models, writes
from majung_schema.graph.bound import bound
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.connections import Connection
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.node import Node
from majung_schema.graph.relations import list_of, to_many, to_one
from majung_schema.graph.scalars import ExactDecimal, Won, uuid_of
from majung_schema.mutation import Mutation
from majung_schema.parts import extend
from majung_schema.query import Query
from majung_schema.types.events import update_type
from majung_schema.types.firms import Firm


@bound(models.ExportRecord, name="BenchExport")
class ExportRecord(Node):
    """What a firm shipped under one code of goods to one country."""

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
    firm: Firm | None = to_one(firms.Firm, "firm_id")


@bound(models.Posting, name="BenchPosting")
class Posting(Node):
    """A job that a firm offers."""

    title: str
    openings: int
    pay_krw: Won
    open_until: date
    state: str


UPDATES: tuple[type, ...] = (update_type(events.ExportRecorded),)


@extend(Firm)
class FirmTrade:
    """Exports and postings on a firm."""

    exports: Connection[ExportRecord] = to_many(models.ExportRecord, "firm_id", sort=("id",))
    postings: Connection[Posting] = to_many(models.Posting, "firm_id", sort=("id",))


@extend(Query)
class TradeQuery:
    """All exports."""

    bench_exports: Connection[ExportRecord] = list_of(models.ExportRecord, description="Exports, oldest record first.")


@strawberry.input(description="What was shipped: amount in US dollars, weight in kilograms.")
class BenchShipment:
    number: str
    shipped_on: date
    hs_code: str
    country: str
    amount_usd: ExactDecimal
    weight_kg: ExactDecimal
    buyer: str
    terms: str


@extend(Mutation)
class TradeChanges:
    """Recording."""

    @strawberry.mutation(description="Record an export of a firm.")
    @staticmethod
    @change
    async def record_bench_export(info: Info, firm: strawberry.ID, shipment: BenchShipment) -> Change[ExportRecord]:
        given = writes.Shipment(**vars(shipment))
        made = await writes.record_export(actor_of(info), firm_id=uuid_of(firm, "firm"), shipment=given)
        return await changed(info, models.ExportRecord, made.id)
