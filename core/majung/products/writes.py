"""Products entered and changed by the firm itself or by staff, and their certificates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from majung.access.actor import Actor
from majung.errors import NotAllowed
from majung.events.event import Event, append
from majung.firms.models import Firm
from majung.products.errors import CertificatePeriodReversed, HsCodeUnknown, HsListMissing, ProductNameMissing
from majung.products.events import ProductCertified, ProductChanged, ProductRegistered
from majung.products.models import Product, ProductCertificate
from majung.products.rules import clean_hs6
from majung.storage.transaction import current, find_row, load_for_change, save_change, write

WRITE = "firms.write"
"""Permission to enter what firms make; a firm's agent needs none for its own."""


@dataclass(frozen=True, kw_only=True)
class ProductDraft:
    """A product as somebody describes it."""

    name_ko: str
    name_en: str = ""
    description: str = ""
    hs6: str | None = None


@dataclass(frozen=True, kw_only=True)
class CertificateDraft:
    """A certificate of a product with its validity."""

    kind: str
    number: str
    issued_by: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@write
async def register_product(actor: Actor, *, firm_id: UUID, product: ProductDraft) -> Product:
    """Enter a product of a firm."""
    _require_own(actor, firm_id)
    firm = await find_row(Firm, actor, firm_id)
    made = await Product.create(
        firm_id=firm.id,
        name_ko=_name(product.name_ko),
        name_en=product.name_en.strip(),
        description=product.description,
        entered_by=actor.name,
        using_db=current().connection,
        **await _goods(product.hs6),
    )
    await _tell(ProductRegistered(hs6=made.hs6), made, firm)
    return made


@write
async def change_product(actor: Actor, *, product_id: UUID, version: int, changes: Mapping[str, Any]) -> Product:
    """Change name, description, HS code, or whether the product is still made (`active`)."""
    product = await load_for_change(Product, actor, product_id, version)
    _require_own(actor, product.firm_id)
    wanted = dict(changes)
    if "name_ko" in wanted:
        wanted["name_ko"] = _name(wanted["name_ko"])
    if "hs6" in wanted:
        wanted |= await _goods(wanted["hs6"])
    wanted = {name: value for name, value in wanted.items() if getattr(product, name) != value}
    if wanted:
        await save_change(product, **wanted)
        firm = await find_row(Firm, actor, product.firm_id)
        await _tell(ProductChanged(fields=sorted(wanted)), product, firm)
    return product


@write
async def certify_product(actor: Actor, *, product_id: UUID, certificate: CertificateDraft) -> ProductCertificate:
    """Enter a certificate of a product."""
    product = await find_row(Product, actor, product_id, lock=True)
    _require_own(actor, product.firm_id)
    begins, ends = certificate.valid_from, certificate.valid_to
    if begins and ends and ends < begins:
        raise CertificatePeriodReversed(path=("validTo",), valid_from=begins, valid_to=ends)
    made = await ProductCertificate.create(product_id=product.id, using_db=current().connection, **vars(certificate))
    firm = await find_row(Firm, actor, product.firm_id)
    await _tell(ProductCertified(certificate_id=made.id, kind=made.kind), product, firm)
    return made


def _require_own(actor: Actor, firm_id: UUID) -> None:
    if actor.kind == "firm" and firm_id in actor.firm_ids:
        return
    if actor.kind not in {"official", "system"} or not actor.may(WRITE):
        raise NotAllowed(scope=WRITE, actor=actor.name)


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise ProductNameMissing(path=("nameKo",))
    return name


async def _goods(given: str | None) -> dict[str, object]:
    """The subheading in the newest list of goods that is loaded."""
    if given is None or not given.strip():
        return {"hs6": None, "hs_code_id": None}
    hs6 = clean_hs6(given)
    rows = await current().fetch(
        "select e.edition, h.id from (select max(edition) as edition from hs_code) e"
        " left join hs_code h on h.edition = e.edition and h.code = $1 and h.level = 6",
        hs6,
    )
    if rows[0]["edition"] is None:
        raise HsListMissing(path=("hs6",))
    if rows[0]["id"] is None:
        raise HsCodeUnknown(path=("hs6",), given=hs6, edition=rows[0]["edition"])
    return {"hs6": hs6, "hs_code_id": rows[0]["id"]}


async def _tell(happened: Event, product: Product, firm: Firm) -> None:
    await append(happened, subject=product.id, firms=[product.firm_id], district=firm.district_code)
