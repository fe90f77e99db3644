"""What clients see of vouchers: types, and fields on types of the core. Changes are in `changes.py`."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from datetime import date
from typing import Any

import strawberry

from majung.applications import models as applications
from majung.firms import models as firms
from majung.storage.select import Select, Where, counts_statement
from majung_example import events, models, rules
from majung_example.program import CODE
from majung_schema.composition import open_input
from majung_schema.graph.bound import batched, bound, computed
from majung_schema.graph.connections import Connection
from majung_schema.graph.filters import Direction, at_most, by, by_expression, holds, one_of
from majung_schema.graph.node import Node
from majung_schema.graph.reading import Reading
from majung_schema.graph.relations import list_of, to_many, to_one
from majung_schema.graph.rows import Row
from majung_schema.graph.scalars import Cursor, Won, uuid_of
from majung_schema.parts import extend
from majung_schema.query import Query, one_by_id
from majung_schema.subscription import Subscription, follow
from majung_schema.types.applications import Application
from majung_schema.types.events import update_type
from majung_schema.types.firms import Firm, FirmFilter, FirmOrder


@open_input
class WorkshopFilter:
    """Which workshops; plugins that require this one may add conditions."""

    hourly_at_most: int | None = at_most("hourly_krw", "Price for an hour, in won.")
    codes: list[str] | None = one_of("code")


@open_input
class VoucherFilter:
    """Which vouchers; conditions given together must all hold."""

    states: list[str] | None = one_of("state", "ISSUED, REDEEMED, EXPIRED.")


@open_input
class VoucherOrder:
    """How vouchers are sorted."""

    issued_on: Direction | None = by("issued_on")
    amount_krw: Direction | None = by("amount_krw")


@bound(models.Workshop, name="ExampleWorkshop")
class Workshop(Node):
    """A place that makes prototypes."""

    code: str
    name: str
    hourly_krw: Won


@bound(models.Advice, name="ExampleAdvice")
class Advice(Node):
    """What an adviser thinks of an application."""

    verdict: str
    adviser_name: str
    adviser_phone: str | None
    given_on: date


@bound(models.Visit, name="ExampleVisit")
class Visit(Node):
    """A visit to see what became of a voucher."""

    planned_on: date


@bound(models.Voucher, name="ExampleVoucher")
class Voucher(Node):
    """A voucher of a firm."""

    amount_krw: Won
    state: str
    issued_on: date
    valid_until: date
    redeemed_on: date | None
    version: int
    workshop: Workshop | None = to_one(models.Workshop, "workshop_id")
    firm: Firm | None = to_one(firms.Firm, "firm_id")
    visits: Connection[Visit] = to_many(models.Visit, "voucher_id", sort=("planned_on",))


@bound(applications.Application, name="ExampleApplication", column="program_code", kind=CODE)
class VoucherApplication(Application):
    """An application for a prototype voucher."""

    voucher: Voucher | None = to_one(models.Voucher, "id", to="application_id")
    advice: Connection[Advice] = to_many(models.Advice, "application_id", sort=("-given_on",))


UPDATES: tuple[type, ...] = tuple(update_type(event) for event in events.EVENTS)
VoucherIssued = UPDATES[0]


async def open_vouchers(reading: Reading, rows: list[Row]) -> Sequence[int]:
    """How many vouchers the viewer sees that can still be redeemed."""
    select = Select(table=models.Voucher, where=(Where(text="{row}.state = 'ISSUED'"),))
    found = await reading.fetch(counts_statement(select, reading.actor, "firm_id", [row.id for row in rows]))
    counts = {values["parent_"]: int(values["n"]) for values in found}
    return [counts.get(row.id, 0) for row in rows]


@extend(Firm)
class FirmVouchers:
    """A relation, a batched field and a computed one."""

    vouchers: Connection[Voucher] = to_many(
        models.Voucher, "firm_id", sort=("-issued_on",), where=VoucherFilter, order_by=VoucherOrder
    )
    open_vouchers: int = batched(open_vouchers, "id")
    voucher_addressee: str = computed(rules.addressee, "name", "founded_on")


@extend(FirmFilter)
class FirmVoucherFilter:
    """Firms by their vouchers."""

    has_open_voucher: bool | None = holds(
        "exists (select 1 from example_voucher v where v.firm_id = {row}.id and v.state = 'ISSUED')",
        "Whether it has a voucher that can still be redeemed.",
    )


@extend(FirmOrder, since="1.2")
class FirmVoucherOrder:
    """Firms by the number of their vouchers."""

    vouchers: Direction | None = by_expression(
        "example_vouchers_", "(select count(*) from example_voucher v where v.firm_id = {row}.id)", "bigint"
    )


@extend(Query)
class VoucherQueries:
    """Questions about vouchers."""

    voucher: Voucher | None = one_by_id(models.Voucher, "One voucher.")
    vouchers: Connection[Voucher] = list_of(
        models.Voucher, where=VoucherFilter, order_by=VoucherOrder, sort=("-issued_on",)
    )
    workshops: Connection[Workshop] = list_of(models.Workshop, where=WorkshopFilter, sort=("name",))


def _issued(after: Cursor | None = None, firm: strawberry.ID | None = None) -> AsyncGenerator[VoucherIssued, None]:  # type: ignore[valid-type]
    firm_id = uuid_of(firm, "firm") if firm else None
    issued: Any = follow(after=after, types=(events.VoucherIssued.type_name(),), firm_id=firm_id)
    return issued


@extend(Subscription)
class VoucherSubscriptions:
    """What can be followed about vouchers."""

    voucher_issued: AsyncGenerator[VoucherIssued, None] = strawberry.subscription(  # type: ignore[valid-type]
        resolver=_issued, description="Each voucher as it is issued, of one firm or of all the viewer may see."
    )


TYPES: tuple[type, ...] = (VoucherApplication, Workshop, *UPDATES)
"""Types that no field names, but that `node(id:)`, `application(id:)` and `updates` lead to."""

EXTENSIONS: tuple[type, ...] = (
    FirmVouchers, FirmVoucherFilter, FirmVoucherOrder, VoucherQueries, VoucherSubscriptions,
)  # fmt: skip
