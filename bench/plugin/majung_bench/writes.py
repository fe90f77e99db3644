"""Recording an export."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from majung.access.actor import Actor
from majung.errors import InvalidValue
from majung.events.event import append
from majung.firms.models import Firm
from majung.storage.transaction import current, find_row, write
from majung_bench.events import ExportRecorded
from majung_bench.models import ExportRecord
from majung_bench.scopes import RECORD


@dataclass(frozen=True, kw_only=True)
class Shipment:
    """What was shipped: amount in US dollars, weight in kilograms."""

    number: str
    shipped_on: date
    hs_code: str
    country: str
    amount_usd: Decimal
    weight_kg: Decimal
    buyer: str
    terms: str


@write
async def record_export(actor: Actor, *, firm_id: UUID, shipment: Shipment) -> ExportRecord:
    """Record an export of a firm that the actor sees."""
    actor.require(RECORD)
    if shipment.amount_usd <= 0:
        raise InvalidValue(field="amountUsd", value=shipment.amount_usd, reason="above 0 / 0보다 커야 합니다")
    firm = await find_row(Firm, actor, firm_id)
    made = await ExportRecord.create(
        firm_id=firm.id,
        number=shipment.number,
        year=shipment.shipped_on.year,
        month=shipment.shipped_on.month,
        shipped_on=shipment.shipped_on,
        hs_code=shipment.hs_code,
        country=shipment.country,
        amount_usd=shipment.amount_usd,
        weight_kg=shipment.weight_kg,
        buyer=shipment.buyer,
        terms=shipment.terms,
        using_db=current().connection,
    )
    happened = ExportRecorded(record_id=made.id, hs_code=made.hs_code, amount_usd=str(made.amount_usd))
    await append(happened, subject=made.id, firms=[firm.id], district=firm.district_code)
    return made
