"""Steps of an application: who may take which, why not, and taking one inside a write."""

from __future__ import annotations

from dataclasses import dataclass

from majung import clock
from majung.access.actor import Actor
from majung.applications.errors import StepNeedsItsOwnWrite, StepNotForYou, StepNotPossible
from majung.applications.events import ApplicationMoved
from majung.applications.models import Application, ApplicationTransition
from majung.applications.rules import is_submission, needs_own_write
from majung.applications.submission import handing_in_refusal
from majung.errors import NotAllowed, Refusal
from majung.events.event import Event, append
from majung.identifiers import refuse_resident_number
from majung.plugin.contract import ProgramDeclaration
from majung.plugin.lifecycle import Lifecycle, Transition
from majung.programs.declared import declaration_of, declared
from majung.storage.transaction import current, save_change
from majung.texts import Text


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


async def allowed_actions(actor: Actor, application: Application) -> list[AllowedAction]:
    """Every step that leaves the present state, each that is not allowed with its reason."""
    declaration = declaration_of(application.program_code)
    if declaration is None:
        return []
    return [
        AllowedAction(
            action=step.action,
            title=step.title,
            target=step.target,
            automatic=needs_own_write(declaration.lifecycle, step),
            refusal=await _refusal(actor, declaration, application, step),
        )
        for step in declaration.lifecycle.from_(application.state)
    ]


async def _refusal(
    actor: Actor, declaration: ProgramDeclaration, application: Application, step: Transition
) -> Refusal | None:
    refusal = who_refusal(actor, step) or await guard_refusal(actor, declaration, application, step)
    if refusal is None and is_submission(declaration.lifecycle, step):
        return await handing_in_refusal(application, declaration)
    return refusal


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


async def take_step(actor: Actor, application: Application, *, action: str, note: str = "", bare: bool = False) -> None:
    """Take a step with a locked application, inside the caller's transaction: state, log and event together.

    `bare` steps are asked for by name from outside; those that only another write may take are then refused.
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
    changes: dict[str, object] = {"state": step.target, "spine": state.spine or step.target}
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
