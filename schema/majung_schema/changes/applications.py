"""Changes of applications that are the same for every program."""

from __future__ import annotations

from datetime import date

import strawberry

from majung.applications import models, writes
from majung.applications.preparer import Helper
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import Json, Won, uuid_of
from majung_schema.types.applications import Application


@strawberry.input(description="A document that is handed in with an application.")
class DocumentInput:
    kind: str
    title: str = ""
    issued_on: date | None = None
    reference: str = ""
    document: strawberry.ID | None = strawberry.field(
        default=None, description="A stored document of the applicant; its date and title are then known."
    )


@strawberry.input(description="Who helped to prepare an application: SELF (nobody), UNPAID or PAID.")
class HelperInput:
    kind: str
    name: str = ""
    organisation: str = ""
    fee_krw: Won | None = None


def _listed(documents: list[DocumentInput]) -> list[dict[str, object]]:
    return [
        {
            "kind": given.kind,
            "title": given.title,
            "issued_on": given.issued_on and given.issued_on.isoformat(),
            "reference": f"doc_{uuid_of(given.document, 'doc')}" if given.document else given.reference,
        }
        for given in documents
    ]


@strawberry.type
class ApplicationChanges:
    """The way of an application, from its draft on."""

    @strawberry.mutation(description="Open a draft for a call, for a firm or a person.")
    @staticmethod
    @change
    async def start_application(
        info: Info,
        call: strawberry.ID,
        firm: strawberry.ID | None = None,
        establishment: strawberry.ID | None = None,
        person: strawberry.ID | None = None,
        sub_program: str | None = None,
    ) -> Change[Application]:
        applicant = writes.Applicant(
            firm_id=uuid_of(firm, "firm") if firm else None,
            establishment_id=uuid_of(establishment, "est") if establishment else None,
            person_id=uuid_of(person, "person") if person else None,
        )
        made = await writes.start_application(
            actor_of(info), call_id=uuid_of(call, "call"), applicant=applicant, sub_program_code=sub_program
        )
        return await changed(info, models.Application, made.id)

    @strawberry.mutation(description="Keep answers of a draft (autosave); those not given stay, null removes one.")
    @staticmethod
    @change
    async def save_draft(
        info: Info,
        id: strawberry.ID,
        answers: Json,
        version: int | None = None,
        documents: list[DocumentInput] | None = None,
        helper: HelperInput | None = None,
    ) -> Change[Application]:
        application_id, given = uuid_of(id, "app"), answers if isinstance(answers, dict) else {}
        listed = None if documents is None else _listed(documents)
        told = Helper(**vars(helper)) if helper else None
        await writes.save_draft(
            actor_of(info), application_id=application_id, version=version, answers=given, documents=listed, helper=told
        )
        return await changed(info, models.Application, application_id)

    @strawberry.mutation(description="Hand an application in; the receipt proves time and content.")
    @staticmethod
    @change
    async def submit_application(
        info: Info, id: strawberry.ID, version: int, documents: list[DocumentInput] | None = None
    ) -> Change[Application]:
        application_id = uuid_of(id, "app")
        listed = _listed(documents or [])
        await writes.submit_application(
            actor_of(info), application_id=application_id, version=version, documents=listed
        )
        return await changed(info, models.Application, application_id)

    @strawberry.mutation(description="Take a step of the program's lifecycle that needs nothing but itself.")
    @staticmethod
    @change
    async def move_application(
        info: Info, id: strawberry.ID, version: int, action: str, note: str = ""
    ) -> Change[Application]:
        application_id = uuid_of(id, "app")
        await writes.move_application(
            actor_of(info), application_id=application_id, version=version, action=action, note=note
        )
        return await changed(info, models.Application, application_id)
