"""What the centre listens to, and what it tells every program about persons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from majung.plugin.contract import Fact, Listener, TaskSource
from majung.texts import Text
from majung_jobs.events import JobReferralMoved
from majung_jobs.writes.steps import PLATFORM
from majung_midlife_jobs.scopes import INCENTIVE, PLAN
from majung_midlife_jobs.writes.hires import follow_leaving

FACTS = (
    Fact(
        name="midlife_jobs.midlife",
        title=Text("신중년 여부", "of the ages of 신중년"),
        subject="person",
        sql="(select date_part('year', age({row}.birth_date)) between r.age_from and r.age_to"
        " from midlife_jobs_age_rule r where r.valid_from <= current_date order by r.valid_from desc limit 1)",
        sql_type="bool",
        source=Text("신중년일자리지원센터", "jobs centre for people of 40 to 69"),
    ),
)

TASKS = (
    TaskSource(
        name="midlife_jobs.months_to_claim",
        title=Text("청구할 장려금 개월", "Months of the incentive to claim"),
        table="midlife_jobs_month",
        waiting="{row}.insured and {row}.wage_krw > 0 and {row}.firm_claim_id is null",
        due="{row}.ends_on",
        label="{row}.number::text",
        subject_type="'mjhire'",
        subject_id="{row}.hire_id",
        scope=INCENTIVE,
    ),
    TaskSource(
        name="midlife_jobs.plans_to_review",
        title=Text("점검할 상담계획", "Plans to review"),
        table="midlife_jobs_plan",
        waiting="{row}.review_on <= :today + 7",
        due="{row}.review_on",
        label="{row}.aim",
        scope=PLAN,
    ),
)


async def referral_moved(event: Mapping[str, Any]) -> None:
    """A worker who came through a job referral may have left: the supported hire ends with the job."""
    await follow_leaving(PLATFORM, referral_id=UUID(str(event["subject_id"])))


LISTENERS = (Listener(name="midlife_jobs.leavings", types=(JobReferralMoved.type_name(),), handle=referral_moved),)
