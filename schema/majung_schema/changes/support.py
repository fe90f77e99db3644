"""Corrections of support records; what a decision gives is written by the decision itself."""

from __future__ import annotations

from datetime import date

import strawberry

from majung.support import models, writes
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import Won, uuid_of
from majung_schema.types.support import SupportRecord


@strawberry.input(description="What is corrected; what is missing stays. Amounts of imported records only.")
class SupportCorrectionInput:
    paid_krw: Won | None = None
    returned_krw: Won | None = None
    period_from: date | None = None
    period_to: date | None = None
    status: str | None = strawberry.field(
        default=None, description="ACTIVE, FINISHED, CLOSED, CANCELLED or CLAWED_BACK"
    )
    restricted_until: date | None = strawberry.field(
        default=None, description="Until when the firm or person is kept out of further support."
    )


@strawberry.type
class SupportChanges:
    """What staff correct in support records."""

    @strawberry.mutation(description="Correct a support record; amounts of our own records follow their payments.")
    @staticmethod
    @change
    async def change_support(
        info: Info, id: strawberry.ID, version: int, input: SupportCorrectionInput
    ) -> Change[SupportRecord]:
        record_id, correction = uuid_of(id, models.SupportRecord.access.prefix), writes.SupportChange(**vars(input))
        await writes.change_support(actor_of(info), support_record_id=record_id, version=version, change=correction)
        return await changed(info, models.SupportRecord, record_id)
