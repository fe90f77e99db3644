"""What the platform gives to the graph: its types, questions, changes, and its share of firms and persons."""

from __future__ import annotations

from majung_jobs.schema.order_changes import JobOrderChanges
from majung_jobs.schema.queries import FirmJobs, JobQueries, PersonJobs
from majung_jobs.schema.referral_changes import JobReferralChanges
from majung_jobs.schema.seeker_changes import JobSeekerChanges
from majung_jobs.schema.slot_changes import JobSlotChanges
from majung_jobs.schema.updates import UPDATES, JobSubscriptions
from majung_schema.parts import Part

PART = Part(
    plugin="jobs",
    package="majung_jobs",
    extensions=(
        FirmJobs,
        PersonJobs,
        JobQueries,
        JobOrderChanges,
        JobSeekerChanges,
        JobReferralChanges,
        JobSlotChanges,
        JobSubscriptions,
    ),
    types=UPDATES,
)
"""The platform's part of the schema."""
