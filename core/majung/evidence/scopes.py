"""Permissions about evidence."""

from __future__ import annotations

from majung.plugin.contract import Scope
from majung.texts import Text

REVIEW = "evidence.review"
RULE = "evidence.rule"

EVIDENCE_SCOPES: tuple[Scope, ...] = (
    Scope(name=REVIEW, title=Text("중복 증빙 검토", "Review evidence claimed twice"), roles=("officer", "manager")),
    Scope(
        name=RULE,
        title=Text("증빙 규칙·환율 관리", "Rules of evidence and exchange rates"),
        roles=("manager", "finance"),
    ),
)
"""Permissions that the evidence writes check."""
