"""Where a read runs: on the connection of the running write, else on one of the operation's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tortoise.connection import get_connection


async def fetch(sql: str, *values: object) -> Sequence[Mapping[str, Any]]:
    """Rows of one statement; inside a write they are read in its transaction."""
    rows: Sequence[Mapping[str, Any]] = await get_connection("default").execute_query_dict(sql, list(values))
    return rows
