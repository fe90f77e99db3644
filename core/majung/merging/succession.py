"""A firm that goes on as something else: under another name, as a corporation, or with another firm in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.events.event import append
from majung.firms.errors import CrnTaken
from majung.firms.models import Establishment, Firm
from majung.firms.registration import NewEstablishment, not_in_future
from majung.firms.writes import WRITE, add_establishment, change_name
from majung.identifiers import clean_crn, refuse_resident_number
from majung.merging.errors import MergeWithItself, SuccessionIncomplete, SuccessionKindUnknown, SuccessionTwice
from majung.merging.events import FirmSucceeded
from majung.merging.models import FirmSuccession
from majung.storage.transaction import current, load_for_change, save_change, write

RENAMED, INCORPORATED, ABSORBED = "RENAMED", "INCORPORATED", "ABSORBED"
KINDS = (RENAMED, INCORPORATED, ABSORBED)
"""상호변경, 법인전환 (a sole proprietor becomes a corporation), 합병 (another firm is taken in)."""


@dataclass(frozen=True, kw_only=True)
class Succession:
    """What happened: `kind`, since when, and what the kind needs.

    RENAMED needs `name`. INCORPORATED needs `crn`, and takes a new `name` and the new business number `brn`, whose
    workplace becomes the head office while the old one is closed. ABSORBED needs `absorbed_id`.
    """

    kind: str
    on: date
    name: str | None = None
    crn: str | None = None
    brn: str | None = None
    absorbed_id: UUID | None = None
    note: str = ""


@write
async def record_succession(
    actor: Actor, *, firm_id: UUID, succession: Succession, version: int | None = None
) -> FirmSuccession:
    """Record that a firm goes on as something else; it keeps its id and everything known of it."""
    actor.require(WRITE)
    _check(succession)
    firm = await load_for_change(Firm, actor, firm_id, version)
    connection = current().connection
    if await FirmSuccession.exists(firm_id=firm.id, kind=succession.kind, on=succession.on, using_db=connection):
        raise SuccessionTwice
    before = _now(firm)
    await _HAPPENS[succession.kind](actor, firm, succession)
    after = _now(await Firm.get(id=firm.id, using_db=connection))
    changed = [name for name in before if before[name] != after[name]]
    row = await FirmSuccession.create(
        firm_id=firm.id, kind=succession.kind, on=succession.on, absorbed_id=succession.absorbed_id,
        before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
        note=succession.note[:500], at=clock.now(), by=actor.name, using_db=connection,
    )  # fmt: skip
    event = FirmSucceeded(kind=succession.kind, on=succession.on, absorbed=succession.absorbed_id)
    concerned = [firm.id, *([succession.absorbed_id] if succession.absorbed_id else [])]
    await append(event, subject=firm.id, firms=concerned, district=firm.district_code)
    return row


def _check(succession: Succession) -> None:
    if succession.kind not in KINDS:
        raise SuccessionKindUnknown(kind=succession.kind, known=", ".join(KINDS))
    not_in_future(succession.on)
    refuse_resident_number(succession.note, "note")
    needed = {RENAMED: "name", INCORPORATED: "crn", ABSORBED: "absorbed_id"}[succession.kind]
    if not getattr(succession, needed):
        raise SuccessionIncomplete(kind=succession.kind, needed=needed)


def _now(firm: Firm) -> dict[str, Any]:
    return {"name": firm.name, "legal_form": firm.legal_form, "crn": firm.crn, "status": firm.status}


async def _rename(actor: Actor, firm: Firm, succession: Succession) -> None:
    await change_name(actor, firm_id=firm.id, name=succession.name or "", on=succession.on)


async def _incorporate(actor: Actor, firm: Firm, succession: Succession) -> None:
    crn, connection = clean_crn(succession.crn or ""), current().connection
    if await Firm.filter(crn=crn).exclude(id=firm.id).using_db(connection).exists():
        raise CrnTaken
    await save_change(firm, crn=crn)
    if succession.name:
        await change_name(actor, firm_id=firm.id, name=succession.name, on=succession.on)
    if not succession.brn:
        return
    new = NewEstablishment(name=succession.name, brn=succession.brn, opened_on=succession.on)
    old = await Establishment.filter(firm_id=firm.id, head=True).using_db(connection).first()
    if old is not None:
        await save_change(old, head=False, closed_on=succession.on)
        new = replace(
            new, address=old.address, district=old.district_as_received, postcode=old.postcode, phone=old.phone,
            registered_factory=old.registered_factory,
        )  # fmt: skip
    await add_establishment(actor, firm_id=firm.id, establishment=new)


async def _absorb(actor: Actor, firm: Firm, succession: Succession) -> None:
    assert succession.absorbed_id is not None
    if succession.absorbed_id == firm.id:
        raise MergeWithItself
    absorbed = await load_for_change(Firm, actor, succession.absorbed_id, None)
    await save_change(absorbed, status="CLOSED", closed_on=succession.on)


_HAPPENS = {RENAMED: _rename, INCORPORATED: _incorporate, ABSORBED: _absorb}
