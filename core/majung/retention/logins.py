"""Logins of persons whose data are destroyed: they end, and nothing is left of who could log in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from majung import clock
from majung.institutions.models import Account
from majung.logins.models import Identity
from majung.retention.destroying import Why, destroy
from majung.retention.holdings import holdings
from majung.storage.table import Table
from majung.storage.transaction import current


async def accounts_of(person_ids: Sequence[UUID]) -> list[UUID]:
    """Accounts by which these persons act for themselves and nobody acts otherwise."""
    rows = await current().fetch(
        "select m.account_id as id from mandate m where m.person_id = any($1::uuid[]) and m.kind = 'person'"
        " and not exists (select from mandate o where o.account_id = m.account_id"
        " and o.person_id is distinct from m.person_id) group by 1 order by 1",
        list(person_ids),
    )
    return [row["id"] for row in rows]


async def end_logins(person_ids: Sequence[UUID], why: Why) -> None:
    """End the persons' own mandates with their tokens and sessions; an account that nobody else uses loses its name."""
    accounts, now = await accounts_of(person_ids), clock.now()
    ended = (
        "update mandate set valid_to = $2, version = version + 1 where person_id = any($1::uuid[])"
        " and (valid_to is null or valid_to > $2)"
    )
    await current().execute(ended, list(person_ids), clock.today() - timedelta(days=1))
    for table in ("token", "login_session"):
        await current().execute(
            f"update {table} set revoked_at = $2 where revoked_at is null"
            " and mandate_id in (select id from mandate where person_id = any($1::uuid[]))",
            list(person_ids),
            now,
        )
    await current().execute("update account set active = false where id = any($1::uuid[])", accounts)
    named: list[tuple[type[Table], str]] = [(Account, "id"), (Identity, "account_id")]
    for of, column in named:
        rows = await current().fetch(f"select id from {of.table_name()} where {column} = any($1::uuid[])", accounts)
        for holding in holdings([of]) if rows else ():
            why = replace(why, retention=holding.retention)
            await destroy(holding.name, holding.columns, [row["id"] for row in rows], why)
