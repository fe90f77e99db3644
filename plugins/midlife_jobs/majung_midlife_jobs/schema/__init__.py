"""What the centre gives to the graph: its types, questions and changes, and fields on others' types."""

from __future__ import annotations

from majung_midlife_jobs.events import EVENTS
from majung_midlife_jobs.schema.additions import (
    FirmMidlife,
    MidlifeQueries,
    PersonMidlife,
    ReferralMidlife,
    SeekerMidlife,
)
from majung_midlife_jobs.schema.changes import MidlifeDecisions, MidlifeMoney, MidlifePeople
from majung_midlife_jobs.schema.records import HiringIncentiveApplication, JobSearchApplication
from majung_schema.parts import Part
from majung_schema.types.events import update_type

UPDATES: tuple[type, ...] = tuple(update_type(event) for event in EVENTS)

PART = Part(
    plugin="midlife_jobs",
    package="majung_midlife_jobs",
    extensions=(
        PersonMidlife,
        FirmMidlife,
        SeekerMidlife,
        ReferralMidlife,
        MidlifeQueries,
        MidlifeDecisions,
        MidlifeMoney,
        MidlifePeople,
    ),
    types=(JobSearchApplication, HiringIncentiveApplication, *UPDATES),
)
"""The centre's part of the schema."""
