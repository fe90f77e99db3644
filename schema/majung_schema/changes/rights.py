"""What a person may ask: all that is held about them, its correction, its deletion."""

from __future__ import annotations

from datetime import date
from typing import cast

import strawberry

from majung.errors import Refusal
from majung.idempotency.writes import IdempotencyNotHere
from majung.persons import models as person_models
from majung.rights import correcting, erasing, exporting, models
from majung_schema.graph.changes import Change, Refused, change, changed, refused
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import Json, uuid_of
from majung_schema.types.persons import Person
from majung_schema.types.rights import Erasure


@strawberry.input(description="What is right about a person; what is missing stays.")
class CorrectionInput:
    name: str | None = None
    birth_date: date | None = None
    gender: str | None = strawberry.field(default=None, description="M or F.")


@strawberry.type(description="Everything held about a person, by table, or why it is not handed out.")
class ExportedPerson:
    data: Json | None
    refusals: list[Refused]


@strawberry.type
class RightsChanges:
    """What persons may ask about their data."""

    @strawberry.mutation(
        description="All that is held about a person, from every table of every program: for the person themself, or by"
        " persons.export with the purpose in the header Majung-Purpose. It is put on record, so it is a change."
    )
    @staticmethod
    async def export_person(info: Info, person: strawberry.ID) -> ExportedPerson:
        actor = actor_of(info)
        try:
            if info.context.idempotency is not None:
                raise IdempotencyNotHere
            found = await exporting.export_person(actor, info.context.database, person_id=uuid_of(person, "person"))
        except Refusal as refusal:
            return ExportedPerson(data=None, refusals=[refused(refusal, actor.locale)])
        return ExportedPerson(data=cast("Json", found), refusals=[])

    @strawberry.mutation(description="Correct what is wrong about a person; contact data are changed by changeContact.")
    @staticmethod
    @change
    async def correct_person(
        info: Info, person: strawberry.ID, input: CorrectionInput, version: int | None = None
    ) -> Change[Person]:
        person_id, correction = uuid_of(person, "person"), correcting.Correction(**vars(input))
        await correcting.correct_person(actor_of(info), person_id=person_id, correction=correction, version=version)
        return await changed(info, person_models.Person, person_id)

    @strawberry.mutation(
        description="Destroy a person's data: asked by themself or by an official. What a law keeps stays under the id"
        " alone; the answer says for each table what, why and until when. It cannot be undone."
    )
    @staticmethod
    @change
    async def erase_person(
        info: Info, person: strawberry.ID, reason: str, version: int | None = None
    ) -> Change[Erasure]:
        person_id = uuid_of(person, "person")
        made = await erasing.erase_person(actor_of(info), person_id=person_id, reason=reason, version=version)
        return await changed(info, models.Erasure, made.id)
