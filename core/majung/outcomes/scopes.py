"""Permissions about outcomes."""

from __future__ import annotations

from majung.plugin.contract import Scope
from majung.texts import Text

RECORD = "outcomes.record"

OUTCOME_SCOPES: tuple[Scope, ...] = (
    Scope(name=RECORD, title=Text("성과 등록", "Record outcomes of others"), roles=("officer", "manager")),
)
"""Permissions that the outcome writes check."""
