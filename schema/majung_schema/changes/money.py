"""Changes of budgets, claims, payments and clawbacks."""

from __future__ import annotations

from datetime import date

import strawberry

from majung.money import models, writes
from majung_schema.changes.evidence import EvidenceInput, evidence_of
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import Json, Won, uuid_of
from majung_schema.types.money import BudgetLine, Claim, Clawback, Payment


@strawberry.input(description="What is asked for, by whom, for which time, with what evidence.")
class ClaimInput:
    program_code: str
    amount_krw: Won
    application: strawberry.ID | None = None
    support_record: strawberry.ID | None = None
    firm: strawberry.ID | None = None
    person: strawberry.ID | None = None
    institution: strawberry.ID | None = None
    period_from: date | None = None
    period_to: date | None = None
    evidence: Json | None = None
    documents: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Stored documents of the claimant that are handed in with it."
    )
    receipts: list[EvidenceInput] | None = strawberry.field(
        default=None, description="Compared with everything that was claimed before, in any program."
    )
    natural_key: str | None = strawberry.field(default=None, description="What makes it the same claim if sent twice.")


def _draft(given: ClaimInput) -> writes.ClaimDraft:
    return writes.ClaimDraft(
        program_code=given.program_code,
        amount_krw=given.amount_krw,
        application_id=uuid_of(given.application, "app") if given.application else None,
        support_record_id=uuid_of(given.support_record, "support") if given.support_record else None,
        firm_id=uuid_of(given.firm, "firm") if given.firm else None,
        person_id=uuid_of(given.person, "person") if given.person else None,
        institution_id=uuid_of(given.institution, "inst") if given.institution else None,
        period_from=given.period_from,
        period_to=given.period_to,
        evidence=given.evidence if isinstance(given.evidence, list) else [],
        natural_key=given.natural_key,
        receipts=evidence_of(given.receipts),
        document_ids=[uuid_of(document, "doc") for document in given.documents or ()],
    )


@strawberry.type
class MoneyChanges:
    """What happens with money. Who submits does not approve, who approves does not pay."""

    @strawberry.mutation(description="Add money of one fund source to an edition.")
    @staticmethod
    @change
    async def create_budget_line(
        info: Info, edition: strawberry.ID, code: str, fund_source: str, amount_krw: Won, title: str = ""
    ) -> Change[BudgetLine]:
        made = await writes.create_budget_line(
            actor_of(info),
            edition_id=uuid_of(edition, "edition"),
            code=code,
            fund_source=fund_source,
            amount_krw=amount_krw,
            title=title,
        )
        return await changed(info, models.BudgetLine, made.id)

    @strawberry.mutation(description="Raise or lower a budget line, never below what is drawn.")
    @staticmethod
    @change
    async def change_budget_amount(info: Info, id: strawberry.ID, amount_krw: Won, version: int) -> Change[BudgetLine]:
        line_id = uuid_of(id, "budget")
        await writes.change_budget_amount(actor_of(info), line_id=line_id, amount_krw=amount_krw, version=version)
        return await changed(info, models.BudgetLine, line_id)

    @strawberry.mutation(description="Let a call draw on a budget line of its edition, up to a limit.")
    @staticmethod
    @change
    async def allow_call_budget(
        info: Info, call: strawberry.ID, line: strawberry.ID, limit_krw: Won | None = None
    ) -> Change[BudgetLine]:
        line_id = uuid_of(line, "budget")
        await writes.allow_call(actor_of(info), call_id=uuid_of(call, "call"), line_id=line_id, limit_krw=limit_krw)
        return await changed(info, models.BudgetLine, line_id)

    @strawberry.mutation(description="Ask for money with evidence, in one's own name.")
    @staticmethod
    @change
    async def submit_claim(info: Info, input: ClaimInput) -> Change[Claim]:
        made = await writes.submit_claim(actor_of(info), draft=_draft(input))
        return await changed(info, models.Claim, made.id)

    @strawberry.mutation(description="Find a claim right, wholly or for a smaller amount.")
    @staticmethod
    @change
    async def approve_claim(
        info: Info,
        id: strawberry.ID,
        version: int,
        approved_krw: Won | None = None,
        line: strawberry.ID | None = None,
        note: str = "",
    ) -> Change[Claim]:
        claim_id, line_id = uuid_of(id, "claim"), uuid_of(line, "budget") if line else None
        await writes.approve_claim(
            actor_of(info), claim_id=claim_id, version=version, approved_krw=approved_krw, line_id=line_id, note=note
        )
        return await changed(info, models.Claim, claim_id)

    @strawberry.mutation(description="Refuse a claim, saying why.")
    @staticmethod
    @change
    async def reject_claim(info: Info, id: strawberry.ID, version: int, note: str) -> Change[Claim]:
        claim_id = uuid_of(id, "claim")
        await writes.reject_claim(actor_of(info), claim_id=claim_id, version=version, note=note)
        return await changed(info, models.Claim, claim_id)

    @strawberry.mutation(description="Pay one approved claim.")
    @staticmethod
    @change
    async def pay_claim(
        info: Info,
        id: strawberry.ID,
        paid_on: date,
        reference: str | None = None,
        drawing: bool = False,
        version: int | None = None,
    ) -> Change[Payment]:
        [made] = await writes.pay_claims(
            actor_of(info),
            claim_ids=[uuid_of(id, "claim")],
            paid_on=paid_on,
            reference=reference,
            drawing=drawing,
            version=version,
        )
        return await changed(info, models.Payment, made.id)

    @strawberry.mutation(description="Take back a wrong payment, wholly or in part, by a counter-entry.")
    @staticmethod
    @change
    async def correct_payment(
        info: Info, id: strawberry.ID, corrected_on: date, note: str, amount_krw: Won | None = None
    ) -> Change[Payment]:
        made = await writes.correct_payment(
            actor_of(info),
            payment_id=uuid_of(id, "payment"),
            corrected_on=corrected_on,
            note=note,
            amount_krw=amount_krw,
        )
        return await changed(info, models.Payment, made.id)

    @strawberry.mutation(description="Demand paid support back with interest until a day.")
    @staticmethod
    @change
    async def order_clawback(
        info: Info,
        support_record: strawberry.ID,
        amount_krw: Won,
        reason_code: str,
        due_on: date,
        interest_krw: Won = Won(0),  # noqa: B008 - a NewType call is its argument
        cause_on: date | None = None,
    ) -> Change[Clawback]:
        made = await writes.order_clawback(
            actor_of(info),
            support_record_id=uuid_of(support_record, "support"),
            amount_krw=amount_krw,
            interest_krw=interest_krw,
            reason_code=reason_code,
            cause_on=cause_on,
            due_on=due_on,
        )
        return await changed(info, models.Clawback, made.id)

    @strawberry.mutation(description="Note money that came back on a clawback.")
    @staticmethod
    @change
    async def record_return(
        info: Info, clawback: strawberry.ID, amount_krw: Won, returned_on: date, note: str = ""
    ) -> Change[Clawback]:
        clawback_id = uuid_of(clawback, "clawback")
        await writes.record_return(
            actor_of(info), clawback_id=clawback_id, amount_krw=amount_krw, returned_on=returned_on, note=note
        )
        return await changed(info, models.Clawback, clawback_id)
