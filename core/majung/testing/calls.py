"""Calls that take applications, and applications on their way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from majung import clock
from majung.access.actor import Actor, system
from majung.applications.models import Application
from majung.applications.writes import Applicant, save_draft, start_application, submit_application
from majung.programs.call_writes import CallDraft, create_call, publish_call
from majung.programs.models import Call, Edition, EditionRules, Program
from majung.programs.writes import create_edition, set_edition_rules
from majung.storage.transaction import current, write


async def make_call(
    program: str, *, title: str = "2026년 모집 공고", rules: Mapping[str, Any] | None = None, **more: Any
) -> Call:
    """A published call of a program that takes applications from yesterday for thirty days.

    The program's edition of this year is made if there is none, and given `rules` if it has none, in force since
    1 January.
    `more` are further fields of `majung.programs.call_writes.CallDraft`.
    """
    now = clock.now()
    period = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=30)}
    return await _call(
        system("testing"), program=program, draft=CallDraft(**{"title": title, **period, **more}), rules=rules
    )


async def make_application(
    actor: Actor,
    call: Call,
    *,
    answers: Mapping[str, Any],
    documents: Sequence[Mapping[str, Any]] = (),
    submit: bool = True,
    **applicant: Any,
) -> Application:
    """An application of an actor to a call, handed in unless `submit` is false.

    `applicant` is `firm_id`, `establishment_id` or `person_id`; without it, that of the actor.
    """
    given = applicant or (
        {"person_id": actor.person_id} if call.applicant == "person" else {"firm_id": next(iter(actor.firm_ids))}
    )
    application = await start_application(actor, call_id=call.id, applicant=Applicant(**given))
    application = await save_draft(actor, application_id=application.id, version=application.version, answers=answers)
    if not submit:
        return application
    return await submit_application(
        actor, application_id=application.id, version=application.version, documents=documents
    )


@write
async def _call(actor: Actor, *, program: str, draft: CallDraft, rules: Mapping[str, Any] | None) -> Call:
    year = clock.today().year
    known = await Program.get(code=program, using_db=current().connection)
    edition = await Edition.get_or_none(program_id=known.id, year=year, using_db=current().connection)
    if edition is None:
        edition = await create_edition(actor, program_code=program, year=year)
    if rules is not None and not await EditionRules.exists(edition_id=edition.id, using_db=current().connection):
        await set_edition_rules(actor, edition_id=edition.id, data=rules, valid_from=date(year, 1, 1))
    call = await create_call(actor, edition_id=edition.id, draft=draft)
    return await publish_call(actor, call_id=call.id, version=call.version)
