"""What the platform does on its own, what of it waits for officials, and what it listens to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from majung.persons.events import ConsentWithdrawn
from majung.plugin.contract import Listener, ScheduledWork, TaskSource
from majung.retention.events import PersonDataDestroyed
from majung.rights.events import PersonErased
from majung.texts import Text
from majung_jobs.scopes import COUNSEL, ORDERS
from majung_jobs.writes.expiring import ask_about_orders, expire_orders, expire_seekers
from majung_jobs.writes.forgetting import forget_ended
from majung_jobs.writes.seekers import end_for_destroyed
from majung_jobs.writes.steps import PLATFORM

_EVERY = timedelta(hours=1)

WORKS = (
    ScheduledWork(
        name="jobs.expire_orders", title=Text("구인 만료 처리", "let orders expire"), every=_EVERY, run=expire_orders
    ),
    ScheduledWork(
        name="jobs.expire_seekers",
        title=Text("구직 만료 처리", "let registrations expire"),
        every=_EVERY,
        run=expire_seekers,
    ),
    ScheduledWork(
        name="jobs.ask_about_orders",
        title=Text("오래된 구인 확인", "ask about stale orders, close those not answered"),
        every=_EVERY,
        run=ask_about_orders,
    ),
    ScheduledWork(
        name="jobs.forget_ended",
        title=Text("동의가 끝난 정보 삭제", "remove what rests on consents that have ended"),
        every=_EVERY,
        run=forget_ended,
    ),
)

TASKS = (
    TaskSource(
        name="jobs.seekers_without_counsellor",
        title=Text("담당 상담사 없는 구직자", "Seekers without a counsellor"),
        table="jobs_seeker",
        waiting="{row}.account_id is null and {row}.state in ('REGISTERED', 'ACTIVE')",
        scope=COUNSEL,
    ),
    TaskSource(
        name="jobs.seekers_about_to_expire",
        title=Text("만료가 다가온 구직 등록", "Registrations that expire soon"),
        table="jobs_seeker",
        waiting="{row}.state = 'ACTIVE' and {row}.account_id = :account"
        " and {row}.valid_until between :today and :today + 14",
        due="{row}.valid_until",
        scope=COUNSEL,
    ),
    TaskSource(
        name="jobs.handovers_to_answer",
        title=Text("답변할 이관 요청", "Hand-overs to answer"),
        table="jobs_handover",
        waiting="{row}.state = 'OFFERED' and {row}.to_centre_id = any(:centres)",
        since="{row}.offered_at",
        scope=COUNSEL,
    ),
    TaskSource(
        name="jobs.hires_to_confirm",
        title=Text("확인할 채용", "Hires to confirm"),
        table="jobs_referral",
        waiting="{row}.state = 'HIRED' and {row}.account_id = :account",
        label="{row}.number",
        scope=COUNSEL,
    ),
    TaskSource(
        name="jobs.orders_expired",
        title=Text("만료된 구인", "Orders that have expired"),
        table="jobs_order",
        waiting="{row}.state = 'EXPIRED' and {row}.account_id = :account and {row}.valid_until > :today - 30",
        due="{row}.valid_until",
        label="{row}.number",
        scope=ORDERS,
    ),
)
"""Next steps of consultations and questions of retention have due dates, which the core lists."""


async def consent_withdrawn(event: Mapping[str, Any]) -> None:
    """A consent was withdrawn: what rests on it is removed."""
    await forget_ended(PLATFORM)


async def person_destroyed(event: Mapping[str, Any]) -> None:
    """Nobody is left whom the registrations are about: they end, and with them what employers have not decided."""
    await end_for_destroyed(PLATFORM, person_ids={event["subject_id"], *event["person_ids"]})


LISTENERS = (
    Listener(name="jobs.consents", types=(ConsentWithdrawn.type_name(),), handle=consent_withdrawn),
    Listener(
        name="jobs.destroyed",
        types=(PersonErased.type_name(), PersonDataDestroyed.type_name()),
        handle=person_destroyed,
    ),
)
