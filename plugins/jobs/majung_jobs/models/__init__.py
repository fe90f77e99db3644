"""The platform's tables: rules and occupations, orders, seekers, job referrals, fairs and appointments."""

from __future__ import annotations

from majung.storage.table import Table, register
from majung_jobs.models.orders import JobOrder
from majung_jobs.models.reference import JobRuleSet, Occupation
from majung_jobs.models.referrals import JobCandidate, JobReferral
from majung_jobs.models.seekers import Handover, Seeker, SeekerHealth
from majung_jobs.models.slots import Booking, FairBooth, JobFair, Slot

TABLES: tuple[type[Table], ...] = (
    JobRuleSet,
    Occupation,
    JobOrder,
    Seeker,
    SeekerHealth,
    Handover,
    JobReferral,
    JobCandidate,
    JobFair,
    FairBooth,
    Slot,
    Booking,
)

register(TABLES)

__all__ = [
    "TABLES",
    "Booking",
    "FairBooth",
    "Handover",
    "JobCandidate",
    "JobFair",
    "JobOrder",
    "JobReferral",
    "JobRuleSet",
    "Occupation",
    "Seeker",
    "SeekerHealth",
    "Slot",
]
