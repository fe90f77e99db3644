"""What clients see of ratings: fields on a type, and a condition of a filter, that another plugin owns."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import strawberry
from majung_example import models as example
from majung_example.schema import Voucher, Workshop, WorkshopFilter

from majung.storage.select import Statement
from majung_schema.graph.bound import batched, bound
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.connections import Connection
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.filters import condition
from majung_schema.graph.node import Node
from majung_schema.graph.reading import Reading
from majung_schema.graph.relations import to_many, to_one
from majung_schema.graph.rows import Row
from majung_schema.graph.scalars import ExactDecimal, uuid_of
from majung_schema.mutation import Mutation
from majung_schema.parts import extend
from majung_schema.types.events import update_type
from majung_second import events, models, writes

_AVERAGE = """
select workshop_id, round(avg(stars), 1) as stars from second_rating
where workshop_id = any($1::uuid[]) group by workshop_id
"""


@bound(models.Rating, name="SecondRating")
class Rating(Node):
    """Stars for the work done on one voucher; the voucher itself only for those who may see it."""

    stars: int
    workshop: Workshop | None = to_one(example.Workshop, "workshop_id")
    voucher: Voucher | None = to_one(example.Voucher, "voucher_id")


UPDATES: tuple[type, ...] = (update_type(events.WorkshopRated),)


async def average_stars(reading: Reading, rows: list[Row]) -> Sequence[Decimal | None]:
    """The average of its stars, to one decimal; ratings are public, so that everyone gets the same."""
    found = await reading.fetch(Statement(_AVERAGE, [[row.id for row in rows]]))
    averages = {values["workshop_id"]: values["stars"] for values in found}
    return [averages.get(row.id) for row in rows]


@extend(Workshop)
class WorkshopRatings:
    """Ratings on the type of the plugin that this one requires."""

    ratings: Connection[Rating] = to_many(models.Rating, "workshop_id", sort=("-id",))
    stars: ExactDecimal | None = batched(average_stars, "id")


@extend(WorkshopFilter)
class WorkshopRatingFilter:
    """Ratings in its filter."""

    stars_at_least: int | None = condition(
        "(select avg(r.stars) from second_rating r where r.workshop_id = {row}.id) >= :value",
        "int",
        "Average of its stars.",
    )


@extend(Mutation)
class RatingChanges:
    """Rating."""

    @strawberry.mutation(description="Rate the workshop at which a voucher was redeemed: 1 to 5 stars.")
    @staticmethod
    @change
    async def rate_workshop(info: Info, voucher: strawberry.ID, stars: int) -> Change[Rating]:
        made = await writes.rate_workshop(actor_of(info), voucher_id=uuid_of(voucher, "exvoucher"), stars=stars)
        return await changed(info, models.Rating, made.id)
