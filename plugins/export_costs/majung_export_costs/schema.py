"""What clients see of export costs: types, and fields on types of the core. Changes are in `changes.py`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import strawberry

from majung.applications import models as applications
from majung.firms import models as firms
from majung.money import models as money
from majung.storage.select import Parameters, Statement
from majung_export_costs import events, models
from majung_export_costs.program import CODE
from majung_schema.composition import open_input
from majung_schema.graph.bound import batched, bound
from majung_schema.graph.connections import Connection
from majung_schema.graph.filters import Direction, by, one_of
from majung_schema.graph.node import Node
from majung_schema.graph.reading import Reading
from majung_schema.graph.relations import list_of, to_many, to_one
from majung_schema.graph.rows import Row
from majung_schema.graph.scalars import Won
from majung_schema.parts import extend
from majung_schema.query import Query, one_by_id
from majung_schema.types.applications import Application
from majung_schema.types.events import update_type
from majung_schema.types.firms import Firm
from majung_schema.types.money import Claim

_PAID = """
select t.firm_id, extract(year from t.paid_on)::int as year, sum(t.amount_krw)::bigint as amount
from payment t join claim c on c.id = t.claim_id and c.program_code = {program}
where t.firm_id = any({firms}) and {policy} group by 1, 2 order by 1, 2
"""

_EXPORTS = """
select t.firm_id, extract(year from t.declared_on)::int as year, t.country, t.hs6, sum(t.amount_usd) as amount
from export_costs_record t
where t.firm_id = any({firms}) and {policy} group by 1, 2, 3, 4 order by 1, 2 desc, 5 desc, 3, 4
"""


@open_input
class ExportCostFilter:
    """Which costs; conditions given together must all hold."""

    cost_kinds: list[str] | None = one_of("cost_kind")
    countries: list[str] | None = one_of("country", "ISO 3166-1, two letters.")


@open_input
class ExportCostOrder:
    """How costs are sorted."""

    cost_on: Direction | None = by("cost_on")
    eligible_krw: Direction | None = by("eligible_krw")


@bound(models.ExportRecord, name="ExportRecord")
class ExportRecord(Node):
    """One line of an export declaration."""

    declaration_no: str
    line_no: int
    declared_on: date
    country: str
    hs6: str
    amount_usd: Decimal


@bound(models.ExportCost, name="ExportCost")
class ExportCost(Node):
    """A cost that is claimed back; once it is checked, what was left of each limit, and which one decided."""

    cost_kind: str
    country: str
    buyer: str
    cost_on: date
    eligible_krw: Won
    by_rate_krw: Won
    month_left_krw: Won | None
    year_left_krw: Won | None
    budget_left_krw: Won | None
    bound: str | None
    checked_at: datetime | None
    version: int
    claim: Claim | None = to_one(money.Claim, "claim_id")
    firm: Firm | None = to_one(firms.Firm, "firm_id")


@bound(models.PaymentBatch, name="ExportCostBatch")
class ExportCostBatch(Node):
    """Checked costs that were paid together."""

    number: str
    paid_on: date
    amount_krw: Won
    paid: Connection[ExportCost] = to_many(models.ExportCost, "batch_id", sort=("cost_on",))


@bound(applications.Application, name="ExportCostApplication", column="program_code", kind=CODE)
class ExportCostApplication(Application):
    """An application of an exporter."""

    costs: Connection[ExportCost] = to_many(models.ExportCost, "application_id", sort=("-cost_on",))


@strawberry.type(description="Export costs paid in a year, corrections taken off.")
class ExportCostsPaid:
    year: int
    amount_krw: Won


@strawberry.type(description="Exports of a year to one country of one kind of goods (HS, six digits), as declared.")
class ExportsOfYear:
    year: int
    country: str
    hs6: str
    amount_usd: Decimal


async def costs_paid(reading: Reading, rows: Sequence[Row]) -> list[list[ExportCostsPaid]]:
    """Export costs paid to each firm, by year of payment."""
    p = Parameters(reading.actor)
    text = _PAID.format(
        program=p.add(CODE, "text"),
        firms=p.add([row.id for row in rows], "uuid[]"),
        policy=p.bind(money.Payment.access.policy.compile("t", reading.actor)),
    )
    found: dict[UUID, list[ExportCostsPaid]] = defaultdict(list)
    for one in await reading.fetch(Statement(text, p.values)):
        found[one["firm_id"]].append(ExportCostsPaid(year=one["year"], amount_krw=Won(one["amount"])))
    return [found[row.id] for row in rows]


async def exports(reading: Reading, rows: Sequence[Row]) -> list[list[ExportsOfYear]]:
    """What each firm exported, by year, country and goods, the newest year and the largest amount first."""
    p = Parameters(reading.actor)
    text = _EXPORTS.format(
        firms=p.add([row.id for row in rows], "uuid[]"),
        policy=p.bind(models.ExportRecord.access.policy.compile("t", reading.actor)),
    )
    found: dict[UUID, list[ExportsOfYear]] = defaultdict(list)
    for one in await reading.fetch(Statement(text, p.values)):
        found[one["firm_id"]].append(
            ExportsOfYear(year=one["year"], country=one["country"], hs6=one["hs6"], amount_usd=one["amount"])
        )
    return [found[row.id] for row in rows]


@extend(Firm)
class FirmExports:
    """What the program knows of a firm."""

    export_costs: Connection[ExportCost] = to_many(
        models.ExportCost, "firm_id", sort=("-cost_on",), where=ExportCostFilter, order_by=ExportCostOrder
    )
    export_records: Connection[ExportRecord] = to_many(models.ExportRecord, "firm_id", sort=("-declared_on",))
    export_costs_paid_by_year: list[ExportCostsPaid] = batched(costs_paid, "id")
    exports_by_year: list[ExportsOfYear] = batched(exports, "id")


@extend(Query)
class ExportCostQueries:
    """Questions about export costs."""

    export_cost: ExportCost | None = one_by_id(models.ExportCost, "One claimed cost.")
    export_costs: Connection[ExportCost] = list_of(
        models.ExportCost, where=ExportCostFilter, order_by=ExportCostOrder, sort=("-cost_on",)
    )


UPDATES: tuple[type, ...] = tuple(update_type(event) for event in events.EVENTS)
TYPES: tuple[type, ...] = (ExportCostApplication, *UPDATES)
"""Types that no field names, but that `node(id:)`, `application(id:)` and `updates` lead to."""

EXTENSIONS: tuple[type, ...] = (FirmExports, ExportCostQueries)
