"""Permissions of the centre, and who holds them unless staff say otherwise."""

from __future__ import annotations

from majung.plugin.contract import Scope
from majung.texts import Text

SELECT = "midlife_jobs.select"
INCENTIVE = "midlife_jobs.incentive"
PLAN = "midlife_jobs.plan"
PROJECTS = "midlife_jobs.projects"

SCOPES: tuple[Scope, ...] = (
    Scope(name=SELECT, title=Text("신중년 지원 대상 선정", "Select persons and firms for support"), roles=("manager",)),
    Scope(
        name=INCENTIVE,
        title=Text("일자리장려금 채용 등록·월별 청구", "Enter hires and claim months of the incentive"),
        roles=("officer", "manager"),
    ),
    Scope(name=PLAN, title=Text("신중년 맞춤 상담계획", "Make counselling plans"), roles=("officer", "manager")),
    Scope(
        name=PROJECTS,
        title=Text("경력형 일자리 사업 관리", "Manage experience jobs of si/gun"),
        roles=("officer", "manager"),
    ),
)
