"""Handing in: while the call takes applications, whole, with its documents."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.connection import get_connection

from majung import clock
from majung.applications.errors import HelperNotDeclared
from majung.applications.form import check_answers
from majung.applications.models import Application
from majung.applications.rules import check_documents, read_documents
from majung.errors import Refusal
from majung.plugin.contract import Form, ProgramDeclaration
from majung.programs.call_lock import keep_open
from majung.programs.errors import CallNotOpen
from majung.programs.models import Call
from majung.programs.rules import Window
from majung.storage.transaction import current


async def hold_call(call_id: UUID) -> Call:
    """A call that nobody closes or changes until the running write is over."""
    await keep_open(call_id)
    return await Call.get(id=call_id, using_db=current().connection)


async def windows_of(call_ids: Collection[UUID]) -> dict[UUID, Window]:
    """When calls take applications, in one statement (none for no calls)."""
    if not call_ids:
        return {}
    found: list[dict[str, Any]] = await get_connection("default").execute_query_dict(
        "select id, status, opens_at, closes_at from call where id = any($1::uuid[])", [list(call_ids)]
    )
    return {row.pop("id"): Window(**row) for row in map(dict, found)}


def require_open(call: Call, now: datetime) -> None:
    """Refuse outside the call's period, showing it."""
    _require_taking(Window(status=call.status, opens_at=call.opens_at, closes_at=call.closes_at), now)


def require_complete(
    application: Application, declaration: ProgramDeclaration, call: Call, form: Form | None = None
) -> None:
    """Refuse answers that are missing or wrong, no word on a helper, documents that are missing or no longer count.

    `form` is another version than the program's present one.
    """
    asked = form or declaration.form
    check_answers(asked, application.answers, complete=True)
    if asked.asks_helper and application.helper_kind is None:
        raise HelperNotDeclared(path=("helper",))
    check_documents(
        read_documents(application.documents),
        kinds=declaration.documents,
        asked=call.documents,
        today=clock.today(),
    )


def handing_in_refusal(declaration: ProgramDeclaration, window: Window, answers: Mapping[str, Any]) -> Refusal | None:
    """Why an application cannot be handed in as it is now: the period, or its answers. Documents come with the act."""
    try:
        _require_taking(window, clock.now())
        check_answers(declaration.form, answers, complete=True)
    except Refusal as refusal:
        return refusal
    return None


def _require_taking(window: Window, now: datetime) -> None:
    if not window.takes(now):
        opens, closes = (
            moment.astimezone(clock.SEOUL).isoformat(timespec="minutes") if moment else "-"
            for moment in (window.opens_at, window.closes_at)
        )
        raise CallNotOpen(opens=opens, closes=closes, status=window.status)
