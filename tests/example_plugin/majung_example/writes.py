"""The use cases of the program; each is one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.applications.decisions import FactUsed, Ruling, decide
from majung.applications.steps import load_application
from majung.events.event import Happening, append, append_many
from majung.korean import search_columns
from majung.programs.models import Call
from majung.programs.writes import rules_in_force
from majung.storage.transaction import current, find_row, load_for_change, save_change, write
from majung.support.writes import SupportGiven
from majung_example.errors import NotBeingAdvised, VoucherNotOpen
from majung_example.events import VoucherExpired, VoucherIssued, VoucherRedeemed
from majung_example.models import Advice, Visit, Voucher, Workshop
from majung_example.program import CODE
from majung_example.rules import VoucherRules, can_be_redeemed, last_day, voucher_krw
from majung_example.scopes import ADVISE, ISSUE


@dataclass(frozen=True, kw_only=True)
class NewWorkshop:
    """A workshop as a file or an official describes it; `code` is its natural key."""

    code: str
    name: str
    hourly_krw: int


@write
async def give_advice(
    actor: Actor, *, application_id: UUID, verdict: str, adviser_name: str, adviser_phone: str | None = None
) -> Advice:
    """Record what an adviser thinks of an application (permission ``example.advise``)."""
    actor.require(ADVISE)
    application = await load_application(actor, application_id, None, CODE)
    if application.state != "ADVISER_CHECK":
        raise NotBeingAdvised(expected="ADVISER_CHECK", state=application.state)
    return await Advice.create(
        application_id=application.id,
        verdict=verdict,
        adviser_name=adviser_name,
        adviser_phone=adviser_phone,
        given_on=clock.today(),
        using_db=current().connection,
    )


@write
async def issue_voucher(actor: Actor, *, application_id: UUID, version: int) -> Voucher:
    """Select an application and give its firm a voucher under the rule data in force today."""
    actor.require(ISSUE)
    application = await load_application(actor, application_id, version, CODE)
    call = await Call.get(id=application.call_id, using_db=current().connection)
    today = clock.today()
    assert call.edition_id is not None
    in_force, rules = await rules_in_force(call.edition_id, today, VoucherRules)
    cost = int(application.answers["cost_krw"])
    amount = voucher_krw(cost, rules)
    ruling = Ruling(
        outcome="SELECTED",
        reason_codes=("SOUND_IDEA",),
        facts=(FactUsed(name="cost_krw", value=cost, source="application", on=today),),
        rules_id=in_force.id,
    )
    given = SupportGiven(decided_krw=amount, purpose=str(application.answers["product"]))
    await decide(actor, application=application, ruling=ruling, action="select", support=given)
    voucher = await Voucher.create(
        application_id=application.id,
        firm_id=application.firm_id,
        amount_krw=amount,
        issued_on=today,
        valid_until=last_day(today, rules),
        using_db=current().connection,
    )
    happened = VoucherIssued(voucher_id=voucher.id, amount_krw=amount, valid_until=voucher.valid_until)
    await append(happened, subject=voucher.id, firms=[voucher.firm_id], program=CODE)
    return voucher


@write
async def redeem_voucher(actor: Actor, *, voucher_id: UUID, version: int, workshop_id: UUID) -> Voucher:
    """Let a firm spend its voucher at a workshop."""
    voucher = await load_for_change(Voucher, actor, voucher_id, version)
    workshop = await find_row(Workshop, actor, workshop_id)
    if not can_be_redeemed(voucher.state, voucher.valid_until, clock.today()):
        raise VoucherNotOpen(state=voucher.state, valid_until=voucher.valid_until.isoformat())
    await save_change(voucher, state="REDEEMED", redeemed_on=clock.today(), workshop_id=workshop.id)
    happened = VoucherRedeemed(voucher_id=voucher.id, workshop_id=workshop.id)
    await append(happened, subject=voucher.id, firms=[voucher.firm_id], program=CODE)
    return voucher


@write
async def expire_vouchers(actor: Actor, *, today: date) -> int:
    """End every voucher whose last day is over; how many there were."""
    rows = await current().fetch(
        "update example_voucher set state = 'EXPIRED', version = version + 1"
        " where state = 'ISSUED' and valid_until < $1 returning id, firm_id",
        today,
    )
    await append_many(
        [
            Happening(event=VoucherExpired(voucher_id=r["id"]), subject=r["id"], firms=[r["firm_id"]], program=CODE)
            for r in rows
        ]
    )
    return len(rows)


@write
async def plan_visit(actor: Actor, *, voucher_id: UUID, planned_on: date) -> None:
    """Plan the visit that follows a voucher; asked again, it changes nothing."""
    known = await Visit.exists(voucher_id=voucher_id, using_db=current().connection)
    if not known:
        await Visit.create(voucher_id=voucher_id, planned_on=planned_on, using_db=current().connection)


@write
async def take_workshops(actor: Actor, *, workshops: Iterable[NewWorkshop]) -> tuple[int, int, int]:
    """Bring workshops in by their codes; how many were new, changed, unchanged (permission ``imports.run``)."""
    actor.require("imports.run")
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    for given in workshops:
        counts[await _take_workshop(given)] += 1
    return counts["new"], counts["changed"], counts["unchanged"]


async def _take_workshop(given: NewWorkshop) -> str:
    connection = current().connection
    known = await Workshop.get_or_none(code=given.code, using_db=connection)
    found = search_columns(given.name)
    values = {
        "name": given.name,
        "hourly_krw": given.hourly_krw,
        "search_jamo": found.jamo,
        "search_initials": found.initials,
        "search_grams": found.grams,
    }
    if known is None:
        await Workshop.create(code=given.code, using_db=connection, **values)
        return "new"
    if (known.name, known.hourly_krw) == (given.name, given.hourly_krw):
        return "unchanged"
    await save_change(known, **values)
    return "changed"
