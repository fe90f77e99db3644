"""What this plugin is and gives."""

from __future__ import annotations

import sys

from majung.events.event import Event
from majung.plugin.contract import Plugin, Tables, hookimpl
from majung.texts import Text
from majung_schema.parts import Part
from majung_second.events import WorkshopRated
from majung_second.schema import UPDATES, RatingChanges, WorkshopRatingFilter, WorkshopRatings

plugin = Plugin(
    name="second",
    version="1.0.0",
    sdk=">=1.0,<2",
    package="majung_second",
    title=Text("제작소 평가", "Ratings of workshops"),
    owner="기업지원팀",
    requires={"example": ">=1.2,<2"},
    hooks=sys.modules[__name__],
)


@hookimpl
def majung_tables() -> Tables:
    """Ratings."""
    return Tables(models="majung_second.models", migrations="majung_second.migrations")


@hookimpl
def majung_events() -> list[type[Event]]:
    """That a workshop was rated."""
    return [WorkshopRated]


@hookimpl
def majung_schema_part() -> Part:
    """Ratings of a workshop, and rating one."""
    return Part(
        plugin=plugin.name,
        package=plugin.package,
        types=UPDATES,
        extensions=(WorkshopRatings, WorkshopRatingFilter, RatingChanges),
    )
