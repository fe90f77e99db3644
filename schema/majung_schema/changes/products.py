"""Changes of products, notices and periods."""

from __future__ import annotations

from datetime import date

import strawberry

from majung.deadlines import models as deadlines
from majung.deadlines import writes as deadline_writes
from majung.deadlines.rules import Period, unit_of
from majung.notices import models as notices
from majung.notices import writes as notice_writes
from majung.products import models, writes
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import parse_global_id, uuid_of
from majung_schema.types.deadlines import PeriodRule
from majung_schema.types.notices import Notice
from majung_schema.types.products import Product, ProductCertificate


@strawberry.input(description="A product of a firm.")
class ProductInput:
    name_ko: str
    name_en: str = ""
    description: str = ""
    hs6: str | None = strawberry.field(default=None, description="HS subheading, like 2008.99; checked.")


@strawberry.input(description="What changes in a product; what is not given stays, null removes the HS code.")
class ProductChangeInput:
    name_ko: str | None = strawberry.UNSET
    name_en: str | None = strawberry.UNSET
    description: str | None = strawberry.UNSET
    hs6: str | None = strawberry.UNSET
    active: bool | None = strawberry.UNSET


@strawberry.input(description="A certificate of a product with its validity.")
class ProductCertificateInput:
    kind: str
    number: str
    issued_by: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@strawberry.input(description="How long something may take, from a day on.")
class PeriodInput:
    kind: str
    days: int
    unit: str = strawberry.field(description="BUSINESS_DAYS, or DAYS whose end moves on to a business day.")
    valid_from: date
    source: str
    remind_days: int = 0
    program_code: str | None = None


@strawberry.type
class ProductChanges:
    """Products, notices and periods."""

    @strawberry.mutation(description="Enter a product of a firm: its agent, or staff.")
    @staticmethod
    @change
    async def register_product(info: Info, firm: strawberry.ID, input: ProductInput) -> Change[Product]:
        draft = writes.ProductDraft(**vars(input))
        made = await writes.register_product(actor_of(info), firm_id=uuid_of(firm, "firm"), product=draft)
        return await changed(info, models.Product, made.id)

    @strawberry.mutation(description="Change what is known of a product.")
    @staticmethod
    @change
    async def change_product(info: Info, id: strawberry.ID, version: int, input: ProductChangeInput) -> Change[Product]:
        product_id = uuid_of(id, "product")
        given = {n: v for n, v in vars(input).items() if v is not strawberry.UNSET and (v is not None or n == "hs6")}
        await writes.change_product(actor_of(info), product_id=product_id, version=version, changes=given)
        return await changed(info, models.Product, product_id)

    @strawberry.mutation(description="Enter a certificate of a product.")
    @staticmethod
    @change
    async def certify_product(
        info: Info, product: strawberry.ID, input: ProductCertificateInput
    ) -> Change[ProductCertificate]:
        draft = writes.CertificateDraft(**vars(input))
        made = await writes.certify_product(actor_of(info), product_id=uuid_of(product, "product"), certificate=draft)
        return await changed(info, models.ProductCertificate, made.id)

    @strawberry.mutation(description="Post a notice to the firm or person to whom a record belongs.")
    @staticmethod
    @change
    async def post_notice(
        info: Info, about: strawberry.ID, title: str, body: str = "", kind: str = "GENERAL"
    ) -> Change[Notice]:
        subject_type, subject_id = parse_global_id(about)
        draft = notice_writes.NoticeDraft(kind=kind, title=title, body=body)
        made = await notice_writes.post_notice(
            actor_of(info), subject_type=subject_type, subject_id=subject_id, notice=draft
        )
        return await changed(info, notices.Notice, made.id)

    @strawberry.mutation(description="A notice is before the firm's agent or the person: with this it is served.")
    @staticmethod
    @change
    async def read_notice(info: Info, id: strawberry.ID) -> Change[Notice]:
        notice_id = uuid_of(id, "notice")
        await notice_writes.read_notice(actor_of(info), notice_id=notice_id)
        return await changed(info, notices.Notice, notice_id)

    @strawberry.mutation(description="Enter how long something may take from a day on.")
    @staticmethod
    @change
    async def enter_period(info: Info, input: PeriodInput) -> Change[PeriodRule]:
        values = {n: v for n, v in vars(input).items() if n not in {"source", "unit"}}
        period = Period(**values, unit=unit_of(input.unit))
        made = await deadline_writes.enter_period(actor_of(info), period=period, source=input.source)
        return await changed(info, deadlines.PeriodRule, made.id)
