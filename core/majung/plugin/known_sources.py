"""Where answers may be known already: names that a form's field may give as `known`."""

from __future__ import annotations

FIRM = (
    "name",
    "legal_form",
    "crn",
    "founded_on",
    "employees",
    "homepage",
    "industry_code",
    "district_code",
    "products",
)
PLACE = ("brn", "address", "postcode", "phone")
YEAR = ("sales_krw", "assets_krw", "workers", "payroll_krw", "exports_usd")


def known_source(name: str) -> tuple[str, str] | None:
    """The kind of record and what of it a name means; None where there is no such source.

    ``firm.…`` is the firm, ``place.…`` its head establishment, ``year.…`` the latest year that has the figure,
    ``certification.KIND`` whether it holds that certificate today.
    """
    kind, _, what = name.partition(".")
    listed = {"firm": FIRM, "place": PLACE, "year": YEAR}
    if kind == "certification":
        return (kind, what) if what else None
    return (kind, what) if what in listed.get(kind, ()) else None
