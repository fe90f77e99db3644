"""Products of firms: what a firm makes, with its place in the Harmonized System and its certificates."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from majung.access.policy import same_as
from majung.products.errors import CertificateKnown, ProductKnown
from majung.storage.columns import may_refer, refers
from majung.storage.table import Access, Table


class Product(Table):
    """A product of a firm. `hs6` is its subheading (6 digits), checked against the loaded list of goods.

    Export support, FTA advice and certificates of origin speak of the same product by its id.
    """

    firm = refers("core.Firm")
    firm_id: UUID
    name_ko = fields.CharField(max_length=200)
    name_en = fields.CharField(max_length=200, default="")
    description = fields.TextField(default="")
    hs6 = fields.CharField(max_length=6, null=True, db_index=True)
    hs_code = may_refer("core.HsCode")
    hs_code_id: UUID | None
    active = fields.BooleanField(default=True)
    entered_by = fields.CharField(max_length=200)

    class Meta:
        table = "product"
        constraints = (UniqueConstraint(fields=("firm_id", "name_ko"), name="product_name_once"),)

    access = Access(
        prefix="product",
        policy=same_as("firm_id", "firm"),
        plain=("firm_id", "name_ko", "name_en", "description", "hs6", "hs_code_id", "active", "entered_by"),
        conflicts={"product_name_once": ProductKnown},
    )


class ProductCertificate(Table):
    """A certificate of a product (HALAL, HACCP, FDA, organic) from one day to another."""

    product = refers("core.Product")
    product_id: UUID
    kind = fields.CharField(max_length=50)
    number = fields.CharField(max_length=100)
    issued_by = fields.CharField(max_length=200, default="")
    valid_from = fields.DateField(null=True)
    valid_to = fields.DateField(null=True)

    class Meta:
        table = "product_certificate"
        constraints = (
            UniqueConstraint(fields=("product_id", "kind", "number"), name="product_certificate_once"),
            CheckConstraint(
                check="valid_from is null or valid_to is null or valid_from <= valid_to",
                name="product_certificate_period",
            ),
        )

    access = Access(
        prefix="pcert",
        policy=same_as("product_id", "product"),
        plain=("product_id", "kind", "number", "issued_by", "valid_from", "valid_to"),
        conflicts={"product_certificate_once": CertificateKnown},
    )
