"""What this plugin is and gives: its table of contents, a line for each hook."""

from __future__ import annotations

import sys
from contextlib import AbstractAsyncContextManager

from majung.plugin.contract import Plugin, Tables, hookimpl
from majung.texts import Text
from majung_example.asking import VISIT
from majung_example.changes import VoucherChanges
from majung_example.commands import group
from majung_example.demo import SHARE
from majung_example.duties import CONSULTATIONS, EXPIRY, TASKS, visits
from majung_example.events import EVENTS
from majung_example.importer import IMPORTER
from majung_example.program import EXCLUSIONS, FACTS, PROGRAM
from majung_example.schema import EXTENSIONS, TYPES
from majung_example.scopes import SCOPES
from majung_example.search import SOURCES
from majung_example.settings import Settings
from majung_example.workbench import workbench
from majung_schema.parts import Part

plugin = Plugin(
    name="example",
    version="1.2.0",
    sdk=">=1.0,<2",
    package="majung_example",
    title=Text("시제품 제작 바우처", "Prototype vouchers"),
    owner="기업지원팀",
    settings=Settings,
    hooks=sys.modules[__name__],
)
PART = Part(plugin=plugin.name, package=plugin.package, types=TYPES, extensions=(*EXTENSIONS, VoucherChanges))

majung_tables = hookimpl(lambda: Tables(models="majung_example.models", migrations="majung_example.migrations"))
majung_programs = hookimpl(lambda: (PROGRAM,))
majung_events = hookimpl(lambda: EVENTS)
majung_listeners = hookimpl(lambda settings: (visits(settings),))
majung_scopes = hookimpl(lambda: SCOPES)
majung_facts = hookimpl(lambda: FACTS)
majung_exclusions = hookimpl(lambda: EXCLUSIONS)
majung_scheduled_work = hookimpl(lambda: (EXPIRY,))
majung_importers = hookimpl(lambda: (IMPORTER,))
majung_answering_hooks = hookimpl(lambda: (VISIT,))
majung_demo = hookimpl(lambda: SHARE)
majung_search_sources = hookimpl(lambda: SOURCES)
majung_consultation_kinds = hookimpl(lambda: CONSULTATIONS)
majung_task_sources = hookimpl(lambda: TASKS)
majung_commands = hookimpl(lambda: group)
majung_schema_part = hookimpl(lambda: PART)


@hookimpl
def majung_lifespan() -> AbstractAsyncContextManager[None]:
    """The folder for drafts; made anew each time a server starts."""
    return workbench()
