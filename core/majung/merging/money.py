"""Money on its way to a record: claims that are not decided or not paid, and amounts reserved for applications."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from majung.merging.errors import MoneyIsMoving
from majung.merging.moving import About
from majung.money.ledger import RESERVED_SQL
from majung.money.rules import UNPAID
from majung.storage.transaction import current

_MOST_NAMED = 5


async def refuse_moving_money(about: About, ids: Sequence[UUID]) -> None:
    """Refuse while a claim runs or money is reserved; what would start it meanwhile waits for this transaction.

    The applications and claims are locked: whoever reserves, approves or pays locks the same rows.
    """
    of = f"{about}_id = any($1::uuid[])"
    applications = f"select id from application where {of}"
    await current().fetch(f"{applications} order by id for update", list(ids))
    claims = await current().fetch(
        f"select id, status from claim where {of} or application_id in ({applications}) or support_record_id in"
        f" (select id from support_record where {of}) order by id for update",
        list(ids),
    )
    reserved = await current().fetch(
        f"select application_id as id from ledger_entry where application_id in ({applications})"
        f" group by application_id having {RESERVED_SQL} > 0 order by 1 limit {_MOST_NAMED}",
        list(ids),
    )
    running = [f"claim_{row['id']}" for row in claims if row["status"] in UNPAID]
    moving = [*running[:_MOST_NAMED], *(f"app_{row['id']}" for row in reserved)]
    if moving:
        raise MoneyIsMoving(what=", ".join(moving))
