"""The centre's tables: ages, plans, experience jobs, costs of looking for work, supported hires."""

from __future__ import annotations

from majung.storage.table import Table, register
from majung_midlife_jobs.models.people import AgeRule, CounsellingPlan, ExperiencePlacement, ExperienceProject
from majung_midlife_jobs.models.support import IncentiveHire, IncentiveMonth, SearchCost

TABLES: tuple[type[Table], ...] = (
    AgeRule,
    CounsellingPlan,
    ExperienceProject,
    ExperiencePlacement,
    SearchCost,
    IncentiveHire,
    IncentiveMonth,
)

register(TABLES)

__all__ = [
    "TABLES",
    "AgeRule",
    "CounsellingPlan",
    "ExperiencePlacement",
    "ExperienceProject",
    "IncentiveHire",
    "IncentiveMonth",
    "SearchCost",
]
