"""The monthly claim engine: every month of a hire that is due, for worker and firm, once."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.events.event import append
from majung.money.claim_rows import ClaimDraft
from majung.money.claim_writes import submit_claim
from majung.storage.transaction import current, load_for_change, write
from majung_midlife_jobs.errors import NothingDue
from majung_midlife_jobs.events import IncentiveMonthsClaimed
from majung_midlife_jobs.models import IncentiveHire
from majung_midlife_jobs.program import INCENTIVE
from majung_midlife_jobs.reads import MONTHS, job_of
from majung_midlife_jobs.rules.incentive import Month, Standing, months_of
from majung_midlife_jobs.scopes import INCENTIVE as MAY
from majung_midlife_jobs.writes.deciding import hold_person, require_alive
from majung_midlife_jobs.writes.hires import rules_of_hire


@write
async def claim_months(actor: Actor, *, hire_id: UUID, version: int) -> IncentiveHire:
    """Claim every month of a hire that is due (``midlife_jobs.incentive``, ``money.claim``), each once.

    Claims for one person wait for each other, so that two firms, or two programs, are never paid for the same month.
    """
    actor.require(MAY)
    hire = await load_for_change(IncentiveHire, actor, hire_id, version)
    await hold_person(hire.person_id)
    for record_id in (hire.worker_record_id, hire.firm_record_id):
        await require_alive(record_id)
    rules = await rules_of_hire(hire)
    rows = await current().fetch(MONTHS, [hire.id], [",".join(rules.against)])
    months = months_of(job_of(hire.hired_on, hire.left_on, rows), clock.today(), rules)
    due = [month for month in months if month.standing is Standing.DUE and (month.worker_krw or month.firm_krw)]
    if not due:
        why = ", ".join(f"{month.number} {month.standing}" for month in months)
        raise NothingDue(why=why)
    for month in due:
        await _claim(actor, hire, month)
    claimed = IncentiveMonthsClaimed(
        months=[month.number for month in due],
        worker_krw=sum(month.worker_krw for month in due),
        firm_krw=sum(month.firm_krw for month in due),
    )
    await append(claimed, subject=hire.id, firms=[hire.firm_id], persons=[hire.person_id], program=INCENTIVE)
    return hire


async def _claim(actor: Actor, hire: IncentiveHire, month: Month) -> None:
    """The claims of a month, and that they are its claims."""
    worker = ClaimDraft(
        program_code=INCENTIVE,
        amount_krw=month.worker_krw,
        support_record_id=hire.worker_record_id,
        person_id=hire.person_id,
        period_from=month.starts_on,
        period_to=month.ends_on,
        natural_key=f"midlife_jobs/{hire.id}/{month.number}/worker",
    )
    firm = ClaimDraft(
        program_code=INCENTIVE,
        amount_krw=month.firm_krw,
        application_id=hire.application_id,
        support_record_id=hire.firm_record_id,
        firm_id=hire.firm_id,
        period_from=month.starts_on,
        period_to=month.ends_on,
        natural_key=f"midlife_jobs/{hire.id}/{month.number}/firm",
    )
    made = [(await submit_claim(actor, draft=draft)).id if draft.amount_krw else None for draft in (worker, firm)]
    await _note(hire.id, month.number, made)


async def _note(hire_id: UUID, number: int, claims: Sequence[UUID | None]) -> None:
    await current().execute(
        "update midlife_jobs_month set worker_claim_id = coalesce($3, worker_claim_id),"
        " firm_claim_id = coalesce($4, firm_claim_id), version = version + 1"
        " where hire_id = $1 and number = $2",
        hire_id,
        number,
        *claims,
    )
