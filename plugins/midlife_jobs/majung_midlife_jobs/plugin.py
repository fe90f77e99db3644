"""신중년일자리지원센터, the jobs centre for people of 40 to 69: everything it gives to Majung, built on `jobs`."""

from __future__ import annotations

import sys

from majung.plugin.contract import Plugin, Tables, hookimpl
from majung_midlife_jobs.demo import SHARE
from majung_midlife_jobs.events import EVENTS
from majung_midlife_jobs.program import PROGRAMS, TITLE
from majung_midlife_jobs.schema import PART
from majung_midlife_jobs.scopes import SCOPES
from majung_midlife_jobs.work import FACTS, LISTENERS, TASKS

plugin = Plugin(
    name="midlife_jobs",
    version="1.0.0",
    sdk=">=1.0,<2",
    package="majung_midlife_jobs",
    title=TITLE,
    owner="신중년일자리지원센터",
    requires={"jobs": ">=1.0,<2"},
    hooks=sys.modules[__name__],
)

majung_tables = hookimpl(
    lambda: Tables(models="majung_midlife_jobs.models", migrations="majung_midlife_jobs.migrations")
)
majung_programs = hookimpl(lambda: PROGRAMS)
majung_events = hookimpl(lambda: EVENTS)
majung_scopes = hookimpl(lambda: SCOPES)
majung_facts = hookimpl(lambda: FACTS)
majung_task_sources = hookimpl(lambda: TASKS)
majung_listeners = hookimpl(lambda: LISTENERS)
majung_demo = hookimpl(lambda: SHARE)
majung_schema_part = hookimpl(lambda: PART)
