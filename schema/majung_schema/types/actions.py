"""What may be done with an application now, and what may not, with the reason."""

from __future__ import annotations

import strawberry

from majung.access.actor import Actor
from majung.applications import steps
from majung_schema.graph.changes import Refused, refused
from majung_schema.graph.reading import Reading
from majung_schema.graph.rows import Row

NEEDED = ("id", "call_id", "program_code", "state", "answers")
"""Columns of an application that its allowed actions follow from."""


@strawberry.type(
    description="A step that leaves an application's state: whether the viewer may take it now, or why not."
)
class AllowedAction:
    action: str
    title_ko: str
    title_en: str
    target: str = strawberry.field(description="The state it leads to.")
    automatic: bool = strawberry.field(
        description="Taken by a mutation of its own (submitting, deciding, paying), not by moveApplication."
    )
    allowed: bool
    refusal: Refused | None = strawberry.field(description="Why the viewer may not take it now; null if allowed.")


async def allowed_actions(reading: Reading, rows: list[Row]) -> list[list[AllowedAction]]:
    """Every step that leaves the present state, each that is not allowed with its reason; none for past states."""
    present = [row for row in rows if row.as_of is None]
    found = await steps.actions_of(reading.actor, [_standing(row) for row in present])
    listed = {row.id: [_shown(reading.actor, action) for action in actions]
              for row, actions in zip(present, found, strict=True)}  # fmt: skip
    return [[] if row.as_of is not None else listed[row.id] for row in rows]


def _standing(row: Row) -> steps.Standing:
    return steps.Standing(
        id=row.id, call_id=row.call_id, program_code=row.program_code, state=row.state, answers=row.answers
    )


def _shown(actor: Actor, action: steps.AllowedAction) -> AllowedAction:
    return AllowedAction(
        action=action.action,
        title_ko=action.title.ko,
        title_en=action.title.en,
        target=action.target,
        automatic=action.automatic,
        allowed=action.allowed,
        refusal=refused(action.refusal, actor.locale) if action.refusal else None,
    )
