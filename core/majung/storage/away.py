"""When the database is away: what says so, and how work in the background waits for it without outliving its end."""

from __future__ import annotations

import asyncio

import asyncpg
from tortoise.exceptions import BaseORMException

DATABASE_AWAY = (asyncpg.PostgresError, asyncpg.InterfaceError, BaseORMException, OSError)
"""What the driver and the ORM raise when a statement could not be run; a later one may be."""


def end_if_told() -> None:
    """End the running task if it was cancelled. To be called where a loop catches errors, or talks to the broker.

    A transaction that is cancelled is rolled back, and a connection given back; when that fails, its error takes
    the place of the cancellation, and a loop that takes it for a database that is away would go on for ever. And
    `asyncio.wait_for`, which the broker's client uses, forgets a cancellation that comes together with its answer
    (Python before 3.12).
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
