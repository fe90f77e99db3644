"""Decisions on applications: outcome, reasons, facts used and rule version, with the step and the support they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import msgspec

from majung import clock
from majung.access.actor import Actor
from majung.applications.errors import NotGrantedBy, ReasonsNeeded, RulesOfAnotherEdition
from majung.applications.events import ApplicationDecided
from majung.applications.models import Application, Decision
from majung.applications.steps import find_step, take_step, tell
from majung.identifiers import refuse_resident_number
from majung.programs.declared import declared
from majung.programs.models import Call, EditionRules
from majung.storage.transaction import current, load_for_change, write
from majung.support.writes import SupportGiven, grant_support


@dataclass(frozen=True, kw_only=True)
class FactUsed:
    """A value a decision used, where it came from, and of which day it is."""

    name: str
    value: object
    source: str
    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """A decision as it is made: outcome, reasons, the facts and the rule version it rests on."""

    outcome: str
    reason_codes: Sequence[str] = ()
    facts: Sequence[FactUsed] = field(default_factory=tuple)
    rules_id: UUID | None = None
    note: str = ""


@write
async def decide(
    actor: Actor, *, application: Application, ruling: Ruling, action: str, support: SupportGiven | None = None
) -> Decision:
    """Decide on a locked application: the decision, its step and the support it gives, in one transaction."""
    await _require_sound(application, ruling, action, support)
    await take_step(actor, application, action=action, note=ruling.note)
    decision = await Decision.create(
        application_id=application.id,
        outcome=ruling.outcome,
        reason_codes=[*ruling.reason_codes],
        facts=[msgspec.to_builtins(fact) for fact in ruling.facts],
        rules_id=ruling.rules_id,
        officer=actor.name,
        officer_account_id=actor.account_id,
        decided_at=clock.now(),
        note=ruling.note,
        using_db=current().connection,
    )
    happened = ApplicationDecided(decision_id=decision.id, outcome=ruling.outcome, reason_codes=[*ruling.reason_codes])
    await tell(happened, application)
    if support is not None:
        await grant_support(actor, application=application, decision_id=decision.id, given=support)
    return decision


@write
async def decide_application(
    actor: Actor,
    *,
    application_id: UUID,
    version: int,
    ruling: Ruling,
    action: str,
    support: SupportGiven | None = None,
) -> Decision:
    """Decide on an application at the version the officer read."""
    application = await load_for_change(Application, actor, application_id, version)
    return await decide(actor, application=application, ruling=ruling, action=action, support=support)


async def _require_sound(application: Application, ruling: Ruling, action: str, support: SupportGiven | None) -> None:
    """Refuse a rejection without reasons, support without a selection, and rules of another year."""
    lifecycle = declared(application.program_code).lifecycle
    state = lifecycle.spine(find_step(lifecycle, application.state, action).target)
    if state in {"REJECTED", "INELIGIBLE"} and not ruling.reason_codes:
        raise ReasonsNeeded(state=state)
    if support is not None and state != "SELECTED":
        raise NotGrantedBy(action=action, state=state)
    for fact in ruling.facts:
        refuse_resident_number(f"{fact.value} {fact.source}", f"facts.{fact.name}")
    if ruling.rules_id is not None:
        connection = current().connection
        call = await Call.get(id=application.call_id, using_db=connection)
        own = EditionRules.filter(id=ruling.rules_id, edition_id=call.edition_id).using_db(connection)
        if not await own.exists():
            raise RulesOfAnotherEdition(path=("rulesId",))
