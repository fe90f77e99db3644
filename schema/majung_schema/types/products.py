"""Products of firms."""

from __future__ import annotations

from datetime import date

from majung.firms import models as firms
from majung.industries import models as industries
from majung.products import models
from majung_schema.composition import open_input
from majung_schema.graph.bound import bound
from majung_schema.graph.connections import Connection
from majung_schema.graph.filters import equals, one_of
from majung_schema.graph.node import Node
from majung_schema.graph.relations import to_many, to_one
from majung_schema.types.firms import Firm
from majung_schema.types.reference import HsCode


@open_input
class ProductFilter:
    """Which products; conditions given together must all hold."""

    hs6: list[str] | None = one_of("hs6", "Subheadings, six digits.")
    active: bool | None = equals("active")


@bound(models.ProductCertificate)
class ProductCertificate(Node):
    """A certificate of a product with its validity."""

    kind: str
    number: str
    issued_by: str
    valid_from: date | None
    valid_to: date | None


@bound(models.Product)
class Product(Node):
    """What a firm makes, with its place in the Harmonized System and its certificates."""

    name_ko: str
    name_en: str
    description: str
    hs6: str | None
    active: bool
    version: int
    firm: Firm | None = to_one(firms.Firm, "firm_id")
    hs_code: HsCode | None = to_one(industries.HsCode, "hs_code_id")
    certificates: Connection[ProductCertificate] = to_many(models.ProductCertificate, "product_id", sort=("-valid_to",))
