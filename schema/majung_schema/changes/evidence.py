"""Changes about evidence and outcomes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import strawberry

from majung.evidence import models, rule_writes, writes
from majung.evidence.rules import WON, Evidence
from majung.outcomes import models as outcome_models
from majung.outcomes import writes as outcome_writes
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import uuid_of
from majung_schema.types.evidence import EvidenceRule, EvidenceUse, ExchangeRate
from majung_schema.types.outcomes import Outcome


@strawberry.input(description="A receipt, invoice, waybill, declaration or slip as it is handed in.")
class EvidenceInput:
    kind: str = strawberry.field(description="Code of one of `evidenceKinds`.")
    issuer: str = strawberry.field(description="Business registration number of who issued it, else the name.")
    dated_on: date
    amount: Decimal
    number: str = ""
    currency: str = strawberry.field(default=WON, description="ISO 4217; other than KRW needs an exchange rate.")


def evidence_of(given: list[EvidenceInput] | None) -> list[Evidence]:
    """Evidence as the core takes it."""
    return [Evidence(**vars(piece)) for piece in given or ()]


@strawberry.input(description="A result as it is told: what, when, how much, with whom; its evidence gives the grade.")
class OutcomeInput:
    program_code: str
    kind: str = strawberry.field(description="SALES, EXPORT, JOBS or INVESTMENT.")
    happened_on: date
    amount: Decimal
    unit: str = strawberry.field(description="KRW, USD or PERSONS.")
    firm: strawberry.ID | None = None
    person: strawberry.ID | None = None
    application: strawberry.ID | None = None
    counterpart: str = ""
    country: str | None = None
    note: str = ""


def _draft(given: OutcomeInput) -> outcome_writes.OutcomeDraft:
    return outcome_writes.OutcomeDraft(
        program_code=given.program_code,
        kind=given.kind,
        happened_on=given.happened_on,
        amount=given.amount,
        unit=given.unit,
        firm_id=uuid_of(given.firm, "firm") if given.firm else None,
        person_id=uuid_of(given.person, "person") if given.person else None,
        application_id=uuid_of(given.application, "app") if given.application else None,
        counterpart=given.counterpart,
        country=given.country,
        note=given.note,
    )


@strawberry.input(description="What is done from a day on with evidence claimed again: REFUSE, FLAG or ALLOW.")
class EvidenceRuleInput:
    on_same: str
    on_similar: str
    rate_days: int = strawberry.field(description="How many days old an exchange rate may be.")
    valid_from: date
    valid_to: date | None = None
    program_code: str | None = strawberry.field(default=None, description="Left out: every program.")
    kind: str | None = strawberry.field(default=None, description="Left out: every kind of evidence.")


@strawberry.type
class EvidenceChanges:
    """Evidence that was claimed again, the rules about it, exchange rates, and outcomes."""

    @strawberry.mutation(description="Say whether evidence that looks claimed before stands.")
    @staticmethod
    @change
    async def review_evidence(
        info: Info, use: strawberry.ID, version: int, accepted: bool, note: str = ""
    ) -> Change[EvidenceUse]:
        use_id = uuid_of(use, "evuse")
        await writes.review_evidence(actor_of(info), use_id=use_id, version=version, accepted=accepted, note=note)
        return await changed(info, models.EvidenceUse, use_id)

    @strawberry.mutation(description="Enter what is done with evidence claimed again, for a program, a kind or all.")
    @staticmethod
    @change
    async def set_evidence_rule(info: Info, input: EvidenceRuleInput) -> Change[EvidenceRule]:
        made = await rule_writes.set_evidence_rule(actor_of(info), rule=rule_writes.NewRule(**vars(input)))
        return await changed(info, models.EvidenceRule, made.id)

    @strawberry.mutation(description="Enter the won for so many units of a currency on a day, and who published it.")
    @staticmethod
    @change
    async def enter_exchange_rate(
        info: Info, currency: str, on: date, rate_krw: Decimal, source: str, units: int = 1
    ) -> Change[ExchangeRate]:
        made = await rule_writes.enter_exchange_rate(
            actor_of(info), currency=currency, on=on, rate_krw=rate_krw, units=units, source=source
        )
        return await changed(info, models.ExchangeRate, made.id)

    @strawberry.mutation(description="Tell a result of support; the evidence given decides its grade.")
    @staticmethod
    @change
    async def record_outcome(
        info: Info, input: OutcomeInput, evidence: list[EvidenceInput] | None = None
    ) -> Change[Outcome]:
        made = await outcome_writes.record_outcome(actor_of(info), draft=_draft(input), evidence=evidence_of(evidence))
        return await changed(info, outcome_models.Outcome, made.id)

    @strawberry.mutation(description="Take a result back; its evidence may be used again.")
    @staticmethod
    @change
    async def withdraw_outcome(info: Info, id: strawberry.ID, version: int, note: str = "") -> Change[Outcome]:
        outcome_id = uuid_of(id, "outcome")
        await outcome_writes.withdraw_outcome(actor_of(info), outcome_id=outcome_id, version=version, note=note)
        return await changed(info, outcome_models.Outcome, outcome_id)
