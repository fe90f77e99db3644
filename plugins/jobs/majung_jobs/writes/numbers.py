"""Numbers of orders, registrations and letters of referral: ``2026-000123``, without a number twice."""

from __future__ import annotations

from datetime import date

from majung.storage.table import Table
from majung.storage.transaction import current

_LAST = """
select max(number) as last from {table} where number between $1 and $2 and number ~ '^[0-9]{{4}}-[0-9]{{6}}$'
"""


async def next_number(table: type[Table], day: date) -> str:
    """The next number of a table in its year; two made at once do not get the same.

    Numbers of others are left out, and those from 900000 on, which an import may have brought.
    """
    name = table.table_name()
    await current().execute("select pg_advisory_xact_lock(hashtext($1))", f"{name}.number")
    rows = await current().fetch(_LAST.format(table=name), f"{day.year}-000000", f"{day.year}-899999")
    last = int(rows[0]["last"][5:]) if rows[0]["last"] else 0
    return f"{day.year}-{last + 1:06}"
