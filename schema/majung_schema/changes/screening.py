"""Changes in screening: supplements and visits."""

from __future__ import annotations

from datetime import date

import strawberry

from majung.screening import inspections, models, supplements
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import uuid_of
from majung_schema.types.screening import Inspection, SupplementRequest


@strawberry.input(description="One thing that was looked at during a visit.")
class InspectionFindingInput:
    code: str
    met: bool
    note: str = ""


@strawberry.input(description="What was found at the applicant's place.")
class InspectionReportInput:
    visited_on: date
    passed: bool
    findings: list[InspectionFindingInput] = strawberry.field(default_factory=list)
    report: str = ""


@strawberry.type
class ScreeningChanges:
    """Supplements and visits."""

    @strawberry.mutation(
        description="Ask an applicant to supply things by a day; without one, as the period rule says."
    )
    @staticmethod
    @change
    async def request_supplement(
        info: Info, application: strawberry.ID, version: int, items: list[str], due_on: date | None = None
    ) -> Change[SupplementRequest]:
        application_id = uuid_of(application, "app")
        made = await supplements.request_supplement(
            actor_of(info), application_id=application_id, version=version, items=items, due_on=due_on
        )
        return await changed(info, models.SupplementRequest, made.id)

    @strawberry.mutation(description="Hand in what was asked for; the application must be complete.")
    @staticmethod
    @change
    async def answer_supplement(
        info: Info, id: strawberry.ID, version: int, answer: str = ""
    ) -> Change[SupplementRequest]:
        supplement_id = uuid_of(id, "supplement")
        await supplements.answer_supplement(actor_of(info), supplement_id=supplement_id, version=version, answer=answer)
        return await changed(info, models.SupplementRequest, supplement_id)

    @strawberry.mutation(description="Ask for more time to supply what was asked for.")
    @staticmethod
    @change
    async def ask_longer(
        info: Info, id: strawberry.ID, version: int, until: date, reason: str
    ) -> Change[SupplementRequest]:
        supplement_id = uuid_of(id, "supplement")
        await supplements.ask_longer(
            actor_of(info), supplement_id=supplement_id, version=version, until=until, reason=reason
        )
        return await changed(info, models.SupplementRequest, supplement_id)

    @strawberry.mutation(description="Give an applicant more time, also after the day has passed.")
    @staticmethod
    @change
    async def extend_supplement(info: Info, id: strawberry.ID, version: int, until: date) -> Change[SupplementRequest]:
        supplement_id = uuid_of(id, "supplement")
        await supplements.extend_supplement(actor_of(info), supplement_id=supplement_id, version=version, until=until)
        return await changed(info, models.SupplementRequest, supplement_id)

    @strawberry.mutation(description="Plan a visit to the applicant's place, for oneself.")
    @staticmethod
    @change
    async def plan_inspection(
        info: Info, application: strawberry.ID, version: int, planned_on: date
    ) -> Change[Inspection]:
        application_id = uuid_of(application, "app")
        made = await inspections.plan_inspection(
            actor_of(info), application_id=application_id, version=version, planned_on=planned_on
        )
        return await changed(info, models.Inspection, made.id)

    @strawberry.mutation(description="Report a visit: a good one goes on to the committee, a bad one ends there.")
    @staticmethod
    @change
    async def report_inspection(
        info: Info, id: strawberry.ID, version: int, input: InspectionReportInput
    ) -> Change[Inspection]:
        inspection_id, findings = uuid_of(id, "inspection"), [vars(finding) for finding in input.findings]
        report = inspections.InspectionReport(**{**vars(input), "findings": findings})
        await inspections.report_inspection(actor_of(info), inspection_id=inspection_id, version=version, report=report)
        return await changed(info, models.Inspection, inspection_id)
