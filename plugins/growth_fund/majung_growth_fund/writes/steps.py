"""Steps of letters and loans, logged; and what the end of a loan means for its application and its bank's sight."""

from __future__ import annotations

from uuid import UUID

from majung import clock
from majung.access.actor import Actor, system
from majung.applications.models import Application
from majung.applications.steps import find_step, take_step, who_refusal
from majung.events.event import Happening, append
from majung.institutions.writes import end_disclosure
from majung.storage.transaction import current, find_row, load_for_change, save_change
from majung.support.writes import end_support
from majung_growth_fund.events import FundEvent
from majung_growth_fund.models import Loan, LoanStep, Recommendation
from majung_growth_fund.rules.lifecycle import LOAN

PROGRAM = "GROWTH_FUND"
FUND = system("growth_fund")
"""The fund itself, for what follows from another's step and needs no permission of theirs."""


async def step_with(actor: Actor, row: Recommendation | Loan, action: str, note: str = "", **changes: object) -> None:
    """Take a step with a locked letter or loan as its lifecycle allows this actor, with further changes of the row."""
    step = find_step(LOAN, row.state, action)
    refusal = who_refusal(actor, step)
    if refusal is not None:
        raise refusal
    before = row.state
    await save_change(row, state=step.target, **changes)
    is_loan = isinstance(row, Loan)
    await LoanStep.create(
        loan_id=row.id if is_loan else None,
        recommendation_id=None if is_loan else row.id,
        action=action,
        from_state=before,
        to_state=step.target,
        at=clock.now(),
        by=actor.name,
        note=note,
        using_db=current().connection,
    )


async def tell(happened: FundEvent, row: Recommendation | Loan) -> None:
    """Append an event about a letter or loan, for its firm, its bank and officials."""
    await append(happened, subject=row.id, firms=[row.firm_id], institutions=[row.bank_id], program=PROGRAM)


def happening(happened: FundEvent, subject: UUID, bank_id: UUID) -> Happening:
    """An event about a month at one bank."""
    return Happening(event=happened, subject=subject, institutions=[bank_id], program=PROGRAM)


async def end_application(application_id: UUID | None, note: str) -> None:
    """End the selected application of a letter or loan that is over."""
    if application_id is None:
        return
    application = await load_for_change(Application, FUND, application_id, None)
    if application.state == "SELECTED":
        await take_step(FUND, application, action="end", note=note)


async def end_sight(disclosure_id: UUID | None) -> None:
    """The bank sees the firm no longer, as far as this letter or loan was the ground."""
    if disclosure_id is not None:
        await end_disclosure(FUND, disclosure_id=disclosure_id)


async def end_benefit(support_record_id: UUID | None, status: str) -> None:
    """The support record says how it ended: FINISHED, CANCELLED or CLAWED_BACK."""
    if support_record_id is not None:
        await end_support(FUND, support_record_id=support_record_id, status=status)


async def lock_firm(firm_id: UUID) -> None:
    """Let nobody else recommend for this firm until the transaction ends; rows about it may still be added."""
    await current().execute("select 1 from firm where id = $1 for no key update", firm_id)


async def loan_for(actor: Actor, loan_id: UUID, version: int | None) -> Loan:
    """A loan locked for change, as the actor sees it."""
    return await load_for_change(Loan, actor, loan_id, version)


async def letter_of(loan: Loan) -> Recommendation | None:
    """The letter a loan was made on, if it is not one taken over."""
    return None if loan.recommendation_id is None else await find_row(Recommendation, FUND, loan.recommendation_id)
