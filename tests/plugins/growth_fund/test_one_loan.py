"""The whole life of one loan: from the firm's application to the last won that came back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.plugins.growth_fund.conftest import Fund, at

from majung.applications.models import Application, Decision
from majung.events.models import LoggedEvent
from majung.institutions.models import Disclosure
from majung.money.models import BudgetLine, Claim, Clawback, Payment
from majung.money.reads import reconcile
from majung.money.writes import record_return
from majung.support.models import SupportRecord
from majung_growth_fund.models import Loan, Recommendation, Settlement, SubsidyLine
from majung_growth_fund.rules.claims import ClaimedLine
from majung_growth_fund.writes.bank_claims import Payout, approve_settlement, pay_settlement, submit_bank_claim
from majung_growth_fund.writes.loans import repay_early
from majung_growth_fund.writes.settling import settle_month
from majung_growth_fund.writes.stopping import cancel_loan, claw_back, close_loan


async def settled(fund: Fund, month: date) -> Settlement:
    return await settle_month(fund.officer, edition_id=fund.edition.id, line_id=fund.subsidy.id, month=month)


async def paid(fund: Fund, settlement: Settlement, day: date) -> Settlement:
    approved = await approve_settlement(
        fund.approver, settlement_id=settlement.id, version=settlement.version, despite="bank agreed by telephone"
    )
    payout = Payout(paid_on=day, reference=f"이차보전-{day}")
    return await pay_settlement(fund.payer, settlement_id=approved.id, version=approved.version, payout=payout)


async def test_application_becomes_a_letter_then_a_loan_then_a_subsidy(fund: Fund) -> None:
    firm = await fund.firm()
    letter = await fund.recommended(firm)
    line = await BudgetLine.get(id=fund.volume.id)
    assert (line.reserved_krw, line.consumed_krw) == (300_000_000, 0)
    assert (letter.valid_until, letter.granted_pct) == (date(2026, 6, 8), Decimal("2.0"))
    application = await Application.get(id=letter.application_id)
    assert application.state == "SELECTED"
    eligible, selected = await Decision.filter(application_id=application.id).order_by("decided_at", "id")
    assert (eligible.outcome, selected.outcome) == ("ELIGIBLE", "SELECTED")
    assert {"ACTIVE_BUSINESS", "SIZE_CLASS", "OVERLAP", "FAMILY_CAP"} <= {fact["name"] for fact in selected.facts}
    record = await SupportRecord.get(id=letter.support_record_id)
    assert (record.decided_krw, record.paid_krw, record.decision_id) == (300_000_000, 0, selected.id)

    loan = await fund.executed(letter)
    line = await BudgetLine.get(id=fund.volume.id)
    assert (line.reserved_krw, line.consumed_krw) == (0, 300_000_000)
    assert (loan.state, loan.matures_on, loan.outstanding_krw) == ("EXECUTED", date(2028, 3, 10), 300_000_000)
    assert (await Recommendation.get(id=letter.id)).state == "EXECUTED"
    assert await reconcile(fund.manager) == []


async def test_bank_is_paid_the_difference_of_each_month(fund: Fund) -> None:
    loan = await fund.active()
    with at("2026-05-04"):
        april = await settled(fund, date(2026, 4, 1))
        assert (april.loans, april.amount_krw) == (1, 493_150)
        claim = await submit_bank_claim(
            fund.teller, month=date(2026, 4, 1), lines=[ClaimedLine(loan=str(loan.number), amount=493_150)]
        )
        assert (claim.differing, claim.computed_krw) == (0, 493_150)
        approved = await approve_settlement(fund.approver, settlement_id=april.id, version=april.version)
        payout = Payout(paid_on=date(2026, 5, 4), reference="2026-04")
        done = await pay_settlement(fund.payer, settlement_id=april.id, version=approved.version, payout=payout)
    assert done.state == "PAID"
    [line] = await SubsidyLine.filter(loan_id=loan.id)
    payment = await Payment.get(id=line.payment_id)
    assert (payment.amount_krw, payment.institution_id, payment.firm_id) == (493_150, fund.bank.id, loan.firm_id)
    assert (await Claim.get(id=line.claim_id)).status == "PAID"
    assert (await SupportRecord.get(id=loan.support_record_id)).paid_krw == 493_150
    subsidy = await BudgetLine.get(id=fund.subsidy.id)
    assert (subsidy.consumed_krw, subsidy.paid_krw) == (493_150, 493_150)
    assert await reconcile(fund.manager) == []


async def test_preferred_firm_is_granted_its_own_rate_and_cap(fund: Fund) -> None:
    firm = await fund.firm()
    await fund.certify(firm, "PROMISING_SME")
    application = await fund.judged(firm, working_krw=600_000_000)
    letter = await _recommend(fund, application, 600_000_000)
    loan = await fund.executed(letter, bank_pct=Decimal("5.2"))
    assert (letter.preferred, loan.granted_pct) == (True, Decimal("2.5"))
    await _activate(fund, loan)
    with at("2026-05-04"):
        assert (await settled(fund, date(2026, 4, 1))).amount_krw == 1_232_876


async def test_loan_repaid_early_ends_its_application_and_the_banks_sight(fund: Fund) -> None:
    loan = await fund.active()
    with at("2026-04-15"):
        done = await repay_early(
            fund.teller, loan_id=loan.id, version=loan.version, on=date(2026, 4, 11), amount_krw=300_000_000
        )
    assert (done.state, done.outstanding_krw) == ("REPAID", 0)
    assert (await Application.get(id=loan.application_id)).state == "ENDED"
    assert (await SupportRecord.get(id=loan.support_record_id)).status == "FINISHED"
    assert (await Disclosure.get(id=loan.disclosure_id)).valid_to == date(2026, 4, 15)
    with at("2026-05-04"):
        april = await settled(fund, date(2026, 4, 1))
    assert april.amount_krw == 300_000_000 * 2 * 10 // 100 // 365


async def test_cancelled_loan_gives_back_what_was_paid_after_the_cause(fund: Fund) -> None:
    loan = await fund.active()
    with at("2026-05-04"):
        await paid(fund, await settled(fund, date(2026, 4, 1)), date(2026, 5, 4))
    with at("2026-05-20"):
        cancelled = await cancel_loan(
            fund.officer, loan_id=loan.id, version=loan.version + 0, ground="MOVED_OUT", cause_on=date(2026, 4, 16)
        )
        called = await claw_back(fund.decider, loan_id=loan.id, version=cancelled.version)
        back = await Clawback.get(id=called.clawback_id)
        assert back.amount_krw == 493_150 - 300_000_000 * 2 * 15 // 100 // 365
        assert back.due_on == date(2026, 6, 9)
        await record_return(
            fund.payer,
            clawback_id=back.id,
            amount_krw=back.amount_krw + back.interest_krw,
            returned_on=date(2026, 5, 20),
        )
        closed = await close_loan(fund.officer, loan_id=loan.id, version=called.version)
    assert (closed.state, back.reason_code) == ("CLOSED", "MOVED_OUT")
    record = await SupportRecord.get(id=loan.support_record_id)
    assert (record.status, record.returned_krw) == ("CLAWED_BACK", back.amount_krw)
    assert (await Application.get(id=loan.application_id)).state == "ENDED"


async def test_every_step_is_told_to_firm_and_bank(fund: Fund) -> None:
    loan = await fund.active()
    events = await LoggedEvent.filter(type__startswith="growth_fund.").order_by("position")
    assert [event.type.split(".")[1] for event in events] == ["LoanRecommended", "LoanExecuted", "LoanActivated"]
    assert all(event.firm_ids == [loan.firm_id] and event.institution_ids == [fund.bank.id] for event in events)


async def _recommend(fund: Fund, application: Application, amount: int) -> Recommendation:
    from majung_growth_fund.writes.recommending import Offer, recommend

    return await recommend(
        fund.decider, application_id=application.id, version=application.version, offer=Offer(working_krw=amount)
    )


async def _activate(fund: Fund, loan: Loan) -> None:
    from majung_growth_fund.writes.loans import activate

    await activate(fund.officer, loan_id=loan.id, version=loan.version)
