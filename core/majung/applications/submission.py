"""Handing in: while the call takes applications, whole, with its documents."""

from __future__ import annotations

from majung import clock
from majung.applications.form import check_answers
from majung.applications.models import Application
from majung.applications.rules import check_documents, read_documents
from majung.errors import Refusal
from majung.plugin.contract import ProgramDeclaration
from majung.programs.errors import CallNotOpen
from majung.programs.models import Call
from majung.programs.rules import Window
from majung.storage.transaction import current


async def hold_call(application: Application) -> Call:
    """The call of an application, which nobody closes or changes until the running write is over."""
    connection = current().connection
    await current().fetch("select 1 from call where id = $1 for share", application.call_id)
    return await Call.get(id=application.call_id, using_db=connection)


def require_open(call: Call) -> None:
    """Refuse outside the call's period, showing it."""
    window = Window(status=call.status, opens_at=call.opens_at, closes_at=call.closes_at)
    if not window.takes(clock.now()):
        opens, closes = (
            moment.astimezone(clock.SEOUL).isoformat(timespec="minutes") if moment else "-"
            for moment in (call.opens_at, call.closes_at)
        )
        raise CallNotOpen(opens=opens, closes=closes, status=call.status)


def require_complete(application: Application, declaration: ProgramDeclaration, call: Call) -> None:
    """Refuse answers that are missing or wrong, and documents that are missing or no longer count."""
    check_answers(declaration.form, application.answers, complete=True)
    check_documents(
        read_documents(application.documents),
        kinds=declaration.documents,
        asked=call.documents,
        today=clock.today(),
    )


async def handing_in_refusal(application: Application, declaration: ProgramDeclaration) -> Refusal | None:
    """Why an application cannot be handed in as it is now: the period, or its answers. Documents come with the act."""
    try:
        require_open(await Call.get(id=application.call_id))
        check_answers(declaration.form, application.answers, complete=True)
    except Refusal as refusal:
        return refusal
    return None
