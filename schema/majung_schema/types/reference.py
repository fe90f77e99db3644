"""Districts, holidays and classifications."""

from __future__ import annotations

from datetime import date

from majung.calendar import models as calendar
from majung.districts import models as districts
from majung.industries import models as industries
from majung_schema.graph.bound import bound
from majung_schema.graph.node import Node
from majung_schema.graph.relations import to_one


@bound(districts.District)
class District(Node):
    """A sido or si/gun/gu under its present code. `member` marks the 22 si/gun the agency serves."""

    code: str
    name_ko: str
    name_en: str
    kind: str
    member: bool
    capital_region: bool
    job_region: str | None
    zone: str | None
    latitude: float | None
    longitude: float | None
    valid_from: date | None
    valid_to: date | None
    parent: District | None = to_one(districts.District, "parent_code", to="code", description="The sido.")


@bound(calendar.Holiday)
class Holiday(Node):
    """A day on which the agency does not work."""

    day: date
    name_ko: str
    name_en: str
    substitute: bool
    added_by_staff: bool


@bound(industries.Industry)
class Industry(Node):
    """A node of the Korean Standard Industrial Classification, of one revision."""

    revision: int
    code: str
    name_ko: str
    name_en: str
    level: int
    parent_code: str | None
    section: str


@bound(industries.HsCode)
class HsCode(Node):
    """A chapter, heading or subheading of the Harmonized System."""

    edition: int
    code: str
    description: str
    level: int
    parent_code: str | None
