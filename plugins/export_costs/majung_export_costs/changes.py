"""Changes of export costs: unpack, call, answer."""

from __future__ import annotations

from datetime import date

import strawberry

from majung.applications import models as applications
from majung_export_costs import claiming, models, paying, selecting
from majung_export_costs.schema import ExportCost, ExportCostApplication, ExportCostBatch
from majung_schema.changes.evidence import EvidenceInput, evidence_of
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import uuid_of
from majung_schema.mutation import Mutation
from majung_schema.parts import extend


@strawberry.input(description="A cost that is claimed back, with the papers that prove it.")
class ExportCostInput:
    application: strawberry.ID
    kind: str = strawberry.field(description="Code of one of the edition's kinds of cost.")
    country: str = strawberry.field(description="Where the goods went: ISO 3166-1, two letters.")
    receipts: list[EvidenceInput] = strawberry.field(
        description="Waybill, invoice, export declaration, transfer slip: as the kind of cost asks for."
    )
    buyer: str = ""
    documents: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Stored documents of the firm that are handed in with it."
    )


@extend(Mutation)
class ExportCostChanges:
    """From the selection of a firm to the payment of its costs."""

    @strawberry.mutation(description="Select a firm whose exports of last year are within the edition's range.")
    @staticmethod
    @change
    async def select_exporter(info: Info, application: strawberry.ID, version: int) -> Change[ExportCostApplication]:
        application_id = uuid_of(application, "app")
        await selecting.select_exporter(actor_of(info), application_id=application_id, version=version)
        return await changed(info, applications.Application, application_id)

    @strawberry.mutation(description="Reject a firm, with reasons; the notice opens its time to object.")
    @staticmethod
    @change
    async def reject_exporter(
        info: Info, application: strawberry.ID, version: int, reason_codes: list[str], note: str = ""
    ) -> Change[ExportCostApplication]:
        application_id = uuid_of(application, "app")
        await selecting.reject_exporter(
            actor_of(info), application_id=application_id, version=version, reason_codes=reason_codes, note=note
        )
        return await changed(info, applications.Application, application_id)

    @strawberry.mutation(description="Claim a cost of a selected firm.")
    @staticmethod
    @change
    async def claim_export_cost(info: Info, input: ExportCostInput) -> Change[ExportCost]:
        cost = claiming.NewCost(
            application_id=uuid_of(input.application, "app"),
            kind=input.kind,
            country=input.country,
            receipts=evidence_of(input.receipts),
            buyer=input.buyer,
            document_ids=[uuid_of(document, "doc") for document in input.documents or ()],
        )
        made = await claiming.claim_cost(actor_of(info), cost=cost)
        return await changed(info, models.ExportCost, made.id)

    @strawberry.mutation(description="Find a claimed cost right, for what caps and budget leave of it.")
    @staticmethod
    @change
    async def check_export_cost(
        info: Info, id: strawberry.ID, version: int, line: strawberry.ID | None = None, note: str = ""
    ) -> Change[ExportCost]:
        cost_id, line_id = uuid_of(id, "expcost"), uuid_of(line, "budget") if line else None
        await paying.check_cost(actor_of(info), cost_id=cost_id, version=version, line_id=line_id, note=note)
        return await changed(info, models.ExportCost, cost_id)

    @strawberry.mutation(description="Pay checked costs together, all or none.")
    @staticmethod
    @change
    async def pay_export_costs(
        info: Info, costs: list[strawberry.ID], number: str, paid_on: date
    ) -> Change[ExportCostBatch]:
        ids = [uuid_of(cost, "expcost") for cost in costs]
        made = await paying.pay_batch(actor_of(info), cost_ids=ids, number=number, paid_on=paid_on)
        return await changed(info, models.PaymentBatch, made.id)
