"""Permissions of the jobs platform, and who holds them unless staff say otherwise."""

from __future__ import annotations

from majung.plugin.contract import Scope
from majung.texts import Text

ORDERS = "jobs.orders"
COUNSEL = "jobs.counsel"
READ_ALL = "jobs.read_all"
REPORT = "jobs.report"
MANAGE = "jobs.manage"

SCOPES: tuple[Scope, ...] = (
    Scope(name=ORDERS, title=Text("구인 등록·관리", "Enter and manage job orders"), roles=("officer", "manager")),
    Scope(
        name=COUNSEL,
        title=Text("구직자 상담·알선(소속 센터)", "Counsel and refer seekers of one's own centres"),
        roles=("officer", "manager"),
    ),
    Scope(name=READ_ALL, title=Text("모든 센터의 구직자 조회", "See seekers of all centres"), roles=("manager",)),
    Scope(
        name=REPORT,
        title=Text("일자리센터 실적 조회", "See the centres' counters"),
        roles=("officer", "manager", "auditor"),
    ),
    Scope(name=MANAGE, title=Text("일자리 기준 관리", "Enter rules, fairs and appointments"), roles=("manager",)),
)
"""Who refers a seeker needs ``jobs.counsel`` at the seeker's centre; unmasking needs ``personal.unmask`` as ever."""
