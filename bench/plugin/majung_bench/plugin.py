"""What this plugin is and gives."""

from __future__ import annotations

import sys

from majung.plugin.contract import Plugin, Tables, hookimpl
from majung.texts import Text
from majung_bench.events import ExportRecorded
from majung_bench.schema import UPDATES, FirmTrade, TradeChanges, TradeQuery
from majung_bench.scopes import SCOPES
from majung_schema.parts import Part

plugin = Plugin(
    name="bench",
    version="1.0.0",
    sdk=">=1.0,<2",
    package="majung_bench",
    title=Text("수출·구인 (성능 측정용)", "Exports and jobs, for measuring"),
    owner="성능 측정",
    hooks=sys.modules[__name__],
)
PART = Part(plugin=plugin.name, package=plugin.package, types=UPDATES, extensions=(FirmTrade, TradeQuery, TradeChanges))

majung_tables = hookimpl(lambda: Tables(models="majung_bench.models", migrations="majung_bench.migrations"))
majung_events = hookimpl(lambda: (ExportRecorded,))
majung_scopes = hookimpl(lambda: SCOPES)
majung_schema_part = hookimpl(lambda: PART)
