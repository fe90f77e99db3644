"""Who may answer a referral or take it back, and how it may end."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from majung.access.actor import Actor
from majung.errors import Refusal
from majung.plugin.lifecycle import Transition
from majung.referrals.errors import (
    NotTheReceivingSide,
    NotTheSendingSide,
    OutcomeUnknown,
    ReferralConsentMissing,
    ReferralStepNotPossible,
)
from majung.referrals.lifecycle import REFERRAL

OUTCOMES = frozenset({"SERVED", "PARTLY_SERVED", "NOT_SERVED", "NO_CONTACT", "REFERRED_ON"})
"""How a referral may end: served wholly, partly, not, nobody was reached, handed on further."""


@dataclass(frozen=True, kw_only=True)
class Sides:
    """From where and to where a referral goes, as far as it decides who may act on it.

    `to_room` is the plugin that runs the receiving program.
    """

    from_account_id: UUID
    from_centre_id: UUID | None
    to_institution_id: UUID | None
    to_room: str | None


def find_step(state: str, action: str) -> Transition:
    """The step an action takes from a state; refuses naming the possible ones."""
    step = REFERRAL.step(state, action)
    if step is None:
        possible = ", ".join(t.action for t in REFERRAL.from_(state) if not t.automatic) or "-"
        raise ReferralStepNotPossible(state=state, action=action[:40], possible=possible)
    return step


def receiving_refusal(actor: Actor, sides: Sides) -> Refusal | None:
    """Why the actor may not act for the receiving side: its system, its own staff, officials of the program."""
    if actor.kind == "partner":
        ours = sides.to_institution_id is not None and sides.to_institution_id == actor.institution_id
    elif actor.kind == "official":
        ours = _at(actor, sides.to_institution_id) or _in_room(actor, sides.to_room)
    else:
        ours = actor.kind == "system"
    return None if ours else NotTheReceivingSide()


def sending_refusal(actor: Actor, sides: Sides) -> Refusal | None:
    """Why the actor may not act for the sending side: who sent it, or their centre."""
    ours = actor.kind == "system" or (
        actor.kind == "official"
        and (actor.account_id == sides.from_account_id or _at(actor, sides.from_centre_id))
    )  # fmt: skip
    return None if ours else NotTheSendingSide()


def require_consent(*, person: bool, outside: bool, name: str, consented: bool) -> None:
    """Refuse to tell an institution outside the agency of a person who has not agreed to it."""
    if person and outside and not consented:
        raise ReferralConsentMissing(institution=name)


def check_outcome(outcome: str) -> None:
    """Refuse an outcome that referrals do not know."""
    if outcome not in OUTCOMES:
        raise OutcomeUnknown(path=("outcome",), given=outcome[:40], known=", ".join(sorted(OUTCOMES)))


def _at(actor: Actor, place: UUID | None) -> bool:
    places: Collection[UUID | None] = {*actor.centre_ids, actor.institution_id} - {None}
    return place is not None and place in places


def _in_room(actor: Actor, room: str | None) -> bool:
    return room is not None and any(scope.startswith(f"{room}.") for scope in actor.scopes)
