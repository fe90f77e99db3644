"""What the database says when it gave a read up."""

from __future__ import annotations

import asyncpg

from majung_schema.refusals import RequestRefused

INTERRUPTED = (
    asyncpg.QueryCanceledError,  # a statement timeout, or an administrator
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    ConnectionError,
)
"""What says that the database did not answer, and that the same question may be answered later."""


class ReadInterrupted(RequestRefused):
    """The database could not answer just now. Nothing was changed by this; try again.

    ko: 데이터베이스가 지금 응답하지 못했습니다. 변경된 내용은 없습니다. 다시 시도해 주십시오.
    """

    status = 503
