"""Hand-overs of seekers between centres: offered, then accepted or refused; the seeker has an owner all the time."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.errors import InvalidValue
from majung.events.event import append
from majung.identifiers import refuse_resident_number
from majung.institutions.models import Institution
from majung.storage.transaction import current, find_row, load_for_change, save_change, write
from majung_jobs.errors import CentreMissing, HandoverOpen, HandoverToSameCentre, SeekerClosed
from majung_jobs.events import HandoverMoved
from majung_jobs.lifecycles import HANDOVER, SEEKER
from majung_jobs.models import Handover, Seeker
from majung_jobs.scopes import COUNSEL
from majung_jobs.writes.steps import PLATFORM, check_step, hand_to, require_centre, require_own_centre


@write
async def offer_handover(actor: Actor, *, seeker_id: UUID, version: int, to_centre_id: UUID, reason: str) -> Handover:
    """Offer a seeker to another centre (permission ``jobs.counsel``), which sees them from now on."""
    actor.require(COUNSEL)
    refuse_resident_number(reason, "reason")
    if not reason.strip():
        raise InvalidValue(field="reason", value="", reason="say why / 사유를 입력하십시오")
    seeker = await load_for_change(Seeker, actor, seeker_id, version)
    require_centre(actor, seeker, seeker.centre_id)
    if SEEKER.state(seeker.state).terminal:
        raise SeekerClosed
    if seeker.offered_centre_id is not None:
        raise HandoverOpen
    if to_centre_id == seeker.centre_id:
        raise HandoverToSameCentre(path=("toCentre",))
    centre = await find_row(Institution, actor, to_centre_id)
    if centre.kind != "CENTRE":
        raise CentreMissing(path=("toCentre",))
    made = await Handover.create(
        seeker_id=seeker.id,
        person_id=seeker.person_id,
        from_centre_id=seeker.centre_id,
        from_account_id=seeker.account_id,
        to_centre_id=centre.id,
        reason=reason[:1000],
        offered_at=clock.now(),
        offered_by=actor.name,
        using_db=current().connection,
    )
    await save_change(seeker, offered_centre_id=centre.id)
    await _tell(made, seeker)
    return made


@write
async def answer_handover(actor: Actor, *, handover_id: UUID, version: int, accept: bool, answer: str = "") -> Handover:
    """Accept a seeker for one's centre, and with it become the owner; or refuse, and they stay where they were."""
    handover = await _for_change(actor, handover_id, version, answer)
    check_step(actor, HANDOVER, handover.state, "accept" if accept else "refuse")
    require_own_centre(actor, handover.to_centre_id)
    seeker = await load_for_change(Seeker, PLATFORM, handover.seeker_id, None)
    if accept and SEEKER.state(seeker.state).terminal:
        raise SeekerClosed
    if accept:
        await hand_to(actor, seeker, handed_over=True, centre_id=handover.to_centre_id, offered_centre_id=None)
    else:
        await save_change(seeker, offered_centre_id=None)
    account_id = actor.account_id if accept else None
    await _end(
        actor, handover, seeker, "ACCEPTED" if accept else "REFUSED", answer=answer[:1000], to_account_id=account_id
    )
    return handover


@write
async def withdraw_handover(actor: Actor, *, handover_id: UUID, version: int, note: str = "") -> Handover:
    """Take an offer back before it has been answered."""
    handover = await _for_change(actor, handover_id, version, note)
    check_step(actor, HANDOVER, handover.state, "withdraw")
    if actor.account_id is None or actor.account_id != handover.from_account_id:
        require_own_centre(actor, handover.from_centre_id)
    seeker = await load_for_change(Seeker, PLATFORM, handover.seeker_id, None)
    await save_change(seeker, offered_centre_id=None)
    await _end(actor, handover, seeker, "WITHDRAWN", answer=note[:1000])
    return handover


async def _for_change(actor: Actor, handover_id: UUID, version: int, text: str) -> Handover:
    refuse_resident_number(text, "answer")
    return await load_for_change(Handover, actor, handover_id, version)


async def _end(actor: Actor, handover: Handover, seeker: Seeker, state: str, **answer: Any) -> None:
    await save_change(handover, state=state, answered_at=clock.now(), answered_by=actor.name, **answer)
    await _tell(handover, seeker)


async def _tell(handover: Handover, seeker: Seeker) -> None:
    happened = HandoverMoved(
        to_state=handover.state, from_account_id=handover.from_account_id, to_account_id=handover.to_account_id
    )
    persons, district = [handover.person_id], seeker.district_code
    await append(happened, subject=handover.id, persons=persons, district=district)
