"""Changes of calls: drafted, published, changed or extended in public, closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from majung import clock
from majung.access.actor import Actor
from majung.errors import InvalidValue
from majung.events.event import Event, append
from majung.identifiers import refuse_resident_number
from majung.korean import search_columns
from majung.plugin.contract import ProgramDeclaration
from majung.programs.call_lock import hold_back
from majung.programs.declared import declaration_of, declared
from majung.programs.errors import (
    CallNeedsEnd,
    CallNeedsTitle,
    CallNotDraft,
    CallNotPublished,
    CallPeriodReversed,
    CallSubProgramUnknown,
    DistrictsUnknown,
    NothingToChange,
)
from majung.programs.events import CallChanged, CallClosed, CallPublished
from majung.programs.models import Call, CallChange, Edition, Program
from majung.programs.rules import CLOSING_KINDS, period_reversed
from majung.programs.scopes import MANAGE
from majung.storage.transaction import current, find_row, load_for_change, save_change, write

CHANGEABLE = ("title", "summary", "criteria", "target", "opens_at", "closes_at", "closing_kind", "closing_text",
              "districts", "documents")  # fmt: skip
"""What a published call may change, each time with a public note."""


@dataclass(frozen=True, kw_only=True)
class CallDraft:
    """A call as an official writes it."""

    title: str
    summary: str = ""
    number: str | None = None
    sub_program_code: str | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    closing_kind: str = "FIXED"
    closing_text: str = ""
    districts: Sequence[str] = field(default_factory=tuple)
    documents: Sequence[str] = field(default_factory=tuple)
    target: str = ""
    criteria: str = ""


@write
async def create_call(actor: Actor, *, edition_id: UUID, draft: CallDraft) -> Call:
    """Draft a call of an edition; nobody but officials sees it until it is published."""
    actor.require(MANAGE)
    edition = await find_row(Edition, actor, edition_id)
    program = await Program.get(id=edition.program_id, using_db=current().connection)
    values: dict[str, Any] = {
        name: [*value] if isinstance(value, list | tuple) else value for name, value in vars(draft).items()
    }
    values |= _in_seoul(values)
    await _check(values)
    declaration = declared(program.code, program.plugin) if program.plugin else declaration_of(program.code)
    if declaration is not None:
        _check_sub_program(declaration, draft.sub_program_code)
    if not values["documents"] and declaration is not None:
        values["documents"] = [d.code for d in declaration.documents if d.required]
    columns = search_columns(draft.title)
    return await Call.create(
        program_id=program.id,
        edition_id=edition_id,
        applicant=program.applicant,
        search_jamo=columns.jamo,
        search_initials=columns.initials,
        search_grams=columns.grams,
        using_db=current().connection,
        **values,
    )


@write
async def publish_call(actor: Actor, *, call_id: UUID, version: int) -> Call:
    """Announce a call; from now on its changes are public too."""
    actor.require(MANAGE)
    call = await load_for_change(Call, actor, call_id, version)
    if call.status != "DRAFT":
        raise CallNotDraft(status=call.status)
    await save_change(call, status="OPEN", published_on=clock.today())
    happened = CallPublished(
        title=call.title,
        opens_at=call.opens_at,
        closes_at=call.closes_at,
        closing_kind=call.closing_kind,
        districts=list(call.districts),
    )
    await _tell(happened, call)
    return call


@write
async def change_call(actor: Actor, *, call_id: UUID, version: int, note: str, changes: dict[str, Any]) -> Call:
    """Change or extend a published call; what it was before stays readable."""
    actor.require(MANAGE)
    await hold_back(call_id)
    call = await load_for_change(Call, actor, call_id, version)
    if call.status != "OPEN":
        raise CallNotPublished(status=call.status)
    unknown = sorted(set(changes) - set(CHANGEABLE))
    if unknown:
        raise InvalidValue(field=unknown[0], value="…", reason=f"only {', '.join(CHANGEABLE)} can change")
    refuse_resident_number(note, "note")
    changes = {**changes, **_in_seoul(changes)}
    new = {name: value for name, value in changes.items() if getattr(call, name) != value}
    if not new:
        raise NothingToChange
    before = {name: getattr(call, name) for name in new}
    await _check({**{name: getattr(call, name) for name in CHANGEABLE}, **new})
    kind = "EXTENSION" if _extends(before, new) else "CHANGE"
    if "title" in new:
        columns = search_columns(new["title"])
        new |= {"search_jamo": columns.jamo, "search_initials": columns.initials, "search_grams": columns.grams}
    await save_change(call, **new)
    await CallChange.create(
        call_id=call.id,
        kind=kind,
        note=note,
        before=msgspec.to_builtins(before),
        after=msgspec.to_builtins({name: getattr(call, name) for name in before}),
        at=clock.now(),
        by=actor.name,
        using_db=current().connection,
    )
    happened = CallChanged(kind=kind, title=call.title, closes_at=call.closes_at)
    await _tell(happened, call)
    return call


@write
async def close_call(actor: Actor, *, call_id: UUID, version: int) -> Call:
    """Take no more applications: the budget is used up, the places are filled, or the time is over."""
    actor.require(MANAGE)
    await hold_back(call_id)
    call = await load_for_change(Call, actor, call_id, version)
    if call.status != "OPEN":
        raise CallNotPublished(status=call.status)
    await save_change(call, status="CLOSED")
    await _tell(CallClosed(title=call.title), call)
    return call


async def _check(values: dict[str, Any]) -> None:
    if not values["title"].strip():
        raise CallNeedsTitle
    if values["closing_kind"] not in CLOSING_KINDS:
        raise InvalidValue(
            field="closing_kind", value=values["closing_kind"], reason=f"one of {', '.join(sorted(CLOSING_KINDS))}"
        )
    opens, closes = values["opens_at"], values["closes_at"]
    if values["closing_kind"] == "FIXED" and closes is None:
        raise CallNeedsEnd
    if period_reversed(opens, closes):
        raise CallPeriodReversed(opens=_shown(opens), closes=_shown(closes))
    for name in ("title", "summary", "criteria", "target", "closing_text"):
        refuse_resident_number(values[name], name)
    if values["districts"]:
        rows = await current().fetch(
            "select u.code from unnest($1::text[]) u(code)"
            " where not exists (select 1 from district d where d.code = u.code)",
            list(values["districts"]),
        )
        if rows:
            raise DistrictsUnknown(codes=", ".join(row["code"] for row in rows))


def _in_seoul(values: dict[str, Any]) -> dict[str, Any]:
    """The times among the values; one written without a zone is meant in Seoul."""
    times = {name: values[name] for name in ("opens_at", "closes_at") if values.get(name)}
    return {name: at if at.tzinfo else at.replace(tzinfo=clock.SEOUL) for name, at in times.items()}


def _check_sub_program(declaration: ProgramDeclaration, given: str | None) -> None:
    codes = [sub.code for sub in declaration.sub_programs]
    if given is not None and given not in codes:
        raise CallSubProgramUnknown(program=declaration.code, given=given[:60], possible=", ".join(codes) or "-")


async def _tell(happened: Event, call: Call) -> None:
    """Append an event about a call; it belongs to a district only if the call is for that one alone."""
    [row] = await current().fetch("select code from program where id = $1", call.program_id)
    district = call.districts[0] if len(call.districts) == 1 else None
    await append(happened, subject=call.id, program=row["code"], district=district)


def _extends(before: dict[str, Any], new: dict[str, Any]) -> bool:
    old, later = before.get("closes_at"), new.get("closes_at")
    return old is not None and later is not None and later > old


def _shown(moment: datetime | None) -> str:
    return moment.astimezone(clock.SEOUL).isoformat(timespec="minutes") if moment else "-"
