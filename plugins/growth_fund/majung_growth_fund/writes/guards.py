"""Why a step of an application may not be taken just now."""

from __future__ import annotations

from majung.access.actor import Actor
from majung.applications.models import Application
from majung.errors import Refusal
from majung_growth_fund.errors import AmountNotPositive
from majung_growth_fund.reads.sources import fetch
from majung_growth_fund.rules.products import Purpose
from majung_growth_fund.writes.errors import LetterStillValid, LoanGoesOn
from majung_growth_fund.writes.screening import bank_id_of, product_of_application

_LETTERS = """
select number from growth_fund_recommendation where application_id = $1 and state = 'RECOMMENDED' limit 1
"""
_LOANS = """
select coalesce(number, '-') as number, state from growth_fund_loan
where application_id = $1 and state not in ('REPAID', 'CLOSED') limit 1
"""


async def guard_submit(actor: Actor, application: Application) -> Refusal | None:
    """The call must have its product, which must lend for what is asked, in the way asked, through a known bank."""
    answers = application.answers
    try:
        product = (await product_of_application(application)).product
        asked = {
            Purpose.FACILITY: answers.get("facility_krw") or 0,
            Purpose.WORKING: answers.get("working_krw") or 0,
        }
        if sum(asked.values()) <= 0:
            raise AmountNotPositive(field="request / 신청액", amount=0)
        for purpose, amount in asked.items():
            if amount:
                product.lends_for(purpose)
        product.choice(str(answers.get("repayment", "")))
        await bank_id_of(str(answers.get("bank", "")))
    except Refusal as refusal:
        return refusal
    return None


async def guard_withdraw(actor: Actor, application: Application) -> Refusal | None:
    """A valid letter is taken back with the application; a running loan is not withdrawn."""
    letters = await fetch(_LETTERS, application.id)
    if letters:
        return LetterStillValid(number=letters[0]["number"])
    return await guard_end(actor, application)


async def guard_end(actor: Actor, application: Application) -> Refusal | None:
    """An application ends after its loan."""
    loans = await fetch(_LOANS, application.id)
    return LoanGoesOn(number=loans[0]["number"], state=loans[0]["state"]) if loans else None
