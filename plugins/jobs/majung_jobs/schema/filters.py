"""By what job orders, seekers and job referrals are narrowed and sorted."""

from __future__ import annotations

from datetime import date

from majung_schema.composition import open_input
from majung_schema.graph.filters import Direction, at_least, at_most, by, condition, equals, one_of
from majung_schema.graph.scalars import Won

_STARTS = "exists (select 1 from unnest(:value) c where starts_with({row}.occupation_code, c))"
_WISHES = "exists (select 1 from unnest({row}.occupations) w, unnest(:value) c where starts_with(w, c))"


@open_input
class JobOrderFilter:
    """Which orders; conditions given together must all hold."""

    states: list[str] | None = one_of("state")
    occupations: list[str] | None = condition(_STARTS, "text[]", "Codes of occupations; what is below them counts.")
    districts: list[str] | None = one_of("district_code", "Canonical district codes.")
    employment: list[str] | None = one_of("employment")
    wage_month_at_least: Won | None = at_least("wage_month_krw", "Won a month.")
    valid_until: date | None = at_most("valid_until", "Orders that end on this day or before.")
    number: str | None = equals("number")


@open_input
class JobOrderOrder:
    """How orders are sorted."""

    opened_on: Direction | None = by("opened_on")
    valid_until: Direction | None = by("valid_until")
    wage_month_krw: Direction | None = by("wage_month_krw")


@open_input
class JobSeekerFilter:
    """Which seekers; conditions given together must all hold."""

    states: list[str] | None = one_of("state")
    occupations: list[str] | None = condition(_WISHES, "text[]", "Codes of wished occupations, or those below them.")
    districts: list[str] | None = one_of("district_code", "Where they live: canonical district codes.")
    expiring_until: date | None = at_most("valid_until", "Registrations that end on this day or before.")


@open_input
class JobSeekerOrder:
    """How seekers are sorted; those who registered first come first where nothing else is said."""

    registered_on: Direction | None = by("registered_on")
    valid_until: Direction | None = by("valid_until")


@open_input
class JobReferralFilter:
    """Which job referrals; conditions given together must all hold."""

    states: list[str] | None = one_of("state")
