"""Changes of editions, rule data and calls: entered by officials, never by files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import strawberry

from majung.programs import models, writes
from majung.programs.call_writes import CallDraft
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import Json, uuid_of
from majung_schema.types.programs import Call, Edition, EditionRules


@strawberry.input(description="A call as an official writes it.")
class CallInput:
    title: str
    summary: str = ""
    number: str | None = None
    sub_program_code: str | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    closing_kind: str = strawberry.field(
        default="FIXED",
        description="FIXED, UNTIL_BUDGET, ALWAYS, FIRST_COME, UNTIL_FILLED, TBA, VARIES or OTHER (text kept).",
    )
    closing_text: str = ""
    districts: list[str] = strawberry.field(
        default_factory=list, description="Canonical district codes; empty for no restriction."
    )
    documents: list[str] = strawberry.field(
        default_factory=list, description="Codes of required documents; empty for those the program declares."
    )
    target: str = ""
    criteria: str = ""


@strawberry.input(description="What changes in a published call; what is not given stays.")
class CallChangeInput:
    title: str | None = strawberry.UNSET
    summary: str | None = strawberry.UNSET
    criteria: str | None = strawberry.UNSET
    target: str | None = strawberry.UNSET
    opens_at: datetime | None = strawberry.UNSET
    closes_at: datetime | None = strawberry.UNSET
    closing_kind: str | None = strawberry.UNSET
    closing_text: str | None = strawberry.UNSET
    districts: list[str] | None = strawberry.UNSET
    documents: list[str] | None = strawberry.UNSET


CLEARABLE = frozenset({"opens_at", "closes_at"})
"""Fields of a call that may be set to nothing."""


def _given(input: CallChangeInput) -> dict[str, Any]:
    asked = {name: value for name, value in vars(input).items() if value is not strawberry.UNSET}
    return {n: v for n, v in asked.items() if v is not None or n in CLEARABLE}


@strawberry.type
class ProgramChanges:
    """What officials enter for a year."""

    @strawberry.mutation(description="Set a program up for a fiscal year.")
    @staticmethod
    @change
    async def create_edition(
        info: Info, program: str, year: int, department: strawberry.ID | None = None, title_ko: str = ""
    ) -> Change[Edition]:
        department_id = uuid_of(department, "inst") if department else None
        made = await writes.create_edition(
            actor_of(info), program_code=program, year=year, department_id=department_id, title_ko=title_ko
        )
        return await changed(info, models.Edition, made.id)

    @strawberry.mutation(description="Enter rule data of an edition, in force from a day on.")
    @staticmethod
    @change
    async def set_edition_rules(
        info: Info, edition: strawberry.ID, data: Json, valid_from: date, valid_to: date | None = None
    ) -> Change[EditionRules]:
        made = await writes.set_edition_rules(
            actor_of(info), edition_id=uuid_of(edition, "edition"), data=data, valid_from=valid_from, valid_to=valid_to
        )
        return await changed(info, models.EditionRules, made.id)

    @strawberry.mutation(description="Draft a call; only officials see it until it is published.")
    @staticmethod
    @change
    async def create_call(info: Info, edition: strawberry.ID, input: CallInput) -> Change[Call]:
        draft = CallDraft(**vars(input))
        made = await writes.create_call(actor_of(info), edition_id=uuid_of(edition, "edition"), draft=draft)
        return await changed(info, models.Call, made.id)

    @strawberry.mutation(description="Announce a call.")
    @staticmethod
    @change
    async def publish_call(info: Info, id: strawberry.ID, version: int) -> Change[Call]:
        call_id = uuid_of(id, "call")
        await writes.publish_call(actor_of(info), call_id=call_id, version=version)
        return await changed(info, models.Call, call_id)

    @strawberry.mutation(description="Change or extend a published call; what it was before stays readable.")
    @staticmethod
    @change
    async def change_call(
        info: Info, id: strawberry.ID, version: int, note: str, input: CallChangeInput
    ) -> Change[Call]:
        call_id = uuid_of(id, "call")
        await writes.change_call(actor_of(info), call_id=call_id, version=version, note=note, changes=_given(input))
        return await changed(info, models.Call, call_id)

    @strawberry.mutation(description="Take no more applications.")
    @staticmethod
    @change
    async def close_call(info: Info, id: strawberry.ID, version: int) -> Change[Call]:
        call_id = uuid_of(id, "call")
        await writes.close_call(actor_of(info), call_id=call_id, version=version)
        return await changed(info, models.Call, call_id)
