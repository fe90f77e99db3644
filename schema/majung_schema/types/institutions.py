"""Institutions and what has been disclosed to them."""

from __future__ import annotations

from datetime import date

from majung.districts import models as districts
from majung.institutions import models
from majung_schema.graph.bound import bound
from majung_schema.graph.connections import Connection
from majung_schema.graph.node import Node
from majung_schema.graph.relations import to_many, to_one
from majung_schema.types.reference import District


@bound(models.Institution)
class Institution(Node):
    """The agency, its departments and centres, a bank, a si/gun, a ministry, a partner agency."""

    code: str
    name_ko: str
    name_en: str
    kind: str
    bank_code: str | None
    active: bool
    parent: Institution | None = to_one(models.Institution, "parent_id")
    parts: Connection[Institution] = to_many(models.Institution, "parent_id", sort=("code",))
    district: District | None = to_one(districts.District, "district_code", to="code")


@bound(models.Disclosure)
class Disclosure(Node):
    """That a firm or person is known to an institution, for a program, on some ground, for some time."""

    program: str
    basis: str
    valid_from: date
    valid_to: date | None
    institution: Institution | None = to_one(models.Institution, "institution_id")
