"""Export costs of small firms: everything the program gives to the platform."""

from __future__ import annotations

import sys

from majung.plugin.contract import Plugin, Tables, hookimpl
from majung_export_costs.changes import ExportCostChanges
from majung_export_costs.demo import SHARE
from majung_export_costs.events import EVENTS
from majung_export_costs.importing import IMPORTER
from majung_export_costs.program import PROGRAM, TITLE
from majung_export_costs.schema import EXTENSIONS, TYPES
from majung_export_costs.scopes import SCOPES
from majung_schema.parts import Part

plugin = Plugin(
    name="export_costs",
    version="1.0.0",
    sdk=">=1.0,<2",
    package="majung_export_costs",
    title=TITLE,
    owner="수출지원팀",
    hooks=sys.modules[__name__],
)
PART = Part(plugin=plugin.name, package=plugin.package, types=TYPES, extensions=(*EXTENSIONS, ExportCostChanges))

majung_tables = hookimpl(
    lambda: Tables(models="majung_export_costs.models", migrations="majung_export_costs.migrations")
)
majung_programs = hookimpl(lambda: (PROGRAM,))
majung_events = hookimpl(lambda: EVENTS)
majung_scopes = hookimpl(lambda: SCOPES)
majung_importers = hookimpl(lambda: (IMPORTER,))
majung_demo = hookimpl(lambda: SHARE)
majung_schema_part = hookimpl(lambda: PART)
