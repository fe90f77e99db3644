"""Mutations of the running loan: the bank's answer, balances, stops, settlements, corrections, clawbacks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import strawberry

from majung_growth_fund import models
from majung_growth_fund.rules.claims import ClaimedLine
from majung_growth_fund.schema.loans import JobsReport, Loan, Recommendation
from majung_growth_fund.schema.settlements import BankClaim, FundSettlement
from majung_growth_fund.writes import bank_answers, bank_claims, correcting, letters, loans, settling, stopping
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import Won, uuid_of
from majung_schema.mutation import Mutation
from majung_schema.parts import extend


@strawberry.input(description="What the bank lent: amount, day, its own rate and its own number of the loan.")
class FundExecutionInput:
    amount_krw: Won
    executed_on: date
    bank_pct: Decimal
    number: str


@strawberry.input(description="One loan of a bank's monthly claim, under the bank's own number.")
class FundClaimedLineInput:
    loan: str
    amount_krw: Won


@strawberry.input(description="Help for a firm whose sales fell: sales of two equal periods, before and after.")
class FundReliefInput:
    kind: str = strawberry.field(description="DEFER (every instalment later) or EXTEND (the last one later).")
    months: int
    on: date
    sales_before_krw: Won
    sales_after_krw: Won


@extend(Mutation)
class FundLoans:
    """What happens with a loan. The bank answers for its own; officials for banks that cannot."""

    @strawberry.mutation(description="The bank lent on a letter.")
    @staticmethod
    @change
    async def report_loan_execution(
        info: Info, recommendation: strawberry.ID, version: int, execution: FundExecutionInput
    ) -> Change[Loan]:
        made = await bank_answers.report_execution(
            actor_of(info),
            recommendation_id=uuid_of(recommendation, "gfletter"),
            version=version,
            execution=bank_answers.Execution(**vars(execution)),
        )
        return await changed(info, models.Loan, made.id)

    @strawberry.mutation(description="The bank does not lend; the reserved budget is free again.")
    @staticmethod
    @change
    async def report_loan_decline(
        info: Info, recommendation: strawberry.ID, version: int, note: str = ""
    ) -> Change[Recommendation]:
        letter_id = uuid_of(recommendation, "gfletter")
        await letters.report_decline(actor_of(info), recommendation_id=letter_id, version=version, note=note)
        return await changed(info, models.Recommendation, letter_id)

    @strawberry.mutation(
        description="The papers of an executed loan are in order: it is subsidised from its execution on."
    )
    @staticmethod
    @change
    async def activate_loan(info: Info, id: strawberry.ID, version: int, note: str = "") -> Change[Loan]:
        loan_id = uuid_of(id, "gfloan")
        await loans.activate(actor_of(info), loan_id=loan_id, version=version, note=note)
        return await changed(info, models.Loan, loan_id)

    @strawberry.mutation(
        description="The bank reports the principal outstanding where it is not as agreed; 0 ends the loan."
    )
    @staticmethod
    @change
    async def report_loan_balance(
        info: Info, id: strawberry.ID, version: int, on: date, balance_krw: Won
    ) -> Change[Loan]:
        loan_id = uuid_of(id, "gfloan")
        await loans.report_balance(actor_of(info), loan_id=loan_id, version=version, on=on, balance_krw=balance_krw)
        return await changed(info, models.Loan, loan_id)

    @strawberry.mutation(description="The firm repaid more than was due.")
    @staticmethod
    @change
    async def repay_loan_early(info: Info, id: strawberry.ID, version: int, on: date, amount_krw: Won) -> Change[Loan]:
        loan_id = uuid_of(id, "gfloan")
        await loans.repay_early(actor_of(info), loan_id=loan_id, version=version, on=on, amount_krw=amount_krw)
        return await changed(info, models.Loan, loan_id)

    @strawberry.mutation(description="The bank asks another rate from a day on, in per cent a year.")
    @staticmethod
    @change
    async def report_bank_rate(
        info: Info, id: strawberry.ID, version: int, on: date, bank_pct: Decimal
    ) -> Change[Loan]:
        loan_id = uuid_of(id, "gfloan")
        await loans.report_rate(actor_of(info), loan_id=loan_id, version=version, on=on, bank_pct=bank_pct)
        return await changed(info, models.Loan, loan_id)

    @strawberry.mutation(description="Let a firm whose sales fell repay later, as its product allows.")
    @staticmethod
    @change
    async def grant_loan_relief(info: Info, id: strawberry.ID, version: int, relief: FundReliefInput) -> Change[Loan]:
        loan_id, asked = uuid_of(id, "gfloan"), loans.Relief(**vars(relief))
        await loans.grant_relief(actor_of(info), loan_id=loan_id, version=version, relief_asked=asked)
        return await changed(info, models.Loan, loan_id)

    @strawberry.mutation(description="Jobs created with a loan so far, as reported.")
    @staticmethod
    @change
    async def report_loan_jobs(
        info: Info, loan: strawberry.ID, on: date, jobs: int, youth_jobs: int = 0, evidence: str = ""
    ) -> Change[JobsReport]:
        made = await loans.report_jobs(
            actor_of(info), loan_id=uuid_of(loan, "gfloan"), on=on, jobs=jobs, youth_jobs=youth_jobs, evidence=evidence
        )
        return await changed(info, models.JobsReport, made.id)

    @strawberry.mutation(description="Stop the subsidy of a loan for a time, from a day on.")
    @staticmethod
    @change
    async def suspend_loan(
        info: Info, id: strawberry.ID, version: int, since: date, ground: str, note: str = ""
    ) -> Change[Loan]:
        loan_id = uuid_of(id, "gfloan")
        await stopping.suspend(actor_of(info), loan_id=loan_id, version=version, since=since, ground=ground, note=note)
        return await changed(info, models.Loan, loan_id)

    @strawberry.mutation(description="Let the subsidy of a suspended loan go on from a day.")
    @staticmethod
    @change
    async def resume_loan(info: Info, id: strawberry.ID, version: int, since: date, note: str = "") -> Change[Loan]:
        loan_id = uuid_of(id, "gfloan")
        await stopping.resume(actor_of(info), loan_id=loan_id, version=version, since=since, note=note)
        return await changed(info, models.Loan, loan_id)

    @strawberry.mutation(description="Take the support back on a ground: no subsidy from the day of the cause.")
    @staticmethod
    @change
    async def cancel_loan(
        info: Info, id: strawberry.ID, version: int, ground: str, cause_on: date, note: str = ""
    ) -> Change[Loan]:
        loan_id = uuid_of(id, "gfloan")
        await stopping.cancel_loan(
            actor_of(info), loan_id=loan_id, version=version, ground=ground, cause_on=cause_on, note=note
        )
        return await changed(info, models.Loan, loan_id)

    @strawberry.mutation(description="Demand back what was paid for the time after the cause, with interest.")
    @staticmethod
    @change
    async def claw_back_loan(info: Info, id: strawberry.ID, version: int, note: str = "") -> Change[Loan]:
        loan_id = uuid_of(id, "gfloan")
        await stopping.claw_back(actor_of(info), loan_id=loan_id, version=version, note=note)
        return await changed(info, models.Loan, loan_id)

    @strawberry.mutation(description="Nothing is left to do with a cancelled loan.")
    @staticmethod
    @change
    async def close_loan(info: Info, id: strawberry.ID, version: int, note: str = "") -> Change[Loan]:
        loan_id = uuid_of(id, "gfloan")
        await stopping.close_loan(actor_of(info), loan_id=loan_id, version=version, note=note)
        return await changed(info, models.Loan, loan_id)

    @strawberry.mutation(description="Take back what was paid too much for a loan, month by month.")
    @staticmethod
    @change
    async def take_back_overpaid(info: Info, loan: strawberry.ID, corrected_on: date, reason: str) -> Change[Loan]:
        loan_id = uuid_of(loan, "gfloan")
        await correcting.take_back_overpaid(actor_of(info), loan_id=loan_id, corrected_on=corrected_on, reason=reason)
        return await changed(info, models.Loan, loan_id)

    @strawberry.mutation(description="Claim what was paid too little for a loan; others approve and pay each claim.")
    @staticmethod
    @change
    async def claim_underpaid(info: Info, loan: strawberry.ID, reason: str) -> Change[Loan]:
        loan_id = uuid_of(loan, "gfloan")
        await correcting.claim_underpaid(actor_of(info), loan_id=loan_id, reason=reason)
        return await changed(info, models.Loan, loan_id)


@extend(Mutation)
class FundSettlements:
    """Months: computed by an officer, approved by a manager, paid by finance; three different accounts."""

    @strawberry.mutation(description="Compute the interest difference of a month for every subsidised loan.")
    @staticmethod
    @change
    async def settle_fund_month(
        info: Info, edition: strawberry.ID, line: strawberry.ID, month: date
    ) -> Change[FundSettlement]:
        made = await settling.settle_month(
            actor_of(info), edition_id=uuid_of(edition, "edition"), line_id=uuid_of(line, "budget"), month=month
        )
        return await changed(info, models.Settlement, made.id)

    @strawberry.mutation(description="A bank claims a month, loan by loan; each is compared with what was computed.")
    @staticmethod
    @change
    async def submit_bank_claim(
        info: Info, month: date, lines: list[FundClaimedLineInput], bank: strawberry.ID | None = None
    ) -> Change[BankClaim]:
        made = await bank_claims.submit_bank_claim(
            actor_of(info),
            month=month,
            lines=[ClaimedLine(loan=one.loan, amount=one.amount_krw) for one in lines],
            bank_id=uuid_of(bank, "inst") if bank else None,
        )
        return await changed(info, models.BankClaim, made.id)

    @strawberry.mutation(description="Approve a computed month; banks that differ need a word.")
    @staticmethod
    @change
    async def approve_fund_settlement(
        info: Info, id: strawberry.ID, version: int, despite: str | None = None
    ) -> Change[FundSettlement]:
        settlement_id = uuid_of(id, models.Settlement.access.prefix)
        await bank_claims.approve_settlement(
            actor_of(info), settlement_id=settlement_id, version=version, despite=despite
        )
        return await changed(info, models.Settlement, settlement_id)

    @strawberry.mutation(description="Pay an approved month to its banks, all loans at once.")
    @staticmethod
    @change
    async def pay_fund_settlement(
        info: Info, id: strawberry.ID, version: int, paid_on: date, reference: str
    ) -> Change[FundSettlement]:
        settlement_id = uuid_of(id, models.Settlement.access.prefix)
        payout = bank_claims.Payout(paid_on=paid_on, reference=reference)
        await bank_claims.pay_settlement(actor_of(info), settlement_id=settlement_id, version=version, payout=payout)
        return await changed(info, models.Settlement, settlement_id)
