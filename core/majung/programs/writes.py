"""Changes of programs and editions; calls are in `call_writes.py`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from majung.access.actor import Actor
from majung.events.event import append
from majung.institutions.models import Institution
from majung.korean import search_columns
from majung.plugin.contract import ProgramDeclaration
from majung.programs.call_writes import change_call, close_call, create_call, publish_call
from majung.programs.declared import declared
from majung.programs.errors import (
    EditionExists,
    ProgramHasNoRules,
    ProgramUnknown,
    RulesAlreadyUsed,
    RulesInvalid,
    RulesMissing,
    RulesOfAnotherProgram,
    RulesPeriodReversed,
)
from majung.programs.events import EditionCreated, EditionRulesSet
from majung.programs.models import Edition, EditionRules, Program, SubProgram
from majung.programs.scopes import MANAGE
from majung.storage.transaction import current, find_row, save_change, write

S = TypeVar("S", bound=msgspec.Struct)

_USED = """
    select max(day) as used
    from (select (d.decided_at at time zone 'Asia/Seoul')::date as day from decision d where d.rules_id = $1) days
    where day between $2 and $3
"""
LARGEST_EXPONENT = 40
"""Digits before or after the point that a number among rule data may have."""

_AT = re.compile(r" - at `\$(.*)`$")


@write
async def sync_programs(actor: Actor, *, declarations: Iterable[tuple[str, ProgramDeclaration]]) -> None:
    """Bring the rows of programs and sub-programs in line with what plugins declare; others stay as they are."""
    actor.require(MANAGE)
    connection = current().connection
    for plugin, declaration in declarations:
        columns = search_columns(f"{declaration.title.ko} {declaration.title.en}")
        values: dict[str, Any] = {
            "title_ko": declaration.title.ko,
            "title_en": declaration.title.en,
            "benefit": declaration.benefit,
            "applicant": declaration.applicant,
            "plugin": plugin,
            "search_jamo": columns.jamo,
            "search_initials": columns.initials,
            "search_grams": columns.grams,
        }
        program = await Program.get_or_none(code=declaration.code, using_db=connection)
        if program is None:
            program = await Program.create(code=declaration.code, using_db=connection, **values)
        elif any(getattr(program, name) != value for name, value in values.items()):
            await save_change(program, **values)
        await _sync_sub_programs(program, declaration)


@write
async def create_edition(
    actor: Actor,
    *,
    program_code: str,
    year: int,
    department_id: UUID | None = None,
    title_ko: str = "",
    title_en: str = "",
) -> Edition:
    """Set a program up for a fiscal year (permission ``programs.manage``)."""
    actor.require(MANAGE)
    connection = current().connection
    program = await Program.get_or_none(code=program_code, using_db=connection)
    if program is None:
        known = await Program.all().using_db(connection).limit(20).values_list("code", flat=True)
        raise ProgramUnknown(code=program_code, known=", ".join(map(str, known)))
    if await Edition.filter(program_id=program.id, year=year).using_db(connection).exists():
        raise EditionExists(program=program_code, year=year)
    if department_id is not None:
        await find_row(Institution, actor, department_id)
    edition = await Edition.create(
        program_id=program.id,
        year=year,
        department_id=department_id,
        title_ko=title_ko or f"{year} {program.title_ko}",
        title_en=title_en or f"{program.title_en} {year}",
        using_db=connection,
    )
    await append(EditionCreated(year=year), subject=edition.id, program=program_code)
    return edition


@write
async def set_edition_rules(
    actor: Actor, *, edition_id: UUID, data: object, valid_from: date, valid_to: date | None = None
) -> EditionRules:
    """Enter rule data of an edition, in force from a day on; what was in force before ends the day before.

    With `valid_to`, rules that begin later stay, and those that begin meanwhile begin the day after it. Data are
    checked against the type the program declares. Rules that decisions were based on are not changed for the days
    of those decisions.
    """
    actor.require(MANAGE)
    connection = current().connection
    edition = await find_row(Edition, actor, edition_id, lock=True)
    program = await Program.get(id=edition.program_id, using_db=connection)
    checked = _checked(declared(program.code, program.plugin), data)
    if valid_to is not None and valid_to < valid_from:
        raise RulesPeriodReversed(begins=valid_from.isoformat(), ends=valid_to.isoformat())
    number = 1
    for earlier in await EditionRules.filter(edition_id=edition_id).using_db(connection).order_by("number"):
        number = earlier.number + 1
        await _make_room(earlier, valid_from, valid_to or date.max)
    rules = await EditionRules.create(
        edition_id=edition_id,
        number=number,
        data=checked,
        valid_from=valid_from,
        valid_to=valid_to,
        entered_by=actor.name,
        using_db=connection,
    )
    happened = EditionRulesSet(number=number, valid_from=valid_from)
    await append(happened, subject=edition_id, program=program.code)
    return rules


async def rules_in_force(edition_id: UUID, on: date, kind: type[S]) -> tuple[EditionRules, S]:
    """The rule data of an edition on a day, with the version they come from; refuses when there are none."""
    rows = (
        await EditionRules.filter(edition_id=edition_id, valid_from__lte=on)
        .using_db(current().connection)
        .order_by("-number")
    )
    for rules in rows:
        if rules.valid_to is None or rules.valid_to >= on:
            try:
                return rules, msgspec.convert(rules.data, kind)
            except msgspec.ValidationError as error:
                raise RulesOfAnotherProgram from error
    raise RulesMissing(on=on.isoformat())


async def _sync_sub_programs(program: Program, declaration: ProgramDeclaration) -> None:
    connection = current().connection
    for sub in declaration.sub_programs:
        titles = {"title_ko": sub.title.ko, "title_en": sub.title.en}
        known = await SubProgram.get_or_none(program_id=program.id, code=sub.code, using_db=connection)
        if known is None:
            await SubProgram.create(program_id=program.id, code=sub.code, using_db=connection, **titles)
        elif any(getattr(known, name) != title for name, title in titles.items()):
            await save_change(known, **titles)


async def _make_room(earlier: EditionRules, first: date, last: date) -> None:
    """Take the days from `first` to `last` out of earlier rules; refuses when a decision was based on them then."""
    ends = earlier.valid_to or date.max
    if ends < first or earlier.valid_from > last or ends < earlier.valid_from:
        return
    goes_on = earlier.valid_from >= first and ends > last
    [row] = await current().fetch(_USED, earlier.id, first, last if goes_on else date.max)
    if row["used"] is not None:
        raise RulesAlreadyUsed(given=first.isoformat(), used=row["used"].isoformat())
    if goes_on:
        await save_change(earlier, valid_from=last + timedelta(days=1))
    else:
        await save_change(earlier, valid_to=max(first, earlier.valid_from) - timedelta(days=1))


def _checked(declaration: ProgramDeclaration, data: object) -> object:
    if declaration.rules is None:
        raise ProgramHasNoRules(program=declaration.code)
    try:
        converted = msgspec.convert(data, declaration.rules)
    except msgspec.ValidationError as error:
        raise RulesInvalid(program=declaration.code, reason=str(error), path=("data", *_place(error))) from error
    for place, number in _decimals(msgspec.to_builtins(converted, builtin_types=(Decimal,)), ("data",)):
        if not number.is_finite() or abs(number.adjusted()) > LARGEST_EXPONENT:
            reason = f"{number} is no number of at most {LARGEST_EXPONENT} digits"
            raise RulesInvalid(program=declaration.code, reason=reason, path=place)
    return msgspec.to_builtins(converted)


def _decimals(value: object, place: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Decimal]]:
    """The decimals among rule data, which `Decimal` may also hold as NaN, with their places."""
    if isinstance(value, Decimal):
        yield place, value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _decimals(item, (*place, str(name)))
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield from _decimals(item, (*place, str(number)))


def _place(error: msgspec.ValidationError) -> tuple[str, ...]:
    """Where in the data the error is: ``$.bands[1]`` is ("bands", "1")."""
    found = _AT.search(str(error))
    return tuple(re.findall(r"[^.\[\]]+", found[1])) if found else ()


__all__ = [
    "change_call",
    "close_call",
    "create_call",
    "create_edition",
    "publish_call",
    "rules_in_force",
    "set_edition_rules",
    "sync_programs",
]
