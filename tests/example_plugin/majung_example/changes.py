"""Changes of vouchers: unpack, call, answer."""

from __future__ import annotations

import strawberry

from majung_example import models, writes
from majung_example.schema import Advice, Voucher
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import uuid_of
from majung_schema.mutation import Mutation
from majung_schema.parts import extend


@extend(Mutation)
class VoucherChanges:
    """From the adviser's word to the workshop's bill."""

    @strawberry.mutation(description="Record what an adviser thinks of an application: SOUND or DOUBTFUL.")
    @staticmethod
    @change
    async def give_voucher_advice(
        info: Info, application: strawberry.ID, verdict: str, adviser_name: str, adviser_phone: str | None = None
    ) -> Change[Advice]:
        application_id = uuid_of(application, "app")
        made = await writes.give_advice(
            actor_of(info),
            application_id=application_id,
            verdict=verdict,
            adviser_name=adviser_name,
            adviser_phone=adviser_phone,
        )
        return await changed(info, models.Advice, made.id)

    @strawberry.mutation(description="Select an application and give its firm a voucher.")
    @staticmethod
    @change
    async def issue_voucher(info: Info, application: strawberry.ID, version: int) -> Change[Voucher]:
        application_id = uuid_of(application, "app")
        made = await writes.issue_voucher(actor_of(info), application_id=application_id, version=version)
        return await changed(info, models.Voucher, made.id)

    @strawberry.mutation(description="Spend a voucher at a workshop.")
    @staticmethod
    @change
    async def redeem_voucher(
        info: Info, voucher: strawberry.ID, version: int, workshop: strawberry.ID
    ) -> Change[Voucher]:
        voucher_id, workshop_id = uuid_of(voucher, "exvoucher"), uuid_of(workshop, "exworkshop")
        await writes.redeem_voucher(actor_of(info), voucher_id=voucher_id, version=version, workshop_id=workshop_id)
        return await changed(info, models.Voucher, voucher_id)
