"""The end of a letter without a loan: withdrawn, taken back, declined by the bank, or run out."""

from __future__ import annotations

from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.applications.models import Application
from majung.applications.steps import load_application, take_step
from majung.identifiers import refuse_resident_number
from majung.money.writes import release
from majung.storage.transaction import load_for_change, write
from majung_growth_fund.events import BankDeclined, FundEvent, RecommendationCancelled, RecommendationExpired
from majung_growth_fund.models import Recommendation
from majung_growth_fund.reads.sources import fetch
from majung_growth_fund.writes.steps import FUND, PROGRAM, end_application, end_benefit, end_sight, step_with, tell

_LAPSED = """
select id from growth_fund_recommendation where state = 'RECOMMENDED' and valid_until < $1 order by valid_until, id
"""


@write
async def withdraw(actor: Actor, *, application_id: UUID, version: int, note: str = "") -> Application:
    """The firm withdraws; a valid letter is taken back with its application, in one release of its budget."""
    refuse_resident_number(note, "note")
    application = await load_application(actor, application_id, version, PROGRAM)
    rows = await fetch(
        "select id from growth_fund_recommendation where application_id = $1 and state = 'RECOMMENDED'", application_id
    )
    for row in rows:
        letter = await load_for_change(Recommendation, FUND, row["id"], None)
        await _give_up(FUND, letter, "cancel", f"withdrawn by {actor.name}")
        await tell(RecommendationCancelled(recommendation_id=letter.id, amount_krw=letter.amount_krw), letter)
    await take_step(actor, application, action="withdraw", note=note)
    return application


@write
async def cancel_recommendation(actor: Actor, *, recommendation_id: UUID, version: int, note: str) -> Recommendation:
    """Take a letter back before the bank has lent on it."""
    refuse_resident_number(note, "note")
    letter = await load_for_change(Recommendation, actor, recommendation_id, version)
    happened = RecommendationCancelled(recommendation_id=letter.id, amount_krw=letter.amount_krw)
    return await _end(actor, letter, "cancel", note, happened)


@write
async def report_decline(actor: Actor, *, recommendation_id: UUID, version: int, note: str = "") -> Recommendation:
    """The bank does not lend (collateral, credit): the reserved budget is free again."""
    refuse_resident_number(note, "note")
    letter = await load_for_change(Recommendation, actor, recommendation_id, version)
    happened = BankDeclined(recommendation_id=letter.id, amount_krw=letter.amount_krw)
    return await _end(actor, letter, "decline", note, happened)


async def expire_recommendations(actor: Actor) -> int:
    """Let every letter lapse whose last day is over, each in a transaction of its own; how many."""
    lapsed = await fetch(_LAPSED, clock.today())
    return sum([await let_lapse(actor, recommendation_id=row["id"]) for row in lapsed])


@write
async def let_lapse(actor: Actor, *, recommendation_id: UUID) -> bool:
    """Let one letter lapse, unless the bank has answered or its last day is not over; whether it did."""
    letter = await load_for_change(Recommendation, actor, recommendation_id, None)
    if letter.state != "RECOMMENDED" or letter.valid_until >= clock.today():
        return False  # the bank answered meanwhile
    happened = RecommendationExpired(
        recommendation_id=letter.id, amount_krw=letter.amount_krw, valid_until=letter.valid_until
    )
    await _end(actor, letter, "expire", "", happened)
    return True


async def _end(actor: Actor, letter: Recommendation, action: str, note: str, happened: FundEvent) -> Recommendation:
    await _give_up(actor, letter, action, note)
    await end_application(letter.application_id, note or action)
    await tell(happened, letter)
    return letter


async def _give_up(actor: Actor, letter: Recommendation, action: str, note: str) -> None:
    await step_with(actor, letter, action, note, live_key=None, answer_note=note[:1000])
    await release(
        actor, line_id=letter.line_id, amount_krw=letter.amount_krw, application_id=letter.application_id, note=action
    )
    await end_benefit(letter.support_record_id, "CANCELLED")
    await end_sight(letter.disclosure_id)
