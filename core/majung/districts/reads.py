"""Questions about districts: which ones are known, and which one a received text means."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from tortoise.connection import get_connection

from majung.districts.rules import CodeChange, Districts, KnownDistrict, reference_districts
from majung.districts.rules import resolve as resolve_text


@dataclass(frozen=True, kw_only=True)
class Located:
    """A district by its canonical code, None where a text means none or one of several, and the text as received."""

    code: str | None
    as_received: str | None


NOWHERE = Located(code=None, as_received=None)


async def load_districts() -> Districts:
    """The districts that the project ships, with what imports and staff have added in the database."""
    connection = get_connection("default")
    shipped = reference_districts()
    rows = await connection.execute_query_dict(
        "select code, parent_code, name_ko, kind, member, capital_region from district"
    )
    stored = {
        row["code"]: KnownDistrict(
            code=row["code"],
            name_ko=row["name_ko"],
            kind=row["kind"],
            sido=row["parent_code"] or row["code"],
            member=row["member"],
            capital_region=row["capital_region"],
        )
        for row in rows
    }
    codes = await connection.execute_query_dict(
        "select code, district_code, valid_to from district_code where code <> district_code order by code"
    )
    changes = dict(shipped.changes)
    for row in codes:
        if row["code"] not in shipped.changes:
            change = CodeChange(old=row["code"], new=row["district_code"], effective=row["valid_to"] or date.min)
            changes[row["code"]] = [*changes.get(row["code"], ()), change]
    return replace(shipped, known={**shipped.known, **stored}, changes=changes)


def locate(text: str | None, districts: Districts, *, on: date | None = None) -> Located:
    """The district that a code, name or address means; the text is kept, shortened to what is stored."""
    if not text or not text.strip():
        return NOWHERE
    found = resolve_text(text, districts, on=on)
    return Located(code=found.code if found else None, as_received=text.strip()[:100])


async def resolve(text: str | None, *, on: date | None = None) -> Located:
    """The same, with the districts of the database."""
    return locate(text, await load_districts(), on=on)
