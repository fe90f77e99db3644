"""Changes that say which records are one, and what firms became."""

from __future__ import annotations

from datetime import date

import strawberry

from majung.merging import models, writes
from majung.merging import succession as successions
from majung.merging.writes import Pair
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import uuid_of
from majung_schema.types.merging import FirmMerge, FirmSuccession, PersonMerge


@strawberry.input(description="Two records that are one: the one that stays, and the one whose id will lead to it.")
class MergeInput:
    survivor: strawberry.ID
    merged: strawberry.ID
    reason: str
    survivor_version: int | None = strawberry.field(default=None, description="Its version as it was looked at.")
    merged_version: int | None = None


@strawberry.input(description="What a firm became, and since when.")
class SuccessionInput:
    kind: str = strawberry.field(description="RENAMED (상호변경), INCORPORATED (법인전환), ABSORBED (합병).")
    on: date
    name: str | None = None
    crn: str | None = None
    brn: str | None = strawberry.field(default=None, description="The new business number of an incorporated firm.")
    absorbed: strawberry.ID | None = strawberry.field(default=None, description="The firm that was taken in.")
    note: str = ""


def _pair(given: MergeInput, prefix: str) -> Pair:
    return Pair(
        survivor_id=uuid_of(given.survivor, prefix),
        merged_id=uuid_of(given.merged, prefix),
        survivor_version=given.survivor_version,
        merged_version=given.merged_version,
    )


def _succession(given: SuccessionInput) -> successions.Succession:
    values = {name: value for name, value in vars(given).items() if name != "absorbed"}
    absorbed = uuid_of(given.absorbed, "firm") if given.absorbed else None
    return successions.Succession(**values, absorbed_id=absorbed)


@strawberry.type
class MergingChanges:
    """Records that are one."""

    @strawberry.mutation(description="Say that two records are one firm; the other's id leads to the survivor.")
    @staticmethod
    @change
    async def merge_firms(info: Info, input: MergeInput) -> Change[FirmMerge]:
        made = await writes.merge_firms(actor_of(info), pair=_pair(input, "firm"), reason=input.reason)
        return await changed(info, models.FirmMerge, made.id)

    @strawberry.mutation(description="Make merged firms two again, with everything where it was.")
    @staticmethod
    @change
    async def undo_merge(info: Info, id: strawberry.ID, reason: str, version: int | None = None) -> Change[FirmMerge]:
        merge_id = uuid_of(id, "fmerge")
        await writes.undo_firm_merge(actor_of(info), merge_id=merge_id, version=version, reason=reason)
        return await changed(info, models.FirmMerge, merge_id)

    @strawberry.mutation(description="Say that two records are one person; the other's id leads to the survivor.")
    @staticmethod
    @change
    async def merge_persons(info: Info, input: MergeInput) -> Change[PersonMerge]:
        made = await writes.merge_persons(actor_of(info), pair=_pair(input, "person"), reason=input.reason)
        return await changed(info, models.PersonMerge, made.id)

    @strawberry.mutation(description="Make merged persons two again, with everything where it was.")
    @staticmethod
    @change
    async def undo_person_merge(
        info: Info, id: strawberry.ID, reason: str, version: int | None = None
    ) -> Change[PersonMerge]:
        merge_id = uuid_of(id, "pmerge")
        await writes.undo_person_merge(actor_of(info), merge_id=merge_id, version=version, reason=reason)
        return await changed(info, models.PersonMerge, merge_id)

    @strawberry.mutation(description="Record that a firm goes on as something else; it stays the same firm.")
    @staticmethod
    @change
    async def record_succession(
        info: Info, firm: strawberry.ID, input: SuccessionInput, version: int | None = None
    ) -> Change[FirmSuccession]:
        made = await successions.record_succession(
            actor_of(info), firm_id=uuid_of(firm, "firm"), succession=_succession(input), version=version
        )
        return await changed(info, models.FirmSuccession, made.id)
