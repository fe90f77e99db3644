"""전남일자리플랫폼, the jobs platform: everything it gives to Majung."""

from __future__ import annotations

import sys

from majung.plugin.contract import Plugin, Tables, hookimpl
from majung.texts import Text
from majung_jobs.demo import SHARE
from majung_jobs.events import EVENTS
from majung_jobs.importing import IMPORTERS
from majung_jobs.kinds import CONSULTATIONS
from majung_jobs.schema import PART
from majung_jobs.scopes import SCOPES
from majung_jobs.work import LISTENERS, TASKS, WORKS

TITLE = Text("일자리플랫폼", "Jobs platform")

plugin = Plugin(
    name="jobs",
    version="1.0.0",
    sdk=">=1.0,<2",
    package="majung_jobs",
    title=TITLE,
    owner="일자리지원팀",
    hooks=sys.modules[__name__],
)

majung_tables = hookimpl(lambda: Tables(models="majung_jobs.models", migrations="majung_jobs.migrations"))
majung_events = hookimpl(lambda: EVENTS)
majung_scopes = hookimpl(lambda: SCOPES)
majung_consultation_kinds = hookimpl(lambda: CONSULTATIONS)
majung_scheduled_work = hookimpl(lambda: WORKS)
majung_task_sources = hookimpl(lambda: TASKS)
majung_demo = hookimpl(lambda: SHARE)
majung_importers = hookimpl(lambda: IMPORTERS)
majung_listeners = hookimpl(lambda: LISTENERS)
majung_schema_part = hookimpl(lambda: PART)
