"""Permissions of this plugin."""

from __future__ import annotations

from majung.plugin.contract import Scope
from majung.texts import Text

ADVISE = "example.advise"
ISSUE = "example.issue"

SCOPES: tuple[Scope, ...] = (
    Scope(name=ADVISE, title=Text("전문위원 의견", "Record and see advice"), roles=("officer", "manager")),
    Scope(name=ISSUE, title=Text("바우처 발급", "Issue vouchers"), roles=("manager",)),
)
