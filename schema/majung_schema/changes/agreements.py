"""Changes after the selection: agreements, settlements, surveys, objections."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import strawberry

from majung.agreements import following, models, settling, signing
from majung.applications import models as applications
from majung_schema.changes.evidence import EvidenceInput, evidence_of
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import Won, uuid_of
from majung_schema.types.applications import Application
from majung_schema.types.screening import Agreement, AgreementChange, FollowUpSurvey, Objection, ProjectSettlement


@strawberry.input(description="What is agreed with a selected applicant; amounts in won.")
class AgreementInput:
    amount_krw: Won
    period_from: date
    period_to: date
    own_share_krw: Won = strawberry.field(default=Won(0))
    terms: str = ""
    sign_by: date | None = strawberry.field(default=None, description="Without it, as the period rule says.")


@strawberry.input(description="What a change of an agreement alters; what is not given stays.")
class AgreementChangeInput:
    amount_krw: Won | None = None
    own_share_krw: Won | None = None
    period_from: date | None = None
    period_to: date | None = None
    terms: str | None = None


@strawberry.input(description="A year whose figures are asked for, and by when.")
class SurveyInput:
    year: int
    due_on: date


@strawberry.input(description="What became of the support in a year.")
class SurveyAnswerInput:
    sales_krw: Won | None = None
    exports_usd: Decimal | None = None
    jobs: int | None = None
    note: str = ""


@strawberry.type
class AgreementChanges:
    """From the agreement to the objection."""

    @strawberry.mutation(description="Offer an agreement to a selected applicant.")
    @staticmethod
    @change
    async def offer_agreement(
        info: Info, application: strawberry.ID, version: int, input: AgreementInput
    ) -> Change[Agreement]:
        application_id, draft = uuid_of(application, "app"), signing.AgreementDraft(**vars(input))
        made = await signing.offer_agreement(
            actor_of(info), application_id=application_id, version=version, draft=draft
        )
        return await changed(info, models.Agreement, made.id)

    @strawberry.mutation(description="Sign an agreement for one's side; with the second signature it is concluded.")
    @staticmethod
    @change
    async def sign_agreement(info: Info, id: strawberry.ID, version: int) -> Change[Agreement]:
        agreement_id = uuid_of(id, "agreement")
        await signing.sign_agreement(actor_of(info), agreement_id=agreement_id, version=version)
        return await changed(info, models.Agreement, agreement_id)

    @strawberry.mutation(description="Ask to change a signed agreement; nothing changes before it is approved.")
    @staticmethod
    @change
    async def ask_agreement_change(
        info: Info, agreement: strawberry.ID, input: AgreementChangeInput, reason: str
    ) -> Change[AgreementChange]:
        agreement_id = uuid_of(agreement, "agreement")
        made = await signing.ask_change(actor_of(info), agreement_id=agreement_id, wanted=vars(input), reason=reason)
        return await changed(info, models.AgreementChange, made.id)

    @strawberry.mutation(description="Approve a change of an agreement, or refuse it.")
    @staticmethod
    @change
    async def decide_agreement_change(
        info: Info, id: strawberry.ID, version: int, approve: bool, note: str = ""
    ) -> Change[AgreementChange]:
        change_id = uuid_of(id, "achange")
        await signing.decide_change(actor_of(info), change_id=change_id, version=version, approve=approve, note=note)
        return await changed(info, models.AgreementChange, change_id)

    @strawberry.mutation(description="Say what was spent, with receipts, and which interest the paid money earned.")
    @staticmethod
    @change
    async def submit_settlement(
        info: Info,
        agreement: strawberry.ID,
        spent_krw: Won,
        interest_krw: Won = Won(0),  # noqa: B008 - a NewType call is its argument
        report: str = "",
        receipts: list[EvidenceInput] | None = None,
    ) -> Change[ProjectSettlement]:
        made = await settling.submit_settlement(
            actor_of(info),
            agreement_id=uuid_of(agreement, "agreement"),
            spent_krw=spent_krw,
            interest_krw=interest_krw,
            report=report,
            receipts=evidence_of(receipts),
        )
        return await changed(info, models.ProjectSettlement, made.id)

    @strawberry.mutation(description="Send a settlement back for a supplement.")
    @staticmethod
    @change
    async def return_settlement(info: Info, id: strawberry.ID, version: int, note: str) -> Change[ProjectSettlement]:
        settlement_id = uuid_of(id, "settlement")
        await settling.return_settlement(actor_of(info), settlement_id=settlement_id, version=version, note=note)
        return await changed(info, models.ProjectSettlement, settlement_id)

    @strawberry.mutation(description="Fix the amount of a settlement; what was paid beyond it must come back.")
    @staticmethod
    @change
    async def confirm_settlement(
        info: Info, id: strawberry.ID, version: int, confirmed_krw: Won, return_by: date, note: str = ""
    ) -> Change[ProjectSettlement]:
        settlement_id = uuid_of(id, "settlement")
        await settling.confirm_settlement(
            actor_of(info),
            settlement_id=settlement_id,
            version=version,
            confirmed_krw=confirmed_krw,
            return_by=return_by,
            note=note,
        )
        return await changed(info, models.ProjectSettlement, settlement_id)

    @strawberry.mutation(description="Begin to follow a settled application over years.")
    @staticmethod
    @change
    async def begin_follow_up(
        info: Info, application: strawberry.ID, version: int, surveys: list[SurveyInput]
    ) -> Change[Application]:
        application_id, years = uuid_of(application, "app"), [(one.year, one.due_on) for one in surveys]
        await following.begin_follow_up(actor_of(info), application_id=application_id, version=version, surveys=years)
        return await changed(info, applications.Application, application_id)

    @strawberry.mutation(description="Tell what became of the support in a year.")
    @staticmethod
    @change
    async def answer_survey(
        info: Info, id: strawberry.ID, version: int, input: SurveyAnswerInput
    ) -> Change[FollowUpSurvey]:
        survey_id, answer = uuid_of(id, "survey"), following.SurveyAnswer(**vars(input))
        await following.answer_survey(actor_of(info), survey_id=survey_id, version=version, answer=answer)
        return await changed(info, models.FollowUpSurvey, survey_id)

    @strawberry.mutation(description="Object to a decision, within the days since its notice was served.")
    @staticmethod
    @change
    async def lodge_objection(info: Info, decision: strawberry.ID, grounds: str) -> Change[Objection]:
        decision_id = uuid_of(decision, "decision")
        made = await following.lodge_objection(actor_of(info), decision_id=decision_id, grounds=grounds)
        return await changed(info, models.Objection, made.id)

    @strawberry.mutation(description="Uphold or dismiss an objection; not by who made the decision.")
    @staticmethod
    @change
    async def decide_objection(
        info: Info, id: strawberry.ID, version: int, uphold: bool, answer: str
    ) -> Change[Objection]:
        objection_id = uuid_of(id, "objection")
        await following.decide_objection(
            actor_of(info), objection_id=objection_id, version=version, uphold=uphold, answer=answer
        )
        return await changed(info, models.Objection, objection_id)
