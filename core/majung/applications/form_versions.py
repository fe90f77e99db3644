"""Versions of forms beside each other: what an application was filled in with can still be drawn and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from majung.access.actor import Actor
from majung.applications.errors import FormChanged, FormUnknown
from majung.applications.models import Application, ApplicationForm
from majung.plugin.contract import Form, ProgramDeclaration
from majung.programs.declared import declaration_of
from majung.storage.transaction import current, save_change, write


def written(form: Form) -> dict[str, Any]:
    """A form as it is kept: everything of its declaration, in the very shape in which the database gives JSON back."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(form))
    return plain


def read_form(kept: Mapping[str, Any]) -> Form:
    """A form that was kept."""
    return msgspec.convert(kept, Form)


@write
async def sync_forms(actor: Actor, *, declarations: Iterable[ProgramDeclaration]) -> None:
    """Keep each declared form; refuses one that differs from what applications were handed in with (`migrate`)."""
    actor.require("programs.manage")
    connection = current().connection
    for program in declarations:
        form = written(program.form)
        kept = await ApplicationForm.get_or_none(
            program_code=program.code, form_version=program.form.version, using_db=connection
        )
        if kept is None:
            await ApplicationForm.create(
                program_code=program.code, form_version=program.form.version, form=form, using_db=connection
            )
        elif kept.form != form:
            await _refuse_used(program)
            await save_change(kept, form=form)


async def form_of(program_code: str, version: int) -> Form:
    """The form of a version, inside the running write: the declared one, else the one that was kept."""
    declaration = declaration_of(program_code)
    if declaration is not None and declaration.form.version == version:
        return declaration.form
    kept = await ApplicationForm.get_or_none(
        program_code=program_code, form_version=version, using_db=current().connection
    )
    if kept is None:
        raise FormUnknown(program=program_code, version=version)
    return read_form(kept.form)


async def kept_form(application: Application) -> Form:
    """The form that an application was filled in with, inside the running write."""
    return await form_of(application.program_code, application.form_version)


def declared_form(program_code: str, version: int | None = None) -> Form | None:
    """The form that a program declares, if it runs here and, where one is named, in this version."""
    declaration = declaration_of(program_code)
    if declaration is None or (version is not None and declaration.form.version != version):
        return None
    return declaration.form


async def _refuse_used(program: ProgramDeclaration) -> None:
    rows: Sequence[Any] = await current().fetch(
        "select 1 from application where program_code = $1 and form_version = $2 and submitted_at is not null limit 1",
        program.code,
        program.form.version,
    )
    if rows:
        raise FormChanged(program=program.code, version=program.form.version)
