"""Permissions of this plugin."""

from __future__ import annotations

from majung.plugin.contract import Scope
from majung.texts import Text

RECORD = "bench.record"

SCOPES: tuple[Scope, ...] = (
    Scope(name=RECORD, title=Text("수출실적 등록", "Record exports"), roles=("officer", "manager")),
)
