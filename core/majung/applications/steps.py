"""Steps of an application: who may take which, why not, and taking one inside a write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.applications.errors import (
    ApplicationOfAnotherProgram,
    StepNeedsItsOwnWrite,
    StepNotForYou,
    StepNotPossible,
)
from majung.applications.events import ApplicationMoved
from majung.applications.models import Application, ApplicationTransition
from majung.applications.rules import is_submission, needs_own_write
from majung.applications.submission import handing_in_refusal, windows_of
from majung.errors import NotAllowed, Refusal
from majung.events.event import Event, append
from majung.identifiers import refuse_resident_number
from majung.plugin.contract import Guard, ProgramDeclaration
from majung.plugin.lifecycle import Lifecycle, Transition
from majung.programs.declared import declaration_of, declared
from majung.programs.rules import Window
from majung.storage.transaction import current, load_for_change, save_change, transaction
from majung.texts import Text


async def load_application(actor: Actor, application_id: UUID, version: int | None, *programs: str) -> Application:
    """An application for one of these programs, locked for change, as the actor sees it.

    Every write of a program begins with this: an application for another program is that program's alone.
    """
    application = await load_for_change(Application, actor, application_id, version)
    if application.program_code not in programs:
        raise ApplicationOfAnotherProgram(program=application.program_code, expected=", ".join(programs))
    return application


@dataclass(frozen=True, kw_only=True)
class AllowedAction:
    """One step that leaves the application's state, and why it may not be taken if it may not."""

    action: str
    title: Text
    target: str
    automatic: bool
    refusal: Refusal | None

    @property
    def allowed(self) -> bool:
        """Whether the viewer may take it now."""
        return self.refusal is None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where an application stands: what its allowed actions follow from, without its whole row."""

    id: UUID
    call_id: UUID
    program_code: str
    state: str
    answers: Mapping[str, Any]


async def allowed_actions(actor: Actor, application: Application) -> list[AllowedAction]:
    """Every step that leaves the present state, each that is not allowed with its reason."""
    [listed] = await actions_of(actor, [standing_of(application)])
    return listed


async def actions_of(actor: Actor, standings: Sequence[Standing]) -> list[list[AllowedAction]]:
    """The allowed actions of many applications, in their order; none where no enabled plugin runs the program.

    Periods of calls take one statement, and only where a draft could be handed in. Applications themselves are
    loaded only for guards, in one statement, and guards run inside a transaction.
    """
    possible = [(standing, step) for standing in standings for step in _open_steps(actor, standing)]
    guarded = {standing.id for standing, step in possible if _guard(standing, step)}
    windows = await windows_of({standing.call_id for standing, step in possible if _submits(standing, step)})
    if not guarded:
        return [[await _action(actor, s, step, windows) for step in _steps(s)] for s in standings]
    async with transaction(actor) as running:
        found = await Application.filter(id__in=list(guarded)).using_db(running.connection)
        rows = {application.id: application for application in found}
        return [[await _action(actor, s, step, windows, rows.get(s.id)) for step in _steps(s)] for s in standings]


def standing_of(application: Application) -> Standing:
    """Where an application stands that was loaded for a change."""
    return Standing(
        id=application.id,
        call_id=application.call_id,
        program_code=application.program_code,
        state=application.state,
        answers=application.answers,
    )


def _steps(standing: Standing) -> tuple[Transition, ...]:
    declaration = declaration_of(standing.program_code)
    return declaration.lifecycle.from_(standing.state) if declaration else ()


def _open_steps(actor: Actor, standing: Standing) -> Iterator[Transition]:
    """Steps that who asks may take, if nothing else stands against them."""
    return (step for step in _steps(standing) if who_refusal(actor, step) is None)


def _guard(standing: Standing, step: Transition) -> Guard | None:
    return declared(standing.program_code).guards.get(step.action)


def _submits(standing: Standing, step: Transition) -> bool:
    return is_submission(declared(standing.program_code).lifecycle, step)


async def _action(
    actor: Actor,
    standing: Standing,
    step: Transition,
    windows: Mapping[UUID, Window],
    application: Application | None = None,
) -> AllowedAction:
    declaration = declared(standing.program_code)
    refusal = who_refusal(actor, step)
    if refusal is None and application is not None:
        refusal = await guard_refusal(actor, declaration, application, step)
    if refusal is None and _submits(standing, step):
        refusal = handing_in_refusal(declaration, windows[standing.call_id], standing.answers)
    return AllowedAction(
        action=step.action,
        title=step.title,
        target=step.target,
        automatic=needs_own_write(declaration.lifecycle, step),
        refusal=refusal,
    )


def who_refusal(actor: Actor, step: Transition) -> Refusal | None:
    """Why this actor may not take a step: its kind, or for officials a missing permission."""
    if actor.kind == "system":
        return None
    if actor.kind not in step.kinds:
        return StepNotForYou(action=step.action, kinds=", ".join(sorted(step.kinds)))
    if actor.kind == "official" and step.scope and not actor.may(step.scope):
        return NotAllowed(scope=step.scope, actor=actor.name)
    return None


async def guard_refusal(
    actor: Actor, declaration: ProgramDeclaration, application: Application, step: Transition
) -> Refusal | None:
    """Why the program does not let a step be taken just now."""
    guard = declaration.guards.get(step.action)
    return await guard(actor, application) if guard else None


def find_step(lifecycle: Lifecycle, state: str, action: str) -> Transition:
    """The step an action takes from a state; refuses naming the possible ones."""
    step = lifecycle.step(state, action)
    if step is None:
        possible = ", ".join(t.action for t in lifecycle.from_(state)) or "-"
        raise StepNotPossible(state=state, action=action[:60], possible=possible)
    return step


async def take_step(
    actor: Actor,
    application: Application,
    *,
    action: str,
    note: str = "",
    bare: bool = False,
    also: Mapping[str, object] = MappingProxyType({}),
) -> None:
    """Take a step with a locked application, inside the caller's transaction: state, log and event together.

    `bare` steps are asked for by name from outside; those that only another write may take are then refused.
    `also` are columns stored with the step, in the same version of the row.
    """
    declaration = declared(application.program_code)
    step = find_step(declaration.lifecycle, application.state, action)
    if bare and needs_own_write(declaration.lifecycle, step):
        raise StepNeedsItsOwnWrite(action=action)
    refuse_resident_number(note, "note")
    refusal = who_refusal(actor, step) or await guard_refusal(actor, declaration, application, step)
    if refusal is not None:
        raise refusal
    state = declaration.lifecycle.state(step.target)
    before = application.state
    changes: dict[str, object] = {**also, "state": step.target, "spine": state.spine or step.target}
    if state.terminal:
        changes["live_key"] = None
    await save_change(application, **changes)
    await ApplicationTransition.create(
        application_id=application.id,
        action=action,
        from_state=before,
        to_state=step.target,
        at=clock.now(),
        by=actor.name,
        account_id=actor.account_id,
        note=note,
        using_db=current().connection,
    )
    happened = ApplicationMoved(action=action, from_state=before, to_state=step.target)
    await tell(happened, application)


async def step_to(
    actor: Actor, application: Application, spine: str, *, also: Mapping[str, object] = MappingProxyType({})
) -> None:
    """Take the program's own step that leads a locked application to a state of the core's spine."""
    await take_step(actor, application, action=leading_to(application, spine).action, also=also)


def leading_to(application: Application, spine: str) -> Transition:
    """The program's step from the present state to a state of the core's spine; refuses naming the possible ones."""
    lifecycle = declared(application.program_code).lifecycle
    step = lifecycle.leading_to(application.state, spine)
    if step is None:
        possible = ", ".join(t.action for t in lifecycle.from_(application.state)) or "-"
        raise StepNotPossible(state=application.state, action=spine.lower(), possible=possible)
    return step


async def tell(happened: Event, application: Application) -> None:
    """Append an event about an application, for its applicant and officials."""
    await append(
        happened,
        subject=application.id,
        firms=[application.firm_id] if application.firm_id else [],
        persons=[application.person_id] if application.person_id else [],
        program=application.program_code,
        district=application.district_code,
    )
